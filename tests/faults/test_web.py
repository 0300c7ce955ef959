"""The web server killed in the middle of an act: nothing half done is left, and the act can be done again."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from applications.models import Application
from iecsite import clock
from profiles.models import Letter
from rounds.states import InvitationState
from tests.factories import rounds
from tests.faults.house import wait_until
from tests.faults.people import session_of


@pytest.mark.timeout(120)
def test_web_server_killed_in_mid_answer_leaves_the_invitation_open(house):
    invitation = rounds.invited(at=clock.now())
    session = session_of(invitation.profile.user)
    before = Letter.objects.count()
    path = f"/en/invitation/{invitation.pk}/yes/"
    web = house.web()
    with ThreadPoolExecutor() as person, house.nobody_writes("profiles_letter"):
        asked = person.submit(house.ask, "POST", path, {"once": "a-key-of-one-form"}, session=session)
        wait_until(lambda: house.waits_for_a_lock("web"), what="the answer is half written")
        web.kill()
        assert isinstance(asked.exception(timeout=30), OSError | HTTPException)

    wait_until(lambda: not house.waits_for_a_lock("web"), what="what was half done is taken back")
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ISSUED
    assert not Application.objects.exists()

    house.web()
    answer = house.ask("POST", path, {"once": "a-key-of-the-page-loaded-again"}, session=session)
    assert answer.status == 302
    assert answer.headers["Location"] == f"/en/application/{Application.objects.get().reference}/"
    assert Letter.objects.count() == before + 1
