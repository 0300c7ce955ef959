"""`GET /api/v1/rounds`, `/api/v1/rounds/{round}` and `/api/v1/results/{round}`."""

import json
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iecsite.open_interface import REFUSALS, Parameter, parameters
from iecsite.problems import problem
from rounds.api import schema
from rounds.api.pools import SEASON, season_asked
from rounds.models import Round
from rounds.queries import places_in_round
from rounds.queries import rounds as queries
from rounds.queries.pool_numbers import HELD
from rounds.queries.rounds import clock_text
from rounds.rules.names import NotAName, check_round
from rounds.states import RoundState

TICKET = Parameter(
    "ticket",
    {"type": "string", "pattern": schema.TICKET_PATTERN, "example": "12fc2eb4575f7047251f268491c52c17"},
    "A ticket of the round's list: what became of it.",
)
ROUND = OpenApiParameter("round", schema.ROUND_CODE, OpenApiParameter.PATH)


class RoundsView(APIView):
    """The rounds of a season."""

    @extend_schema(
        operation_id="rounds",
        parameters=[SEASON.described()],
        responses={(200, "application/json"): schema.ROUNDS, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """The rounds of a season whose list lies open, and those voided before, newest first."""
        season = season_asked(parameters(request, (SEASON,))["season"])
        return Response({"rounds": [_told(one) for one in queries.public_rounds().filter(season=season)]})


class RoundView(APIView):
    """One round."""

    @extend_schema(
        operation_id="round",
        parameters=[ROUND],
        responses={(200, "application/json"): schema.ROUND, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request, round: str) -> Response:  # noqa: A002 (the name of the place in the address)
        """One round, pool by pool."""
        parameters(request, ())
        found = _public(round)
        final = found.state in HELD
        return Response(
            {
                **_told(found),
                "void_reason_en": found.void_reason("en"),
                "void_reason_fr": found.void_reason("fr"),
                "pools": [
                    {
                        "pool": line.pool.code,
                        "entries": line.entries if found.published_at else None,
                        "invite": line.invite,
                        "considered": line.considered if final else None,
                        "invited": line.invited if final else None,
                    }
                    for line in found.pools.select_related("pool").order_by("pool__order")
                ],
            }
        )


class ResultView(APIView):
    """The result of one round."""

    @extend_schema(
        operation_id="result",
        parameters=[ROUND, TICKET.described()],
        responses={(200, "application/json"): schema.RESULT, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request, round: str) -> Response:  # noqa: A002 (the name of the place in the address)
        """The final result of a round, as its files have it; with a ticket, what became of that."""
        ticket = parameters(request, (TICKET,))["ticket"]
        found = _public(round)
        draw = queries.draw_of(found)
        if found.closed_at is None or draw is None:
            return problem(
                404,
                en="This round has no final result. Ask again after its draw.",
                fr="Cette ronde n'a pas de résultat définitif. Redemandez après son tirage.",
            )
        result = json.loads(draw.result)
        return Response(
            {
                "round": found.code,
                "seed": result["seed"],
                "manifest_sha256": result["manifest_sha256"],
                "selection_sha256": result["selection"]["sha256"],
                "randomness": result["randomness"],
                "pools": result["pools"],
                "ticket": ticket and _ticket(found, ticket),
            }
        )


def _public(code: str) -> Round:
    try:
        found = queries.public_rounds().filter(code=check_round(code)).first()
    except NotAName:
        found = None
    if found is None:
        raise NotFound
    return found


def _told(one: Round) -> dict[str, Any]:
    final = one.state in HELD
    return {
        "round": one.code,
        "season": one.season_id,
        "state": one.state if final or one.state == RoundState.VOID else RoundState.PUBLISHED,
        "draw_at": clock_text(one.draw_at),
        "published_at": one.published_at and clock_text(one.published_at),
        "entries": one.entries_total,
        "invited": one.invited_total if final else None,
        "test": one.test_source,
        "files": f"/data/rounds/{one.code}/" if one.published_at else "",
    }


def _ticket(round_: Round, ticket: str) -> dict[str, Any]:
    found = places_in_round.of_ticket(round_, ticket)
    return {
        "ticket": ticket,
        "in_list": found is not None,
        "outcome": found.outcome if found else "",
        "places": [
            {
                "pool": place.pool.code,
                "line": place.line,
                "outcome": place.outcome,
                "key": place.key,
                "position": place.position,
            }
            for place in (found.places if found else ())
        ],
    }
