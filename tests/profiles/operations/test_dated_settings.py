"""Where sources conflict, staff choose from a day on."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from iecsite import clock, dated
from iecsite.models import DatedSetting
from profiles.models import ProfileEntry
from profiles.operations.dated_settings import CannotDecide, decide
from tests.factories import cast, people

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def decided(noon, **changes):
    whole = {"name": "answer_deadline_rule", "value": "utc", "effective_on": DAY, "note_en": "Reported.", "note_fr": "Signalé."}
    return decide(**whole | changes, by=people.staff("Programme", at=noon), at=noon)


def test_a_choice_holds_from_its_day_on(noon):
    decided(noon)

    held = [dated.value("answer_deadline_rule", on=day) for day in (DAY - timedelta(days=1), DAY)]
    assert held == ["date_line", "utc"]
    assert ProfileEntry.objects.filter(kind="setting_decided").count() == 1


def test_a_number_stays_a_number(noon):
    assert decided(noon, name="small_numbers", value="20").value == 20


@pytest.mark.parametrize(
    ("changes", "words_of_it"),
    [
        ({"value": "midnight"}, "This setting takes: date_line, utc, eastern"),
        ({"effective_on": date(2026, 2, 2)}, "a day to come"),
        ({"note_fr": " "}, "in English and in French"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_sentence(noon, changes, words_of_it):
    with pytest.raises(CannotDecide, match=words_of_it):
        decided(noon, **changes)
    assert not DatedSetting.objects.exists()


def test_one_value_a_day(noon):
    decided(noon)
    with pytest.raises(CannotDecide, match="from that day already"):
        decided(noon, value="eastern")


def test_staff_choose_on_the_staff_site_and_read_the_conflict_there():
    client = Client()
    client.force_login(cast.staff(clock.now())["Programme"])
    address = reverse("admin:iecsite_datedsetting_add")
    assert "R303.2(3)(b)" in client.get(address).content.decode()

    wrong = {"name": "small_numbers", "value": "many", "effective_on": "2099-01-01", "note_en": "x", "note_fr": "x"}
    assert "This setting takes" in client.post(address, wrong).content.decode()
    assert client.post(address, wrong | {"value": "15"}).status_code == 302
    assert DatedSetting.objects.get().value == 15
