"""The staff pages of accounts, profiles, changes, agreements, letters, questions, looks and holds."""

from profiles.admin import changes, letters, people, privacy, programme, questions

__all__ = ["changes", "letters", "people", "privacy", "programme", "questions"]
