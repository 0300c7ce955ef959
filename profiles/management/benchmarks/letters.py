"""
The letters: what waits in the outbox is claimed, worded, sent and marked, beside the plain way to write as many.

The floor is a loop as anybody would write it with Django alone, which a second worker or a crash would make send letters twice:
the words from the same templates in the reader's language, a message with an HTML part on one open connection, one row marked on
disk after each. So the ratio is what it costs that no letter is lost, none sent twice, and none held up by another. What the mail
server and the disk take of it, with the messages ready-made, and what smtplib takes alone are said beside.
"""

import smtplib
from datetime import UTC, date, datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.template.defaultfilters import linebreaksbr, urlize
from django.template.loader import render_to_string
from django.test.utils import override_settings
from django.utils import translation
from django.utils.safestring import mark_safe

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
    """Send some waiting letters through the real delivery, then as many the plain way, then the same messages ready-made."""
    number = max(FIRST, round(NUMBER * scale))
    work, floor, ready_made, bare = Stopwatch(), Stopwatch(), Stopwatch(), Stopwatch()
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
            letters = list(Letter.objects.filter(pk__gt=last).select_related("user", "profile").order_by("pk"))
            with get_connection() as server:
                _send_plainly(letters[0], server)
                with floor.running():
                    for letter in letters:
                        _send_plainly(letter, server)
            messages = _messages(letters)
        with smtplib.SMTP("127.0.0.1", port) as server, connection.cursor() as cursor:
            with ready_made.running():
                for letter_id, to, content in messages:
                    server.sendmail(settings.DEFAULT_FROM_EMAIL, [to], content)
                    _mark(cursor, letter_id)
            with bare.running():
                for _letter_id, to, content in messages:
                    server.sendmail(settings.DEFAULT_FROM_EMAIL, [to], content)
    return Taken(
        work.seconds,
        floor.seconds,
        f"{number:,} letters, {number / work.seconds:,.0f} a second; ready-made and marked {number / ready_made.seconds:,.0f}; "
        f"smtplib alone {number / bare.seconds:,.0f}",
    )


def _send_plainly(letter: Letter, server: object) -> None:
    context = {
        "sent_on": date.fromisoformat(letter.context["sent_on"]),
        "person": letter.user.preferred_name,
        "site_url": settings.SITE_URL,
        "language": letter.language,
    }
    with translation.override(letter.language):
        subject = render_to_string(f"letters/{letter.kind}/subject.{letter.language}.txt", context).strip()
        body = render_to_string(f"letters/{letter.kind}/body.{letter.language}.txt", context)
        paragraphs = mark_safe("".join(f"<p>{linebreaksbr(urlize(one))}</p>" for one in body.split("\n\n")))  # noqa: S308
        html = render_to_string("mail/letter.html", context | {"subject": subject, "paragraphs": paragraphs})
    email = EmailMultiAlternatives(subject, body, to=[letter.user.email], connection=server)
    email.attach_alternative(html, "text/html")
    email.send()
    with connection.cursor() as cursor:
        _mark(cursor, letter.pk)


def _mark(cursor: CursorWrapper, letter_id: int) -> None:
    cursor.execute("UPDATE profiles_letter SET opened_at = %s WHERE id = %s", [AT, letter_id])


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


def _messages(letters: list[Letter]) -> list[tuple[int, str, bytes]]:
    """The messages that were sent: their row, to whom, and every byte."""
    unused = get_connection("django.core.mail.backends.dummy.EmailBackend")
    made = ((one.pk, one.user.email, words.message(one, connection=unused).message()) for one in letters)
    return [(letter_id, to, message.as_bytes(linesep="\r\n")) for letter_id, to, message in made]


LETTERS = Benchmark(
    name="letters",
    floor="a plain loop with Django alone: the same templates and parts on one connection, one row marked on disk after each",
    limit=1.5,
    measure=measure,
)
