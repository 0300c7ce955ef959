"""What every plan of a round is held against before it is written down."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings

from iecsite import counts, dates
from iecsite.refusal import Refused
from rounds.models import Pool, Round, Season
from rounds.queries import chains
from rounds.queries.ledger import ledgers
from rounds.queries.rounds import UNFINISHED, PoolPlan, open_pools, pool_plans
from rounds.queries.unlike_advice import unlike_advice
from rounds.rules import weeks
from rounds.rules.calendar import is_open
from rounds.rules.manifest import SHORTEST_GAP
from rounds.rules.names import round_name
from rounds.rules.places import Places
from rounds.states import PoolStatus

# What lies open for a whole day must be written and published first.
LIST_OPEN = SHORTEST_GAP + timedelta(minutes=30)
# A form filled in at leisure still means "as soon as it is approved".
LEISURE = timedelta(hours=1)
# From one pool in one round: far more than any pool has held, and what a slip of the keyboard goes beyond.
MOST_INVITATIONS = 1_000_000


class CannotPlan(Refused):
    """The plan has something in it that no round can do."""


def check_source(freeze_at: datetime, draw_at: datetime, *, test_source: bool) -> None:
    """
    Public randomness always, or the test form where the site allows it.

    :raises CannotPlan: when test rounds are switched off, or a public list would not lie open for a whole day
    """
    if test_source and not settings.TEST_ROUNDS:
        raise CannotPlan(
            "This site draws with public randomness only; test rounds are switched off (IECSITE_TEST_ROUNDS).",
            "Ce site ne tire qu'avec un hasard public; les rondes d'essai sont désactivées (IECSITE_TEST_ROUNDS).",
        )
    if not test_source and draw_at - freeze_at < LIST_OPEN:
        raise CannotPlan(
            "A public round is drawn at least 24 hours and a half after the list is fixed, so that everybody can look at it "
            "for a whole day. Choose a later time for the draw.",
            "Une ronde publique est tirée au moins 24 heures et demie après le gel de la liste, pour que chacun puisse la "
            "consulter pendant une journée entière. Choisissez un moment plus tardif pour le tirage.",
        )


def check_chain(season: Season, freeze_at: datetime, *, test_source: bool) -> None:
    """
    A public list names a new staff chain only when its anchor has been public for seven days.

    :raises CannotPlan: saying from when on the list may be fixed
    """
    chain = None if test_source else chains.holds_up(season.pk, freeze_at=freeze_at)
    if chain is not None:
        raise CannotPlan(
            f"The new staff chain was announced on {dates.moment(chain.made_at, dates.EASTERN, 'en')}, and no list is fixed with "
            f"it before {dates.moment(chain.usable_from, dates.EASTERN, 'en')}. Choose that time or a later one for fixing the "
            "list.",
            f"La nouvelle chaîne du personnel a été annoncée le {dates.moment(chain.made_at, dates.EASTERN, 'fr')}, et aucune "
            f"liste n'est figée avec elle avant le {dates.moment(chain.usable_from, dates.EASTERN, 'fr')}. Choisissez ce moment "
            "ou un moment plus tardif pour figer la liste.",
        )


def next_code(season: Season) -> str:
    """The season's next name; the held row of the season lets one plan at a time come here."""
    last = Round.objects.filter(season=season, code__startswith=f"{season.pk}-").order_by("-code").first()
    number = int(last.code[5:]) + 1 if last else 1
    if number > 999:
        raise CannotPlan(
            "A season has at most 999 rounds, and this one has had them.",
            "Une saison compte au plus 999 rondes, et celle-ci les a toutes eues.",
        )
    return round_name(season.pk, number)


def checked_pools(season: Season, wanted: Mapping[int, int], *, drawn_on: date) -> list[Pool]:
    """
    The pools of a plan, held to be of this season, open, and not before their first round or their quota.

    :raises CannotPlan: naming the pool that is not
    """
    if not wanted:
        raise CannotPlan("Invite somebody from at least one pool.", "Invitez au moins une personne d'un bassin.")
    if any(number < 0 for number in wanted.values()):
        raise CannotPlan("A number of invitations is 0 or more.", "Un nombre d'invitations est de 0 ou plus.")
    if any(number > MOST_INVITATIONS for number in wanted.values()):
        raise CannotPlan(
            "A number of invitations is at most 1,000,000. Check what was typed.",
            "Un nombre d'invitations est d'au plus 1\u00a0000\u00a0000. Vérifiez ce qui a été saisi.",
        )
    pools = list(Pool.objects.filter(pk__in=wanted, season=season).select_related("country").order_by("order"))
    if len(pools) != len(wanted):
        raise CannotPlan(
            f"One of these pools is not a pool of season {season.pk}. Open the page again.",
            f"Un de ces bassins n'appartient pas à la saison {season.pk}. Ouvrez de nouveau la page.",
        )
    pool = closed(pools)
    if pool is not None:
        raise CannotPlan(
            f"{pool.title('en')}: this pool takes no candidates now, so nobody can be drawn from it.",
            f"{pool.title('fr')} : ce bassin n'accepte pas de candidatures en ce moment; personne ne peut y être choisi.",
        )
    early = next((why for pool in pools if (why := too_early(pool, drawn_on=drawn_on)) is not None), None)
    if early is not None:
        raise CannotPlan(*early)
    return pools


def closed(pools: Iterable[Pool]) -> Pool | None:
    """The first of some pools that takes nobody now, or None."""
    return next((pool for pool in pools if pool.status != PoolStatus.OPEN), None)


def why_early(pool: Pool, *, drawn_on: date) -> str | None:
    """The code of why no round may draw from a pool on a day yet (`weeks.too_early`); None where one may."""
    places = Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved)
    return weeks.too_early(opens_on=pool.opens_on, first_round_on=pool.first_round_on, places=places, drawn_on=drawn_on)


def too_early(pool: Pool, *, drawn_on: date) -> tuple[str, str] | None:
    """
    Why no round may draw from a pool on a day yet, and what to do, in English and in French; None where one may.

    :param drawn_on: the Eastern day of the draw
    """
    why = why_early(pool, drawn_on=drawn_on)
    title = (pool.title("en"), pool.title("fr"))
    if why == "not_open_yet":
        return (
            f"{title[0]}: this pool opens on {dates.day(pool.opens_on, 'en')}. Leave it out, or draw on that day or later.",
            f"{title[1]} : ce bassin ouvre le {dates.day(pool.opens_on, 'fr')}. Retirez-le du plan ou tirez ce jour-là ou après.",
        )
    if why == "before_first_round" and pool.first_round_on is not None:
        monday = weeks.monday_of(pool.first_round_on)
        return (
            f"{title[0]}: the first round is announced for the week of {dates.day(monday, 'en')}. Leave this pool out, or draw "
            "in that week or later.",
            f"{title[1]} : la première ronde est annoncée pour la semaine du {dates.day(monday, 'fr')}. Retirez ce bassin du "
            "plan ou tirez cette semaine-là ou après.",
        )
    if why == "before_first_round":
        return (
            f"{title[0]}: the week of the first round is not announced yet. Announce it first, or leave this pool out.",
            f"{title[1]} : la semaine de la première ronde n'est pas encore annoncée. Annoncez-la d'abord ou retirez ce bassin "
            "du plan.",
        )
    if why == "quota_to_be_announced":
        return (
            f"{title[0]}: the quota is to be announced, and no round draws from a pool before that. Enter the quota first, "
            "or leave this pool out.",
            f"{title[1]} : le quota est à annoncer, et aucune ronde ne tire d'un bassin avant cela. Inscrivez d'abord le quota "
            "ou retirez ce bassin du plan.",
        )
    return None


def check_final_rounds(pools: Sequence[Pool], wanted: Mapping[int, int], *, drawn_on: date) -> None:
    """
    After its final round a pool gives only the places that came back: as many as nobody under way could take.

    :raises CannotPlan: naming the pool of which more are wanted
    """
    found = over_after_final(pools, wanted, drawn_on=drawn_on)
    if found is not None:
        pool, most = found
        last = pool.final_round_on or drawn_on
        raise CannotPlan(
            f"{pool.title('en')}: the final round was on {dates.day(last, 'en')}. Only places that came back are given after "
            f"it, and there {counts.form(most, 'en', 'is', 'are')} {counts.number(most, 'en')}.",
            f"{pool.title('fr')} : la dernière ronde a eu lieu le {dates.day(last, 'fr')}. Seules les places revenues sont "
            f"données ensuite, et il y en a {counts.number(most, 'fr')}.",
        )


def over_after_final(pools: Sequence[Pool], wanted: Mapping[int, int], *, drawn_on: date) -> tuple[Pool, int] | None:
    """The first pool of which more are wanted after its final round than places came back, and how many came; or None."""
    after = [pool for pool in pools if weeks.is_after_final(pool.final_round_on, drawn_on)]
    books = ledgers([pool.pk for pool in after])
    for pool in after:
        places = Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved)
        most = weeks.came_back(books[pool.pk].unused(places))
        if wanted[pool.pk] > most:
            return pool, most
    return None


def check_reason(
    season: Season, wanted: Mapping[int, int], note: str, *, drawn_on: date, shown: Mapping[int, int] | None = None
) -> None:
    """
    Another number than the rule recommends for a pool, or a pool that is due and left out, has a reason in the note.

    :param shown: pool id -> what was recommended to whoever planned, as in `unlike_advice`
    :raises CannotPlan: naming the first pool that needs one
    """
    if note.strip():
        return
    others = unlike_advice(pool_plans(open_pools(season), wanted, drawn_on=drawn_on), shown)
    if not others:
        return
    plan, more = others[0].plan, len(others) - 1
    english = f" {more} more pools need a reason too." if more > 1 else " One more pool needs a reason too." if more else ""
    french = (
        f" {more} autres bassins exigent aussi un motif." if more > 1 else " Un autre bassin en exige un aussi." if more else ""
    )
    told = {language: _unlike_in_words(plan, language) for language in ("en", "fr")}
    raise CannotPlan(
        f"{plan.pool.title('en')}: {told['en']} Say why in the note, or take the number recommended.{english}",
        f"{plan.pool.title('fr')} : {told['fr']} Indiquez pourquoi dans la note ou prenez le nombre recommandé.{french}",
    )


def _unlike_in_words(plan: PoolPlan, language: str) -> str:
    advised, planned = counts.number(plan.recommended, language), counts.number(plan.invite, language)
    if language == "fr":
        said = counts.form(plan.recommended, language, "invitation est recommandée", "invitations sont recommandées")
        return f"{advised} {said}, et le plan en compte {planned}."
    said = counts.form(plan.recommended, language, "invitation is recommended", "invitations are recommended")
    return f"{advised} {said}, and the plan has {planned}."


def within(season: Season, *moments: datetime) -> bool:
    """
    Whether rounds of a season are held at all of these moments.

    They go on after no new profile is taken, until those that are left are closed.
    """
    return all(is_open(season.opens_on, season.profiles_end_at, moment) for moment in moments)


def check_moments(season: Season, freeze_at: datetime, draw_at: datetime, *, at: datetime) -> None:
    """
    The freeze and the draw in their order, within the season, after the rounds before them, and not while the list of a round of
    another season lies open.

    :raises CannotPlan: saying which moment cannot be
    """
    if freeze_at < at - LEISURE:
        raise CannotPlan(
            "The pools cannot be frozen in the past. Choose a later time.",
            "Les bassins ne peuvent pas être figés dans le passé. Choisissez un moment plus tardif.",
        )
    if draw_at < freeze_at:
        raise CannotPlan(
            "The draw comes after the freeze. Choose a later time for the draw.",
            "Le tirage vient après le gel des bassins. Choisissez un moment plus tardif pour le tirage.",
        )
    if not within(season, freeze_at, draw_at):
        raise CannotPlan(
            f"No rounds of season {season.pk} are held then. Choose a time within the season.",
            f"Aucune ronde de la saison {season.pk} n'a lieu à ce moment. Choisissez un moment dans la saison.",
        )
    before = Round.objects.filter(season=season, state__in=UNFINISHED, draw_at__gt=draw_at).order_by("-draw_at").first()
    if before is not None:
        raise CannotPlan(
            f"Rounds are drawn in the order of their numbers, and round {before.code} is drawn on "
            f"{dates.moment(before.draw_at, dates.EASTERN, 'en')}. Choose a later time, or void that round first.",
            f"Les rondes sont tirées dans l'ordre de leurs numéros, et la ronde {before.code} sera tirée le "
            f"{dates.moment(before.draw_at, dates.EASTERN, 'fr')}. Choisissez un moment plus tardif "
            "ou annulez d'abord cette ronde.",
        )
    open_then = Round.objects.filter(
        state__in=UNFINISHED, put_aside_at__isnull=True, freeze_at__lt=draw_at, draw_at__gt=freeze_at
    )
    other = open_then.exclude(season=season).order_by("draw_at").first()
    if other is not None:
        raise CannotPlan(
            f"The list of round {other.code} of season {other.season_id} lies open until "
            f"{dates.moment(other.draw_at, dates.EASTERN, 'en')}, and somebody may stand in pools of both. Choose a time before "
            "or after it.",
            f"La liste de la ronde {other.code} de la saison {other.season_id} est ouverte jusqu'au "
            f"{dates.moment(other.draw_at, dates.EASTERN, 'fr')}, et une personne peut figurer dans les bassins des deux "
            "saisons. Choisissez un moment avant ou après.",
        )
