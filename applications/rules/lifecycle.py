"""Which state of an application, a document, a payment and a refund may follow which."""

from applications.states import ApplicationState as A
from applications.states import DocumentState as D
from applications.states import PaymentState as P
from applications.states import RefundState as R
from iecsite.lifecycle import machine

APPLICATION = machine(
    "application",
    [A.IN_PROGRESS],
    {
        A.IN_PROGRESS: [A.SUBMITTED, A.WITHDRAWN, A.LAPSED],
        A.SUBMITTED: [A.IN_REVIEW, A.WITHDRAWN],
        A.IN_REVIEW: [A.APPROVED, A.AWAITING_PLACE, A.REFUSED, A.WITHDRAWN],
        # Approved in substance; a place is missing. It is never refused for that.
        A.AWAITING_PLACE: [A.APPROVED, A.WITHDRAWN],
        # The letter was given back before it was used, and its place with it.
        A.APPROVED: [A.WITHDRAWN],
        A.REFUSED: [],
        A.WITHDRAWN: [],
        A.LAPSED: [],
    },
)

DOCUMENT = machine(
    "document",
    [D.ADDED],
    # An officer may come to see it otherwise, so what was marked can be marked anew.
    {
        D.ADDED: [D.ACCEPTED, D.REJECTED, D.REMOVED],
        D.ACCEPTED: [D.REJECTED],
        D.REJECTED: [D.ACCEPTED, D.REMOVED],
        D.REMOVED: [],
    },
)

PAYMENT = machine("payment", [P.STARTED], {P.STARTED: [P.PAID, P.FAILED], P.FAILED: [], P.PAID: []})

REFUND = machine("refund", [R.DUE], {R.DUE: [R.SENT], R.SENT: []})
