"""The page of a season: totals that give no small number of a pool away."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from rounds.models import Pool, QuotaChange
from tests.factories import rounds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("en", "at least 1,240"), ("fr", "au moins 1\u00a0240")])
def test_a_total_by_which_one_pool_would_be_known_is_told_as_at_least(client, monkeypatch, language, words):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 17, tzinfo=UTC))
    others = Pool.objects.filter(season=2026).exclude(code__in=("FR-WH", "IE-WH"))
    QuotaChange.objects.filter(pool__in=others).delete()
    others.delete()
    rounds.pool("FR-WH", approved=1240)
    rounds.pool("IE-WH", approved=3)
    with translation.override(language):
        page = client.get(reverse("season_page", args=[2026])).content.decode()
    rounds.pool("IE-WH", approved=30)
    with translation.override(language):
        after = client.get(reverse("season_page", args=[2026])).content.decode()

    assert f"<strong>{words}</strong>" in page
    assert words not in after
    assert "<strong>1270</strong>" in after.replace("\u00a0", "").replace(",", "")
