"""What a partner grants: the terms of one country x category x stream, as the rules read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ACTIVE = "active"
SUSPENDED = "suspended"
RO_ONLY = "ro_only"
STATUSES = (ACTIVE, SUSPENDED, RO_ONLY)

# Stand for the pools of recognized organizations, not for a country; nobody is their citizen.
NOT_A_COUNTRY = frozenset({"XN", "XR"})
# Small allotments of organizations for the citizens of single countries, which no source lists.
SINGLE_COUNTRIES = "XN"
# Citizens of partners, through a recognized organization: the organizations' own pools are streams of it.
PARTNERS = "XR"

ONE_FINAL = "one_final"
LONGER_SECOND = "longer_second"
LEGACY_EFFECTS = ("", ONE_FINAL, LONGER_SECOND)

STREAMS = ("", "at-company", "at-exchange", "au-interinst", "vie", "vives")


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """
    What participations under earlier terms still mean (PDI-AG, read 2026-11-23).

    A participation is an earlier one when its season is before ``before_season``. ``one_final``: having any of them
    leaves exactly one last participation in any category (none, when there were more than ``max_participations`` or more
    than ``max_months`` of them), of ``final_stay_months``. ``longer_second``: after a single earlier permit of at most
    ``max_months`` the second stay lasts ``final_stay_months``.
    """

    effect: str
    before_season: int
    launched_on: date | None = None
    max_participations: int | None = None
    max_months: int | None = None
    final_stay_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """
    What the agreement of a citizenship says to those who come through a recognized organization (E06, E07).

    ``max_stay_months``: what the agreement grants in the category; None where it grants none or it is not known.
    """

    country: str
    country_en: str
    country_fr: str
    status: str
    residence_countries: tuple[str, ...] = ()
    passport_codes: tuple[str, ...] = ()
    max_stay_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    The terms of one agreement row. Ages in years, both ends inclusive; stays and gaps in months; None is unknown.

    ``counts_with`` names the categories that share one participation with this one when ``repeat_category`` is False.
    ``residence_countries``, ``school_countries``, ``passport_codes``: one of them is asked for; empty asks for nothing.
    ``changed_on`` is the first day of the present terms, ``earlier_…`` what held for applications before it.
    ``student_sectors``: the fields of study, and of the placement, one of which is asked for; empty asks for none.
    ``asks_beyond_facts``: the stream has conditions of its own, which the person says that the offer or the placement meets.
    ``organization``: the code of the recognized organization whose letter opens the row; empty for any, or for none.
    ``gap_until_entry``: the gap after the last permit is held against the entry, not against the invitation.
    ``partners``: whose citizens a row of recognized organizations takes, with what their own agreements ask.
    """

    country: str
    category: str
    stream: str = ""
    country_en: str = ""
    country_fr: str = ""
    stream_name_en: str = ""
    stream_name_fr: str = ""
    status: str = ACTIVE
    min_age: int | None = None
    max_age: int | None = None
    max_stay_months: int | None = None
    second_stay_months: int | None = None
    combined_months: int | None = None
    participations_allowed: int | None = None
    repeat_category: bool | None = None
    counts_with: tuple[str, ...] = ()
    discontinuance_months: int = 0
    residence_countries: tuple[str, ...] = ()
    passport_codes: tuple[str, ...] = ()
    school_countries: tuple[str, ...] = ()
    training_centre_accepted: bool = False
    graduates_accepted_months: int | None = None
    student_sectors: tuple[str, ...] = ()
    placement_paid_required: bool = False
    allowance_replaces_wage: bool = False
    asks_beyond_facts: bool = False
    changed_on: date | None = None
    earlier_stay_months: int | None = None
    earlier_participations_allowed: int | None = None
    legacy: Legacy | None = None
    since_season: int | None = None
    gap_until_entry: bool = False
    organization: str = ""
    partners: tuple[Partner, ...] = ()

    def shares_a_participation_with(self, category: str | None) -> bool:
        """Whether a participation in a category uses up this one's, where a category may not be repeated."""
        return category == self.category or category in self.counts_with

    def stay_on(self, day: date) -> int | None:
        """The longest first stay for those invited on a day, in months."""
        if self.earlier_stay_months is not None and self._before_change(day):
            return self.earlier_stay_months
        return self.max_stay_months

    def participations_on(self, day: date) -> int | None:
        """How many participations those invited on a day may have in all."""
        if self.earlier_participations_allowed is not None and self._before_change(day):
            return self.earlier_participations_allowed
        return self.participations_allowed

    def _before_change(self, day: date) -> bool:
        return self.changed_on is not None and day < self.changed_on
