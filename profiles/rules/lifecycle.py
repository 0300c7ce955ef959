"""Which state of a profile and of a letter may follow which. The database refuses any other step."""

from iecsite.lifecycle import machine
from profiles.states import ChangeState as C
from profiles.states import LetterState as L
from profiles.states import ProfileState as P
from profiles.states import RecoveryState as R

PROFILE = machine(
    "profile",
    [P.DRAFT],
    {
        P.DRAFT: [P.ACTIVE, P.WITHDRAWN, P.REMOVED],
        P.ACTIVE: [P.INVITED, P.WITHDRAWN, P.REMOVED],
        P.INVITED: [P.ACTIVE, P.APPLICANT, P.REMOVED],
        P.APPLICANT: [P.ENDED],
        # Within a day, as long as no round was frozen in between.
        P.WITHDRAWN: [P.DRAFT, P.ACTIVE],
        P.REMOVED: [],
        P.ENDED: [],
    },
)

LETTER = machine(
    "letter",
    [L.QUEUED],
    {L.QUEUED: [L.SENT, L.PUT_ASIDE], L.PUT_ASIDE: [L.QUEUED], L.SENT: []},
)

CHANGE = machine(
    "change",
    [C.WAITING, C.ASKED],
    {
        # Somebody who was drawn meanwhile is invited: their change then waits for an officer.
        C.WAITING: [C.ASKED, C.MADE, C.DROPPED],
        # An officer agreed, but the person said no meanwhile and stands in a list that is fixed: it is made after the draw.
        C.ASKED: [C.WAITING, C.MADE, C.REFUSED, C.DROPPED],
        C.MADE: [],
        C.REFUSED: [],
        C.DROPPED: [],
    },
)

RECOVERY = machine(
    "recovery",
    [R.ASKED],
    {
        # Lapsed without a link: the account was closed meanwhile.
        R.ASKED: [R.READY, R.CANCELLED, R.REFUSED, R.LAPSED],
        # A letter may be read late: until the link is used, whoever holds the account can still stop it.
        R.READY: [R.USED, R.CANCELLED, R.REFUSED, R.LAPSED],
        R.USED: [],
        R.CANCELLED: [],
        R.REFUSED: [],
        R.LAPSED: [],
    },
)
