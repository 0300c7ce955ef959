"""Stripe Checkout as the site uses it, against a stand-in on this machine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from applications import gateway
from applications.gateway import Charge, NotGivenBack, Opened, Standing
from iecsite import clock

BACK = {language: f"https://iec.example.org/{language}/back" for language in ("en", "fr")}
TAKEN_AT = datetime(2026, 2, 2, 2, 40, tzinfo=UTC)


@pytest.fixture
def stripe(house):
    return gateway.present()


@pytest.fixture
def charge():
    at = clock.now()
    return Charge(
        key="W000000001-abc",
        session="",
        amount=Decimal("369.75"),
        reference="W000000001",
        started_at=at,
        until=at + timedelta(minutes=30),
    )


def opened(stripe, charge, language="en", *, after=timedelta(0)):
    return stripe.open(charge, back_url=BACK[language], language=language, at=charge.started_at + after)


@pytest.fixture
def known(stripe, charge):
    """The charge once its page was opened."""
    return replace(charge, session=opened(stripe, charge).session)


def test_a_charge_opens_a_page_for_its_amount_in_the_language_of_the_person(stripe, house, charge):
    page = opened(stripe, charge, "fr")

    assert page == Opened("cs_test_1", "https://checkout.example.org/cs_test_1")
    session = house.sessions["cs_test_1"]
    assert (session["amount"], session["locale"]) == (36975, "fr-CA")
    assert session["client_reference_id"] == charge.key


def test_a_click_twice_opens_one_page(stripe, house, charge):
    assert opened(stripe, charge) == opened(stripe, charge)
    assert len(house.sessions) == 1


def test_the_page_that_is_known_is_used_also_from_the_other_language(stripe, house, known):
    assert opened(stripe, known, "fr").session == known.session
    assert len(house.sessions) == 1


def test_a_page_whose_answer_was_lost_does_not_stand_in_the_way_of_the_other_language(stripe, charge):
    opened(stripe, charge, "en")

    assert opened(stripe, charge, "fr") is not None


def test_a_page_that_could_not_be_opened_at_first_opens_much_later(stripe, house, charge):
    house.down = True
    assert opened(stripe, charge) is None
    house.down = False

    earlier = replace(charge, started_at=charge.started_at - timedelta(minutes=29))
    assert opened(stripe, earlier, after=timedelta(minutes=29)) is not None


@pytest.mark.parametrize("end", ["pays", "ends"])
def test_from_a_page_that_has_ended_the_person_comes_back_to_hear_what_became_of_it(stripe, house, known, end):
    getattr(house, end)(known.session)

    assert opened(stripe, known).url == BACK["en"]


def test_a_charge_that_was_taken_says_when_and_with_which_card(stripe, house, known):
    house.pays(known.session, last4="1881", at=int(TAKEN_AT.timestamp()))

    answer = stripe.ask(known, at=clock.now())

    assert (answer.standing, answer.at, answer.card_last4) == (Standing.TAKEN, TAKEN_AT, "1881")


def test_a_card_that_was_refused_leaves_the_page_open_for_another(stripe, known):
    assert stripe.ask(known, at=clock.now()).standing == Standing.OPEN


def test_a_page_that_has_ended_took_nothing(stripe, house, known):
    house.ends(known.session)

    answer = stripe.ask(known, at=clock.now())

    assert (answer.standing, answer.reason) == (Standing.NOT_TAKEN, "expired")


def test_a_charge_that_was_cancelled_can_no_longer_be_taken(stripe, house, known):
    answer = stripe.cancel(known, at=clock.now())

    assert (answer.standing, answer.reason) == (Standing.NOT_TAKEN, "cancelled")
    assert house.sessions[known.session]["status"] == "expired"


def test_cancelling_what_was_taken_says_so(stripe, house, known):
    house.pays(known.session)

    assert stripe.cancel(known, at=clock.now()).standing == Standing.TAKEN


def test_a_refund_is_given_once_for_its_key(stripe, house, known):
    house.pays(known.session)

    for _twice in range(2):
        stripe.refund(key="back-1", session=known.session, amount=Decimal("100.00"), at=clock.now())

    assert house.refunds == [{"session": known.session, "amount": 10000}]


def test_more_than_was_paid_is_not_given_back(stripe, house, known):
    house.pays(known.session)

    with pytest.raises(NotGivenBack):
        stripe.refund(key="back-1", session=known.session, amount=Decimal("369.76"), at=clock.now())
    assert house.refunds == []


def test_a_refund_that_the_bank_sends_back_was_not_given(stripe, house, known):
    house.pays(known.session)
    house.refund_status = "failed"

    with pytest.raises(NotGivenBack, match="failed"):
        stripe.refund(key="back-1", session=known.session, amount=Decimal("1.00"), at=clock.now())


def test_while_stripe_is_away_nothing_is_known_and_nothing_given_back(stripe, house, known):
    house.pays(known.session)
    house.down = True

    assert opened(stripe, known) is None
    assert stripe.ask(known, at=clock.now()).standing == Standing.UNKNOWN
    assert stripe.cancel(known, at=clock.now()).standing == Standing.UNKNOWN
    with pytest.raises(NotGivenBack):
        stripe.refund(key="back-1", session=known.session, amount=Decimal("1.00"), at=clock.now())


@pytest.mark.parametrize("why", ["no such page", "no such key"])
def test_stripe_that_knows_nothing_of_a_charge_gives_no_answer_about_it(stripe, house, known, settings, why):
    if why == "no such page":
        house.sessions.clear()
    else:
        settings.STRIPE_SECRET_KEY = "sk_test_taken_back"

    for question in (gateway.present().ask, gateway.present().cancel):
        with pytest.raises(gateway.Declined):
            question(known, at=clock.now())


def test_nobody_listening_is_stripe_away(settings, charge):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API = "sk_test_of_nobody", "http://127.0.0.1:9"

    assert opened(gateway.present(), charge) is None
