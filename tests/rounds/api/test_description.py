"""The open interface is as it is described: requests made up from the description, right and wrong, find no fault."""

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from iecsite.wsgi import application
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = {
    "/api/v1/eligibility", "/api/v1/fees", "/api/v1/odds", "/api/v1/organizations", "/api/v1/pools",
    "/api/v1/pools/{season}/{pool}",
    "/api/v1/results/{round}", "/api/v1/rounds", "/api/v1/rounds/{round}",
}  # fmt: skip


# Facts may be well formed and contradict each other (a birth after the invitation), which no form can say.
BEYOND_FORM = {"/api/v1/eligibility": [positive_data_acceptance]}
MANNERS = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described():
    """The description as the site gives it, and a season in which there is something to ask for."""
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers={"host": "localhost"})


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_made_up_requests(described, mode):
    asked = set()
    for found in described.get_all_operations():
        operation = found.ok()
        asked.add(operation.path)

        @MANNERS
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(headers={"host": "localhost"}, excluded_checks=BEYOND_FORM.get(case.operation.path, []))

        ask()

    assert asked == ADDRESSES


def test_everything_is_described():
    found = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(found)

    assert set(found["paths"]) == ADDRESSES
