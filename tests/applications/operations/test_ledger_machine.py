"""Acts in any order leave a ledger that a naive count of the rows agrees with, and never more letters than places."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.models import Application, Decision
from applications.operations import decisions, expiry, given_back, intake, withdrawal
from applications.states import ApplicationState as A
from rounds.models import Invitation, Pool
from rounds.operations import invitations, quotas
from rounds.operations import ledger as operations
from rounds.queries.ledger import ledger
from rounds.rules.ledger import Ledger
from rounds.rules.places import Places
from rounds.states import InvitationState as I
from tests.factories import cases, people, rounds

pytestmark = pytest.mark.django_db
CODES = ("FR-WH", "FR-YP")
ACTS = [
    "invite", "accept", "decline", "expire", "send", "approve", "refuse", "withdraw", "lapse", "give_back", "give_place",
    "one_place_more", "cut_to_letters", "fold",
]  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(CODES)), min_size=6, max_size=16)

STAGE = {
    A.IN_PROGRESS: "accepted",
    A.SUBMITTED: "applied",
    A.IN_REVIEW: "applied",
    A.AWAITING_PLACE: "awaiting",
    A.APPROVED: "approved",
    A.REFUSED: "refused",
    A.WITHDRAWN: "withdrawn",
    A.LAPSED: "lapsed",
}
ANSWER = {I.ISSUED: "unanswered", I.DECLINED: "declined", I.EXPIRED: "expired", I.CANCELLED: "cancelled"}


class Season:
    """One play: its clock moves a minute with every act."""

    def __init__(self, noon):
        self.at, self.officer = noon, cases.officer(at=noon)
        self.programme = people.staff("Programme", at=noon)
        for code in CODES:
            rounds.pool(code, quota=2, unlimited=False, approved=0)

    def play(self, act, code):
        self.at += timedelta(minutes=1)
        getattr(self, act)(code)

    def invite(self, code):
        rounds.invited(code, at=self.at)

    def accept(self, code):
        if one := self._invitation(code):
            intake.accept_invitation(invitation_id=one.pk, by=one.profile.user, at=self.at)

    def decline(self, code):
        if one := self._invitation(code):
            invitations.decline(invitation_id=one.pk, by=one.profile.user, at=self.at)

    def expire(self, code):
        if one := self._invitation(code):
            invitations.expire_next(at=one.lapses_at)

    def send(self, code):
        if one := self._application(code, A.IN_PROGRESS):
            # As `factories.cases.received` leaves it: the details are not what is tried here.
            details = {"submitted_at": self.at, "declared_at": self.at, "details_confirmed_at": self.at}
            Application.objects.filter(pk=one.pk).update(state=A.SUBMITTED, **details)

    def approve(self, code):
        if one := self._taken(code):
            decisions.approve(application_id=one.pk, by=self.officer, at=self.at)

    def refuse(self, code):
        if one := self._taken(code):
            reason = {"FR-WH": "age", "FR-YP": "age"}[code]
            decisions.refuse(application_id=one.pk, reason_codes=[reason], note="Tried.", by=self.officer, at=self.at)

    def withdraw(self, code):
        if one := self._application(code, A.IN_PROGRESS, A.SUBMITTED, A.IN_REVIEW, A.AWAITING_PLACE):
            withdrawal.withdraw(application_id=one.pk, by=one.profile.user, at=self.at)

    def lapse(self, code):
        if one := self._application(code, A.IN_PROGRESS):
            expiry.lapse_next(at=one.due_at)

    def give_back(self, code):
        if one := self._application(code, A.APPROVED):
            given_back.give_back(application_id=one.pk, note="Tried.", by=self.officer, at=self.at)

    def give_place(self, code):
        waiting = list(Decision.objects.filter(application__state=A.AWAITING_PLACE).order_by("decided_at", "pk"))
        given = decisions.give_next_place(at=self.at)
        if given is not None:
            first = next(one for one in waiting if one.application.pool_id == given.pool_id)
            assert first.application_id == given.pk, "by the order of decisions"

    def one_place_more(self, code):
        Pool.objects.filter(code=code, season=2026).update(quota=rounds.pool(code).quota + 1)

    def cut_to_letters(self, code):
        pool = rounds.pool(code)
        Pool.objects.filter(pk=pool.pk).update(quota=max(1, pool.approved))

    def fold(self, _code):
        operations.fold(at=self.at)

    def _invitation(self, code):
        return Invitation.objects.filter(pool__code=code, state=I.ISSUED).select_related("profile__user").first()

    def _application(self, code, *states):
        found = Application.objects.filter(pool__code=code, state__in=states).select_related("profile__user", "pool")
        return found.order_by("pk").first()

    def _taken(self, code):
        one = self._application(code, A.SUBMITTED)
        return one and decisions.take(application_id=one.pk, by=self.officer, at=self.at)


def naive(pool):
    """The ledger by looking at each invitation, one after the other."""
    found = Counter()
    for invitation in Invitation.objects.filter(pool=pool):
        application = Application.objects.filter(invitation=invitation).first()
        found[STAGE[application.state] if application else ANSWER[invitation.state]] += 1
        found["issued"] += 1
    return Ledger(**found)


def check(code):
    pool = rounds.pool(code)
    book = ledger(pool.pk)
    assert book == naive(pool)
    assert book.balances
    assert book.approved == pool.approved <= pool.quota
    left = book.unused(Places(quota=pool.quota, unlimited=False, approved=pool.approved))
    assert left == pool.quota - sum(getattr(book, name) for name in ("approved", "unanswered", "accepted", "applied", "awaiting"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps)
def test_any_acts_in_any_order_keep_the_ledger_true(noon, played):
    before = transaction.savepoint()
    season = Season(noon)
    # Three people are far enough that every act has somebody to act on.
    for act in ("invite", "accept", "send", "invite", "accept", "invite"):
        season.play(act, "FR-WH")

    for act, code in played:
        season.play(act, code)
        check(code)

    quotas.apply_quotas(at=season.at)
    for code in CODES:
        check(code)
    transaction.savepoint_rollback(before)
