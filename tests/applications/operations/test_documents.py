"""How many files an application takes, and what becomes of those that it does not keep."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from applications.models import Document
from applications.operations import documents
from applications.operations.documents import MOST_FILES, MOST_FILES_OF_A_LINE, CannotAttach
from iecsite import bell, clock, stored_files
from iecsite.models import FileToRemove
from tests.factories import applications

pytestmark = pytest.mark.django_db


def filled(application, number, *, requirement="passport", at):
    """The same application with so many files under a line, all but the first as rows alone."""
    first = applications.add_document(application, requirement, at=at).document
    values = {field.attname: getattr(first, field.attname) for field in Document._meta.concrete_fields if not field.primary_key}
    Document.objects.bulk_create(
        Document(**values | {"sha256": sha256(f"{first.sha256} {one}".encode()).hexdigest()}) for one in range(number - 1)
    )
    return application


@pytest.fixture
def opened(noon):
    return applications.opened(at=noon)


def test_a_line_takes_twenty_files_and_the_others_stay(opened, noon):
    filled(opened, MOST_FILES_OF_A_LINE - 1, at=noon)
    last = applications.add_document(opened, "passport", at=noon).document

    with pytest.raises(CannotAttach) as refusal:
        applications.add_document(opened, "passport", at=noon)

    assert "at most 20 for one line and 80 in all" in refusal.value.sentence("en")
    assert "au plus 20 par ligne et 80 en tout" in refusal.value.sentence("fr")
    assert opened.documents.count() == MOST_FILES_OF_A_LINE
    applications.add_document(opened, "photo", at=noon)
    documents.remove(document_id=last.pk, by=applications.owner(opened), at=noon)
    applications.add_document(opened, "passport", at=noon)


def test_an_application_takes_eighty_files(opened, noon):
    for line in ("one", "two", "three", "four"):
        # Lines that the checklist asked for once.
        filled(opened, MOST_FILES_OF_A_LINE, at=noon)
        opened.documents.filter(requirement="passport").update(requirement=line)
    opened.documents.first().delete()
    applications.add_document(opened, "photo", at=noon)

    with pytest.raises(CannotAttach, match="80 in all"):
        applications.add_document(opened, "photo", at=noon)
    assert opened.documents.count() == MOST_FILES


def stored(application):
    folder = f"documents/{application.reference}"
    return sorted(f"{folder}/{name}" for name in default_storage.listdir(folder)[1])


def sweep(at):
    while stored_files.remove_next(at=at):
        pass


def test_a_file_whose_row_was_rolled_back_is_removed_when_nobody_can_be_at_it_any_more(opened, noon, monkeypatch):
    kept = applications.add_document(opened, "passport", at=noon).document

    def breaks(*_arguments, **_more):
        raise ValueError

    monkeypatch.setattr(documents, "record", breaks)
    with pytest.raises(ValueError):  # noqa: PT011 (the one of above)
        applications.add_document(opened, "passport", at=noon)
    assert len(stored(opened)) == 2

    sweep(clock.now() + timedelta(hours=5))
    assert len(stored(opened)) == 2
    sweep(clock.now() + timedelta(hours=7))
    assert stored(opened) == [kept.file.name]
    assert not FileToRemove.objects.exists()


def test_a_file_that_is_refused_leaves_nothing(opened, noon):
    content = applications.picture()
    kept = applications.add_document(opened, "passport", content=content, at=noon).document
    with pytest.raises(CannotAttach):
        applications.add_document(opened, "passport", content=content, at=noon)

    sweep(clock.now() + timedelta(hours=7))

    assert stored(opened) == [kept.file.name]
    assert not FileToRemove.objects.exists()


def test_a_file_that_is_taken_out_goes_with_the_next_run_and_not_its_copy_under_another_line(opened, noon):
    content = applications.picture()
    first, other = (applications.add_document(opened, line, content=content, at=noon).document for line in ("passport", "photo"))
    documents.remove(document_id=first.pk, by=applications.owner(opened), at=noon)
    again = applications.add_document(opened, "passport", content=content, at=noon).document
    assert len({first.file.name, other.file.name, again.file.name}) == 3

    sweep(noon)

    assert stored(opened) == sorted([other.file.name, again.file.name])


def test_taking_a_file_out_rings_for_its_removal(opened, noon, monkeypatch, client):
    rung = []
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    monkeypatch.setattr(clock, "now", lambda: noon)
    document = applications.add_document(opened, "passport", at=noon).document
    client.force_login(applications.owner(opened))

    client.post(reverse("application_document_remove", args=[opened.reference, document.pk]))

    assert rung == [("iecsite.tasks.remove_files", "files")]
