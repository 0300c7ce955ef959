"""The letters to addresses without an account: their words, and the links that confirm and end them."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from rounds.models import Alert, AlertLetter, RoundPool

CONFIRM, KNOWN, ROUND, LISTED = "alert_confirm", "alert_known", "alert_round", "alert_listed"
KINDS = frozenset({CONFIRM, KNOWN, ROUND, LISTED})
# So long a confirmation may be answered; then the address is deleted.
CONFIRM_WITHIN = timedelta(days=3)


@dataclass(frozen=True)
class Words:
    """What is read: a subject of one line, the text, and the language of both."""

    subject: str
    body: str
    language: str


def token(alert_id: int, *, purpose: str) -> str:
    """A sealed number of an alert for the links in its letters; it carries no address."""
    return signing.dumps(alert_id, salt=f"rounds.alert.{purpose}")


def alert_of(text: str, *, purpose: str) -> int | None:
    """The alert of a link, or None when the link is not ours, was changed, or is too old to confirm with."""
    longest = CONFIRM_WITHIN if purpose == "confirm" else None
    try:
        found = signing.loads(text, salt=f"rounds.alert.{purpose}", max_age=longest)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def link(alert: Alert, *, purpose: str) -> str:
    """The whole address of the page that confirms or ends an alert, in its reader's language."""
    with translation.override(alert.language):
        return settings.SITE_URL + reverse(f"alert_{purpose}", args=[token(alert.pk, purpose=purpose)])


def compose(letter: AlertLetter) -> Words:
    """The words of a letter in its reader's language."""
    alert = letter.alert
    pools = list(alert.pools.select_related("country").order_by("order"))
    context = {
        "pools_en": ", ".join(pool.title("en") for pool in pools) or "all pools",
        "pools_fr": ", ".join(pool.title("fr") for pool in pools) or "tous les bassins",
        "confirm_url": link(alert, purpose="confirm"),
        "end_url": link(alert, purpose="end"),
        **_round(letter, [pool.pk for pool in pools]),
    }
    with translation.override(alert.language):
        subject, body = (
            get_template(f"letters/rounds/{letter.kind}/{part}.{alert.language}.txt").template.render(
                Context(context, autoescape=False)
            )
            for part in ("subject", "body")
        )
    return Words(" ".join(subject.split()), body.strip() + "\n", alert.language)


def message(letter: AlertLetter, *, connection: object | None = None) -> EmailMultiAlternatives:
    """The e-mail of a letter: text and HTML; one about a round can be ended from the mail program itself (RFC 8058)."""
    words = compose(letter)
    headers = {
        "Message-ID": f"<alert-{letter.pk}.{letter.due_at:%Y%m%d%H%M%S}@iec.example.org>",
        "Content-Language": words.language,
        "Auto-Submitted": "auto-generated",
    }
    if letter.kind in (ROUND, LISTED):
        headers["List-Unsubscribe"] = f"<{link(letter.alert, purpose='end')}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with translation.override(words.language):
        html = render_to_string(
            "mail/alert.html", {"letter": words, "language": words.language, "paragraphs": words.body.split("\n\n")}
        )
    email = EmailMultiAlternatives(
        subject=words.subject, body=words.body, to=[letter.alert.email], connection=connection, headers=headers
    )
    email.attach_alternative(html, "text/html")
    return email


def _round(letter: AlertLetter, pool_ids: list[int]) -> dict[str, object]:
    if letter.round is None:
        return {}
    lines = RoundPool.objects.filter(round=letter.round).select_related("pool__country").order_by("pool__order")
    if pool_ids:
        lines = lines.filter(pool__in=pool_ids)
    language = letter.alert.language
    with translation.override(language):
        address = settings.SITE_URL + reverse("round_page", args=[letter.round.code])
    return {
        "round": letter.round.code,
        "drawn_on": clock.home_date(letter.round.draw_at),
        "round_url": address,
        "lines": [
            {
                "pool": line.pool.title(language),
                "invite": line.invite,
                "invited": line.invited or 0,
                "entries": line.entries or 0,
            }
            for line in lines
        ],
    }
