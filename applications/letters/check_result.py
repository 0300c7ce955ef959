"""The e-mail that carries the result of a check to whoever asked for it."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation

from applications.models import CheckLetter
from applications.queries import check, check_in_words
from iecsite import clock
from profiles.queries import agreements, carried_answers, organizations, seasons


def message(letter: CheckLetter, *, connection: object | None = None) -> EmailMultiAlternatives:
    """
    The e-mail of a result, judged now: text and HTML in the language of the page on which it was asked for.

    It says what is open, with stays and days, and repeats no answer; the link shows those.

    :raises profiles.queries.carried_answers.TooOld: for answers that are good no longer
    """
    on = clock.today()
    told = carried_answers.opened(letter.answers, at=clock.now())
    terms = organizations.with_organizations(agreements.terms_in_force(on), on=on)
    found = check.result(told, terms, on=on, season=seasons.calendar()(on))
    with translation.override(letter.language):
        context = {
            "on": on,
            "groups": check_in_words.groups(found, letter.language),
            "unknown": found.unknown is not None and not found.rows,
            "letter": check_in_words.categories(found.letter, letter.language),
            "result_url": f"{settings.SITE_URL}{reverse('check_result')}?{urlencode({'a': letter.answers})}",
            "until": clock.home_date(letter.due_at + carried_answers.GOOD_IN_A_LETTER),
        }
        subject, body = (
            get_template(f"letters/applications/check_result/{part}.{letter.language}.txt").template.render(
                Context(context, autoescape=False)
            )
            for part in ("subject", "body")
        )
        subject, body = " ".join(subject.split()), body.strip() + "\n"
        # A mail program shows the link as a button: whole it is longer than what it leads to.
        url = context["result_url"]
        paragraphs = [(one.replace(url, "").strip(), url in one) for one in body.split("\n\n")]
        words = {"subject": subject, "paragraphs": paragraphs, "result_url": url, "language": letter.language}
        html = render_to_string("mail/check_result.html", words)
    email = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[letter.email],
        connection=connection,
        headers={
            "Message-ID": f"<check-{letter.event_key[:32]}.{letter.pk}@iec.example.org>",
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(html, "text/html")
    return email
