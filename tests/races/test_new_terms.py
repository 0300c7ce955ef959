"""New terms take people out of a pool in the moment in which they leave it themselves."""

from datetime import date, timedelta
from time import sleep

import pytest
from django.db import transaction

from profiles.models import Letter, Profile
from rounds.models import Candidacy
from rounds.operations import candidacies, new_terms
from rounds.states import Departure
from tests.factories import rounds
from tests.races.together import at_the_same_moment
from tests.rounds.operations.test_new_terms import DAY, approved, on

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_who_leaves_waits_for_new_terms_that_wait_for_them(noon):
    profile = rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(1992, 5, 4))
    approved(noon, max_age="30")
    at = on(noon, DAY)

    def leave():
        with transaction.atomic():
            Profile.objects.select_for_update(no_key=True).get(pk=profile.pk)
            sleep(0.6)
            return len(candidacies.leave_all(profile_id=profile.pk, reason=Departure.WITHDRAWN, at=at))

    def apply():
        sleep(0.2)
        return new_terms.apply_next(at=at + timedelta(seconds=1))

    assert at_the_same_moment(leave, apply) == [1, 0]
    assert Candidacy.objects.get().reason == Departure.WITHDRAWN
    assert not Letter.objects.filter(kind="rounds/terms_changed").exists()
