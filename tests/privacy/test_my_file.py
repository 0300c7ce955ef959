"""A person sees who looked at their file, takes a copy of everything, and may close the account."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.test import Client
from django.urls import reverse

from iecsite import clock
from profiles.models import FileView, Letter, User
from profiles.operations import access_requests, browsers, closing, delivery, other_addresses, profiles, questions
from profiles.queries.people_shown import paths
from tests.factories import applications, cases, cast, draws, organizations, people, recoveries, rounds
from tests.races.together import at_the_same_moment

DAY = timedelta(days=1)
STAY = {
    "citizenship": "FR",
    "category": "coop",
    "season": 2022,
    "permit_issued_on": date(2022, 5, 1),
    "permit_expires_on": date(2023, 4, 30),
    "recognized_organization": False,
}


def of(user):
    client = Client()
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


@pytest.mark.django_db
def test_every_staff_page_about_a_person_is_noted_once_for_each_look():
    at = clock.now()
    case = applications.application_at("approved", at=at)
    person = case.profile.user
    chief = cast.staff(at)["superuser"]
    client = of(chief)
    pages = {
        "profiles_user_change": [person.pk],
        "profiles_profile_change": [case.profile_id],
        "profiles_profile_history": [case.profile_id],
        "profiles_letter_change": [person.letters.first().pk],
        "rounds_invitation_change": [case.profile.invitations.first().pk],
        "rounds_candidacy_change": [case.profile.candidacies.first().pk],
        "applications_application_change": [case.pk],
        "applications_application_document": [case.pk, case.documents.first().pk],
        "applications_application_review": [case.pk, case.documents.first().pk],
        "applications_refund_pay_back": [case.pk],
        "applications_payment_change": [case.payments.first().pk],
    }
    for name, arguments in pages.items():
        response = client.get(reverse(f"admin:{name}", args=arguments))
        assert response.status_code == 200, name
        if response.streaming:
            assert b"".join(response.streaming_content)

    noted = FileView.objects.filter(person=person, viewed_by=chief)
    assert sorted(noted.values_list("page", flat=True)) == sorted(pages)
    assert set(noted.values_list("role", flat=True)) == {"superuser"}


@pytest.mark.django_db
def test_pages_about_nobody_and_about_staff_are_not_noted():
    at = clock.now()
    chief = cast.staff(at)["superuser"]
    client = of(chief)
    rounds.candidate("FR-WH", at=at)
    for name, arguments in {
        "index": [],
        "profiles_user_change": [chief.pk],
        "rounds_pool_change": [rounds.pool("FR-WH").pk],
    }.items():
        assert client.get(reverse(f"admin:{name}", args=arguments)).status_code == 200

    assert FileView.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "An officer"), ("fr", "Un agent ou une agente")])
def test_the_person_reads_the_role_and_not_the_name(language, words):
    at = clock.now()
    case = applications.application_at("submitted", at=at)
    officer = cast.staff(at)["Officers"]
    of(officer).get(reverse("admin:applications_application_change", args=[case.pk]))

    page = text(of(case.profile.user).get("/fr/mon-dossier/" if language == "fr" else "/en/my-file/"))

    assert words in page
    assert officer.email not in page


@pytest.mark.django_db
def test_the_copy_has_everything_and_nobody_of_the_staff():
    at = clock.now()
    case = applications.application_at("approved", at=at, family_name="Qxfamille", number="QX998877")
    officer = cast.staff(at)["Officers"]
    of(officer).get(reverse("admin:applications_application_change", args=[case.pk]))
    other = people.active_profile(at=at, family_name="Qxautre")

    response = of(case.profile.user).get(reverse("my_file_copy"))

    content = b"".join(response.streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    facts = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert facts["profile-and-letters.json"]["profiles"][0]["family_name"] == "Qxfamille"
    assert facts["profile-and-letters.json"]["profiles"][0]["passports"][0]["number"] == "QX998877"
    assert facts["profile-and-letters.json"]["looks_of_staff"][0]["role"] == "Officers"
    assert len(facts["profile-and-letters.json"]["letters"]) == Letter.objects.filter(user=case.profile.user).count()
    assert facts["pools-and-invitations.json"]["invitations"][0]["pool"]
    assert facts["applications.json"]["applications"][0]["reference"] == case.reference
    documents = [name for name in archive.namelist() if name.startswith(f"documents/{case.reference}/")]
    assert len(documents) >= case.documents.count()
    whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".json", ".txt"))).decode()
    assert officer.email not in whole
    assert "Qxautre" not in whole
    assert other.user.email not in whole


# Tables about people -> where their rows stand in the copy.
COPIED = {
    "profiles.user": ("profile-and-letters.json", "account"),
    "profiles.profile": ("profile-and-letters.json", "profiles"),
    "profiles.citizenship": ("profile-and-letters.json", "profiles"),
    "profiles.passport": ("profile-and-letters.json", "profiles"),
    "profiles.participation": ("profile-and-letters.json", "profiles"),
    "profiles.letter": ("profile-and-letters.json", "letters"),
    "profiles.otheraddress": ("profile-and-letters.json", "other_addresses"),
    "profiles.otheraddressletter": ("profile-and-letters.json", "letters_to_other_addresses"),
    "profiles.knownbrowser": ("profile-and-letters.json", "known_browsers"),
    "profiles.profileentry": ("profile-and-letters.json", "events"),
    "profiles.profileevent": ("profile-and-letters.json", "earlier_answers"),
    "profiles.answerchange": ("profile-and-letters.json", "changes_of_answers"),
    "profiles.sentanswers": ("profile-and-letters.json", "sent_answers"),
    "profiles.duplicate": ("profile-and-letters.json", "possible_duplicates"),
    "profiles.fileview": ("profile-and-letters.json", "looks_of_staff"),
    "profiles.accessrequest": ("profile-and-letters.json", "access_requests"),
    "profiles.question": ("profile-and-letters.json", "questions"),
    "profiles.recovery": ("profile-and-letters.json", "recoveries"),
    "profiles.recoveryletter": ("profile-and-letters.json", "letters_about_recoveries"),
    "usersessions.usersession": ("profile-and-letters.json", "signed_in"),
    "mfa.authenticator": ("profile-and-letters.json", "second_factors"),
    "rounds.candidacy": ("pools-and-invitations.json", "pools"),
    "rounds.invitation": ("pools-and-invitations.json", "invitations"),
    "rounds.nomination": ("pools-and-invitations.json", "letters_of_organizations"),
    "rounds.ticket": ("pools-and-invitations.json", "tickets"),
    "rounds.leftout": ("pools-and-invitations.json", "left_out_of_lists"),
    "rounds.roundentry": ("pools-and-invitations.json", "events"),
    "applications.application": ("applications.json", "applications"),
    "applications.decision": ("applications.json", "applications"),
    "applications.document": ("applications.json", "documents"),
    "applications.payment": ("applications.json", "payments"),
    "applications.refund": ("applications.json", "refunds"),
    "applications.applicationentry": ("applications.json", "events"),
}
NOT_COPIED = {
    "account.emailaddress": "the account's own address, which stands in the account",
    "admin.logentry": "the staff site writes the journal instead; the table stays empty",
    "applications.applicationevent": "earlier versions of rows that are in the copy, for audits of staff's work",
    "applications.decisionevent": "the same",
    "applications.documentevent": "the same",
    "applications.paymentevent": "the same",
    "applications.refundevent": "the same",
    "applications.paymentline": "the parts of a payment, which stand on its receipt",
    "iecsite.idempotencykey": "keys of forms, gone after two days",
    "pghistory.middlewareevents": "no table of its own",
    "profiles.hold": "a legal matter is told by whoever leads it",
    "rounds.drawentry": "which lists a ticket stands in is published with the round",
    "rounds.receiptwish": "whether letters about every round are wanted, which the page of one's rounds shows",
    "rounds.remedialentry": "the invitation or the letter of a remedial round says it",
}


def test_every_table_about_people_is_in_the_copy_or_has_a_reason_not_to_be():
    about = {model._meta.label_lower for model in apps.get_models() if paths(model) or model is User}

    assert about == COPIED.keys() | NOT_COPIED.keys()
    assert not COPIED.keys() & NOT_COPIED.keys()


def _copy(user):
    return zipfile.ZipFile(io.BytesIO(b"".join(of(user).get(reverse("my_file_copy")).streaming_content)))


@pytest.mark.django_db
def test_what_the_copy_promises_is_in_it(django_assert_max_num_queries):
    at = clock.now()
    staff = cast.staff(at)
    case = applications.application_at("withdrawn", at=at, family_name="Qxfamille", participations=[STAY])
    person = cast.with_second_factor(case.profile.user)
    twin = people.draft_profile(at=at, family_name="Qxfamille")
    profiles.send(profile_id=twin.pk, by=twin.user, at=at)
    other = people.active_profile(at=at, family_name="Qxfamille").user
    changed = cases.asked_change(at=at).profile.user
    nominated = organizations.nominated(organizations.pool(at=at), at=at).user
    ask = access_requests.ask(by=person, kind="correction", words="My name", at=at)
    access_requests.answer(request_id=ask.pk, outcome="corrected", words="Done", by=staff["Privacy"], at=at)
    questions.ask(topic="letter", words="Is it right?", by=person, at=at)
    recoveries.ready(at=at, user=person)
    _round, left_out = draws.one_left_out(at=at + timedelta(days=1))
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key="made-up", user_agent="Firefox/135.0")
    other_addresses.name_second(email="other@example.org", by=person, at=at)
    browsers.signed_in(user_id=person.pk, key="made-up", name="Firefox, Windows", ip="127.0.0.1", at=at)
    of(staff["Officers"]).get(reverse("admin:applications_application_change", args=[case.pk]))
    while delivery.deliver_due(at=at):
        pass

    with django_assert_max_num_queries(60):
        response = of(person).get(reverse("my_file_copy"))
        archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))

    archives = [archive, *(_copy(one) for one in (twin.user, other, changed, nominated, left_out.user))]
    empty = {place for place in set(COPIED.values()) if not any(json.loads(one.read(place[0]))[place[1]] for one in archives)}
    assert empty - {("pools-and-invitations.json", "tickets")} == set()
    letters = [name for name in archive.namelist() if name.startswith("letters/") and name.endswith(".txt")]
    assert len(letters) == Letter.objects.filter(user=person).exclude(body="").count() > 3
    assert "sent" in {name.rsplit("-", 1)[1].removesuffix(".txt") for name in letters}
    assert "Done" in archive.read("profile-and-letters.json").decode()
    assert twin.user.email not in archive.read("profile-and-letters.json").decode()


@pytest.mark.django_db
def test_an_account_closes_after_seven_days_and_its_address_is_free(noon):
    user = people.account(at=noon, email="leaves@example.org")
    closing.ask(by=user, early_disposal=False, at=noon)

    assert closing.close_next(at=noon + 7 * DAY - timedelta(seconds=1)) is None
    assert closing.close_next(at=noon + 7 * DAY) == user
    assert closing.close_next(at=noon + 7 * DAY) is None

    user.refresh_from_db()
    assert (user.is_active, user.emailaddress_set.count()) == (False, 0)
    again = people.account(at=noon + 8 * DAY, email="leaves@example.org")
    assert again.pk != user.pk
    assert Letter.objects.filter(user=user, kind="profiles/account_closing").count() == 1


@pytest.mark.django_db
def test_one_may_change_ones_mind_on_the_page(monkeypatch):
    user = people.account(at=clock.now())
    client = of(user)
    client.post(reverse("close_account"), {"once": "a"})
    assert "Keep my account" in text(client.get(reverse("my_file")))

    client.post(reverse("keep_account"))

    user.refresh_from_db()
    assert user.closing_at is None
    assert closing.close_next(at=clock.now() + 8 * DAY) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda at: people.draft_profile(at=at).user, "Withdraw your profile first"),
        (lambda at: rounds.candidate("FR-WH", at=at).user, "Withdraw your profile first"),
        (lambda at: rounds.invited("FR-WH", at=at).profile.user, "You hold an invitation"),
        (lambda at: applications.application_at("submitted", at=at).profile.user, "You have an application"),
        (lambda at: people.staff("Officers", at=at), "A staff account"),
    ],
    ids=["draft", "candidate", "invited", "applicant", "staff"],
)
def test_an_account_in_use_cannot_be_closed(noon, made, words):
    with pytest.raises(closing.CannotClose, match=words):
        closing.ask(by=made(noon), early_disposal=False, at=noon)


@pytest.mark.django_db
def test_who_began_a_new_profile_keeps_the_account(noon):
    user = people.account(at=noon)
    closing.ask(by=user, early_disposal=False, at=noon)
    profiles.start(user_id=user.pk, by=user, at=noon + DAY)

    assert closing.close_next(at=noon + 7 * DAY) == user

    user.refresh_from_db()
    assert (user.is_active, user.closing_at, user.closed_at) == (True, None, None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_an_account_once(noon):
    user = people.account(at=noon)
    closing.ask(by=user, early_disposal=False, at=noon)

    def close():
        return closing.close_next(at=noon + 7 * DAY)

    assert [one for one in at_the_same_moment(close, close) if one is not None] == [user]
    assert User.objects.get(pk=user.pk).entries_about.filter(kind="account_closed").count() == 1
