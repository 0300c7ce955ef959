"""Which posts cannot be taken back, and which may come twice without harm, with the reason."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from applications.gateway import local
from rounds.operations import candidacies
from tests.factories import applications, cases, cast, draws, people, rounds


@dataclass(frozen=True)
class Act:
    """A post ready to be sent: who sends it, where its form stands and what it sends to which address."""

    user: Any
    page: str
    posted: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def target(self) -> str:
        return self.address or self.page


def _send(at: datetime) -> Act:
    return Act(people.draft_profile(at=at).user, reverse("profile_check"), {"declared": "on"})


def _enter(at: datetime) -> Act:
    return Act(people.active_profile(at=at).user, reverse("pools"), {"pools": "FR-WH"}, reverse("pool_enter"))


def _leave(at: datetime) -> Act:
    return Act(rounds.candidate("FR-WH", at=at).user, reverse("pool_leave", args=[2026, "FR-WH"]))


def _withdraw_profile(at: datetime) -> Act:
    return Act(rounds.candidate("FR-WH", at=at).user, reverse("profile_withdraw"))


def _close_account(at: datetime) -> Act:
    return Act(people.account(at=at), reverse("close_account"))


def _take_back_withdrawal(at: datetime) -> Act:
    profile = rounds.candidate("FR-WH", at=at)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=at)
    return Act(profile.user, reverse("withdrawal_take_back"))


def _accept(at: datetime) -> Act:
    invitation = rounds.invited(at=at)
    return Act(invitation.profile.user, reverse("invitation_accept", args=[invitation.pk]))


def _decline(at: datetime) -> Act:
    invitation = rounds.invited(at=at)
    return Act(invitation.profile.user, reverse("invitation_decline", args=[invitation.pk]))


def _withdraw_application(at: datetime) -> Act:
    found = applications.submitted(at=at)
    return Act(applications.owner(found), reverse("application_withdraw", args=[found.reference]))


def _card(at: datetime) -> Act:
    found = applications.ready_to_pay(at=at)
    payment = applications.begin_to_pay(found, at=at)
    return Act(applications.owner(found), reverse("card_page", args=[payment.gateway_key]), {"number": local.TAKEN})


def _decide(at: datetime) -> Act:
    officer = cast.with_second_factor(cases.officer(at=at))
    case = cases.in_review(by=officer, at=at)
    return Act(officer, reverse("admin:applications_application_decide", args=[case.pk, "approve"]), {"confirm": "1"})


def _pay_back(at: datetime) -> Act:
    officer = cases.officer(at=at)
    case = applications.application_at("approved", at=at, officer=officer)
    cashier = cast.with_second_factor(cases.cashier(at=at))
    page = reverse("admin:applications_refund_pay_back", args=[case.pk])
    return Act(cashier, page, {"ending": "refused_at_entry", "confirm": "1"})


def _plan(at: datetime) -> Act:
    rounds.candidate("FR-WH", at=at)
    planner = cast.with_second_factor(draws.planner(at=at))
    moment = {"source": "test", "freeze_at": "2030-01-07 12:00", "draw_at": "2030-01-08 12:00", "note": "", "confirm": "1"}
    return Act(planner, reverse("admin:rounds_round_plan"), moment | {f"pool_{rounds.pool('FR-WH').pk}": "1"})


def _approve_round(at: datetime) -> Act:
    round_ = draws.planned({"FR-WH": 1}, at=at)
    approver = cast.with_second_factor(draws.approver(at=at))
    return Act(approver, reverse("admin:rounds_round_change", args=[round_.pk]), {"act": "approve"})


def _remedy(at: datetime) -> Act:
    round_, missed = draws.one_left_out(at=at)
    planner = cast.with_second_factor(draws.planner(at=at))
    posted = {"people": missed.user.email, "fault": "A trial.", "freeze_at": "2030-01-07 12:00", "draw_at": "2030-01-08 12:00"}
    return Act(planner, reverse("admin:rounds_round_remedy", args=[round_.pk]), posted | {"confirm": "1"})


def _merge(at: datetime) -> Act:
    older, newer = (rounds.candidate(at=at, number="77TW11111", given_names="Zwilling") for _account in range(2))
    officer = cast.with_second_factor(people.staff("Officers", at=at))
    page = reverse("admin:profiles_duplicate_change", args=[newer.duplicates.get().pk])
    return Act(officer, page, {"kept": str(older.pk), "reason": "One person", "act": "merge"})


def _ask_for_records(at: datetime) -> Act:
    return Act(people.account(at=at), reverse("ask_for_records"), {"kind": "access", "words": "Everything about my calls."})


IRREVERSIBLE = {
    "admin:profiles_duplicate_change": _merge,
    "ask_for_records": _ask_for_records,
    "admin:rounds_round_remedy": _remedy,
    "profile_check": _send,
    "pool_enter": _enter,
    "pool_leave": _leave,
    "profile_withdraw": _withdraw_profile,
    "close_account": _close_account,
    "withdrawal_take_back": _take_back_withdrawal,
    "invitation_accept": _accept,
    "invitation_decline": _decline,
    "application_withdraw": _withdraw_application,
    "card_page": _card,
    "admin:applications_application_decide": _decide,
    "admin:applications_refund_pay_back": _pay_back,
    "admin:rounds_round_plan": _plan,
    "admin:rounds_round_change": _approve_round,
}
REPEATABLE = {
    "admin:rounds_whatif_ask": "a season more that is simulated, which touches nothing real",
    "admin:profiles_agreementdraft_write": "terms more, which can be dropped",
    "admin:profiles_agreementdraft_change": "terms that are decided stay decided",
    "account_find": "a question more; an account is written to once a day whatever the number",
    "withdraw_request": "a request that was taken back stays so",
    "admin:profiles_accessrequest_change": "a request that was answered stays answered",
    "check_question": "answers a question; the answers travel in the address and are stored nowhere",
    "check_result": "keeps the answers for the next page, the same ones each time",
    "keep_account": "an account that stays open stays open",
    "admin:profiles_hold_change": "a hold that is lifted stays lifted",
    "receipt_letters": "sets a wish to what the button says",
    "admin:rounds_staffchain_lost": "says the same again; what counts is the word of a second person",
    "admin:rounds_round_value": "the same officer's second typing replaces the first; a known value is written once, by key",
    "api_eligibility": "asks and writes nothing",
    "front": "keeps the language, the same one each time",
    "profile": "starts a profile; a person has one live profile, the second post finds it",
    "profile_section": "can be changed again; the version in the form refuses an older page",
    "settings": "can be changed again",
    "application_details": "can be changed again; the version in the form refuses an older page",
    "application_document_add": "a file more, which can be taken out again",
    "application_document_remove": "a file that is out stays out",
    "application_check": "declares once; the second post finds it declared",
    "application_fees": "leads to the one open payment of the application, however often it is asked for",
    "admin:applications_application_next": "a case more, which can be handed on",
    "admin:applications_application_change": "takes a case, who has it has it; a refusal agreed to is no longer proposed",
    "admin:applications_application_review": "marks a document; the mark can be changed",
    "admin:applications_refund_again": "the row of the refund is the job, and is sent once",
    "admin:profiles_letter_change": "the row of the letter is the job; in the outbox it is there once",
}
