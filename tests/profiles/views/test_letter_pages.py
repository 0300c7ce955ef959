"""Letters in the account: the words of the mail, the enclosure, and nobody else's."""

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from profiles.models import Letter
from profiles.operations import delivery
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(noon) -> Letter:
    user = people.person(at=noon, language="fr", given_names="Aïcha")
    return Letter.objects.get(user=user)


def test_letter_shows_the_words_of_the_mail(letter, client, noon):
    delivery.deliver_due(at=noon)
    client.force_login(letter.user)

    shown = client.get(reverse("letter", args=[letter.pk]))

    (sent,) = mail.outbox
    assert sent.subject in shown.content.decode()
    assert sent.body == shown.context["letter"].body
    assert "Bonjour Aïcha," in sent.body
    assert "Bonjour Aïcha," in shown.content.decode()


def test_letter_opened_before_it_is_sent_keeps_its_words_and_notes_the_moment(letter, client, noon):
    client.force_login(letter.user)
    shown = client.get(reverse("letter", args=[letter.pk])).context["letter"].body
    letter.refresh_from_db()
    opened_at = letter.opened_at
    client.get(reverse("letter", args=[letter.pk]))
    delivery.deliver_due(at=noon)

    letter.refresh_from_db()
    assert letter.opened_at == opened_at is not None
    assert mail.outbox[0].body == letter.body == shown


def test_list_holds_ones_own_letters_only(letter, client, noon):
    stranger = people.person(at=noon)
    client.force_login(stranger)

    listed = client.get(reverse("letters"))

    assert [one.user_id for one in listed.context["page"]] == [stranger.pk]


def test_list_of_none_says_when_there_will_be_some(client, noon):
    client.force_login(people.account(at=noon))

    assert b"No letters yet" in client.get(reverse("letters")).content


@pytest.mark.parametrize("name", ["letter", "letter_enclosure"])
def test_letter_of_somebody_else_is_not_there(letter, client, noon, name):
    default_storage.save("letters/one.pdf", ContentFile(b"%PDF"))
    Letter.objects.update(enclosure="letters/one.pdf")
    client.force_login(people.account(at=noon))

    assert client.get(reverse(name, args=[letter.pk])).status_code == 404
    letter.refresh_from_db()
    assert letter.opened_at is None


def test_enclosure_is_handed_to_its_owner_as_a_download(letter, client):
    default_storage.save("letters/one.pdf", ContentFile(b"%PDF-1.7"))
    Letter.objects.update(enclosure="letters/one.pdf")
    client.force_login(letter.user)

    answer = client.get(reverse("letter_enclosure", args=[letter.pk]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"


def test_letter_without_an_enclosure_has_none_to_download(letter, client):
    client.force_login(letter.user)

    assert client.get(reverse("letter_enclosure", args=[letter.pk])).status_code == 404
