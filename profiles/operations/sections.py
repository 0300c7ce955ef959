"""The answers of one section, kept inside the transaction of the operation that saves them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from iecsite import clock
from iecsite.refusal import Refused
from profiles.models import Citizenship, Participation, Passport, Profile
from profiles.queries import agreements, effects, profiles, seasons
from profiles.queries.section_answers import KEYS
from profiles.rules import addresses, likeness, names
from profiles.rules.passport_numbers import passport_key
from profiles.rules.passports import gives_way
from profiles.rules.sections import (
    BESIDES,
    CONTACT,
    FIELDS,
    MOST_CITIZENSHIPS,
    MOST_OTHER_NAMES,
    MOST_PARTICIPATIONS,
    OPTIONAL,
    Section,
)
from profiles.rules.sentences import CATEGORY_NAMES
from profiles.rules.streams import UNTOLD, asked_of, no_longer_asked
from profiles.states import ProfileState, TravelDocument


class ChangedElsewhere(Refused):
    """The answers were changed since the person saw them, in another window or on another device."""

    def __init__(self) -> None:
        super().__init__(
            "You changed these answers in another window. Compare them below, then save the ones you want to keep.",
            "Vous avez modifié ces réponses dans une autre fenêtre. Comparez-les ci-dessous, puis enregistrez celles que vous "
            "voulez garder.",
        )


class CannotChange(Refused):
    """The answers of a profile that stands where it stands may not be changed like this."""


Row = tuple[str, str, str]


class WouldLeave(CannotChange):
    """The answers would take the person out of pools; said again with their acceptance, they are kept."""

    def __init__(self, closed: Sequence[Row]) -> None:
        english = ", ".join(f"{country} {CATEGORY_NAMES['en'][category]}" for country, category, _stream in closed)
        french = ", ".join(f"{country} {CATEGORY_NAMES['fr'][category]}" for country, category, _stream in closed)
        super().__init__(
            f"With this answer you can no longer take part in: {english}. You would leave these pools and stay in the others. "
            "Tick below if you want to save it all the same.",
            f"Avec cette réponse, vous ne pouvez plus participer à\u00a0: {french}. Vous quitteriez ces bassins et resteriez "
            "dans les autres. Cochez ci-dessous pour enregistrer quand même.",
        )
        self.closed = tuple(closed)


def save(
    profile: Profile,
    answers: Mapping[Section, Mapping[str, Any]],
    *,
    version: int,
    at: datetime,
    accept: bool | Collection[Row] = False,
    agreed: bool = False,
) -> frozenset[Row] | None:
    """
    Write the answers of sections of a locked profile.

    :param accept: whether the person has seen which pools the answers take them out of, and wants to go on; or the pools that
        they saw, and then no others
    :param agreed: whether an officer agreed to the change, so that it may be made while they are invited or an applicant
    :returns: the pools that `follow` is to take the person out of; None where no pool rests on the answers
    :raises WouldLeave: when the answers take them out of a pool, and they have not said that they accept that
    :raises ChangedElsewhere: when the version is not the one that the person saw
    :raises CannotChange: when the profile's state does not allow it
    :raises ValueError: for values that a section does not have
    """
    _check_fields(answers)
    on = clock.home_date(at)
    candidate = profile.state != ProfileState.DRAFT and _pools_rest_on(profile, answers, on)
    _check_state(profile, answers, agreed=agreed or not candidate)
    if profile.version != version:
        raise ChangedElsewhere
    open_before = _open_rows(profile, on) if candidate else frozenset()
    for section, values in answers.items():
        _WRITERS.get(section, _columns)(profile, values)
    if Section.CITIZENSHIPS in answers:
        _drop_unasked(profile, _citizenships(answers[Section.CITIZENSHIPS]), on)
    profile.version += 1
    profile.changed_at = at
    profile.identity_key, profile.short_key = likeness.keys(profile.family_name, profile.given_names, profile.date_of_birth)
    profile.save(update_fields=_MAY_CHANGE)
    return _left(profile, open_before, on, accept=accept) if candidate else None


# A statement that names a unique column, even with the value that it has, locks the row also against every row that is only to
# refer to it, such as an entry of the journal.
_MAY_CHANGE = [field.name for field in Profile._meta.concrete_fields if not field.unique]


def follow(profile: Profile, *, leaves: frozenset[Row], at: datetime) -> None:
    """
    Let the person's pools follow answers that were saved, inside the caller's transaction, which has journaled these: the app
    above journals what happens in its pools.

    :param leaves: the pools that the person leaves, as `save` returned them
    """
    import_string(settings.POOLS_FOLLOW)(profile_id=profile.pk, closed=leaves, by=profile.user, at=at)


def fill(profile: Profile, answers: Mapping[Section, Mapping[str, Any]]) -> list[Citizenship | Passport | Participation]:
    """
    Fill a profile that is not saved yet, for an act that writes many at once; nothing is written here.

    :returns: the rows that belong to it, to be written after it
    :raises ValueError: for values that a section does not have
    """
    _check_fields(answers)
    rows: list[Citizenship | Passport | Participation] = []
    for section, values in answers.items():
        if section == Section.CITIZENSHIPS:
            rows += [Citizenship(profile=profile, country_id=code) for code in _citizenships(values)]
        elif section == Section.PASSPORT:
            rows.append(_passport(profile, values))
        elif section == Section.PARTICIPATIONS:
            rows += _participations(profile, values)
            profile.past_participations_told = True
        else:
            _WRITERS.get(section, _columns)(profile, values)
    profile.identity_key, profile.short_key = likeness.keys(profile.family_name, profile.given_names, profile.date_of_birth)
    return rows


# What a new profile takes over from the columns of the one before it.
CARRIED = (
    "family_name", "given_names", "one_name_only", "other_names", "date_of_birth", "residence_id", "address", "mailing_address",
    "phone", "identity_key", "short_key",
)  # fmt: skip

# And of one that lapsed before it was sent: organization, study, placement and job.
PLANS = (
    "organization_told",
    *(
        KEYS.get(key, key)
        for section in (Section.ORGANIZATION, Section.STUDY, Section.PLACEMENT, Section.JOB)
        for key in (*FIELDS[section], *BESIDES.get(section, ()))
    ),
)


def carry_over(before: Profile, profile: Profile) -> None:
    """
    Copy to a new profile what a person told in the one before it, save what must be said anew each time.

    Declarations and whether there are new participations are asked again; plans too, unless the profile before was never sent
    and only lay too long.
    """
    for column in CARRIED if before.sent_at else (*CARRIED, *PLANS):
        setattr(profile, column, getattr(before, column))
    profile.save()
    _write_citizenships(profile, {"citizenships": [one.country_id for one in before.citizenships.all()]})
    Participation.objects.bulk_create(copied(one, profile) for one in before.participations.all())
    Passport.objects.bulk_create(copied(one, profile) for one in reversed(profiles.held_passports(before)))


def copied(row: Any, profile: Profile) -> Any:
    """A row of one profile as a new row, not saved, of another."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**columns | {"profile_id": profile.pk})


def _check_fields(answers: Mapping[Section, Mapping[str, Any]]) -> None:
    for section, values in answers.items():
        if unknown := (set(values) - OPTIONAL) ^ set(FIELDS[section]):
            raise ValueError(f"{section} is made of {FIELDS[section]}; missing or unknown: {sorted(unknown)}")


def _check_state(profile: Profile, answers: Mapping[Section, Mapping[str, Any]], *, agreed: bool) -> None:
    """`agreed`: an officer agreed, or nobody has to."""
    open_states = {ProfileState.DRAFT, ProfileState.ACTIVE}
    if agreed:
        open_states |= {ProfileState.INVITED, ProfileState.APPLICANT}
    if profile.state not in open_states:
        raise CannotChange(
            "Your profile can't be changed while an invitation or an application is open, or after it has ended.",
            "Votre profil ne peut pas être modifié pendant qu'une invitation ou une demande est en cours, ni après sa fin.",
        )
    if profile.state != ProfileState.DRAFT and answers.get(Section.CITIZENSHIPS, {}).get("citizenships") == []:
        raise CannotChange(
            "A candidate has at least one citizenship. Add the other one first, then remove this one.",
            "Une candidature repose sur au moins une citoyenneté. Ajoutez d'abord l'autre, puis retirez celle-ci.",
        )


def _pools_rest_on(profile: Profile, answers: Mapping[Section, Mapping[str, Any]], on: date) -> bool:
    if not set(answers) <= CONTACT:
        return True
    return any(effects.moves_out(profile, dict(values), on=on) for values in answers.values())


def _open_rows(profile: Profile, on: Any) -> frozenset[Row]:
    verdicts = profiles.verdicts_of(profile, on=on, season=seasons.calendar()(on))
    return frozenset((one.country, one.category, one.stream) for one in verdicts if one.eligible)


def _left(profile: Profile, open_before: frozenset[Row], on: date, *, accept: bool | Collection[Row]) -> frozenset[Row]:
    # Read anew: the passports and participations fetched before are no longer those of the table.
    closed = open_before - _open_rows(profiles.whole().get(pk=profile.pk), on)
    leaves = closed & effects.pools_held(profile.pk) if closed else closed
    accepted = leaves if accept is True else frozenset(accept or ())
    if not leaves <= accepted:
        raise WouldLeave(sorted(leaves))
    return frozenset(leaves)


def check_values(profile: Profile, section: Section, values: Mapping[str, Any]) -> None:
    """
    Let the answers of one section of a sent profile pass that are to be written later.

    :raises CannotChange: when they could not be written now either
    :raises ValueError: for values that the section does not have
    """
    _check_fields({section: values})
    _check_state(profile, {section: values}, agreed=True)


def _columns(profile: Profile, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        setattr(profile, KEYS.get(key, key), value)


def _write_organization(profile: Profile, values: Mapping[str, Any]) -> None:
    _columns(profile, values)
    profile.organization_told = True


def _drop_unasked(profile: Profile, citizenships: Collection[str], on: date) -> None:
    """Answers to what only the agreement of a citizenship asked that is gone: no page would show them any more."""
    told = {key: getattr(profile, key) for key in UNTOLD}
    if told != UNTOLD:
        for key, value in no_longer_asked(told, asked_of(citizenships, agreements.terms_in_force(on))).items():
            setattr(profile, key, value)


def _write_names(profile: Profile, values: Mapping[str, Any]) -> None:
    for key in ("family_name", "given_names"):
        name = names.tidy(values[key])
        if names.fault(name) is not None:
            raise ValueError(f"{key} is no name")
        setattr(profile, key, name)
    if "other_names" in values:
        profile.other_names = _other_names(values["other_names"])
    profile.one_name_only = values["one_name_only"]
    if profile.one_name_only:
        profile.given_names = ""


def _other_names(told: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, (names.tidy(one) for one in told))))
    if len(found) > MOST_OTHER_NAMES or any(names.fault(one) is not None for one in found):
        raise ValueError("other_names are no names, or too many")
    return found


def _write_contact(profile: Profile, values: Mapping[str, Any]) -> None:
    for key in ("address", "mailing_address"):
        address = values.get(key) or {}
        if not set(address) <= {"country", *addresses.KEYS}:
            raise ValueError("no part of an address")
        if key in values:
            setattr(profile, key, address)
    profile.phone = values["phone"]


def _write_citizenships(profile: Profile, values: Mapping[str, Any]) -> None:
    wanted = _citizenships(values)
    profile.citizenships.exclude(country__in=wanted).delete()
    held = set(profile.citizenships.values_list("country_id", flat=True))
    Citizenship.objects.bulk_create(Citizenship(profile=profile, country_id=code) for code in wanted if code not in held)


def _citizenships(values: Mapping[str, Any]) -> list[str]:
    wanted = list(dict.fromkeys(values["citizenships"]))
    if len(wanted) > MOST_CITIZENSHIPS:
        raise ValueError("more citizenships than a profile holds")
    return wanted


def _write_passport(profile: Profile, values: Mapping[str, Any]) -> None:
    passport = _passport(profile, values)
    of_country = profile.passports.filter(country_id=passport.country_id)
    # One country's numbers are of one list, whatever the kind: a number that was told before is that passport, told anew.
    again = of_country.filter(number_key=passport.number_key)
    told_before = again.exists()
    # Asked before a number that comes back takes the place of its own row.
    passport.slip_mended = of_country.filter(Q(corrected=True) | Q(slip_mended=True)).exists()
    gone = gives_way((passport.country_id, passport.document), values.get("in_place_of") or "")
    line = profile.passports.filter(reduce(or_, (Q(country_id=issuer, document=kind) for issuer, kind in gone)))
    # One of each country and kind counts, the last; a candidate's earlier ones stay, so that an officer sees them.
    if profile.state == ProfileState.DRAFT:
        (line | again).delete()
    else:
        again.delete()
        line.update(replaced=True)
    # With another number, and issued or expiring on the same day, it is the same document: its number was mistyped before, and
    # perhaps its kind. So once; whoever changes it again may be inventing numbers, and what stood before goes on being held
    # against others.
    if not passport.slip_mended and not told_before:
        same_day = Q(issued_on=passport.issued_on) | Q(expires_on=passport.expires_on)
        line.filter(same_day, country_id=passport.country_id).update(corrected=True)
    passport.save()


def _passport(profile: Profile, values: Mapping[str, Any]) -> Passport:
    number = " ".join(values["number"].split()).upper()
    return Passport(
        profile=profile,
        country_id=values["country"],
        number=number,
        number_key=passport_key(number),
        issued_on=values["issued_on"],
        expires_on=values["expires_on"],
        document=values.get("document") or TravelDocument.PASSPORT,
        lines_reason=values.get("lines_reason", ""),
    )


def _write_participations(profile: Profile, values: Mapping[str, Any]) -> None:
    told = _participations(profile, values)
    profile.participations.all().delete()
    Participation.objects.bulk_create(told)
    profile.past_participations_told = True


def _participations(profile: Profile, values: Mapping[str, Any]) -> list[Participation]:
    if len(values["participations"]) > MOST_PARTICIPATIONS:
        raise ValueError("more participations than a profile holds")
    return [
        Participation(
            profile=profile,
            citizenship_id=one["citizenship"],
            category=one["category"],
            season=one["season"],
            permit_issued_on=one["permit_issued_on"],
            permit_expires_on=one["permit_expires_on"],
            recognized_organization=one["recognized_organization"],
        )
        for one in values["participations"]
    ]


_WRITERS = {
    Section.NAMES: _write_names,
    Section.CONTACT: _write_contact,
    Section.CITIZENSHIPS: _write_citizenships,
    Section.PASSPORT: _write_passport,
    Section.PARTICIPATIONS: _write_participations,
    Section.ORGANIZATION: _write_organization,
}
