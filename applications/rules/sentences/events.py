"""What happened, in words for the person whom it happened to. A kind that is not here is internal and shown to staff only."""

SENTENCES: dict[str, tuple[str, str]] = {
    "event.account_registered": ("Your account was made.", "Votre compte a été créé."),
    "event.profile_started": ("You started your profile.", "Vous avez commencé votre profil."),
    "event.profile_sent": (
        "You sent your profile and became a candidate.",
        "Vous avez envoyé votre profil et êtes en candidature.",
    ),
    "event.profile_withdrawn": ("You withdrew your profile.", "Vous avez retiré votre profil."),
    "event.profile_removed": ("Your profile left the pools.", "Votre profil a quitté les bassins."),
    "event.pool_entered": ("You entered a pool.", "Vous avez rejoint un bassin."),
    "event.pool_left": ("You left a pool.", "Vous avez quitté un bassin."),
    "event.invitation_issued": ("You were invited to apply.", "Vous avez reçu une invitation à présenter une demande."),
    "event.invitation_opened": ("You opened your invitation.", "Vous avez ouvert votre invitation."),
    "event.invitation_accepted": ("You said yes to your invitation.", "Vous avez accepté votre invitation."),
    "event.invitation_declined": ("You said no to your invitation.", "Vous avez refusé votre invitation."),
    "event.invitation_expired": (
        "Your invitation ended without an answer.",
        "Votre invitation a pris fin sans réponse.",
    ),
    "event.invitation_cancelled": (
        "You had left the pool before the draw, so your invitation did not hold.",
        "Vous aviez quitté le bassin avant le tirage. Votre invitation n'a pas tenu.",
    ),
    "event.application_opened": ("Your application was opened.", "Votre demande a été ouverte."),
    "event.document_added": ("You added a document.", "Vous avez ajouté un document."),
    "event.document_removed": ("You took a document out.", "Vous avez retiré un document."),
    "event.declarations_made": ("You made your declarations.", "Vous avez fait vos déclarations."),
    "event.payment_taken": ("We received your payment.", "Nous avons reçu votre paiement."),
    "event.payment_failed": ("A payment was not taken.", "Un paiement n'a pas été prélevé."),
    "event.application_submitted": ("You sent your application.", "Vous avez envoyé votre demande."),
    "event.case_taken": (
        "An officer started to look at your application.",
        "Une agente ou un agent a commencé l'examen de votre demande.",
    ),
    "event.application_awaiting_place": (
        "Your application was approved and waits for a place.",
        "Votre demande est approuvée et attend une place.",
    ),
    "event.place_given": ("Your application was given a place.", "Une place a été attribuée à votre demande."),
    "event.application_approved": ("Your application was approved.", "Votre demande a été approuvée."),
    "event.application_refused": ("Your application was refused.", "Votre demande a été refusée."),
    "event.decision_letter_written": ("Your letter is in your account.", "Votre lettre est dans votre compte."),
    "event.application_lapsed": (
        "The time to send your application ended.",
        "Le délai pour envoyer votre demande a pris fin.",
    ),
    "event.application_withdrawn": ("You withdrew your application.", "Vous avez retiré votre demande."),
    "event.refund_due": ("Fees are to be paid back to you.", "Des frais vous seront remboursés."),
    "event.refund_sent": ("Fees were paid back to your card.", "Des frais ont été remboursés sur votre carte."),
}
