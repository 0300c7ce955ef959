"""New terms: two people, a day to come, everybody affected is counted before and written to when the day comes."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from iecsite import clock
from iecsite.models import DatedSetting
from profiles.letters import words
from profiles.models import Agreement, AgreementDraft, Country, Letter
from profiles.operations import new_terms as lower
from profiles.queries import agreements
from profiles.rules import new_terms as rules
from rounds import tasks
from rounds.admin.new_terms import _tried
from rounds.models import Candidacy, Pool
from rounds.operations import new_terms
from rounds.queries.affected import affected
from rounds.states import CandidacyState, Departure
from tests.factories import organizations, people, rounds
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
        ({"max_age": "old"}, "Highest age: 'old' is not a whole number"),
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
@pytest.mark.parametrize(
    "columns",
    [
        {"max_age": "old"},
        {"max_age": "12345678"},
        {"status": "maybe"},
        {"placement_paid_required": "perhaps"},
        {"changed_on": "soon"},
        {"residence_countries": "France"},
        {"residence_countries": "FR|FR"},
        {"max_stay_months": "61"},
        {"max_age": "17", "min_age": "18"},
        {"note_en": "Only one language", "note_fr": ""},
    ],
)
def test_a_cell_that_cannot_be_taken_is_refused_in_french_words_for_french_readers(noon, columns):
    with pytest.raises(lower.CannotWrite) as refusal:
        written(noon, **columns)

    english, french = refusal.value.en, refusal.value.fr
    assert "cette valeur ne convient pas" not in french
    assert english.partition(":")[2] not in french
    for sentence in (english, french):
        assert refusal.value.column not in sentence


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
    letter.language = "en"
    assert "You are in no pool now" in words.compose(letter)[1]
    assert "Another category, another citizenship" in words.compose(letter)[1]


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
    assert "You are still in one other pool." in words.compose(letter)[1]


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db
def test_of_two_drafts_the_second_undoes_nothing_of_the_first_unseen(noon):
    first, second = (
        written(noon, max_age="30"),
        written(noon, day=DAY + timedelta(days=30), participations_allowed="1"),
    )
    other = people.staff("Programme", at=noon)
    version = lower.approve(draft_id=first.pk, by=other, at=noon)

    with pytest.raises(lower.CannotApprove, match="in between"):
        lower.approve(draft_id=second.pk, by=other, at=noon)
    lower.take_over(draft_id=second.pk, by=other, at=noon)
    second.refresh_from_db()
    assert (second.base, second.written_by) == (version, other)
    changed = [one.column for one in rules.differences(lower.cells_of(version), second.columns) if one.changed]
    assert changed == ["participations_allowed"]
    with pytest.raises(lower.CannotApprove, match="Another person"):
        lower.approve(draft_id=second.pk, by=other, at=noon)
    lower.approve(draft_id=second.pk, by=people.staff("Programme", at=noon), at=noon)

    assert ages() == {None: 35, DAY: 30, DAY + timedelta(days=30): 30}


@pytest.mark.django_db
def test_two_drafts_for_one_day_become_one_version(noon):
    first, second = written(noon, max_age="30"), written(noon, max_age="32")
    other = people.staff("Programme", at=noon)
    lower.approve(draft_id=first.pk, by=other, at=noon)

    with pytest.raises(lower.CannotApprove, match="a later one"):
        lower.approve(draft_id=second.pk, by=other, at=noon)
    assert ages() == {None: 35, DAY: 30}


@pytest.mark.django_db
def test_a_draft_written_anew_is_its_last_writers(noon):
    draft = written(noon, max_age="30")
    other = people.staff("Programme", at=noon)
    changed = lower.rewrite(
        draft_id=draft.pk, columns={"max_age": "32"}, effective_from=DAY, reason="A better source", by=other, at=noon
    )

    assert (changed.columns["max_age"], changed.written_by) == ("32", other)
    with pytest.raises(lower.CannotApprove, match="Another person"):
        lower.approve(draft_id=draft.pk, by=other, at=noon)
    assert lower.approve(draft_id=draft.pk, by=draft.written_by, at=noon).max_age == 32


@pytest.mark.django_db
def test_a_scheduled_version_can_be_called_off_until_its_day(noon):
    version = approved(noon, max_age="30")
    draft = version.draft
    officer = people.staff("Programme", at=noon)
    with pytest.raises(lower.CannotApprove, match="day has not come"):
        lower.call_off(draft_id=draft.pk, by=officer, at=on(noon, DAY))

    lower.call_off(draft_id=draft.pk, by=officer, at=noon)

    assert ages() == {None: 35}
    assert next(one for one in agreements.terms_in_force(DAY) if (one.country, one.category) == ("IE", "working_holiday"))
    draft.refresh_from_db()
    assert draft.state(DAY) == "called_off"
    assert approved(noon, max_age="31").draft.state(DAY - timedelta(days=1)) == "scheduled"


@pytest.mark.django_db
def test_what_another_draft_rests_on_is_not_called_off(noon):
    version = approved(noon, max_age="30")
    lower.write(
        base_id=version.pk,
        columns={"max_age": "28"},
        effective_from=DAY + timedelta(days=9),
        reason="Later",
        by=people.staff("Programme", at=noon),
        at=noon,
    )

    with pytest.raises(lower.CannotApprove, match="was written from these terms"):
        lower.call_off(draft_id=version.draft.pk, by=people.staff("Programme", at=noon), at=noon)


@pytest.mark.django_db
def test_what_rested_on_them_and_was_dropped_or_called_off_hinders_no_calling_off(noon):
    version = approved(noon, max_age="30")
    author, other = (people.staff("Programme", at=noon) for _ in range(2))
    later = {"effective_from": DAY + timedelta(days=9), "reason": "Later", "by": author, "at": noon}
    dropped = lower.write(base_id=version.pk, columns={"max_age": "28"}, **later)
    lower.drop(draft_id=dropped.pk, by=other, at=noon)
    second = lower.write(base_id=version.pk, columns={"max_age": "29"}, **later)
    lower.approve(draft_id=second.pk, by=other, at=noon)
    lower.call_off(draft_id=second.pk, by=other, at=noon)

    lower.call_off(draft_id=version.draft.pk, by=other, at=noon)

    assert ages() == {None: 35}
    assert {one.base_id for one in AgreementDraft.objects.all()} == {base().pk}


@pytest.mark.django_db
def test_more_than_one_pass_takes_everybody_out_and_judges_nobody_twice(noon, monkeypatch):
    crowd(noon)
    approved(noon, status="suspended")
    monkeypatch.setattr(new_terms, "MOST", 2)
    seen = []
    judged = new_terms.affected.judged
    monkeypatch.setattr(
        new_terms.affected,
        "judged",
        lambda terms, *, on, after: (seen.append(one[0]) or one for one in judged(terms, on=on, after=after)),
    )

    assert [new_terms.apply_next(at=on(noon, DAY)) for _run in range(3)] == [2, 1, None]
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.django_db
def test_the_pools_of_a_suspended_agreement_say_so_until_it_is_over(noon):
    rounds.candidate("IE-WH", at=noon, citizenship="IE")
    approved(noon, status="suspended")
    new_terms.apply_next(at=on(noon, DAY))
    assert rounds.pool("IE-WH").status == "not_accepting"

    again = DAY + timedelta(days=30)
    draft = lower.write(
        base_id=base_at(DAY).pk,
        columns={"status": "active"},
        effective_from=again,
        reason="The suspension is over",
        by=people.staff("Programme", at=noon),
        at=noon,
    )
    lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)
    new_terms.apply_next(at=on(noon, again))

    assert rounds.pool("IE-WH").status == "open"


def changed(noon, country, day, *, category="working_holiday", stream="", **columns):
    """New terms of a row that hold from a day on, and were applied."""
    people.agreements()
    rows = Agreement.objects.filter(country=country, category=category, stream=stream, effective_until=None)
    draft = lower.write(
        base_id=rows.get().pk,
        columns=columns,
        effective_from=day,
        reason="Told by the partner",
        by=people.staff("Programme", at=noon),
        at=noon,
    )
    lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)
    while new_terms.apply_next(at=on(noon, day)) is not None:
        pass


@pytest.mark.django_db
def test_a_row_that_only_organizations_opened_has_a_pool_once_it_is_active_and_takes_nobody_when_it_is_not(noon):
    assert not Pool.objects.filter(country="US").exists()

    changed(noon, "US", DAY, status="active", max_stay_months="12")
    pool = Pool.objects.get(country="US", season=2026)
    assert (pool.code, pool.status, pool.quota) == ("US-WH", "open", None)

    changed(noon, "US", DAY + timedelta(days=9), status="ro_only")
    pool.refresh_from_db()
    assert pool.status == "not_accepting"


@pytest.mark.django_db
def test_a_stream_without_a_public_pool_stays_closed_when_it_is_active_again(noon):
    changed(noon, "ES", DAY, category="young_professionals", stream="vives", status="suspended")
    changed(noon, "ES", DAY + timedelta(days=9), category="young_professionals", stream="vives", status="active")

    assert {one.status for one in Pool.objects.filter(country="ES", stream="vives")} == {"not_accepting"}


@pytest.mark.django_db
def test_a_version_that_changes_no_status_leaves_a_pool_as_staff_have_set_it(noon):
    people.agreements()
    Pool.objects.filter(code="IE-WH", season=2026).update(status="not_accepting")

    changed(noon, "IE", DAY, max_age="30")

    assert rounds.pool("IE-WH").status == "not_accepting"


def base_at(day):
    return Agreement.objects.get(country="IE", category="working_holiday", effective_from=day)


@pytest.mark.django_db
def test_a_suspension_reaches_those_who_come_through_an_organization_too(noon):
    pool = organizations.pool(at=noon)
    irish = organizations.nominated(pool, "A-1", citizenship="IE", at=noon)
    american = organizations.nominated(pool, "A-2", at=noon)
    draft = written(noon, status="suspended")
    terms = rules.terms_of(draft.columns, country_en="Ireland", country_fr="Irlande")
    found = affected(terms, on=DAY)
    assert (found.waiting, dict(found.reasons)) == (1, {"agreement_inactive": 1})

    lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)
    new_terms.apply_next(at=on(noon, DAY))

    left = Candidacy.objects.filter(reason=Departure.TERMS_CHANGED)
    assert [one.profile_id for one in left] == [irish.pk]
    assert Candidacy.objects.get(profile=american).state == CandidacyState.WAITING


def first_terms(noon, *, country="BR", category="working_holiday", by=None, **columns):
    people.agreements()
    no = dict.fromkeys(
        [
            "residence_certificate",
            "training_centre_accepted",
            "placement_paid_required",
            "allowance_replaces_wage",
            "asks_beyond_facts",
        ],
        "no",
    )
    written = {
        "status": "active",
        "min_age": "18",
        "max_age": "30",
        "max_stay_months": "12",
        "participations_allowed": "1",
        "source_url": "https://example.org/agreement",
    }
    return lower.write_first(
        country=country,
        category=category,
        columns=no | written | columns,
        effective_from=DAY,
        reason="A new agreement was signed",
        by=by or people.staff("Programme", at=noon),
        at=noon,
    )


@pytest.mark.django_db
def test_a_new_partner_comes_with_its_first_terms_and_pools_on_their_day(noon):
    draft = first_terms(noon)
    with pytest.raises(lower.CannotApprove, match="Another person"):
        lower.approve(draft_id=draft.pk, by=draft.written_by, at=noon)
    lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)
    assert not Pool.objects.filter(country="BR").exists()

    assert new_terms.apply_next(at=on(noon, DAY)) == 0
    assert new_terms.apply_next(at=on(noon, DAY)) is None

    pool = Pool.objects.get(country="BR")
    assert (pool.code, pool.season_id, pool.status, pool.quota) == ("BR-WH", 2026, "open", None)
    assert Country.objects.get(pk="BR").is_partner
    person = rounds.candidate("BR-WH", at=on(noon, DAY + timedelta(days=1)), citizenship="BR", date_of_birth=date(1998, 5, 4))
    assert Candidacy.objects.get(profile=person).state == CandidacyState.WAITING


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "words_of_it"),
    [
        ({"country": "IE"}, "already"),
        ({"status": ""}, "Status: "),
        ({"source_url": ""}, "Source: "),
    ],
)
def test_first_terms_that_cannot_be_taken_are_refused(noon, more, words_of_it):
    with pytest.raises(lower.CannotWrite, match=words_of_it):
        first_terms(noon, **more)
    assert AgreementDraft.objects.count() == 0


@pytest.mark.django_db
def test_first_terms_called_off_leave_no_partner(noon):
    draft = first_terms(noon)
    other = people.staff("Programme", at=noon)
    lower.approve(draft_id=draft.pk, by=other, at=noon)

    lower.call_off(draft_id=draft.pk, by=other, at=noon)

    assert not Agreement.objects.filter(country="BR").exists()
    assert not Country.objects.get(pk="BR").is_partner


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_first_terms_called_off_while_those_of_another_category_are_approved_leave_a_partner(noon, _time):
    one, two = first_terms(noon), first_terms(noon, category="young_professionals")
    other = people.staff("Programme", at=noon)
    lower.approve(draft_id=one.pk, by=other, at=noon)

    at_the_same_moment(
        lambda: lower.call_off(draft_id=one.pk, by=other, at=noon), lambda: lower.approve(draft_id=two.pk, by=other, at=noon)
    )

    assert Agreement.objects.filter(country="BR").count() == 1
    assert Country.objects.get(pk="BR").is_partner


@pytest.mark.django_db(transaction=True)
def test_of_two_first_drafts_approved_at_once_one_is_put_in_force(noon):
    drafts = [first_terms(noon), first_terms(noon, max_age="35")]
    other = people.staff("Programme", at=noon)

    def approve(draft):
        try:
            return lower.approve(draft_id=draft.pk, by=other, at=noon).max_age
        except lower.CannotApprove:
            return None

    found = at_the_same_moment(*[lambda draft=draft: approve(draft) for draft in drafts])

    assert found.count(None) == 1
    assert Agreement.objects.filter(country="BR").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("choice", "gone"), [("table", 0), ("list_2023", 1)])
def test_new_terms_are_judged_with_the_choices_of_the_day(noon, monkeypatch, choice, gone):
    older = rounds.candidate("LU-WH", at=noon, citizenship="LU", date_of_birth=date(1993, 5, 4))
    DatedSetting.objects.create(name="luxembourg_max_age", value=choice, effective_on=DAY, note_en="Decided.", note_fr="Décidé.")
    draft = written(noon, country="LU", max_stay_months="11")
    monkeypatch.setattr(clock, "now", lambda: noon)

    assert _tried(draft).leaving == gone
    lower.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)
    assert new_terms.apply_next(at=on(noon, DAY)) == gone

    assert Candidacy.objects.filter(profile=older, reason=Departure.TERMS_CHANGED).count() == gone
