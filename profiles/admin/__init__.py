"""The staff pages of accounts, profiles, agreements and letters."""

from profiles.admin import letters, people, programme

__all__ = ["letters", "people", "programme"]
