"""How many files an application takes."""

from hashlib import sha256

import pytest

from applications.models import Document
from applications.operations import documents
from applications.operations.documents import MOST_FILES, MOST_FILES_OF_A_LINE, CannotAttach
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
