"""A calendar that any calendar program reads: line ends, folded lines, escapes, and no clock in the bytes."""

from datetime import UTC, date, datetime

from rounds.rules.icalendar import Event, icalendar

AT = datetime(2026, 2, 2, 17, tzinfo=UTC)


def test_a_round_a_day_and_what_is_called_off():
    events = [
        Event(uid="week-1@example.org", begins=AT, said_at=AT, title="Round 2026-001"),
        Event(uid="final-1@example.org", begins=date(2026, 10, 31), said_at=AT, title="Final round"),
        Event(
            uid="week-2@example.org", begins=AT, said_at=AT, title="No round", words="Holidays, and; more\nsoon.", called_off=True
        ),
    ]

    text = icalendar("Rounds", events).decode()

    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "DTSTART:20260202T170000Z\r\n" in text
    assert "DTSTART;VALUE=DATE:20261031\r\nDTEND;VALUE=DATE:20261101\r\n" in text
    assert "DESCRIPTION:Holidays\\, and\\; more\\nsoon.\r\nSTATUS:CANCELLED\r\n" in text
    assert text.count("BEGIN:VEVENT") == 3
    assert icalendar("Rounds", events) == text.encode()


def test_long_lines_are_folded_between_characters():
    title = "Dernière ronde : " + "é" * 100

    content = icalendar("Rondes", [Event(uid="1@example.org", begins=AT, said_at=AT, title=title)])

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert f"SUMMARY:{title}" in content.replace(b"\r\n ", b"").decode()
