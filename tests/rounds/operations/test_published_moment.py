"""A list is published when its files lie there, not when the step that writes them began."""

import os
import time
from datetime import timedelta

import pytest

from rounds.operations import draws
from rounds.publication import files
from rounds.rules import stops
from rounds.states import RoundState
from tests.factories import draws as factory
from tests.factories import rounds

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def frozen(noon):
    """A round with public randomness, drawn 25 hours after `noon`, whose list is fixed."""
    rounds.candidate("FR-WH", at=noon)
    return factory.carried_out({"FR-WH": 1}, at=noon, draw_at=noon + 25 * HOUR, test_source=False, until=RoundState.FROZEN)


def slow_disk(monkeypatch, seconds):
    """A disk that takes so long over each file."""
    passed, monotonic = [0], time.monotonic

    def waited(_file):
        passed[0] += seconds

    monkeypatch.setattr(os, "fsync", waited)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + passed[0])


def test_the_moment_of_publication_counts_what_writing_took(frozen, noon, monkeypatch):
    slow_disk(monkeypatch, 60)
    draws.advance(round_id=frozen.pk, at=noon)

    frozen.refresh_from_db()
    assert frozen.state == RoundState.PUBLISHED
    assert frozen.published_at - noon >= timedelta(minutes=len(files.LIST_FILES))


def test_a_list_that_was_written_too_slowly_to_lie_open_for_a_day_is_not_published(frozen, noon, monkeypatch):
    slow_disk(monkeypatch, 3600)
    draws.advance(round_id=frozen.pk, at=noon)

    frozen.refresh_from_db()
    assert (frozen.state, frozen.last_error) == (RoundState.FROZEN, stops.PUBLISHED_TOO_LATE)
    assert not files.folder_of(frozen.code).exists()
