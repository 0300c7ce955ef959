"""The value of a dated setting on a day, and the settings that the programme knows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from iecsite.models import DatedSetting


@dataclass(frozen=True)
class Known:
    """A setting: its value where nobody decided otherwise, the choices, and the conflict or reason behind it."""

    default: Any
    choices: tuple[Any, ...]
    note_en: str
    note_fr: str


# Where sources conflict the choice is one of these, with the conflict named, and staff can change it from a day on.
KNOWN: dict[str, Known] = {
    "answer_deadline_rule": Known(
        "date_line",
        ("date_line", "utc", "eastern"),
        "Which clock ends the last day of an invitation. The precision of the ten days is not stated by the source; the date "
        "line never ends a day earlier than the person's own clock.",
        "L'horloge qui termine le dernier jour d'une invitation. La source ne précise pas les dix jours; la ligne de changement "
        "de date ne termine jamais un jour plus tôt que l'horloge de la personne.",
    ),
    "refund_after_letter": Known(
        "regulation",
        ("regulation", "help_page"),
        "Withdrawal after the letter of introduction: R303.2(3)(b) pays the open work permit holder fee back, a help page of the "
        "department says that nothing is paid back.",
        "Retrait après la lettre d'introduction : l'alinéa R303.2(3)b) rembourse les frais de titulaire de permis de travail "
        "ouvert, une page d'aide du ministère dit que rien n'est remboursé.",
    ),
    "officer_cases_per_week": Known(
        1_200,
        tuple(range(50, 5_050, 50)),
        "How many applications officers decide in a week, for the work that a planned round makes. Not published: a season's "
        "61,189 places (2026, one unsourced note) over fifty weeks.",
        "Combien de demandes les agents traitent en une semaine, pour estimer le travail que crée une ronde. Non publié : les "
        "61 189 places d'une saison (2026, une note sans source) sur cinquante semaines.",
    ),
    "small_numbers": Known(
        10,
        tuple(range(101)),
        "Outcomes and breakdowns of fewer persons than this are shown as a band.",
        "Les résultats et ventilations portant sur moins de personnes sont présentés par tranche.",
    ),
}


def value(name: str, *, on: date) -> Any:
    """
    The value in force on a day.

    :raises KeyError: for a name that no rule knows
    """
    known = KNOWN[name]
    row = DatedSetting.objects.filter(name=name, effective_on__lte=on).order_by("-effective_on").first()
    return known.default if row is None else row.value
