"""The documents of a checklist: name, why it is asked for, and which proof bridges the time until it comes."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "checklist.passport": ("Copy of your passport", "Copie de votre passeport"),
    "checklist.passport.why": (
        "The page with your photo, and every page with a stamp, a visa or a mark. "
        "It must be the passport that you named in your profile.",
        "La page avec votre photo et toutes celles qui portent un timbre, un visa ou une marque. "
        "Ce doit être le passeport indiqué dans votre profil.",
    ),
    "checklist.photo": ("Digital photo", "Photo numérique"),
    "checklist.photo.why": (
        "A photo of your face, taken in the last six months, at least 420 pixels wide and 540 high.",
        "Une photo de votre visage prise dans les six derniers mois, d'au moins 420 pixels sur 540.",
    ),
    "checklist.cv": ("CV or résumé", "Curriculum vitæ"),
    "checklist.cv.why": (
        "Your studies, jobs and volunteer work with dates and places, without gaps.",
        "Vos études, vos emplois et votre bénévolat, avec les dates et les lieux, sans interruption.",
    ),
    "checklist.family_information": ("Family information form", "Formulaire de renseignements sur la famille"),
    "checklist.family_information.why": (
        "Form IMM 5707. Your signature on the application covers it too.",
        "Formulaire IMM 5707. La signature de votre demande vaut aussi pour ce formulaire.",
    ),
    "checklist.police_certificate": ("Police certificates", "Certificats de police"),
    "checklist.police_certificate.why": (
        "One for each country where you have lived six months or more in a row since you turned 18. "
        "That of the country where you live now may be at most six months old.",
        "Un pour chaque pays où vous avez vécu au moins six mois de suite depuis vos 18 ans. "
        "Celui du pays où vous vivez doit dater de six mois au plus.",
    ),
    "checklist.police_certificate.proof": (
        "Not there yet? Add the receipt or e-mail that shows that you asked for it.",
        "Pas encore reçu\u00a0? Ajoutez le reçu ou le courriel qui montre que vous l'avez demandé.",
    ),
    "checklist.offer": ("Signed job offer or placement", "Offre d'emploi ou de stage signée"),
    "checklist.offer.why": (
        "On the employer's paper, with your tasks, pay, place and dates.",
        "Sur le papier de l'employeur, avec vos tâches, votre salaire, le lieu et les dates.",
    ),
    "checklist.credential": ("Post-secondary diploma", "Diplôme d'études postsecondaires"),
    "checklist.credential.why": (
        "A job at TEER level 4 is accepted only with a post-secondary diploma, certificate or degree.",
        "Un emploi de niveau FEER 4 n'est accepté qu'avec un diplôme, un certificat ou un grade postsecondaire.",
    ),
    "checklist.enrolment": ("Proof of enrolment", "Preuve d'inscription aux études"),
    "checklist.enrolment.why": (
        "A letter of your school that says that you are enrolled and that your studies require this placement, "
        "or your internship agreement.",
        "Une lettre de votre établissement qui confirme votre inscription et dit que vos études exigent ce stage, "
        "ou votre convention de stage.",
    ),
    "checklist.study_or_diploma": ("Proof of your field of study", "Preuve de votre domaine d'études"),
    "checklist.study_or_diploma.why": (
        "A letter of your school, or a diploma of the last twelve months, in agriculture, forestry or tourism.",
        "Une lettre de votre établissement, ou un diplôme obtenu depuis douze mois ou moins, en agriculture, en foresterie ou en "
        "tourisme.",
    ),
    "checklist.vie_assignment": ("Letter of Business France", "Lettre de Business France"),
    "checklist.vie_assignment.why": (
        "It shows your VIE assignment, its dates and the allowance that takes the place of wages.",
        "Elle montre votre mission de VIE, ses dates et l'indemnité qui remplace le salaire.",
    ),
    "checklist.vives_grant": ("Letter of ICEX", "Lettre de l'ICEX"),
    "checklist.vives_grant.why": (
        "It shows your grant, its dates and its amount, which takes the place of wages.",
        "Elle montre votre bourse, ses dates et son montant, qui remplace le salaire.",
    ),
    "checklist.company_letter": ("Letter of your company in Austria", "Lettre de votre entreprise en Autriche"),
    "checklist.company_letter.why": (
        "It shows that you are a permanent employee, and how the company in Canada is related to it.",
        "Elle montre que vous faites partie du personnel permanent et quel lien unit l'entreprise au Canada à la vôtre.",
    ),
    "checklist.schools_agreement": ("Agreement between the two schools", "Entente entre les deux établissements"),
    "checklist.schools_agreement.why": (
        "It shows that your placement is part of an agreement between your school and a school in Canada.",
        "Elle montre que votre stage fait partie d'une entente entre votre établissement et un établissement au Canada.",
    ),
    "checklist.residence_certificate": ("Certificate of residence", "Certificat de résidence"),
    "checklist.residence_certificate.why": (
        "With a certified translation into English or French. One from an earlier participation may be used again.",
        "Avec une traduction certifiée en français ou en anglais. Celui d'une participation antérieure peut resservir.",
    ),
    "checklist.organization_letter": (
        "Letter of the recognized organization",
        "Lettre de l'organisation reconnue",
    ),
    "checklist.organization_letter.why": (
        "It shows that the organization has accepted you.",
        "Elle montre que l'organisation a accepté votre candidature.",
    ),
    "checklist.medical_exam": ("Medical exam", "Examen médical"),
    "checklist.medical_exam.why": (
        "Your planned work or your recent stays abroad ask for an exam by a panel physician.",
        "Le travail prévu ou vos séjours récents à l'étranger exigent un examen par un médecin désigné.",
    ),
    "checklist.medical_exam.proof": (
        "Not done yet? Add the confirmation of your appointment.",
        "Pas encore passé\u00a0? Ajoutez la confirmation de votre rendez-vous.",
    ),
    "checklist.representative": ("Use of a representative form", "Formulaire de recours à un représentant"),
    "checklist.representative.why": (
        "Form IMM 5476, only when somebody acts for you.",
        "Formulaire IMM 5476, seulement si quelqu'un agit en votre nom.",
    ),
    "checklist.explanation": ("Letter of explanation", "Lettre d'explication"),
    "checklist.explanation.why": (
        "Anything that you want the officer to know.",
        "Tout ce que vous voulez nous faire savoir.",
    ),
    "checklist.missing": (
        "Add this document: {name_en}.",
        "Ajoutez ce document\u00a0: {name_fr}.",
    ),
    "checklist.format": (
        "{name_en}: add a {formats_en} file.",
        "{name_fr}\u00a0: ajoutez un fichier {formats_fr}.",
    ),
}
