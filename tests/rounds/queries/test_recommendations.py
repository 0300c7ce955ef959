"""The planner's advice stands on real counts: who is under way, what was seen of them, and the places that are left."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from applications.operations import intake
from rounds.models import LedgerLine, Pool
from rounds.operations import invitations
from rounds.queries import recommendations, weeks
from rounds.queries.rounds import pool_plans
from rounds.rules.how_many import RISK
from tests.conftest import NOON
from tests.factories import rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def advice(code="FR-WH", candidates=500):
    pool = rounds.pool(code)
    return recommendations.advice([pool], {pool.pk: candidates}, drawn_on=NOON.date())[pool.pk]


@pytest.mark.parametrize(
    ("columns", "candidates", "invite", "reason"),
    [
        ({"quota": 200}, 500, 226, "chance"),
        ({"quota": 200}, 40, 40, "candidates"),
        ({"quota": 10}, 500, 10, "strict"),
        ({"quota": 10, "approved": 10}, 500, 0, "no_places"),
        ({"quota": None, "unlimited": True}, 500, 500, "unlimited"),
        ({"quota": None}, 500, 0, "to_be_announced"),
    ],
)
def test_what_is_recommended_and_why(noon, columns, candidates, invite, reason):
    rounds.candidate(at=noon)
    rounds.pool("FR-WH", **columns)

    found = advice(candidates=candidates).recommendation

    assert found.reason == reason
    assert abs(found.invite - invite) <= 4


def test_who_is_under_way_counts_by_stage_and_what_was_lost_is_seen(noon):
    held = [rounds.invited("FR-WH", at=noon) for _ in range(4)]
    invitations.decline(invitation_id=held[0].pk, by=held[0].profile.user, at=noon + DAY)
    intake.accept_invitation(invitation_id=held[1].pk, by=held[1].profile.user, at=noon + DAY)
    rounds.pool("FR-WH", quota=50)

    found = advice()

    assert [one.people for one in found.under_way] == [2, 1, 0, 0]
    assert found.accept.mean < 0.80
    assert found.under_way[1].share.mean > found.under_way[0].share.mean


def test_a_higher_number_than_recommended_has_a_risk_above_the_accepted_one(noon):
    rounds.candidate(at=noon)
    rounds.pool("FR-WH", quota=200)
    found = advice()

    assert found.risk(found.recommendation.invite) <= RISK < found.risk(found.recommendation.invite + 5)
    assert found.fill(200) < found.fill(260) <= 1
    rounds.pool("FR-WH", quota=None, unlimited=True)
    assert (advice().risk(400), advice().fill(400)) == (None, None)


def test_last_season_says_more_than_what_is_stated_where_enough_was_seen():
    stated = recommendations._share(0.78, (10, 10))
    seen = recommendations._share(0.78, (30, 70))

    assert stated.mean == pytest.approx(0.78)
    assert seen.mean == pytest.approx(0.30)
    assert seen.approved + seen.lost == 50


def test_the_planner_takes_as_many_queries_for_one_pool_as_for_all(noon, django_assert_max_num_queries):
    rounds.candidate("FR-WH", at=noon)
    for pools in (Pool.objects.filter(season=2026, code="FR-WH"), Pool.objects.filter(season=2026)):
        with django_assert_max_num_queries(6):
            plans = pool_plans(pools.select_related("country"), {}, drawn_on=noon.date())
        assert all(plan.recommended >= 0 for plan in plans)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "50 places; of 3 people under way about 2 will be approved"),
        ("fr", "50 places; sur 3 personnes en cours, environ 2"),
    ],
)
def test_planners_are_told_why_in_numbers_with_stages_and_the_work_it_makes(noon, language, words):
    held = [rounds.invited("FR-WH", at=noon) for _ in range(3)]
    intake.accept_invitation(invitation_id=held[0].pk, by=held[0].profile.user, at=noon + DAY)
    pool = rounds.pool("FR-WH", quota=50)

    plan = replace(pool_plans([pool], {pool.pk: 40}, drawn_on=noon.date())[0], candidates=400)
    advised = recommendations.advice([pool], {pool.pk: 400}, drawn_on=noon.date())[pool.pk]
    plan = replace(plan, advice=advised)

    with translation.override(language):
        assert words in plan.reason_in_words
    assert (plan.open_invitations, plan.said_yes, plan.applied, plan.awaiting) == (2, 1, 0, 0)
    assert plan.applications == pytest.approx(40 * advised.accept.mean)
    assert plan.applications_to_come == pytest.approx(2 * advised.accept.mean + 1)


def test_after_the_final_round_only_places_that_came_back_are_recommended(noon):
    pool = rounds.pool("FR-WH", quota=100, final_round_on=date(2026, 2, 4), final_announced_at=noon)
    LedgerLine.objects.create(pool=pool, issued=70, unanswered=60, applied=10)

    before, after = (
        recommendations.advice([pool], {pool.pk: 500}, drawn_on=on)[pool.pk] for on in (date(2026, 2, 4), date(2026, 2, 5))
    )

    assert (before.recommendation.reason, before.after_final, before.why_not) == ("chance", False, None)
    assert before.recommendation.invite > 30
    assert (after.recommendation.reason, after.after_final, after.why_not) == ("came_back", True, None)
    assert (after.recommendation.invite, after.unused) == (30, 30)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "100 places less 70 people under way: after the final round only places that came back are given."),
        ("fr", "100 places moins 70 personnes en cours : après la dernière ronde, seules les places revenues sont données."),
    ],
)
def test_the_week_and_the_form_of_a_plan_say_the_same_of_a_pool_after_its_final_round(noon, language, words):
    for _person in range(45):
        rounds.candidate("FR-WH", at=noon)
    pool = rounds.pool("FR-WH", quota=100, final_round_on=date(2026, 2, 4), final_announced_at=noon)
    LedgerLine.objects.create(pool=pool, issued=70, unanswered=60, applied=10)
    on = date(2026, 2, 5)

    (plan,) = pool_plans([pool], {}, drawn_on=on)
    due = next(one for one in weeks.looked_at(2026, drawn_on=on) if one.pool == pool)

    assert plan.recommended == due.invite == 30
    with translation.override(language):
        assert plan.reason_in_words.replace("\u00a0", " ") == words
