"""
The letters: what waits in the outbox is claimed, worded, sent and marked, beside a program that has the words ready.

The floor is what no program can leave out that loses no letter and sends none twice: four answers of a mail server for each, on
one connection, and one row marked on disk after each. The work is that, and the choice of the letters, their words from templates
in the reader's language, an HTML part, and the message in its MIME form.
What smtplib alone takes, which marks nothing, is said beside.
"""

import smtplib
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.test.utils import override_settings

from iecsite.benchmarks.benchmark import Benchmark, Taken
from iecsite.benchmarks.stopwatch import Stopwatch
from profiles.letters import words
from profiles.management.benchmarks.sink import sink
from profiles.models import Letter
from profiles.operations import delivery

AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
# At scale 1.0; the invitations of a round of a million people are nine times as many and take nine times as long.
NUMBER = 10_000
FIRST = 200


def measure(scale: float) -> Taken:
    """Send some waiting letters through the real delivery, then the same messages with the words ready."""
    number = max(FIRST, round(NUMBER * scale))
    work, floor, bare = Stopwatch(), Stopwatch(), Stopwatch()
    with sink() as port:
        there = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
        with override_settings(**there):
            # Templates are read and the connection is opened once in the life of a worker.
            _write_letters(FIRST, begin=1)
            delivery.deliver_due(at=AT, most=FIRST)
            last = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            _write_letters(number, begin=FIRST + 1)
            with work.running():
                sent = delivery.deliver_due(at=AT, most=number)
            if sent != number:
                raise RuntimeError(f"Of {number} letters {sent} were sent.")
            messages = _messages(last)
        with smtplib.SMTP("127.0.0.1", port) as server, connection.cursor() as cursor:
            with floor.running():
                for letter, to, content in messages:
                    server.sendmail(settings.DEFAULT_FROM_EMAIL, [to], content)
                    cursor.execute("UPDATE profiles_letter SET opened_at = %s WHERE id = %s", [AT, letter])
            with bare.running():
                for _letter, to, content in messages:
                    server.sendmail(settings.DEFAULT_FROM_EMAIL, [to], content)
    return Taken(
        work.seconds,
        floor.seconds,
        f"{number:,} letters, {number / work.seconds:,.0f} a second; smtplib alone {number / bare.seconds:,.0f}",
    )


def _write_letters(number: int, *, begin: int) -> None:
    """Accounts, each with a letter that waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH account AS (
                INSERT INTO profiles_user
                       (email, password, preferred_name, language, time_zone, is_staff, is_superuser, is_active, early_disposal,
                        date_joined)
                SELECT 'reader-' || n || '@example.org', '!', 'Reader ' || n, CASE n %% 2 WHEN 0 THEN 'en' ELSE 'fr' END,
                       'Europe/Paris', false, false, true, false, %(at)s
                  FROM generate_series(%(first)s::int, %(last)s::int) AS n
                RETURNING id, language)
            INSERT INTO profiles_letter
                   (user_id, kind, event_key, language, context, subject, body, enclosure, state, queued_at, due_at, attempts,
                    last_error)
            SELECT id, 'profiles/sent', 'bench/' || id, language, '{"sent_on": "2026-03-02"}', '', '', '', 'queued', %(at)s,
                   %(at)s, 0, ''
              FROM account
            """,
            {"at": AT, "first": begin, "last": begin + number - 1},
        )
        cursor.execute("ANALYZE profiles_letter, profiles_user")


def _messages(after: int) -> list[tuple[int, str, bytes]]:
    """The messages that were sent: their row, to whom, and every byte."""
    letters = Letter.objects.filter(pk__gt=after).select_related("user", "profile").order_by("pk")
    unused = get_connection("django.core.mail.backends.dummy.EmailBackend")
    made = ((one.pk, one.user.email, words.message(one, connection=unused).message()) for one in letters)
    return [(letter, to, message.as_bytes(linesep="\r\n")) for letter, to, message in made]


LETTERS = Benchmark(
    name="letters",
    floor="the same messages, ready-made, sent with smtplib on one connection, one row marked on disk after each",
    limit=5,
    measure=measure,
)
