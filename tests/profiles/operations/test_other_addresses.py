"""A second address and a trusted contact: written to once they agree, and never before."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Memory
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from iecsite.refusal import Refused
from profiles.letters.other_addresses import link
from profiles.models import Letter, OtherAddress, OtherAddressLetter, ProfileEntry
from profiles.operations import accounts, closing, delivery, letters, other_addresses, other_delivery, trusted_contacts
from profiles.operations.letters import Draft
from profiles.operations.other_addresses import CannotName
from profiles.queries.letters import copies_undelivered_since
from profiles.queries.other_addresses import second_of, to_take_the_place_of
from profiles.rules.other_addresses import ANSWER_WITHIN, Purpose
from rounds.operations import invitations, unopened
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECOND = "second@example.org"


class Broken(Memory):
    """A mail server that takes nothing for an address with `poison` in it."""

    def send_messages(self, messages):
        for message in messages:
            if "poison" in message.to[0]:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


def deliver(at):
    """Everything that is due, to own and other addresses."""
    while delivery.deliver_due(at=at):
        pass
    while other_delivery.deliver_due(at=at):
        pass
    sent, mail.outbox = list(mail.outbox), []
    return [(one.to[0], one.subject) for one in sent]


def deliver_stubbornly(at):
    """As often as a letter is tried."""
    return [one for minutes in (0, 2, 15, 30) for one in deliver(at + timedelta(minutes=minutes))]


def with_second(at, **fields):
    user = people.account(at=at, **fields)
    named = other_addresses.name_second(email=SECOND, by=user, at=at)
    other_addresses.agree(address_id=named.pk, at=at)
    deliver(at)
    return user, named


def contact_of(user, at, *, agrees=True, **changes):
    told = {"email": "friend@example.org", "first_name": "Léa", "person_name": "Zoë", "language": "en", **changes}
    named = other_addresses.name_contact(**told, by=user, at=at)
    if agrees:
        other_addresses.agree(address_id=named.pk, at=at)
    return named


def write(user, kind, at, key="a", **context):
    with transaction.atomic():
        draft = Draft(kind=kind, event_key=f"{kind}/{key}", user_id=user.pk, language=user.language, context=context)
        letters.queue_letter(draft, at=at)


def test_nothing_but_the_question_goes_to_an_address_before_its_reader_says_yes(noon):
    user = people.account(at=noon, email="own@example.org", preferred_name="Zoë")
    other_addresses.name_second(email=" Second@Example.org ", by=user, at=noon)
    write(user, "profiles/test", noon)

    while other_delivery.deliver_due(at=noon):
        pass
    (asked,) = mail.outbox
    assert asked.to == [SECOND]
    assert "Zoë" not in asked.body
    assert "own@example.org" not in asked.body
    mail.outbox = []
    assert [to for to, _subject in deliver(noon)] == ["own@example.org"]


def test_a_letter_that_counts_goes_to_both_addresses_once_with_the_same_words(noon):
    user, _named = with_second(noon, email="own@example.org", preferred_name="Zoë")
    write(user, "profiles/test", noon + HOUR)
    write(user, "profiles/test", noon + HOUR)

    while delivery.deliver_due(at=noon + HOUR):
        pass
    assert other_delivery.deliver_due(at=noon + HOUR) == 1
    assert other_delivery.deliver_due(at=noon + HOUR) == 0

    own, copy = mail.outbox
    assert (own.to, copy.to) == (["own@example.org"], [SECOND])
    assert own.subject == copy.subject
    assert copy.body.startswith(own.body)
    assert own.extra_headers["Message-ID"] != copy.extra_headers["Message-ID"]
    assert link(OtherAddress.objects.get(), purpose=Purpose.END) in copy.body


def test_a_letter_of_routine_goes_to_the_own_address_alone(noon):
    user, _named = with_second(noon)
    write(user, "profiles/sent", noon + HOUR, sent_on="2026-03-02")

    assert [to for to, _subject in deliver(noon + HOUR)] == [user.email]


def test_a_round_of_invitations_is_copied_by_one_statement(noon, django_assert_num_queries):
    persons = [with_second(noon, email=f"p{number}@example.org")[0] for number in range(3)]
    others = [people.account(at=noon) for _number in range(3)]
    drafts = [
        Draft(kind="profiles/test", event_key=f"bulk/{one.pk}", user_id=one.pk, language="en") for one in (*persons, *others)
    ]

    with django_assert_num_queries(4), transaction.atomic():
        assert letters.queue_new_letters(drafts, at=noon + HOUR) == 6

    assert OtherAddressLetter.objects.filter(letter__event_key__startswith="bulk/").count() == 3


def test_a_letter_looks_for_copies_of_itself_alone(noon):
    user, _named = with_second(noon)
    write(user, "profiles/test", noon + HOUR, key="a")
    OtherAddressLetter.objects.filter(letter__isnull=False).delete()

    write(user, "profiles/test", noon + HOUR, key="b")

    copied = OtherAddressLetter.objects.filter(letter__isnull=False).values_list("letter__event_key", flat=True)
    assert list(copied) == ["profiles/test/b"]


def test_the_copy_arrives_when_the_own_address_takes_nothing(noon, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    user, named = with_second(noon, email="poison@example.org")
    write(user, "profiles/test", noon + HOUR)

    sent = deliver_stubbornly(noon + HOUR)

    assert {to for to, _subject in sent} == {SECOND}
    assert Letter.objects.get(event_key="profiles/test/a").state == "put_aside"
    assert copies_undelivered_since(named.pk) is None


def test_what_the_second_address_does_not_take_is_known_by_address(noon, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    user = people.account(at=noon, email="own@example.org")
    named = other_addresses.name_second(email="poison@example.org", by=user, at=noon)
    other_addresses.agree(address_id=named.pk, at=noon)

    sent = deliver_stubbornly(noon)

    assert {to for to, _subject in sent} == {"own@example.org"}
    assert copies_undelivered_since(named.pk) is not None


def test_a_link_that_grew_too_old_confirms_nothing_and_the_address_is_deleted(noon):
    user = people.account(at=noon)
    named = other_addresses.name_second(email=SECOND, by=user, at=noon)

    assert other_addresses.agree(address_id=named.pk, at=noon + ANSWER_WITHIN) is False
    for _run in range(2):
        other_addresses.forget_late(at=noon + ANSWER_WITHIN)
    named.refresh_from_db()
    assert (named.email, named.ended_at) == ("", noon + ANSWER_WITHIN)


def test_another_address_takes_the_place_and_the_old_link_is_over(noon):
    user = people.account(at=noon)
    first = other_addresses.name_second(email=SECOND, by=user, at=noon)
    other_addresses.name_second(email="third@example.org", by=user, at=noon)

    assert other_addresses.agree(address_id=first.pk, at=noon) is False
    assert [to for to, _subject in deliver(noon)] == ["third@example.org"]


def test_a_confirmed_address_stays_until_the_new_one_says_yes_and_is_told(noon):
    user, first = with_second(noon)
    third = other_addresses.name_second(email="third@example.org", by=user, at=noon)
    assert second_of(user.pk) == first
    assert to_take_the_place_of(second_of(user.pk)) == third
    write(user, "profiles/test", noon + HOUR)
    assert SECOND in {to for to, _subject in deliver(noon + HOUR)}

    assert other_addresses.agree(address_id=third.pk, at=noon + HOUR)

    first.refresh_from_db()
    assert (first.email, first.ended_at) == ("", noon + HOUR)
    assert second_of(user.pk) == third
    assert (SECOND, "Copies of letters no longer come here") in deliver(noon + HOUR)


def test_who_keeps_the_confirmed_one_takes_the_other_back(noon, client):
    user, first = with_second(noon)
    third = other_addresses.name_second(email="third@example.org", by=user, at=noon)

    client.force_login(user)
    page = client.get(reverse("second_address")).content.decode()
    assert page.index(SECOND) < page.index("Named to take its place") < page.index("third@example.org")

    client.post(reverse("second_address_remove"), {"which": "waiting"})

    assert second_of(user.pk) == first
    assert "Named to take its place" not in client.get(reverse("second_address")).content.decode()
    assert other_addresses.agree(address_id=third.pk, at=noon) is False


def test_a_contact_who_is_removed_is_not_told_and_the_account_is(noon):
    user = people.account(at=noon, email="own@example.org")
    contact_of(user, noon)
    deliver(noon)
    other_addresses.remove(role="contact", by=user, at=noon + HOUR)

    assert deliver(noon + HOUR) == [("own@example.org", "Your trusted contact was removed")]


def test_the_cap_on_asking_one_address_holds_when_the_questions_are_taken_back(noon):
    for _number in range(5):
        user = people.account(at=noon)
        other_addresses.name_second(email=SECOND, by=user, at=noon)
        deliver(noon)
        other_addresses.remove(role="second", by=user, at=noon)

    assert OtherAddressLetter.objects.filter(kind="second_asked").count() == 3


def test_a_no_is_remembered_for_90_days_and_then_forgotten(noon):
    named = other_addresses.name_second(email=SECOND, by=people.account(at=noon), at=noon)
    other_addresses.leave(address_id=named.pk, at=noon)
    deliver(noon)
    for days in (2, 89):
        other_addresses.forget_late(at=noon + days * DAY)
        other_addresses.name_second(email=SECOND, by=people.account(at=noon), at=noon + days * DAY)
        assert deliver(noon + days * DAY) == []

    for _run in range(2):
        other_addresses.forget_late(at=noon + 90 * DAY)
    named.refresh_from_db()
    assert named.digest == ""
    other_addresses.name_second(email=SECOND, by=people.account(at=noon), at=noon + 90 * DAY)
    assert [to for to, _subject in deliver(noon + 90 * DAY)] == [SECOND]


@pytest.mark.parametrize("name", ["Win at example.org", "https://example.org", "Z" * 41])
def test_a_stranger_reads_a_name_and_no_message(noon, name):
    with pytest.raises(CannotName, match="names alone"):
        contact_of(people.account(at=noon), noon, person_name=name)
    contact_of(people.account(at=noon), noon, person_name="J.-P. Zoë", agrees=False)
    assert [subject for _to, subject in deliver(noon)] == ["Somebody you know asks you for a small favour"]


def test_the_same_is_said_of_an_address_that_has_an_account(noon):
    known, user = people.account(at=noon, email="known@example.org"), people.account(at=noon)

    named = other_addresses.name_second(email=known.email, by=user, at=noon)
    assert other_addresses.agree(address_id=named.pk, at=noon)
    with pytest.raises(CannotName, match="sign in with this address already"):
        other_addresses.name_second(email=user.email.upper(), by=user, at=noon)


def test_nobody_is_buried_in_questions(noon):
    users = [people.account(at=noon) for _number in range(4)]
    for user in users:
        other_addresses.name_second(email=SECOND, by=user, at=noon)
    assert [to for to, _subject in deliver(noon)] == [SECOND] * 3

    for number in range(4):
        other_addresses.name_second(email=f"{number}@example.org", by=users[0], at=noon)
    with pytest.raises(Refused, match="five addresses in a day"):
        other_addresses.name_second(email="one-more@example.org", by=users[0], at=noon)
    other_addresses.name_second(email="one-more@example.org", by=users[0], at=noon + DAY + HOUR)


def test_an_address_that_was_removed_gets_nothing_that_waits(noon):
    user, _named = with_second(noon)
    write(user, "profiles/test", noon + HOUR)
    other_addresses.remove(role="second", by=user, at=noon + HOUR)

    sent = deliver(noon + HOUR)
    assert [subject for to, subject in sent if to == SECOND] == ["Copies of letters no longer come here"]
    assert {to for to, _subject in sent} == {user.email, SECOND}
    assert OtherAddress.objects.exclude(email="").exclude(role="away").count() == 0
    assert other_addresses.remove(role="second", by=user, at=noon + HOUR) is False


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_contact_reads_the_asked_words_and_nothing_else(noon, language):
    invitation = rounds.invited("FR-WH", at=noon, family_name="Qxfamille", given_names="Qxprenom")
    user = invitation.profile.user
    contact = contact_of(user, noon, language=language)
    deliver(noon)

    unopened.tell_contacts(at=noon + 48 * HOUR)
    while other_delivery.deliver_due(at=noon + 48 * HOUR):
        pass

    (told,) = mail.outbox
    stop = link(contact, purpose=Purpose.END)
    words = {
        "en": ["Hello Léa,", "Please tell Zoë to look in their account.", f"To get no more of these messages: {stop}"],
        "fr": [
            "Bonjour Léa,",
            "Veuillez dire à Zoë de regarder dans son compte.",
            f"Pour ne plus recevoir ces messages\u00a0: {stop}",
        ],
    }[language]
    subject = {"en": "Tell Zoë to look in their account", "fr": "Veuillez dire à Zoë de regarder dans son compte"}[language]
    assert (told.to, told.subject) == (["friend@example.org"], subject)
    assert told.body.strip().split("\n\n") == words
    ((html, _kind),) = told.alternatives
    for secret in (user.email, "Qxfamille", "Qxprenom", "nvitation", "FR-WH", "ronde", "pool"):
        assert secret not in told.body + html


def test_the_contact_hears_once_of_an_invitation_that_stays_unopened(noon):
    invitation = rounds.invited("FR-WH", at=noon)
    contact_of(invitation.profile.user, noon)

    assert unopened.tell_contacts(at=noon + 48 * HOUR - timedelta(seconds=1)) == 0
    assert [unopened.tell_contacts(at=noon + hours * HOUR) for hours in (48, 48, 96)] == [1, 0, 0]
    assert ProfileEntry.objects.filter(kind="contact_asked_to_tell").count() == 1


def test_the_contact_hears_nothing_of_an_invitation_that_was_opened_or_is_over_nor_without_a_yes(noon):
    opened, over, unasked = (rounds.invited("FR-WH", at=noon) for _number in range(3))
    contact_of(opened.profile.user, noon)
    contact_of(over.profile.user, noon, email="other@example.org")
    contact_of(unasked.profile.user, noon, email="third@example.org", agrees=False)
    invitations.open_invitation(invitation_id=opened.pk, by=opened.profile.user, at=noon + HOUR)

    assert unopened.tell_contacts(at=over.lapses_at) == 0
    other_addresses.leave(address_id=over.profile.user.other_addresses.get().pk, at=noon)
    assert unopened.tell_contacts(at=noon + 48 * HOUR) == 0


def test_the_contact_hears_once_when_letters_do_not_arrive_and_again_after_one_did(noon, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    user = people.account(at=noon, email="poison@example.org")
    contact_of(user, noon)
    deliver_stubbornly(noon)

    assert [trusted_contacts.tell_of_undelivered(at=noon + HOUR) for _run in range(2)] == [1, 0]
    write(user, "profiles/test", noon + 2 * HOUR, key="b")
    deliver_stubbornly(noon + 2 * HOUR)
    assert trusted_contacts.tell_of_undelivered(at=noon + 3 * HOUR) == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    write(user, "profiles/test", noon + DAY, key="c")
    deliver(noon + DAY)
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    write(user, "profiles/test", noon + 2 * DAY, key="d")
    deliver_stubbornly(noon + 2 * DAY)
    assert trusted_contacts.tell_of_undelivered(at=noon + 3 * DAY) == 1


def test_the_contact_hears_nothing_while_the_second_address_takes_the_letters(noon, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    user, _named = with_second(noon, email="poison@example.org")
    contact_of(user, noon)
    deliver_stubbornly(noon)

    assert trusted_contacts.tell_of_undelivered(at=noon + HOUR) == 0


def test_a_contact_who_stops_is_deleted_and_the_person_is_told(noon):
    user = people.account(at=noon)
    contact = contact_of(user, noon)
    for _twice in range(2):
        other_addresses.leave(address_id=contact.pk, at=noon)

    contact.refresh_from_db()
    assert (contact.email, contact.first_name, contact.person_name) == ("", "", "")
    assert Letter.objects.filter(user=user, kind="profiles/contact_left").count() == 1


def test_closing_the_account_forgets_them(noon):
    user, _named = with_second(noon)
    contact_of(user, noon)
    closing.ask(by=user, early_disposal=False, at=noon)
    closing.close_next(at=noon + 7 * DAY)

    assert list(OtherAddress.objects.exclude(email="")) == []


def test_no_address_stands_in_the_journal(noon):
    user, named = with_second(noon)
    other_addresses.leave(address_id=named.pk, at=noon)

    kinds = list(ProfileEntry.objects.filter(account=user).order_by("sequence").values_list("kind", flat=True))
    assert kinds[-3:] == ["second_named", "second_agreed", "second_left"]
    assert not ProfileEntry.objects.filter(details__icontains="example.org").exists()


def test_who_needs_plain_text_gets_no_html_and_who_needs_text_no_pdf(noon):
    user, _named = with_second(noon)
    accounts.save_needs(
        large_print=False, plain_email=True, no_pdf=True, by_phone=False, other_needs=" Slowly, please ", by=user, at=noon
    )
    write(user, "profiles/test", noon + HOUR)
    Letter.objects.filter(event_key="profiles/test/a").update(enclosure="nowhere.pdf")

    while delivery.deliver_due(at=noon + HOUR) or other_delivery.deliver_due(at=noon + HOUR):
        pass

    assert [(one.alternatives, one.attachments) for one in mail.outbox] == [([], []), ([], [])]
    user.refresh_from_db()
    with translation.override("fr"):
        assert user.needs_in_words() == ["courriels en texte simple", "lettres en texte, sans PDF", "Slowly, please"]
    assert "Slowly" not in str(list(ProfileEntry.objects.filter(account=user).values_list("details", flat=True)))
