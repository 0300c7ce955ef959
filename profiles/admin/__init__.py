"""The staff pages of accounts, profiles, changes, agreements, letters, questions, recoveries, looks and holds."""

from profiles.admin import changes, letters, people, privacy, programme, put_aside, questions, recovery

__all__ = ["changes", "letters", "people", "privacy", "programme", "put_aside", "questions", "recovery"]
