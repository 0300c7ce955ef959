"""One person, one profile: pairs are found, the older account is told the way in, and staff decide."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from iecsite import journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Duplicate, Passport, Profile, ProfileEntry, User
from profiles.models.duplicate import Ground, Outcome
from profiles.models.journal import STREAM
from profiles.operations import letters
from profiles.queries import duplicates as queries
from profiles.states import ProfileState

# Whoever types somebody else's passport number may not learn from our answer that it is known here. So the owner of a newer
# profile is told that it is being checked a day later, in words that hold for other checks too; or when a list leaves it out.
TOLD_AFTER = timedelta(hours=24)


class CannotDecide(Refused):
    """The pair cannot be decided like this."""


def look(profile: Profile, *, put_right: bool = False, at: datetime) -> int:
    """
    Write down inside the caller's transaction every other account that seems to be this person's; two at once see each other.
    Call it before the transaction takes the head of the journal, or after `hold`.

    :param put_right: whether a passport was told anew: then undecided pairs end that rested on a number which was put right. Only
        the first correction of a country's passport number is one (`sections`): a pair that rests on a number which was changed
        once more, whatever to, waits for an officer, as does one whose names and birth are alike too. Who was told that they are
        checked hears the end of it
    :returns: how many pairs are new
    """
    hold(profile)
    # Held before the head of the journal, as by an officer who decides about one of them.
    over = queries.put_right(profile.pk).select_for_update(of=("self",), no_key=True).select_related("older__user", "newer__user")
    ended = list(over) if put_right else []
    found = _write([(min(profile.pk, pk), max(profile.pk, pk), ground) for pk, ground in queries.others(profile)], at=at)
    _end_put_right(ended, at=at)
    return found


def hold(profile: Profile) -> None:
    """
    Lock each passport and the names of a profile until the caller's transaction ends, so that of two who send at once the second
    sees the first. Always taken before the head of the journal.
    """
    keys = [f"{country} {number}" for country, number in _passports(profile)] + [profile.identity_key, profile.short_key]
    with connection.cursor() as cursor:
        for key in sorted({key for key in keys if key}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"duplicate {key}"])


def _end_put_right(ended: list[Duplicate], *, at: datetime) -> None:
    journal.record_all(ProfileEntry, [_act(one, "duplicate_put_right") for one in ended], stream=STREAM, by=None, at=at)
    told = queries.told_of(ended)
    Duplicate.objects.filter(pk__in=[one.pk for one in ended]).delete()
    still = queries.held_among([one.held.pk for one in told])
    over = [one for one in told if one.held.pk not in still]
    letters.queue_letters((letters.letter_of(one.held, "checked", mark=str(one.pk)) for one in over), at=at)


def look_at_all(*, at: datetime) -> int:
    """
    The same for everybody's passports, names and births, inside the caller's transaction; before the list of a round is fixed.

    :returns: how many pairs are new
    """
    pairs = dict.fromkeys(queries.same_names_and_birth(), Ground.IDENTITY)
    pairs |= dict.fromkeys(queries.same_passports(), Ground.PASSPORT)
    return _write([(older, newer, ground) for (older, newer), ground in pairs.items()], at=at)


@transaction.atomic(durable=True)
def sweep(*, at: datetime) -> int:
    """
    Look at the whole stock of sent profiles, and tell those who are held back for a day. Safe to run twice or in two workers.

    :returns: how many pairs are new
    """
    found = look_at_all(at=at)
    tell_held_back(since=at - TOLD_AFTER, at=at)
    return found


def tell_held_back(*, since: datetime, at: datetime) -> int:
    """
    Write inside the caller's transaction to everybody whose profile no round draws until a pair found up to a moment is decided.

    :returns: how many it wrote to, or tried to beside another worker
    """
    drafts = [letters.letter_of(one.held, "held_back", mark=str(one.pk)) for one in queries.untold(since)]
    letters.queue_letters(drafts, at=at)
    return len(drafts)


def keep(*, duplicate_id: int, reason: str, by: User, at: datetime) -> Duplicate:
    """
    Decide inside the caller's transaction that the two are two persons. Who was told that they are checked hears the end of it.

    :raises CannotDecide: without a reason, or when it was decided already
    """
    decided = _decide(duplicate_id, Outcome.KEPT, reason, kept_id=None, by=by, at=at)
    if queries.was_told(decided) and not queries.held_among([decided.held.pk]):
        letters.queue_letter(letters.letter_of(decided.held, "checked", mark=str(decided.pk)), at=at)
    return decided


def close(*, duplicate_id: int, kept_id: int, reason: str, by: User, at: datetime) -> Duplicate:
    """
    Decide inside the caller's transaction that the two are one person; the caller ends the profile that does not go on.

    :param kept_id: the profile that goes on, one of the two
    :raises CannotDecide: without a reason, for a profile that is none of the two, or when it was decided already
    """
    return _decide(duplicate_id, Outcome.CLOSED, reason, kept_id=kept_id, by=by, at=at)


def _decide(duplicate_id: int, outcome: Outcome, reason: str, *, kept_id: int | None, by: User, at: datetime) -> Duplicate:
    found = (
        Duplicate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("older__user", "newer__user")
        .get(pk=duplicate_id)
    )
    if by.pk in {found.older.user_id, found.newer.user_id}:
        raise CannotDecide(
            "One of these profiles is your own. Another officer must decide about it.",
            "L'un de ces profils est le vôtre. Un autre agent doit rendre la décision.",
        )
    if found.outcome:
        raise CannotDecide("This pair was decided already.", "Cette paire a déjà fait l'objet d'une décision.")
    if not reason.strip():
        raise CannotDecide("Enter the reason for your decision.", "Entrez le motif de votre décision.")
    if kept_id not in {None, found.older_id, found.newer_id}:
        raise CannotDecide("Choose which of the two profiles goes on.", "Choisissez lequel des deux profils continue.")
    found.outcome, found.reason, found.decided_by, found.decided_at = outcome, reason.strip()[:300], by, at
    found.kept_id = kept_id
    found.save(update_fields=["outcome", "reason", "decided_by", "decided_at", "kept"])
    _record(found, f"duplicate_{outcome}", by=by, at=at)
    return found


def _write(pairs: Iterable[tuple[int, int, str]], *, at: datetime) -> int:
    """
    Pairs that are new. One that staff kept as two persons is asked about once more only when it now shares a passport as well.
    """
    pairs = sorted(pairs)
    if not pairs:
        return 0
    with connection.cursor() as cursor:
        # Two that look at once write one row: the second waits for the first and then finds it.
        cursor.execute(
            """
            INSERT INTO profiles_duplicate AS known (older_id, newer_id, ground, found_at, outcome, reason)
            SELECT older, newer, ground, %(at)s, '', ''
              FROM unnest(%(older)s::bigint[], %(newer)s::bigint[], %(ground)s::text[]) AS found (older, newer, ground)
                ON CONFLICT (older_id, newer_id) DO UPDATE
                   SET ground = 'passport', found_at = %(at)s, outcome = '', reason = '', decided_by_id = NULL, decided_at = NULL,
                       kept_id = NULL
                 WHERE known.ground = 'identity' AND EXCLUDED.ground = 'passport' AND known.outcome <> 'closed'
            RETURNING id
            """,
            {
                "at": at,
                "older": [older for older, _newer, _ground in pairs],
                "newer": [newer for _older, newer, _ground in pairs],
                "ground": [str(ground) for _older, _newer, ground in pairs],
            },
        )
        written = [pk for (pk,) in cursor.fetchall()]
    found = Duplicate.objects.filter(pk__in=written).select_related("older__user", "newer__user").order_by("pk")
    journal.record_all(ProfileEntry, [_act(one, "duplicate_found") for one in found], stream=STREAM, by=None, at=at)
    letters.queue_letters((_way_in(one) for one in found if one.ground == Ground.PASSPORT), at=at)
    return len(written)


def _way_in(found: Duplicate) -> letters.Draft:
    """To the account that was there before, that a newer one has its passport; another letter where its profile has ended."""
    one = found.held_against
    ended = one.state == ProfileState.ENDED
    return letters.letter_of(one, "duplicate_ended" if ended else "duplicate_older", mark=str(found.pk))


def _passports(profile: Profile) -> Iterable[tuple[str, str]]:
    return Passport.objects.filter(profile=profile).values_list("country_id", "number_key")


def _act(found: Duplicate, kind: str) -> Act:
    return Act(kind, {"profile_id": found.newer_id, "account_id": None}, {"older": found.older_id, "ground": str(found.ground)})


def _record(found: Duplicate, kind: str, *, by: User | None, at: datetime) -> None:
    journal.record(ProfileEntry, _act(found, kind), stream=STREAM, by=by, at=at)
