"""The receipt of a profile: what was sent, as it stood, whatever is changed later; in both languages; nobody else's."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import Error, transaction
from django.urls import reverse
from django.utils.translation import override

from applications.views.profile_receipts import receipt_pdf
from iecsite import clock
from profiles.models import SentAnswers
from profiles.operations import changes, erasure, profiles
from profiles.queries import answers_in_words, sent_answers
from profiles.rules.sections import Section
from rounds.operations import candidacies
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(noon, monkeypatch):
    """What a person in one pool has sent."""
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = rounds.candidate("FR-WH", at=noon)
    return SentAnswers.objects.select_related("profile__user").get(profile=profile)


def made(sent, language="en"):
    with override(language):
        return receipt_pdf(SentAnswers.objects.select_related("profile__user").get(pk=sent.pk), of_page=language)


def change_names(profile, *, at):
    profile.refresh_from_db()
    values = {"family_name": "Autrement", "given_names": "Dominique", "one_name_only": False}
    changes.change(profile_id=profile.pk, section=Section.NAMES, values=values, version=profile.version, by=profile.user, at=at)


def test_the_receipt_is_tagged_and_in_the_language_asked_for(client, sent):
    client.force_login(sent.profile.user)
    for language in ("en", "fr"):
        with override(language):
            answer = client.get(reverse("profile_receipt", args=[sent.pk]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{sent.reference}-{language}.pdf"'
        with pikepdf.open(io.BytesIO(answer.content)) as pdf:
            assert str(pdf.Root.Lang).startswith(language)
            assert pdf.Root.MarkInfo.Marked
            assert pdf.open_metadata()["pdfuaid:part"] == "1"


def test_the_same_rows_give_the_same_bytes_whatever_is_changed_later(sent, noon):
    before = made(sent), made(sent, "fr")
    change_names(sent.profile, at=noon + timedelta(hours=1))
    candidacies.leave(profile_id=sent.profile_id, pool_id=rounds.pool("FR-WH").pk, by=sent.profile.user, at=noon)
    sent.profile.user.time_zone = "Asia/Tokyo"
    sent.profile.user.save(update_fields=["time_zone"])

    assert (made(sent), made(sent, "fr")) == before


def test_a_pool_entered_later_is_in_the_receipt(sent, noon):
    before = made(sent)
    candidacies.enter_many(
        profile_id=sent.profile_id, pool_ids=[rounds.pool("FR-IC").pk], by=sent.profile.user, at=noon + timedelta(hours=2)
    )

    assert made(sent) != before
    assert made(sent) == made(sent)


def test_answers_are_kept_as_they_were(sent, noon):
    change_names(sent.profile, at=noon + timedelta(hours=1))

    with override("en"):
        rows = answers_in_words.rows(sent_answers.told(sent), "en")

    assert ("Given name(s)", "Camille") in rows[Section.NAMES]
    assert sent.reference[0] == "P"
    assert len(sent.reference) == 10


def test_what_was_sent_is_changed_by_nothing(sent):
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        SentAnswers.objects.filter(pk=sent.pk).update(answers={})


def test_sending_twice_keeps_it_once(sent, noon):
    profiles.send(profile_id=sent.profile_id, by=sent.profile.user, at=noon)

    assert SentAnswers.objects.filter(profile=sent.profile_id).count() == 1


def test_it_goes_with_the_persons_facts(sent, noon):
    with transaction.atomic():
        erasure.erase(sent.profile.user, at=noon)

    assert not SentAnswers.objects.filter(pk=sent.pk).exists()


def test_nobody_elses_receipt_exists(client, sent, noon):
    client.force_login(people.person(at=noon))

    assert client.get(reverse("profile_receipt", args=[sent.pk])).status_code == 404


def test_the_page_after_sending_and_the_letters_lead_to_it(client, sent):
    client.force_login(sent.profile.user)
    for language in ("en", "fr"):
        with override(language):
            pages = [client.get(reverse(name)).content.decode() for name in ("profile_sent", "letters")]
            address = reverse("profile_receipt", args=[sent.pk])
        assert all(address in page and sent.reference in page for page in pages)
        assert ("Alerts are on" if language == "en" else "Les avis sont activés") in pages[0]
        assert ("France – Working Holiday" if language == "en" else "France – Vacances-travail") in pages[0]
