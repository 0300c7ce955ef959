"""What became of one ticket in a round, pool by pool: for its owner, and for anybody who has the ticket."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from profiles.states import ProfileState
from rounds.models import Draw, DrawEntry, Invitation, Pool, ReceiptWish, Round, RoundPool, Selection, Ticket
from rounds.rules.draw import rank_key, share_of
from rounds.states import Departure, InvitationState

WAITING, INVITED, ELSEWHERE, NOT_THIS_TIME, VOID = "waiting", "invited", "elsewhere", "not_this_time", "void"
# The ticket was drawn, and its owner no longer waited: told to the owner alone.
NOT_SENT = "not_sent"


@dataclass(frozen=True)
class Place:
    """
    One ticket in one pool. `line`: its number in the published list, from 0; `key`: its number in the draw and `cutoff_key` the
    last one invited, both "" before the result is final; `position`: its place among those invited, None when it was not.
    """

    pool: Pool
    line: int
    outcome: str
    key: str
    cutoff_key: str
    position: int | None
    invited: int
    considered: int

    @property
    def share(self) -> float:
        """Where its number lies between the lowest (0) and the highest (100) that there could be."""
        return round(100 * share_of(self.key), 2) if self.key else 0

    @property
    def cutoff_share(self) -> float:
        """Where the last invited number lies, on the same scale."""
        return round(100 * share_of(self.cutoff_key), 2) if self.cutoff_key else 0


@dataclass(frozen=True)
class InRound:
    """
    One ticket of one round with its places. `departure`: why its owner no longer waited when the invitations went out, "" when
    nothing is known of it any more. `withdrawn`: the profile whose ticket it is was withdrawn, so it is not invited; told to the
    owner alone.
    """

    round: Round
    ticket: str
    profile_id: int
    seed: str
    places: tuple[Place, ...]
    departure: str = ""
    withdrawn: bool = False

    @property
    def outcome(self) -> str:
        """The best that happened to it in any pool."""
        found = {place.outcome for place in self.places}
        ranked = (VOID, WAITING, INVITED, NOT_SENT, NOT_THIS_TIME, ELSEWHERE)
        return next(one for one in ranked if one in found or one == ELSEWHERE)

    @property
    def why_not_sent(self) -> str:
        """The departure as a sentence to the owner."""
        return str(Departure(self.departure).label) if self.departure else ""


def of_account(user_id: int, *, code: str = "") -> list[InRound]:
    """The rounds whose list an account stands in, newest first; of one round only when a code is given."""
    tickets = _own(user_id).order_by("-round__code")
    return _in_rounds(list(tickets.filter(round__code=code) if code else tickets), own=True)


def in_pool(user_id: int, pool_id: int) -> list[InRound]:
    """Those in whose list an account stands for one pool, newest first. Five queries at most, whatever their number."""
    stands = DrawEntry.objects.filter(ticket=OuterRef("pk"), pool=pool_id)
    tickets = _own(user_id).filter(Exists(stands)).order_by("-round__code")
    return _in_rounds(list(tickets), own=True)


def last_of_account(user_id: int) -> InRound | None:
    """The latest round with a published list that an account stands in."""
    tickets = _own(user_id).filter(round__published_at__isnull=False)
    found = _in_rounds(list(tickets.order_by("-round__code")[:1]), own=True)
    return found[0] if found else None


def of_ticket(round_: Round, ticket: str) -> InRound | None:
    """What became of a ticket in a round, as far as it is public; None when it is not in its list."""
    found = _in_rounds(list(Ticket.objects.filter(round=round_, ticket=ticket).select_related("round")), own=False)
    return found[0] if found else None


def wants_letters(profile_id: int) -> bool:
    """Whether somebody asked for the receipt of every round by letter."""
    return ReceiptWish.objects.filter(profile=profile_id).exists()


def _own(user_id: int) -> QuerySet[Ticket]:
    """The tickets of all profiles that an account has had, with round and profile."""
    return Ticket.objects.filter(profile__user=user_id).select_related("round", "profile")


def _in_rounds(tickets: list[Ticket], *, own: bool) -> list[InRound]:
    """
    Three queries for any number of tickets, and one more for an owner whose ticket was drawn.

    :param own: whether the owner reads it, who is told of an invitation that was not sent
    """
    ids, rounds = [one.pk for one in tickets], {one.round_id for one in tickets if one.round.closed_at}
    position = Selection.objects.filter(ticket=OuterRef("ticket"), pool=OuterRef("pool"), round__closed_at__isnull=False)
    found = DrawEntry.objects.filter(ticket__in=ids).annotate(position=Subquery(position.values("position")[:1]))
    entries: dict[int, list[DrawEntry]] = {}
    selected: dict[tuple[int, int], int] = {}
    for entry in found.select_related("pool__country").order_by("number"):
        entries.setdefault(entry.ticket_id, []).append(entry)
        if entry.position is not None:
            selected[entry.ticket_id, entry.pool_id] = entry.position
    stood = {entry.pool_id for theirs in entries.values() for entry in theirs}
    drawn = RoundPool.objects.filter(round__in=rounds, pool__in=stood)
    lines = {(one.round_id, one.pool_id): one for one in drawn}
    seeds = dict(Draw.objects.filter(round__in=rounds).values_list("round_id", "seed"))
    not_sent = _not_sent(tickets, rounds) if own and selected else {}
    return [
        InRound(
            round=one.round,
            ticket=one.ticket,
            profile_id=one.profile_id,
            seed=seeds.get(one.round_id, ""),
            places=tuple(
                _places(one, entries.get(one.pk, []), selected, lines, seeds, sent=(one.round_id, one.profile_id) not in not_sent)
            ),
            departure=not_sent.get((one.round_id, one.profile_id), ""),
            withdrawn=own and one.profile.state == ProfileState.WITHDRAWN,
        )
        for one in tickets
    ]


def _not_sent(tickets: list[Ticket], rounds: set[int]) -> dict[tuple[int, int], str]:
    """
    Round and profile -> why the candidacy was over, of invitations that were cancelled as they were written.

    "" where it went on after that, when the departure was taken back: what ended it later is another story.
    """
    cancelled = Invitation.objects.filter(
        round__in=rounds, profile__in={one.profile_id for one in tickets}, state=InvitationState.CANCELLED
    )
    rows = cancelled.values_list("round_id", "profile_id", "candidacy__reason", "candidacy__left_at", "issued_at")
    return {
        (round_id, profile_id): reason if left_at is not None and left_at <= issued_at else ""
        for round_id, profile_id, reason, left_at, issued_at in rows
    }


def _places(
    ticket: Ticket,
    entries: Iterable[DrawEntry],
    selected: dict[tuple[int, int], int],
    lines: dict[tuple[int, int], RoundPool],
    seeds: dict[int, str],
    *,
    sent: bool,
) -> Iterable[Place]:
    seed = seeds.get(ticket.round_id, "")
    drawn = any((ticket.pk, entry.pool_id) in selected for entry in entries)
    for entry in entries:
        position, line = selected.get((ticket.pk, entry.pool_id)), lines.get((ticket.round_id, entry.pool_id))
        if ticket.round.voided_at:
            outcome = VOID
        elif line is None:
            outcome = WAITING
        elif position is not None:
            outcome = INVITED if sent else NOT_SENT
        else:
            outcome = ELSEWHERE if drawn else NOT_THIS_TIME
        yield Place(
            pool=entry.pool,
            line=entry.number,
            outcome=outcome,
            key=rank_key(seed, entry.pool.code, ticket.ticket) if seed else "",
            cutoff_key=line.cutoff_key if line else "",
            position=position,
            invited=(line.invited or 0) if line else 0,
            considered=(line.considered or 0) if line else 0,
        )
