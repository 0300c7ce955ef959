"""What happened, newest first, in the order in which one thing led to another."""

import pytest

from applications.queries import timeline
from tests.factories import applications

pytestmark = pytest.mark.django_db


def test_application_stands_above_the_answer_that_opened_it_at_the_same_moment(noon):
    application = applications.opened(at=noon)

    told = [event.kind for event in timeline.recent(applications.owner(application).pk, "en")]

    assert told.index("application_opened") < told.index("invitation_accepted")
    assert told.index("invitation_accepted") < told.index("profile_sent")
