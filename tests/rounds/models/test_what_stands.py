"""What a round has fixed stands in the database itself: its rows come with their step, its notes are written once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from rounds.models import Candidacy, Draw, DrawEntry, LeftOut, Round, Selection, StaffChain, Ticket
from rounds.states import RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def refused(words, act):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act()


@pytest.fixture
def checked(noon):
    """A round that is drawn and checked, of whose four people two are selected."""
    for _person in range(4):
        rounds.candidate("FR-WH", at=noon - HOUR)
    return draws.carried_out({"FR-WH": 2}, at=noon, until=RoundState.CHECKED)


def test_nobody_is_put_among_the_selected_after_the_draw(checked):
    other = Ticket.objects.exclude(pk__in=Selection.objects.values("ticket_id")).first()
    row = {"round": checked, "pool": rounds.pool("FR-WH"), "position": 3, "ticket": other, "key": "00" * 32}
    refused("selection: rows are written only", lambda: Selection.objects.create(**row))


def test_nobody_is_put_into_a_list_that_stands(checked, noon):
    late = rounds.candidate("FR-WH", at=noon)
    refused(
        "ticket: rows are written only",
        lambda: Ticket.objects.create(round=checked, profile=late, ticket="ab" * 16),
    )
    entry = DrawEntry.objects.filter(round=checked).select_related("candidacy", "ticket").first()
    refused(
        "draw_entry: rows are written only",
        lambda: DrawEntry.objects.create(
            round=checked, pool=rounds.pool("FR-IC"), ticket=entry.ticket, candidacy=late.candidacies.get(), number=99
        ),
    )
    refused(
        "left_out: rows are written only",
        lambda: LeftOut.objects.create(round=checked, candidacy=late.candidacies.get(), reason="passport"),
    )


def test_many_rows_of_several_rounds_in_one_statement_are_all_refused(checked, noon):
    planned = draws.planned({"FR-WH": 1}, at=noon)

    def write():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO rounds_ticket (round_id, profile_id, ticket)"
                " SELECT round.id, profile.id, md5(profile.id::text) FROM rounds_round AS round, profiles_profile AS profile"
                "  WHERE round.id = %s",
                [planned.pk],
            )

    refused("ticket: rows are written only", write)


@pytest.mark.parametrize(
    "table",
    [
        "ticket",
        "drawentry",
        "selection",
        "leftout",
        "draw",
        "randomvalue",
        "staffchain",
        "roundpool",
        "remedialentry",
        "keptfile",
    ],
)
def test_the_tables_of_a_draw_are_never_emptied(checked, table):
    def empty():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE rounds_{table} CASCADE")

    refused("never emptied", empty)


def test_the_report_of_a_checked_round_is_written_once(checked):
    refused("what was fixed", lambda: Draw.objects.filter(round=checked).update(quality="{}"))
    refused("what was fixed", lambda: Draw.objects.filter(round=checked).update(second_digest="00" * 32))


@pytest.mark.parametrize("name", ["published_at", "seeded_at", "drawn_at", "checked_at", "issued_at", "closed_at"])
def test_a_moment_is_noted_with_its_step_alone(checked, noon, name):
    refused("a moment only with its step", lambda: Round.objects.filter(pk=checked.pk).update(**{name: noon - HOUR}))


def test_who_planned_and_approved_stands_with_the_list_and_so_do_the_words(checked, noon):
    changes = [
        {"planned_by": checked.approved_by, "approved_by": checked.planned_by},
        {"approved_at": noon - HOUR},
        {"note": "Another note"},
        {"fault_note_en": "A fault", "fault_note_fr": "Une faute"},
    ]
    for change in changes:
        refused("manifest says", lambda change=change: Round.objects.filter(pk=checked.pk).update(**change))


def test_a_settled_alarm_and_a_reason_for_voiding_stand(noon):
    round_ = draws.planned({"FR-WH": 1}, at=noon)
    rows = Round.objects.filter(pk=round_.pk)
    rows.update(alarm_note_en="First words", alarm_note_fr="Premiers mots")
    rows.update(alarm_note_en="Other words", alarm_note_fr="Autres mots", alarm_settled_at=noon)
    refused("never changed", lambda: rows.update(alarm_settled_at=None))
    refused("never changed", lambda: rows.update(alarm_note_en="New words"))
    rows.update(state=RoundState.VOID, voided_at=noon, void_reason_en="A trial", void_reason_fr="Un essai")
    refused("never changed", lambda: rows.update(void_reason_en="Another"))


def test_no_round_is_deleted(noon):
    round_ = draws.planned({"FR-WH": 1}, at=noon)
    round_.pools.all().delete()
    refused("Cannot delete", lambda: Round.objects.filter(pk=round_.pk)._raw_delete("default"))


def test_a_chain_that_was_declared_lost_stays_lost(noon):
    chain = StaffChain.objects.create(
        season_id=2026, anchor="ab" * 32, known="ab" * 32, length=3, sealed="sealed", made_at=noon, lost_at=noon
    )
    refused("Cannot update", lambda: StaffChain.objects.filter(pk=chain.pk).update(lost_at=None))
    refused("Cannot update", lambda: StaffChain.objects.filter(pk=chain.pk).update(lost_at=noon + HOUR))


def test_why_somebody_is_not_in_the_list_is_kept_with_it(noon):
    round_, missed = draws.one_left_out(at=noon)
    assert [(one.candidacy.profile, one.reason) for one in LeftOut.objects.filter(round=round_)] == [(missed, "passport")]


def test_who_came_in_after_the_second_of_the_list_is_left_out_for_it(noon):
    before = rounds.candidate("FR-WH", at=noon - HOUR)
    within, later = rounds.candidate("FR-WH", at=noon), rounds.candidate("FR-WH", at=noon)
    Candidacy.objects.filter(profile=within).update(entered_at=noon + timedelta(milliseconds=999))
    Candidacy.objects.filter(profile=later).update(entered_at=noon + timedelta(seconds=1))
    round_ = draws.carried_out({"FR-WH": 1}, at=noon + timedelta(milliseconds=200), until=RoundState.PUBLISHED)

    assert {one.profile for one in Ticket.objects.filter(round=round_)} == {before, within}
    assert [(one.candidacy.profile, one.reason) for one in LeftOut.objects.filter(round=round_)] == [(later, "later")]
    assert "FR,working_holiday,FR-WH,3,1,,,,,,,,0,,,,2" in round_.draw.completeness
