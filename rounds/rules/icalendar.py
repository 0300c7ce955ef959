"""
Moments and days as a calendar that programs follow: iCalendar (RFC 5545, read 2026-11-29).

The bytes depend on the events alone: no clock stands in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# A line has at most so many bytes without its end (section 3.1).
LONGEST = 75
PROGRAM = "-//iecsite//Calendar of rounds//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One event. `uid` never changes, so that a program moves the event instead of adding a second one.

    `begins`: a moment, or a day for an event of the whole day; `said_at`: the moment since which it is as it is; `called_off`:
    it will not be.
    """

    uid: str
    begins: datetime | date
    said_at: datetime
    title: str
    words: str = ""
    called_off: bool = False


def icalendar(name: str, events: Iterable[Event]) -> bytes:
    """
    A calendar in UTF-8 with the line ends and folded lines that the form asks for.

    :param name: by which programs show it
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PROGRAM}", "CALSCALE:GREGORIAN", f"NAME:{_text(name)}"]
    # Most programs read the older name.
    lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:P1D"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _event(event: Event) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{_moment(event.said_at)}"]
    if isinstance(event.begins, datetime):
        lines.append(f"DTSTART:{_moment(event.begins)}")
    else:
        lines.append(f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}")
        lines.append(f"DTEND;VALUE=DATE:{event.begins + timedelta(days=1):%Y%m%d}")
    lines.append(f"SUMMARY:{_text(event.title)}")
    if event.words:
        lines.append(f"DESCRIPTION:{_text(event.words)}")
    # Nobody is busy because a round is drawn.
    lines += [f"STATUS:{'CANCELLED' if event.called_off else 'CONFIRMED'}", "TRANSP:TRANSPARENT", "END:VEVENT"]
    return lines


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A long line goes on in the next one after a blank; no character is torn."""
    folded, room = b"", LONGEST
    for character in line:
        one = character.encode()
        if len(one) > room:
            folded += b"\r\n "
            room = LONGEST - 1
        folded += one
        room -= len(one)
    return folded
