"""The links of a recovery, and the letters about it to addresses that are not, or no longer, the account's own."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation

from profiles.models import Recovery, RecoveryLetter
from profiles.rules import recovery as rule

CANCEL, USE = "cancel", "use"
ASKED, LINK, USED, CANCELLED, REFUSED, LAPSED = (
    "recovery_asked", "recovery_link", "recovery_used", "recovery_cancelled", "recovery_refused", "recovery_lapsed",
)  # fmt: skip


def token(recovery_id: int, *, purpose: str) -> str:
    """A sealed number of a recovery for a link; it carries no address, and opens nothing that the row does not."""
    return signing.dumps(recovery_id, salt=f"profiles.recovery.{purpose}")


def recovery_of(text: str, *, purpose: str) -> int | None:
    """The recovery that a link names, or None when the link is not ours or was changed. How long it holds stands in the row."""
    try:
        found = signing.loads(text, salt=f"profiles.recovery.{purpose}")
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def facts(found: Recovery) -> dict[str, str]:
    """What the letters about a recovery say of it, as plain JSON."""
    told = {
        "number": found.number,
        "asked_at": found.asked_at.isoformat(),
        "takes_effect_at": found.takes_effect_at.isoformat(),
        "browser": found.browser,
        "to": rule.masked(found.email),
        "cancel": token(found.pk, purpose=CANCEL),
    }
    return told | {"reason_en": found.reason_en, "reason_fr": found.reason_fr}


def message(letter: RecoveryLetter, *, connection: object | None = None) -> EmailMultiAlternatives:
    """The e-mail of a letter, composed now: text and HTML in the language of the letter, times on the clocks of the account."""
    found, language = letter.recovery, letter.language
    context = {
        **facts(found),
        "asked_at": found.asked_at,
        "takes_effect_at": found.takes_effect_at,
        "link_ends_at": found.link_ends_at,
        "link": token(found.pk, purpose=USE) if letter.kind == LINK else "",
        "person": "",
        "time_zone": found.user.time_zone,
        "site_url": settings.SITE_URL,
        "language": language,
    }
    with translation.override(language):
        subject, body = (
            get_template(f"letters/profiles/{letter.kind}/{part}.{language}.txt").template.render(
                Context(context, autoescape=False)
            )
            for part in ("subject", "body")
        )
        words = {"subject": " ".join(subject.split()), "body": body.strip() + "\n"}
        html = render_to_string(
            "mail/alert.html", {"letter": words, "language": language, "paragraphs": words["body"].split("\n\n")}
        )
    email = EmailMultiAlternatives(
        subject=words["subject"],
        body=words["body"],
        to=[letter.address],
        connection=connection,
        headers={
            "Message-ID": f"<recovery-{letter.pk}.{letter.recovery_id}@iec.example.org>",
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(html, "text/html")
    return email
