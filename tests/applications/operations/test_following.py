"""A change that an officer agreed to reaches the open application: what is decided and printed later is what holds then."""

from datetime import date, timedelta

import pytest

from applications.models import Application, ApplicationEntry
from applications.operations import decisions, document_requests, document_review, following
from applications.operations.decision_content import introduction
from applications.queries import standing
from iecsite.refusal import Refused
from profiles.letters import words
from profiles.models import Letter
from profiles.operations import changes
from profiles.rules.sections import Section
from tests.factories import applications as cases
from tests.factories import people
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RENEWED = {"number": "99RN12345", "country": "FR", "issued_on": date(2026, 2, 2), "expires_on": date(2036, 2, 1)}
MARRIED = {"family_name": "Autrement", "given_names": "Dominique", "one_name_only": False}


def asked(application, section, values, *, at):
    profile = application.profile
    profile.refresh_from_db()
    row = changes.change(
        profile_id=profile.pk, section=section, values=values, version=profile.version, reason="New.", by=profile.user, at=at
    )
    assert row is not None
    return row


def agreed(application, section, values, *, at):
    row = asked(application, section, values, at=at)
    changes.agree(change_id=row.pk, reason="Seen.", by=people.staff("Officers", at=at), at=at)
    return cases.fresh(application)


def told(application):
    return words.compose(Letter.objects.get(profile=application.profile, kind="profiles/change_made"))[1]


@pytest.mark.parametrize("state", ["submitted", "awaiting_place"])
def test_a_renewed_passport_reaches_an_application_that_is_not_decided_to_its_end(noon, state):
    application = agreed(cases.application_at(state, at=noon), Section.PASSPORT, RENEWED, at=noon + HOUR)

    assert (application.passport_number, application.passport_expires_on) == ("99RN12345", date(2036, 2, 1))
    entry = ApplicationEntry.objects.get(kind="application_followed")
    assert entry.details["columns"] == ["passport_number", "passport_expires_on"]
    said = {"submitted": "another letter asks you for a copy of the new one", "awaiting_place": "You have nothing to do there."}
    assert said[state] in told(application)
    letter = introduction(application, permit_months=12, enter_by=date(2027, 3, 1), made_at=noon + HOUR)
    assert letter.passport_number == "99RN12345"


def new_page(application, *, at):
    cases.add_document(application, "passport", at=at, content=cases.picture(size=(1000, 1400)))


def asked_for():
    letters = Letter.objects.filter(kind="applications/documents_asked").order_by("id")
    return [[line["en"] for line in one.context["documents"]] for one in letters]


FORMER = "Copy of your passport: it shows a passport that you have replaced; your application names the new one now"


@pytest.mark.parametrize("state", ["submitted", "in_review"])
def test_a_copy_of_the_new_passport_is_asked_for_once_with_the_reason(noon, state):
    officer = people.staff("Officers", at=noon)
    application = agreed(cases.application_at(state, at=noon, officer=officer), Section.PASSPORT, RENEWED, at=noon + HOUR)

    assert asked_for() == [[FORMER]]
    assert application.documents_due_at == noon + HOUR + timedelta(days=30)
    assert [line.requirement.key for line in standing.of(application, at=noon + HOUR).awaited] == ["passport"]
    new_page(application, at=noon + 2 * HOUR)
    assert not standing.of(application, at=noon + 2 * HOUR).awaited
    agreed(application, Section.PASSPORT, RENEWED | {"expires_on": date(2035, 2, 1)}, at=noon + 3 * HOUR)
    assert len(asked_for()) == 1
    with pytest.raises(document_requests.NotAsked):
        cases.add_document(application, "cv", at=noon + 3 * HOUR)


OVERSEAS = RENEWED | {"number": "222222222", "country": "GB", "document": "british_overseas"}
BRITISH = {"citizenship": "GB", "citizenships": ["GB", "HK"], "residence": "HK", "number": "111111111"}


def test_another_kind_that_is_held_besides_leaves_the_application_as_it_is(noon):
    application = cases.application_at("submitted", at=noon, code="GB-WH", **BRITISH)

    application = agreed(application, Section.PASSPORT, OVERSEAS, at=noon + HOUR)

    assert application.passport_number == "111111111"
    assert asked_for() == []
    renewed = RENEWED | {"country": "GB", "number": "333333333"}
    application = agreed(application, Section.PASSPORT, renewed, at=noon + 2 * HOUR)
    assert application.passport_number == "333333333"
    assert asked_for() == [[FORMER]]


def test_no_copy_is_asked_for_when_one_was_added_after_the_wish(noon):
    officer = people.staff("Officers", at=noon)
    application = cases.application_at("in_review", at=noon, officer=officer)
    row = asked(application, Section.PASSPORT, RENEWED, at=noon + HOUR)
    document = application.documents.get(requirement="passport")
    document_review.reject(document_id=document.pk, fault="expired", by=officer, at=noon + HOUR)
    document_requests.ask_again(application_id=application.pk, by=officer, at=noon + HOUR)
    new_page(application, at=noon + 2 * HOUR)

    changes.agree(change_id=row.pk, reason="Seen.", by=officer, at=noon + 3 * HOUR)

    assert len(asked_for()) == 1
    assert not standing.of(cases.fresh(application), at=noon + 3 * HOUR).awaited
    assert "You have nothing to do there." in told(application)


def test_a_mistyped_number_that_is_put_right_asks_for_no_copy(noon):
    application = cases.application_at("submitted", at=noon)
    same = {"number": "RIGHT1234", "country": "FR", "issued_on": date(2023, 1, 10), "expires_on": date(2033, 1, 9)}

    application = agreed(application, Section.PASSPORT, same, at=noon + HOUR)

    assert application.passport_number == "RIGHT1234"
    assert (asked_for(), application.documents_due_at) == ([], None)


def test_before_it_is_sent_the_copy_is_missing_again(noon):
    application = cases.ready_to_pay(at=noon)

    application = agreed(application, Section.PASSPORT, RENEWED, at=noon + HOUR)

    assert [one.key for one in standing.of(application, at=noon + HOUR).missing] == ["passport"]
    assert asked_for() == []
    letter = Letter.objects.get(profile=application.profile, kind="profiles/change_made")
    for language, said in (("en", "add a copy of the new one"), ("fr", "ajoutez une copie du nouveau")):
        letter.language = language
        assert said in words.compose(letter)[1]
    new_page(application, at=noon + HOUR)
    assert not standing.of(application, at=noon + HOUR).missing


def test_what_was_confirmed_and_declared_before_is_confirmed_and_declared_anew(noon):
    application = cases.ready_to_pay(at=noon)
    assert application.details_confirmed_at is not None

    application = agreed(application, Section.NAMES, MARRIED, at=noon + HOUR)

    assert (application.family_name, application.given_names) == ("Autrement", "Dominique")
    assert (application.details_confirmed_at, application.declared_at) == (None, None)
    assert "make the declarations again" in told(application)


def test_a_decided_application_stays_as_it_was_decided(noon):
    application = cases.application_at("submitted", at=noon)
    row = asked(application, Section.PASSPORT, RENEWED, at=noon)
    officer = people.staff("Officers", at=noon)
    decisions.take(application_id=application.pk, by=officer, at=noon)
    decisions.approve(application_id=application.pk, by=officer, at=noon)

    with pytest.raises(changes.CannotDecide):
        changes.agree(change_id=row.pk, reason="Seen.", by=officer, at=noon + HOUR)

    assert cases.fresh(application).passport_number != "99RN12345"


def test_a_payment_under_way_is_waited_for_and_nothing_is_written(noon):
    application = cases.ready_to_pay(at=noon)
    cases.begin_to_pay(application, at=noon)
    row = asked(application, Section.NAMES, MARRIED, at=noon)

    with pytest.raises(following.NotNow, match="payment"):
        changes.agree(change_id=row.pk, reason="Seen.", by=people.staff("Officers", at=noon), at=noon + HOUR)

    application.profile.refresh_from_db()
    assert application.profile.family_name != "Autrement"


@pytest.mark.django_db(transaction=True)
def test_an_approval_at_the_same_moment_waits_for_nobody_for_ever(noon):
    application = cases.application_at("submitted", at=noon)
    row = asked(application, Section.PASSPORT, RENEWED, at=noon)
    officer = people.staff("Officers", at=noon)
    decisions.take(application_id=application.pk, by=officer, at=noon)

    def agree():
        try:
            changes.agree(change_id=row.pk, reason="Seen.", by=officer, at=noon + HOUR)
        except Refused:
            return "refused"
        return "agreed"

    def approve():
        decisions.approve(application_id=application.pk, by=officer, at=noon + HOUR)

    outcome = at_the_same_moment(agree, approve)[0]

    number = Application.objects.get(pk=application.pk).passport_number
    assert (number == "99RN12345") == (outcome == "agreed")


def test_an_applicant_with_nothing_followed_reads_nothing_of_pools(noon):
    application = cases.application_at("submitted", at=noon)
    studies = {"student_enrolled": False, "student_country": None, "study_sector": "", "graduated_on": None}

    agreed(application, Section.STUDY, studies, at=noon + HOUR)

    letter = Letter.objects.get(profile=application.profile, kind="profiles/change_made")
    for language, said in (("en", "Your application stays as it is"), ("fr", "Votre demande demeure telle quelle")):
        letter.language = language
        body = words.compose(letter)[1]
        assert said in body
        assert not [pool for pool in ("pool", "bassin") if pool in body]
