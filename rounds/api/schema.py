"""The forms of pools, rounds, results and odds, as OpenAPI describes them."""

from typing import Any

from profiles.states import Category
from rounds.rules import odds
from rounds.states import PoolStatus, RoundState

Schema = dict[str, Any]

POOL_PATTERN = r"^[A-Z]{2}-(IC|YP|WH)(-[A-Z0-9]{1,8})?$"
ROUND_PATTERN = r"^[0-9]{4}-[0-9]{3}$"
TICKET_PATTERN = r"^[0-9a-f]{32}$"
POOL_CODE: Schema = {"type": "string", "pattern": POOL_PATTERN, "example": "FR-WH"}
ROUND_CODE: Schema = {"type": "string", "pattern": ROUND_PATTERN, "example": "2026-001"}
SEASON: Schema = {"type": "integer", "minimum": 2000, "maximum": 2999, "example": 2026}
COUNTRY: Schema = {"type": "string", "pattern": "^[A-Z]{2}$", "example": "FR"}
CATEGORY: Schema = {"type": "string", "enum": [str(one) for one in Category]}
RATING: Schema = {
    "type": "string",
    "enum": [
        odds.EXCELLENT, odds.VERY_GOOD, odds.FAIR, odds.LOW, odds.VERY_LOW, odds.UNDER_ONE, odds.NOT_RATED,
    ],
}  # fmt: skip
CHANCE: Schema = {"type": "number", "minimum": 0, "maximum": 1, "nullable": True}
_DAY: Schema = {"type": "string", "description": "A day such as 2026-01-19; empty: to be announced."}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_UNKNOWN: Schema = {"type": "integer", "minimum": 0, "nullable": True}
_TOLD: Schema = {
    "oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "enum": ["unlimited", "to_be_announced"]}],
}
_BANDED: Schema = {"type": "string", "pattern": "^(<?[0-9]+)$", "description": "Exact from ten on, <10 below."}


def listed(form: Schema) -> Schema:
    """A list of things of one form."""
    return {"type": "array", "items": form}


def form(**properties: Schema) -> Schema:
    """An object in which every property stands."""
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


_POOL_COLUMNS: dict[str, Schema] = {
    "season": {"type": "integer"},
    "country": {"type": "string"},
    "category": CATEGORY,
    "stream": {"type": "string"},
    "pool": POOL_CODE,
    "name_en": {"type": "string"},
    "name_fr": {"type": "string"},
    "status": {"type": "string", "enum": [str(one) for one in PoolStatus]},
    "quota": _TOLD,
    "first_round": _DAY,
    "final_round": _DAY,
    "candidates": _NUMBER,
    "invitations": _NUMBER,
    "accepted": _BANDED,
    "approved": _BANDED,
    "spots": _TOLD,
    "chance": CHANCE,
    "rating": RATING,
}
POOL = form(**_POOL_COLUMNS)
POOLS = form(pools=listed(POOL))
_OUTLOOK = form(published_on={"type": "string", "format": "date"}, low=CHANCE, middle=CHANCE, high=CHANCE,
                assumptions={"type": "object", "additionalProperties": True}) | {"nullable": True}  # fmt: skip
ONE_POOL = form(
    **_POOL_COLUMNS,
    exact={"type": "boolean", "description": "The chance is no forecast: the list is fixed, and each person on it has this "
           "chance here. It is false where some are also in a pool that is drawn before; /odds counts what follows from that."},
    quotas=listed(form(effective_on={"type": "string", "format": "date"}, quota=_TOLD, reason_en={"type": "string"},
                       reason_fr={"type": "string"}, confirmed={"type": "boolean"})),
    rounds=listed(form(round=ROUND_CODE, draw_at=_MOMENT, entries=_UNKNOWN, invited=_UNKNOWN)),
    outlook=_OUTLOOK,
)  # fmt: skip
_STATES = [str(one) for one in (RoundState.PUBLISHED, RoundState.CLOSED, RoundState.VOID)]
_LINE = form(pool=POOL_CODE, entries=_UNKNOWN, invite=_NUMBER, considered=_UNKNOWN, invited=_UNKNOWN)
_ROUND_COLUMNS: dict[str, Schema] = {
    "round": ROUND_CODE,
    "season": {"type": "integer"},
    "state": {"type": "string", "enum": _STATES},
    "draw_at": _MOMENT,
    "published_at": _MOMENT | {"nullable": True, "description": "Null: voided before its list was published."},
    "entries": _UNKNOWN,
    "invited": _UNKNOWN,
    "test": {"type": "boolean", "description": "Drawn from a local random value, for a trial."},
    "files": {"type": "string", "description": "Where the files of the draw lie; empty: there are none."},
}
ROUNDS = form(rounds=listed(form(**_ROUND_COLUMNS)))
ROUND = form(**_ROUND_COLUMNS, void_reason_en={"type": "string"}, void_reason_fr={"type": "string"}, pools=listed(_LINE))
RESULT = form(
    round=ROUND_CODE,
    seed={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    manifest_sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    selection_sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    randomness={"type": "string"},
    pools=listed(form(pool=POOL_CODE, entries=_NUMBER, considered=_NUMBER, invite=_NUMBER, invited=_NUMBER,
                      cutoff_key={"type": "string"})),
    ticket=form(ticket={"type": "string"}, in_list={"type": "boolean"}, outcome={"type": "string"},
                places=listed(form(pool=POOL_CODE, line=_NUMBER, outcome={"type": "string"}, key={"type": "string"},
                                   position=_UNKNOWN))) | {"nullable": True},
)  # fmt: skip
_PERSON = form(
    pools=listed(form(pool=POOL_CODE, candidates=_NUMBER, invitations=_UNKNOWN, chance=CHANCE)),
    any=CHANCE,
    rating=RATING,
    counted={"type": "boolean", "description": "Exact for these numbers, people in several pools counted in; else an estimate."},
    fixed={"type": "boolean", "description": "And the numbers are those of a fixed list: no forecast."},
)
ODDS = form(
    season={"type": "integer"},
    person=_PERSON,
    other=_PERSON | {"nullable": True},
    both=CHANCE | {"description": "That both are invited in the next round; null for one person, or if nothing tells it."},
    either=CHANCE | {"description": "That at least one of the two is."},
)

ORGANIZATIONS: Schema = form(
    season=SEASON,
    organizations=listed(
        form(
            code={"type": "string", "pattern": "^[A-Z][A-Z0-9]{1,7}$", "example": "SWAP"},
            name={"type": "string"},
            website={"type": "string", "description": "Empty where it is not known. What an organization charges stands there."},
            categories=listed(
                form(
                    category=CATEGORY,
                    countries=listed(COUNTRY),
                    min_age=_UNKNOWN,
                    max_age=_UNKNOWN,
                    max_stay_months=_UNKNOWN,
                    pool={**POOL_CODE, "nullable": True},
                    allotment=_UNKNOWN,
                    letters_given={**_BANDED, "nullable": True},
                    letters_used={**_BANDED, "nullable": True},
                )
            ),
        )
    ),
)
