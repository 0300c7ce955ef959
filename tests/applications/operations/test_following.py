"""A change that an officer agreed to reaches the open application: what is decided and printed later is what holds then."""

from datetime import date, timedelta

import pytest

from applications.models import Application, ApplicationEntry
from applications.operations import decisions, following
from applications.operations.decision_content import introduction
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
    assert "It is in your application too. You have nothing to do there." in told(application)
    letter = introduction(application, permit_months=12, enter_by=date(2027, 3, 1), made_at=noon + HOUR)
    assert letter.passport_number == "99RN12345"


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
