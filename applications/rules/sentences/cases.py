"""Fees, refunds, permits and decisions in words."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Fees.
    "fee.IEC_FEE": ("International Experience Canada fee", "Frais d'Expérience internationale Canada"),
    "fee.OWP_HOLDER_FEE": ("Open work permit holder fee", "Frais de titulaire d'un permis de travail ouvert"),
    "fee.BIOMETRICS_FEE": ("Biometrics fee", "Frais de biométrie"),
    "fee.WORK_PERMIT_PROCESSING_FEE": (
        "Work permit processing fee: exempt",
        "Frais de traitement du permis de travail\u00a0: exemption",
    ),
    "fee.EMPLOYER_COMPLIANCE_FEE": (
        "Employer compliance fee, paid by your employer",
        "Frais relatifs à la conformité de l'employeur, payés par votre employeur",
    ),
    "fee.unconfirmed": (
        "This is the last known amount. The amount for this day has not been published yet.",
        "C'est le dernier montant connu. Le montant pour ce jour n'a pas encore été publié.",
    ),
    "fee.none_known": (
        "The fee for this day is not known. Ask us before you pay.",
        "Les frais pour ce jour ne sont pas connus. Écrivez-nous avant de payer.",
    ),
    # Refunds, by how the application ended.
    "refund.full.refused": (
        "Your application was refused. You get this fee back.",
        "Votre demande a été refusée. Ces frais vous sont remboursés.",
    ),
    "refund.full.returned_incomplete": (
        "Your application was sent back because it was not complete. You get this fee back.",
        "Votre demande vous a été retournée parce qu'elle était incomplète. Ces frais vous sont remboursés.",
    ),
    "refund.full.withdrawn_before_letter": (
        "You withdrew before a letter of introduction was issued. You get this fee back.",
        "Vous avez retiré votre demande avant la délivrance d'une lettre d'introduction. Ces frais vous sont remboursés.",
    ),
    "refund.full.withdrawn_after_letter": (
        "You withdrew before a work permit was issued. You get this fee back.",
        "Vous avez retiré votre demande avant la délivrance d'un permis de travail. Ces frais vous sont remboursés.",
    ),
    "refund.full.offer_withdrawn": (
        "Your employer withdrew the offer. You get this fee back.",
        "Votre employeur a retiré son offre. Ces frais vous sont remboursés.",
    ),
    "refund.full.refused_at_entry": (
        "The work permit was refused when you arrived. You get this fee back.",
        "Le permis de travail a été refusé à votre arrivée. Ces frais vous sont remboursés.",
    ),
    "refund.none.misrepresentation": (
        "False or missing information led to the refusal. This fee is not paid back.",
        "De faux renseignements ou des omissions ont mené au refus. Ces frais ne sont pas remboursés.",
    ),
    "refund.none.withdrawn_after_letter": (
        "The letter of introduction was already issued. This fee is not paid back.",
        "La lettre d'introduction avait déjà été délivrée. Ces frais ne sont pas remboursés.",
    ),
    "refund.none.letter_expired": (
        "The letter of introduction expired without being used. This fee is not paid back.",
        "La lettre d'introduction a expiré sans avoir été utilisée. Ces frais ne sont pas remboursés.",
    ),
    "refund.none.biometrics": (
        "The biometrics fee is not paid back.",
        "Les frais de biométrie ne sont pas remboursés.",
    ),
    "refund.none.biometrics_given": (
        "You have given your biometrics. The biometrics fee is not paid back.",
        "Vous avez fourni vos données biométriques. Les frais de biométrie ne sont pas remboursés.",
    ),
    # What ends a permit.
    "permit.agreement": (
        "This is the longest stay that the agreement allows.",
        "C'est le plus long séjour que l'accord permet.",
    ),
    "permit.passport": (
        "Your passport expires on this day. The permit cannot be longer than the passport.",
        "Votre passeport expire ce jour-là. Le permis ne peut pas durer plus longtemps que le passeport.",
    ),
    "permit.insurance": (
        "Your insurance ends on this day. The permit cannot be longer than the insurance.",
        "Votre assurance prend fin ce jour-là. Le permis ne peut pas durer plus longtemps que l'assurance.",
    ),
    "permit.offer": (
        "Your job offer ends on this day. The permit cannot be longer than the offer.",
        "Votre offre d'emploi prend fin ce jour-là. Le permis ne peut pas durer plus longtemps que l'offre.",
    ),
    # What makes a permit shorter than the agreement allows; in the letter, with the day in words.
    "permit.until.passport": (
        "Your passport expires on {day}. The permit cannot be longer than the passport.",
        "Votre passeport expire le {day}. Le permis ne peut pas durer plus longtemps que le passeport.",
    ),
    "permit.until.offer": (
        "Your job offer ends on {day}. The permit cannot be longer than the offer.",
        "Votre offre d'emploi prend fin le {day}. Le permis ne peut pas durer plus longtemps que l'offre.",
    ),
    # Why an application cannot be approved; told to officers.
    "approve.passport": (
        "The passport expires on {day_en}, before the stay begins. Ask for a new passport first.",
        "Le passeport expire le {day_fr}, avant le début du séjour. Demandez d'abord un nouveau passeport.",
    ),
    "approve.offer": (
        "The job offer ends on {day_en}, before the stay begins. Ask for a new offer first.",
        "L'offre d'emploi prend fin le {day_fr}, avant le début du séjour. Demandez d'abord une nouvelle offre.",
    ),
    "approve.no_months": (
        "How long the agreement lets this person stay is not known. Have the agreement completed first.",
        "La durée de séjour que l'accord permet n'est pas connue. Faites d'abord compléter l'accord.",
    ),
    # How an application, or its letter, ended; told to cashiers.
    "ending.refused": ("Application refused", "Demande refusée"),
    "ending.misrepresentation": (
        "Refused for false or missing information",
        "Refus pour fausses déclarations ou omissions",
    ),
    "ending.returned_incomplete": ("Sent back as incomplete", "Retournée parce qu'incomplète"),
    "ending.withdrawn_before_letter": (
        "Withdrawn before the letter of introduction",
        "Retirée avant la lettre d'introduction",
    ),
    "ending.withdrawn_after_letter": (
        "Withdrawn after the letter of introduction",
        "Retirée après la lettre d'introduction",
    ),
    "ending.offer_withdrawn": ("Offer withdrawn by the employer", "Offre retirée par l'employeur"),
    "ending.letter_expired": ("Letter of introduction expired", "Lettre d'introduction expirée"),
    "ending.refused_at_entry": ("Permit refused on arrival", "Permis refusé à l'arrivée"),
    # Who may decide; told to officers.
    "decide.no_permission": (
        "Your role does not decide applications. Ask for the role of officer.",
        "Votre rôle ne permet pas de rendre des décisions. Demandez le rôle d'agent.",
    ),
    "decide.own_case": (
        "This is your own application. Another officer must decide it.",
        "C'est votre propre demande. Un autre agent doit rendre la décision.",
    ),
    "decide.not_waiting": (
        "This application is not waiting for a decision. Open it again to see its state.",
        "Cette demande n'attend pas de décision. Rouvrez-la pour voir son état.",
    ),
    "decide.not_taken": (
        "Nobody has taken this application. Take it first.",
        "Personne n'a pris cette demande en charge. Prenez-la d'abord.",
    ),
    "decide.another_officer": (
        "Another officer has this application. Take it over first.",
        "Un autre agent a cette demande en charge. Reprenez-la d'abord.",
    ),
    "decide.second_officer_needed": (
        "This reason needs a second officer. Propose the refusal; another officer confirms it.",
        "Ce motif exige un deuxième agent. Proposez le refus\u00a0; un autre agent le confirme.",
    ),
    "decide.second_officer_same": (
        "You proposed this refusal. Another officer must confirm it.",
        "Vous avez proposé ce refus. Un autre agent doit le confirmer.",
    ),
}
