"""The form of the facts and of the answer, as OpenAPI describes them."""

from typing import Any

from profiles.rules.cells import SEASONS
from profiles.rules.facts import CATEGORIES, DOCUMENTS, JOB_PROGRAMMES, PLACEMENT_PROGRAMMES, SECTORS
from profiles.rules.problems import Code
from profiles.rules.remedies import Remedy
from profiles.rules.terms import STREAMS

Schema = dict[str, Any]

_DAY: Schema = {"type": "string", "format": "date", "nullable": True}
_COUNTRY: Schema = {"type": "string", "pattern": "^[A-Za-z]{2}$", "nullable": True, "description": "ISO 3166-1 alpha-2"}
_FLAG: Schema = {"type": "boolean", "nullable": True, "default": False}
_SEASON: Schema = {"type": "integer", "minimum": SEASONS[0], "maximum": SEASONS[-1], "nullable": True}


def _object(required: tuple[str, ...] = (), nullable: bool = False, **properties: Schema) -> Schema:
    form: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        form["required"] = list(required)
    if nullable:
        form["nullable"] = True
    return form


def _one_of(choices: tuple[str, ...], description: str) -> Schema:
    return {"type": "string", "enum": list(choices), "nullable": True, "description": description}


def _passport(*, nullable: bool = False) -> Schema:
    document = {"type": "string", "enum": list(DOCUMENTS), "nullable": True}
    return _object(nullable=nullable, country=_COUNTRY, expires=_DAY, document=document)


PERSON = _object(
    required=("on", "date_of_birth", "citizenships"),
    id={"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True, "description": "Comes back in the answer."},
    on={"type": "string", "format": "date", "description": "Taken as the day of the invitation."},
    season=_SEASON | {"description": "The season open on the day, unless told."},
    date_of_birth={"type": "string", "format": "date"},
    citizenships={"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z]{2}$"}},
    residence=_COUNTRY,
    mailing_country=_COUNTRY | {"description": "The country of a mailing address away from home."},
    passport=_passport(nullable=True),
    other_passports={
        "type": "array",
        "nullable": True,
        "items": _passport(),
        "description": "Those held besides, of other countries or kinds; each agreement takes the one that it asks for.",
    },
    participations={
        "type": "array",
        "nullable": True,
        "items": _object(
            citizenship=_COUNTRY,
            category={"type": "string", "enum": list(CATEGORIES), "nullable": True},
            season=_SEASON,
            permit_issued=_DAY | {"description": "Null: the letter was never used, and nothing counts."},
            permit_expires=_DAY,
            recognized_organization=_FLAG,
        ),
    },
    student=_object(
        nullable=True,
        enrolled=_FLAG,
        country=_COUNTRY,
        training_centre=_FLAG | {"description": "Not a university or college; some agreements take it."},
        sector=_one_of(SECTORS, "The field of study, for the streams that ask for one of these."),
        graduated=_DAY | {"description": "The day of the diploma, for the streams that take recent graduates."},
    ),
    job_offer=_object(
        nullable=True,
        paid=_FLAG,
        self_employed=_FLAG,
        teer={"type": "integer", "minimum": 0, "maximum": 5, "nullable": True},
        post_secondary=_FLAG,
        programme=_one_of(JOB_PROGRAMMES, "The stream whose own conditions the offer meets."),
    ),
    placement=_object(
        nullable=True,
        required_by_programme=_FLAG,
        in_field_of_study=_FLAG,
        paid=_FLAG,
        programme=_one_of(PLACEMENT_PROGRAMMES, "The stream whose own conditions the placement meets."),
    ),
    recognized_organization=_FLAG
    | {"description": "A letter of acceptance of one: the rows that it opens are judged too; the others as without it."},
    organization={
        "type": "string",
        "pattern": "^[A-Za-z][A-Za-z0-9]{1,7}$",
        "nullable": True,
        "description": "Whose letter it is, by the code in /api/v1/organizations: its own pools are judged, by the ages and "
        "countries of its memorandum, in place of the rows that any organization opens.",
    },
    dependants_accompany=_FLAG,
    funds_cad={"type": "number", "minimum": 0, "nullable": True},
    insurance_whole_stay=_FLAG,
    departure_ticket_or_funds=_FLAG,
)
FACTS: Schema = {"oneOf": [PERSON, {"type": "array", "items": PERSON, "maxItems": 1000}]}

# Only where it is asked for: the answer is then about twice as long.
_REMEDY = _object(
    required=("kind", "from", "en", "fr"),
    kind={"type": "string", "enum": [str(remedy) for remedy in Remedy]},
    **{"from": _DAY | {"description": "The first day on which the reason no longer stands, where that is known."}},
    en={"type": "string", "description": "What can be done about it."},
    fr={"type": "string"},
)
_REASON = _object(
    required=("code", "en", "fr"),
    code={"type": "string", "enum": [str(code) for code in Code]},
    en={"type": "string", "description": "What is wrong."},
    fr={"type": "string"},
    remedy=_REMEDY,
)
_REASONS: Schema = {"type": "array", "items": _REASON}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_ODDS = _object(
    required=("season", "pool", "candidates", "invitations", "chance", "fixed", "rating"),
    nullable=True,
    season={"type": "integer"},
    pool={"type": "string", "description": "As in /api/v1/pools."},
    candidates=_COUNT | {"description": "With whom the next round counts."},
    invitations=_COUNT | {"nullable": True, "description": "Of the next round, or as many as in the last; null: none was told."},
    chance={"type": "number", "minimum": 0, "maximum": 1, "nullable": True},
    fixed={"type": "boolean", "description": "Whether the list lies fixed; a forecast otherwise."},
    rating={"type": "string"},
) | {"description": "With `numbers`: the next round of its pool in the season asked about; null where there is no such pool."}
_RESULT = _object(
    required=("country", "category", "stream", "eligible", "max_stay_months", "problems"),
    country={"type": "string"},
    category={"type": "string", "enum": list(CATEGORIES)},
    stream={
        "type": "string",
        "description": f"One of {', '.join(one for one in STREAMS if one)}; the code of an organization for its pools; or empty.",
    },
    eligible={"type": "boolean"},
    max_stay_months={"type": "integer", "nullable": True, "description": "For this participation; null when unknown."},
    problems=_REASONS,
    cost={
        "type": "string",
        "pattern": r"^[0-9]+\.[0-9]{2}$",
        "nullable": True,
        "description": "With `numbers`: what an application received on the day costs in all, in Canadian dollars, by the "
        "fees in force, for somebody who never gave biometrics; null where they cannot take part.",
    },
    odds=_ODDS,
)
_VERDICTS = _object(
    required=("id", "on", "results"),
    id={"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
    on={"type": "string", "format": "date"},
    results={"type": "array", "items": _RESULT},
    problems=_REASONS | {"description": "Only when no citizenship is known."},
)
ANSWER: Schema = {"oneOf": [_VERDICTS, {"type": "array", "items": _VERDICTS}]}

EXAMPLE: dict[str, Any] = {
    "id": "1",
    "on": "2026-02-02",
    "date_of_birth": "1998-05-04",
    "citizenships": ["FR"],
    "residence": "FR",
    "passport": {"country": "FR", "expires": "2030-01-01"},
    "funds_cad": 3000,
    "insurance_whole_stay": True,
    "departure_ticket_or_funds": True,
}
