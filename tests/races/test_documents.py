"""Two files added in the same moment: the limit of a line holds, and the same file is kept once."""

import pytest

from applications.operations.documents import MOST_FILES_OF_A_LINE, Attached, CannotAttach
from tests.applications.operations.test_documents import filled
from tests.factories import applications
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def add(application, content, at):
    return lambda: applications.add_document(application, "passport", content=content, at=at)


def test_of_two_files_for_the_last_room_of_a_line_one_is_kept(noon):
    application = filled(applications.opened(at=noon), MOST_FILES_OF_A_LINE - 1, at=noon)

    ends = at_the_same_moment(*[add(application, applications.picture(), noon) for _one in range(2)])

    assert sorted(type(end).__name__ for end in ends) == ["Attached", "CannotAttach"]
    assert application.documents.count() == MOST_FILES_OF_A_LINE


def test_two_different_files_are_both_kept(noon):
    application = applications.opened(at=noon)

    ends = at_the_same_moment(*[add(application, applications.picture(), noon) for _one in range(2)])

    assert all(isinstance(end, Attached) for end in ends)
    assert application.documents.count() == 2


def test_the_same_file_from_two_windows_is_one_copy(noon):
    application, same = applications.opened(at=noon), applications.picture()

    ends = at_the_same_moment(*[add(application, same, noon) for _one in range(2)])

    [refused] = [end for end in ends if isinstance(end, CannotAttach)]
    assert "One copy is enough." in refused.sentence("en")
    assert application.documents.count() == 1
