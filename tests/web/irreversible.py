"""Which posts cannot be taken back, and which may come twice without harm, with the reason."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from applications.gateway import local
from applications.models import Payment
from applications.operations import by_hand
from applications.rules.attempts import MOST_ATTEMPTS
from applications.states import Evidence
from iecsite import clock
from profiles.operations import profiles
from rounds.models import CalendarWeek
from rounds.operations import candidacies, weeks
from tests.factories import applications, cases, cast, draws, organizations, people, quotas, rounds

REASONS = {"reason_en": "A trial.", "reason_fr": "Un essai."}
# The page of whoever takes part again, with what it asks anew.
ANEW = {
    "since-before": "no",
    "study-student_enrolled": "no",
    "placement-has_placement": "no",
    "job-has_job_offer": "no",
    "organization-recognized_organization": "no",
    "declarations-dependants_accompany": "no",
    "declarations-funds_cad": "3000",
    "declarations-insurance_whole_stay": "yes",
    "declarations-departure_ticket_or_funds": "yes",
    **people.SIGNED,
}


@dataclass(frozen=True)
class Act:
    """A post ready to be sent: who sends it, where its form stands and what it sends to which address."""

    user: Any
    page: str
    posted: dict[str, str] = field(default_factory=dict)
    address: str = ""
    # A transfer is noted in the journal of both its pools.
    entries_of_a_kind: int = 1

    def target(self) -> str:
        return self.address or self.page


def _send(at: datetime) -> Act:
    return Act(people.draft_profile(at=at).user, reverse("profile_check"), people.SIGNED)


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


def _settle_by_hand(at: datetime) -> Act:
    payment = applications.begin_to_pay(applications.ready_to_pay(at=at), at=at)
    begun_at = at - by_hand.CERTAIN_AFTER
    Payment.objects.filter(pk=payment.pk).update(attempts=MOST_ATTEMPTS, started_at=begun_at)
    by_hand.find(payment_id=payment.pk, taken=False, evidence=Evidence.PROVIDER, by=cases.cashier(at=at), at=at)
    page = reverse("admin:applications_payment_by_hand", args=[payment.pk])
    return Act(cast.with_second_factor(cases.cashier(at=at)), page, {"outcome": "not_taken", "evidence": "statement"})


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
    posted = {"people": missed.user.email, "fault_en": "A trial.", "fault_fr": "Un essai."}
    posted |= {"fact_was_wrong": "on", "freeze_at": "2030-01-07 12:00", "draw_at": "2030-01-08 12:00"}
    return Act(planner, reverse("admin:rounds_round_remedy", args=[round_.pk]), posted | {"confirm": "1"})


def _merge(at: datetime) -> Act:
    older, newer = (rounds.candidate(at=at, number="77TW11111", given_names="Zwilling") for _account in range(2))
    officer = cast.with_second_factor(people.staff("Officers", at=at))
    page = reverse("admin:profiles_duplicate_change", args=[newer.duplicates.get().pk])
    return Act(officer, page, {"kept": str(older.pk), "reason": "One person", "act": "merge"})


def _ask_for_records(at: datetime) -> Act:
    return Act(people.account(at=at), reverse("ask_for_records"), {"kind": "access", "words": "Everything about my calls."})


def _renew(at: datetime) -> Act:
    before = rounds.candidate("FR-WH", at=at - timedelta(days=3))
    candidacies.withdraw(profile_id=before.pk, by=before.user, at=at - timedelta(days=2))
    profiles.start(user_id=before.user_id, by=before.user, at=at)
    return Act(before.user, reverse("profile_renew"), ANEW)


def _decide_change(at: datetime) -> Act:
    change = cases.asked_change(at=at)
    officer = cast.with_second_factor(cases.officer(at=at))
    page = reverse("admin:profiles_answerchange_change", args=[change.pk])
    return Act(officer, page, {"reason": "Seen on the new passport.", "act": "agree"})


def _transfer(at: datetime) -> Act:
    pools = {"from_pool": str(rounds.pool("KR-YP").pk), "to_pool": str(rounds.pool("KR-WH").pk)}
    moved = {"places": "50", "effective_on": _in_days(3), "confirm": "1"}
    return Act(_programme(at), reverse("admin:rounds_quotachange_transfer"), pools | moved | REASONS)


def _approve_quota(at: datetime) -> Act:
    proposal = quotas.change_proposed(on=clock.today(), at=at)
    return Act(_programme(at), reverse("admin:rounds_quotaproposal_change", args=[proposal.pk]), {"act": "approve"})


def _final_round(at: datetime) -> Act:
    pool = rounds.candidate("FR-WH", at=at).candidacies.get().pool
    return Act(_programme(at), reverse("admin:rounds_pool_final"), {"on": _in_days(9), "pools": str(pool.pk), "confirm": "1"})


def _skip_week(at: datetime) -> Act:
    weeks.announce_weeks(at=at)
    week = CalendarWeek.objects.filter(freeze_at__gt=at).order_by("monday").first()
    planner = cast.with_second_factor(draws.planner(at=at))
    posted = {f"skip-{name}": reason for name, reason in REASONS.items()}
    return Act(planner, reverse("admin:rounds_calendarweek_change", args=[week.pk]), posted | {"act": "skip"})


def _allot(at: datetime) -> Act:
    pool = organizations.pool(at=at)
    posted = {"season": str(pool.season_id), "category": pool.category, "number": "7", "effective_on": _in_days(3)}
    return Act(_programme(at), reverse("admin:profiles_organization_allot", args=[pool.stream]), posted | REASONS)


def _record_letters(at: datetime) -> Act:
    pool = organizations.pool(at=at)
    page = reverse("admin:rounds_nomination_letters", args=[pool.pk])
    return Act(_programme(at), page, {"letters": "A-1042; 2001-05-04"})


def _withdraw_letter(at: datetime) -> Act:
    pool = organizations.pool(at=at)
    organizations.nominated(pool, at=at)
    page = reverse("admin:rounds_nomination_change", args=[pool.nominations.get().pk])
    return Act(_programme(at), page, {"reason": "Given out by mistake."})


def _ask_for_alerts(at: datetime) -> Act:
    return Act(people.account(at=at), reverse("alerts"), {"email": "reader@example.org", "pool": "FR-WH"})


def _programme(at: datetime) -> Any:
    return cast.with_second_factor(organizations.programme(at))


def _in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


IRREVERSIBLE = {
    "admin:profiles_answerchange_change": _decide_change,
    "admin:profiles_organization_allot": _allot,
    "admin:rounds_calendarweek_change": _skip_week,
    "admin:rounds_nomination_change": _withdraw_letter,
    "admin:rounds_nomination_letters": _record_letters,
    "admin:rounds_pool_final": _final_round,
    "admin:rounds_quotachange_transfer": _transfer,
    "admin:rounds_quotaproposal_change": _approve_quota,
    "alerts": _ask_for_alerts,
    "profile_renew": _renew,
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
    "admin:applications_payment_by_hand": _settle_by_hand,
    "admin:applications_refund_pay_back": _pay_back,
    "admin:rounds_round_plan": _plan,
    "admin:rounds_round_change": _approve_round,
}
REPEATABLE = {
    "admin:rounds_whatif_ask": "a season more that is simulated, which touches nothing real",
    "admin:profiles_agreementdraft_write": "terms more, which can be dropped",
    "admin:profiles_agreementdraft_write_first": "terms more, which can be dropped",
    "admin:profiles_agreementdraft_change": "terms that are decided stay decided",
    "admin:profiles_agreementdraft_rewrite": "terms written anew can be written anew again while nobody has approved them",
    "alert_confirm": "alerts that are confirmed stay so",
    "alert_end": "alerts that have ended stay so",
    "other_address_answer": "a yes stays a yes; an address that was ended stays so",
    "other_address_end": "an address that was ended stays so",
    "email_undo": "an address that was put back stays so; its link is over then",
    "second_address": "the same address is asked again; no more than five times a day",
    "second_address_remove": "an address that was removed stays so",
    "trusted_contact": "the same person is asked again; no more than five times a day",
    "trusted_contact_remove": "a contact who was removed stays so",
    "needs": "can be changed again",
    "session_end": "a session that has ended stays so",
    "browsers_mine": "browsers that were called one's own stay so",
    "change_take_back": "a change that was taken back stays so",
    "test_letter": "a letter more to oneself, once an hour",
    "questions": "a question more; no more than three wait at once",
    "admin:profiles_question_change": "a question that was answered stays answered",
    "letter_check": "an answer about a letter; nothing is written",
    "find_account": "a question more; an account is written to once a day whatever the number",
    "recover_by_identity": "a wish more; an account has one recovery under way and is written to once a day",
    "recovery_cancel": "a recovery that was stopped stays so",
    "recovery_use": "a link is good once; the second post is told that it was used",
    "admin:profiles_recovery_change": "a recovery that was refused stays so",
    "withdraw_request": "a request that was taken back stays so",
    "admin:profiles_accessrequest_change": "a request that was answered stays answered",
    "check_question": "answers a question; the answers travel in the address and are stored nowhere",
    "check_result": "keeps the same answers for the next page; a result on its way to an address is not sent there twice",
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
    "sign_in_unlock": "opens the sign-in to one browser; the second post opens it again",
    "account_email_verification_sent": "confirms once; the second post is led to where it is said",
    "mfa_authenticate": "signs in once; the second post is led to the sign-in page",
    "account_confirm_login_code": "signs in once; the second post is led to where it led",
    "email_codes_on": "sends a code, once in a minute, or turns on what can be turned off again",
    "email_codes_off": "what is off stays off, and can be turned on again",
    "account_email": "sends a code, once in a minute; the address counts once it is entered",
    "stripe_message": "a reason to ask what became of payments; asking changes nothing",
    "admin:applications_payment_again": "asks what became of a payment; asking changes nothing",
    "admin:applications_refund_again": "the row of the refund is the job, and is sent once",
    "admin:profiles_otheraddressletter_change": "the row of the letter is the job; in the outbox it is there once",
    "admin:profiles_recoveryletter_change": "the row of the letter is the job; in the outbox it is there once",
    "admin:rounds_alertletter_change": "the row of the letter is the job; in the outbox it is there once",
    "admin:profiles_letter_change": "the row of the letter is the job; in the outbox it is there once",
}
