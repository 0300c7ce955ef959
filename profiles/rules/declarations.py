"""
What a person declares when they send their profile, one by one, and the name with which they sign it.

The subjects are those of the programme's own form: insurance, no dependants, twelve months of the letter, money, and that the
answers are true (domain a.2, PVT-9 and PVT-14, read 2026-11-23; the duty to answer truthfully: IRPA A16(1)).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from profiles.rules.likeness import same_name


class Declaration(StrEnum):
    TRUE = "true"
    INSURANCE = "insurance"
    MONEY = "money"
    FAMILY = "family"
    LETTER = "letter"


TEXTS: dict[Declaration, tuple[str, str]] = {
    Declaration.TRUE: (
        "What I have told here is true and complete. I know that a false answer can mean a refusal, and that I can be kept "
        "from applying for some years.",
        "Ce que j'ai indiqué ici est vrai et complet. Je sais qu'une fausse réponse peut entraîner un refus et "
        "m'empêcher de présenter une demande pendant quelques années.",
    ),
    Declaration.INSURANCE: (
        "I will have health insurance for my whole stay, and will bring the proof of it to the border.",
        "J'aurai une assurance maladie pour tout mon séjour et j'en apporterai la preuve à la frontière.",
    ),
    Declaration.MONEY: (
        "I will have at least $2,500 on the day I arrive, and a ticket to leave Canada or the money to buy one.",
        "J'aurai au moins 2\u202f500\u00a0$ le jour de mon arrivée, ainsi qu'un billet pour quitter le Canada ou l'argent pour "
        "en acheter un.",
    ),
    Declaration.FAMILY: (
        "I know that nobody else can be part of my application: children and other dependants apply by themselves.",
        "Je sais que personne d'autre ne peut faire partie de ma demande\u00a0: les enfants et les autres personnes à charge "
        "présentent leur propre demande.",
    ),
    Declaration.LETTER: (
        "I know that a letter of introduction is good for 12 months. If I have not come to Canada by then, I start again.",
        "Je sais qu'une lettre d'introduction est valide 12 mois. Si je n'arrive pas au Canada d'ici là, je recommence tout.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The name that a person typed under the declarations that they ticked, read in `en` or `fr`."""

    name: str
    declarations: frozenset[Declaration]
    language: str = "en"

    def as_read(self) -> list[dict[str, str]]:
        """Each declaration with its words as the person read them."""
        return [{"code": str(one), "text": text(one, self.language)} for one in Declaration if one in self.declarations]


def text(one: Declaration, language: str) -> str:
    """The words of a declaration in `en` or `fr`."""
    return TEXTS[one][1 if language.startswith("fr") else 0]


def missing(made: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """The declarations that were not made."""
    held = set(made)
    return tuple(one for one in Declaration if one not in held)


def is_theirs(signed: str, *, family_name: str, given_names: str) -> bool:
    """
    Whether a typed name is that of the profile: the same in the letters of the machine-readable lines, in either order of given
    and family names.
    """
    return any(same_name(signed, name) for name in (f"{given_names} {family_name}", f"{family_name} {given_names}"))
