"""What sections, answers and verdicts are called on pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext

from profiles.models import Profile
from profiles.queries import countries, profiles
from profiles.queries.row_names import stream_names
from profiles.rules.eligibility import Verdict
from profiles.rules.remedy_sentences import with_remedy
from profiles.rules.sections import Section
from profiles.rules.sentences import CATEGORY_NAMES
from profiles.rules.terms import PARTNERS

SECTIONS = {
    Section.NAMES: gettext_lazy("Names"),
    Section.BIRTH: gettext_lazy("Date of birth"),
    Section.CITIZENSHIPS: gettext_lazy("Citizenships"),
    Section.PASSPORT: gettext_lazy("Passport"),
    Section.RESIDENCE: gettext_lazy("Where you live"),
    Section.CONTACT: gettext_lazy("Address and telephone"),
    Section.PARTICIPATIONS: gettext_lazy("Past participations"),
    Section.ORGANIZATION: gettext_lazy("Recognized organization"),
    Section.STUDY: gettext_lazy("Study"),
    Section.PLACEMENT: gettext_lazy("Work placement"),
    Section.JOB: gettext_lazy("Job offer"),
    Section.DECLARATIONS: gettext_lazy("Money, insurance and family"),
}


def verdicts(found: Iterable[Verdict], language: str) -> list[dict[str, Any]]:
    """Verdicts in words, those that are open first: country, category, stream, stay, and the sentence of every problem."""
    side = "fr" if language.startswith("fr") else "en"
    names = countries.names(side)
    found = list(found)
    streams = stream_names(side, organizations=any(one.country == PARTNERS for one in found))
    rows = [
        {
            "country": names.get(one.country, one.country),
            "category": CATEGORY_NAMES[side][one.category],
            "stream": streams.get((one.country, one.category, one.stream), ""),
            "eligible": one.eligible,
            "stay": stay(one.max_stay_months) if one.eligible else "",
            "problems": [with_remedy(problem, side) for problem in one.problems],
        }
        for one in found
    ]
    return sorted(rows, key=lambda row: not row["eligible"])


def letter_out(mine: Profile, *, on: date) -> str:
    """What a letter of introduction that is still good has against sending a profile on a day, and what to do; or nothing."""
    problem = profiles.letter_still_out(mine, on=on)
    return "" if problem is None else with_remedy(problem, "fr" if (get_language() or "en").startswith("fr") else "en")


def stay(months: int | None) -> str:
    """`up to 24 months`; nothing when it is not known."""
    if months is None:
        return ""
    return ngettext("up to %(months)s month", "up to %(months)s months", months) % {"months": months}


# The groups of `iecsite.roles` as the person reads them.
ROLES = {
    "Officers": gettext_lazy("An officer"),
    "Support": gettext_lazy("Somebody of support"),
    "Cashiers": gettext_lazy("A cashier"),
    "Privacy": gettext_lazy("Somebody of the privacy office"),
}
PAGES = {
    "profiles_profile_change": gettext_lazy("Your profile"),
    "profiles_letter_change": gettext_lazy("A letter to you"),
    "profiles_otheraddressletter_change": gettext_lazy("A letter to another address of yours"),
    "profiles_recoveryletter_change": gettext_lazy("A letter about a request to recover your account"),
    "profiles_user_change": gettext_lazy("Your account"),
    "applications_application_change": gettext_lazy("Your application"),
    "applications_application_decide": gettext_lazy("Your application"),
    "applications_application_review": gettext_lazy("A document of yours"),
    "applications_application_document": gettext_lazy("A document of yours"),
    "applications_refund_pay_back": gettext_lazy("Your payments"),
    "rounds_invitation_change": gettext_lazy("Your invitation"),
    "rounds_candidacy_change": gettext_lazy("Your place in a pool"),
    "profiles_recovery_change": gettext_lazy("A request to recover your account"),
    "profiles_duplicate_change": gettext_lazy("A comparison of your profile with another one"),
    "profiles_agreementdraft_change": gettext_lazy("What new terms would change for you"),
}


def role(name: str) -> Any:
    """The role of somebody of the staff as the person reads it; of several roles the first that is known."""
    known = (ROLES[one] for one in name.split(", ") if one in ROLES)
    return next(known, gettext_lazy("Somebody of the staff"))


def page_looked_at(name: str) -> Any:
    """What a staff page shows of a person, by the name of its address."""
    if name.endswith("_changelist"):
        return gettext_lazy("A list in which you stood")
    return PAGES.get(name, gettext_lazy("Your file"))
