"""Why a round is void is read in the reader's language: on its page, in feeds, over the interface; in English in the chain."""

import pytest
from django.urls import reverse
from django.utils import translation

from rounds.models import Pool
from rounds.operations import rounds as operations
from rounds.publication import chain, feeds
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"en": "A country was missing from the list.", "fr": "Un pays manquait dans la liste."}
LANGUAGES = [("en", "fr"), ("fr", "en")]


@pytest.fixture
def void():
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    by = draws.approver(at=NOON)
    return operations.void(round_id=round_.pk, reason_en=WHY["en"], reason_fr=WHY["fr"], by=by, at=NOON)


@pytest.mark.parametrize(("language", "other"), LANGUAGES)
def test_the_page_says_why_in_its_language(client, void, language, other):
    with translation.override(language):
        page = client.get(reverse("round_page", args=[void.code])).content.decode()

    assert WHY[language] in page
    assert WHY[other] not in page


@pytest.mark.parametrize(("language", "other"), LANGUAGES)
def test_the_feeds_say_why_in_their_language(void, language, other):
    pool = Pool.objects.get(season_id=2026, code="FR-WH")
    for feed in (feeds.of_all(language), feeds.of_pool(pool, language)):
        assert WHY[language] in feed.decode()
        assert WHY[other] not in feed.decode()


def test_the_interface_gives_both(client, void):
    answer = client.get(f"/api/v1/rounds/{void.code}").json()

    assert (answer["void_reason_en"], answer["void_reason_fr"]) == (WHY["en"], WHY["fr"])


def test_the_chain_has_one_reason_in_english_as_the_table_of_quotas_has(void):
    (line,) = (one for one in chain.chain_file().decode().splitlines() if one.startswith(void.code))

    assert line.endswith(f",void,{WHY['en']}")
