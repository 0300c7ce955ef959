"""A round is planned by one person, approved by another, and may be voided while nothing is known."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from iecsite.approvals import NotApproved
from iecsite.models import Approval
from profiles.models import User
from rounds.models import Round, RoundEntry
from rounds.operations import rounds as operations
from rounds.operations.rounds import CannotApprove, CannotPlan, CannotTryAgain, CannotVoid
from rounds.publication import files
from rounds.rules.lifecycle import ROUND
from rounds.states import PoolStatus, RoundState
from tests.factories import draws as factory
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def plan(at, *, by=None, season=2026, invitations=None, freeze_at=None, draw_at=None, note="Week 6"):
    return operations.plan(
        season=season,
        freeze_at=freeze_at or at,
        draw_at=draw_at or freeze_at or at,
        invitations=invitations if invitations is not None else {rounds.pool("FR-WH").pk: 3},
        note=note,
        test_source=True,
        by=by or factory.planner(at=at),
        at=at,
    )


def test_a_plan_is_written_down_for_another_person(noon):
    round_ = plan(noon, draw_at=noon + HOUR)

    assert (round_.code, round_.state, round_.next_step_at) == ("2026-001", RoundState.PLANNED, None)
    assert list(round_.pools.values_list("pool__code", "invite")) == [("FR-WH", 3)]
    prepared = Approval.objects.get(kind="round", subject="2026-001")
    assert (prepared.prepared_by, prepared.approved_by) == (round_.planned_by, None)
    assert RoundEntry.objects.get().kind == "round_planned"


def test_rounds_are_numbered_without_gaps(noon):
    first, second = plan(noon), plan(noon)
    operations.void(round_id=second.pk, reason_en="A mistake.", reason_fr="Une erreur.", by=factory.approver(at=noon), at=noon)
    third = plan(noon)

    assert [first.code, second.code, third.code] == ["2026-001", "2026-002", "2026-003"]


def test_a_pool_with_no_invitations_is_no_part_of_the_round(noon):
    wh, yp = rounds.pool("FR-WH").pk, rounds.pool("FR-YP").pk

    assert plan(noon, invitations={wh: 2, yp: 0}).pools.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"invitations": {}}, "at least one pool"),
        ({"invitations": {"FR-WH": 0}}, "at least one pool"),
        ({"invitations": {"FR-WH": -1}}, "0 or more"),
        ({"invitations": {"FR-WH": 9_999_999_999}}, "at most 1,000,000"),
        ({"season": 2025}, "not a pool of season 2025"),
        ({"freeze_at": -2 * HOUR}, "in the past"),
        ({"freeze_at": 2 * HOUR, "draw_at": HOUR}, "comes after the freeze"),
    ],
)
def test_what_makes_no_round_is_refused_in_words(noon, changes, words):
    if "invitations" in changes:
        changes = changes | {"invitations": {rounds.pool(code).pk: number for code, number in changes["invitations"].items()}}
    moments = {name: noon + changes[name] for name in ("freeze_at", "draw_at") if name in changes}

    with pytest.raises(CannotPlan) as refusal:
        plan(noon, **(changes | moments))

    assert words in refusal.value.en
    assert refusal.value.fr != refusal.value.en
    assert not Round.objects.exists()


def test_a_closed_pool_is_refused_by_its_name(noon):
    pool = rounds.pool("FR-WH", status=PoolStatus.NOT_ACCEPTING)

    with pytest.raises(CannotPlan, match="France – Working Holiday"):
        plan(noon, invitations={pool.pk: 1})


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"quota": None, "unlimited": False}, "quota is to be announced"),
        ({"first_round_on": date(2026, 2, 9)}, "the week of February 9, 2026"),
        ({"first_round_on": None}, "first round is not announced yet"),
        ({"opens_on": date(2026, 2, 3)}, "opens on February 3, 2026"),
    ],
)
def test_no_round_draws_from_a_pool_whose_time_has_not_come(noon, columns, words):
    pool = rounds.pool("FR-WH", **columns)

    with pytest.raises(CannotPlan, match=f"France – Working Holiday: .*{words}") as refusal:
        plan(noon, invitations={pool.pk: 1})

    assert refusal.value.fr.startswith("France – Vacances-travail : ")


def test_any_day_of_the_week_of_the_first_round_will_do(noon):
    pool = rounds.pool("FR-WH", first_round_on=date(2026, 2, 6))

    assert plan(noon, invitations={pool.pk: 1}).pools.count() == 1


@pytest.mark.parametrize("note", ["", "  "])
def test_another_number_than_recommended_needs_a_reason_whoever_asks(noon, note):
    for _person in range(3):
        rounds.candidate("FR-WH", at=noon)
    rounds.candidate("FR-YP", at=noon)
    wh, yp = rounds.pool("FR-WH", quota=2).pk, rounds.pool("FR-YP").pk

    for numbers in ({wh: 1, yp: 1}, {wh: 3, yp: 1}, {wh: 2}):
        with pytest.raises(CannotPlan, match="Say why in the note"):
            plan(noon, invitations=numbers, note=note)
        with_a_reason = plan(noon, invitations=numbers, note="Few officers this week.")
        assert with_a_reason.note == "Few officers this week."

    assert plan(noon, invitations={wh: 2, yp: 1}, note=note).note == note


def test_the_refusal_counts_the_pools_that_need_a_reason(noon):
    for code in ("FR-WH", "FR-YP", "FR-IC"):
        rounds.candidate(code, at=noon)
    pk = rounds.pool("KR-WH").pk

    with pytest.raises(CannotPlan, match=r"Co-op: 1 invitation is recommended.* 2 more pools need a reason too\.") as one:
        plan(noon, invitations={pk: 1}, note="")
    assert "1 invitation est recommandée, et le plan en compte 0." in one.value.fr


def test_the_refusal_writes_large_numbers_as_each_language_does(noon):
    for _person in range(3):
        rounds.candidate("FR-WH", at=noon)
    pk = rounds.pool("FR-WH", quota=2, unlimited=False, approved=0).pk

    with pytest.raises(CannotPlan, match="2 invitations are recommended, and the plan has 1,234") as refusal:
        plan(noon, invitations={pk: 1234}, note="")

    assert "2 invitations sont recommandées, et le plan en compte 1\u00a0234." in refusal.value.fr


def test_a_round_is_not_drawn_before_one_with_a_lower_number(noon):
    plan(noon, draw_at=noon + 5 * HOUR)

    with pytest.raises(CannotPlan, match="2026-001"):
        plan(noon, draw_at=noon + HOUR)


def test_another_person_approves_and_the_first_step_falls_due(noon):
    round_ = plan(noon, freeze_at=noon + HOUR)

    approved = operations.approve(round_id=round_.pk, by=factory.approver(at=noon), at=noon)

    assert (approved.state, approved.next_step_at) == (RoundState.APPROVED, noon + HOUR)
    assert approved.approved_by == factory.approver(at=noon)


def test_a_second_click_on_approve_changes_nothing(noon):
    round_ = plan(noon)
    by = factory.approver(at=noon)

    operations.approve(round_id=round_.pk, by=by, at=noon)
    operations.approve(round_id=round_.pk, by=by, at=noon + HOUR)

    assert RoundEntry.objects.filter(kind="round_approved").count() == 1


def test_nobody_approves_their_own_plan_whatever_their_rights(noon):
    chief = User.objects.create_superuser("chief@example.org", None)
    round_ = plan(noon, by=chief)

    with pytest.raises(NotApproved):
        operations.approve(round_id=round_.pk, by=chief, at=noon)

    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED


def test_the_database_refuses_an_approval_by_the_person_who_prepared(noon):
    round_ = plan(noon)

    with pytest.raises(DatabaseError, match="approval_by_another_person"), transaction.atomic():
        Approval.objects.update(approved_by=round_.planned_by, approved_at=noon)


def test_the_database_refuses_a_round_approved_by_who_planned_it(noon):
    round_ = plan(noon)

    with pytest.raises(DatabaseError, match="round_approved_by_another"), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(approved_by=round_.planned_by, approved_at=noon)


@pytest.mark.parametrize("role", ["Round planners", "Officers", "Support"])
def test_only_who_may_approve_does(noon, role):
    round_ = plan(noon)

    with pytest.raises(CannotApprove):
        operations.approve(round_id=round_.pk, by=people.staff(role, at=noon), at=noon)


@pytest.mark.parametrize("role", ["Round approvers", "Officers", "Support"])
def test_only_who_may_plan_does(noon, role):
    with pytest.raises(CannotPlan):
        plan(noon, by=people.staff(role, at=noon))


def test_a_plan_changed_after_it_was_prepared_is_not_approved(noon):
    round_ = plan(noon)
    round_.pools.update(invite=300)

    with pytest.raises(NotApproved):
        operations.approve(round_id=round_.pk, by=factory.approver(at=noon), at=noon)


@pytest.mark.parametrize("until", [RoundState.APPROVED, RoundState.FROZEN, RoundState.PUBLISHED])
def test_a_round_is_voided_while_its_random_value_is_unknown(noon, until):
    round_ = factory.carried_out(at=noon, until=until)

    operations.void(
        round_id=round_.pk,
        reason_en="A pool was forgotten.",
        reason_fr="Un bassin a été oublié.",
        by=factory.approver(at=noon),
        at=noon,
    )
    factory.draws.advance(round_id=round_.pk, at=noon)

    round_.refresh_from_db()
    assert (round_.state, round_.next_step_at) == (RoundState.VOID, None)
    chain = (files.rounds_folder() / "chain.csv").read_text().splitlines()
    listed = [line for line in chain if line.startswith("2026-001")]
    assert [line.endswith(",void,A pool was forgotten.") for line in listed] == [True], "no number of the chain is left out"


@pytest.mark.parametrize("until", [RoundState.SEEDED, RoundState.DRAWN, RoundState.CHECKED, RoundState.ISSUED, RoundState.CLOSED])
def test_nobody_stops_a_round_whose_random_value_is_known(noon, until):
    round_ = factory.carried_out(at=noon, until=until)

    with pytest.raises(CannotVoid):
        operations.void(
            round_id=round_.pk,
            reason_en="We do not like it.",
            reason_fr="Elle ne nous plaît pas.",
            by=factory.approver(at=noon),
            at=noon,
        )


@pytest.mark.parametrize(("english", "french"), [("  ", "  "), ("A trial.", " "), ("", "Un essai.")])
def test_voiding_needs_a_reason_in_both_languages(noon, english, french):
    with pytest.raises(CannotVoid, match="Say why"):
        operations.void(round_id=plan(noon).pk, reason_en=english, reason_fr=french, by=factory.approver(at=noon), at=noon)


def test_only_a_round_put_aside_is_tried_again(noon):
    with pytest.raises(CannotTryAgain):
        operations.try_again(round_id=plan(noon).pk, by=factory.approver(at=noon), at=noon)


@pytest.mark.parametrize("before", list(RoundState))
def test_the_database_allows_the_steps_of_the_table_and_no_others(noon, before):
    for after in RoundState:
        if after == before:
            continue
        with transaction.atomic():
            round_ = bare(noon, before)
            if ROUND.allows(before, after):
                Round.objects.filter(pk=round_.pk).update(state=after)
            else:
                with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
                    Round.objects.filter(pk=round_.pk).update(state=after)
            transaction.set_rollback(True)


def bare(at, state):
    """A row in a state, put there past the triggers."""
    by = User.objects.create_user("somebody@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        round_ = Round.objects.create(
            season_id=2026, code="2026-900", freeze_at=at, draw_at=at, planned_by=by, planned_at=at, state=state
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    return round_


@pytest.mark.parametrize("state", sorted(set(RoundState) - {RoundState.PLANNED}))
def test_a_round_begins_as_a_plan(noon, state):
    planner = factory.planner(at=noon)

    with pytest.raises(DatabaseError, match="may not begin"), transaction.atomic():
        Round.objects.create(
            season_id=2026,
            code="2026-900",
            freeze_at=noon,
            draw_at=noon,
            planned_by=planner,
            planned_at=noon,
            state=state,
        )
