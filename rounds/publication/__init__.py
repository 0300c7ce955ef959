"""The files that a round publishes, written from the database: the same bytes whenever they are written."""
