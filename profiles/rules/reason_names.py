"""What a reason is called where many people's are counted, in English and French."""

from __future__ import annotations

from profiles.rules.problems import Code

NAMES: dict[Code, tuple[str, str]] = {
    Code.CITIZENSHIP: ("not a citizen", "sans la citoyenneté"),
    Code.AGREEMENT_INACTIVE: ("agreement not in force", "accord qui n'est pas en vigueur"),
    Code.AGE_LOW: ("too young", "trop jeune"),
    Code.AGE_HIGH: ("over the age limit", "limite d'âge dépassée"),
    Code.PASSPORT_COUNTRY: ("passport of another country", "passeport d'un autre pays"),
    Code.PASSPORT_EXPIRED: ("passport expired", "passeport expiré"),
    Code.RESIDENCE: ("lives in another country", "habite un autre pays"),
    Code.PARTICIPATIONS_USED: ("participations used up", "participations épuisées"),
    Code.CATEGORY_USED: ("category used already", "catégorie déjà utilisée"),
    Code.DISCONTINUANCE: ("too soon after the last permit", "trop tôt après le dernier permis"),
    Code.SAME_SEASON: ("second participation in one season", "deuxième participation dans la même saison"),
    Code.STUDENT: ("not a student", "pas aux études"),
    Code.SCHOOL_COUNTRY: ("school in another country", "établissement dans un autre pays"),
    Code.PLACEMENT: ("no fitting placement", "sans stage qui convient"),
    Code.PLACEMENT_PAID: ("placement not paid", "stage non rémunéré"),
    Code.JOB_OFFER: ("no job offer", "sans offre d'emploi"),
    Code.JOB_LEVEL: ("level of the job too low", "niveau d'emploi insuffisant"),
    Code.SELF_EMPLOYED: ("self-employed", "travail autonome"),
    Code.UNPAID: ("job not paid", "emploi non rémunéré"),
    Code.RECOGNIZED_ORGANIZATION: ("recognized organizations", "organisations reconnues"),
    Code.DEPENDANTS: ("brings dependants", "avec personnes à charge"),
    Code.FUNDS: ("too little money", "fonds insuffisants"),
    Code.INSURANCE: ("no insurance", "sans assurance"),
    Code.DEPARTURE: ("no way to leave", "sans billet de retour"),
    Code.SECTOR: ("conditions that a profile cannot show", "conditions qu'un profil ne peut montrer"),
    Code.LETTER_OUT: ("holds an unused letter", "lettre non utilisée"),
}


def name(code: Code | str, language: str) -> str:
    """A reason in a few words, in `en` or `fr`."""
    return NAMES[Code(code)][1 if language == "fr" else 0]
