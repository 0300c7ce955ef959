"""People waiting in every open pool, and rounds over them: what freezes and draws are measured with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection, transaction

from profiles.models import User
from profiles.operations import accounts
from rounds.models import Pool, Round
from rounds.operations import draws, rounds
from rounds.queries.pools import pool_counts
from rounds.states import PoolStatus, RoundState

AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
SEASON = 2026
PEOPLE = 1_000_000
# One person in ten waits in a second pool; one entry in twelve and a half is invited.
SECOND, SHARE = 10, 0.08


def gather(scale: float) -> int:
    """See to it that so many people were registered; returns how many. A crowd that is there already only grows."""
    number = max(1000, round(PEOPLE * scale))
    known = User.objects.filter(email__startswith="waiting-").count()
    if known < number:
        call_command("load_programme", verbosity=0, stdout=_Silence())
        with transaction.atomic():
            _write_people(known + 1, number)
        tidy()
    return number


def closed_round() -> Round:
    """A round of this crowd that is over, made when there is none."""
    round_ = Round.objects.exclude(state=RoundState.VOID).order_by("-code").first() or approved_round()
    carry_on(round_, RoundState.CLOSED)
    return Round.objects.get(pk=round_.pk)


def approved_round() -> Round:
    """A round over every pool in which somebody waits and whose quota is known, approved and due."""
    planner = _one_of("planner@example.org", "Round planners")
    approver = _one_of("approver@example.org", "Round approvers")
    open_ones = Pool.objects.filter(season=SEASON, status=PoolStatus.OPEN)
    # From a pool without a quota no round draws.
    pools = list(open_ones.exclude(quota__isnull=True, unlimited=False).values_list("pk", flat=True))
    invitations = {pk: max(1, round(people * SHARE)) for pk, people in pool_counts(pools).items()}
    planned = rounds.plan(
        season=SEASON, freeze_at=AT, draw_at=AT, invitations=invitations, note="Measured", test_source=True, by=planner, at=AT
    )
    return rounds.approve(round_id=planned.pk, by=approver, at=AT)


def carry_on(round_: Round, until: RoundState) -> None:
    """
    Take a round's steps until it is in a state.

    :raises RuntimeError: when a step fails
    """
    for _step in RoundState:
        state = Round.objects.get(pk=round_.pk).state
        if state == until:
            return
        if draws.advance(round_id=round_.pk, at=AT) == state:
            break
    stopped = Round.objects.get(pk=round_.pk)
    raise RuntimeError(f"The round stopped as {stopped.state}: {stopped.last_error}.")


@contextmanager
def undone() -> Iterator[None]:
    """A transaction whose rows are checked as a commit checks them, and then taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    tidy()


def tidy() -> None:
    """What the server does by itself sooner or later, so that neither side pays for the other's leavings."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _one_of(email: str, role: str) -> User:
    user = User.objects.filter(email=email).first()
    return user or accounts.create_staff(email=email, password=None, roles=[role], by=None, at=AT)


def _write_people(first: int, last: int) -> None:
    """Rows as people leave them who sent a profile, each with a passport of the country of their pools."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_profile DISABLE TRIGGER USER")
        cursor.execute(_USERS, {"first": first, "last": last, "at": AT})
        cursor.execute(_PROFILES, {"at": AT})
        # The planner has seen none of these rows yet, and would join them as if there were a handful.
        cursor.execute("ANALYZE profiles_user, profiles_profile, rounds_pool")
        cursor.execute(_CANDIDACIES, {"at": AT, "season": SEASON, "second": SECOND})
        cursor.execute("ANALYZE rounds_candidacy")
        cursor.execute(_PASSPORTS)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_profile ENABLE TRIGGER USER")


# New rows are told by their number from those of before: asking the very table that is being filled whether it has a row would
# read all that was written so far, once for each.
_USERS = """
    INSERT INTO profiles_user
           (email, password, preferred_name, language, time_zone, is_staff, is_superuser, is_active, early_disposal, date_joined)
    SELECT 'waiting-' || n || '@example.org', '!', '', CASE n %% 3 WHEN 0 THEN 'fr' ELSE 'en' END, 'Europe/Paris', false, false,
           true, false, %(at)s
      FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
_PROFILES = """
    INSERT INTO profiles_profile
           (uuid, user_id, state, version, family_name, given_names, one_name_only, date_of_birth, phone, recognized_organization,
            past_participations_told, identity_key, created_at, changed_at, sent_at, removal, address)
    SELECT md5(id::text)::uuid, id, 'active', 2, 'Waiting', 'Person ' || id, false, date '1999-01-01' + (id %% 1500)::int, '',
           false, true, encode(sha256(id::text::bytea), 'hex'), %(at)s, %(at)s, %(at)s, '', '{}'
      FROM profiles_user
     WHERE email LIKE 'waiting-%%' AND id > (SELECT coalesce(max(user_id), 0) FROM profiles_profile)
"""
# Pool after pool of those with a quota, as cards are dealt; the second pool is the next one of the same country.
_CANDIDACIES = """
    WITH pool AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS turn,
               coalesce(lead(id) OVER one_country, first_value(id) OVER one_country) AS other
          FROM rounds_pool
         WHERE season_id = %(season)s AND status = 'open' AND (quota IS NOT NULL OR unlimited)
        WINDOW one_country AS (PARTITION BY country_id ORDER BY id)),
    waiting AS (
        SELECT profile.id, pool.id AS first, CASE WHEN profile.id %% %(second)s = 0 THEN pool.other END AS second
          FROM profiles_profile AS profile
          JOIN pool ON pool.turn = (profile.id / %(second)s) %% (SELECT count(*) FROM pool)
         WHERE profile.id > (SELECT coalesce(max(profile_id), 0) FROM rounds_candidacy))
    INSERT INTO rounds_candidacy (profile_id, pool_id, state, entered_at, reason)
    SELECT id, first, 'waiting', %(at)s, '' FROM waiting
     UNION ALL
    SELECT id, second, 'waiting', %(at)s, '' FROM waiting WHERE second <> first
"""
_PASSPORTS = """
    INSERT INTO profiles_passport (profile_id, country_id, number, number_key, expires_on, lines_reason)
    SELECT DISTINCT ON (candidacy.profile_id) candidacy.profile_id, pool.country_id, 'X' || candidacy.profile_id,
           'X' || candidacy.profile_id, date '2035-01-01', ''
      FROM rounds_candidacy AS candidacy JOIN rounds_pool AS pool ON pool.id = candidacy.pool_id
     WHERE candidacy.profile_id > (SELECT coalesce(max(profile_id), 0) FROM profiles_passport)
"""


class _Silence:
    """Where the programme's own account of its loading goes."""

    def write(self, words: str) -> None:
        """Say nothing."""
