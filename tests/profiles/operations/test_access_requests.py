"""A request for records or a correction: taken, answered in the file, held against erasure, and taken back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from applications.operations import retention
from iecsite import clock
from profiles.letters import words
from profiles.models import AccessRequest, Letter, User
from profiles.operations import access_requests, closing, delivery
from profiles.operations.access_requests import CannotAnswer, CannotAsk
from profiles.rules.retention import answer_due_on
from tests.factories import cast, people
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(noon, **changes):
    person = changes.pop("by", None) or people.account(at=noon)
    return access_requests.ask(by=person, at=noon, **{"kind": "access", "words": "All calls"} | changes)


def answered(request, at, outcome="given", text="Here it is."):
    keeper = people.staff("Privacy", at=at)
    return access_requests.answer(request_id=request.pk, outcome=outcome, words=text, by=keeper, at=at)


def test_a_request_is_answered_within_thirty_days_of_the_day_on_which_it_came(noon):
    made = asked(noon)

    assert (made.received_on, made.due_on) == (date(2026, 2, 2), date(2026, 3, 4))
    assert answer_due_on(date(2028, 2, 1)) == date(2028, 3, 2)
    assert made.number == f"P-2026-{made.pk:06d}"


def test_staff_write_down_what_came_by_mail_on_its_day(noon):
    keeper, person = people.staff("Privacy", at=noon), people.account(at=noon)
    came = date(2026, 1, 20)

    made = access_requests.write_down(
        person_id=person.pk, kind="correction", words="The birth", received_on=came, by=keeper, at=noon
    )

    assert (made.received_on, made.due_on) == (came, date(2026, 2, 19))
    with pytest.raises(CannotAsk, match="today or before"):
        access_requests.write_down(
            person_id=person.pk, kind="access", words="x", received_on=date(2026, 2, 3), by=keeper, at=noon
        )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letters_name_the_number_and_the_day_and_nothing_of_the_matter(noon, language):
    made = asked(noon, words="Qxgeheim")
    answered(made, noon + DAY, text="Qxantwort")

    for letter in Letter.objects.filter(user=made.person):
        letter.language = language
        subject, body = words.compose(letter)
        assert made.number in subject
        assert "Qx" not in subject + body
    assert Letter.objects.filter(user=made.person).count() == 2


def test_an_answer_needs_words_and_comes_once(noon):
    made = asked(noon)
    with pytest.raises(CannotAnswer, match="Write the answer"):
        answered(made, noon, text=" ")
    with pytest.raises(CannotAnswer, match="Choose how"):
        answered(made, noon, outcome="withdrawn")
    answered(made, noon)
    with pytest.raises(CannotAnswer, match="answered already"):
        answered(made, noon)
    with pytest.raises(CannotAnswer, match="answered already"):
        access_requests.withdraw(request_id=made.pk, by=made.person, at=noon)


def test_what_cannot_be_asked(noon):
    person = people.account(at=noon)
    with pytest.raises(CannotAsk, match="Say what"):
        asked(noon, by=person, words="  ")
    with pytest.raises(CannotAsk, match="files of candidates"):
        asked(noon, by=people.staff("Support", at=noon))
    for _ in range(access_requests.MOST_OPEN):
        asked(noon, by=person)
    with pytest.raises(CannotAsk, match="Five requests"):
        asked(noon, by=person)


def test_somebody_elses_request_cannot_be_taken_back(noon):
    made = asked(noon)
    with pytest.raises(AccessRequest.DoesNotExist):
        access_requests.withdraw(request_id=made.pk, by=people.account(at=noon), at=noon)


def test_an_account_is_not_closed_over_an_open_request_nor_asked_from_when_it_closes(noon):
    made = asked(noon)
    with pytest.raises(closing.CannotClose, match="privacy office"):
        closing.ask(by=made.person, early_disposal=True, at=noon)
    access_requests.withdraw(request_id=made.pk, by=made.person, at=noon)
    closing.ask(by=made.person, early_disposal=True, at=noon)
    with pytest.raises(CannotAsk, match="about to be closed"):
        asked(noon, by=made.person)


def written_down(person, at, by=None):
    keeper = by or people.staff("Privacy", at=at)
    return access_requests.write_down(
        person_id=person.pk, kind="access", words="All calls", received_on=clock.home_date(at), by=keeper, at=at
    )


def test_an_account_closes_a_week_after_the_answer_to_what_came_by_mail_while_it_was_closing(noon):
    person = people.account(at=noon)
    closing.ask(by=person, early_disposal=True, at=noon)
    made = written_down(person, noon + DAY)
    assert closing.close_next(at=noon + 20 * DAY) is None

    answered(made, noon + 20 * DAY)

    assert closing.close_next(at=noon + 27 * DAY - timedelta(seconds=1)) is None
    assert closing.close_next(at=noon + 27 * DAY) == person


def closed_account(at):
    person = people.account(at=at - 8 * DAY)
    closing.ask(by=person, early_disposal=False, at=at - 8 * DAY)
    while closing.close_next(at=at - DAY):
        pass
    person.refresh_from_db()
    assert person.closed_at
    return person


def test_of_a_closed_account_it_is_noted_how_the_answer_was_handed_over_and_nothing_is_mailed(noon):
    person, keeper = closed_account(noon), people.staff("Privacy", at=noon)
    made = written_down(person, noon, by=keeper)
    with pytest.raises(CannotAnswer, match="account is closed"):
        answered(made, noon)

    access_requests.answer(
        request_id=made.pk, outcome="given", words="Here.", handed_over="By registered mail", by=keeper, at=noon
    )

    made.refresh_from_db()
    assert (made.outcome, made.handed_over) == ("given", "By registered mail")
    assert not Letter.objects.filter(user=person, kind__contains="request").exists()


def test_staff_write_down_and_answer_a_request_about_a_closed_account_by_its_number(client):
    at = clock.now()
    person = closed_account(at)
    client.force_login(cast.staff(at)["Privacy"])
    today = clock.today()
    told = {"kind": "access", "words": "All calls", "received_on": today.isoformat()}
    add = reverse("admin:profiles_accessrequest_add")
    nobody = client.post(add, told | {"address": str(person.pk + 1000)}).content.decode()
    assert "No closed account has this number" in nobody
    assert "All calls" in nobody

    client.post(add, told | {"address": str(person.pk)})

    made = AccessRequest.objects.get()
    assert made.person == person
    page = reverse("admin:profiles_accessrequest_change", args=[made.pk])
    missing = client.post(page, {"outcome": "given", "words": "Here."}).content.decode()
    assert "Note how the answer was handed over." in missing
    client.post(page, {"outcome": "given", "words": "Here.", "handed_over": "By registered mail"})
    assert "By registered mail" in client.get(page).content.decode()


@pytest.mark.parametrize("end", ["answered", "withdrawn"])
def test_nothing_is_erased_while_a_request_is_open(noon, end):
    made = asked(noon)
    while delivery.deliver_due(at=noon):
        pass
    later = noon + 3000 * DAY
    assert retention.erase_due(at=later) == []

    if end == "answered":
        answered(made, later)
    else:
        access_requests.withdraw(request_id=made.pk, by=made.person, at=later)
    while delivery.deliver_due(at=later):
        pass

    # Its end is a use of the file: two years more.
    assert retention.erase_due(at=later + 700 * DAY) == []
    assert retention.erase_due(at=later + 732 * DAY) == [made.person]
    made.refresh_from_db()
    assert (made.words, made.answer) == ("", "")


def test_the_person_asks_reads_the_answer_and_takes_back(client):
    at = clock.now()
    person = people.account(at=at)
    client.force_login(person)
    client.post(reverse("ask_for_records"), {"kind": "access", "words": "All calls", "once": "a"})
    client.post(reverse("ask_for_records"), {"kind": "correction", "words": "My name", "once": "b"})
    first, second = AccessRequest.objects.order_by("pk")
    keeper = cast.staff(at)["Privacy"]
    client.force_login(keeper)
    client.post(
        reverse("admin:profiles_accessrequest_change", args=[first.pk]), {"outcome": "given_in_part", "words": "Two of three."}
    )
    client.force_login(person)
    client.post(reverse("withdraw_request", args=[second.pk]))

    page = client.get(reverse("my_file")).content.decode()

    assert "Two of three." in page
    assert "Records given in part" in page
    assert "Taken back by the person" in page
    assert keeper.email not in page


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_withdrawal_at_once_are_one_end(noon):
    made = asked(noon)
    keeper = people.staff("Privacy", at=noon)

    ends = at_the_same_moment(
        lambda: access_requests.answer(request_id=made.pk, outcome="given", words="Here.", by=keeper, at=noon),
        lambda: access_requests.withdraw(request_id=made.pk, by=made.person, at=noon),
    )

    assert sum(isinstance(one, CannotAnswer) for one in ends) == 1
    assert User.objects.get(pk=made.person_id).entries_about.filter(kind="access_answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_and_closing_at_once_leave_no_request_behind_a_closed_door(noon):
    person = people.account(at=noon)

    ends = at_the_same_moment(lambda: asked(noon, by=person), lambda: closing.ask(by=person, early_disposal=False, at=noon))

    assert sum(isinstance(one, Exception) for one in ends) == 1
