"""The sentence of every problem, in English and French: what is wrong, and where it helps, what to do."""

from __future__ import annotations

from datetime import date

from profiles.rules.facts import COOP, WORKING_HOLIDAY, YOUNG_PROFESSIONALS
from profiles.rules.problems import Param, Problem

LANGUAGES = ("en", "fr")

CATEGORY_NAMES = {
    "en": {
        COOP: "International Co-op (Internship)",
        YOUNG_PROFESSIONALS: "Young Professionals",
        WORKING_HOLIDAY: "Working Holiday",
    },
    "fr": {
        COOP: "Stage coop international",
        YOUNG_PROFESSIONALS: "Jeunes professionnels",
        WORKING_HOLIDAY: "Vacances-travail",
    },
}

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}

# By code, or code.wording. In French a no-break space stands before : and inside amounts.
SENTENCES = {
    "citizenship": (
        "Canada has no youth mobility agreement with any country of which you are a citizen.",
        "Le Canada n'a d'accord de mobilité des jeunes avec aucun des pays dont vous avez la citoyenneté.",
    ),
    "citizenship.row": (
        "This agreement is for citizens of its partner only ({country_en}).",
        "Cet accord s'adresse seulement aux personnes qui ont la citoyenneté du partenaire ({country_fr}).",
    ),
    "citizenship.organization": (
        "The organization may nominate citizens of certain countries only. Ask it whether yours is one of them.",
        "L'organisation ne peut proposer que les citoyens de certains pays. Demandez-lui si le vôtre en fait partie.",
    ),
    "agreement_inactive.suspended": (
        "The agreement is suspended ({country_en}). Nobody can be invited under it now.",
        "L'accord est suspendu ({country_fr}). Personne ne peut être invité à ce titre actuellement.",
    ),
    "agreement_inactive.not_in_force": (
        "No agreement is in force today ({country_en}). Nobody can be invited under it now.",
        "Aucun accord n'est en vigueur aujourd'hui ({country_fr}). Personne ne peut être invité à ce titre actuellement.",
    ),
    "agreement_inactive.ro_only": (
        "There is no agreement with this country ({country_en}). Only a recognized organization can open a way.",
        "Il n'y a pas d'accord avec ce pays ({country_fr}). Seule une organisation reconnue peut ouvrir une voie.",
    ),
    "agreement_inactive.not_yet": (
        "This category is open only since the {season} season ({country_en}).",
        "Cette catégorie n'est ouverte que depuis la saison {season} ({country_fr}).",
    ),
    "age_low": (
        "You must be at least {min_age} on the day of the invitation. You can take part from {from}.",
        "Vous devez avoir au moins {min_age} ans le jour de l'invitation. Vous pourrez participer à partir du {from}.",
    ),
    "age_high": (
        "You must be {max_age} or younger on the day of the invitation. Your last possible day was {until}.",
        "Vous devez avoir {max_age} ans ou moins le jour de l'invitation. Votre dernier jour possible était le {until}.",
    ),
    "passport_country": (
        "You need a passport of the country of the agreement ({country_en}).",
        "Il vous faut un passeport du pays de l'accord ({country_fr}).",
    ),
    "passport_country.travel_document": (
        "You need a passport that your country gave you as its citizen. A travel document for refugees or other non-citizens "
        "does not count.",
        "Il vous faut un passeport que votre pays vous a délivré à titre de citoyen ou de citoyenne. Un titre de voyage pour "
        "réfugiés ou autres non-citoyens ne suffit pas.",
    ),
    "passport_country.hong_kong": (
        "You need a passport of the Hong Kong SAR or a British National (Overseas) passport.",
        "Il vous faut un passeport de la RAS de Hong Kong ou un passeport de ressortissant britannique (outre-mer).",
    ),
    "passport_country.british": (
        "You need the passport of a British citizen. A British National (Overseas) passport, or another British passport that "
        "does not say “British citizen”, is not enough.",
        "Il vous faut un passeport de citoyen britannique. Un passeport de ressortissant britannique (outre-mer), ou un autre "
        "passeport britannique sans la mention «\u00a0British citizen\u00a0», ne suffit pas.",
    ),
    "passport_expired": (
        "Your passport expired on {expired}. It must be valid on {on}. Renew it first.",
        "Votre passeport a expiré le {expired}. Il doit être valide le {on}. Renouvelez-le d'abord.",
    ),
    "passport_expired.unknown": (
        "Tell us the day on which your passport expires. It must be valid on the day of the invitation.",
        "Indiquez le jour où votre passeport expire. Il doit être valide le jour de l'invitation.",
    ),
    "residence": (
        "When you apply, your home or your mailing address must be in the country of the agreement ({country_en}).",
        "Au moment de la demande, votre domicile ou votre adresse postale doit être dans le pays de l'accord ({country_fr}).",
    ),
    "participations_used": (
        "You have used {used} participations under this agreement ({country_en}). None is left.",
        "Vous avez utilisé {used} participations au titre de cet accord ({country_fr}). Il n'en reste aucune.",
    ),
    "participations_used.one": (
        "This agreement allows one participation ({country_en}). You have used it.",
        "Cet accord permet une seule participation ({country_fr}). Vous l'avez utilisée.",
    ),
    "participations_used.combined": (
        "Your permits together may last {months} months under this agreement ({country_en}). You have used them all.",
        "Vos permis réunis peuvent durer {months} mois au titre de cet accord ({country_fr}). Vous les avez tous utilisés.",
    ),
    "category_used": (
        "You have already taken part in {category}. This agreement allows each category once ({country_en}).",
        "Vous avez déjà participé dans la catégorie {category}. Cet accord permet chaque catégorie une fois ({country_fr}).",
    ),
    "category_used.shared": (
        (
            "You have already used the one participation that Working Holiday and Young Professionals share "
            "under this agreement ({country_en})."
        ),
        (
            "Vous avez déjà utilisé la participation que Vacances-travail et Jeunes professionnels se partagent "
            "au titre de cet accord ({country_fr})."
        ),
    ),
    "letter_out": (
        "You hold a letter of introduction that is good until {until}. A new profile can be sent once it has run out.",
        "Vous avez une lettre d'introduction valable jusqu'au {until}. Vous pourrez envoyer un nouveau profil ensuite.",
    ),
    "discontinuance": (
        "{months} months must pass after your last permit expires. You can take part again from {from}.",
        (
            "Il doit s'écouler {months} mois après la fin de votre dernier permis. "
            "Vous pourrez participer de nouveau à partir du {from}."
        ),
    ),
    "discontinuance.one": (
        "One month must pass after your last permit expires. You can take part again from {from}.",
        (
            "Il doit s'écouler un mois après la fin de votre dernier permis. "
            "Vous pourrez participer de nouveau à partir du {from}."
        ),
    ),
    "same_season": (
        "You already have a work permit of the {season} season. You can take part once a season.",
        "Vous avez déjà un permis de travail de la saison {season}. On peut participer une fois par saison.",
    ),
    "student": (
        "You must be enrolled at a post-secondary school.",
        "Vous devez être aux études dans un établissement postsecondaire.",
    ),
    "student.training_centre": (
        "You must be enrolled at a post-secondary school, or at a training centre in France.",
        "Vous devez être aux études dans un établissement postsecondaire ou dans un centre de formation en France.",
    ),
    "student.graduate": (
        "You must be enrolled at a post-secondary school, or have graduated in the last {months} months.",
        "Vous devez être aux études dans un établissement postsecondaire ou avoir obtenu votre diplôme depuis {months} mois ou "
        "moins.",
    ),
    "school_country": (
        "Your school must be in the country of the agreement ({country_en}).",
        "Votre établissement doit se trouver dans le pays de l'accord ({country_fr}).",
    ),
    "placement": (
        "You need a placement or internship in Canada that your programme of study requires.",
        "Il vous faut un stage au Canada exigé par votre programme d'études.",
    ),
    "placement.unfit": (
        "Your placement must be required by your programme and lie in your field of study.",
        "Votre stage doit être exigé par votre programme et relever de votre domaine d'études.",
    ),
    "placement_paid": (
        "Under this agreement your placement must be paid.",
        "Selon cet accord, votre stage doit être rémunéré.",
    ),
    "job_offer": (
        "You need a signed job offer from an employer in Canada.",
        "Il vous faut une offre d'emploi signée d'un employeur au Canada.",
    ),
    "job_level": (
        "The job must be at TEER level 0, 1, 2 or 3. Level 4 is enough with a post-secondary diploma.",
        "L'emploi doit être de niveau FEER 0, 1, 2 ou 3. Le niveau 4 suffit avec un diplôme postsecondaire.",
    ),
    "job_level.credential": (
        "For a job at TEER level 4 you need a post-secondary diploma, certificate or degree.",
        "Pour un emploi de niveau FEER 4, il vous faut un diplôme, un certificat ou un grade postsecondaire.",
    ),
    "self_employed": (
        "You must work for an employer. Self-employment is not accepted.",
        "Vous devez travailler pour un employeur. Le travail autonome n'est pas accepté.",
    ),
    "unpaid": (
        "The job must be paid.",
        "L'emploi doit être rémunéré.",
    ),
    "recognized_organization": (
        "You have used {used} participations through recognized organizations. {allowed} are allowed in a lifetime.",
        "Vous avez utilisé {used} participations par des organisations reconnues. {allowed} sont permises à vie.",
    ),
    "recognized_organization.letter": (
        "You need a letter of acceptance from a recognized organization. Ask one of them first.",
        "Il vous faut une lettre d'acceptation d'une organisation reconnue. Adressez-vous à l'une d'elles d'abord.",
    ),
    "recognized_organization.other": (
        "This pool is for people with a letter of acceptance from {organization}.",
        "Ce bassin est réservé aux personnes qui ont une lettre d'acceptation de {organization}.",
    ),
    "dependants": (
        "Your application covers you alone. Your family must apply separately.",
        "Votre demande ne vise que vous. Votre famille doit présenter ses propres demandes.",
    ),
    "funds": (
        "You need at least $2,500 CAD when you arrive.",
        "Il vous faut au moins 2\u00a0500\u00a0$ CAD à votre arrivée.",
    ),
    "insurance": (
        "You need health insurance for your whole stay: medical care, hospital and the journey home.",
        "Il vous faut une assurance maladie pour tout votre séjour\u00a0: soins, hospitalisation et rapatriement.",
    ),
    "departure": (
        "You need a ticket to leave Canada, or the money to buy one.",
        "Il vous faut un billet pour quitter le Canada, ou l'argent pour en acheter un.",
    ),
    "sector.allotment": (
        "These places are for citizens of certain countries. Your organization must confirm that yours is one of them.",
        "Ces places sont réservées aux citoyens de certains pays. Votre organisation doit confirmer que le vôtre en fait partie.",
    ),
    "sector.field_of_study": (
        "You must study agriculture, forestry or tourism, or have graduated in one of them. Your placement must lie "
        "in that field.",
        "Vous devez étudier en agriculture, en foresterie ou en tourisme, ou avoir un diplôme de l'un de ces domaines. "
        "Votre stage doit en relever.",
    ),
    "sector.vie": (
        "{stream_en}: you need an assignment of Business France, whose allowance takes the place of wages. You "
        "return home at its end.",
        "{stream_fr}\u00a0: il vous faut une mission de Business France, dont l'indemnité remplace le salaire. Vous rentrez chez "
        "vous à la fin.",
    ),
    "sector.vives": (
        "{stream_en}: you need a grant of ICEX, which takes the place of wages. You return home at its end.",
        "{stream_fr}\u00a0: il vous faut une bourse de l'ICEX, qui remplace le salaire. Vous rentrez chez vous à la fin.",
    ),
    "sector.at-company": (
        "{stream_en}: you must be a permanent employee of a company in Austria that sends you to its parent, "
        "subsidiary or partner company in Canada.",
        "{stream_fr}\u00a0: vous devez faire partie du personnel permanent d'une entreprise en Autriche qui vous envoie dans sa "
        "société mère, sa filiale ou une entreprise partenaire au Canada.",
    ),
    "sector.au-interinst": (
        "{stream_en}: your school and a school in Canada must have such an agreement, and your placement must be part of it.",
        "{stream_fr}\u00a0: votre établissement et un établissement au Canada doivent avoir une telle entente, et "
        "votre stage doit en faire partie.",
    ),
    "sector": (
        "{stream_en}: this stream has conditions that your answers cannot show. It cannot be confirmed here.",
        "{stream_fr}\u00a0: ce volet a des conditions que vos réponses ne peuvent pas montrer. Il ne peut être confirmé ici.",
    ),
}


def sentence(problem: Problem, language: str) -> str:
    """
    A problem in words, for the person.

    :raises KeyError: for a language other than "en" and "fr", or a wording without a sentence
    """
    key = f"{problem.code}.{problem.wording}" if problem.wording else str(problem.code)
    pair = dict(zip(LANGUAGES, SENTENCES[key], strict=True))
    return pair[language].format(**{name: _said(name, value, language) for name, value in problem.params.items()})


def day_in_words(day: date, language: str) -> str:
    """A day as Canada writes it: May 4, 2026; 4 mai 2026; 1er mai 2026."""
    month = MONTHS[language][day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}"
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{month}\u00a0{day.year}"


def _said(name: str, value: Param, language: str) -> str:
    if isinstance(value, date):
        return day_in_words(value, language)
    if name == "category":
        return CATEGORY_NAMES[language][str(value)]
    return str(value)
