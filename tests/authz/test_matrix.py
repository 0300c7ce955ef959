"""Every route of the site and who may open it. A route without a line here fails."""

import io
import zipfile

import pytest
from allauth.usersessions.models import UserSession
from django.urls import URLResolver, include, path, reverse
from django.urls.resolvers import RegexPattern

from applications.models import Application
from iecsite import clock
from profiles.operations import access_requests
from tests.authz.routes import all_routes
from tests.factories import applications, cases, cast, people, rounds

pytestmark = pytest.mark.django_db(transaction=True)

EVERYONE = {
    "account_email_verification_sent", "account_confirm_login_code", "mfa_authenticate",
    "find_account", "find_account_sent", "letter_check",
    "recover_account", "recover_by_identity", "recover_asked", "recovery_cancel", "recovery_use",
    "front", "health", "start", "components", "rounds", "calendar", "round_page", "round_file", "round_chain", "verifier",
    "api_eligibility", "verifier_sums", "publication_key", "publication_keys", "draw_commitments", "draw_protocol",
    "draw_vectors",
    "check", "check_question", "check_result", "chances", "pool_page", "open_data", "selections", "pool_history",
    "rounds_feed", "pool_feed", "api_pools", "api_pool", "api_rounds", "api_round", "api_result", "api_odds", "api_fees",
    "organizations", "organization", "api_organizations",
    "api_description", "calculator", "data", "alerts", "alerts_asked", "alert_confirm", "alert_end", "season_page",
    "other_address_answer", "other_address_end", "email_undo", "sign_in_unlock",
    "season_outcomes", "service_status", "stripe_message", "help", "help_question", "contact", "privacy", "accessibility",
}  # fmt: skip
# Pages about one's own things: whoever signed in sees theirs, and somebody else's do not exist.
SIGNED_IN = {
    "home", "profile", "profile_section", "profile_check", "profile_sent", "profile_renew",
    "letters", "questions", "settings", "test_letter", "needs", "second_address", "second_address_remove", "trusted_contact",
    "trusted_contact_remove", "browsers_mine", "second_factor_offer", "account_email", "pools", "pool_enter",
    "profile_withdraw", "withdrawal_take_back", "my_file", "my_file_copy", "ask_for_records", "close_account", "keep_account",
    "my_rounds", "receipt_letters", "mfa_view_recovery_codes", "email_codes_on", "email_codes_off",
}  # fmt: skip
OWN = {
    "withdraw_request",
    "letter", "letter_enclosure", "pool_leave", "invitation", "invitation_accept", "invitation_decline", "application",
    "application_details", "application_documents", "application_document", "application_document_add",
    "application_document_remove", "application_check", "application_fees", "application_pay", "application_sent", "receipt",
    "application_withdraw", "decision", "decision_letter", "card_page", "my_round", "receipt_file", "my_pool", "profile_receipt",
    "change_take_back", "session_end",
}  # fmt: skip


def routes() -> set[str]:
    """The names of our pages; those of the staff site are tried in `test_staff_matrix.py`, the sign-in pages by their package."""
    return {name for name in all_routes() if not name.startswith("admin:")}


def test_every_route_has_a_line():
    assert routes() == EVERYONE | SIGNED_IN | OWN


def test_a_route_without_a_line_is_noticed(monkeypatch):
    from iecsite import urls

    new = [path("side-door/", lambda request: None, name="side_door")]
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("", include(new))])
    resolver = URLResolver(RegexPattern(r"^/"), "iecsite.urls")
    monkeypatch.setattr("tests.authz.routes.get_resolver", lambda: resolver)

    assert routes() - (EVERYONE | SIGNED_IN | OWN) == {"side_door"}


@pytest.fixture
def theirs():
    """One person's things: an invitation that was answered, an application with a document."""
    at = clock.now()
    application = applications.ready_to_pay(at=at)
    payment = applications.begin_to_pay(application, at=at)
    document = application.documents.first()
    change = cases.asked_change(at=at)
    letter = application.profile.user.letters.first()
    request = access_requests.ask(by=application.profile.user, kind="access", words="All of it", at=at)
    session = UserSession.objects.create(user=application.profile.user, ip="127.0.0.1", session_key="made-up")
    return {
        "session_end": [session.pk],
        "letter": [letter.pk],
        "letter_enclosure": [letter.pk],
        "withdraw_request": [request.pk],
        "pool_leave": [2026, "FR-WH"],
        "my_pool": [2026, "FR-WH"],
        "profile_receipt": [application.profile.sent_answers.pk],
        "invitation": [application.invitation_id],
        "invitation_accept": [application.invitation_id],
        "invitation_decline": [application.invitation_id],
        "application_document": [application.reference, document.pk],
        "application_document_add": [application.reference, "passport"],
        "application_document_remove": [application.reference, document.pk],
        "change_take_back": [change.pk],
        "card_page": [payment.gateway_key],
        "my_round": [application.invitation.round.code],
        "receipt_file": [application.invitation.round.code, application.invitation.pool.code],
        "": [application.reference],
    }


def test_somebody_elses_things_do_not_exist(client, theirs):
    stranger = people.account(at=clock.now())
    client.force_login(stranger)
    answers = {}
    for name in sorted(OWN):
        arguments = theirs.get(name, theirs[""])
        post = name in {"application_document_remove", "change_take_back", "session_end", "withdraw_request"}
        answers[name] = (client.post if post else client.get)(reverse(name, args=arguments)).status_code

    assert answers == dict.fromkeys(OWN, 404)


def test_somebody_elses_things_cannot_be_changed(client, theirs):
    client.force_login(people.account(at=clock.now()))
    answers = {}
    for name in sorted(OWN):
        posted = {"declared": "on", "once": "a-key", "confirm": "yes", "reason": "x", "number": "4242424242424242"}
        answers[name] = client.post(reverse(name, args=theirs.get(name, theirs[""])), posted).status_code

    assert {name: status for name, status in answers.items() if status not in (404, 405)} == {}


def test_lists_show_ones_own_rows_only(client, theirs):
    (reference,) = theirs[""]
    owner = Application.objects.get(reference=reference).profile
    secrets = (reference, owner.user.email, owner.given_names, owner.passports.first().number)
    stranger = people.person(at=clock.now(), family_name="Autrement", given_names="Dominique")
    client.force_login(stranger)
    shown = {}
    for name in sorted(SIGNED_IN - {"profile_section"}):
        page = _read(client.get(reverse(name)))
        shown[name] = [secret for secret in secrets if secret in page]

    assert {name: found for name, found in shown.items() if found} == {}


def _read(answer):
    """The text of a page, or of every file in an archive."""
    content = b"".join(answer)
    answer.close()
    if answer["Content-Type"] != "application/zip":
        return content.decode()
    archive = zipfile.ZipFile(io.BytesIO(content))
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_private_pages_ask_for_a_sign_in(client, theirs):
    for name in sorted(OWN | SIGNED_IN):
        arguments = ["names"] if name == "profile_section" else theirs.get(name, theirs[""])
        if name in SIGNED_IN - {"profile_section"}:
            arguments = []
        url = "/en/profile/names/" if name == "profile_section" else reverse(name, args=arguments)
        response = client.get(url)
        assert response.status_code == 302, name
        assert "login" in response["Location"], name


def admin_lists() -> list[str]:
    from django.contrib import admin

    return [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]


@pytest.mark.parametrize("who", ["nobody", "candidate", "staff without a second factor"])
def test_staff_site_is_closed(client, who):
    at = clock.now()
    if who == "candidate":
        client.force_login(people.account(at=at))
    elif who != "nobody":
        client.force_login(people.staff("Support", at=at))

    for name in [*admin_lists(), "admin:index", "admin:rounds_round_plan"]:
        assert client.get(reverse(name)).status_code == 302, name


ROLES = {
    "Officers": ({"applications_application", "profiles_letter", "applications_payment"}, {"rounds_round", "profiles_user"}),
    "Round planners": ({"rounds_round", "rounds_pool"}, {"applications_application", "profiles_letter"}),
    "Cashiers": ({"applications_refund", "applications_payment"}, {"rounds_round", "profiles_profile"}),
    "Support": ({"profiles_letter", "profiles_profile", "rounds_round"}, {"profiles_user"}),
    "Programme": ({"profiles_agreement", "rounds_quotachange", "applications_fee"}, {"applications_application"}),
}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_sees_its_own_pages_only(client, role):
    opened, closed = ROLES[role]
    client.force_login(cast.with_second_factor(people.staff(role, at=clock.now())))

    for name in sorted(opened):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200, name
    for name in sorted(closed):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403, name


@pytest.mark.parametrize("role", ["Round approvers", "Support"])
def test_only_planners_plan(client, role):
    client.force_login(cast.with_second_factor(people.staff(role, at=clock.now())))

    assert client.get(reverse("admin:rounds_round_plan")).status_code == 403


def test_only_officers_decide(client):
    case = applications.application_at("submitted", at=clock.now())
    client.force_login(cast.with_second_factor(people.staff("Support", at=clock.now())))

    assert client.get(reverse("admin:applications_application_change", args=[case.pk])).status_code == 200
    for outcome in ("approve", "refuse"):
        assert client.get(reverse("admin:applications_application_decide", args=[case.pk, outcome])).status_code == 403
    assert rounds.pool().approved == 0
