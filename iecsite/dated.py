"""The value of a dated setting on a day, and the settings that the programme knows."""

from collections.abc import Iterable
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
        "L'horloge qui termine le dernier jour d'une invitation. La source ne précise pas les dix jours; la ligne de "
        "changement de date ne termine jamais un jour plus tôt que l'horloge de la personne.",
    ),
    "refund_after_letter": Known(
        "regulation",
        ("regulation", "help_page"),
        "Withdrawal after the letter of introduction: R303.2(3)(b) pays the open work permit holder fee back, a help page of "
        "the department says that nothing is paid back.",
        "Retrait après la lettre d'introduction : l'alinéa R303.2(3)b) rembourse les frais de titulaire de permis de travail "
        "ouvert, une page d'aide du ministère dit que rien n'est remboursé.",
    ),
    "after_declining": Known(
        "back_in_pool",
        ("back_in_pool", "new_profile"),
        "Where a person stands after saying no to an invitation. The department, as quoted in October 2025, leaves them in "
        "the pool; an older page of its own counts an invitation among what ends the stay in a pool, and a specialist site "
        "has the person start over. The rule of the day on which an invitation was issued holds for it.",
        "Où se trouve la personne après avoir dit non à une invitation. Le ministère, cité en octobre 2025, la laisse dans le "
        "bassin; une page plus ancienne compte l'invitation parmi ce qui met fin au séjour dans un bassin, et un site "
        "spécialisé fait tout recommencer. La règle du jour où l'invitation est émise vaut pour elle.",
    ),
    "longest_wait": Known(
        "365_days",
        ("365_days", "season_end"),
        "How long a profile waits in pools. The help centre (answer 928) ends it after 365 days; the pages on pools end it "
        "with the season, which comes first when seasons last less than a year. Both are kept: whichever comes first.",
        "Combien de temps un profil attend dans les bassins. Le centre d'aide (réponse 928) y met fin après 365 jours; les "
        "pages sur les bassins, à la fin de la saison, qui vient d'abord quand une saison dure moins d'un an. Les deux "
        "valent : le premier terme atteint.",
    ),
    "letter_validity": Known(
        "twelve_months",
        ("twelve_months", "passport"),
        "Until when a letter of introduction lets its holder enter. Twelve months are stated; whether it is cut to a "
        "passport that ends sooner is not confirmed by any source.",
        "Jusqu'à quand une lettre d'introduction permet d'entrer. Douze mois sont indiqués; aucune source ne confirme "
        "qu'elle soit raccourcie à l'expiration d'un passeport qui se termine plus tôt.",
    ),
    "gap_compared_with": Known(
        "invitation",
        ("invitation", "entry"),
        "Which day of the second stay must fall after the gap that some agreements ask for. Not stated; the day of the "
        "invitation is the earliest, so that nobody is invited to be refused. With the entry, a gap is held against the "
        "person only when it lasts beyond the twelve months of a letter of introduction.",
        "Quel jour du deuxième séjour doit suivre l'intervalle que demandent certains accords. Non précisé; le jour de "
        "l'invitation est le premier, pour que personne ne soit invité puis refusé. Avec l'entrée, l'intervalle n'est opposé "
        "à la personne que s'il dépasse les douze mois d'une lettre d'introduction.",
    ),
    "luxembourg_max_age": Known(
        "table",
        ("table", "list_2023"),
        "The highest age for Luxembourg. The department's table of 2025-12-24 says 18 to 35, a list of 2023 said 18 to 30; the "
        "table is newer and official.",
        "L'âge maximal pour le Luxembourg. Le tableau du ministère du 2025-12-24 indique de 18 à 35 ans, une liste de 2023 "
        "indiquait de 18 à 30 ans; le tableau est plus récent et officiel.",
    ),
    "san_marino_max_age": Known(
        "table",
        ("table", "list_2025"),
        "The highest age for San Marino. The department's table of 2025-12-24 says 35, one list of 2025 says 30; the table is "
        "official.",
        "L'âge maximal pour Saint-Marin. Le tableau du ministère du 2025-12-24 indique 35 ans, une liste de 2025 en indique 30; "
        "le tableau est officiel.",
    ),
    "australia_coop_stay": Known(
        "table",
        ("table", "older_table"),
        "How long Australians may stay in International Co-op. The department's table says 12 months, and 24 when it is the "
        "second participation since 2015; an older public table has the two the other way round.",
        "La durée du séjour des Australiens en Stage coop international. Le tableau du ministère indique 12 mois, et 24 s'il "
        "s'agit de la deuxième participation depuis 2015; un ancien tableau public indique l'inverse.",
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

# Conflicts of sources that need no choice, and what settles each.
SETTLED: tuple[tuple[str, str], ...] = (
    (
        "Isle of Man: some guides name it beside Jersey and Guernsey, the department's table (PDI-AG) does not.",
        "No rule can hold it against anybody: its people hold the passport of British citizens, which the agreement takes; no "
        "residence is asked of British citizens. An officer who sees that somebody is from there decides.",
    ),
    (
        "Age through a recognized organization: the department gives precedence to the memorandum with the organization, one "
        "organization advertises 18 to 35 also where the agreement says 30, another 18 to 30.",
        "The memorandum decides (PDI-EL). Its ages are kept for each organization and category; where staff entered none, those "
        "of the route in the table of agreements hold.",
    ),
    (
        "Age on which date: many third parties write the day of the application.",
        "The department's instructions (PDI-EL) and its help centre (HC-928) both say the day of the invitation, and outrank "
        "them. The lowest age at the creation of a profile (18) rests on a third party; here the lowest age of the agreement "
        "is asked for on the day of entering a pool and again on the day of the draw.",
    ),
    (
        "Whether a letter of introduction given back or run out unused gives its place back within the season: not stated.",
        "Places are described as letters that can still be issued (WEB-CH). One that is given back is not out any more, so "
        "its place is free at once; one that runs out does so after twelve months, when its season is over. The database "
        "holds the counter of a pool to the letters that are out.",
    ),
    (
        "Permanent residents of the United States who are not its citizens: the remark on the row of the United States "
        "(overview of R205(b)) names them beside citizens; the department's instructions (PDI-EL) ask for a citizenship.",
        "Citizenship decides. They come by the agreement of a citizenship that they hold, or through an organization whose "
        "memorandum names it; no source says by which passport or proof they would come as residents. What is said of both "
        "groups is only that they may ask for the permit at a port of entry (R198(2)(c), PDI-OV), which is not done here.",
    ),
    (
        "Which season's quota is charged when a letter is issued after the season closed.",
        "An invitation belongs to the pool of its season, and its application and letter with it: that pool's quota is charged.",
    ),
    (
        "After an invitation that was left unanswered: sources agree that the profile must be sent again, and do not say whether "
        "one has to wait first.",
        "Nobody waits: a new profile may be begun and sent at once. No source states a wait, and the draw gives whoever comes "
        "back no better chance than everybody else.",
    ),
    (
        "Young Professionals: a rule of 2022 asks for an offer in the field of study, other wording that the job contributes to "
        "professional development; how the level TEER 4 is shown to do so is left to officers.",
        "No rule refuses by the field. For TEER 0 to 3 the offer is enough; for TEER 4 the person says that they have a "
        "post-secondary diploma in the field of the job (WEB-EMP), and the officer judges it by the diploma and the offer in the "
        "application.",
    ),
)


def value(name: str, *, on: date) -> Any:
    """
    The value in force on a day.

    :raises KeyError: for a name that no rule knows
    """
    known = KNOWN[name]
    row = DatedSetting.objects.filter(name=name, effective_on__lte=on).order_by("-effective_on").first()
    return known.default if row is None else row.value


def values(name: str, *, days: Iterable[date]) -> dict[date, Any]:
    """
    The value in force on each of several days. One query.

    :raises KeyError: for a name that no rule knows
    """
    known = KNOWN[name]
    rows = list(DatedSetting.objects.filter(name=name).order_by("effective_on").values_list("effective_on", "value"))
    found = {}
    for day in days:
        found[day] = next((chosen for since, chosen in reversed(rows) if since <= day), known.default)
    return found
