"""Rounds on the staff site: planned with a preview, approved by somebody else, watched, voided with a reason."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from iecsite import clock
from rounds.models import LedgerLine, Round, RoundEntry
from rounds.operations import alarms
from rounds.rules import stops
from rounds.states import RoundState
from tests.factories import cast, draws, people, rounds

pytestmark = pytest.mark.django_db
FREEZE, DRAW = "2030-01-07 12:00", "2030-01-08 12:00"


def sign_in(client, user):
    client.force_login(cast.with_second_factor(user))
    return user


@pytest.fixture
def planner(client):
    return sign_in(client, draws.planner(at=clock.now()))


@pytest.fixture
def approver(client):
    return sign_in(client, draws.approver(at=clock.now()))


def plan_page():
    return reverse("admin:rounds_round_plan")


def page_of(round_):
    return reverse("admin:rounds_round_change", args=[round_.pk])


def typed(invite="1", code="FR-WH", **changes):
    return {"source": "test", "freeze_at": FREEZE, "draw_at": DRAW, "note": "", f"pool_{rounds.pool(code).pk}": invite} | changes


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_only_pools_with_somebody_in_them_ask_for_a_number(client, planner):
    rounds.candidate("FR-WH", at=clock.now())

    page = text(client.get(plan_page()))

    assert f'name="pool_{rounds.pool("FR-WH").pk}"' in page
    assert f'name="pool_{rounds.pool("IE-WH").pk}"' not in page


def test_a_preview_says_what_the_round_would_do_and_writes_nothing(client, planner):
    rounds.candidate("FR-WH", at=clock.now())
    rounds.pool("FR-WH", quota=2, unlimited=False, approved=0)

    page = text(client.post(plan_page(), typed("5")))

    assert "5 invitations in all" in page
    assert "More invitations (5) than places (2)." in page
    assert "More invitations than candidates (1): everybody who waits is invited." in page
    assert not Round.objects.exists()


def test_a_confirmed_plan_waits_for_somebody_else(client, planner):
    rounds.candidate("FR-WH", at=clock.now())

    answer = client.post(plan_page(), typed("1", note="The first of the week.", confirm="1"), follow=True)

    made = Round.objects.get()
    assert (made.state, made.planned_by, made.note) == (RoundState.PLANNED, planner, "The first of the week.")
    assert [(line.pool.code, line.invite) for line in made.pools.select_related("pool")] == [("FR-WH", 1)]
    assert answer.redirect_chain == [(page_of(made), 302)]
    page = text(answer)
    assert "Another person must approve it." in page
    assert 'value="approve"' not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"invite": "many"}, "Enter a whole number."),
        ({"invite": "-3"}, "Ensure this value is greater than or equal to 0."),
        ({"invite": ""}, "Give at least one pool a number of invitations."),
        ({"freeze_at": "soon"}, "Enter a valid date/time."),
        ({"draw_at": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_typed_is_lost(client, planner, changes, sentence):
    rounds.candidate("FR-WH", at=clock.now())
    form = typed(**{"note": "Keep me.", **changes})

    answer = client.post(plan_page(), form)

    page = text(answer)
    assert answer.status_code == 200
    assert sentence in page
    for value in form.values():
        assert not value or f'value="{value}"' in page
    assert not Round.objects.exists()


@pytest.mark.parametrize(("invite", "words"), [("1", "fewer than the 2 recommended"), ("9", "more than the 2 recommended")])
def test_another_number_than_recommended_needs_a_reason(client, planner, invite, words):
    for _n in range(3):
        rounds.candidate("FR-WH", at=clock.now())
    rounds.pool("FR-WH", quota=2, unlimited=False, approved=0)

    page = text(client.post(plan_page(), typed(invite, confirm="1")))
    assert words in page
    assert f'value="{invite}"' in page
    assert not Round.objects.exists()

    client.post(plan_page(), typed(invite, note="Few officers this week.", confirm="1"))
    assert Round.objects.get().note == "Few officers this week."


def hidden(response, name="shown"):
    return re.search(f'name="{name}" value="([^"]*)"', response.content.decode())[1]


def test_a_plan_that_takes_every_number_as_proposed_is_confirmed_though_somebody_joined_meanwhile(client, planner):
    at = clock.now()
    for _n in range(2):
        rounds.candidate("FR-WH", at=at)
    page = client.post(plan_page(), typed("2"))
    form = typed("2", confirm="1")
    rounds.candidate("FR-WH", at=at)
    rounds.candidate("FR-YP", at=at)
    assert "fewer than the 3 recommended" in text(client.post(plan_page(), form))

    client.post(plan_page(), form | {"shown": hidden(page)})

    assert [(line.pool.code, line.invite) for line in Round.objects.get().pools.select_related("pool")] == [("FR-WH", 2)]


@pytest.mark.parametrize("change", ["fewer", "another day", "by hand"])
def test_what_was_proposed_excuses_no_other_number_no_other_day_and_nothing_written_by_hand(client, planner, change):
    for _n in range(3):
        rounds.candidate("FR-WH", at=clock.now())
    shown = hidden(client.post(plan_page(), typed("3")))
    rounds.candidate("FR-WH", at=clock.now())
    form = typed("2" if change == "fewer" else "3", confirm="1", shown=shown[:-3] if change == "by hand" else shown)
    if change == "another day":
        form["draw_at"] = "2030-01-09 12:00"

    page = text(client.post(plan_page(), form))

    assert "fewer than the 4 recommended" in page
    assert not Round.objects.exists()


def test_a_refusal_of_the_plan_is_shown_above_what_was_typed(client, planner):
    rounds.candidate("FR-WH", at=clock.now())
    form = typed("1", draw_at="2030-01-06 12:00", note="Keep me.", confirm="1")

    page = text(client.post(plan_page(), form))

    assert "The draw comes after the freeze." in page
    assert 'value="2030-01-06 12:00"' in page
    assert 'value="Keep me."' in page
    assert not Round.objects.exists()


@pytest.mark.parametrize("more", [{}, {"confirm": "1"}])
def test_a_slip_of_the_keyboard_is_no_number_of_invitations(client, planner, more):
    rounds.candidate("FR-WH", at=clock.now())

    answer = client.post(plan_page(), typed("9999999999", note="Many.", **more))

    assert answer.status_code == 200
    assert "less than or equal to 1000000" in text(answer)
    assert 'value="9999999999"' in text(answer)
    assert not Round.objects.exists()


def test_from_the_preview_one_may_go_back_to_what_was_typed(client, planner):
    rounds.candidate("FR-WH", at=clock.now())

    page = text(client.post(plan_page(), typed("7", note="Keep me.", change="1")))

    assert "See what it would do" in page
    assert 'value="7"' in page
    assert "Keep me." in page
    assert f'value="{DRAW}"' in page


def test_without_an_open_season_nothing_can_be_planned(client, planner, monkeypatch):
    from rounds.queries import pools

    monkeypatch.setattr(pools, "season_of_rounds", lambda at: None)

    assert "No season is open, so no round can be planned." in text(client.get(plan_page(), follow=True))


def test_another_person_approves_and_sees_it_drawn(client, approver):
    at = clock.now()
    for _ in range(3):
        rounds.candidate("FR-WH", at=at)
    round_ = draws.planned({"FR-WH": 2}, at=at)

    page = text(client.get(page_of(round_)))
    assert "Approve this round" in page
    answer = client.post(page_of(round_), {"act": "approve"}, follow=True)

    round_.refresh_from_db()
    assert (round_.state, round_.approved_by) == (RoundState.APPROVED, approver)
    assert "You approved the round." in text(answer)
    assert "Approve this round" not in text(answer)
    # Its steps renew themselves; who has no script is given a link that does the same.
    assert 'data-renew="5"' in text(answer)
    assert "Look again" in text(answer)


def test_the_page_of_a_finished_round_tells_its_numbers(client, approver):
    at = clock.now()
    for _ in range(3):
        rounds.candidate("FR-WH", at=at)
    round_ = draws.carried_out({"FR-WH": 2}, at=at)

    page = text(client.get(page_of(round_)))

    assert page.count("Done") == 9
    assert "data-renew" not in page
    assert "<dt>Waiting for an answer</dt><dd>2</dd>" in page
    for number in ('<td class="iec-number">2</td>', '<td class="iec-number">3</td>'):
        assert number in page
    assert reverse("round_page", args=[round_.code]) in page
    assert "Void this round" not in page


def superuser():
    chief = draws.planner(at=clock.now())
    chief.is_superuser = True
    chief.save(update_fields=["is_superuser"])
    return chief


def both_roles():
    return people.staff("Round planners", "Round approvers", at=clock.now(), email="planner@example.org")


@pytest.mark.parametrize("who", [both_roles, superuser])
def test_who_planned_a_round_approves_it_by_no_door(client, who):
    sign_in(client, who())
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    assert "Approve this round" not in text(client.get(page_of(round_)))
    answer = client.post(page_of(round_), {"act": "approve"}, follow=True)

    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED
    assert "nother person" in text(answer)
    assert not RoundEntry.objects.filter(kind="round_approved").exists()


@pytest.mark.parametrize("act", ["approve", "delete_selected", "approve_selected", ""])
def test_the_list_of_rounds_has_no_bulk_door_for_anybody(client, act):
    sign_in(client, superuser())
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())
    posted = {"action": act, "_selected_action": [round_.pk], "select_across": "1", "index": "0", "post": "yes"}

    client.post(reverse("admin:rounds_round_changelist"), posted)

    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED


@pytest.mark.parametrize("door", ["admin:rounds_round_add", "admin:rounds_round_delete"])
def test_no_form_of_the_staff_site_writes_or_deletes_a_round(client, door):
    sign_in(client, superuser())
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())
    address = reverse(door, args=[round_.pk] if door.endswith("delete") else [])

    assert client.post(address, {"post": "yes", "state": "approved", "approved_by": round_.planned_by_id}).status_code == 403
    assert Round.objects.get().state == RoundState.PLANNED


def test_a_form_with_more_fields_in_it_approves_nothing(client):
    chief = superuser()
    sign_in(client, chief)
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    for more in ({"by": "1"}, {"approved_by": chief.pk, "state": "approved"}, {"_save": "1", "planned_by": "2"}):
        client.post(page_of(round_), {"act": "approve", **more})

    round_.refresh_from_db()
    assert (round_.state, round_.approved_by) == (RoundState.PLANNED, None)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_programming_interface_writes_to_a_round(client, method):
    sign_in(client, superuser())
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    for address in ("/api/v1/rounds", f"/api/v1/rounds/{round_.code}", f"/api/v1/results/{round_.code}"):
        assert getattr(client, method)(address, {"state": "approved"}).status_code in (403, 405)
    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED


def test_a_planner_of_another_round_may_not_approve_without_the_role(client, planner):
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())
    sign_in(client, people.staff("Round planners", at=clock.now()))

    answer = client.post(page_of(round_), {"act": "approve"}, follow=True)

    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED
    assert "You may not approve rounds." in text(answer)


def test_a_round_is_voided_with_a_reason_that_everybody_reads(client, planner):
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    reasons = {"reason_en": "The numbers were wrong.", "reason_fr": "Les nombres étaient erronés."}
    answer = client.post(page_of(round_), {"act": "void", **reasons}, follow=True)

    round_.refresh_from_db()
    assert round_.state == RoundState.VOID
    assert (round_.void_reason("en"), round_.void_reason("fr")) == tuple(reasons.values())
    page = text(answer)
    assert "The round is void." in page
    assert "Why this round is void" in page
    assert "<p>The numbers were wrong.</p>" in page
    assert "Approve this round" not in page
    assert 'value="void"' not in page


def test_a_round_is_not_voided_without_a_reason_in_both_languages_and_what_was_typed_stays(client, planner):
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    answer = client.post(page_of(round_), {"act": "void", "reason_en": "The numbers were wrong.", "reason_fr": " "})

    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED
    assert "Say why the round is voided, in English and in French." in text(answer)
    assert 'value="The numbers were wrong."' in text(answer)


def test_what_was_found_about_an_alarm_is_written_in_both_languages_and_what_was_typed_stays(client, approver):
    at = clock.now()
    rounds.candidate("FR-WH", at=at)
    round_ = draws.carried_out({"FR-WH": 1}, at=at, until=RoundState.DRAWN)
    Round.objects.filter(pk=round_.pk).update(put_aside_at=at, last_error=stops.ORDER_SHOWS)
    english, french = "The auditor computed the round: the result is right.", "La vérification confirme le résultat de la ronde."

    half = client.post(page_of(round_), {"act": "explain", "found_en": english, "found_fr": ""})
    both = client.post(page_of(round_), {"act": "explain", "found_en": english, "found_fr": french}, follow=True)

    assert "in English and in French, what was looked into" in text(half)
    assert f"{english}</textarea>" in text(half)
    assert f'<p lang="en">{english}</p><p lang="fr">{french}</p>' in text(both)


def test_who_agrees_to_an_explanation_agrees_to_what_their_page_showed(client, approver):
    at = clock.now()
    rounds.candidate("FR-WH", at=at)
    round_ = draws.carried_out({"FR-WH": 1}, at=at, until=RoundState.DRAWN)
    Round.objects.filter(pk=round_.pk).update(put_aside_at=at, last_error=stops.ORDER_SHOWS)
    told = {"round_id": round_.pk, "by": draws.planner(at=at), "at": at, "found_fr": "Le résultat de la ronde est confirmé."}

    def agreed(page):
        (shown,) = re.findall(r'name="shown" value="([0-9a-f]{64})"', page.content.decode())
        return text(client.post(page_of(round_), {"act": "agree", "shown": shown}, follow=True))

    alarms.explain(**told, found_en="The auditor computed the round again.")
    read = client.get(page_of(round_))
    alarms.explain(**told, found_en="Nobody looked into it at all, and it is late.")

    assert "changed since you opened this page" in agreed(read)
    assert "The alarm is settled." in agreed(client.get(page_of(round_)))


def test_a_finished_round_is_not_voided(client, approver):
    round_ = draws.carried_out({"FR-WH": 1}, at=clock.now())

    answer = client.post(page_of(round_), {"act": "void", "reason_en": "Too late.", "reason_fr": "Trop tard."}, follow=True)

    round_.refresh_from_db()
    assert round_.state == RoundState.CLOSED
    assert "can no longer be voided" in text(answer)


def test_a_step_that_failed_three_times_is_shown_and_tried_again(client, approver):
    at = clock.now()
    round_ = draws.approved({"FR-WH": 1}, at=at)
    Round.objects.filter(pk=round_.pk).update(put_aside_at=at, attempts=3, last_error="OSError", next_step_at=None)

    page = text(client.get(page_of(round_)))
    assert "A step failed three times." in page
    assert "What to do:" in page
    client.post(page_of(round_), {"act": "again"})

    round_.refresh_from_db()
    assert round_.put_aside_at is None
    assert draws.carry_on(round_, at=clock.now()).state == RoundState.CLOSED


@pytest.mark.parametrize("who", [draws.planner, draws.approver])
def test_whoever_works_on_rounds_has_the_button_that_tries_a_step_again(client, who):
    at = clock.now()
    sign_in(client, who(at=at))
    round_ = draws.approved({"FR-WH": 1}, at=at)
    Round.objects.filter(pk=round_.pk).update(put_aside_at=at, attempts=3, last_error="OSError", next_step_at=None)

    assert 'value="again"' in text(client.get(page_of(round_)))


def test_a_button_that_does_not_exist_changes_nothing(client, planner):
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    assert "Choose one of the buttons." in text(client.post(page_of(round_), {"act": "draw"}, follow=True))

    round_.refresh_from_db()
    assert round_.state == RoundState.PLANNED


def test_the_list_of_rounds_asks_as_often_for_one_as_for_many(client, planner, django_assert_max_num_queries):
    at = clock.now()
    draws.planned({"FR-WH": 1}, at=at)
    address = reverse("admin:rounds_round_changelist")
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    for _ in range(8):
        draws.planned({"FR-WH": 1}, at=at)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


# ---- what a plan may hold


def begun(client, code):
    """The number with which the form begins for a pool; None where it begins with none."""
    found = re.search(rf'name="pool_{rounds.pool(code).pk}"(?: value="(\d+)")?', text(client.get(plan_page())))
    return found and found.group(1)


NOT_YET = [
    ({"quota": None, "unlimited": False}, "the quota is to be announced, and no round draws from a pool before that"),
    ({"first_round_on": date(2030, 1, 16)}, "the first round is announced for the week of January 14, 2030"),
    ({"first_round_on": None}, "the week of the first round is not announced yet"),
    ({"opens_on": date(2030, 1, 9)}, "this pool opens on January 9, 2030"),
]


@pytest.mark.parametrize(("columns", "sentence"), NOT_YET)
def test_a_pool_whose_time_has_not_come_begins_with_no_number_and_is_refused_beside_it(client, planner, columns, sentence):
    rounds.candidate("FR-WH", at=clock.now())
    rounds.candidate("FR-YP", at=clock.now())
    rounds.pool("FR-WH", **columns)
    assert (begun(client, "FR-WH"), begun(client, "FR-YP")) == (None, "1")

    for more in ({}, {"confirm": "1"}):
        page = text(client.post(plan_page(), typed("1", note="We want it.") | more))
        assert f"France – Working Holiday: {sentence}" in page
        assert 'value="We want it."' in page
        assert not Round.objects.exists()


def test_after_its_final_round_a_pool_begins_with_the_places_that_came_back_and_passes_unchanged(client, planner):
    at = clock.now()
    for _person in range(45):
        rounds.candidate("FR-WH", at=at)
    pool = rounds.pool("FR-WH", quota=100, final_round_on=clock.today() - timedelta(days=3), final_announced_at=at)
    LedgerLine.objects.create(pool=pool, issued=70, unanswered=60, applied=10)

    number = begun(client, "FR-WH")
    assert number == "30"
    more = text(client.post(plan_page(), typed("31", note="One more.")))
    assert "Only places that came back are given after it, and there are 30." in more
    client.post(plan_page(), typed(number, confirm="1"))

    assert Round.objects.get().pools.get().invite == 30


def test_a_pool_that_is_due_is_left_out_for_a_reason_only(client, planner):
    rounds.candidate("FR-WH", at=clock.now())
    rounds.candidate("FR-YP", at=clock.now())

    page = text(client.post(plan_page(), typed("1", confirm="1")))
    assert "France – Young Professionals: this pool is due, and the plan invites nobody from it. Say why in the note." in page
    assert not Round.objects.exists()

    client.post(plan_page(), typed("1", confirm="1", note="Its officers are away."))
    assert Round.objects.get().pools.get().pool.code == "FR-WH"


# ---- what a round waits for


def test_a_plan_says_until_when_it_waits_for_approval(client, approver):
    round_ = draws.planned({"FR-WH": 1}, at=clock.now())

    assert "It waits for another person's approval." in text(client.get(page_of(round_)))


def test_a_round_behind_another_says_which_and_does_not_renew_itself(client, approver):
    at = clock.now()
    first = draws.approved({"FR-WH": 1}, at=at)
    Round.objects.filter(pk=first.pk).update(put_aside_at=at, attempts=3, last_error="OSError")
    second = draws.approved({"FR-WH": 1}, at=at)

    page = text(client.get(page_of(second)))

    assert "It waits until the round before it is closed or void" in page
    assert f"{first.code}</a> (it was put aside; its page says what to do)" in page
    assert "data-renew" not in page


def test_a_round_behind_the_list_of_another_season_says_which(client, approver):
    at = clock.now()
    first = draws.carried_out({"FR-WH": 1}, at=at, season=2025, until=RoundState.PUBLISHED)
    second = draws.approved({"FR-WH": 1}, at=at)

    page = text(client.get(page_of(second)))

    assert "It waits while the list of a round of another season stands, since one person may be in both" in page
    assert f"{first.code}</a>" in page
    assert "data-renew" not in page


def test_a_round_says_which_moment_it_waits_for(client, approver):
    at = clock.now()
    listed = draws.public({"FR-WH": 1}, at=at)
    later = draws.approved({"FR-WH": 1}, at=at, freeze_at=at + timedelta(days=2))
    assert "It waits for the moment of its draw:" in text(client.get(page_of(listed)))
    assert "That round stands at “List published”: " in text(client.get(page_of(later)))

    draws.operations.void(round_id=listed.pk, reason_en="A trial.", reason_fr="Un essai.", by=approver, at=at)

    assert "It waits for the moment at which its list is fixed:" in text(client.get(page_of(later)))
