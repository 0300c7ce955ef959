"""A file is erased when its time is over: not a day early, not late, and not while something holds it."""

import types
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from applications import tasks
from applications.models import Application, Decision, Document
from applications.operations import decision_letters, refunds, retention
from applications.queries.retention import due
from applications.states import RefundState
from iecsite import bell, clock, stored_files, turns
from iecsite.beat import SCHEDULE
from iecsite.models import FileToRemove
from profiles.models import Duplicate, Letter, Passport, Profile, RecoveryLetter, User
from profiles.operations import closing, delivery, erasure, holds, recovery
from profiles.rules.retention import kept_through, last_use_over
from rounds import tasks as rounds_tasks
from rounds.models import Candidacy, Nomination, Season
from rounds.operations import candidacies, duplicates, letters_of_organizations
from rounds.operations import organizations as by_organization
from tests.factories import applications, organizations, people, recoveries, rounds
from tests.privacy.test_markers import KEPT
from tests.races.together import at_the_same_moment

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("used", "through"),
    [
        (date(2026, 2, 2), date(2028, 2, 2)),
        (date(2026, 12, 31), date(2028, 12, 31)),
        (date(2024, 2, 29), date(2026, 3, 1)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_file_is_kept_for_two_years_to_the_day(used, through):
    assert kept_through(used) == through


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_what_may_be_erased_today_is_over_and_what_was_used_a_day_later_is_not(today):
    latest = last_use_over(today)

    assert kept_through(latest) < today
    assert kept_through(latest + DAY) >= today


def ended(noon):
    """A person whose candidacy and letters lie in the past."""
    profile = rounds.candidate("FR-WH", at=noon, family_name="Qxfamille")
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)
    while delivery.deliver_due(at=noon):
        pass
    User.objects.filter(pk=profile.user_id).update(last_login=noon)
    return profile.user


@pytest.mark.django_db
def test_the_sweep_erases_on_the_first_day_after_and_not_before(noon, monkeypatch):
    user = ended(noon)
    found = {}
    for day in (date(2028, 2, 2), date(2028, 2, 3)):
        monkeypatch.setattr(clock, "now", lambda day=day: noon + (day - noon.date()))
        for _run in range(2):
            tasks.erase_files(at_once=True)
        user.refresh_from_db()
        found[day] = user.erased_at is not None

    assert found == {date(2028, 2, 2): False, date(2028, 2, 3): True}
    assert user.entries_about.filter(kind="file_erased").count() == 1


@pytest.fixture
def rung(monkeypatch):
    """What was rung for."""
    rung = []
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    return rung


@pytest.mark.django_db
def test_files_that_fall_due_on_one_day_go_in_turns_and_the_next_one_is_rung_for(noon, monkeypatch, rung):
    for _one in range(3):
        ended(noon)
    monkeypatch.setattr(clock, "now", lambda: noon + 800 * DAY)
    moments = iter([0, 0, *[turns.SECONDS] * 9])
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: next(moments)))

    tasks.erase_files(at_once=True)

    assert User.objects.filter(erased_at__isnull=False).count() == 1
    assert rung == [("iecsite.tasks.remove_files", "files"), ("applications.tasks.erase_files", "default")]


@pytest.mark.django_db
def test_a_file_that_cannot_be_erased_is_logged_and_holds_up_no_other(noon, monkeypatch, rung, caplog):
    stuck, *others = [ended(noon) for _one in range(3)]
    erase = erasure.erase

    def fails(user, *, at):
        if user == stuck:
            raise ValueError(f"Qxfamille cannot be erased: {user.email}")
        erase(user, at=at)

    monkeypatch.setattr(erasure, "erase", fails)
    monkeypatch.setattr(clock, "now", lambda: noon + 800 * DAY)

    for _run in range(2):
        tasks.erase_files(at_once=True)

    assert set(User.objects.filter(erased_at__isnull=False)) == set(others)
    assert [one.getMessage() for one in caplog.records if one.name == "applications.operations.retention"] == [
        f"The file of account {stuck.pk} is due and could not be erased: ValueError."
    ] * 2
    assert rung == [("iecsite.tasks.remove_files", "files")]


@pytest.mark.django_db
def test_the_end_of_the_tasks_time_is_no_failure_of_the_file_in_hand(noon, monkeypatch, caplog):
    ended(noon)

    def overtaken(user, *, at):
        raise turns.TimeIsUp

    monkeypatch.setattr(erasure, "erase", overtaken)
    with pytest.raises(turns.TimeIsUp):
        retention.erase_due(at=noon + 800 * DAY)

    assert "could not be erased" not in caplog.text


def test_files_are_looked_for_each_hour():
    assert SCHEDULE["applications.tasks.erase_files"] == (3600, "default")
    assert SCHEDULE["rounds.tasks.forget_births"] == (3600, "default")


@pytest.mark.django_db
def test_a_hold_keeps_the_file_until_it_is_lifted(noon):
    user = ended(noon)
    keeper = people.staff("Privacy", at=noon)
    hold = holds.place(person_id=user.pk, reason="access", file_number="A-1", by=keeper, at=noon)
    later = noon + 800 * DAY

    assert retention.erase_due(at=later) == []
    holds.lift(hold_id=hold.pk, by=keeper, at=later)
    assert retention.erase_due(at=later) == [user]


@pytest.mark.django_db
def test_an_account_that_is_held_closes_when_the_hold_is_lifted(noon):
    user, keeper = ended(noon), people.staff("Privacy", at=noon)
    address = user.email
    hold = holds.place(person_id=user.pk, reason="legal", file_number="L-1", by=keeper, at=noon)
    # Whoever asks is not told of it.
    closing.ask(by=user, early_disposal=True, at=noon)

    assert closing.close_next(at=noon + 30 * DAY) is None
    user.refresh_from_db()
    assert user.email == address
    holds.lift(hold_id=hold.pk, by=keeper, at=noon + 30 * DAY)
    assert closing.close_next(at=noon + 30 * DAY) == user


@pytest.mark.django_db
def test_a_live_profile_is_in_use_however_old(noon):
    profile = people.active_profile(at=noon)
    while delivery.deliver_due(at=noon):
        pass

    assert list(due(date(2030, 1, 1))) == []
    assert Profile.objects.get(pk=profile.pk).family_name


@pytest.mark.django_db
def test_money_that_is_owed_keeps_the_file_and_paying_it_back_is_a_use(noon):
    case = applications.application_at("withdrawn", at=noon)
    while delivery.deliver_due(at=noon):
        pass
    later = noon + 800 * DAY
    owed = case.refunds.filter(state=RefundState.DUE)
    assert owed.exists()
    assert retention.erase_due(at=later) == []

    while refunds.send_next_refund(at=later):
        pass
    while delivery.deliver_due(at=later):
        pass

    assert not owed.exists()
    assert retention.erase_due(at=later + 700 * DAY) == []
    assert retention.erase_due(at=later + 732 * DAY) == [case.profile.user]


@pytest.mark.django_db(transaction=True)
def test_two_workers_erase_a_file_once(noon):
    user = ended(noon)

    ends = at_the_same_moment(*[lambda: retention.erase_due(at=noon + 800 * DAY)] * 2)

    assert sorted(ends, key=len) == [[], [user]]
    assert user.entries_about.filter(kind="file_erased").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_the_sweep_at_once_leave_a_file_or_a_refusal(noon):
    user = ended(noon)
    keeper = people.staff("Privacy", at=noon)

    held, erased = at_the_same_moment(
        lambda: holds.place(person_id=user.pk, reason="legal", file_number="L-1", by=keeper, at=noon + 800 * DAY),
        lambda: retention.erase_due(at=noon + 800 * DAY),
    )

    assert isinstance(held, holds.CannotHold) == (erased == [user])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "over"),
    [
        # 3 February 2028 begins in Ottawa at five in the morning of Greenwich.
        pytest.param(datetime(2028, 2, 3, 4, 59, 59, tzinfo=UTC), False, id="a second before the Eastern day"),
        pytest.param(datetime(2028, 2, 3, 5, 0, tzinfo=UTC), True, id="as it begins"),
    ],
)
def test_the_day_on_which_a_file_may_be_erased_begins_in_ottawa(noon, moment, over):
    ended(noon)

    assert bool(retention.erase_due(at=moment)) == over


@pytest.mark.django_db
def test_who_agreed_is_erased_when_the_account_closes_but_not_with_an_application(noon):
    nothing_sent, applied = ended(noon), applications.application_at("refused", at=noon)
    refused = applied.profile.user
    for user in (nothing_sent, refused):
        closing.ask(by=user, early_disposal=True, at=noon)
    while delivery.deliver_due(at=noon):
        pass
    while closing.close_next(at=noon + 7 * DAY):
        pass

    assert retention.erase_due(at=noon + 8 * DAY) == [nothing_sent]
    assert retention.erase_due(at=noon + 8 * DAY) == []


@pytest.mark.django_db
def test_nothing_of_the_person_is_left_in_the_columns_where_facts_lie(noon):
    found = applications.application_at("approved", at=noon, family_name="Qxfamille", given_names="Qxprenom", number="QX998877")
    user = found.profile.user
    User.objects.filter(pk=user.pk).update(preferred_name="Qxprenom", last_login=noon)
    while delivery.deliver_due(at=noon):
        pass
    while decision_letters.write_next_letter(at=noon):
        pass
    while delivery.deliver_due(at=noon):
        pass
    files = [one.file.name for one in Document.objects.filter(application=found)]
    files += [Decision.objects.get(application=found).pdf.name]
    assert all(default_storage.exists(name) for name in files)
    before = _marked()

    # Killed in the moment of the commit, the process says nothing to anybody: the rows alone tell which files have to go.
    assert retention.erase_due(at=noon + 900 * DAY) == [user]
    while stored_files.remove_next(at=noon + 900 * DAY):
        pass

    assert {"profiles_profile", "profiles_passport", "applications_application"} <= before
    assert _marked() == set()
    assert not FileToRemove.objects.filter(name__in=files).exists()
    assert [name for name in files if default_storage.exists(name)] == []
    assert (Application.objects.get(pk=found.pk).state, Candidacy.objects.filter(profile=found.profile).count()) == (
        "approved",
        1,
    )
    assert Passport.objects.filter(profile=found.profile).count() == 0
    assert set(Letter.objects.filter(user=user).values_list("body", "subject")) == {("", "")}


def _marked():
    marked = set()
    with connection.cursor() as cursor:
        for table in KEPT:
            if table in connection.introspection.table_names():
                cursor.execute(f"SELECT count(*) FROM \"{table}\" AS one WHERE one::text ~* 'qxfamille|qxprenom|qx998877'")
                if cursor.fetchone()[0]:
                    marked.add(table)
    return marked


@pytest.mark.django_db
def test_the_number_of_an_organizations_letter_and_what_an_officer_wrote_about_it_go_with_the_file(noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, "QX998877", at=noon)
    one = Nomination.objects.get()
    reason = "Qxprenom Qxfamille changed plans"
    by_organization.withdraw_letter(nomination_id=one.pk, reason=reason, by=one.recorded_by, at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)
    while delivery.deliver_due(at=noon):
        pass

    assert retention.erase_due(at=noon + 800 * DAY) == [profile.user]

    one.refresh_from_db()
    assert "QX998877" not in one.letter
    assert (one.withdrawn_reason, one.date_of_birth) == ("–", None)


@pytest.mark.django_db
def test_what_an_officer_wrote_about_a_pair_goes_with_the_file_and_the_decision_stays(noon):
    older = rounds.candidate("FR-WH", at=noon, number="12AB34567")
    rounds.candidate("FR-WH", at=noon, number="12AB34567", given_names="Noor")
    found = Duplicate.objects.get()
    reason = "Qxprenom is a cousin of Noor"
    duplicates.keep_both(duplicate_id=found.pk, reason=reason, by=people.staff("Privacy", at=noon), at=noon)
    candidacies.withdraw(profile_id=older.pk, by=older.user, at=noon)
    while delivery.deliver_due(at=noon):
        pass

    assert retention.erase_due(at=noon + 800 * DAY) == [older.user]

    found.refresh_from_db()
    assert (found.outcome, found.reason) == ("kept", "–")


@pytest.mark.django_db
def test_who_asked_for_an_account_goes_with_its_file_which_waits_while_that_is_under_way(noon):
    user = ended(noon)
    waiting = recoveries.asked(at=noon + 799 * DAY, user=user)
    assert retention.erase_due(at=noon + 800 * DAY) == []
    recovery.cancel(recovery_id=waiting.pk, by=None, at=noon + 800 * DAY)
    while delivery.deliver_due(at=noon + 800 * DAY):
        pass

    assert retention.erase_due(at=noon + 1600 * DAY) == [user]

    waiting.refresh_from_db()
    assert (waiting.state, waiting.email, waiting.words, waiting.browser) == ("cancelled", "", "", "")
    assert RecoveryLetter.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        pytest.param(datetime(2026, 12, 4, 4, 59, 59, tzinfo=UTC), True, id="on the season's last day in Ottawa"),
        pytest.param(datetime(2026, 12, 4, 5, 0, tzinfo=UTC), False, id="as the next one begins"),
    ],
)
def test_a_day_of_birth_for_a_letter_that_nobody_used_is_dropped_after_the_season(noon, monkeypatch, moment, kept):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, "A-1", at=noon)
    Season.objects.filter(pk=2026).update(
        closes_at=datetime(2026, 10, 1, 16, tzinfo=UTC), profiles_end_at=datetime(2026, 12, 3, 17, tzinfo=UTC)
    )
    monkeypatch.setattr(clock, "now", lambda: moment)

    for _run in range(2):
        rounds_tasks.forget_births(at_once=True)

    assert (Nomination.objects.get().date_of_birth is not None) is kept


@pytest.mark.django_db
def test_a_season_whose_end_is_not_announced_keeps_its_letters(noon):
    organizations.letter(organizations.pool(at=noon), "A-1", at=noon)
    Season.objects.filter(pk=2026).update(closes_at=None, profiles_end_at=None)

    assert letters_of_organizations.forget_births(at=noon + 900 * DAY) == 0
