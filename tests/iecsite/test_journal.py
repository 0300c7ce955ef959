"""The journal's chain: it holds under many writers, and no change behind its back goes unseen."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError

from iecsite import journal
from iecsite.journal import Act, first_break
from iecsite.models import JournalHead
from profiles.models import ProfileEntry
from tests.factories import people
from tests.races.together import at_the_same_moment


def write(kind="something_done", *, at, stream="profiles", by=None, many=1):
    with transaction.atomic():
        acts = [Act(kind, {}, {"number": number}) for number in range(many)]
        return journal.record_all(ProfileEntry, acts, stream=stream, by=by, at=at)


def behind_its_back(sql):
    """What only the owner of the table can do: switch its triggers off, and change what was written."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_profileentry DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_profileentry ENABLE TRIGGER USER")


@pytest.mark.django_db
def test_chain_of_real_acts_holds(noon):
    people.active_profile(at=noon)
    people.active_profile(at=noon + timedelta(seconds=1))

    assert ProfileEntry.objects.count() > 4
    assert first_break(ProfileEntry) is None


@pytest.mark.django_db
def test_one_entry_and_a_thousand_in_one_act_make_one_chain(noon):
    write(at=noon)
    write(at=noon, many=1000)
    write(at=noon)

    assert JournalHead.objects.get(pk="profiles").sequence == 1002
    assert first_break(ProfileEntry) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    ["UPDATE profiles_profileentry SET kind = 'another'", "DELETE FROM profiles_profileentry"],
    ids=["changed", "deleted"],
)
def test_entry_is_not_changed_or_deleted_by_the_ordinary_way(noon, sql):
    write(at=noon)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "sql", "where"),
    [
        ("changed", "UPDATE profiles_profileentry SET details = '{\"number\": 7}' WHERE sequence = 3", 3),
        (
            "its moment moved",
            "UPDATE profiles_profileentry SET occurred_at = 'yesterday' WHERE sequence = 3",
            3,
        ),
        ("taken out", "DELETE FROM profiles_profileentry WHERE sequence = 3", 4),
        ("the last taken out", "DELETE FROM profiles_profileentry WHERE sequence = 5", 4),
        (
            "two swapped",
            "UPDATE profiles_profileentry SET sequence = 99 WHERE sequence = 3;"
            "UPDATE profiles_profileentry SET sequence = 3 WHERE sequence = 4;"
            "UPDATE profiles_profileentry SET sequence = 4 WHERE sequence = 99",
            3,
        ),
        (
            "added",
            "INSERT INTO profiles_profileentry (stream, sequence, kind, occurred_at, details, previous, digest) "
            "SELECT stream, 6, kind, occurred_at, details, digest, digest FROM profiles_profileentry WHERE sequence = 5",
            6,
        ),
    ],
)
def test_tampering_is_found_at_its_place(noon, what, sql, where):
    write(at=noon, many=5)
    behind_its_back(sql)

    found = first_break(ProfileEntry)

    assert found is not None, what
    assert (found.stream, found.sequence) == ("profiles", where)


@pytest.mark.django_db
def test_command_says_that_every_link_holds(noon, capsys):
    write(at=noon, many=5)
    call_command("verify_journal")

    said = capsys.readouterr().out
    assert "profiles.ProfileEntry: 5 entries in 1 streams, every link holds." in said
    assert "rounds.RoundEntry" in said
    assert "applications.ApplicationEntry" in said


@pytest.mark.django_db
def test_command_names_the_entry_that_was_changed(noon):
    write(at=noon, many=5)
    behind_its_back("UPDATE profiles_profileentry SET kind = 'another' WHERE sequence = 2")

    with pytest.raises(CommandError, match="in stream profiles, entry 2 does not match its own digest"):
        call_command("verify_journal")


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_at_once_break_no_link(noon):
    results = at_the_same_moment(*[lambda: [write(at=noon) for _ in range(10)]] * 16)

    assert [len(result) for result in results] == [10] * 16
    assert ProfileEntry.objects.filter(stream="profiles").count() == 160
    assert first_break(ProfileEntry) is None


@pytest.mark.django_db(transaction=True)
def test_act_that_is_rolled_back_leaves_no_entry_and_no_gap(noon):
    def fail():
        with transaction.atomic():
            journal.record(ProfileEntry, Act("never"), stream="profiles", by=None, at=noon)
            raise RuntimeError("the act failed")

    write(at=noon)
    with pytest.raises(RuntimeError):
        fail()
    write(at=noon)

    assert list(ProfileEntry.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]
    assert first_break(ProfileEntry) is None


@pytest.mark.django_db(transaction=True)
def test_entry_outside_a_transaction_is_refused(noon):
    with pytest.raises(RuntimeError, match="belongs to the transaction"):
        journal.record(ProfileEntry, Act("alone"), stream="profiles", by=None, at=noon)
