"""What every column of the open data means, in both languages: for people on a page, for programs as files."""

from dataclasses import dataclass

from rounds.publication import tables

TEXT, NUMBER, DAY, MOMENT, CHANCE, FLAG = "text", "number", "date", "moment", "chance", "yes or no"

SEASON = ("The year in the season's name.", "L'année dans le nom de la saison.")
POOL = (
    "The pool's code: country, category (IC, YP, WH) and stream, such as FR-YP-VIE.",
    "Le code du bassin : pays, catégorie (IC, YP, WH) et volet, par exemple FR-YP-VIE.",
)
COUNTRY = ("ISO 3166-1 alpha-2 code.", "Code ISO 3166-1 alpha-2.")
CATEGORY = ("coop, young_professionals or working_holiday.", "coop, young_professionals ou working_holiday.")
ROUND = ("The round: season and running number.", "La ronde : saison et numéro d'ordre.")
DRAW_AT = ("When it is or was drawn, in UTC.", "Le moment du tirage, en UTC.")
ENTRIES = ("People in the pool's fixed list.", "Personnes dans la liste figée du bassin.")
INVITED = (
    "People invited. Empty until the result is final.",
    "Personnes invitées. Vide tant que le résultat n'est pas définitif.",
)
BANDED = (
    "Exact from ten on; fewer are told as <10, so that no person can be recognized.",
    "Exact à partir de dix; en dessous, indiqué par <10 pour qu'aucune personne ne soit reconnaissable.",
)
AT_THE_DRAW = (
    "Noted when the selection was made. " + BANDED[0] + " Empty until the result is final, and again when the season's outcomes "
    "are told, since the two together could give a small number away.",
    "Noté au moment de la sélection. " + BANDED[1] + " Vide tant que le résultat n'est pas définitif, et de nouveau une fois les "
    "suites de la saison publiées, car les deux ensemble pourraient révéler un petit nombre.",
)
HELD_BACK = (
    "The word suppressed, here and in the columns after it: fewer than ten people, or a number from which such a one could be "
    "worked out, also with the totals of the other files.",
    "Le mot suppressed (masqué), ici et dans les colonnes suivantes : moins de dix personnes, ou un nombre à partir duquel on "
    "pourrait en déduire un tel, même avec les totaux des autres fichiers.",
)
OUTCOMES_ROUND = (
    "The round: season and running number. Rounds that invited nobody from a pool, void ones among them, have no line. The file "
    "is there once the season is over.",
    "La ronde : saison et numéro d'ordre. Une ronde qui n'a invité personne d'un bassin, dont les rondes annulées, n'a pas de "
    "ligne. Le fichier paraît une fois la saison terminée.",
)
RATING = (
    "The official word for the chance: excellent (80 to 99 %), very_good (60 to 79), fair (40 to 59), low (20 to 39), "
    "very_low (1 to 19); under_one below 1 %, not_rated without a chance.",
    "Le mot officiel : excellent (80 à 99 %), very_good (60 à 79), fair (40 à 59), low (20 à 39), very_low (1 à 19); under_one "
    "sous 1 %, not_rated sans chance connue.",
)

# File -> column -> (kind, English, French). A file of the same rows in another form has the same columns.
COLUMNS: dict[str, dict[str, tuple[str, tuple[str, str]]]] = {
    "pools.csv": {
        "season": (NUMBER, SEASON),
        "country": (TEXT, COUNTRY),
        "category": (TEXT, CATEGORY),
        "stream": (TEXT, ("A stream with a pool of its own, such as vie; mostly empty.", "Un volet qui a son propre bassin, par "
                          "exemple vie; le plus souvent vide.")),
        "pool": (TEXT, POOL),
        "status": (TEXT, ("Whether the pool takes candidates.", "Indique si le bassin accepte des candidatures.")),
        "quota": (TEXT, ("Letters of introduction of the season; unlimited, or to_be_announced.",
                         "Lettres d'introduction de la saison; unlimited (sans limite) ou to_be_announced (à annoncer).")),
        "first_round": (DAY, ("Monday of the week of the first round; empty: to be announced.",
                              "Lundi de la semaine de la première ronde; vide : à annoncer.")),
        "final_round": (DAY, ("Monday of the week of the final round; empty: to be announced.",
                              "Lundi de la semaine de la dernière ronde; vide : à annoncer.")),
        "candidates": (NUMBER, ("People who wait in the pool now and could be drawn, exactly.",
                                "Personnes qui attendent dans le bassin et peuvent être tirées, exactement.")),
        "invitations": (NUMBER, ("Invitations issued this season, exactly.", "Invitations envoyées cette saison, exactement.")),
        "accepted": (TEXT, ("Invitations accepted. " + BANDED[0], "Invitations acceptées. " + BANDED[1])),
        "approved": (TEXT, ("Letters of introduction issued. " + BANDED[0], "Lettres d'introduction délivrées. " + BANDED[1])),
        "spots": (TEXT, ("Quota less approved; while these are fewer than ten, the whole quota.",
                         "Quota moins lettres délivrées; le quota entier tant qu'il y en a moins de dix.")),
        "chance": (CHANCE, ("Chance of one candidate in the next round, 0 to 1: its invitations (of the approved round, or else "
                            "as many as in the last one) divided by its candidates, on average over those in several pools and "
                            "in this one only; empty: not known.",
                            "Chance d'une candidature à la prochaine ronde, de 0 à 1 : ses invitations (de la ronde approuvée, "
                            "sinon autant qu'à la dernière) divisées par ses candidatures, en moyenne entre les personnes de "
                            "plusieurs bassins et celles de ce seul bassin; vide : inconnue.")),
        "rating": (TEXT, RATING),
    },
    "rounds.csv": {
        "round": (TEXT, ROUND),
        "draw_at": (MOMENT, DRAW_AT),
        "state": (TEXT, ("published: the list is fixed and open; closed: the result is final; void: it invited nobody.",
                         "published : la liste est figée et ouverte; closed : le résultat est définitif; void : la ronde n'a "
                         "invité personne.")),
        "pool": (TEXT, POOL),
        "country": (TEXT, COUNTRY),
        "category": (TEXT, CATEGORY),
        "entries": (NUMBER, ENTRIES),
        "considered": (NUMBER, ("Of them, those whom no earlier pool of the round had invited.",
                                "Parmi elles, celles qu'aucun bassin précédent de la ronde n'avait invitées.")),
        "invited": (NUMBER, INVITED),
        "cutoff_key": (TEXT, ("The highest number that was invited (64 hexadecimal digits).",
                              "Le nombre le plus élevé invité (64 chiffres hexadécimaux).")),
        "quota": (TEXT, ("The pool's quota on the day of the draw: a number, unlimited, or to_be_announced; empty where no "
        "series "
                         "tells it.",
                         "Le quota du bassin le jour du tirage : un nombre, unlimited ou to_be_announced; vide si aucune série "
                         "ne l'indique.")),
        "approved": (TEXT, ("Letters of introduction of the pool issued by the draw. " + AT_THE_DRAW[0],
                            "Lettres d'introduction du bassin délivrées au moment du tirage. " + AT_THE_DRAW[1])),
        "awaiting": (TEXT, ("Applications of the pool approved by the draw that waited for a place. " + AT_THE_DRAW[0],
                            "Demandes du bassin approuvées au moment du tirage et en attente d'une place. " + AT_THE_DRAW[1])),
        "spots": (TEXT, ("Quota less approved; while these are fewer than ten, the whole quota. Empty as approved is.",
                         "Quota moins lettres délivrées; le quota entier tant qu'il y en a moins de dix. Vide quand approved "
                         "l'est.")),
        "chance": (CHANCE, ("The chance in this round that was published last before its draw; empty: none was, or the round is "
                            "void or remedial.",
                            "La dernière chance publiée pour cette ronde avant son tirage; vide : aucune, ou la ronde est "
                            "annulée ou rectificative.")),
        "rating": (TEXT, RATING),
    },
    "quotas.csv": {
        "season": (NUMBER, SEASON),
        "pool": (TEXT, POOL),
        "effective_on": (DAY, ("The day from which the quota holds.", "Le jour à partir duquel le quota s'applique.")),
        "quota": (TEXT, ("A number, unlimited, or to_be_announced.", "Un nombre, unlimited ou to_be_announced.")),
        "reason": (TEXT, ("Why it changed, in English.", "La raison du changement, en anglais.")),
        "confirmed": (FLAG, ("no: the day is not in an official source.",
                             "no : le jour ne figure pas dans une source officielle.")),
    },
    "pools/SEASON/POOL.csv": {
        "season": (NUMBER, SEASON),
        "pool": (TEXT, POOL),
        "round": (TEXT, ROUND),
        "draw_at": (MOMENT, DRAW_AT),
        "entries": (NUMBER, ENTRIES),
        "invited": (NUMBER, INVITED),
    },
    "seasons/SEASON/outcomes.csv": {
        "season": (NUMBER, SEASON),
        "round": (TEXT, OUTCOMES_ROUND),
        "pool": (TEXT, POOL),
        "invited": (NUMBER, ("People invited, exactly.", "Personnes invitées, exactement.")),
        "accepted": (TEXT, ("Invitations accepted, whatever became of them. " + HELD_BACK[0],
                            "Invitations acceptées, quelle qu'en soit la suite. " + HELD_BACK[1])),
        "declined": (TEXT, ("Invitations declined.", "Invitations refusées par la personne.")),
        "expired": (TEXT, ("Invitations not answered in time.", "Invitations restées sans réponse dans le délai.")),
        "cancelled": (TEXT, ("Invitations cancelled as they were written: the person had withdrawn, left the pool or been "
                             "removed after the list was fixed.",
                             "Invitations annulées dès leur rédaction : la personne s'était retirée, avait quitté le bassin ou "
                             "en avait été retirée après le gel de la liste.")),
        "unanswered": (TEXT, ("Invitations that still wait for an answer.", "Invitations encore sans réponse, délai en cours.")),
        "approved": (TEXT, ("Of the accepted: a letter of introduction was issued.",
                            "Parmi les acceptées : une lettre d'introduction a été délivrée.")),
        "refused": (TEXT, ("Of the accepted: the application was refused.", "Parmi les acceptées : la demande a été refusée.")),
        "withdrawn": (TEXT, ("Of the accepted: the application was withdrawn, or its letter given back.",
                             "Parmi les acceptées : la demande a été retirée, ou la lettre rendue.")),
        "lapsed": (TEXT, ("Of the accepted: no application was sent in time.",
                          "Parmi les acceptées : aucune demande n'a été envoyée dans le délai.")),
        "under_way": (TEXT, ("Of the accepted: not sent, not decided, or approved and waiting for a place.",
                             "Parmi les acceptées : demande non envoyée, non tranchée, ou approuvée en attente d'une place.")),
    },
    "calendar.csv": {
        "season": (NUMBER, SEASON),
        "week_of": (DAY, ("Monday of the week.", "Lundi de la semaine.")),
        "list_fixed_at": (MOMENT, ("When the list of the pools is fixed, in UTC.", "Le moment où la liste des bassins est figée, "
                                   "en UTC.")),
        "draw_at": (MOMENT, DRAW_AT),
        "state": (TEXT, ("planned, held, or skipped (no round in this week).",
                         "planned (prévue), held (tenue) ou skipped (pas de ronde cette semaine-là).")),
        "round": (TEXT, ("The round, once its list lies open.", "La ronde, dès que sa liste est publiée.")),
        "invited": (NUMBER, INVITED),
        "reason_en": (TEXT, ("Why there is no round, in English.", "Pourquoi il n'y a pas de ronde, en anglais.")),
        "reason_fr": (TEXT, ("The same in French.", "La même chose en français.")),
    },
    "forecasts.csv": {
        "season": (NUMBER, SEASON),
        "pool": (TEXT, POOL),
        "about": (TEXT, ("next_round, or season: an invitation by its end for somebody who stays.",
                         "next_round (prochaine ronde) ou season : une invitation d'ici la fin pour qui reste.")),
        "published_on": (DAY, ("The day on which it was published; it is never changed afterwards.",
                               "Le jour de sa publication; il n'est jamais modifié ensuite.")),
        "candidates": (NUMBER, ("Candidates that it counted with.", "Candidatures retenues pour le calcul.")),
        "invitations": (NUMBER, ("Invitations that it counted with; empty for a season.",
                                 "Invitations retenues pour le calcul; vide pour une saison.")),
        "chance": (CHANCE, ("The chance told; of a range, its middle.", "La chance annoncée; le milieu d'une fourchette.")),
        "low": (CHANCE, ("One season in ten is below.", "Une saison sur dix est en dessous.")),
        "high": (CHANCE, ("One season in ten is above.", "Une saison sur dix est au-dessus.")),
        "exact": (FLAG, ("yes: counted from a fixed list, no forecast.", "yes : compté sur une liste figée, pas une prévision.")),
        "outcome": (CHANCE, ("The share that was invited; empty while that is not known.",
                             "La part invitée; vide tant qu'elle n'est pas connue.")),
        "people": (NUMBER, ("Of how many people.", "Sur combien de personnes.")),
    },
    "forecast-scores.csv": {
        "season": (NUMBER, SEASON),
        "about": (TEXT, ("next_round or season.", "next_round (prochaine ronde) ou season (saison).")),
        "rating": (TEXT, ("The rating that was told; all: every one.", "Le mot annoncé; all : tous.")),
        "forecasts": (NUMBER, ("How many forecasts were held against what happened.",
                               "Nombre de prévisions comparées aux faits.")),
        "people": (NUMBER, ("To how many people they were told.", "Nombre de personnes à qui elles étaient destinées.")),
        "forecast_mean": (CHANCE, ("The chance told, on average over people.", "La chance annoncée, en moyenne par personne.")),
        "invited_share": (CHANCE, ("The share of them that was invited.", "La part d'entre elles qui a été invitée.")),
        "brier": (NUMBER, ("Mean square difference between told and happened: 0 is perfect.",
                           "Écart quadratique moyen entre l'annonce et les faits : 0 est parfait.")),
    },
}  # fmt: skip
DICTIONARY = ["file", "column", "kind", "meaning_en", "meaning_fr"]


@dataclass(frozen=True)
class Meaning:
    """One column of one file."""

    file: str
    column: str
    kind: str
    en: str
    fr: str

    def as_row(self) -> dict[str, str]:
        """The row of `dictionary.csv`."""
        return dict(zip(DICTIONARY, (self.file, self.column, self.kind, self.en, self.fr), strict=True))


def meanings() -> list[Meaning]:
    """Every column of every file, in the order in which they stand there."""
    return [
        Meaning(file, column, kind, en, fr) for file, columns in COLUMNS.items() for column, (kind, (en, fr)) in columns.items()
    ]


FILES = {
    "dictionary.csv": lambda *, at: tables.as_csv(DICTIONARY, [one.as_row() for one in meanings()]),
    "dictionary.json": lambda *, at: tables.as_json([one.as_row() for one in meanings()]),
}
