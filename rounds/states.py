"""The states of a pool, a candidacy, a round and an invitation. Choices only."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PoolStatus(TextChoices):
    OPEN = "open", _("Open")
    NOT_ACCEPTING = "not_accepting", _("Not accepting candidates")


class CandidacyState(TextChoices):
    WAITING = "waiting", _("In the pool")
    INVITED = "invited", pgettext_lazy("one person", "Invited")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")


# One candidacy a person and pool may be in one of these; the database holds it.
IN_POOL = frozenset({CandidacyState.WAITING, CandidacyState.INVITED})


class Departure(TextChoices):
    """Why a candidacy is over."""

    LEFT = "left", _("You left this pool.")
    WITHDRAWN = "withdrawn", _("You withdrew your profile.")
    ACCEPTED = "accepted", _("You said yes to an invitation.")
    NO_ANSWER = "no_answer", _("An invitation was not answered in time.")
    AGED_OUT = "aged_out", _("You are over the age limit of this pool.")
    SEASON_CLOSED = "season_closed", _("The season is over.")
    CHANGED = "changed", _("An answer that you changed closed this pool.")
    DUPLICATE = "duplicate", _("You have another profile.")
    TERMS_CHANGED = "terms_changed", _("The terms of the agreement changed.")
    LETTER_ENDED = "letter_ended", _("Your letter of the recognized organization no longer counts.")
    DECLINED = "declined", _("You said no to an invitation.")
    WAITED = "waited", _("Your profile was in pools for 365 days.")
    DIPLOMA_TOO_OLD = "diploma_too_old", _("Your diploma is older than this pool takes.")
    PASSPORT_EXPIRED = "passport_expired", _("Your passport has expired.")


class RoundState(TextChoices):
    PLANNED = "planned", _("Planned")
    APPROVED = "approved", _("Approved")
    FROZEN = "frozen", _("Pools frozen")
    PUBLISHED = "published", _("List published")
    SEEDED = "seeded", _("Random value known")
    DRAWN = "drawn", _("Drawn")
    CHECKED = "checked", _("Checked")
    ISSUED = "issued", _("Invitations issued")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


# The order in which a confirmed round is carried out; progress is the place in it.
STEPS = (
    RoundState.APPROVED,
    RoundState.FROZEN,
    RoundState.PUBLISHED,
    RoundState.SEEDED,
    RoundState.DRAWN,
    RoundState.CHECKED,
    RoundState.ISSUED,
    RoundState.CLOSED,
)


class WeekState(TextChoices):
    """A week of the calendar of rounds. Held: the result of its round is out."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    SKIPPED = "skipped", _("Skipped")


class InvitationState(TextChoices):
    ISSUED = "issued", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class Rating(TextChoices):
    """The official word for a chance; "under one" is ours, since 0 % would be untrue."""

    EXCELLENT = "excellent", _("Excellent")
    VERY_GOOD = "very_good", _("Very good")
    FAIR = "fair", _("Fair")
    LOW = "low", _("Low")
    VERY_LOW = "very_low", _("Very low")
    UNDER_ONE = "under_one", _("Under 1 %")
    NOT_RATED = "not_rated", _("Not rated")


class ForecastKind(TextChoices):
    """What a published chance is about."""

    NEXT_ROUND = "next_round", _("The next round")
    SEASON = "season", _("The rest of the season")
