"""The officers' and cashiers' pages."""

from applications.admin import cases, money

__all__ = ["cases", "money"]
