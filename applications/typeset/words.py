"""The words of the letters, in English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "sender": ("International Experience Canada", "Expérience internationale Canada"),
    "notice": (
        "Demonstration. Not a Government of Canada service.",
        "Démonstration. Ceci n'est pas un service du gouvernement du Canada.",
    ),
    "mark": ("IEC", "EIC"),
    "page": ("Page {{page}} of {{pages}}", "Page {{page}} sur {{pages}}"),
    "reference": ("Reference", "Référence"),
    "footer.reference": ("Reference {reference}", "Référence {reference}"),
    "footer.check": ("Check code {code}", "Code de vérification {code}"),
    "check": (
        "Anyone can check that this letter is real and still valid: {at}, code {code}.",
        "Toute personne peut vérifier que cette lettre est authentique et valide\u00a0: {at}, code {code}.",
    ),
    "category.working_holiday": ("Working Holiday", "Vacances-travail"),
    "category.young_professionals": ("Young Professionals", "Jeunes professionnels"),
    "category.coop": ("International Co-op (Internship)", "Stage coop international"),
    "fact.name": ("Name", "Nom"),
    "fact.born": ("Date of birth", "Date de naissance"),
    "fact.passport": ("Passport", "Passeport"),
    "fact.category": ("Category", "Catégorie"),
    "fact.country": ("Agreement", "Accord"),
    "fact.enter_by": ("Enter Canada by", "Entrée au plus tard le"),
    "fact.stay": ("Longest stay", "Durée maximale du séjour"),
    "fact.employer": ("Employer", "Employeur"),
    "fact.received": ("Received", "Reçue"),
    "fact.card": ("Paid with the card ending in", "Payé avec la carte se terminant par"),
    "months.one": ("1 month", "1 mois"),
    "months.many": ("{count} months", "{count} mois"),
    # Letter of introduction.
    "introduction.title": ("Port-of-entry letter of introduction", "Lettre d'introduction (point d'entrée)"),
    "introduction.description": (
        "Letter of introduction for application {reference}",
        "Lettre d'introduction pour la demande {reference}",
    ),
    "introduction.decision": (
        "Your application for a work permit is approved.",
        "Votre demande de permis de travail est approuvée.",
    ),
    "introduction.not_a_permit": (
        "This letter is not a work permit. An officer gives you the permit when you arrive in Canada.",
        "Cette lettre n'est pas un permis de travail. Un agent vous remet le permis à votre arrivée au Canada.",
    ),
    "introduction.shorter": (
        "The permit is shorter when your passport, your insurance or your job offer ends earlier.",
        "Le permis est plus court si votre passeport, votre assurance ou votre offre d'emploi prend fin avant.",
    ),
    "introduction.bring": ("Bring with you", "À avoir sur vous"),
    "introduction.bring.letter": ("this letter, on paper", "cette lettre, sur papier"),
    "introduction.bring.passport": (
        "the passport that is named in this letter",
        "le passeport indiqué dans cette lettre",
    ),
    "introduction.bring.insurance": (
        "proof of health insurance for your whole stay: medical care, hospital and the journey home",
        "une preuve d'assurance maladie pour tout le séjour\u00a0: soins, hospitalisation et rapatriement",
    ),
    "introduction.bring.funds": (
        "a bank statement of the last week before you leave, with at least {amount}",
        "un relevé bancaire de la dernière semaine avant le départ, d'au moins {amount}",
    ),
    "introduction.bring.ticket": (
        "a ticket to leave Canada, or the money to buy one",
        "un billet pour quitter le Canada, ou l'argent pour en acheter un",
    ),
    "introduction.bring.copies": (
        "copies of the documents that you sent with your application",
        "des copies des documents envoyés avec votre demande",
    ),
    "introduction.without": (
        "Without insurance you get no permit. With shorter insurance you get a shorter permit, which cannot be made longer.",
        "Sans assurance, aucun permis n'est délivré. Avec une assurance plus courte, le permis est plus court "
        "et ne peut pas être prolongé.",
    ),
    "introduction.mistake": ("Is something wrong in this letter?", "Une erreur dans cette lettre\u00a0?"),
    "introduction.mistake.text": (
        "Ask us under My questions in your account before you travel. Do not travel with a letter that has a mistake in it.",
        "Écrivez-nous sous Mes questions, dans votre compte, avant de partir. "
        "Ne voyagez pas avec une lettre qui contient une erreur.",
    ),
    # Refusal.
    "refusal.title": ("Decision on your application", "Décision concernant votre demande"),
    "refusal.description": ("Decision on application {reference}", "Décision concernant la demande {reference}"),
    "refusal.decision": (
        "Your application for a work permit is refused.",
        "Votre demande de permis de travail est refusée.",
    ),
    "refusal.why": ("Why", "Pourquoi"),
    "refusal.why.one": ("This is the reason:", "En voici la raison\u00a0:"),
    "refusal.why.many": ("These are the reasons:", "En voici les raisons\u00a0:"),
    "refusal.basis": ("{sentence} ({basis})", "{sentence} ({basis})"),
    "refusal.law": (
        "A stands for the Immigration and Refugee Protection Act, R for its Regulations.",
        "A désigne la Loi sur l'immigration et la protection des réfugiés, R son Règlement.",
    ),
    "refusal.explanation": ("The officer wrote:", "L'agent a noté\u00a0:"),
    "refusal.next": ("What you can do", "Ce que vous pouvez faire"),
    "refusal.next.ask": (
        "If you think that we missed something, ask us under My questions in your account and say what.",
        "Si vous croyez que quelque chose nous a échappé, écrivez-nous sous Mes questions, dans votre compte, et dites quoi.",
    ),
    "refusal.next.court": (
        "You can ask the Federal Court to review this decision: within 15 days when the matter arose in Canada, "
        "within 60 days when it arose elsewhere. Time runs from the day on which you were told.",
        "Vous pouvez demander à la Cour fédérale de réviser cette décision\u00a0: dans les 15 jours si l'affaire a pris "
        "naissance au Canada, dans les 60 jours sinon. Le délai court du jour où la décision vous est communiquée.",
    ),
    "refusal.next.again": (
        "You can become a candidate again when you meet the conditions. This decision costs you no participation.",
        "Vous pouvez redevenir candidate ou candidat quand vous remplissez les conditions. "
        "Cette décision ne vous coûte aucune participation.",
    ),
    "refusal.next.barred": (
        "You may not enter Canada for {years} years. After that you can become a candidate again.",
        "Vous ne pouvez pas entrer au Canada pendant {years} ans. Après, vous pourrez redevenir candidate ou candidat.",
    ),
    "refunds": ("Your fees", "Vos frais"),
    "refunds.fee": ("Fee", "Frais"),
    "refunds.back": ("Paid back", "Remboursé"),
    "refunds.how": (
        "The money goes back to the card with which you paid. This can take eight weeks.",
        "L'argent est remboursé sur la carte qui a servi au paiement. Cela peut prendre huit semaines.",
    ),
    # Return.
    "return.title": ("Your application is sent back", "Votre demande vous est retournée"),
    "return.description": ("Return of application {reference}", "Retour de la demande {reference}"),
    "return.decision": (
        "We are sending your application back. This is not a refusal.",
        "Nous vous retournons votre demande. Ce n'est pas un refus.",
    ),
    # Receipt.
    "profile_receipt.title": ("Receipt for your profile", "Reçu de votre profil"),
    "profile_receipt.description": ("Receipt for profile {reference}", "Reçu du profil {reference}"),
    "profile_receipt.decision": ("We have your profile.", "Nous avons reçu votre profil."),
    "profile_receipt.received": ("Received", "Reçu"),
    "profile_receipt.pools": ("Pools that you entered", "Bassins choisis"),
    "profile_receipt.no_pool": (
        "None up to this receipt. Only people in a pool can be invited.",
        "Aucun jusqu'à ce reçu. Seules les personnes dans un bassin peuvent être invitées.",
    ),
    "profile_receipt.answers": ("What you told us", "Ce que vous avez indiqué"),
    "profile_receipt.declarations": ("What you declared", "Ce que vous avez déclaré"),
    "profile_receipt.signed": ("Signed with the name", "Signé du nom"),
    "profile_receipt.stands": (
        "These are your answers as they were when we received them. Later changes are not in this receipt.",
        "Ce sont vos réponses telles que nous les avons reçues. Les modifications faites ensuite n'y figurent pas.",
    ),
    "receipt.title": ("Receipt for your application", "Reçu de votre demande"),
    "receipt.description": ("Receipt for application {reference}", "Reçu de la demande {reference}"),
    "receipt.decision": ("We have your application.", "Nous avons reçu votre demande."),
    "receipt.paid": ("What you paid", "Ce que vous avez payé"),
    "receipt.fee": ("Fee", "Frais"),
    "receipt.amount": ("Amount", "Montant"),
    "receipt.total": ("Total", "Total"),
    "receipt.files": ("What you sent", "Ce que vous avez envoyé"),
    "receipt.file": ("{text}. Checksum {digest}", "{text}. Somme de contrôle {digest}"),
    "receipt.checksums": (
        "A checksum begins with these sixteen signs; it proves that we hold the file that you sent.",
        "Une somme de contrôle commence par ces seize signes\u00a0; elle prouve que nous avons le fichier envoyé.",
    ),
    "receipt.next": ("What happens now", "La suite"),
    "receipt.next.text": (
        "We look at your application. We write to you at each step. You do not need to do anything now.",
        "Nous étudions votre demande. Nous vous écrivons à chaque étape. Vous n'avez rien à faire pour l'instant.",
    ),
}


def say(key: str, language: str, **params: object) -> str:
    """
    A text of the letters in one language.

    :raises KeyError: for a key or language that does not exist, or a missing param
    """
    return dict(zip(("en", "fr"), WORDS[key], strict=True))[language].format_map(params)
