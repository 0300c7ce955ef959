"""
Rounds as Atom feeds, one for all and one a pool, each in English and in French: news without an account or an address.

The bytes depend on the database alone. Ids never change; an entry's moment is that at which its round was published or its result
was. Links are relative to the feed's own address, so that a copy of the files is the same to the byte.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils import translation

from iecsite import dates
from rounds.models import Pool, Round, RoundPool
from rounds.queries import round_told
from rounds.queries.rounds import PUBLIC, clock_text, public_rounds
from rounds.rules.calendar import EASTERN, opening_moment
from rounds.states import RoundState

LANGUAGES = ("en", "fr")
# A reader asks again within days; what is older stands in the tables.
MOST = 50
LOCALES = {"en": "en_CA", "fr": "fr_CA"}
TITLES = {
    "all": ("Rounds of invitations", "Rondes d'invitations"),
    "pool": ("Rounds of {pool}", "Rondes de {pool}"),
}
LISTED = (
    "Round {round}: the list is fixed, the draw is set for {day}",
    "Ronde {round} : la liste est figée, le tirage est fixé au {day}",
)
LISTED_POOL = ("In the pool: {entries}. To be invited: {invite}.", "Dans le bassin : {entries}. Invitations prévues : {invite}.")
DRAWN = (
    "Round {round} of {day}: {invited} of {entries} invited",
    "Ronde {round} du {day} : invitations, {invited} sur {entries}",
)
DRAWN_POOL = ("{pool}: {invited} of {entries} invited.", "{pool} : invitations, {invited} sur {entries}.")
VOID = ("Round {round} is void", "La ronde {round} est annulée")
STANDS_STILL = ("Round {round} stands still", "La ronde {round} est à l'arrêt")


def of_all(language: str) -> bytes:
    """The newest rounds whose list lies open, newest first."""
    rounds = list(public_rounds().prefetch_related("pools__pool__country")[:MOST])
    entries = [_entry(one, list(one.pools.all()), language) for one in rounds]
    latest = max((_moment(one) for one in rounds), default=None)
    return _feed("rounds", _say(TITLES["all"], language), reverse_in("rounds", [], language), entries, latest, language)


def of_pool(pool: Pool, language: str) -> bytes:
    """The newest rounds that drew from one pool, newest first."""
    return of_lines(pool, newest([pool.pk]).get(pool.pk, []), language)


def newest(pool_ids: Iterable[int]) -> dict[int, list[RoundPool]]:
    """Pool -> the newest rounds that drew from it and whose list lies open, newest first; without those of none. One query."""
    lines = RoundPool.objects.filter(pool__in=list(pool_ids), round__in=Round.objects.filter(PUBLIC)).select_related("round")
    found: dict[int, list[RoundPool]] = {}
    for line in lines.order_by("-round__code"):
        of_its_pool = found.setdefault(line.pool_id, [])
        if len(of_its_pool) < MOST:
            of_its_pool.append(line)
    return found


def of_lines(pool: Pool, lines: Sequence[RoundPool], language: str) -> bytes:
    """The feed of one pool; `lines`: its rounds as `newest` gives them."""
    for line in lines:
        line.pool = pool
    entries = [_entry(line.round, [line], language) for line in lines]
    latest = max((_moment(line.round) for line in lines), default=opening_moment(pool.opens_on))
    title = _say(TITLES["pool"], language, pool=pool.title(language))
    page = reverse_in("pool_page", [pool.season_id, pool.code], language)
    return _feed(f"{pool.season_id}/{pool.code}", title, page, entries, latest, language)


def reverse_in(name: str, arguments: list, language: str) -> str:
    """The address of a page in a language."""
    with translation.override(language):
        return reverse(name, args=arguments)


def _entry(round_: Round, lines: list[RoundPool], language: str) -> str:
    day = dates.day(round_.draw_at.astimezone(EASTERN).date(), language)
    final = round_.closed_at is not None
    if round_.state == RoundState.VOID:
        title, words = _say(VOID, language, round=round_.code), [round_.void_reason(language)]
    elif final:
        invited, entries = (sum(getattr(line, name) or 0 for line in lines) for name in ("invited", "entries"))
        title = _say(
            DRAWN,
            language,
            round=round_.code,
            day=day,
            invited=_number(invited, language),
            entries=_number(entries, language),
        )
        words = [
            _say(
                DRAWN_POOL,
                language,
                pool=line.pool.title(language),
                invited=_number(line.invited or 0, language),
                entries=_number(line.entries or 0, language),
            )
            for line in sorted(lines, key=lambda line: line.pool.order)
        ]
    elif round_.put_aside_at is not None:
        standing = round_told.of_round(round_, at=max(round_.put_aside_at, round_.draw_at))
        title, words = _say(STANDS_STILL, language, round=round_.code), [standing.told.sentence(language)]
    else:
        title = _say(LISTED, language, round=round_.code, day=day)
        entries, invite = sum(line.entries or 0 for line in lines), sum(line.invite for line in lines)
        words = [_say(LISTED_POOL, language, entries=_number(entries, language), invite=_number(invite, language))]
    return "\n".join(
        [
            "<entry>",
            f"<id>{_tag(f'round/{round_.code}')}</id>",
            f"<title>{escape(title)}</title>",
            f"<updated>{clock_text(_moment(round_))}</updated>",
            f"<published>{clock_text(round_.published_at or _moment(round_))}</published>",
            f"<link href={quoteattr(reverse_in('round_page', [round_.code], language))}/>",
            f'<content type="text">{escape(chr(10).join(words))}</content>',
            "</entry>",
        ]
    )


def _feed(name: str, title: str, page: str, entries: Iterable[str], latest: datetime | None, language: str) -> bytes:
    address = f"/data/feeds/{name}.{language}.atom"
    updated = "2022-01-01T00:00:00Z" if latest is None else clock_text(latest)
    author = _say(("International Experience Canada", "Expérience internationale Canada"), language)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<id>{_tag(f'feed/{name}/{language}')}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(address)}/>',
        f"<link href={quoteattr(page)}/>",
        *entries,
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _moment(round_: Round) -> datetime:
    return round_.voided_at or round_.closed_at or round_.put_aside_at or round_.published_at


def _tag(name: str) -> str:
    """An id that stays, wherever the site moves (RFC 4151)."""
    return escape(f"tag:iec.example.org,2026:{name}")


def _say(pair: tuple[str, str], language: str, **values: str) -> str:
    return pair[1 if language == "fr" else 0].format(**values)


def _number(number: int, language: str) -> str:
    return format_decimal(number, locale=LOCALES[language])
