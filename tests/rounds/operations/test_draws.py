"""A round is carried out step by step, each exactly once."""

import gzip
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from iecsite import journal
from profiles.models import Letter, Profile
from profiles.operations import profiles
from profiles.states import ProfileState
from rounds import verify_draw
from rounds.models import Candidacy, Draw, DrawEntry, Invitation, Round, RoundEntry, RoundPool, Selection, Ticket
from rounds.models.journal import round_stream
from rounds.operations import candidacies, draws
from rounds.operations import rounds as operations
from rounds.operations.steps import Impossible, issue
from rounds.publication import files, verdict
from rounds.queries import frozen_list
from rounds.rules.canonical import digest
from rounds.rules.manifest import parse_manifest
from rounds.states import CandidacyState, InvitationState, RoundState
from tests.factories import draws as factory
from tests.factories import rounds

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def crowd(noon):
    """Five in Working Holiday alone, three in both Co-op and Working Holiday."""
    alone = [rounds.candidate("FR-WH", at=noon) for _person in range(5)]
    both = [rounds.candidate("FR-IC", "FR-WH", at=noon) for _person in range(3)]
    return alone + both


def test_a_round_from_plan_to_published_result(noon, crowd):
    round_ = factory.carried_out({"FR-IC": 2, "FR-WH": 3}, at=noon)

    assert Counter(Invitation.objects.values_list("pool__code", flat=True)) == {"FR-IC": 2, "FR-WH": 3}
    invited = set(Invitation.objects.values_list("profile_id", flat=True))
    assert len(invited) == 5
    assert set(Profile.objects.filter(state=ProfileState.INVITED).values_list("pk", flat=True)) == invited
    lines = {line.pool.code: line for line in round_.pools.select_related("pool")}
    assert (lines["FR-IC"].entries, lines["FR-IC"].considered, lines["FR-IC"].invited) == (3, 3, 2)
    assert (lines["FR-WH"].entries, lines["FR-WH"].considered, lines["FR-WH"].invited) == (8, 6, 3)
    moments = [
        getattr(round_, f"{name}_at") for name in ["frozen", "published", "seeded", "drawn", "checked", "issued", "closed"]
    ]
    assert moments == [noon] * 7
    assert round_.next_step_at is None
    assert journal.first_break(RoundEntry) is None


def test_everybody_invited_is_written_to_once_in_their_language(noon):
    rounds.candidate("FR-WH", at=noon)
    french = rounds.candidate("FR-WH", at=noon)
    type(french.user).objects.filter(pk=french.user_id).update(language="fr")
    factory.carried_out({"FR-WH": 2}, at=noon)

    letters = Letter.objects.filter(kind="rounds/invited")
    assert Counter(letters.values_list("language", flat=True)) == {"en": 1, "fr": 1}
    invitation = Invitation.objects.get(profile=french)
    letter = letters.get(profile=french)
    assert letter.event_key == f"invitation/{invitation.pk}/issued"
    assert letter.context == {
        "pool_title_en": "France – Working Holiday",
        "pool_title_fr": "France – Vacances-travail",
        "round": "2026-001",
        "invitation": invitation.pk,
        "answer_by_on": "2026-02-12",
        "lapses_at": invitation.lapses_at.isoformat(),
        "back": True,
    }
    assert (invitation.answer_by, invitation.deadline_rule) == (date(2026, 2, 12), "date_line")


def test_only_the_candidacy_that_was_drawn_is_marked_invited(noon):
    profile = rounds.candidate("FR-IC", "FR-WH", at=noon)
    factory.carried_out({"FR-IC": 1, "FR-WH": 1}, at=noon)

    states = dict(Candidacy.objects.filter(profile=profile).values_list("pool__code", "state"))
    assert states == {"FR-IC": CandidacyState.INVITED, "FR-WH": CandidacyState.WAITING}


def test_who_is_invited_is_not_drawn_again_in_the_next_round(noon):
    rounds.candidate("FR-IC", "FR-WH", at=noon)
    factory.carried_out({"FR-IC": 1}, at=noon)
    second = factory.carried_out({"FR-WH": 1}, at=noon + MINUTE)

    assert second.pools.get().entries == 0
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("born", "listed"),
    [
        (date(1990, 2, 4), 1),  # 35 until the day after the draw
        (date(1990, 2, 3), 0),  # 36 on the day of the draw
        (date(2008, 2, 3), 1),  # 18 on the day of the draw
    ],
)
def test_age_is_judged_for_the_eastern_day_of_the_draw(noon, born, listed):
    on_the_draw = noon + timedelta(days=1)  # 2026-02-03
    entered = noon if born.year < 2008 else on_the_draw
    rounds.candidate("FR-WH", at=entered, date_of_birth=born)
    round_ = factory.approved({"FR-WH": 1}, at=noon, freeze_at=on_the_draw, draw_at=on_the_draw)
    draws.advance(round_id=round_.pk, at=on_the_draw)

    assert round_.pools.get().entries == listed
    reasons = RoundEntry.objects.get(kind="round_frozen").details["pools"]["FR-WH"]["left_out"]
    assert reasons == ({} if listed else {"age_high": 1})


@pytest.mark.parametrize(("expires", "listed"), [(date(2026, 2, 3), 1), (date(2026, 2, 2), 0)])
def test_a_passport_must_be_valid_on_the_day_of_the_draw(noon, expires, listed):
    rounds.candidate("FR-WH", at=noon, expires_on=expires)
    tomorrow = noon + timedelta(days=1)
    round_ = factory.approved({"FR-WH": 1}, at=noon, draw_at=tomorrow)
    draws.advance(round_id=round_.pk, at=noon)

    assert round_.pools.get().entries == listed


def test_a_travel_document_for_refugees_is_no_passport_for_the_draw(noon):
    person = rounds.candidate("FR-WH", at=noon)
    # Every page refuses it; the list is judged all the same, whatever came into the table by another door.
    person.passports.update(document="refugee_travel_document")
    round_ = factory.approved({"FR-WH": 1}, at=noon, draw_at=noon + timedelta(days=1))

    draws.advance(round_id=round_.pk, at=noon)

    assert round_.pools.get().entries == 0
    assert RoundEntry.objects.get(kind="round_frozen").details["pools"]["FR-WH"]["left_out"] == {"passport": 1}


@pytest.mark.parametrize(
    ("pool", "country", "kind", "listed"),
    [
        ("HK-WH", "GB", "british_overseas", 1),
        ("HK-WH", "GB", "passport", 0),
        ("HK-WH", "HK", "passport", 1),
        ("GB-WH", "GB", "passport", 1),
        ("GB-WH", "GB", "british_overseas", 0),
        ("GB-WH", "GB", "british_not_citizen", 0),
    ],
)
def test_the_draw_takes_the_british_passport_that_the_agreement_takes(noon, pool, country, kind, listed):
    person = rounds.candidate(pool, at=noon, citizenship=pool[:2])
    person.passports.update(country=country, document=kind)
    round_ = factory.approved({pool: 1}, at=noon, draw_at=noon + timedelta(days=1))

    draws.advance(round_id=round_.pk, at=noon)

    assert round_.pools.get().entries == listed


def test_threat_17_the_frozen_list_has_tickets_and_nothing_else(noon, crowd, settings):
    round_ = factory.carried_out({"FR-IC": 1, "FR-WH": 2}, at=noon, until=RoundState.PUBLISHED)

    folder = files.folder_of(round_.code)
    assert sorted(path.name for path in folder.iterdir()) == [
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "completeness.csv",
        "entries.txt.gz",
        "manifest.json",
    ]
    entries = gzip.decompress((folder / "entries.txt.gz").read_bytes()).decode().splitlines()
    assert len(entries) == 11
    assert entries == sorted(entries)
    tickets = {line.split("|")[1] for line in entries}
    assert tickets == set(Ticket.objects.values_list("ticket", flat=True))
    assert len(tickets) == 8
    manifest = parse_manifest((folder / "manifest.json").read_bytes())
    assert manifest.format == "IEC-DRAW/1-TEST"
    assert [(line.pool, line.entries, line.invite) for line in manifest.pools] == [("FR-IC", 3, 1), ("FR-WH", 8, 2)]


def test_a_person_has_another_ticket_in_the_next_round(noon):
    rounds.candidate("FR-WH", "FR-IC", at=noon)
    factory.carried_out({"FR-IC": 1, "FR-WH": 0}, at=noon, until=RoundState.PUBLISHED)
    operations.void(
        round_id=Round.objects.get().pk, reason_en="A trial.", reason_fr="Un essai.", by=factory.approver(at=noon), at=noon
    )
    factory.carried_out({"FR-WH": 1}, at=noon, until=RoundState.FROZEN)

    first, second = Ticket.objects.order_by("id").values_list("ticket", flat=True)
    assert first != second


def test_the_published_folder_verifies_as_a_test_and_not_otherwise(noon, crowd, capsys):
    round_ = factory.carried_out({"FR-IC": 1, "FR-WH": 2}, at=noon)
    folder = str(files.folder_of(round_.code))

    assert verify_draw.main([folder, "--allow-test"]) == 0
    assert verify_draw.main([folder]) == 1
    assert "VERIFIED" in capsys.readouterr().out


def test_every_later_round_is_tied_to_the_one_before(noon, crowd):
    first = factory.carried_out({"FR-IC": 1}, at=noon)
    second = factory.carried_out({"FR-WH": 1}, at=noon + MINUTE)
    third = factory.carried_out({"FR-WH": 1}, at=noon + 2 * MINUTE)

    results = {round_.code: digest(round_.draw.result.encode()) for round_ in (first, second, third)}
    before = {round_.code: parse_manifest(round_.draw.manifest.encode()).previous_result for round_ in (first, second, third)}
    assert before == {"2026-001": "0" * 64, "2026-002": results["2026-001"], "2026-003": results["2026-002"]}
    for round_ in (first, second, third):
        assert verify_draw.main([str(files.folder_of(round_.code)), "--allow-test"]) == 0


def test_a_changed_published_file_no_longer_verifies(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 2}, at=noon)
    selection = files.folder_of(round_.code) / "selection.txt.gz"
    content = gzip.decompress(selection.read_bytes())
    selection.write_bytes(files.packed(content.replace(b"a", b"b", 1) if b"a" in content else content.replace(b"1", b"2", 1)))

    assert verify_draw.main([str(files.folder_of(round_.code)), "--allow-test"]) == 1


def test_files_lost_or_spoilt_are_written_again_byte_for_byte(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 2}, at=noon)
    folder = files.folder_of(round_.code)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "entries.txt.gz").unlink()
    (folder / "result.json").write_bytes(b"{}")

    files.write_round(round_)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_threat_02_a_second_call_changes_nothing(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 3}, at=noon)
    before = snapshot()

    for _again in range(3):
        assert draws.advance(round_id=round_.pk, at=noon + MINUTE) == RoundState.CLOSED
    assert draws.advance_next(at=noon + MINUTE) is None

    assert snapshot() == before


def snapshot():
    return (
        list(Invitation.objects.order_by("id").values_list("profile_id", "pool_id", "state")),
        list(Selection.objects.order_by("id").values_list("ticket_id", "position", "key")),
        Letter.objects.count(),
        RoundEntry.objects.count(),
        Draw.objects.values_list("seed", "result", "selection_sha256").get(),
    )


def test_nothing_is_done_before_its_time(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon, freeze_at=noon + MINUTE, draw_at=noon + 10 * MINUTE)

    assert draws.advance(round_id=round_.pk, at=noon) == RoundState.APPROVED
    assert factory.carry_on(round_, at=noon + MINUTE, until=RoundState.PUBLISHED)
    assert draws.advance(round_id=round_.pk, at=noon + 9 * MINUTE) == RoundState.PUBLISHED
    assert factory.carry_on(round_, at=noon + 10 * MINUTE).issued_at == noon + 10 * MINUTE


def test_a_test_round_frozen_late_is_drawn_at_its_freeze(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon)
    late = noon + timedelta(hours=5, microseconds=7)

    factory.carry_on(round_, at=late)

    assert round_.frozen_at == round_.draw_at == late.replace(microsecond=0)


def test_who_withdrew_after_the_freeze_keeps_the_place_in_the_selection_but_gets_no_invitation(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    stays = rounds.candidate("FR-WH", at=noon)
    round_ = factory.carried_out({"FR-WH": 2}, at=noon, until=RoundState.PUBLISHED)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    factory.carry_on(round_, at=noon)

    states = dict(Invitation.objects.values_list("profile_id", "state"))
    assert states == {profile.pk: InvitationState.CANCELLED, stays.pk: InvitationState.ISSUED}
    assert not Letter.objects.filter(kind="rounds/invited", profile=profile).exists()
    assert RoundEntry.objects.get(kind="invitation_cancelled").profile_id == profile.pk
    assert RoundEntry.objects.get(kind="round_issued").details == {
        "invited": 1,
        "cancelled": 1,
        "deadline_rule": "date_line",
    }
    assert round_.pools.get().invited == 2


def test_who_enters_after_the_freeze_waits_for_the_next_round(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.carried_out({"FR-WH": 5}, at=noon, until=RoundState.FROZEN)
    late = rounds.candidate("FR-WH", at=noon)

    factory.carry_on(round_, at=noon)

    assert not Invitation.objects.filter(profile=late).exists()


def test_a_round_waits_until_the_one_before_it_is_over(noon):
    rounds.candidate("FR-WH", at=noon)
    first = factory.approved({"FR-WH": 1}, at=noon, freeze_at=noon + timedelta(hours=1))
    second = factory.approved({"FR-WH": 1}, at=noon, draw_at=noon + timedelta(hours=1))

    assert draws.advance_next(at=noon) is None
    assert draws.advance(round_id=second.pk, at=noon) == RoundState.APPROVED

    operations.void(round_id=first.pk, reason_en="Not needed.", reason_fr="Inutile.", by=factory.approver(at=noon), at=noon)
    assert factory.carry_on(second, at=noon + timedelta(hours=1)).state == RoundState.CLOSED


def test_an_empty_pool_makes_a_round_without_invitations(noon):
    round_ = factory.carried_out({"IE-WH": 10}, at=noon)

    assert (round_.pools.get().entries, round_.pools.get().invited) == (0, 0)
    assert not Invitation.objects.exists()
    assert verify_draw.main([str(files.folder_of(round_.code)), "--allow-test"]) == 0


# ---- what may not happen


def test_threat_01_the_seed_is_written_once(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 1}, at=noon, until=RoundState.SEEDED)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Draw.objects.filter(round=round_).update(seed="0" * 64)


@pytest.mark.parametrize("model", [DrawEntry, Selection, Ticket])
def test_frozen_rows_refuse_to_change(noon, crowd, model):
    factory.carried_out({"FR-WH": 1}, at=noon)

    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        model.objects.update(round_id=1)
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    "change",
    [
        {"invite": 5},
        {"entries": 1},
        {"invited": 0},
        {"cutoff_key": "0" * 64},
        {"approved": 5},
        {"awaiting": 5},
    ],
)
def test_threat_03_what_the_manifest_and_the_draw_say_of_a_pool_refuses_to_change(noon, crowd, change):
    factory.carried_out({"FR-WH": 1}, at=noon)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RoundPool.objects.update(**change)


def test_a_frozen_round_gets_no_other_pools_and_loses_none(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 1}, at=noon, until=RoundState.FROZEN)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RoundPool.objects.create(round=round_, pool=rounds.pool("FR-YP"), invite=1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RoundPool.objects.all()._raw_delete("default")


@pytest.mark.parametrize("change", [{"draw_at": "2027-01-01 00:00+00"}, {"test_source": False}, {"frozen_at": None}])
def test_threat_06_what_the_manifest_says_of_a_round_refuses_to_change(noon, crowd, change):
    factory.carried_out({"FR-WH": 1}, at=noon, until=RoundState.FROZEN)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Round.objects.update(**change)


def test_staff_read_what_the_verifier_said_as_a_sentence(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 1}, at=noon)
    found = files.round_files(round_)
    del found[files.MANIFEST]
    with pytest.raises(verdict.NotVerified, match=r"^NOT VERIFIED: manifest\.json cannot be read"):
        files.check_result(round_, found)


def test_a_plan_changed_behind_its_approval_is_not_carried_out(noon, crowd):
    round_ = factory.approved({"FR-WH": 1}, at=noon)
    RoundPool.objects.filter(round=round_).update(invite=5)

    for attempt in range(3):
        draws.advance(round_id=round_.pk, at=noon + attempt * MINUTE)

    round_.refresh_from_db()
    assert (round_.state, round_.last_error) == (RoundState.APPROVED, "NotApproved")
    assert round_.put_aside_at is not None
    assert not DrawEntry.objects.exists()


def test_a_failed_check_puts_the_round_aside_at_once_and_draws_nothing_again(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 2}, at=noon, until=RoundState.DRAWN)
    # Somebody with the owner's rights exchanges a winner.
    other = Ticket.objects.exclude(pk__in=Selection.objects.values("ticket_id")).first()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE rounds_selection SET ticket_id = %s WHERE position = 1", [other.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")

    draws.advance(round_id=round_.pk, at=noon)

    round_.refresh_from_db()
    assert (round_.state, round_.put_aside_at) == (RoundState.DRAWN, noon)
    assert "second implementation" in round_.last_error
    assert "stored" in RoundEntry.objects.get(kind="round_put_aside").details
    assert draws.advance_next(at=noon + MINUTE) is None
    assert not Invitation.objects.exists()


def test_an_exchanged_list_stops_the_draw(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 2}, at=noon, until=RoundState.SEEDED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM rounds_drawentry WHERE id = (SELECT min(id) FROM rounds_drawentry)")
        cursor.execute("SET LOCAL session_replication_role = origin")

    draws.advance(round_id=round_.pk, at=noon)

    round_.refresh_from_db()
    assert round_.put_aside_at is not None
    assert not Selection.objects.exists()


# ---- failures, attempts, trying again


def test_a_step_that_fails_is_tried_three_times_then_put_aside(noon, crowd, monkeypatch):
    round_ = factory.carried_out({"FR-WH": 2}, at=noon, until=RoundState.CHECKED)
    monkeypatch.setattr(issue.profiles, "become_invited", fail)

    standing = []
    for attempt in range(5):
        draws.advance(round_id=round_.pk, at=noon + attempt * MINUTE)
        round_.refresh_from_db()
        standing.append((round_.attempts, round_.put_aside_at is not None, round_.last_error))
    assert standing == [
        (1, False, "ConnectionError"),
        (2, False, "ConnectionError"),
        (3, True, "ConnectionError"),
        (3, True, "ConnectionError"),
        (3, True, "ConnectionError"),
    ]
    assert not Invitation.objects.exists()

    monkeypatch.undo()
    later = noon + 10 * MINUTE
    operations.try_again(round_id=round_.pk, by=factory.approver(at=noon), at=later)
    assert factory.carry_on(round_, at=later).state == RoundState.CLOSED
    assert Invitation.objects.count() == 2


def fail(**_ignored):
    raise ConnectionError("the private words of an error")


def test_a_step_that_takes_its_worker_down_three_times_is_put_aside(noon, crowd):
    round_ = factory.approved({"FR-WH": 2}, at=noon)

    for attempt in range(3):
        assert draws._begin(round_id=round_.pk, at=noon + attempt * MINUTE) is not None
    assert draws._begin(round_id=round_.pk, at=noon + 3 * MINUTE) is None

    round_.refresh_from_db()
    assert (round_.put_aside_at, round_.last_error) == (noon + 3 * MINUTE, "NoAnswer")


def test_only_the_latest_attempt_carries_out_its_step(noon, crowd):
    round_ = factory.approved({"FR-WH": 2}, at=noon)
    slow = draws._begin(round_id=round_.pk, at=noon)
    quick = draws._begin(round_id=round_.pk, at=noon + MINUTE)

    draws._take(round_id=round_.pk, attempt=slow, at=noon + MINUTE)
    round_.refresh_from_db()
    assert round_.state == RoundState.APPROVED
    draws._take(round_id=round_.pk, attempt=quick, at=noon + MINUTE)
    round_.refresh_from_db()
    assert round_.state == RoundState.FROZEN


def test_one_round_put_aside_does_not_hold_up_a_round_of_another_season(noon, crowd, monkeypatch):
    first = factory.approved({"FR-WH": 1}, at=noon)
    Round.objects.filter(pk=first.pk).update(put_aside_at=noon)
    assert draws.advance_next(at=noon) is None
    other = factory.approved({"FR-WH": 1}, at=noon, season=2025)

    assert draws.advance_next(at=noon) == other


def test_threat_09_the_second_implementation_agrees_on_every_pool_and_tie(noon, crowd):
    round_ = factory.carried_out({"FR-IC": 2, "FR-WH": 4}, at=noon, until=RoundState.DRAWN)
    draw = round_.draw

    second = frozen_list.drawn_again(round_)

    assert (second.seed, second.entries_sha256, second.selection_sha256) == (
        draw.seed,
        draw.entries_sha256,
        draw.selection_sha256,
    )


def test_impossible_carries_what_the_journal_should_know():
    assert Impossible("why", found="x").details == {"found": "x"}


def test_invited_people_are_journalled_one_by_one_in_the_rounds_own_stream(noon, crowd):
    round_ = factory.carried_out({"FR-WH": 3}, at=noon)

    entries = RoundEntry.objects.filter(stream=round_stream(round_.code), kind="invitation_issued")
    assert set(entries.values_list("invitation_id", flat=True)) == set(Invitation.objects.values_list("pk", flat=True))
    assert profiles.become_invited(profile_ids=[], at=noon) == 0
