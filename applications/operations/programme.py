"""Loads the whole programme: countries, agreements, seasons, pools, quotas and fees, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from applications.models import ApplicationEntry, Fee
from applications.models.journal import STREAM
from iecsite import journal
from iecsite.csvfile import Row
from iecsite.journal import Act
from profiles.operations import programme as profiles_programme
from profiles.rules import agreement_columns
from rounds.operations import quotas, seasons


@dataclass(frozen=True)
class ProgrammeFiles:
    """The parsed rows of every file of the programme."""

    countries: Sequence[Row]
    other_countries: Sequence[tuple[str, str, str]]
    agreements: Sequence[Row]
    seasons: Sequence[Row]
    quotas: Sequence[Row]
    fees: Sequence[Row]


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind the programme has now."""

    countries: int
    agreements: int
    seasons: int
    pools: int
    quotas: int
    fees: int


@transaction.atomic(durable=True)
def load(files: ProgrammeFiles, *, by: Any, at: datetime) -> Loaded:
    """
    Load the programme in one transaction; loading the same files again changes nothing.

    :raises BadRow: when a row does not fit the others; nothing is loaded then
    """
    countries = profiles_programme.load_countries(files.countries)
    profiles_programme.load_other_countries(files.other_countries)
    loaded = Loaded(
        countries=countries,
        agreements=profiles_programme.load_agreements(files.agreements),
        seasons=seasons.load_seasons(files.seasons),
        pools=seasons.load_pools(agreement_columns.terms(row.values, country_en="", country_fr="") for row in files.agreements),
        quotas=seasons.load_quotas(files.quotas),
        fees=_load_fees(files.fees),
    )
    quotas.put_quotas_in_force(at=at)
    journal.record(ApplicationEntry, Act("programme_loaded", details=vars(loaded)), stream=STREAM, by=by, at=at)
    return loaded


def _load_fees(rows: Sequence[Row]) -> int:
    fees = [
        Fee(
            code=row["fee_code"],
            effective_from=row["effective_from"],
            amount=row["amount_cad"],
            amount_confirmed=row["amount_confirmed"],
            start_confirmed=row["start_confirmed"],
            known_until=row["known_until"],
            season=row["season"],
            categories=list(row["categories"]),
            payer=row["payer"],
            name_en=row["description_en"],
            name_fr=row["description_fr"],
            note_en=row["note_en"],
            note_fr=row["note_fr"],
            source_url=row["source_url"],
        )
        for row in rows
    ]
    keys = ["code", "effective_from"]
    fields = [field.name for field in Fee._meta.concrete_fields if field.name not in {"id", *keys}]
    Fee.objects.bulk_create(fees, update_conflicts=True, unique_fields=keys, update_fields=fields)
    return len(fees)
