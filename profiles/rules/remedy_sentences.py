"""What can be done about a problem, in words: one sentence a code, or a code and its wording, in English and French."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.rules.problems import Problem
from profiles.rules.remedies import Remedy, way_out
from profiles.rules.sentences import LANGUAGES, day_in_words, sentence

# Where the kind of remedy says it all.
OF_KIND: Mapping[Remedy, tuple[str, str]] = {
    Remedy.FOR_GOOD: ("This stands for good.", "C'est définitif."),
    Remedy.FROM_A_DAY: ("This ends with time.", "Cela prend fin avec le temps."),
    Remedy.NEXT_SEASON: ("Next season this may be different.", "À la prochaine saison, ce sera peut-être différent."),
    Remedy.MENDABLE: ("You can mend this.", "Vous pouvez y remédier."),
    Remedy.NOT_YOURS: ("This is not in your hands.", "Cela ne dépend pas de vous."),
}
FROM = ("This ends on {day}.", "Cela prend fin le {day}.")

# Where somebody can be told what to do.
HOW: Mapping[str, tuple[str, str]] = {
    "citizenship": (
        "If you hold another citizenship, add it. A recognized organization may open another way.",
        "Si vous avez une autre citoyenneté, ajoutez-la. Une organisation reconnue peut ouvrir une autre voie.",
    ),
    "citizenship.row": ("If you hold that citizenship too, add it.", "Si vous avez aussi cette citoyenneté, ajoutez-la."),
    "agreement_inactive.suspended": (
        "We announce it when the agreement is in force again.",
        "Nous l'annoncerons quand l'accord sera de nouveau en vigueur.",
    ),
    "agreement_inactive.ro_only": (
        "Ask a recognized organization for a letter of acceptance.",
        "Demandez une lettre d'acceptation à une organisation reconnue.",
    ),
    "age_high": (
        "Another category, another citizenship or a recognized organization may have another limit.",
        "La limite peut différer pour une autre catégorie, une autre citoyenneté ou une organisation reconnue.",
    ),
    "passport_country": (
        "Apply for a passport of that country, then enter it here.",
        "Demandez un passeport de ce pays, puis inscrivez-le ici.",
    ),
    "passport_country.hong_kong": (
        "If your British passport says “British National (Overseas)”, choose that kind where you enter your passport. Otherwise "
        "apply for one of the two, then enter it here.",
        "Si votre passeport britannique porte la mention «\u00a0British National (Overseas)\u00a0», choisissez ce "
        "type là où vous inscrivez votre passeport. Sinon, demandez l'un des deux, puis inscrivez-le ici.",
    ),
    "passport_country.british": (
        "If you are a British citizen, enter the passport that says so. With a British National (Overseas) "
        "passport, the agreement with Hong Kong may be open to you.",
        "Si vous avez la citoyenneté britannique, inscrivez le passeport qui l'indique. Avec un passeport de ressortissant "
        "britannique (outre-mer), l'accord avec Hong Kong vous est peut-être ouvert.",
    ),
    "passport_country.travel_document": (
        "Once you have the passport of a citizen of the country of the agreement, enter it here.",
        "Lorsque vous aurez le passeport de citoyen du pays de l'accord, inscrivez-le ici.",
    ),
    "passport_expired": (
        "Renew your passport, then enter the new one here.",
        "Renouvelez votre passeport, puis inscrivez le nouveau ici.",
    ),
    "passport_expired.unknown": ("Enter the day of expiry.", "Inscrivez la date d'expiration."),
    "residence": (
        "If letters reach you at an address there, add it to your profile as your mailing address. Otherwise you can take part "
        "once you live there and change your address here.",
        "Si vous recevez du courrier à une adresse dans ce pays, ajoutez-la à votre profil comme adresse postale. Sinon, vous "
        "pourrez participer quand vous y habiterez et que vous aurez changé d'adresse ici.",
    ),
    "participations_used": (
        "Another citizenship of yours, or a recognized organization, may open another way.",
        "Une autre de vos citoyennetés ou une organisation reconnue peut ouvrir une autre voie.",
    ),
    "category_used": (
        "Look at the other categories: one of them may be open to you.",
        "Voyez les autres catégories\u00a0: l'une d'elles vous est peut-être ouverte.",
    ),
    "same_season": (
        "Come back when the next season opens.",
        "Revenez à l'ouverture de la prochaine saison.",
    ),
    "student": (
        "Enrol at a school, then change your answer about studies.",
        "Inscrivez-vous à un établissement, puis modifiez votre réponse sur vos études.",
    ),
    "school_country": (
        "Only studies at a school in that country count.",
        "Seules comptent les études dans un établissement de ce pays.",
    ),
    "placement": (
        "Find a placement, agree on it in writing, then enter it here.",
        "Trouvez un stage, convenez-en par écrit, puis inscrivez-le ici.",
    ),
    "placement.unfit": (
        "Ask your school which placement your programme requires.",
        "Demandez à votre établissement quel stage votre programme exige.",
    ),
    "placement_paid": ("Agree on a wage with the host.", "Convenez d'un salaire avec l'organisme d'accueil."),
    "job_offer": (
        "Find an employer, sign the offer, then enter it here.",
        "Trouvez un employeur, signez l'offre, puis inscrivez-la ici.",
    ),
    "job_level": (
        "Look for a job at a higher level, or for Working Holiday, which asks for no job.",
        "Cherchez un emploi de niveau supérieur, ou voyez Vacances-travail, qui ne demande pas d'emploi.",
    ),
    "job_level.credential": (
        "If you hold one, change your answer about diplomas.",
        "Si vous en avez un, modifiez votre réponse sur les diplômes.",
    ),
    "self_employed": (
        "You need an offer of an employer. Working Holiday asks for no job.",
        "Il vous faut une offre d'un employeur. Vacances-travail ne demande pas d'emploi.",
    ),
    "unpaid": ("Agree on a wage with the employer.", "Convenez d'un salaire avec l'employeur."),
    "recognized_organization": (
        "An agreement of your citizenship may still be open to you.",
        "Un accord lié à votre citoyenneté vous est peut-être encore ouvert.",
    ),
    "recognized_organization.letter": (
        "With the letter, change your answer about organizations. In a profile it is a section of its own.",
        "Avec la lettre, modifiez votre réponse sur les organisations. Dans un profil, elle est dans une section à part.",
    ),
    "recognized_organization.other": (
        "Enter the letter that you hold, or ask this organization for one.",
        "Inscrivez la lettre que vous avez, ou demandez-en une à cette organisation.",
    ),
    "dependants": (
        "Apply for yourself alone; each of your family applies for themselves.",
        "Présentez une demande pour vous seulement; chaque membre de votre famille présente la sienne.",
    ),
    "funds": (
        "Save the amount before you travel, then change your answer.",
        "Réunissez cette somme avant de partir, puis modifiez votre réponse.",
    ),
    "insurance": (
        "Plan to buy it before you travel, then change your answer.",
        "Prévoyez d'en souscrire une avant de partir, puis modifiez votre réponse.",
    ),
    "departure": (
        "Plan the ticket or the money for it, then change your answer.",
        "Prévoyez le billet ou l'argent pour l'acheter, puis modifiez votre réponse.",
    ),
    "letter_out": (
        "If you used it, add that participation. If you will not use it, tell us: once it is given back, you can send a new "
        "profile.",
        "Si vous l'avez utilisée, ajoutez cette participation. Si vous ne comptez pas l'utiliser, dites-le-nous\u00a0: une fois "
        "rendue, elle ne vous empêche plus d'envoyer un nouveau profil.",
    ),
    "student.graduate": (
        "Enrol at a school, or tell us the day of your diploma where you answer about studies.",
        "Inscrivez-vous à un établissement, ou indiquez la date de votre diplôme là où vous répondez sur vos études.",
    ),
    "sector.field_of_study": (
        "If one of them is your field, choose it where you answer about studies.",
        "Si l'un d'eux est votre domaine, choisissez-le là où vous répondez sur vos études.",
    ),
    "sector.vie": (
        "If your offer is such an assignment, say so where you answer about your job offer. You add the letter of "
        "Business France to your application.",
        "Si votre offre est une telle mission, indiquez-le là où vous répondez sur votre offre d'emploi. Vous "
        "joindrez la lettre de Business France à votre demande.",
    ),
    "sector.vives": (
        "If your offer is such a grant, say so where you answer about your job offer. You add the letter of ICEX to "
        "your application.",
        "Si votre offre est une telle bourse, indiquez-le là où vous répondez sur votre offre d'emploi. Vous "
        "joindrez la lettre de l'ICEX à votre demande.",
    ),
    "sector.at-company": (
        "If your company sends you so, say it where you answer about your job offer. You add its letter to your application.",
        "Si votre entreprise vous envoie ainsi, indiquez-le là où vous répondez sur votre offre d'emploi. Vous "
        "joindrez sa lettre à votre demande.",
    ),
    "sector.au-interinst": (
        "If your placement is part of one, say so where you answer about your placement. You add the agreement to "
        "your application.",
        "Si votre stage en fait partie, indiquez-le là où vous répondez sur votre stage. Vous joindrez l'entente à "
        "votre demande.",
    ),
    "sector.allotment": (
        "Ask your organization.",
        "Adressez-vous à votre organisation.",
    ),
    "sector": (
        "Ask whoever runs this stream in your country.",
        "Adressez-vous à son responsable dans votre pays.",
    ),
}


def remedy_sentence(problem: Problem, language: str) -> str:
    """
    What can be done about a problem: when it ends, or whether it stands for good and what else there is, or how to mend it.

    :raises KeyError: for a language other than "en" and "fr"
    """
    place = LANGUAGES.index(language) if language in LANGUAGES else _no_language(language)
    way = way_out(problem)
    keys = [f"{problem.code}.{problem.wording}", str(problem.code)] if problem.wording else [str(problem.code)]
    how = next((HOW[key][place] for key in keys if key in HOW), "")
    if way.day is not None:
        return f"{FROM[place].format(day=day_in_words(way.day, language))} {how}".strip()
    if way.remedy is Remedy.MENDABLE and how:
        return how
    return f"{OF_KIND[way.remedy][place]} {how}".strip()


def with_remedy(problem: Problem, language: str) -> str:
    """
    What is wrong, and after it what can be done about it.

    :raises KeyError: for a language other than "en" and "fr"
    """
    return f"{sentence(problem, language)} {remedy_sentence(problem, language)}"


def _no_language(language: str) -> int:
    raise KeyError(language)
