"""`POST /api/v1/eligibility`: the same facts and the same answer as the command, without a key."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iecsite.open_interface import PROBLEM, Parameter, parameters
from iecsite.problems import problem
from profiles.api.schema import ANSWER, EXAMPLE, FACTS
from profiles.queries import agreements, organizations, row_numbers, seasons
from profiles.rules.answer import answers
from profiles.rules.facts_form import Question, decode, questions
from profiles.rules.malformed import MalformedFacts

# One request may ask for a class or an agency's list, not for a country: the answer is up to a hundred times as long.
MOST_BYTES = 1024 * 1024
MOST_PEOPLE = 1000
MOST_CITIZENSHIPS = 2000
NUMBERS = Parameter("numbers", {"type": "boolean"}, "Whether each row tells what it costs and the odds in its pool.")
REMEDIES = Parameter("remedies", {"type": "boolean"}, "Whether each problem says what can be done about it.")


class TooLarge(Exception):
    """The body is longer than one request may be."""


class FactsParser(BaseParser):
    """JSON read as strictly as the command reads it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> object:
        """
        :raises TooLarge: when there is more than one request may carry
        :raises MalformedFacts: when it is no JSON
        """
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        return decode(body)


class EligibilityView(APIView):
    """Under which agreements a person may take part, and why not under the others."""

    parser_classes: ClassVar = [FactsParser]

    @extend_schema(
        operation_id="eligibility",
        request={"application/json": FACTS},
        responses={
            (200, "application/json"): ANSWER,
            **{(status, "application/problem+json"): PROBLEM for status in (400, 406, 413, 415, 429, 503)},
        },
        examples=[OpenApiExample("One person", value=EXAMPLE, request_only=True)],
        parameters=[REMEDIES.described(), NUMBERS.described()],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """
        Judge one person, or a list of at most 1,000.

        Missing keys mean null, false or empty. A list gives a list in the same order. With a letter of a recognized organization
        the rows that only organizations open (XR, XN) are judged too; with the organization's code, its own pools in their place.
        """
        held = agreements.terms_without_choices()
        if not held:
            return _not_loaded()
        try:
            # Of a body without a byte the framework makes an empty object.
            value = decode(b"") if request.stream is None else request.data
            asked = questions(value, season_on=seasons.calendar())
        except MalformedFacts as malformed:
            return problem(400, en=malformed.en, fr=malformed.fr, key=malformed.key)
        except TooLarge:
            return _too_large()
        if not _fits(asked):
            return _too_large()
        wanted = parameters(request, (REMEDIES, NUMBERS))
        found = list(
            answers(
                asked,
                agreements.chosen_by_day(held),
                organizations_on=organizations.terms_of_organizations_by_day(),
                remedies=wanted["remedies"] is True,
            )
        )
        if wanted["numbers"] is True:
            row_numbers.add(zip(asked, found, strict=True))
        return Response(found if isinstance(value, list) else found[0])


def _fits(asked: list[Question]) -> bool:
    return len(asked) <= MOST_PEOPLE and sum(len(one.facts.citizenships) for one in asked) <= MOST_CITIZENSHIPS


def _too_large() -> Response:
    return problem(
        413,
        en="Send at most 1,000 people and 1 MB in one request. Split the list.",
        fr="Envoyez au plus 1\u00a0000 personnes et 1\u00a0Mo par demande. Divisez la liste.",
    )


def _not_loaded() -> Response:
    answer = problem(
        503,
        en="The programme is not loaded yet. Try again later.",
        fr="Le programme n'est pas encore chargé. Réessayez plus tard.",
    )
    answer["Retry-After"] = "60"
    return answer
