"""The states of a profile and of a letter, and the categories of the programme. Choices only."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(TextChoices):
    """The three categories of the programme, in the order in which a round draws them."""

    COOP = "coop", _("International Co-op")
    YOUNG_PROFESSIONALS = "young_professionals", _("Young Professionals")
    WORKING_HOLIDAY = "working_holiday", _("Working Holiday")


class TravelDocument(TextChoices):
    """What a person travels with; the keys of ``profiles.rules.facts.DOCUMENTS``."""

    PASSPORT = "passport", _("A passport for citizens of that country")
    BRITISH_OVERSEAS = "british_overseas", _("A British National (Overseas) passport")
    BRITISH_NOT_CITIZEN = "british_not_citizen", _("Another British passport that does not say “British citizen”")
    REFUGEE = "refugee_travel_document", _("A travel document for refugees")
    ALIEN = "alien_travel_document", _("A travel document for people who are not citizens, such as an alien's passport")


# The levels of occupations in Canada, the number of each with what it usually needs.
JOB_LEVELS = {
    0: _("TEER 0: management"),
    1: _("TEER 1: usually needs a university degree"),
    2: _("TEER 2: usually needs a college diploma, or an apprenticeship of two years or more"),
    3: _("TEER 3: usually needs a college diploma, or an apprenticeship of under two years"),
    4: _("TEER 4: usually needs a secondary school diploma"),
    5: _("TEER 5: needs no formal education"),
}


class StudySector(TextChoices):
    """A field of study that a stream names; the keys of ``profiles.rules.facts.SECTORS``."""

    AGRICULTURE = "agriculture", _("Agriculture")
    FORESTRY = "forestry", _("Forestry")
    TOURISM = "tourism", _("Tourism")


class JobProgramme(TextChoices):
    """A stream whose own conditions a job offer meets; the keys of ``profiles.rules.facts.JOB_PROGRAMMES``."""

    VIE = "vie", _("Volontariat international en entreprise (VIE): an assignment of Business France")
    VIVES = "vives", _("ICEX Vives: a grant of ICEX")
    AT_COMPANY = "at-company", _("Your company in Austria, where you are a permanent employee, sends you to a related one")


class PlacementProgramme(TextChoices):
    """A stream whose own conditions a placement meets; the keys of ``profiles.rules.facts.PLACEMENT_PROGRAMMES``."""

    AU_INTERINST = "au-interinst", _("An agreement between your school and a school in Canada")


class ProfileState(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    ACTIVE = "active", _("Candidate")
    INVITED = "invited", pgettext_lazy("one person", "Invited")
    APPLICANT = "applicant", _("Applicant")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REMOVED = "removed", _("Removed")
    ENDED = "ended", _("Ended")


# A person has at most one profile in any of these states; the database holds it.
LIVE = frozenset({ProfileState.DRAFT, ProfileState.ACTIVE, ProfileState.INVITED, ProfileState.APPLICANT})

# Sent and not over: a candidate, invited or an applicant.
SENT = LIVE - {ProfileState.DRAFT}

# Sent and there, or ended with its case: what a second account of the same person is held against.
COUNTS_FOR_ITS_PERSON = SENT | {ProfileState.ENDED}


class Removal(TextChoices):
    """Why a profile left without its owner asking."""

    AGED_OUT = "aged_out", _("over the age limit")
    NOT_ELIGIBLE = "not_eligible", _("no longer eligible")
    NO_ANSWER = "no_answer", _("the invitation was not answered in time")
    SEASON_CLOSED = "season_closed", _("the season closed")
    LAPSED = "lapsed", _("it was not finished in time")
    DUPLICATE = "duplicate", _("you have another profile")
    DECLINED = "declined", _("you said no to an invitation")
    WAITED = "waited", _("it was in pools for 365 days")


class LetterState(TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    PUT_ASIDE = "put_aside", _("Put aside after three attempts")


class ChangeState(TextChoices):
    """What became of an answer that somebody wants to change while it may not be changed at once."""

    WAITING = "waiting", _("Waits for the draw")
    ASKED = "asked", _("Waits for an officer")
    MADE = "made", _("Made")
    REFUSED = "refused", _("Refused")
    DROPPED = "dropped", _("Dropped")


# One of these a profile and section; the database holds it.
OPEN_CHANGES = frozenset({ChangeState.WAITING, ChangeState.ASKED})


class RecoveryState(TextChoices):
    """What became of a request to recover an account."""

    ASKED = "asked", _("Waits for 72 hours")
    READY = "ready", _("The link was sent")
    USED = "used", _("The account was recovered")
    CANCELLED = "cancelled", _("Cancelled from the account")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("The link was not used in time")


# One of these an account; the database holds it.
OPEN_RECOVERIES = frozenset({RecoveryState.ASKED, RecoveryState.READY})
