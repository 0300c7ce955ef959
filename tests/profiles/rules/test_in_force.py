"""Terms from a day on, and what holds when several do."""

from datetime import date

from profiles.rules.answer import answers
from profiles.rules.facts_form import questions
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.terms import Terms
from tests.profiles.rules.people import ALL_TERMS

OLD = Terms(country="FR", category="coop", max_age=30)
NEW = Terms(country="FR", category="coop", max_age=35)
CHANGE = date(2026, 1, 1)


def test_terms_without_a_start_hold_from_the_beginning():
    assert in_force([DatedTerms(OLD)], date(1990, 1, 1)) == (OLD,)


def test_terms_end_on_the_day_before_their_until():
    dated = [DatedTerms(OLD, effective_until=CHANGE), DatedTerms(NEW, effective_from=CHANGE)]

    assert in_force(dated, date(2025, 12, 31)) == (OLD,)
    assert in_force(dated, CHANGE) == (NEW,)


def test_of_several_that_hold_those_that_began_last_do():
    dated = [DatedTerms(NEW, effective_from=CHANGE), DatedTerms(OLD)]

    assert in_force(dated, CHANGE) == (NEW,)
    assert in_force(reversed(dated), CHANGE) == (NEW,)
    assert in_force(dated, date(2025, 12, 31)) == (OLD,)


def test_rows_that_begin_later_are_no_rows_yet():
    assert in_force([DatedTerms(NEW, effective_from=CHANGE)], date(2025, 12, 31)) == ()


def test_each_question_is_answered_by_the_terms_of_its_own_day():
    dated = [DatedTerms(OLD, effective_until=CHANGE), DatedTerms(NEW, effective_from=CHANGE)]
    person = {"date_of_birth": "1993-01-01", "citizenships": ["FR"]}
    asked = questions([person | {"on": on} for on in ("2025-12-31", "2026-01-01")], season_on=lambda day: None)

    codes = [[one["code"] for one in found["results"][0]["problems"]] for found in answers(asked, lambda _day: dated)]
    assert ["age_high" in found for found in codes] == [True, False]


def test_answering_many_is_answering_each():
    dated = [DatedTerms(one) for one in ALL_TERMS.values()]
    people = [
        {"id": number, "on": "2026-02-02", "date_of_birth": "1998-05-04", "citizenships": list(citizenships)}
        for number, citizenships in enumerate([("FR",), ("DE", "AT"), ("BR",), (), ("US", "XR")])
    ]
    asked = questions(people, season_on=lambda day: None)
    together = list(answers(asked, lambda _day: dated))

    assert together == [next(answers([one], lambda _day: dated)) for one in asked]
    assert [one["id"] for one in together] == [0, 1, 2, 3, 4]
    assert [bool(one.get("problems")) for one in together] == [False, False, True, True, False]
