"""The states in which pages are looked at: who sees which pages, with what in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from applications.gateway import local
from applications.models import Payment
from applications.operations import decisions, document_requests, document_review, payments
from applications.rules.attempts import MOST_ATTEMPTS
from iecsite import clock, incidents
from iecsite.models import Incident
from profiles.letters import sign_in_locks
from profiles.letters.other_addresses import token as address_token
from profiles.models import Agreement, Organization, OtherAddress, OtherAddressLetter, User
from profiles.operations import (
    access_requests,
    accounts,
    browsers,
    changed_address,
    closing,
    duplicates,
    email_codes,
    file_views,
    holds,
    new_terms,
    other_addresses,
    profiles,
    questions,
)
from profiles.rules.other_addresses import Purpose
from rounds.letters.alerts import token
from rounds.models import Alert, Round, Season
from rounds.operations import alerts, candidacies, forecasts, randomness
from rounds.operations import organizations as organization_letters
from rounds.rules import stops
from rounds.states import RoundState
from tests.factories import applications, cases, cast, draws, letters, organizations, people, quotas, recoveries, rounds, seasons

Arguments = dict[str, list[Any] | dict[str, Any]]
OF_ORGANIZATION: Arguments = {"profile_section": {"section": "organization"}}


@dataclass(frozen=True)
class State:
    """
    `made` builds it and says who looks and what stands in the addresses of the pages; `wrong` are pages whose form is sent
    empty, so that they come back with errors.
    """

    made: Callable[[datetime], tuple[User | None, Arguments]]
    pages: list[str]
    wrong: list[str] = field(default_factory=list)


def _public(at: datetime) -> tuple[User | None, Arguments]:
    for _person in range(3):
        rounds.candidate("FR-WH", at=at - timedelta(days=2))
    draws.carried_out({"FR-WH": 1}, at=at - timedelta(days=1))
    forecasts.keep(at=at - timedelta(hours=20))
    round_ = draws.carried_out({"FR-WH": 1}, at=at)
    alerts.ask(email="reader@example.org", language="en", pool_ids=[], at=at)
    known = Alert.objects.get().pk
    for kind, began, ended in (
        ("slow", at - timedelta(days=3), at - timedelta(days=2)),
        ("planned", at + timedelta(days=1), None),
    ):
        told = Incident(kind=kind, title_en="Letters late", title_fr="Lettres en retard", began_at=began, ended_at=ended)
        incidents.note(incident=told, by=None, at=at)
    organizations.pool(at=at)
    return None, {
        "round_page": [round_.code],
        "pool_page": [2026, "FR-WH"],
        "organization": ["SWAP"],
        "season_page": [2026],
        "alert_confirm": [token(known, purpose="confirm")],
        "alert_end": [token(known, purpose="end")],
    }


def _listed(at: datetime) -> tuple[User | None, Arguments]:
    profile = rounds.candidate("FR-WH", at=at - timedelta(hours=1))
    round_ = draws.public(at=at, draw_at=at + timedelta(hours=25))
    return profile.user, {"round_page": [round_.code], "my_round": [round_.code], "my_pool": [2026, "FR-WH"]}


def _missed(at: datetime) -> tuple[User | None, Arguments]:
    people_ = [rounds.candidate("FR-WH", at=at) for _ in range(2)]
    round_ = draws.carried_out({"FR-WH": 1}, at=at)
    drawn = round_.invitations.values_list("profile_id", flat=True)
    missed = next(one for one in people_ if one.pk not in drawn)
    return missed.user, {"round_page": [round_.code], "my_round": [round_.code], "my_pool": [2026, "FR-WH"]}


def _voided(at: datetime) -> tuple[User | None, Arguments]:
    rounds.candidate("FR-WH", at=at)
    draws.approved({"FR-WH": 1}, at=at)
    return None, {"pool_page": [2026, "FR-WH"], "season_page": [2026]}


def _new(at: datetime) -> tuple[User | None, Arguments]:
    return people.account(at=at), {}


def _codes_by_email(at: datetime) -> tuple[User | None, Arguments]:
    user = people.account(at=at)
    email_codes.turn_on(by=user, at=at)
    return user, {}


def _app(at: datetime) -> tuple[User | None, Arguments]:
    return cast.with_second_factor(people.account(at=at)), {}


def _written_to(at: datetime) -> tuple[User | None, Arguments]:
    """Somebody with a second address and a trusted contact who agreed, told of a browser, with a session elsewhere."""
    user = people.account(at=at, preferred_name="Zoë")
    second = other_addresses.name_second(email="second@example.org", by=user, at=at)
    contact = _contact(user, at)
    for one in (second, contact):
        other_addresses.agree(address_id=one.pk, at=at)
    OtherAddressLetter.objects.filter(address=second).update(put_aside_at=at, last_error="SMTPRecipientsRefused")
    accounts.save_needs(
        large_print=True, plain_email=False, no_pdf=True, by_phone=True, other_needs="Écrivez gros", by=user, at=at
    )
    for key in ("one", "two"):
        browsers.signed_in(user_id=user.pk, key=key, name="Firefox, Windows", ip="192.0.2.1", at=at)
    return user, {}


def _contact(user: User, at: datetime, *, email: str = "friend@example.org") -> OtherAddress:
    return other_addresses.name_contact(email=email, first_name="Léa", person_name="Zoë", language="fr", by=user, at=at)


def _others_asked(at: datetime) -> tuple[User | None, Arguments]:
    """The same, who has named a third address and another contact since: those stay until the new ones say yes."""
    user, arguments = _written_to(at)
    assert user is not None
    other_addresses.name_second(email="third@example.org", by=user, at=at)
    _contact(user, at, email="another@example.org")
    return user, arguments


def _through_an_organization(at: datetime) -> tuple[User | None, Arguments]:
    return organizations.nominated(organizations.pool(at=at), at=at).user, OF_ORGANIZATION


def _letter_named(at: datetime) -> tuple[User | None, Arguments]:
    organizations.pool(at=at)
    return organizations.holder(at=at).user, OF_ORGANIZATION


def _letter_withdrawn(at: datetime) -> tuple[User | None, Arguments]:
    pool = organizations.pool(at=at)
    profile = organizations.nominated(pool, at=at)
    letter, staff = pool.nominations.get(), organizations.programme(at)
    organization_letters.withdraw_letter(nomination_id=letter.pk, reason="Not paid", by=staff, at=at)
    return profile.user, OF_ORGANIZATION


def _again_with_a_letter(at: datetime) -> tuple[User | None, Arguments]:
    profile = organizations.nominated(organizations.pool(at=at), at=at - timedelta(minutes=5))
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=at - timedelta(minutes=1))
    profiles.start(user_id=profile.user_id, by=profile.user, at=at)
    return profile.user, {}


def _letters_aside(at: datetime) -> tuple[User | None, Arguments]:
    return cast.chief(at), {
        "admin:profiles_otheraddressletter_change": [letters.to_second_address(at=at).pk],
        "admin:profiles_recoveryletter_change": [letters.of_recovery(at=at).pk],
        "admin:rounds_alertletter_change": [letters.of_alert(at=at).pk],
    }


def _asked_by_letter(at: datetime) -> tuple[User | None, Arguments]:
    """The reader of a letter who has no account, and an address that was changed."""
    user = people.account(at=at)
    contact = _contact(user, at)
    changed_address.note(user_id=user.pk, former="former@example.org", at=at)
    former = user.other_addresses.get(role="former")
    return None, {
        "other_address_answer": [address_token(contact.pk, purpose=Purpose.ANSWER)],
        "other_address_end": [address_token(contact.pk, purpose=Purpose.END)],
        "email_undo": [address_token(former.pk, purpose=Purpose.UNDO)],
        "sign_in_unlock": [sign_in_locks.token(user.pk)],
    }


def _draft(at: datetime) -> tuple[User | None, Arguments]:
    return people.draft_profile(at=at).user, {}


def _candidate(at: datetime) -> tuple[User | None, Arguments]:
    profile = rounds.candidate("FR-WH", at=at)
    letter = profile.user.letters.first()
    return profile.user, {"letter": [letter.pk], "pool_leave": [2026, "FR-WH"], "my_pool": [2026, "FR-WH"]}


def _closing(at: datetime) -> tuple[User | None, Arguments]:
    user = people.account(at=at)
    closing.ask(by=user, early_disposal=False, at=at)
    officer = people.staff("Officers", at=at)
    file_views.note(person_ids=[user.pk], page="profiles_user_change", by=officer, at=at)
    return user, {}


def _withdrawn(at: datetime) -> tuple[User | None, Arguments]:
    profile = rounds.candidate("FR-WH", at=at)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=at)
    return profile.user, {"my_pool": [2026, "FR-WH"]}


def _again(at: datetime) -> tuple[User | None, Arguments]:
    user, arguments = _withdrawn(at)
    assert user is not None
    profiles.start(user_id=user.pk, by=user, at=at)
    return user, arguments


def _invited(at: datetime) -> tuple[User | None, Arguments]:
    invitation = rounds.invited("FR-WH", at=at)
    names = ("invitation", "invitation_accept", "invitation_decline")
    return invitation.profile.user, {name: [invitation.pk] for name in names}


def _of(application, **more: list[Any]) -> tuple[User | None, Arguments]:
    names = (
        "application", "application_details", "application_documents", "application_check", "application_fees", "application_pay",
        "application_withdraw", "application_sent", "decision",
    )  # fmt: skip
    reference = [application.reference]
    return applications.owner(application), dict.fromkeys(names, reference) | {
        "application_document_add": [*reference, "passport"],
        **more,
    }


def _opened(at: datetime) -> tuple[User | None, Arguments]:
    return _of(applications.opened("FR-YP", at=at))


def _paying(at: datetime) -> tuple[User | None, Arguments]:
    application = applications.ready_to_pay("FR-YP", at=at)
    payment = applications.begin_to_pay(application, at=at)
    local.charge_card(payments.charge_of(payment), local.SILENT, at=at)
    return _of(application, card_page=[payment.gateway_key])


def _put_aside(at: datetime) -> tuple[User | None, Arguments]:
    payment = applications.begin_to_pay(applications.ready_to_pay("FR-YP", at=at), at=at)
    Payment.objects.filter(pk=payment.pk).update(attempts=MOST_ATTEMPTS, last_error="UnknownProvider")
    return cast.staff(at)["superuser"], {
        name: [payment.pk] for name in ("admin:applications_payment_by_hand", "admin:applications_payment_change")
    }


def _asked_again(at: datetime) -> tuple[User | None, Arguments]:
    officer = people.staff("Officers", at=at)
    case = decisions.take(application_id=applications.submitted(at=at).pk, by=officer, at=at)
    document_review.reject(document_id=case.documents.get(requirement="passport").pk, fault="unreadable", by=officer, at=at)
    document_requests.ask_again(application_id=case.pk, by=officer, at=at)
    return _of(case)


def _ended(state: str) -> Callable[[datetime], tuple[User | None, Arguments]]:
    return lambda at: _of(applications.application_at(state, at=at))


def _staff(at: datetime) -> tuple[User | None, Arguments]:
    case = applications.application_at("submitted", at=at)
    over = applications.application_at("approved", at=at)
    round_ = draws.planned({"FR-WH": 1}, at=at)
    return cast.staff(at)["superuser"], {
        "admin:applications_application_change": [case.pk],
        "admin:applications_application_review": [case.pk, case.documents.first().pk],
        "admin:applications_refund_pay_back": [over.pk],
        "admin:rounds_round_change": [round_.pk],
        "admin:rounds_calendarweek_change": [round_.week_id],
        "admin:rounds_quotaproposal_change": [quotas.transfer_proposed(on=clock.home_date(at) + timedelta(days=3), at=at).pk],
        "admin:profiles_letter_change": [case.profile.user.letters.first().pk],
        "admin:profiles_profile_change": [case.profile_id],
    }


def _making_good(at: datetime) -> tuple[User | None, Arguments]:
    round_, _missed = draws.one_left_out(at=at)
    return cast.chief(at), {"admin:rounds_round_remedy": [round_.pk], "admin:rounds_round_change": [round_.pk]}


def _waiting_for_value(at: datetime) -> tuple[User | None, Arguments]:
    round_ = draws.public(at=at - timedelta(hours=26), draw_at=at - timedelta(minutes=5))
    return cast.chief(at), {"admin:rounds_round_value": [round_.pk], "admin:rounds_round_change": [round_.pk]}


def _silent_beacon(at: datetime) -> tuple[User | None, Arguments]:
    round_ = draws.public(at=at - timedelta(days=12), draw_at=at - timedelta(days=10))
    chosen = {"admin:rounds_round_value": [round_.pk], "admin:rounds_round_change": [round_.pk], "round_page": [round_.code]}
    return cast.chief(at), chosen


def _alarmed(at: datetime) -> tuple[User | None, Arguments]:
    rounds.candidate("FR-WH", at=at)
    round_ = draws.carried_out({"FR-WH": 1}, at=at, until=RoundState.DRAWN)
    words = {
        "alarm_note_en": "The auditor computed the round from its list and seed: the result is right.",
        "alarm_note_fr": "L'auditrice a recalculé la ronde à partir de sa liste et de sa graine : le résultat est juste.",
    }
    Round.objects.filter(pk=round_.pk).update(put_aside_at=at, last_error=stops.ORDER_SHOWS, **words)
    return cast.chief(at), {"admin:rounds_round_change": [round_.pk]}


def _twins(at: datetime) -> list[Any]:
    return [rounds.candidate("FR-WH", at=at, number="77TW11111", given_names="Camille-Zwilling") for _account in range(2)]


def _terms(at: datetime) -> tuple[User | None, Arguments]:
    rounds.candidate("IE-WH", at=at, citizenship="IE", date_of_birth=date(1992, 5, 4))
    base = Agreement.objects.get(country="IE", category="working_holiday", stream="")
    day = clock.home_date(at) + timedelta(days=30)
    staff = cast.staff(at)
    draft = new_terms.write(
        base_id=base.pk, columns={"max_age": "30"}, effective_from=day, reason="Tried out", by=staff["Programme"], at=at
    )
    return staff["superuser"], {
        "admin:profiles_agreement_change": [base.pk],
        "admin:profiles_agreement_compare": [base.pk, base.pk],
        "admin:profiles_agreementdraft_write": [base.pk],
        "admin:profiles_agreementdraft_write_first": [],
        "admin:profiles_agreementdraft_rewrite": [draft.pk],
        "admin:profiles_agreementdraft_change": [draft.pk],
    }


def _letters(at: datetime) -> tuple[User | None, Arguments]:
    pool = organizations.pool(at=at)
    organizations.nominated(pool, at=at)
    letter = pool.nominations.get()
    return cast.chief(at), {
        "admin:profiles_organization_change": ["SWAP"],
        "admin:profiles_organization_allot": ["SWAP"],
        "admin:profiles_memorandum_change": [Organization.objects.get().memoranda.get().pk],
        "admin:rounds_nomination_letters": [pool.pk],
        "admin:rounds_nomination_change": [letter.pk],
    }


def _pair(at: datetime) -> tuple[User | None, Arguments]:
    _older, newer = _twins(at)
    return cast.chief(at), {"admin:profiles_duplicate_change": [newer.duplicates.get().pk]}


def _change_with_officer(at: datetime) -> tuple[User | None, Arguments]:
    change = cases.asked_change(at=at)
    return cast.chief(at), {"admin:profiles_answerchange_change": [change.pk]}


def _change_asked(at: datetime) -> tuple[User | None, Arguments]:
    return cases.asked_change(at=at).profile.user, {}


def _held_back(at: datetime) -> tuple[User | None, Arguments]:
    newer = _twins(at - timedelta(days=2))[1]
    duplicates.sweep(at=at)
    return newer.user, {}


def _holding(at: datetime) -> tuple[User | None, Arguments]:
    staff = cast.staff(at)
    person = people.account(at=at)
    file_views.note(person_ids=[person.pk], page="profiles_user_change", by=staff["Privacy"], at=at)
    hold = holds.place(person_id=person.pk, reason="legal", file_number="L-2026-7", by=staff["Privacy"], at=at)
    return staff["superuser"], {"admin:profiles_hold_change": [hold.pk]}


def _asked(at: datetime) -> tuple[User | None, Arguments]:
    person, keeper = people.account(at=at), people.staff("Privacy", at=at)
    made = access_requests.ask(by=person, kind="access", words="What was said on the telephone", at=at)
    access_requests.answer(request_id=made.pk, outcome="given", words="Nothing was kept.", by=keeper, at=at)
    access_requests.ask(by=person, kind="correction", words="My name has an accent", at=at)
    return person, {}


def _answering(at: datetime) -> tuple[User | None, Arguments]:
    person = people.account(at=at)
    made = access_requests.ask(by=person, kind="access", words="All of it", at=at - timedelta(days=31))
    return cast.chief(at), {"admin:profiles_accessrequest_change": [made.pk]}


def _recovering(at: datetime) -> tuple[User | None, Arguments]:
    found = recoveries.asked(at=at)
    return found.user, {"recovery_cancel": [recoveries.stop(found)], "recovery_use": [recoveries.link(found)]}


def _recovery_link(at: datetime) -> tuple[User | None, Arguments]:
    found = recoveries.ready(at=at)
    return None, {"recovery_cancel": [recoveries.stop(found)], "recovery_use": [recoveries.link(found)]}


def _recovered(at: datetime) -> tuple[User | None, Arguments]:
    found = recoveries.used(at=at)
    return found.user, {"recovery_cancel": [recoveries.stop(found)], "recovery_use": [recoveries.link(found)]}


def _recovery_stopped(at: datetime) -> tuple[User | None, Arguments]:
    found = recoveries.cancelled(at=at)
    return None, {"recovery_cancel": [recoveries.stop(found)], "recovery_use": ["not-ours"]}


def _refusing(at: datetime) -> tuple[User | None, Arguments]:
    return cast.chief(at), {"admin:profiles_recovery_change": [recoveries.asked(at=at).pk]}


def _questioned(at: datetime) -> tuple[User | None, Arguments]:
    asked = questions.ask(topic="letter", words="Is my name right?", by=people.account(at=at), at=at - timedelta(days=9))
    return cast.chief(at), {"admin:profiles_question_change": [asked.pk]}


def _question_answered(at: datetime) -> tuple[User | None, Arguments]:
    person = people.account(at=at)
    asked = questions.ask(topic="letter", words="Is my name right?", by=person, at=at)
    questions.answer(question_id=asked.pk, words="It is.", by=people.staff("Support", at=at), at=at)
    questions.ask(topic="money", words="When is it paid back?", by=person, at=at)
    return person, {}


def _season_over(at: datetime) -> tuple[User | None, Arguments]:
    rounds.candidate("FR-WH", at=at - timedelta(days=2))
    round_ = draws.carried_out({"FR-WH": 1}, at=at - timedelta(days=1))
    Season.objects.filter(pk=2026).update(profiles_end_at=at)
    return None, {"round_page": [round_.code]}


def _chain(at: datetime) -> tuple[User | None, Arguments]:
    chain, _last = randomness.make_chain(season=2026, length=3, words=[], by=None, at=at)
    names = ("admin:rounds_staffchain_change", "admin:rounds_staffchain_lost")
    return cast.chief(at), {name: [chain.pk] for name in names}


def _season_asked(at: datetime) -> tuple[User | None, Arguments]:
    return cast.chief(at), {"admin:rounds_whatif_change": [seasons.asked(at=at).pk]}


def _played(at: datetime) -> tuple[User | None, Arguments]:
    return cast.chief(at), {"admin:rounds_whatif_change": [seasons.played(at=at).pk]}


def _deciding(outcome: str) -> Callable[[datetime], tuple[User | None, Arguments]]:
    def made(at: datetime) -> tuple[User | None, Arguments]:
        case = applications.application_at("submitted", at=at)
        return cast.chief(at), {"admin:applications_application_decide": [case.pk, outcome]}

    return made


STATES = {
    "public, a round was held": State(
        _public,
        ["start", "check", "chances", "pool_page", "organizations", "organization",
         "calculator", "season_page", "calendar", "rounds", "round_page", "data",
         "alerts", "alerts_asked", "alert_confirm", "alert_end", "service_status", "help", "contact", "privacy", "accessibility",
         "components", "account_login", "account_signup",
         "account_reset_password", "find_account", "find_account_sent", "letter_check",
         "recover_account", "recover_by_identity", "recover_asked"],
        wrong=["alerts", "letter_check", "account_login", "account_signup", "account_reset_password", "find_account",
               "recover_by_identity"],
    ),
    "public, nothing was held": State(
        _voided,
        ["start", "chances", "pool_page", "organizations", "calculator", "season_page", "calendar", "rounds", "service_status"],
    ),
    "new person": State(
        _new, ["home", "profile", "pools", "letters", "settings", "mfa_index", "second_factor_offer", "email_codes_on",
         "usersessions_list",
         "my_file", "close_account",
         "withdrawal_take_back",
         "questions"],
        wrong=["questions"]
    ),
    "codes by e-mail are on": State(_codes_by_email, ["mfa_index"]),
    "an app or a key is on": State(_app, ["mfa_index", "email_codes_on"]),
    "letters go elsewhere too": State(
        _written_to,
        ["home", "settings", "second_address", "trusted_contact", "needs", "mfa_index", "usersessions_list"],
    ),
    "comes through an organization": State(
        _through_an_organization, ["home", "profile", "profile_check", "profile_section", "pools"]
    ),
    "names the letter of an organization": State(_letter_named, ["profile", "profile_section"]),
    "the letter of an organization is withdrawn": State(_letter_withdrawn, ["profile", "profile_section"]),
    "takes part again after a letter of an organization": State(_again_with_a_letter, ["profile_renew"], wrong=["profile_renew"]),
    "another address is asked": State(_others_asked, ["home", "settings", "second_address", "trusted_contact"]),
    "staff before letters put aside": State(
        _letters_aside,
        ["admin:profiles_otheraddressletter_changelist", "admin:profiles_otheraddressletter_change",
         "admin:profiles_recoveryletter_changelist", "admin:profiles_recoveryletter_change",
         "admin:rounds_alertletter_changelist", "admin:rounds_alertletter_change"],
    ),
    "letters go nowhere else": State(
        _new, ["second_address", "trusted_contact", "needs"], wrong=["second_address", "trusted_contact"]
    ),
    "asked by letter": State(_asked_by_letter, ["other_address_answer", "other_address_end", "email_undo", "sign_in_unlock"]),
    "account closes": State(_closing, ["my_file", "close_account"]),
    "asked for records": State(_asked, ["my_file", "ask_for_records"], wrong=["ask_for_records"]),
    "draft": State(_draft, ["home", "profile", "profile_check", "pools"], wrong=["profile_check"]),
    "candidate": State(
        _candidate,
        ["home", "profile", "profile_check", "profile_sent", "pools", "my_pool", "pool_leave", "profile_withdraw", "letters",
         "letter",
         "settings", "mfa_index", "my_file"],
    ),
    "profile withdrawn": State(_withdrawn, ["home", "profile", "pools", "my_pool", "withdrawal_take_back"]),
    "takes part again": State(_again, ["profile", "profile_renew"], wrong=["profile_renew"]),
    "invited": State(_invited, ["home", "pools", "my_rounds", "invitation", "invitation_accept", "invitation_decline"]),
    "a season is over": State(_season_over, ["round_page", "data"]),
    "in a list that is not drawn": State(_listed, ["home", "my_rounds", "my_round", "my_pool", "round_page"]),
    "not this time": State(_missed, ["home", "pools", "my_rounds", "my_round", "my_pool", "round_page"]),
    "application begun": State(
        _opened,
        ["home", "application", "application_details", "application_documents", "application_document_add", "application_check",
         "application_fees", "application_withdraw"],
        # Half-filled details are kept, so that a page of them sent empty is saved and not refused.
        wrong=["application_document_add"],
    ),
    "payment open": State(
        _paying, ["application", "application_check", "application_fees", "application_pay", "card_page"], wrong=["card_page"]
    ),
    "sent": State(_ended("submitted"), ["home", "application", "application_sent"]),
    "documents asked for again": State(
        _asked_again,
        ["home", "application", "application_documents", "application_document_add"],
        wrong=["application_document_add"],
    ),
    "waits for a place": State(_ended("awaiting_place"), ["home", "application"]),
    "approved": State(_ended("approved"), ["home", "application", "application_sent", "decision"]),
    "refused": State(_ended("refused"), ["home", "application", "decision"]),
    "lapsed": State(_ended("lapsed"), ["home", "application"]),
    "withdrawn": State(_ended("withdrawn"), ["home", "application"]),
    "staff": State(
        _staff,
        ["admin:index", "admin:applications_application_changelist", "admin:applications_application_change",
         "admin:applications_application_review", "admin:applications_refund_changelist", "admin:applications_refund_pay_back",
         "admin:applications_payment_changelist",
         "admin:applications_fee_changelist", "admin:applications_applicationentry_changelist", "admin:rounds_round_changelist",
         "admin:rounds_round_plan", "admin:rounds_round_change", "admin:rounds_season_changelist",
         "admin:rounds_pool_changelist", "admin:rounds_pool_ledger", "admin:rounds_pool_final",
         "admin:rounds_quotachange_transfer", "admin:rounds_calendarweek_changelist", "admin:rounds_calendarweek_change",
         "admin:rounds_quotachange_changelist", "admin:rounds_quotaproposal_changelist", "admin:rounds_quotaproposal_change",
         "admin:rounds_candidacy_changelist",
         "admin:rounds_invitation_changelist", "admin:rounds_roundentry_changelist", "admin:profiles_letter_changelist",
         "admin:profiles_letter_change", "admin:profiles_profile_changelist", "admin:profiles_profile_change",
         "admin:profiles_user_changelist", "admin:profiles_profileentry_changelist", "admin:profiles_agreement_changelist",
         "admin:profiles_country_changelist", "admin:iecsite_datedsetting_changelist",
         "admin:iecsite_datedsetting_add", "admin:rounds_season_add",
         "admin:rounds_quotaproposal_add", "admin:iecsite_incident_changelist", "admin:iecsite_incident_add"],
        wrong=["admin:iecsite_incident_add", "admin:rounds_pool_final", "admin:rounds_quotachange_transfer",
               "admin:rounds_round_plan", "admin:rounds_quotaproposal_add", "admin:applications_refund_pay_back"],
    ),
    "staff before a payment put aside": State(
        _put_aside,
        ["admin:applications_payment_by_hand", "admin:applications_payment_change"],
        wrong=["admin:applications_payment_by_hand"],
    ),
    "staff makes an error good": State(
        _making_good, ["admin:rounds_round_remedy", "admin:rounds_round_change"], wrong=["admin:rounds_round_remedy"]
    ),
    "staff types a value": State(
        _waiting_for_value, ["admin:rounds_round_value", "admin:rounds_round_change"], wrong=["admin:rounds_round_value"]
    ),
    "staff before a silent beacon": State(
        _silent_beacon,
        ["admin:rounds_round_value", "admin:rounds_round_change", "round_page"],
        wrong=["admin:rounds_round_value"],
    ),
    "staff before an alarm of chance": State(_alarmed, ["admin:rounds_round_change"]),
    "staff and the sealed chain": State(
        _chain, ["admin:rounds_staffchain_changelist", "admin:rounds_staffchain_change", "admin:rounds_staffchain_lost"]
    ),
    "staff asks about a season": State(
        _season_asked, ["admin:rounds_whatif_changelist", "admin:rounds_whatif_ask", "admin:rounds_whatif_change"],
        wrong=["admin:rounds_whatif_ask"],
    ),
    "a season was simulated": State(_played, ["admin:rounds_whatif_changelist", "admin:rounds_whatif_change"]),
    "staff writes new terms": State(
        _terms,
        ["admin:profiles_agreement_change", "admin:profiles_agreement_compare", "admin:profiles_agreementdraft_changelist",
         "admin:profiles_agreementdraft_write", "admin:profiles_agreementdraft_write_first",
         "admin:profiles_agreementdraft_rewrite", "admin:profiles_agreementdraft_change"],
        wrong=["admin:profiles_agreementdraft_write", "admin:profiles_agreementdraft_write_first",
               "admin:profiles_agreementdraft_rewrite"],
    ),
    "staff keeps organizations": State(
        _letters,
        ["admin:profiles_organization_changelist", "admin:profiles_organization_add", "admin:profiles_organization_change",
         "admin:profiles_organization_allot", "admin:profiles_memorandum_changelist", "admin:profiles_memorandum_add",
         "admin:profiles_memorandum_change", "admin:rounds_nomination_changelist", "admin:rounds_nomination_letters",
         "admin:rounds_nomination_change"],
        wrong=["admin:profiles_organization_add", "admin:profiles_organization_allot", "admin:profiles_memorandum_add",
               "admin:rounds_nomination_letters", "admin:rounds_nomination_change"],
    ),
    "staff decides a pair": State(
        _pair,
        ["admin:profiles_duplicate_changelist", "admin:profiles_duplicate_change"],
        wrong=["admin:profiles_duplicate_change"],
    ),
    "staff decides a change": State(
        _change_with_officer,
        ["admin:profiles_answerchange_changelist", "admin:profiles_answerchange_change"],
        wrong=["admin:profiles_answerchange_change"],
    ),
    "a change waits": State(_change_asked, ["profile", "profile_check"]),
    "held back": State(_held_back, ["home", "pools"]),
    "staff holds a file": State(
        _holding,
        ["admin:profiles_hold_changelist", "admin:profiles_hold_add", "admin:profiles_hold_change",
         "admin:profiles_fileview_changelist"],
        wrong=["admin:profiles_hold_add"],
    ),
    "staff answers a request": State(
        _answering,
        ["admin:profiles_accessrequest_changelist", "admin:profiles_accessrequest_add", "admin:profiles_accessrequest_change"],
        wrong=["admin:profiles_accessrequest_add", "admin:profiles_accessrequest_change"],
    ),
    "staff answers a question": State(
        _questioned,
        ["admin:profiles_question_changelist", "admin:profiles_question_change"],
        wrong=["admin:profiles_question_change"],
    ),
    "a recovery is under way": State(
        _recovering, ["home", "settings", "my_file", "mfa_index", "recovery_cancel", "recovery_use"]
    ),
    "the link of a recovery": State(_recovery_link, ["recovery_cancel", "recovery_use"], wrong=["recovery_use"]),
    "recovered": State(_recovered, ["home", "recovery_cancel", "recovery_use"]),
    "a recovery was stopped": State(_recovery_stopped, ["recovery_cancel", "recovery_use"]),
    "staff refuses a recovery": State(
        _refusing,
        ["admin:profiles_recovery_changelist", "admin:profiles_recovery_change"],
        wrong=["admin:profiles_recovery_change"],
    ),
    "asked a question": State(_question_answered, ["questions", "settings"]),
    "staff approves": State(_deciding("approve"), ["admin:applications_application_decide"]),
    "staff refuses": State(
        _deciding("refuse"), ["admin:applications_application_decide"], wrong=["admin:applications_application_decide"]
    ),
}  # fmt: skip

# Routes that show no page of their own, and why.
NO_PAGE = {
    "help_question": "thirteen answers, looked at in their own test",
    "check_question": "eight questions, looked at in their own test",
    "account_email_verification_sent": "shown while a code is waited for, looked at in its own test",
    "account_email": "looked at in its own test, while a code is waited for",
    "mfa_authenticate": "shown while a sign-in waits for its second step, looked at where a passkey is made",
    "account_confirm_login_code": "shown while a sign-in waits for its code, looked at in its own test",
    "email_codes_off": "shown to whoever has just said again who they are, looked at in its own test",
    "mfa_view_recovery_codes": "there once a second factor is, looked at where a passkey is made",
    "check_result": "looked at with the questions that lead to it",
    "change_take_back": "takes posts only",
    "test_letter": "takes posts only",
    "second_address_remove": "takes posts only",
    "trusted_contact_remove": "takes posts only",
    "session_end": "takes posts only",
    "browsers_mine": "takes posts only",
    "my_file_copy": "a ZIP archive",
    "keep_account": "takes posts only",
    "withdraw_request": "takes posts only",
    "front": "the choice of language, looked at in its own test",
    "health": "two words for a machine",
    "receipt": "a PDF",
    "receipt_file": "a file",
    "receipt_letters": "takes posts only",
    "decision_letter": "a PDF",
    "profile_receipt": "a PDF",
    "letter_enclosure": "a PDF",
    "application_document": "a file",
    "application_document_remove": "takes posts only",
    "pool_enter": "takes posts only",
    "api_eligibility": "JSON",
    "api_pools": "JSON",
    "api_pool": "JSON",
    "api_rounds": "JSON",
    "api_round": "JSON",
    "api_result": "JSON",
    "api_odds": "JSON",
    "api_fees": "JSON",
    "api_organizations": "JSON",
    "api_description": "JSON",
    "round_file": "a file",
    "round_chain": "a file",
    "verifier": "a file",
    "verifier_sums": "a file",
    "publication_key": "a file",
    "publication_keys": "a file",
    "draw_commitments": "a file",
    "draw_protocol": "a file",
    "draw_vectors": "a file",
    "open_data": "a file",
    "pool_history": "a file",
    "season_outcomes": "a file",
    "selections": "a file",
    "rounds_feed": "a file",
    "pool_feed": "a file",
    "admin:applications_application_document": "a file",
    "admin:applications_application_next": "takes posts only",
    "admin:applications_payment_again": "takes posts only",
    "stripe_message": "takes posts only",
    "admin:applications_refund_again": "takes posts only",
}


def address(name: str, arguments: Arguments) -> str:
    """The address of a page in the language in force."""
    told = arguments.get(name, [])
    return reverse(name, kwargs=told) if isinstance(told, dict) else reverse(name, args=told)
