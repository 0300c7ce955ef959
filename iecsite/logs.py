"""Logs without personal data: addresses and long numbers are taken out, tracebacks lose the database's DETAIL lines."""

import logging
import re

ADDRESS = re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+")
DETAIL = re.compile(r"^DETAIL:.*$", re.MULTILINE)
PASSPORT = re.compile(r"\b(?=[A-Z0-9]*\d)[A-Z]{1,3}\d{5,9}\b")


def scrubbed(text: str) -> str:
    """The text with e-mail addresses, passport-like numbers and PostgreSQL DETAIL lines taken out."""
    return PASSPORT.sub("[number]", ADDRESS.sub("[address]", DETAIL.sub("DETAIL: [left out]", text)))


class NoPersonalData(logging.Filter):
    """Scrubs every record's message before a handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrubbed(record.getMessage()), ()
        return True


class PlainFormatter(logging.Formatter):
    """A formatter whose tracebacks are scrubbed too."""

    def formatException(self, ei) -> str:
        return scrubbed(super().formatException(ei))
