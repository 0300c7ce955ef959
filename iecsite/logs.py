"""Logs without personal data: addresses and numbers of passports are taken out, and what the database adds to its errors."""

import logging
import re

ADDRESS = re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+")
# PostgreSQL quotes the row that broke a constraint, and the line that COPY stumbled over.
DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
# Capitals and five digits or more, or nine digits or more. The reference of an application and the id of a task name nobody and
# stay: one id in 300 ends in twelve digits, and a task without its own could not be followed through the logs.
PASSPORT = re.compile(
    r"\b(?!W\d{9}\b)(?<![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)"
    r"(?:(?=[0-9]*[A-Z])(?=(?:[A-Z]*\d){5})[A-Z0-9]{6,10}|\d{9,19})\b"
)
# Whoever has one of these links has the account: the key in it sets a new password.
KEY = re.compile(r"(/password/reset/key/)[^/\s\"']+")


def scrubbed(text: str) -> str:
    """The text with e-mail addresses, passport-like numbers, keys of links and PostgreSQL's DETAIL and CONTEXT taken out."""
    return PASSPORT.sub("[number]", ADDRESS.sub("[address]", KEY.sub(r"\1[key]", DETAIL.sub(r"\1: [left out]", text))))


class NoPersonalData(logging.Filter):
    """Scrubs every record's message before a handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrubbed(record.getMessage()), ()
        return True


class PlainFormatter(logging.Formatter):
    """A formatter whose tracebacks are scrubbed too."""

    def formatException(self, ei) -> str:  # noqa: N802 (the name is logging's)
        return scrubbed(super().formatException(ei))
