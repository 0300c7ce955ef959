"""What everybody is told of a round: one sentence for every state and every stop, in both languages, and none that is untrue."""

from datetime import timedelta

import pytest

from rounds.rules import round_told as told
from rounds.rules import stops
from rounds.rules.round_told import Facts
from rounds.states import RoundState
from tests.conftest import NOON

DAY = timedelta(days=1)
LINES = ("beacon draws lotto-649 2026-02-07", "beacon draws lotto-max 2026-02-06")


def facts(state=RoundState.PUBLISHED, **changes):
    known = {
        "state": state,
        "freeze_at": NOON,
        "draw_at": NOON + 2 * DAY,
        "published_at": NOON,
        "issued_at": NOON + 2 * DAY,
        "fallback": LINES,
    }
    return Facts(**known | changes)


def stopped(state=RoundState.PUBLISHED, by="OperationalError", **changes):
    return facts(state, stopped_at=NOON + 2 * DAY, stopped_by=by, **changes)


@pytest.mark.parametrize(
    ("known", "after", "code", "english"),
    [
        (facts(RoundState.PLANNED), 0 * DAY, told.PLANNED, "waits for another person's approval"),
        (facts(RoundState.APPROVED), 0 * DAY, told.APPROVED, "The list is fixed on"),
        (stopped(RoundState.APPROVED, stops.NO_LINK), 0 * DAY, told.APPROVED_STOPPED, "there is no new one"),
        (facts(RoundState.FROZEN), 0 * DAY, told.FROZEN, "about to be published"),
        (stopped(RoundState.FROZEN, stops.PUBLISHED_TOO_LATE), 0 * DAY, told.FROZEN_STOPPED, "could not be published in time"),
        (facts(), 1 * DAY, told.LIST_OPEN, "It is drawn on"),
        (facts(value_known=True), 2 * DAY, told.DUE, "The round is being drawn"),
        (facts(test_source=True), 2 * DAY, told.DUE, "The round is being drawn"),
        (facts(), 2 * DAY, told.BEACON, "Lotto 649 (February 7, 2026), Lotto Max (February 6, 2026)"),
        (facts(), 5 * DAY, told.FALLBACK, "Two officers type their numbers"),
        (stopped(by=stops.SEALED), 3 * DAY, told.LINK, "the next link of our sealed chain"),
        (stopped(by=stops.WRONG_LINK), 3 * DAY, told.LINK, "does not fit the published anchor"),
        (stopped(by=stops.CHAIN_WENT_ON), 3 * DAY, told.STOPPED, "nobody can choose another"),
        (stopped(), 3 * DAY, told.STOPPED, "failed three times"),
        (stopped(by=stops.CHAIN_LOST), 3 * DAY, told.HOPELESS, "is to be voided"),
        (facts(chain_lost=True), 1 * DAY, told.HOPELESS, "declared lost"),
        (facts(published_at=NOON + 1.5 * DAY), 2 * DAY, told.HOPELESS, "less than 24 hours"),
        (facts(RoundState.SEEDED), 2 * DAY, told.DRAWING, "being drawn and checked"),
        (facts(RoundState.DRAWN), 2 * DAY, told.DRAWING, "being drawn and checked"),
        (facts(RoundState.CHECKED), 2 * DAY, told.DRAWING, "being drawn and checked"),
        (stopped(RoundState.DRAWN, stops.ORDER_SHOWS), 4 * DAY, told.DRAWING_STOPPED, "A test of chance raised its alarm"),
        (stopped(RoundState.CHECKED, stops.NO_CANDIDATE), 4 * DAY, told.DRAWING_STOPPED, "no invitation has gone out"),
        (facts(RoundState.ISSUED), 2 * DAY, told.ISSUED, "as soon as the public verifier has agreed"),
        (stopped(RoundState.ISSUED, stops.NOT_VERIFIED), 4 * DAY, told.ISSUED_STOPPED, "The public verifier refuses the files"),
        (facts(RoundState.CLOSED), 2 * DAY, told.CLOSED, "its result is published"),
        (facts(RoundState.VOID), 2 * DAY, told.VOID, "It invited nobody"),
    ],
)
def test_one_true_sentence(known, after, code, english):
    found = told.told(known, at=NOON + after)

    assert (found.code, english in found.sentence("en")) == (code, True), found.sentence("en")
    if after >= 2 * DAY or known.stopped_at:
        assert "It is drawn on" not in found.sentence("en")
    assert "{" not in found.sentence("en") + found.sentence("fr")
    assert found.sentence("fr") != found.sentence("en")


@pytest.mark.parametrize("state", list(RoundState))
@pytest.mark.parametrize("reason", ["", *stops.STOPS, "NoAnswer"])
def test_every_state_with_every_stop_is_told(state, reason):
    """The reason of a stop is among what is told, wherever a round may be put aside."""
    since = NOON + DAY if reason else None
    found = told.told(facts(state, stopped_at=since, stopped_by=reason), at=NOON + 3 * DAY)

    assert found.code in told.TABLE
    if reason and state not in {RoundState.PLANNED, RoundState.CLOSED, RoundState.VOID}:
        for number, language in enumerate(("en", "fr")):
            assert stops.told(reason).happened[number] in found.sentence(language)


def test_every_line_of_the_table_is_whole():
    for words, sentence, tone in told.TABLE.values():
        assert all(words)
        assert all(sentence)
        assert tone in {"info", "good", "warn", "bad"}
