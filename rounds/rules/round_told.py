"""
How a round stands, as everybody is told it: one true sentence for every state and every stop, in English and in French.

The protocol IEC-DRAW/1 wants a standstill to be visible (sections 3.5 and 4, threat 8): what happened is said with the words of
`stops`, and what can still come of the round beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from iecsite import dates
from rounds.rules import stops
from rounds.rules.manifest import DEAD_BEACON_AFTER, SHORTEST_GAP
from rounds.rules.seeds import kind_of
from rounds.states import RoundState

Pair = tuple[str, str]

# Codes of how a round stands.
PLANNED, PLANNED_STOPPED, APPROVED, APPROVED_STOPPED = "planned", "planned_stopped", "approved", "approved_stopped"
FROZEN, FROZEN_STOPPED = "frozen", "frozen_stopped"
LIST_OPEN, DUE, BEACON, FALLBACK, LINK, STOPPED, HOPELESS = (
    "list_open", "due", "beacon", "fallback", "link", "stopped", "hopeless",
)  # fmt: skip
DRAWING, DRAWING_STOPPED, ISSUED, ISSUED_STOPPED = "drawing", "drawing_stopped", "issued", "issued_stopped"
CLOSED, VOID = "closed", "void"

# Nothing can mend these: the round can only be voided.
_NO_WAY_ON = frozenset({stops.PUBLISHED_TOO_LATE, stops.NOT_OPEN_LONG_ENOUGH, stops.CHAIN_LOST})
_FROM_ESCROW = frozenset({stops.SEALED, stops.WRONG_LINK})


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What is known of a round.

    :param stopped_at: since when it is put aside, None while it is not; `stopped_by`: the reason
    :param value_known: the announced values, or all of the fallback's, are known
    :param fallback: the announced lines of the fallback
    :param chain_lost: the chain whose next link it waits for was declared lost, and nobody had typed that link
    """

    state: str
    freeze_at: datetime
    draw_at: datetime
    published_at: datetime | None = None
    issued_at: datetime | None = None
    test_source: bool = False
    stopped_at: datetime | None = None
    stopped_by: str = ""
    value_known: bool = False
    fallback: Sequence[str] = ()
    chain_lost: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """How a round stands: a code, a word or two, the sentence, and the tint (`info`, `good`, `warn` or `bad`)."""

    code: str
    word_pair: Pair
    sentence_pair: Pair
    tone: str

    def word(self, language: str) -> str:
        """The word or two for a table, in `en` or `fr`."""
        return self.word_pair[language == "fr"]

    def sentence(self, language: str) -> str:
        """The sentence, in `en` or `fr`."""
        return self.sentence_pair[language == "fr"]


_STILL: Pair = (" It has stood still since {since}: {happened}", " Elle est à l'arrêt depuis le {since} : {happened}")
_NO_CHOICE: Pair = (
    " When it goes on, it is drawn from this list and the announced value; nobody can choose another.",
    " Quand elle reprendra, elle sera tirée de cette liste et de la valeur annoncée; personne ne peut en choisir une autre.",
)
_ONE_RESULT: Pair = (
    " It is never drawn again: list and value have one result, and the round goes on with that one.",
    " Elle n'est jamais tirée de nouveau : la liste et la valeur n'ont qu'un résultat, et la ronde se poursuit avec celui-là.",
)


def _joined(*pairs: Pair) -> Pair:
    return "".join(one[0] for one in pairs), "".join(one[1] for one in pairs)


_LISTED: Pair = ("The list is fixed and published.", "La liste est figée et publiée.")
_PASSED: Pair = (" The moment of the draw was {draw}.", " Le moment du tirage était le {draw}.")

TABLE: dict[str, tuple[Pair, Pair, str]] = {
    PLANNED: (
        ("Planned", "Prévue"),
        (
            "This is a plan that waits for another person's approval. Nothing is fixed.",
            "C'est un plan qui attend l'approbation d'une autre personne. Rien n'est figé.",
        ),
        "info",
    ),
    APPROVED: (
        ("Planned", "Prévue"),
        (
            "The plan is approved. The list is fixed on {freeze}; the draw is planned for {draw}.",
            "Le plan est approuvé. La liste est figée le {freeze}; le tirage est prévu le {draw}.",
        ),
        "info",
    ),
    APPROVED_STOPPED: (
        ("Stands still", "À l'arrêt"),
        _joined(("The list was to be fixed on {freeze}.", "La liste devait être figée le {freeze}."), _STILL),
        "warn",
    ),
    FROZEN: (
        ("List fixed", "Liste figée"),
        (
            "The list is fixed, and about to be published. The draw is on {draw}.",
            "La liste est figée et sur le point d'être publiée. Le tirage a lieu le {draw}.",
        ),
        "info",
    ),
    FROZEN_STOPPED: (
        ("Stands still", "À l'arrêt"),
        _joined(("The list is fixed and not published.", "La liste est figée, mais pas publiée."), _STILL),
        "warn",
    ),
    LIST_OPEN: (
        ("The draw is still to come", "Le tirage est à venir"),
        _joined(_LISTED, (" It is drawn on {draw}.", " Le tirage a lieu le {draw}.")),
        "info",
    ),
    DUE: (
        ("Being drawn", "Tirage en cours"),
        _joined(_LISTED, _PASSED, (" The round is being drawn.", " Le tirage est en cours.")),
        "info",
    ),
    BEACON: (
        ("Waits for its random value", "Attend sa valeur aléatoire"),
        _joined(
            _LISTED,
            _PASSED,
            (
                " The round waits for the random value that was announced. Nobody can put another in its place. Only when the "
                "beacon itself has given none until {dead} do the lotteries take its place that the list's manifest named "
                "beforehand: {lotteries}.",
                " La ronde attend la valeur aléatoire annoncée. Personne ne peut en mettre une autre à sa place. C'est seulement "
                "si la balise elle-même n'en donne aucune d'ici le {dead} que les loteries nommées d'avance dans le manifeste de "
                "la liste la remplacent : {lotteries}.",
            ),
        ),
        "warn",
    ),
    FALLBACK: (
        ("Waits for its random value", "Attend sa valeur aléatoire"),
        _joined(
            _LISTED,
            _PASSED,
            (
                " We still do not have the random value that was announced. When the beacon itself has given none for 72 hours, "
                "the lotteries take its place that the list's manifest named beforehand: {lotteries}. Two officers type their "
                "numbers and say where the official results can be read.",
                " Nous n'avons toujours pas la valeur aléatoire annoncée. Si la balise elle-même n'en a donné aucune pendant "
                "72 heures, les loteries nommées d'avance dans le manifeste de la liste la remplacent : {lotteries}. Deux agents "
                "en saisissent les numéros et indiquent où lire les résultats officiels.",
            ),
        ),
        "warn",
    ),
    LINK: (
        ("Waits for our sealed link", "Attend notre maillon scellé"),
        _joined(
            _LISTED,
            _PASSED,
            (
                " The announced random value is known, and the round waits for the next link of our sealed chain; an independent "
                "office keeps a copy. Only one link fits the published anchor, so nobody can choose another.",
                " La valeur aléatoire annoncée est connue, et la ronde attend le prochain maillon de notre chaîne scellée; un "
                "bureau indépendant en garde une copie. Un seul maillon correspond à l'ancre publiée : personne ne peut en "
                "choisir un autre.",
            ),
            _STILL,
        ),
        "warn",
    ),
    STOPPED: (("Stands still", "À l'arrêt"), _joined(_LISTED, _PASSED, _STILL, _NO_CHOICE), "warn"),
    HOPELESS: (
        ("Cannot be drawn", "Ne peut être tirée"),
        _joined(
            _LISTED,
            (
                " The round cannot be drawn: {happened} It is to be voided, and its people stay in the pools.",
                " La ronde ne peut être tirée : {happened} Elle doit être annulée, et les personnes restent dans les bassins.",
            ),
        ),
        "bad",
    ),
    DRAWING: (
        ("Being drawn", "Tirage en cours"),
        (
            "The random value is known, and the round is being drawn and checked. Its result stands here as soon as the "
            "invitations are issued and the public verifier has agreed.",
            "La valeur aléatoire est connue; la ronde est en cours de tirage et de vérification. Le résultat paraîtra ici dès "
            "que les invitations seront émises et que le vérificateur public l'aura confirmé.",
        ),
        "info",
    ),
    DRAWING_STOPPED: (
        ("Stands still", "À l'arrêt"),
        _joined(
            (
                "The random value is known, and no invitation has gone out.",
                "La valeur aléatoire est connue, et aucune invitation n'a été envoyée.",
            ),
            _STILL,
            _ONE_RESULT,
        ),
        "warn",
    ),
    ISSUED: (
        ("Invitations issued", "Invitations émises"),
        (
            "The invitations were issued on {issued}. The result stands here as soon as the public verifier has agreed.",
            "Les invitations ont été émises le {issued}. Le résultat paraîtra ici dès que le vérificateur public "
            "l'aura confirmé.",
        ),
        "info",
    ),
    ISSUED_STOPPED: (
        ("Invitations issued", "Invitations émises"),
        _joined(
            (
                "The invitations were issued on {issued} and stand; the result is not published yet.",
                "Les invitations ont été émises le {issued} et restent valables; le résultat n'est pas encore publié.",
            ),
            _STILL,
        ),
        "warn",
    ),
    CLOSED: (
        ("Drawn", "Tirée"),
        ("The round is over, and its result is published.", "La ronde est terminée et son résultat est publié."),
        "good",
    ),
    VOID: (
        ("Void", "Annulée"),
        (
            "The round is void. It invited nobody, and everybody stayed in the pool.",
            "La ronde est annulée. Elle n'a invité personne, et tout le monde est resté dans le bassin.",
        ),
        "bad",
    ),
}
TABLE[PLANNED_STOPPED] = TABLE[PLANNED]

# While nothing stops them, and when something does.
_BY_STATE: dict[str, tuple[str, str]] = {
    RoundState.PLANNED: (PLANNED, PLANNED_STOPPED),
    RoundState.APPROVED: (APPROVED, APPROVED_STOPPED),
    RoundState.FROZEN: (FROZEN, FROZEN_STOPPED),
    RoundState.SEEDED: (DRAWING, DRAWING_STOPPED),
    RoundState.DRAWN: (DRAWING, DRAWING_STOPPED),
    RoundState.CHECKED: (DRAWING, DRAWING_STOPPED),
    RoundState.ISSUED: (ISSUED, ISSUED_STOPPED),
    RoundState.CLOSED: (CLOSED, CLOSED),
    RoundState.VOID: (VOID, VOID),
}


def code_of(facts: Facts, *, at: datetime) -> str:
    """Return how a round stands at a moment: one of the codes of TABLE."""
    if facts.state != RoundState.PUBLISHED:
        going, stopped = _BY_STATE[facts.state]
        return going if facts.stopped_at is None else stopped
    if _why_hopeless(facts) is not None:
        return HOPELESS
    if facts.stopped_at is not None:
        return LINK if facts.stopped_by in _FROM_ESCROW else STOPPED
    if at < facts.draw_at:
        return LIST_OPEN
    if facts.test_source or facts.value_known:
        return DUE
    return BEACON if at < facts.draw_at + DEAD_BEACON_AFTER else FALLBACK


def told(facts: Facts, *, at: datetime) -> Told:
    """Return what everybody is told of a round at a moment."""
    code = code_of(facts, at=at)
    words, sentence, tone = TABLE[code]
    reason = (_why_hopeless(facts) if code == HOPELESS else None) or facts.stopped_by
    happened = stops.told(reason).happened
    english, french = (
        sentence[number].format(
            happened=happened[number],
            lotteries=_lotteries(facts.fallback, language),
            **{
                name: "" if moment is None else dates.moment(moment, dates.EASTERN, language)
                for name, moment in {
                    "freeze": facts.freeze_at,
                    "draw": facts.draw_at,
                    "dead": facts.draw_at + DEAD_BEACON_AFTER,
                    "issued": facts.issued_at,
                    "since": facts.stopped_at,
                }.items()
            },
        )
        for number, language in enumerate(("en", "fr"))
    )
    return Told(code, words, (english, french), tone)


def _why_hopeless(facts: Facts) -> str | None:
    """Why a round whose list lies open can only be voided; None: it can be drawn."""
    if facts.stopped_by in _NO_WAY_ON:
        return facts.stopped_by
    if facts.test_source:
        return None
    if facts.published_at is not None and facts.draw_at - facts.published_at < SHORTEST_GAP:
        return stops.NOT_OPEN_LONG_ENOUGH
    return stops.CHAIN_LOST if facts.chain_lost else None


def _lotteries(lines: Sequence[str], language: str) -> str:
    return ", ".join(f"{name} ({dates.day(on, language)})" for name, on in lotteries(lines))


def lotteries(lines: Sequence[str]) -> list[tuple[str, date]]:
    """Return the lotteries that the announced lines of a fallback name, each with the day of its draw."""
    draws = [line.split()[2:4] for line in lines if kind_of(line) == "draws"]
    return [(name.replace("-", " ").title(), date.fromisoformat(day)) for name, day in draws]
