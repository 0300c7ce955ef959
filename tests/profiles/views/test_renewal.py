"""Taking part again: last season's answers, what is new, one page, one button; and the queries of every page of a profile."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iecsite import clock, kept
from profiles.models import Profile
from profiles.operations import changes, drafts, profiles
from profiles.operations.sections import ChangedElsewhere
from profiles.queries import profiles as profile_queries
from profiles.queries.section_answers import told
from profiles.rules.sections import FIELDS, Section
from profiles.states import ProfileState
from rounds.operations import candidacies
from rounds.states import RoundState
from tests.factories import draws, organizations, people, rounds

pytestmark = pytest.mark.django_db
SENT = {
    "since-before": "no",
    "study-student_enrolled": "no",
    "placement-has_placement": "no",
    "job-has_job_offer": "no",
    "organization-recognized_organization": "no",
    "declarations-dependants_accompany": "no",
    "declarations-funds_cad": "3000",
    "declarations-insurance_whole_stay": "yes",
    "declarations-departure_ticket_or_funds": "yes",
    **people.SIGNED,
}


@pytest.fixture
def again(client, noon):
    """Somebody whose last profile has ended, and who begins anew."""
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=1))
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon - timedelta(hours=20))
    client.force_login(profile.user)
    answer = client.post(reverse("profile"))
    assert answer.url == reverse("profile_renew")
    return profile


def test_last_answers_are_shown_and_sent_from_one_page(client, again):
    shown = client.get(reverse("profile_renew")).content.decode()
    assert "Camille" in shown
    assert "Take part again" in shown

    sent = client.post(reverse("profile_renew"), SENT)

    assert sent.url == reverse("profile_sent")
    new = Profile.objects.latest("id")
    assert (new.state, new.given_names, new.user_id) == (ProfileState.ACTIVE, "Camille", again.user_id)
    assert new.passports.get().number == again.passports.get().number
    assert new.address == again.address


def test_plans_of_the_last_time_are_filled_in_and_asked_anew(client, again):
    page = client.get(reverse("profile_renew"))

    job = {form.section: form for _title, form in page.context["forms"]}[Section.JOB]
    assert job["job_teer"].value() == 2
    assert Profile.objects.latest("id").has_job_offer is None


def shown_forms(page):
    return {form.section: form for _title, form in page.context["forms"]}


def test_what_the_draft_tells_already_is_shown_and_not_the_older_answer(client, again, noon):
    new = Profile.objects.latest("id")
    no_job = dict.fromkeys(FIELDS[Section.JOB]) | {"has_job_offer": False, "job_paid": False}
    profiles.save_section(
        profile_id=new.pk,
        section=Section.JOB,
        values=no_job | {"job_self_employed": False, "job_post_secondary": False},
        version=new.version,
        by=new.user,
        at=clock.now(),
    )

    page = client.get(reverse("profile_renew"))

    forms = shown_forms(page)
    assert forms[Section.JOB]["has_job_offer"].value() == "no"
    assert forms[Section.STUDY]["student_enrolled"].value() == "yes", "of this the draft tells nothing yet"
    assert "the newer answer stands here" in page.content.decode()


def test_after_a_draft_that_lapsed_its_answers_are_shown_and_not_those_sent_before_it(client, again, noon):
    begun = Profile.objects.latest("id")
    values = told(profile_queries.whole().get(pk=again.pk), Section.JOB) | {"job_teer": 0}
    profiles.save_section(profile_id=begun.pk, section=Section.JOB, values=values, version=begun.version, by=begun.user, at=noon)
    drafts.warn(at=noon + timedelta(days=50))
    assert drafts.lapse_next(at=noon + timedelta(days=61)) == begun
    client.post(reverse("profile"))

    assert shown_forms(client.get(reverse("profile_renew")))[Section.JOB]["job_teer"].value() == 0


def test_the_letter_of_the_last_time_is_not_filled_in(client, noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, "A-1", at=noon - timedelta(days=1))
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon - timedelta(hours=20))
    client.force_login(profile.user)
    client.post(reverse("profile"))

    form = shown_forms(client.get(reverse("profile_renew")))[Section.ORGANIZATION]

    assert (form["organization"].value(), form["organization_letter"].value()) == ("SWAP", "")


def test_what_is_wrong_is_said_and_nothing_is_saved_or_lost(client, again):
    answer = client.post(reverse("profile_renew"), SENT | {"declarations-funds_cad": "lots", "declared_true": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter the amount in figures" in page
    assert 'value="lots"' in page
    assert "Tick this declaration" in page
    assert Profile.objects.latest("id").state == ProfileState.DRAFT


def test_every_fault_of_the_page_stands_in_one_list_above_it(client, again):
    wrong = {"since-before": "", "declarations-funds_cad": "lots", "signed_name": ""}
    page = client.post(reverse("profile_renew"), SENT | wrong).content.decode()

    (above,) = re.findall(r'<div class="iec-errors".*?</ul>', page, re.DOTALL)
    assert above.index("id_since-before") < above.index("id_declarations-funds_cad") < above.index("id_signed_name")
    assert page.index("iec-errors") < page.index("<h1>")
    assert "<body data-errors>" in page
    assert page.partition("<title>")[2].startswith("Error: Take part again")


def test_what_another_window_changed_is_shown_before_it_is_sent(client, again, noon):
    seen = client.get(reverse("profile_renew")).context["form"]["version"].value()
    new = Profile.objects.latest("id")
    values = {"family_name": "Autrement", "given_names": "Camille", "one_name_only": False}
    profiles.save_section(
        profile_id=new.pk, section=Section.NAMES, values=values, version=new.version, by=new.user, at=clock.now()
    )
    sent = SENT | {"signed_name": "Camille Autrement", "version": seen}

    answer = client.post(reverse("profile_renew"), sent)

    assert "in another window" in answer.content.decode()
    assert "Autrement" in answer.content.decode()
    assert Profile.objects.latest("id").state == ProfileState.DRAFT
    again_seen = answer.context["form"]["version"].value()
    assert client.post(reverse("profile_renew"), sent | {"version": again_seen}).url == reverse("profile_sent")


def in_another_window(profile, *, at):
    """Somebody answers in another window that they have a job offer; everything that they answered last time otherwise."""
    new = Profile.objects.latest("id")
    values = told(profile_queries.whole().get(pk=profile.pk), Section.JOB) | {"job_teer": 0}
    profiles.save_section(profile_id=new.pk, section=Section.JOB, values=values, version=new.version, by=new.user, at=at)


def as_shown(page):
    """What a browser sends with the page's own hidden fields."""
    marks = {f"{form.section}-seen": form["seen"].value() for form in shown_forms(page).values()}
    return SENT | marks | {"version": page.context["form"]["version"].value()}


def test_both_values_of_what_another_window_changed_are_shown_and_the_second_post_sends(client, again):
    posted = as_shown(client.get(reverse("profile_renew")))
    in_another_window(again, at=clock.now())

    answer = client.post(reverse("profile_renew"), posted)

    forms = shown_forms(answer)
    assert [one for one, form in forms.items() if hasattr(form, "saved_elsewhere")] == [Section.JOB]
    assert "TEER 0" in answer.content.decode(), "the saved one"
    assert forms[Section.JOB]["has_job_offer"].value() == "no", "the typed one"
    assert client.post(reverse("profile_renew"), as_shown(answer)).url == reverse("profile_sent")


def test_a_fault_beside_what_another_window_changed_hides_nothing(client, again):
    posted = as_shown(client.get(reverse("profile_renew"))) | {"declarations-funds_cad": "lots"}
    in_another_window(again, at=clock.now())

    answer = client.post(reverse("profile_renew"), posted)

    assert "What is saved now" in answer.content.decode()


def test_answers_are_judged_anew_and_a_closed_door_is_explained(client, again):
    answer = client.post(reverse("profile_renew"), SENT | {"declarations-dependants_accompany": "yes"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no pool is open to you" in page
    assert Profile.objects.latest("id").state == ProfileState.DRAFT


def test_what_cannot_be_sent_yet_is_saved_before_its_links_are_followed(client, again):
    Profile.objects.latest("id").passports.all().delete()
    posted = as_shown(client.get(reverse("profile_renew"))) | {"declarations-funds_cad": "4321"}

    answer = client.post(reverse("profile_renew"), posted)

    assert (answer.status_code, [str(title) for title in answer.context["missing"]]) == (422, ["Passport"])
    assert "What you typed about these topics is saved:" in answer.content.decode()
    assert "What is saved now" not in answer.content.decode()
    come_back = shown_forms(client.get(reverse("profile_renew")))
    assert come_back[Section.DECLARATIONS]["funds_cad"].value() == "4321"
    assert come_back[Section.JOB]["has_job_offer"].value() == "no"


def test_a_page_that_saved_without_a_signature_sends_with_it(client, again):
    posted = as_shown(client.get(reverse("profile_renew"))) | {"signed_name": ""}

    answer = client.post(reverse("profile_renew"), posted)

    assert Profile.objects.latest("id").funds_cad == 3000
    assert client.post(reverse("profile_renew"), as_shown(answer)).url == reverse("profile_sent")


def test_what_another_window_changed_is_not_written_over_by_what_cannot_be_sent(client, again):
    posted = as_shown(client.get(reverse("profile_renew"))) | {"signed_name": ""}
    in_another_window(again, at=clock.now())

    page = client.post(reverse("profile_renew"), posted).content.decode()

    assert "What is saved now" in page
    assert "What you typed about these topics is saved:" not in page
    assert Profile.objects.latest("id").job_teer == 0


def test_a_participation_since_then_is_asked_for_and_the_rest_kept(client, again):
    answer = client.post(reverse("profile_renew"), SENT | {"since-before": "yes"})

    assert "add=1" in answer.url
    new = Profile.objects.latest("id")
    assert (new.state, new.has_job_offer) == (ProfileState.DRAFT, False)


def test_answers_saved_in_another_window_at_that_moment_are_told_and_nothing_is_lost(client, again, monkeypatch):
    def elsewhere(**_told):
        raise ChangedElsewhere

    monkeypatch.setattr("profiles.views.renewal.operations.save_sections", elsewhere)
    answer = client.post(reverse("profile_renew"), SENT | {"since-before": "yes", "declarations-funds_cad": "4321"})

    assert answer.status_code == 422
    assert "in another window" in answer.content.decode()
    assert 'value="4321"' in answer.content.decode()


def test_a_page_for_a_new_person_offers_none(client, noon):
    profile = people.draft_profile(at=noon)
    client.force_login(profile.user)

    assert client.get(reverse("profile_renew")).url == reverse("profile")


@pytest.fixture
def as_in_production(settings):
    """What is the same for everybody is kept in memory for some seconds."""
    settings.PUBLIC_CACHE_SECONDS = 10
    yield
    kept.forget()


def asked_of(client, url):
    """The statements of one page, without the savepoints that only a test has."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]


PAGES = ["profile", "profile_check", "profile_sent", "profile_withdraw", "pools", "pool_leave", "my_rounds"]
PAGES += ["my_file", "letters", "letter"]
PAGES += [f"section:{one}" for one in Section]


def two_citizenships(noon):
    return rounds.candidate("FR-IC", "FR-YP", "FR-WH", at=noon, citizenships=["FR", "IE"])


def through_an_organization(noon):
    return organizations.nominated(organizations.pool(at=noon), at=noon)


def several_passports(noon):
    draft = people.draft_profile(at=noon, citizenships=["FR", "IE", "GB"])
    for country, number in (("IE", "PA1234567"), ("GB", "123456789")):
        answer = people.answers(country)[Section.PASSPORT] | {"number": number}
        draft = profiles.save_section(
            profile_id=draft.pk, section=Section.PASSPORT, values=answer, version=draft.version, by=draft.user, at=noon
        )
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    for code in ("FR-WH", "IE-WH"):
        candidacies.enter(profile_id=draft.pk, pool_id=rounds.pool(code).pk, by=draft.user, at=noon)
    return draft


@pytest.mark.parametrize("who", [two_citizenships, through_an_organization, several_passports])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_profile_asks_the_database_at_most_twelve_times(client, noon, page, who, as_in_production, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = who(noon)
    client.force_login(profile.user)
    kind, _, section = page.partition(":")
    where = {
        "section": {"section": section},
        "pool_leave": {"season": 2026, "code": profile.candidacies.first().pool.code},
        "letter": {"number": profile.user.letters.latest("id").pk},
    }
    url = reverse("profile_section" if section else kind, kwargs=where.get(kind, {}))
    asked = asked_of(client, url)

    assert len(asked) <= 12, "\n".join(asked)


def many_changes_wait(noon):
    """Somebody in the list of a round that is not drawn, for whom ten sections wait."""
    profile = rounds.candidate("FR-IC", "FR-YP", "FR-WH", at=noon, citizenships=["FR", "IE"])
    draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    whole = profile_queries.whole().get(pk=profile.pk)
    for section in [one for one in Section if one != Section.CONTACT][:10]:
        values = told(whole, section)
        changes.change(profile_id=profile.pk, section=section, values=values, version=whole.version, by=profile.user, at=noon)
    return profile


@pytest.mark.parametrize("page", ["profile", "section:names"])
def test_however_many_changes_wait_a_page_asks_at_most_twelve_times(client, noon, page, as_in_production, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    client.force_login(many_changes_wait(noon).user)
    kind, _, section = page.partition(":")

    asked = asked_of(client, reverse("profile_section" if section else kind, kwargs={"section": section} if section else {}))

    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize("who", [two_citizenships, through_an_organization, several_passports])
@pytest.mark.parametrize("page", ["withdrawal_take_back", "pools"])
def test_after_a_withdrawal_a_page_asks_at_most_twelve_times(client, noon, page, who, as_in_production, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(hours=1))
    profile = who(noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)
    client.force_login(profile.user)

    asked = asked_of(client, reverse(page))

    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize("who", [two_citizenships, through_an_organization, several_passports, many_changes_wait])
def test_home_which_gathers_everything_asks_at_most_sixteen_times(client, noon, who, as_in_production, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    client.force_login(who(noon).user)

    asked = asked_of(client, reverse("home"))

    assert len(asked) <= 16, "\n".join(asked)


@pytest.mark.parametrize("who", [two_citizenships, through_an_organization, several_passports])
def test_the_page_to_take_part_again_asks_at_most_twelve_times(client, noon, who, as_in_production, monkeypatch):
    profile = who(noon)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(hours=1))
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)
    client.force_login(profile.user)
    client.post(reverse("profile"))

    asked = asked_of(client, reverse("profile_renew"))

    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize("who", [through_an_organization, several_passports])
def test_the_effect_of_another_residence_asks_at_most_twelve_times(client, noon, who, as_in_production, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = who(noon)
    client.force_login(profile.user)
    profile.refresh_from_db()
    url = reverse("profile_section", kwargs={"section": "residence"})
    client.get(url)
    client.get(reverse("profile_check"))
    with CaptureQueriesContext(connection) as asked:
        page = client.post(url, {"residence": "DE", "version": profile.version})
    assert "What this change does" in page.content.decode()

    statements = [one["sql"][:120] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 12, "\n".join(statements)


def test_the_effect_of_a_change_asks_at_most_twelve_times(client, noon, as_in_production, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = rounds.candidate("FR-IC", "FR-YP", "FR-WH", at=noon, citizenships=["FR", "IE"])
    client.force_login(profile.user)
    url = reverse("profile_section", kwargs={"section": "job"})
    profile.refresh_from_db()
    typed = {"has_job_offer": "no", "version": profile.version}
    client.get(url)
    client.get(reverse("profile_section", kwargs={"section": "citizenships"}))
    with CaptureQueriesContext(connection) as asked:
        assert "You leave" in client.post(url, typed).content.decode()

    statements = [one["sql"][:120] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 12, "\n".join(statements)
