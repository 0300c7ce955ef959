"""The reasons of a refusal or a return: the name for the officer's list, and the sentence for the person's letter."""

from __future__ import annotations

_REASONS: dict[str, tuple[str, str, str, str]] = {
    # code: name in English, name in French, sentence in English, sentence in French
    "citizenship": (
        "Citizenship not covered by an agreement",
        "Citoyenneté non visée par un accord",
        "You have not shown that you are a citizen of the country of the agreement.",
        "Vous n'avez pas démontré que vous avez la citoyenneté du pays de l'accord.",
    ),
    "age": (
        "Age on the day of the invitation",
        "Âge le jour de l'invitation",
        "Your age on the day of the invitation was outside the limits of the agreement.",
        "Votre âge le jour de l'invitation ne respectait pas les limites de l'accord.",
    ),
    "residence": (
        "Residence in the partner country",
        "Résidence dans le pays partenaire",
        "You have not shown that you lived in the country of the agreement when you applied.",
        "Vous n'avez pas démontré que vous habitiez dans le pays de l'accord au moment de la demande.",
    ),
    "participations_used": (
        "Participations used up",
        "Participations épuisées",
        "You have already used every participation that the agreement allows.",
        "Vous avez déjà utilisé toutes les participations que l'accord permet.",
    ),
    "category_used": (
        "Category already used",
        "Catégorie déjà utilisée",
        "You have already taken part in this category. The agreement allows it once.",
        "Vous avez déjà participé dans cette catégorie. L'accord la permet une seule fois.",
    ),
    "discontinuance": (
        "Time between two participations",
        "Délai entre deux participations",
        "The time that the agreement asks for between two participations has not passed.",
        "Le délai que l'accord exige entre deux participations n'est pas écoulé.",
    ),
    "same_season": (
        "Second participation in one season",
        "Deuxième participation dans une saison",
        "You have already taken part in this season. One participation a season is allowed.",
        "Vous avez déjà participé au cours de cette saison. Une seule participation par saison est permise.",
    ),
    "recognized_organization": (
        "Conditions of a recognized organization",
        "Conditions d'une organisation reconnue",
        "You have not shown that you meet the conditions of the recognized organization.",
        "Vous n'avez pas démontré que vous remplissez les conditions de l'organisation reconnue.",
    ),
    "student": (
        "Not a registered student",
        "Pas aux études",
        "You have not shown that you are enrolled at a school that the agreement accepts.",
        "Vous n'avez pas démontré que vous êtes aux études dans un établissement que l'accord accepte.",
    ),
    "placement": (
        "Placement not required by the studies",
        "Stage non exigé par les études",
        "You have not shown that your studies require this placement and that it lies in your field.",
        "Vous n'avez pas démontré que vos études exigent ce stage et qu'il relève de votre domaine.",
    ),
    "job_level": (
        "Level of the job (TEER)",
        "Niveau de l'emploi (FEER)",
        "The job you were offered is not at a level that this category accepts.",
        "L'emploi qui vous est offert n'est pas d'un niveau que cette catégorie accepte.",
    ),
    "wrong_way": (
        "Applied where or how it is not allowed",
        "Demande présentée au mauvais endroit ou de la mauvaise façon",
        "This application may not be made in the place or in the way in which you made it.",
        "Cette demande ne peut pas être présentée là où vous l'avez fait, ni de cette façon.",
    ),
    "will_not_leave": (
        "Not satisfied that the person will leave",
        "Départ à la fin du séjour non établi",
        "We are not satisfied that you will leave Canada at the end of your stay.",
        "Nous ne sommes pas convaincus que vous quitterez le Canada à la fin de votre séjour.",
    ),
    "no_qualifying_work": (
        "No qualifying work",
        "Aucun travail admissible",
        "The work you were offered does not qualify for this category.",
        "Le travail qui vous est offert n'est pas admissible dans cette catégorie.",
    ),
    "offer_withdrawn": (
        "Offer withdrawn by the employer",
        "Offre retirée par l'employeur",
        "Your employer has withdrawn the offer on which your application rests.",
        "Votre employeur a retiré l'offre sur laquelle repose votre demande.",
    ),
    "offer_not_genuine": (
        "Offer not genuine",
        "Offre non authentique",
        "We are not satisfied that the job offer is genuine.",
        "Nous ne sommes pas convaincus que l'offre d'emploi est authentique.",
    ),
    "medical_exam": (
        "Medical exam",
        "Examen médical",
        "You have not passed the medical exam that was asked for, or have not had it.",
        "Vous n'avez pas réussi ou passé l'examen médical exigé.",
    ),
    "unable_to_work": (
        "Unable to do the work",
        "Incapacité d'exercer l'emploi",
        "You have not shown that you are able to do the work you were offered.",
        "Vous n'avez pas démontré que vous pouvez exercer l'emploi qui vous est offert.",
    ),
    "labour_dispute": (
        "Labour dispute",
        "Conflit de travail",
        "The work would affect a labour dispute at the place of work.",
        "Le travail nuirait au règlement d'un conflit de travail en cours sur le lieu de travail.",
    ),
    "earlier_breach": (
        "Earlier work or study without permission",
        "Travail ou études antérieurs sans autorisation",
        "You have worked or studied in Canada without permission, or broken a condition of an earlier stay.",
        "Vous avez travaillé ou étudié au Canada sans autorisation ou enfreint une condition d'un séjour antérieur.",
    ),
    "offer_not_submitted": (
        "Offer not sent or employer's fee not paid",
        "Offre non transmise ou frais de l'employeur non payés",
        "Your employer had not sent us the offer, or had not paid the compliance fee, before you applied.",
        "Votre employeur n'avait pas transmis l'offre ou payé les frais de conformité avant votre demande.",
    ),
    "barred_sector": (
        "Employer in a barred sector",
        "Employeur d'un secteur exclu",
        "The employer regularly offers striptease, erotic dance, escort services or erotic massages.",
        "L'employeur offre régulièrement de la danse nue ou érotique, des services d'escorte ou des massages érotiques.",
    ),
    "employer_ineligible": (
        "Employer ineligible or in default",
        "Employeur inadmissible ou en défaut",
        "The employer is on the list of ineligible employers, or owes a penalty.",
        "L'employeur figure sur la liste des employeurs inadmissibles ou n'a pas payé une sanction.",
    ),
    "passport": (
        "Passport",
        "Passeport",
        "You have not shown a valid passport that we can accept.",
        "Vous n'avez pas présenté un passeport valide que nous pouvons accepter.",
    ),
    "biometrics_missing": (
        "Biometrics not given",
        "Données biométriques non fournies",
        "You have not given your biometrics in the time you had.",
        "Vous n'avez pas fourni vos données biométriques dans le délai accordé.",
    ),
    "documents_missing": (
        "Documents not sent",
        "Documents non fournis",
        "You have not sent the documents that we asked for in the time you had.",
        "Vous n'avez pas envoyé les documents demandés dans le délai accordé.",
    ),
    "interview_missed": (
        "Interview missed",
        "Entrevue manquée",
        "You did not come to the interview to which you were called.",
        "L'entrevue à laquelle nous vous avions donné rendez-vous n'a pas eu lieu, en votre absence.",
    ),
    "untruthful": (
        "Questions not answered truthfully",
        "Réponses non véridiques",
        "You have not answered every question truthfully.",
        "Vous n'avez pas répondu à toutes les questions de façon véridique.",
    ),
    "security": (
        "Inadmissible: security",
        "Interdiction de territoire\u00a0: sécurité",
        "You are inadmissible to Canada on security grounds.",
        "Une interdiction de territoire au Canada vous vise pour raison de sécurité.",
    ),
    "human_rights": (
        "Inadmissible: human or international rights",
        "Interdiction de territoire\u00a0: droits humains ou internationaux",
        "You are inadmissible to Canada for violating human or international rights.",
        "Une interdiction de territoire au Canada vous vise pour atteinte aux droits humains ou internationaux.",
    ),
    "sanctions": (
        "Inadmissible: sanctions",
        "Interdiction de territoire\u00a0: sanctions",
        "You are inadmissible to Canada because of sanctions against you.",
        "Une interdiction de territoire au Canada vous vise en raison de sanctions prises contre vous.",
    ),
    "criminality": (
        "Inadmissible: criminality",
        "Interdiction de territoire\u00a0: criminalité",
        "You are inadmissible to Canada on grounds of criminality.",
        "Une interdiction de territoire au Canada vous vise pour criminalité.",
    ),
    "organized_crime": (
        "Inadmissible: organized crime",
        "Interdiction de territoire\u00a0: criminalité organisée",
        "You are inadmissible to Canada on grounds of organized criminality.",
        "Une interdiction de territoire au Canada vous vise pour criminalité organisée.",
    ),
    "health": (
        "Inadmissible: health",
        "Interdiction de territoire\u00a0: motifs sanitaires",
        "You are inadmissible to Canada on health grounds.",
        "Une interdiction de territoire au Canada vous vise pour motifs sanitaires.",
    ),
    "finances": (
        "Inadmissible: finances",
        "Interdiction de territoire\u00a0: motifs financiers",
        "You have not shown that you can support yourself in Canada.",
        "Vous n'avez pas démontré que vous pouvez subvenir à vos besoins au Canada.",
    ),
    "misrepresentation": (
        "Misrepresentation (barred for 5 years)",
        "Fausses déclarations (interdiction de 5 ans)",
        "You gave false information about something that matters, or left it out. You may not enter Canada for five years.",
        "Vous avez fait une fausse déclaration ou omis un fait important. Vous ne pouvez pas entrer au Canada pendant cinq ans.",
    ),
    "non_compliance": (
        "Inadmissible: non-compliance with the Act",
        "Interdiction de territoire\u00a0: manquement à la Loi",
        "You are inadmissible to Canada for not complying with the Act.",
        "Une interdiction de territoire au Canada vous vise pour manquement à la Loi.",
    ),
    "family_member": (
        "Inadmissible: family member",
        "Interdiction de territoire\u00a0: membre de la famille",
        "You are inadmissible to Canada because a member of your family is.",
        "Une interdiction de territoire au Canada vous vise parce qu'elle vise un membre de votre famille.",
    ),
    "worker_protection": (
        "Protection of a worker at risk",
        "Protection d'une personne vulnérable",
        "Two officers agree that you would be at risk of humiliating or degrading treatment in this work.",
        "Deux agents estiment que ce travail vous exposerait à un traitement humiliant ou dégradant.",
    ),
    "incomplete": (
        "Application not complete (sent back)",
        "Demande incomplète (retournée)",
        "Your application was not complete. We are sending it back. This is not a refusal.",
        "Votre demande était incomplète. Nous vous la retournons. Ce n'est pas un refus.",
    ),
    "intake_closed": (
        "Intake closed by order (sent back)",
        "Réception fermée par décret (retournée)",
        "New applications are not being processed now. We are sending yours back. This is not a refusal.",
        "Les nouvelles demandes ne sont pas traitées actuellement. Nous vous retournons la vôtre. Ce n'est pas un refus.",
    ),
}

SENTENCES: dict[str, tuple[str, str]] = {
    **{f"refusal.{code}.name": (texts[0], texts[1]) for code, texts in _REASONS.items()},
    **{f"refusal.{code}": (texts[2], texts[3]) for code, texts in _REASONS.items()},
}
