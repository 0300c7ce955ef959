"""Django's PostgreSQL backend on the embedded server: ENGINE = "iecsite.embedded.backend" and a NAME, nothing else."""
