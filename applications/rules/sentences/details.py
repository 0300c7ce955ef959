"""What is missing or wrong in the details of an application, in words."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "details.missing": ("This is still to be filled in.", "Ce champ reste à remplir."),
    "details.phone": (
        "Enter the whole telephone number with the code of the country, such as +33 6 12 34 56 78.",
        "Entrez le numéro de téléphone complet avec l'indicatif du pays, par exemple +33 6 12 34 56 78.",
    ),
    "details.arrival_past": (
        "Enter a day after today. You can change your plans later.",
        "Entrez un jour à venir. Vous pourrez changer vos projets plus tard.",
    ),
    "details.arrival_after_passport": (
        "Your passport expires before this day. Enter an earlier day.",
        "Votre passeport expire avant ce jour. Entrez un jour plus proche.",
    ),
    "details.stay": (
        "Enter a number of months from 1 to {longest}. The agreement allows no longer stay.",
        "Entrez un nombre de mois de 1 à {longest}. L'accord ne permet pas un séjour plus long.",
    ),
    "details.offer_number": (
        "Enter the number as your employer gave it to you: the letter A and seven digits, such as A1234567.",
        "Entrez le numéro que votre employeur vous a donné\u00a0: la lettre A et sept chiffres, par exemple A1234567.",
    ),
    "details.offer_passport_country": (
        "The offer names a passport of another country than this application, so the two would not be matched. Ask your "
        "employer to correct the offer in the Employer Portal; if the application is wrong, withdraw it and correct your "
        "profile.",
        "L'offre nomme un passeport d'un autre pays que cette demande\u00a0; les deux ne seraient donc pas appariées. Demandez à "
        "votre employeur de corriger l'offre dans le Portail de l'employeur\u00a0; si la demande est erronée, retirez-la et "
        "corrigez votre profil.",
    ),
    "details.offer_passport_number": (
        "This is not the number in this application, {number}, character for character, so the two would not be matched. "
        "Ask your employer to correct the offer in the Employer Portal; if the application is wrong, withdraw it and "
        "correct your profile.",
        "Ce n'est pas, caractère pour caractère, le numéro de cette demande, {number}\u00a0; les deux ne seraient donc pas "
        "appariées. Demandez à votre employeur de corriger l'offre dans le Portail de l'employeur\u00a0; si la demande est "
        "erronée, retirez-la et corrigez votre profil.",
    ),
    "details.offer_ends_before_arrival": (
        "The offer ends before you arrive. Check both days.",
        "L'offre prend fin avant votre arrivée. Vérifiez les deux jours.",
    ),
    "details.teer": (
        "Choose a TEER level from 0 to 5. Your employer can tell you which one it is.",
        "Choisissez un niveau FEER de 0 à 5. Votre employeur peut vous dire lequel.",
    ),
    "details.teer_too_low": (
        "Young Professionals work at TEER level 0 to 4. A job at level 5 cannot be accepted.",
        "Les jeunes professionnels travaillent à un niveau FEER de 0 à 4. Un emploi de niveau 5 ne peut pas être accepté.",
    ),
    "details.biometrics_over": (
        "Those biometrics are no longer valid. Leave this empty and pay the biometrics fee.",
        "Ces données biométriques ne sont plus valides. Laissez ce champ vide et payez les frais de biométrie.",
    ),
    "details.biometrics_too_long": (
        "Biometrics are valid for ten years at most. Check the year.",
        "Les données biométriques sont valides dix ans au plus. Vérifiez l'année.",
    ),
}
