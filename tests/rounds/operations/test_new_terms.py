"""New terms: two people, a day to come, everybody affected is counted before and written to when the day comes."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from iecsite import clock
from profiles.letters import words
from profiles.models import Agreement, AgreementDraft, Letter
from profiles.operations import new_terms as lower
from profiles.queries import agreements
from profiles.rules import new_terms as rules
from rounds import tasks
from rounds.models import Candidacy
from rounds.operations import new_terms
from rounds.queries.affected import affected
from rounds.states import CandidacyState, Departure
from tests.factories import people, rounds
from tests.races.together import at_the_same_moment

DAY = date(2026, 4, 1)


def base(country="IE", category="working_holiday"):
    people.agreements()
    return Agreement.objects.get(country=country, category=category, stream="", effective_until=None)


def written(noon, *, country="IE", day=DAY, **columns):
    author = people.staff("Programme", at=noon)
    return lower.write(
        base_id=base(country).pk, columns=columns, effective_from=day, reason="A note of the partner", by=author, at=noon
    )


def approved(noon, **more):
    draft = written(noon, **more)
    return lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)


def on(noon, day):
    return noon + (day - noon.date())


def ages():
    return {row.effective_from: row.max_age for row in Agreement.objects.filter(country="IE", category="working_holiday")}


@pytest.mark.django_db
def test_terms_hold_from_their_day_on_and_those_before_until_then(noon):
    version = approved(noon, max_age="30")

    in_force = {
        day: next(
            one.max_age for one in agreements.terms_in_force(day) if (one.country, one.category) == ("IE", "working_holiday")
        )
        for day in (DAY - timedelta(days=1), DAY)
    }
    assert in_force == {DAY - timedelta(days=1): 35, DAY: 30}
    assert [version.version_state(day) for day in (noon.date(), DAY)] == ["scheduled", "in_force"]
    assert Agreement.objects.get(country="IE", category="working_holiday", effective_from=None).version_state(DAY) == "ended"


@pytest.mark.django_db
def test_the_files_loaded_again_leave_what_staff_decided(noon):
    approved(noon, max_age="30")
    call_command("load_programme", verbosity=0)

    assert ages() == {None: 35, DAY: 30}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "words_of_it"),
    [
        ({"max_age": "old"}, "max_age"),
        ({"max_age": "17", "min_age": "18"}, "below the lowest age"),
        ({"note_en": "Only one language", "note_fr": ""}, "both languages"),
        ({}, "Nothing is different"),
        ({"max_age": "30", "day": date(2026, 2, 2)}, "a day to come"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_column(noon, more, words_of_it):
    with pytest.raises(lower.CannotWrite, match=words_of_it):
        written(noon, **more)
    assert AgreementDraft.objects.count() == 0


@pytest.mark.django_db
def test_two_people_and_once(noon):
    draft = written(noon, max_age="30")
    with pytest.raises(lower.CannotApprove, match="Another person"):
        lower.approve(draft_id=draft.pk, by=draft.written_by, at=noon)
    other = people.staff("Programme", at=noon)
    with pytest.raises(lower.CannotApprove, match="has come"):
        lower.approve(draft_id=draft.pk, by=other, at=on(noon, DAY))
    lower.approve(draft_id=draft.pk, by=other, at=noon)
    for act in (lower.approve, lower.drop):
        with pytest.raises(lower.CannotApprove, match="decided already"):
            act(draft_id=draft.pk, by=other, at=noon)


@pytest.mark.django_db
def test_a_version_between_others_is_refused(noon):
    approved(noon, max_age="30")
    draft = lower.write(
        base_id=Agreement.objects.get(country="IE", category="working_holiday", effective_from=None).pk,
        columns={"max_age": "32"},
        effective_from=DAY - timedelta(days=5),
        reason="Too late",
        by=people.staff("Programme", at=noon),
        at=noon,
    )

    with pytest.raises(lower.CannotApprove, match="a later one"):
        lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)


def crowd(noon):
    """Irish people of 33, 28 and 28, the last also in another pool."""
    older = rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(1992, 5, 4))
    young = rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(1998, 5, 4))
    both = rounds.candidate("IE-WH", "IE-YP", at=noon, citizenship="IE", date_of_birth=date(1998, 5, 4))
    return older, young, both


@pytest.mark.django_db
def test_who_would_leave_is_counted_with_reasons_before_anything_changes(noon):
    older, _young, _both = crowd(noon)
    draft = written(noon, max_age="30")
    terms = rules.terms_of(draft.columns, country_en="Ireland", country_fr="Irlande")

    found = affected(terms, on=DAY)

    assert (found.waiting, found.staying, found.leaving, dict(found.reasons)) == (3, 2, 1, {"age_high": 1})
    assert [one.profile_id for one, _problems in found.first] == [older.pk]
    assert Candidacy.objects.filter(state=CandidacyState.WAITING).count() == 4


@pytest.mark.django_db
def test_on_the_day_whoever_may_no_longer_take_part_leaves_and_hears_why_once(noon, monkeypatch):
    older, _young, _both = crowd(noon)
    approved(noon, max_age="30")
    left = {}
    for day in (DAY - timedelta(days=1), DAY):
        monkeypatch.setattr(clock, "now", lambda day=day: on(noon, day))
        for _run in range(2):
            tasks.apply_new_terms(at_once=True)
        gone = Candidacy.objects.filter(state=CandidacyState.REMOVED, reason=Departure.TERMS_CHANGED)
        left[day] = list(gone.values_list("profile", flat=True))

    assert left == {DAY - timedelta(days=1): [], DAY: [older.pk]}
    letter = Letter.objects.get(kind="rounds/terms_changed")
    for language, said in (("en", "30 or younger"), ("fr", "30 ans ou moins")):
        letter.language = language
        assert said in words.compose(letter)[1]


@pytest.mark.django_db
def test_a_suspension_takes_everybody_out_of_its_pool_and_out_of_no_other(noon):
    _older, _young, both = crowd(noon)
    approved(noon, status="suspended")

    assert new_terms.apply_next(at=on(noon, DAY)) == 3
    assert new_terms.apply_next(at=on(noon, DAY)) is None

    assert list(Candidacy.objects.filter(state=CandidacyState.WAITING).values_list("profile", "pool__code")) == [
        (both.pk, "IE-YP")
    ]
    letter = Letter.objects.filter(kind="rounds/terms_changed", profile=both).get()
    assert "suspended" in words.compose(letter)[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("programme_as_loaded")
def test_two_workers_take_each_person_out_once(noon):
    crowd(noon)
    approved(noon, status="suspended")

    found = at_the_same_moment(*[lambda: new_terms.apply_next(at=on(noon, DAY))] * 2)

    assert sorted(found, key=str) in ([3, None], [0, 3])
    assert Letter.objects.filter(kind="rounds/terms_changed").count() == 3


@pytest.mark.django_db
def test_the_comparison_names_every_column_that_differs(noon):
    draft = written(noon, max_age="30", participations_allowed="1")

    found = rules.differences(lower.cells_of(draft.base), draft.columns)

    assert {one.column for one in found if one.changed} == {"max_age", "participations_allowed"}
    assert len(found) == len(rules.CHANGEABLE)
