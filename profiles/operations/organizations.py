"""Recognized organizations and their memoranda, as staff write them down."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Country, Memorandum, Organization, ProfileEntry, User
from profiles.models.journal import STREAM


class CannotAgree(Refused):
    """The memorandum cannot be taken as it is."""


def keep(*, code: str, name: str, website: str, recognized: bool, by: User, at: datetime) -> Organization:
    """Write an organization down, or change what stands of it, inside the caller's transaction."""
    values = {"name": name.strip(), "website": website, "recognized": recognized}
    organization, made = Organization.objects.update_or_create(code=code, defaults=values)
    details = {"organization": code, "recognized": recognized}
    _record("organization_added" if made else "organization_changed", details, by=by, at=at)
    return organization


@transaction.atomic(durable=True)
def agree(
    *,
    organization: Organization,
    category: str,
    effective_from: date,
    min_age: int | None,
    max_age: int | None,
    max_stay_months: int | None,
    countries: Sequence[str],
    source: str,
    by: User,
    at: datetime,
) -> Memorandum:
    """
    Write down what was agreed with an organization for a category from a day on; what held before stays readable.

    :param countries: codes of those whose citizens it may nominate; none: every partner's, and those of the United States
    :raises CannotAgree: for ages in the wrong order, a country that is not known, a second memorandum from one day, or one that
        follows another and does not begin on a day to come, since people may wait under the one before
    """
    if min_age is not None and max_age is not None and min_age > max_age:
        raise CannotAgree("The highest age is below the lowest.", "L'âge maximal est inférieur à l'âge minimal.")
    codes = list(dict.fromkeys(code.strip().upper() for code in countries if code.strip()))
    unknown = sorted(set(codes) - set(Country.objects.filter(code__in=codes).values_list("code", flat=True)))
    if unknown:
        listed = ", ".join(unknown)
        raise CannotAgree(
            f"These are no countries that we know: {listed}. Enter two capital letters each, such as FR.",
            f"Ces pays ne sont pas connus : {listed}. Entrez deux lettres majuscules pour chacun, comme FR.",
        )
    if Memorandum.objects.filter(organization=organization, category=category, effective_from=effective_from).exists():
        raise CannotAgree(
            "There is a memorandum for this category from that day already. Choose another day.",
            "Un protocole pour cette catégorie existe déjà à partir de ce jour. Choisissez un autre jour.",
        )
    follows = Memorandum.objects.filter(organization=organization, category=category).exists()
    if follows and effective_from <= clock.home_date(at):
        raise CannotAgree(
            "What is agreed anew begins on a day to come, so that whoever waits can be told.",
            "Ce qui est convenu de nouveau commence un jour à venir, pour que les personnes en attente soient avisées.",
        )
    # Nobody waits yet where nothing was agreed before; by its day another may have been agreed that begins earlier.
    applied_at = at if not follows and effective_from <= clock.home_date(at) else None
    values: dict[str, Any] = {"min_age": min_age, "max_age": max_age, "max_stay_months": max_stay_months}
    written = Memorandum.objects.create(
        organization=organization,
        category=category,
        effective_from=effective_from,
        countries=codes,
        source=source,
        applied_at=applied_at,
        **values,
    )
    details = {"organization": organization.pk, "category": category, "from": effective_from.isoformat()}
    _record("memorandum_agreed", details, by=by, at=at)
    return written


def judged_through(*, memorandum_id: int, candidacy: int, over: bool, at: datetime) -> None:
    """
    Note inside the caller's transaction how far the people in pools were judged under a memorandum.

    :param candidacy: the last one that was judged
    :param over: whether nobody is left to be judged
    """
    values: dict[str, Any] = {"applied_through": candidacy} | ({"applied_at": at} if over else {})
    Memorandum.objects.filter(pk=memorandum_id, applied_at__isnull=True).update(**values)


def _record(kind: str, details: dict[str, Any], *, by: User, at: datetime) -> None:
    journal.record(ProfileEntry, Act(kind, {}, details), stream=STREAM, by=by, at=at)
