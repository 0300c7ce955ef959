"""
Every page of the staff site that shows a person writes down that it did: all routes are walked, whatever shows on a page is
compared with what was noted for it, and a page that shows somebody without a note fails.
"""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application
from iecsite import clock
from profiles.models import Agreement, Duplicate, FileView, Passport, Profile, User
from profiles.operations import access_requests, file_views, holds, new_terms, questions
from profiles.queries.people_shown import paths
from rounds.models import Round
from rounds.operations import randomness
from tests.authz.routes import FRAME, all_routes, staff_routes
from tests.factories import applications, cases, cast, draws, letters, organizations, people, rounds

pytestmark = pytest.mark.django_db
KINDS = ("changelist", "add", "change", "history", "delete")
# Rows of each table that are opened.
ROWS = 3


@pytest.fixture
def world():
    """People in every place of the programme, somebody of the staff who may do everything, and the added pages' rows."""
    at = clock.now()
    staff = cast.staff(at)
    decided = applications.application_at("withdrawn", at=at, family_name="Qxuno")
    waiting = applications.application_at("submitted", at=at, family_name="Qxdue", code="GB-WH", citizenship="GB")
    round_, _missed = draws.one_left_out(at=at)
    other = draws.public({"GB-WH": 1}, at=at - timedelta(hours=26), draw_at=at - timedelta(minutes=5))
    for name in ("Qxtre", "Qxquattro"):
        rounds.candidate("IE-WH", at=at, number="77TW11111", citizenship="IE", family_name=name)
    cases.asked_change(at=at, family_name="Qxsei")
    exchange = organizations.pool(at=at)
    organizations.nominated(exchange, at=at, family_name="Qxcinque")
    person = decided.profile.user
    holds.place(person_id=person.pk, reason="access", file_number="A-1", by=staff["Privacy"], at=at)
    access_requests.ask(by=person, kind="access", words="All of it", at=at)
    questions.ask(topic="letter", words="The name is wrong", by=person, at=at)
    letters.of_recovery(at=at, user=waiting.profile.user)
    letters.to_second_address(at=at, user=person)
    letters.of_alert(at=at)
    file_views.note(person_ids=[person.pk], page="profiles_user_change", by=staff["Privacy"], at=at)
    base = Agreement.objects.get(country="IE", category="working_holiday", stream="")
    # An age limit that everybody in the pool has passed, so that the page of the new terms names them.
    draft = new_terms.write(
        base_id=base.pk,
        columns={"max_age": "20"},
        effective_from=clock.home_date(at) + timedelta(days=30),
        reason="Tried",
        by=staff["Programme"],
        at=at,
    )
    chain = randomness.make_chain(season=2026, length=3, words=[], by=None, at=at)[0]
    # The factory of invitations lets the invited plan their round.
    Round.objects.filter(planned_by__is_staff=False).update(planned_by=staff["Round planners"])
    client = Client()
    client.force_login(staff["superuser"])
    document = waiting.documents.first().pk
    return client, {
        "rounds_round_value": [other.pk],
        "rounds_round_remedy": [round_.pk],
        "rounds_round_plan": [],
        "rounds_staffchain_lost": [chain.pk],
        "applications_application_next": [],
        "applications_application_document": [waiting.pk, document],
        "applications_application_review": [waiting.pk, document],
        "applications_application_decide": [waiting.pk, "approve"],
        "applications_payment_again": [decided.payments.first().pk],
        "applications_payment_by_hand": [decided.payments.first().pk],
        "applications_refund_again": [decided.refunds.first().pk],
        "applications_refund_pay_back": [decided.pk],
        "profiles_agreement_compare": [base.pk, base.pk],
        "profiles_agreementdraft_write": [base.pk],
        "profiles_agreementdraft_write_first": [],
        "profiles_agreementdraft_rewrite": [draft.pk],
        "profiles_organization_allot": ["SWAP"],
        "rounds_nomination_letters": [exchange.pk],
    }


def marks():
    """Account -> what names its owner on a page, and nobody else."""
    found = {pk: {email} for pk, email in User.objects.filter(is_staff=False).values_list("pk", "email")}
    for pk, reference in Application.objects.values_list("profile__user", "reference"):
        found[pk].add(reference)
    for pk, name in Profile.objects.filter(family_name__startswith="Qx").values_list("user", "family_name"):
        found[pk].add(name)
    for pk, number in Passport.objects.exclude(number="77TW11111").values_list("profile__user", "number"):
        found[pk].add(number)
    return found


def addresses(arguments):
    """Every address of the staff site: by name, so that a page nobody thought of is in it."""
    ordinary = set()
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        ordinary |= {f"{name}_{kind}" for kind in KINDS}
        for kind in ("changelist", "add"):
            yield f"{name}_{kind}", reverse(f"admin:{name}_{kind}")
        for pk in model._default_manager.order_by("-pk").values_list("pk", flat=True)[:ROWS]:
            for kind in ("change", "history"):
                yield f"{name}_{kind}", reverse(f"admin:{name}_{kind}", args=[pk])
    for name in sorted(staff_routes() - ordinary):
        # A page without a line in the fixture cannot be reversed, and fails here.
        yield name, reverse(f"admin:{name}", args=arguments.get(name, []))
    for name in sorted({f"admin:{one}" for one in FRAME} & all_routes()):
        if name in ("admin:index", "admin:password_change", "admin:jsi18n"):
            yield name, reverse(name)


def unnoted(client, method, address, known, **form):
    """The people whom a page shows and for whom it noted nothing; and how many it showed."""
    before = FileView.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    response = getattr(client, method)(address, form) if form else getattr(client, method)(address)
    noted = set(FileView.objects.filter(pk__gt=before).values_list("person", flat=True))
    if response.streaming:
        # A file of somebody's: whatever is in it, opening it is a look.
        assert b"".join(response.streaming_content)
        return set() if noted else {"a file"}, 1
    page = response.content.decode()
    shown = {pk for pk, words in known.items() if any(word in page for word in words)}
    return shown - noted, len(shown)


def test_no_page_of_the_staff_site_shows_anybody_unnoted(world):
    client, arguments = world
    known = marks()
    missed, shown = {}, {}
    for name, address in addresses(arguments):
        lost, number = unnoted(client, "get", address, known)
        shown[name] = shown.get(name, 0) + number
        if lost:
            missed[address] = lost

    assert missed == {}
    # The walk has shown people on all pages that are about them; without them it would prove nothing.
    about = {
        f"{model._meta.app_label}_{model._meta.model_name}_change"
        for model in admin.site._registry
        if paths(model) and model._meta.model_name not in {"roundentry", "profileentry", "applicationentry"}
    }
    seen = {name for name, number in shown.items() if number}
    assert about | {"applications_application_document", "profiles_user_changelist"} <= seen


def test_a_search_a_preview_and_a_pair_note_whom_they_show(world):
    """One world for all of them: it takes longer to make than to look at."""
    client, arguments = world
    _what_a_search_finds_is_noted_and_what_it_does_not_find_is_not(client)
    _a_preview_among_people_left_out_is_noted(client, arguments)
    _both_of_a_pair_are_noted(client)
    _a_list_asks_as_often_for_many_people_as_for_a_few(client)


def _what_a_search_finds_is_noted_and_what_it_does_not_find_is_not(client):
    address = reverse("admin:profiles_profile_changelist")
    before = FileView.objects.order_by("-pk").values_list("pk", flat=True).first()
    answer = client.post(address, {"q": "Qxdue"})
    assert FileView.objects.filter(pk__gt=before).count() == 0

    assert "Qxdue" in client.get(answer["Location"]).content.decode()

    noted = FileView.objects.filter(pk__gt=before).select_related("person")
    assert [(one.page, one.person.profiles.get().family_name) for one in noted] == [("profiles_profile_changelist", "Qxdue")]


def _a_preview_among_people_left_out_is_noted(client, arguments):
    asked = reverse("admin:rounds_round_remedy", args=arguments["rounds_round_remedy"])
    known = marks()
    form = {
        "fault_en": "x",
        "fault_fr": "x",
        "fact_was_wrong": "on",
        "freeze_at": "2030-02-02 12:00",
        "draw_at": "2030-02-03 13:00",
    }
    found = [
        unnoted(client, "post", asked, known, **form, people=profile.user.email)
        for profile in Profile.objects.filter(state="active", candidacies__pool__code="FR-WH").select_related("user")
    ]

    assert FileView.objects.filter(page="rounds_round_remedy").count() == 1
    assert all(lost == set() or number for lost, number in found)


def _both_of_a_pair_are_noted(client):
    pair = Duplicate.objects.select_related("older", "newer").get(ground="passport")
    noted = FileView.objects.filter(page="profiles_duplicate_change").values_list("person", flat=True)
    assert not noted.exists()

    client.get(reverse("admin:profiles_duplicate_change", args=[pair.pk]))

    assert set(noted.all()) == {pair.older.user_id, pair.newer.user_id}


def _a_list_asks_as_often_for_many_people_as_for_a_few(client):
    address = reverse("admin:profiles_profile_changelist")
    counted = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted.append(len(asked))
        for _person in range(5):
            people.draft_profile(at=clock.now())

    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("table", "field"), [("citizenship", "profile"), ("passport", "profile"), ("letter", "user"), ("hold", "person")]
)
def test_nothing_that_is_typed_is_completed_with_people(table, field):
    at = clock.now()
    someone = people.active_profile(at=at, family_name="Qxotto")
    client = Client()
    client.force_login(cast.staff(at)["superuser"])

    term = "Qxotto" if field == "profile" else someone.user.email
    asked = {"app_label": "profiles", "model_name": table, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete"), asked)

    assert answer.status_code == 404
