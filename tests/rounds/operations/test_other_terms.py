"""A memorandum or a choice about the gap that comes into force: whoever may no longer take part leaves, and hears why."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from iecsite import clock
from iecsite.models import DatedSetting
from profiles.letters import words
from profiles.models import Letter, Memorandum, Organization
from profiles.operations import dated_settings
from profiles.operations import organizations as lower
from rounds.models import Candidacy
from rounds.operations import birthdays, candidacies, new_terms
from rounds.states import CandidacyState, Departure
from tests.factories import cast, organizations, people, rounds

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


def on(noon, day):
    return noon + (day - noon.date())


def agreed(pool, noon, *, day=DAY, **changes):
    terms = {"min_age": 18, "max_age": 30, "max_stay_months": 12, "countries": []} | changes
    return lower.agree(
        organization=Organization.objects.get(pk=pool.stream),
        category=pool.category,
        effective_from=day,
        source="A new memorandum",
        **terms,
        by=organizations.programme(noon),
        at=noon,
    )


def applied(at):
    """How many left in each turn, until none is left to be judged."""
    found = []
    while (gone := new_terms.apply_next(at=at)) is not None:
        found.append(gone)
    return found


def letter_of(profile):
    return Letter.objects.get(profile=profile, kind__in=["rounds/terms_changed", "rounds/too_old"])


def chosen(value, day, noon):
    return dated_settings.decide(
        name="gap_compared_with",
        value=value,
        effective_on=day,
        note_en="Decided.",
        note_fr="Décidé.",
        by=people.staff("Programme", at=noon),
        at=noon,
    )


@pytest.fixture
def with_a_gap(noon):
    """A Croatian who entered while the gap was held against the entry, and could not be invited in April."""
    DatedSetting.objects.create(
        name="gap_compared_with", value="entry", effective_on=noon.date(), note_en="Decided.", note_fr="Décidé.", applied_at=noon
    )
    stay = {
        "citizenship": "HR",
        "category": "working_holiday",
        "season": 2025,
        "permit_issued_on": date(2025, 2, 2),
        "permit_expires_on": date(2026, 2, 1),
        "recognized_organization": False,
    }
    return rounds.candidate("HR-WH", at=noon, citizenship="HR", residence="HR", participations=[stay])


def test_whom_a_memorandum_makes_too_old_reads_its_day_and_no_birthday(noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, at=noon)
    agreed(pool, noon, max_age=22)
    at = on(noon, DAY)

    birthdays.renew_limits(at=at)
    assert candidacies.remove_next_too_old(at=at) is not None

    assert Candidacy.objects.get(profile=profile).reason == Departure.TERMS_CHANGED
    assert letter_of(profile).context["left_on"] == "2026-04-01"


def test_whose_country_a_memorandum_no_longer_names_leaves_with_a_letter(noon):
    pool = organizations.pool(at=noon)
    gone = organizations.nominated(pool, at=noon)
    stays = organizations.nominated(pool, "A-2", citizenship="FR", at=noon)
    agreed(pool, noon, countries=["FR"])

    assert [applied(on(noon, day)) for day in (date(2026, 3, 31), DAY, DAY)] == [[], [1], []]

    assert Candidacy.objects.get(profile=gone).reason == Departure.TERMS_CHANGED
    assert Candidacy.objects.get(profile=stays).state == CandidacyState.WAITING
    assert "Example Exchange" in words.compose(letter_of(gone))[1]


def test_what_is_agreed_anew_begins_on_a_day_to_come(noon):
    pool = organizations.pool(at=noon)

    with pytest.raises(lower.CannotAgree, match="a day to come"):
        agreed(pool, noon, day=noon.date(), max_age=22)


def test_the_first_memorandum_is_applied_where_one_written_later_begins_earlier(noon):
    pool = organizations.pool(at=noon)
    Memorandum.objects.all().delete()
    agreed(pool, noon, day=date(2026, 3, 1), max_age=22)
    agreed(pool, noon, day=date(2026, 2, 10))
    assert applied(on(noon, date(2026, 2, 10))) == [0]
    profile = organizations.nominated(pool, at=on(noon, date(2026, 2, 11)))

    assert applied(on(noon, date(2026, 3, 1))) == [1]

    assert letter_of(profile).context["left_on"] == "2026-03-01"


def test_whoever_leaves_late_under_one_that_another_followed_reads_no_day_of_it(noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, at=noon)
    agreed(pool, noon, max_age=22)
    agreed(pool, noon, day=date(2026, 4, 8), max_age=23)

    assert applied(on(noon, date(2026, 4, 9))) == [1, 0]

    assert letter_of(profile).context["left_on"] == "2026-04-09"


@pytest.mark.parametrize(
    ("migration", "model"),
    [
        ("profiles.migrations.0037_memoranda_begun_before", Memorandum),
        ("iecsite.migrations.0006_choices_begun_before", DatedSetting),
    ],
)
def test_what_had_begun_before_is_not_swept_after_the_upgrade(noon, with_a_gap, migration, model):
    day = clock.today() + timedelta(days=30)
    pool = organizations.pool(at=noon)
    agreed(pool, noon, day=day)
    chosen("invitation", day, noon)
    model.objects.update(applied_at=None)

    with connection.cursor() as cursor:
        cursor.execute(import_module(migration).BEGUN)

    begins = "effective_from" if model is Memorandum else "effective_on"
    assert [one.applied_at is None for one in model.objects.order_by(begins)] == [False, True]


def test_a_turn_of_the_sweep_is_no_change_in_the_history_of_a_memorandum(noon):
    pool = organizations.pool(at=noon)
    agreed(pool, noon)
    applied(on(noon, DAY))
    events = Memorandum.pgh_event_models["update"].objects

    assert events.count() == 0
    Memorandum.objects.filter(effective_from=DAY).update(source="Another note")
    assert events.count() == 1


def test_staff_read_how_many_a_memorandum_takes_out_before_it_is_written(noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    organizations.nominated(organizations.pool(at=noon), at=noon)
    client = Client()
    client.force_login(cast.staff(noon)["Programme"])
    typed = {"organization": "SWAP", "category": "working_holiday", "effective_from": "2026-04-01", "countries": "FR"}
    address = reverse("admin:profiles_memorandum_add")

    asked = client.post(address, typed | {"source": "A note"})

    assert "1 of the 1 places in these pools would end" in asked.content.decode()
    assert Memorandum.objects.count() == 1
    assert client.post(address, typed | {"source": "A note", "seen": "on"}).status_code == 302
    assert Memorandum.objects.count() == 2


def test_whom_the_gap_stops_after_a_choice_leaves_on_its_day_with_a_letter(noon, with_a_gap):
    chosen("invitation", DAY, noon)

    assert [applied(on(noon, day)) for day in (date(2026, 3, 31), DAY, DAY)] == [[], [1], []]

    assert Candidacy.objects.get(profile=with_a_gap).reason == Departure.TERMS_CHANGED
    assert letter_of(with_a_gap).context["left_on"] == "2026-04-01"


def test_staff_read_how_many_a_choice_takes_out_before_it_is_made(noon, with_a_gap, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    client = Client()
    client.force_login(cast.staff(noon)["Programme"])
    typed = {"name": "gap_compared_with", "value": "invitation", "effective_on": "2026-04-01", "note_en": "x", "note_fr": "x"}
    address = reverse("admin:iecsite_datedsetting_add")

    assert "1 of the 1 places in these pools would end" in client.post(address, typed).content.decode()
    assert DatedSetting.objects.count() == 1
    assert client.post(address, typed | {"seen": "on"}).status_code == 302


def test_staff_read_how_many_a_lower_highest_age_takes_out_before_it_is_chosen(noon, client, monkeypatch):
    rounds.candidate("LU-WH", at=noon, citizenship="LU", date_of_birth=date(1993, 5, 4))
    rounds.candidate("LU-WH", at=noon, citizenship="LU", date_of_birth=date(1999, 5, 4))
    monkeypatch.setattr(clock, "now", lambda: noon)
    client.force_login(cast.staff(noon)["Programme"])
    typed = {"name": "luxembourg_max_age", "value": "list_2023", "effective_on": "2026-04-01", "note_en": "x", "note_fr": "x"}
    address = reverse("admin:iecsite_datedsetting_add")

    assert "1 of the 2 places in these pools would end, with a letter." in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"seen": "on"}).status_code == 302
    assert client.post(address, typed | {"value": "table", "effective_on": "2026-05-01"}).status_code == 302


def test_of_somebody_in_two_pools_staff_read_two_places(noon, with_a_gap, monkeypatch):
    candidacies.enter(profile_id=with_a_gap.pk, pool_id=rounds.pool("HR-YP").pk, by=with_a_gap.user, at=noon)
    monkeypatch.setattr(clock, "now", lambda: noon)
    client = Client()
    client.force_login(cast.staff(noon)["Programme"])
    typed = {"name": "gap_compared_with", "value": "invitation", "effective_on": "2026-04-01", "note_en": "x", "note_fr": "x"}

    page = client.post(reverse("admin:iecsite_datedsetting_add"), typed).content.decode()

    assert "2 of the 2 places in these pools would end, each with a letter." in page


def test_my_pools_says_that_no_round_invites_only_for_what_a_list_is_judged_by(client, noon, with_a_gap, monkeypatch):
    chosen("invitation", DAY, noon)
    monkeypatch.setattr(clock, "now", lambda: on(noon, DAY))
    client.force_login(with_a_gap.user)

    page = client.get(reverse("pools")).content.decode()

    assert "Look at your answers for Croatia" in page
    assert "No round can invite you" not in page
