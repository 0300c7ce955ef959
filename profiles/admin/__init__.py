"""The staff pages of accounts, profiles, agreements, letters, looks and holds."""

from profiles.admin import letters, people, privacy, programme

__all__ = ["letters", "people", "privacy", "programme"]
