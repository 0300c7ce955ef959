"""Every page and act of the staff site, tried by every role. A table, page or act without a line fails."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from iecsite import clock, incidents
from iecsite.models import Incident, IncidentKind
from iecsite.roles import ROLES
from profiles.models import Agreement, Duplicate, Letter
from profiles.operations import access_requests, file_views, holds, new_terms, questions
from rounds.models import Pool, Round, StaffChain
from rounds.operations import randomness
from tests.authz import staff_table as table
from tests.authz.routes import staff_routes
from tests.factories import applications, cases, cast, draws, letters, organizations, people, quotas, recoveries, seasons

pytestmark = pytest.mark.django_db
OWN_KINDS = ("changelist", "add", "change", "history", "delete")
EVERYBODY = [*sorted(ROLES), "superuser"]
NOBODY = ["nobody", "candidate", "staff without a second factor"]


@pytest.fixture
def rows():
    """One row of every table, each by the operations that make it; those of a person are somebody else's."""
    at = clock.now()
    applications.application_at("withdrawn", at=at)
    draws.approved({"FR-WH": 1}, at=at)
    randomness.make_chain(season=2026, length=3, words=[], by=None, at=at)
    people.staff(*ROLES, at=at)
    _hold(at)
    _incident(at)
    _request(at)
    _question(at)
    letters.to_second_address(at=at)
    letters.of_recovery(at=at)
    letters.of_alert(at=at)
    _twins(at)
    _terms(at)
    _letter(at)
    cases.asked_change(at=at)
    seasons.asked(at=at)
    quotas.change_proposed(on=clock.home_date(at), at=at)
    found = {name: model._default_manager.order_by("pk").first() for name, model in _tables().items()}
    assert {name for name, row in found.items() if row is None} <= {"iecsite_datedsetting"}
    return found


def _hold(at):
    """A hold on somebody's file, and a look at it."""
    person, keeper = people.account(at=at), people.staff("Privacy", at=at)
    file_views.note(person_ids=[person.pk], page="profiles_user_change", by=keeper, at=at)
    return holds.place(person_id=person.pk, reason="access", file_number="A-2026-1", by=keeper, at=at)


def _incident(at):
    """Planned work, announced by somebody."""
    author = people.staff("Support", at=at)
    told = Incident(kind=IncidentKind.PLANNED, title_en="Work at night", title_fr="Travaux de nuit", began_at=at)
    return incidents.note(incident=told, by=author, at=at)


def _question(at):
    return questions.ask(topic="letter", words="The name is wrong", by=people.account(at=at), at=at)


def _request(at):
    """A person's request for their records."""
    return access_requests.ask(by=people.account(at=at), kind="access", words="All of it", at=at)


def _twins(at):
    """Two accounts with one passport: the pair."""
    for _account in range(2):
        people.active_profile(at=at, number="77TW11111", given_names="Zwilling")
    return Duplicate.objects.latest("pk")


def _terms(at):
    """New terms that wait for somebody's approval."""
    base = Agreement.objects.get(country="IE", category="working_holiday", stream="")
    day = clock.home_date(at) + timedelta(days=30)
    author = people.staff("Programme", at=at)
    return new_terms.write(base_id=base.pk, columns={"max_age": "30"}, effective_from=day, reason="Tried", by=author, at=at)


def _letter(at):
    """A letter that a recognized organization gave out."""
    pool = Pool.objects.filter(country="XR").first() or organizations.pool(at=at)
    organizations.letter(pool, f"A-{pool.nominations.count()}", at=at)
    return pool.nominations.latest("pk")


def _tables():
    return {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}


def signed_in(role):
    client = Client()
    at = clock.now()
    if role == "superuser":
        user = cast.with_second_factor(people.staff(at=at))
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
        client.force_login(user)
    elif role == "candidate":
        client.force_login(people.account(at=at))
    elif role != "nobody":
        user = people.staff(*(ROLES if role not in ROLES else [role]), at=at)
        client.force_login(cast.with_second_factor(user) if role in ROLES else user)
    return client


def test_every_table_page_and_act_has_a_line():
    assert set(table.READ) == set(_tables())
    added = {name for name in staff_routes() if not name.endswith(tuple(f"_{kind}" for kind in OWN_KINDS))}
    assert added == {name for name in {*table.PAGES, *table.ACTS} if not name.endswith("_change")}
    assert set(ROLES) == table.ROLES


def addresses(rows):
    """Every ordinary page of every table: table, kind, address."""
    for name, row in rows.items():
        for kind in OWN_KINDS:
            if kind in ("changelist", "add"):
                yield name, kind, reverse(f"admin:{name}_{kind}")
            elif row is not None:
                yield name, kind, reverse(f"admin:{name}_{kind}", args=[row.pk])


def expected(role, name, kind):
    if kind == "delete":
        return 403
    allowed = table.ADD.get(name, set()) if kind == "add" else table.READ[name] | {"superuser"}
    if kind == "add" and allowed:
        allowed = allowed | {"superuser"}
    return 200 if role in allowed else 403


# The rows take longer to make than a page takes to open, so that all roles try the same ones.


def test_each_role_opens_its_own_pages_and_no_other(rows):
    found, wanted = {}, {}
    for role in EVERYBODY:
        client = signed_in(role)
        for name, kind, address in addresses(rows):
            found[role, name, kind] = client.get(address).status_code
            wanted[role, name, kind] = expected(role, name, kind)

    assert found == wanted


def test_each_role_writes_what_is_its_own_and_no_other(rows):
    """An empty form: whoever may send it gets it back with its errors, everybody else is refused."""
    found, wanted = {}, {}
    for role in EVERYBODY:
        client = signed_in(role)
        for name, kind, address in addresses(rows):
            if kind in ("add", "change", "delete") and f"{name}_{kind}" not in {*table.ACTS, "rounds_round_change"}:
                may = {"add": table.ADD, "change": table.CHANGE}.get(kind, {}).get(name, set())
                found[role, name, kind] = client.post(address).status_code
                wanted[role, name, kind] = 200 if may and role in may | {"superuser"} else 403

    assert found == wanted


def test_the_staff_site_is_closed_to_everybody_else(rows):
    found, added = {}, _added(_cases())
    for role in NOBODY:
        client = signed_in(role)
        for _name, _kind, address in addresses(rows):
            found[role, "opens", address] = client.get(address).status_code
            found[role, "writes", address] = client.post(address).status_code
        found |= {(role, "opens", address): client.get(address).status_code for address in added.values()}

    assert found == dict.fromkeys(found, 302)


def _cases():
    """What the added pages and the acts are tried on."""
    at = clock.now()
    # With `rows` a round is planned already, and any will do: those pages are tried for their answer to strangers only.
    known = Round.objects.filter(code__startswith="2026").first()
    closed = known or draws.carried_out({"GB-WH": 1}, at=at - timedelta(hours=30))
    waiting = known or draws.public({"GB-WH": 1}, at=at - timedelta(hours=26), draw_at=at - timedelta(minutes=5))
    case = cases.in_review(by=cases.officer(at=at), at=at)
    with_file = applications.submitted(at=at)
    refund = applications.application_at("withdrawn", at=at).refunds.first()
    letter = Letter.objects.order_by("pk").first()
    chain = StaffChain.objects.first() or randomness.make_chain(season=2026, length=3, words=[], by=None, at=at)[0]
    return {
        "rounds_round_value": [waiting.pk],
        "rounds_round_remedy": [closed.pk],
        "rounds_calendarweek_change": [closed.week_id],
        "rounds_staffchain_lost": [chain.pk],
        "applications_application_document": [with_file.pk, with_file.documents.first().pk],
        "applications_application_decide": [case.pk, "approve"],
        "applications_application_review": [with_file.pk, with_file.documents.first().pk],
        "applications_application_change": [with_file.pk],
        "applications_payment_again": [refund.line.payment_id],
        "applications_payment_by_hand": [refund.line.payment_id],
        "applications_refund_again": [refund.pk],
        "applications_refund_pay_back": [refund.application_id],
        "profiles_letter_change": [letter.pk],
        "profiles_otheraddressletter_change": [letters.to_second_address(at=at).pk],
        "profiles_recoveryletter_change": [letters.of_recovery(at=at).pk],
        "rounds_alertletter_change": [letters.of_alert(at=at, email="case@example.org").pk],
        "profiles_hold_change": [_hold(at).pk],
        "profiles_agreement_compare": [Agreement.objects.first().pk, Agreement.objects.first().pk],
        "profiles_agreementdraft_write": [Agreement.objects.first().pk],
        "profiles_agreementdraft_write_first": [],
        "profiles_agreementdraft_rewrite": [_terms(at).pk],
        "profiles_agreementdraft_change": [_terms(at).pk],
        "profiles_accessrequest_change": [_request(at).pk],
        "profiles_question_change": [_question(at).pk],
        "profiles_recovery_change": [recoveries.asked(at=at).pk],
        "profiles_duplicate_change": [_twins(at).pk],
        "profiles_organization_allot": ["SWAP"],
        "rounds_nomination_letters": [_letter(at).pool_id],
        "rounds_nomination_change": [_letter(at).pk],
        "profiles_answerchange_change": [cases.asked_change(at=at).pk],
        "rounds_quotaproposal_change": [quotas.change_proposed(on=clock.home_date(at), at=at).pk],
    }


def _added(arguments, names=table.PAGES):
    return {name: reverse(f"admin:{name}", args=arguments.get(name, [])) for name in names}


def test_added_pages_open_to_those_whose_work_they_are():
    found, wanted, added = {}, {}, _added(_cases())
    for role in EVERYBODY:
        client = signed_in(role)
        for name, address in added.items():
            response = client.get(address)
            found[role, name] = response.status_code
            wanted[role, name] = 200 if role in table.PAGES[name] | {"superuser"} else 403
            if response.streaming:
                assert b"".join(response.streaming_content)

    assert found == wanted


def test_acts_are_refused_to_those_whose_work_they_are_not():
    added, refused, wanted = _added(_cases(), table.ACTS), set(), set()
    for role in EVERYBODY:
        client = signed_in(role)
        refused |= {(role, name) for name, address in added.items() if client.post(address, {"act": "take"}).status_code == 403}
        wanted |= {(role, name) for name, who in table.ACTS.items() if role not in who | {"superuser"}}

    assert refused == wanted


@pytest.mark.parametrize("act", ["approve", "void", "again"])
@pytest.mark.parametrize("role", [table.SUPPORT, table.PLANNER, table.APPROVER])
def test_acts_of_a_round_change_it_for_those_who_may_only(role, act):
    at = clock.now()
    round_ = draws.planned({"FR-WH": 1}, at=at)
    signed_in(role).post(
        reverse("admin:rounds_round_change", args=[round_.pk]), {"act": act, "reason_en": "A trial.", "reason_fr": "Un essai."}
    )

    round_.refresh_from_db()
    may = {"approve": {table.APPROVER}, "void": {table.APPROVER, table.PLANNER}, "again": set()}[act]
    assert (round_.state != "planned") == (role in may)


@pytest.mark.parametrize("number", [999_999, "nothing", "1_5F", 2**70])
def test_rows_that_do_not_exist_are_no_fault_of_ours(number):
    client = signed_in("superuser")
    found = {}
    for name in _tables():
        for kind in ("change", "history", "delete"):
            found[name, kind] = client.get(reverse(f"admin:{name}_{kind}", args=[number])).status_code
    if isinstance(number, int):
        for name in ("applications_refund_again", "applications_application_decide", "applications_application_document"):
            more = {"applications_application_decide": ["approve"], "applications_application_document": [1]}.get(name, [])
            found[name, "post"] = client.post(reverse(f"admin:{name}", args=[number, *more])).status_code

    assert {key: status for key, status in found.items() if status not in (302, 403, 404)} == {}
