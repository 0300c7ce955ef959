"""Somebody signed in at the web server."""

from django.test import Client


def session_of(user) -> str:
    """The cookie of a session of theirs, in the database that the web server reads."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value
