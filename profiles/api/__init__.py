"""The open interface of the app."""
