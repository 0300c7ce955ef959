"""Two kinds of passport of one country on the pages: whoever holds both says so, and whoever mistook the kind puts it right."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.admin.changes import compared
from profiles.models import AnswerChange
from profiles.queries import profiles as queries
from profiles.rules.sections import Section
from rounds.models import Candidacy
from rounds.operations import candidacies
from tests.factories import cast, draws, people, rounds

pytestmark = pytest.mark.django_db
QUESTION = "Is this another passport that you hold as well"
DAYS = {
    "issued_on_0": "10", "issued_on_1": "1", "issued_on_2": "2023",
    "expires_on_0": "9", "expires_on_1": "1", "expires_on_2": "2033",
}  # fmt: skip
OVERSEAS = DAYS | {"number": "222222222", "country": "GB", "document": "british_overseas"}
BRITISH = {"citizenship": "GB", "citizenships": ["GB", "HK"], "residence": "HK", "number": "111111111"}


def page(query: str = "") -> str:
    return reverse("profile_section", kwargs={"section": "passport"}) + query


def posted(client, profile, typed, query=""):
    profile.refresh_from_db()
    return client.post(page(query), {"version": profile.version} | typed, follow=True)


def said(answer) -> str:
    return unescape(answer.content.decode())


def held(profile):
    return [(one.document, one.number) for one in queries.held_passports(queries.whole().get(pk=profile.pk))]


@pytest.fixture
def draft(noon, client):
    draft = people.draft_profile(at=noon, **BRITISH)
    client.force_login(draft.user)
    return draft


@pytest.fixture
def candidate(noon, client):
    """In the pool of the United Kingdom by a citizen's passport."""
    profile = rounds.candidate("GB-WH", at=noon, **BRITISH)
    client.force_login(profile.user)
    return profile


def test_another_kind_and_number_is_asked_about_and_nothing_typed_is_lost(draft, client):
    asked = posted(client, draft, OVERSEAS)

    assert QUESTION in said(asked)
    assert "Say whether you hold both passports, or this one comes in place of the other." in said(asked)
    assert "No, it comes in place of this one: United Kingdom, 111111111, valid until January 9, 2033" in said(asked)
    form = asked.context["form"]
    assert {name: form[name].value() for name in ("number", "country", "document")} == {
        "number": "222222222", "country": "GB", "document": "british_overseas"
    }  # fmt: skip
    assert held(draft) == [("passport", "111111111")]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("besides", [("british_overseas", "222222222"), ("passport", "111111111")]),
        ("passport", [("british_overseas", "222222222")]),
    ],
)
def test_the_answer_decides_whether_both_are_held(draft, client, place, found):
    posted(client, draft, OVERSEAS | {"place": place})

    assert held(draft) == found


def test_the_question_is_asked_in_french_too(draft, client):
    with translation.override("fr"):
        asked = said(posted(client, draft, OVERSEAS))

    assert "Est-ce un autre passeport que vous avez aussi" in asked
    assert "Oui, j'ai les deux" in asked


def test_whoever_mistook_the_kind_corrects_it_without_a_question(draft, client):
    posted(client, draft, OVERSEAS | {"number": "111 111 111"})

    assert held(draft) == [("british_overseas", "111 111 111")]


def test_a_renewed_passport_of_the_same_kind_raises_no_question(draft, client):
    posted(client, draft, OVERSEAS | {"document": "passport", "number": "333333333"})

    assert held(draft) == [("passport", "333333333")]


def test_by_adding_both_are_held_and_the_list_names_the_kind(draft, client):
    assert "Add another passport that you hold" in said(client.get(page()))

    posted(client, draft, OVERSEAS, "?add=1")

    assert sorted(held(draft)) == [("british_overseas", "222222222"), ("passport", "111111111")]
    assert "United Kingdom, A British National (Overseas) passport, 222222222" in said(client.get(page()))


def test_the_number_of_the_other_one_is_refused_for_one_that_is_added(draft, client):
    refused = posted(client, draft, OVERSEAS | {"number": "111111111"}, "?add=1")

    assert "You told us this number for another passport: United Kingdom, 111111111" in said(refused)
    assert held(draft) == [("passport", "111111111")]


def test_who_is_of_hong_kong_alone_may_add_a_british_passport_and_others_of_one_country_are_not_asked(noon, client):
    for citizenship, offered in (("HK", True), ("FR", False)):
        draft = people.draft_profile(at=noon, citizenship=citizenship)
        client.force_login(draft.user)
        assert ("?add=1" in said(client.get(page()))) is offered


def test_a_candidate_sees_what_an_added_passport_opens_and_what_one_in_place_of_another_closes(candidate, client):
    added = said(posted(client, candidate, OVERSEAS | {"place": "besides"}))
    assert "You leave" not in added
    assert "This opens to you" in added
    assert 'name="place" value="besides"' in added

    instead = said(posted(client, candidate, OVERSEAS | {"place": "passport"}))
    assert "You leave" in instead
    confirmed = {"place": "passport", "confirmed": "on", "shown": "GB working_holiday "}
    posted(client, candidate, OVERSEAS | confirmed)
    assert held(candidate) == [("british_overseas", "222222222")]
    assert candidate.passports.count() == 2


def both(client, candidate, noon):
    posted(client, candidate, OVERSEAS | {"confirmed": "on"}, "?add=1")
    candidacies.enter(profile_id=candidate.pk, pool_id=rounds.pool("HK-WH").pk, by=candidate.user, at=noon)
    return candidate.passports.get(document="passport"), candidate.passports.get(document="british_overseas")


@pytest.mark.parametrize(("gone", "leaves", "stays"), [(0, "GB", "HK"), (1, "HK", "GB")])
def test_a_candidate_holds_one_of_two_no_more_and_sees_first_which_pools_it_gives_up(
    candidate, client, noon, gone, leaves, stays
):
    two = both(client, candidate, noon)
    assert "I no longer hold it" in said(client.get(page()))

    shown = posted(client, candidate, {"remove": two[gone].pk})
    assert "You leave" in said(shown)
    assert len(held(candidate)) == 2
    posted(client, candidate, {"remove": two[gone].pk, "confirmed": "on", "shown": f"{leaves} working_holiday "})

    assert held(candidate) == [(two[1 - gone].document, two[1 - gone].number)]
    assert candidate.passports.get(number=two[gone].number).replaced
    in_pools = Candidacy.objects.filter(profile=candidate, state="waiting")
    assert [one.pool.country_id for one in in_pools] == [stays]


def test_a_passport_that_is_gone_already_is_not_taken_out_twice(candidate, client, noon):
    first, _second = both(client, candidate, noon)
    gone = {"remove": first.pk, "confirmed": "on", "shown": "GB working_holiday "}
    posted(client, candidate, gone)

    again = posted(client, candidate, gone)

    assert "changed in another window, so nothing was removed" in said(again)
    assert len(held(candidate)) == 1


@pytest.mark.parametrize(("place", "words"), [("besides", "None: it is held besides"), ("passport", "United Kingdom, ")])
def test_an_officer_reads_whether_both_are_held(noon, client, place, words):
    profile = rounds.invited("GB-WH", at=noon, **BRITISH).profile
    client.force_login(profile.user)
    posted(client, profile, OVERSEAS | {"place": place, "confirmed": "on", "reason": "I hold it"})

    rows = {label: wanted for label, _before, wanted, _same in compared(AnswerChange.objects.get())}
    assert rows["Comes in place of"][0].startswith(words)


@pytest.mark.parametrize(
    ("language", "headings"), [("en", ("No longer held", "Still held")), ("fr", ("N'est plus", "Est encore"))]
)
def test_an_officer_reads_which_passport_is_held_no_more_apart_from_the_one_kept(candidate, client, noon, language, headings):
    gone, _kept = both(client, candidate, noon)
    draws.carried_out({"GB-WH": 1}, at=noon)
    posted(client, candidate, {"remove": gone.pk, "confirmed": "on", "reason": "Given back."})
    client.force_login(cast.with_second_factor(people.staff("Officers", at=noon)))
    with translation.override(language):
        url = reverse("admin:profiles_answerchange_change", args=[AnswerChange.objects.get().pk])

    read = said(client.get(url))

    first, second = (read.index(f"<h2>{words}") for words in headings)
    assert first < read.index("111111111") < second < read.index("222222222")


@pytest.mark.parametrize(("language", "words"), [("en", "another passport of yours waits"), ("fr", "un autre de vos passeports")])
def test_a_second_passport_is_refused_while_the_first_waits_and_nothing_typed_is_lost(candidate, client, noon, language, words):
    both(client, candidate, noon)
    draws.carried_out({"GB-WH": 1}, at=noon)
    sure = {"confirmed": "on", "reason": "A new one."}
    posted(client, candidate, OVERSEAS | sure | {"document": "passport", "number": "333333333"})

    with translation.override(language):
        refused = posted(client, candidate, OVERSEAS | sure | {"number": "444444444"})

    assert words in said(refused)
    assert refused.context["form"]["number"].value() == "444444444"
    assert AnswerChange.objects.get().values["number"] == "333333333"


def test_both_passports_of_a_check_are_filled_in_one_after_the_other(noon, client):
    people.agreements()
    user = people.account(at=noon)
    client.force_login(user)
    client.post(reverse("profile"))
    profile = user.profiles.get()
    session = client.session
    told = [
        {"country": "GB", "expires": "2033-01-09", "document": "british_overseas"},
        {"country": "GB", "expires": "2034-02-10", "document": "passport"},
    ]
    session["check_passports"] = {"profile": profile.pk, "told": told}
    session.save()

    after = posted(client, profile, OVERSEAS)

    assert "You told us in the check about another passport." in said(after)
    form = after.context["form"]
    assert (form["country"].value(), form["document"].value()) == ("GB", "passport")
    assert form["expires_on"].value() == date(2034, 2, 10)
    done = posted(client, profile, OVERSEAS | {"document": "passport", "number": "111111111"}, "?add=1")
    assert done.request["PATH_INFO"] == reverse("profile")
    assert len(held(profile)) == 2


def test_whoever_corrects_the_kind_that_a_check_was_told_is_led_to_the_other_once(noon, client):
    people.agreements()
    user = people.account(at=noon)
    client.force_login(user)
    client.post(reverse("profile"))
    profile = user.profiles.get()
    session = client.session
    session["check_passports"] = {
        "profile": profile.pk,
        "told": [{"country": "GB", "expires": "2033-01-09", "document": "passport"}],
    }
    session.save()
    assert "You told us in the check about another passport." in said(posted(client, profile, OVERSEAS))
    assert client.get(page() + "?add=1").context["form"]["document"].value() == "passport"

    client.get(page())
    profile.refresh_from_db()
    after = posted(client, profile, OVERSEAS)

    assert after.request["PATH_INFO"] == reverse("profile")
    assert "about another passport" not in said(after)
    assert "check_passports" not in client.session
    assert len(held(profile)) == 1


def test_somebody_of_both_reads_in_french_that_each_passport_opens_its_own_pools(draft, client):
    with translation.override("fr"):
        assert "Si vous avez les deux, indiquez-les tous deux" in said(client.get(page()))


def test_nobody_elses_passport_is_taken_out(candidate, client, noon):
    other = rounds.candidate("GB-WH", at=clock.now(), **BRITISH | {"number": "999999999"})

    posted(client, candidate, {"remove": other.passports.get().pk, "confirmed": "on"})

    assert len(held(other)) == 1
    assert Section.PASSPORT not in queries.unfilled(queries.whole().get(pk=other.pk))
