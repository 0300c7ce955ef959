"""The staff pages of accounts, profiles, changes, agreements, letters, looks and holds."""

from profiles.admin import changes, letters, people, privacy, programme

__all__ = ["changes", "letters", "people", "privacy", "programme"]
