"""Which state of a candidacy, a round and an invitation may follow which. The database refuses any other step."""

from iecsite.lifecycle import machine
from rounds.states import CandidacyState as C
from rounds.states import InvitationState as I
from rounds.states import RoundState as R

CANDIDACY = machine(
    "candidacy",
    [C.WAITING],
    {
        C.WAITING: [C.INVITED, C.LEFT, C.REMOVED],
        # Declined: back in the pool. Accepted or unanswered: out of it.
        C.INVITED: [C.WAITING, C.LEFT, C.REMOVED],
        # Back while a fixed list names it (or with a withdrawal that is taken back): the same candidacy goes on.
        C.LEFT: [C.WAITING],
        C.REMOVED: [C.WAITING],
    },
)

ROUND = machine(
    "round",
    [R.PLANNED],
    {
        R.PLANNED: [R.APPROVED, R.VOID],
        R.APPROVED: [R.FROZEN, R.VOID],
        R.FROZEN: [R.PUBLISHED, R.VOID],
        R.PUBLISHED: [R.SEEDED, R.VOID],
        # From here the random value is known: nothing may stop the round, and nothing may draw it again.
        R.SEEDED: [R.DRAWN],
        R.DRAWN: [R.CHECKED],
        R.CHECKED: [R.ISSUED],
        R.ISSUED: [R.CLOSED],
        R.CLOSED: [],
        R.VOID: [],
    },
)

INVITATION = machine(
    "invitation",
    # Who was drawn and is no longer there as invitations go out has one that is cancelled from the beginning.
    [I.ISSUED, I.CANCELLED],
    {
        I.ISSUED: [I.ACCEPTED, I.DECLINED, I.EXPIRED, I.CANCELLED],
        I.ACCEPTED: [],
        I.DECLINED: [],
        I.EXPIRED: [],
        I.CANCELLED: [],
    },
)
