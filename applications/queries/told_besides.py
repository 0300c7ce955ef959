"""What a profile tells of who its owner is beside what the application took over: for the officer who compares the two."""

from dataclasses import dataclass

from applications.models import Application
from profiles.models import Passport, Profile
from profiles.queries import answers_in_words, countries
from profiles.states import TravelDocument


@dataclass(frozen=True)
class PassportTold:
    """
    A passport in a line. ``kind``: what it is where it is no citizen's passport, else empty. ``corrected``: its number was put
    right since; ``replaced``: it is held no more. ``reason``: why, in the person's words, a check digit of its lines does not
    fit; empty where all do.
    """

    words: str
    kind: str
    corrected: bool
    replaced: bool
    reason: str


@dataclass(frozen=True)
class ToldBesides:
    """The reason told for the application's own passport, every other passport of the profile, and the other names used."""

    reason: str
    passports: tuple[PassportTold, ...]
    names: tuple[str, ...]


def told_besides(application: Application, profile: Profile, *, language: str) -> ToldBesides:
    """
    What the profile of an application tells beside it, the passport told last first. One query at most.

    :param profile: the application's, with its passports
    :param language: `en` or `fr`, the active one
    """
    names = countries.names(language)
    held = list(reversed(profile.passports.all()))
    own = [one for one in held if _is_the_applications(one, application)]
    return ToldBesides(
        reason=next((one.lines_reason for one in own), ""),
        passports=tuple(_told(one, names, language) for one in held if one not in own),
        names=tuple(profile.other_names),
    )


def _is_the_applications(one: Passport, application: Application) -> bool:
    return (one.country_id, one.number) == (application.passport_country_id, application.passport_number)


def _told(one: Passport, names: dict[str, str], language: str) -> PassportTold:
    line = {"country": one.country_id, "number": one.number, "expires_on": one.expires_on}
    return PassportTold(
        words=answers_in_words.passport_line(line, names, language),
        kind="" if one.document == TravelDocument.PASSPORT else str(one.get_document_display()),
        corrected=one.corrected,
        replaced=one.replaced,
        reason=one.lines_reason,
    )
