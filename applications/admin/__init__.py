"""The officers' and cashiers' pages."""

from applications.admin import cases, fees, money

__all__ = ["cases", "fees", "money"]
