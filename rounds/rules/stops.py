"""
Why a round stands still, in words, and what is to be done about it.

A step that no second try can mend stops its round before anybody is told anything. What it says is one of the reasons here; each
comes with what happened and what to do, in both languages. None of them ever leads to a second draw.
"""

from dataclasses import dataclass

INCOMPLETE = "the list is not complete"
NO_TERMS = "a pool has no terms in force"
OUT_OF_SEASON = "the draw would be held when its season is over"
POOL_CLOSED = "a pool of the round takes nobody any more"
TOO_EARLY = "a pool of the round is before its first round or its quota"
FINAL_ROUND_OVER = "more invitations than places that came back after the final round"
NOBODY_OWED = "the remedial round would invite nobody of those who are in its list"
DOES_NOT_ADD_UP = "the frozen rows do not add up"
PUBLISHED_TOO_LATE = "it is too late to publish the list: it must lie open 24 hours before the draw"
NOT_OPEN_LONG_ENOUGH = "the list lay open for less than 24 hours before the draw"
CHAIN_LOST = "the staff chain was declared lost: the round must be voided"
NO_LINK = "the staff chain has no link left for this round, and there is no new one"
CHAIN_TOO_NEW = "the anchor of the new staff chain has not been public for seven days"
CHAIN_WENT_ON = "the staff chain went on without this round"
SEALED = "the sealed link of the staff chain cannot be opened; fetch it from escrow"
WRONG_LINK = "the link of the staff chain does not fit its anchor; fetch it from escrow"
NO_SOFTWARE = "nobody says which software draws: IECSITE_COMMIT is not set"
OTHER_TICKET_KEY = "the key of the tickets is not the one whose fingerprint the season published"
LIST_CHANGED = "the frozen rows are no longer those of the manifest"
SEED_THERE = "a seed stands there that no step of the round wrote"
FALSE_VALUE = "a random value that was kept is not the network's"
REFUSED_BEFORE = "the public verifier refuses the round before anybody was told"
NO_ROW = "a selected ticket has no row"
ANOTHER_RESULT = "the second implementation came to another result"
ORDER_SHOWS = "the order of registration shows in the selection"
NO_CANDIDATE = "somebody who was held is no longer a candidate"
NOT_VERIFIED = "the public verifier refuses the files"


@dataclass(frozen=True, slots=True)
class Stop:
    """What happened, and what to do: English and French."""

    happened: tuple[str, str]
    to_do: tuple[str, str]


_VOID = (
    "Void the round with this reason, put right what is wrong, and plan the next one. Its random value is not known yet, so "
    "nobody gains or loses by it.",
    "Annulez la ronde avec ce motif, corrigez ce qui ne va pas et planifiez la suivante. Sa valeur aléatoire n'est pas encore "
    "connue : personne n'y gagne ni n'y perd.",
)
_PLAN_ANOTHER = (
    "Void the round with this reason and plan another one that fits what holds now. Nothing is fixed yet and nobody was told "
    "anything.",
    "Annulez la ronde avec ce motif et planifiez-en une autre qui tient compte de la situation actuelle. Rien n'est encore figé "
    "et personne n'a été avisé de quoi que ce soit.",
)
_TAMPERED = (
    "Change nothing. Run manage.py verify_journal, compare the tables with the last backup, and tell the auditor: the published "
    "list fixes what must stand there. When the rows are again those of the list, try the step again; it comes to the one result "
    "that there is.",
    "Ne modifiez rien. Lancez manage.py verify_journal, comparez les tables avec la dernière sauvegarde et prévenez l'auditeur : "
    "la liste publiée fixe ce qui doit s'y trouver. Quand les lignes sont de nouveau celles de la liste, relancez l'étape; elle "
    "arrive au seul résultat possible.",
)
_ESCROW = (
    "Fetch this round's link from the independent office that keeps the copy. Two officers type it on the page of the random "
    "value; it is checked against the published anchor.",
    "Demandez le maillon de cette ronde au bureau indépendant qui en garde la copie. Deux agents le saisissent à la page de la "
    "valeur aléatoire; il est vérifié par rapport à l'ancre publiée.",
)

STOPS: dict[str, Stop] = {
    INCOMPLETE: Stop(
        (
            "The list is not complete: not everybody who waits is an entry or left out for a named reason.",
            "La liste n'est pas complète : certaines personnes en attente n'y figurent pas et aucun motif ne l'explique.",
        ),
        (
            "The figures below name the pool. Find what is missing (a country that was not loaded, a batch that was dropped). "
            "Before the list is fixed, put it right and try the step again. After the draw, the round stands still: tell the "
            "auditor and compare the tables with the last backup.",
            "Les chiffres ci-dessous nomment le bassin. Trouvez ce qui manque (un pays non chargé, un lot perdu). Avant le gel "
            "de la liste, corrigez et relancez l'étape. Après le tirage, la ronde reste en attente : prévenez l'auditeur et "
            "comparez les tables avec la dernière sauvegarde.",
        ),
    ),
    NO_TERMS: Stop(
        (
            "A pool of this round has no terms of its agreement in force on the day of the draw, so nobody in it could be "
            "judged.",
            "Un bassin de cette ronde n'a aucune modalité d'accord en vigueur le jour du tirage; personne n'y a pu être évalué.",
        ),
        (
            "Enter the terms of this country under Agreements, then try the step again; or void the round and plan it without "
            "this pool.",
            "Saisissez les modalités de ce pays sous Accords, puis relancez l'étape; ou annulez la ronde et planifiez-la sans ce "
            "bassin.",
        ),
    ),
    OUT_OF_SEASON: Stop(
        (
            "The list would be fixed too late: the draw would be held when no rounds of the season are held any more.",
            "La liste serait figée trop tard : le tirage aurait lieu alors que la saison n'a plus de rondes.",
        ),
        _PLAN_ANOTHER,
    ),
    POOL_CLOSED: Stop(
        (
            "A pool of this round takes no candidates any more, so nobody can be drawn from it.",
            "Un bassin de cette ronde n'accepte plus de candidatures; personne ne peut y être choisi.",
        ),
        _PLAN_ANOTHER,
    ),
    TOO_EARLY: Stop(
        (
            "Since the plan was approved, the first round of a pool was announced for later, or its quota is no longer known.",
            "Depuis l'approbation du plan, la première ronde d'un bassin a été annoncée pour plus tard, ou son quota est de "
            "nouveau à annoncer.",
        ),
        _PLAN_ANOTHER,
    ),
    FINAL_ROUND_OVER: Stop(
        (
            "The final round of a pool is over on the day of the draw, and the plan invites more people than places came back.",
            "Le jour du tirage, la dernière ronde d'un bassin est passée, et le plan invite plus de personnes qu'il n'y a de "
            "places revenues.",
        ),
        _PLAN_ANOTHER,
    ),
    NOBODY_OWED: Stop(
        (
            "The remedial round would invite nobody: of the people named for it, those who are candidates now get no invitation "
            "by their share, or their pools have no places left. The list was not fixed.",
            "La ronde corrective n'inviterait personne : parmi les personnes nommées, celles qui sont encore candidates ne "
            "reçoivent aucune invitation selon leur part, ou il ne reste aucune place dans leurs bassins. La liste n'a pas été "
            "figée.",
        ),
        (
            "Void the round with this reason. Whoever was named may be named again, together with everybody else who was left "
            "out.",
            "Annulez la ronde avec ce motif. Les personnes nommées peuvent l'être de nouveau, avec toutes les autres personnes "
            "omises.",
        ),
    ),
    DOES_NOT_ADD_UP: Stop(
        (
            "The entries of the pools do not add up to the list.",
            "La somme des inscriptions des bassins n'est pas celle de la liste.",
        ),
        _VOID,
    ),
    PUBLISHED_TOO_LATE: Stop(
        (
            "The list could not be published in time: it must lie open for 24 hours before the draw.",
            "La liste n'a pas pu être publiée à temps : elle doit rester ouverte 24 heures avant le tirage.",
        ),
        _VOID,
    ),
    NOT_OPEN_LONG_ENOUGH: Stop(
        (
            "The list lay open for less than 24 hours before the draw.",
            "La liste est restée ouverte moins de 24 heures avant le tirage.",
        ),
        _VOID,
    ),
    CHAIN_LOST: Stop(
        (
            "The staff chain was declared lost, and the seed of this round cannot be made without it.",
            "La chaîne du personnel a été déclarée perdue, et le germe de cette ronde ne peut être formé sans elle.",
        ),
        (
            "Void the round with this reason. Make a new chain (manage.py make_staff_chain), announce it, and plan a round of "
            "the same people at least seven days later.",
            "Annulez la ronde avec ce motif. Créez une nouvelle chaîne (manage.py make_staff_chain), annoncez-la et planifiez "
            "une ronde des mêmes personnes au moins sept jours plus tard.",
        ),
    ),
    NO_LINK: Stop(
        (
            "The season's staff chain was used up to its last link or declared lost, and there is no new one. The list was not "
            "fixed.",
            "La chaîne du personnel de la saison a été utilisée jusqu'à son dernier maillon ou déclarée perdue, et il n'y en a "
            "pas de nouvelle. La liste n'a pas été figée.",
        ),
        (
            "Make a new chain (manage.py make_staff_chain) and announce its anchor. No list is fixed with it for seven days: try "
            "the step again then, or void the round and plan a later one.",
            "Créez une nouvelle chaîne (manage.py make_staff_chain) et annoncez son ancre. Aucune liste n'est figée avec elle "
            "pendant sept jours : relancez l'étape ensuite, ou annulez la ronde et planifiez-en une plus tardive.",
        ),
    ),
    CHAIN_TOO_NEW: Stop(
        (
            "The season's staff chain is new, and its anchor has not been public for seven days. The list was not fixed.",
            "La chaîne du personnel de la saison est nouvelle, et son ancre n'est pas publique depuis sept jours. La liste n'a "
            "pas été figée.",
        ),
        (
            "Wait for the moment named below and try the step again; the draw then moves. Or void the round and plan a later "
            "one.",
            "Attendez le moment indiqué ci-dessous et relancez l'étape; le tirage est alors reporté. Ou annulez la ronde et "
            "planifiez-en une plus tardive.",
        ),
    ),
    OTHER_TICKET_KEY: Stop(
        (
            "The key from which tickets are made is not the one whose fingerprint the season published. The list was not fixed.",
            "La clé dont les codes sont tirés n'est pas celle dont la saison a publié l'empreinte. La liste n'a pas été figée.",
        ),
        (
            "Put back the TICKET_SECRET with which the season began (a copy is kept off this machine), start the workers again, "
            "and try the step again.",
            "Remettez le TICKET_SECRET avec lequel la saison a commencé (une copie est gardée hors de cette machine), redémarrez "
            "les processus, puis relancez l'étape.",
        ),
    ),
    NO_SOFTWARE: Stop(
        (
            "The manifest must name the commit that draws, and this site does not know it. The list was not fixed.",
            "Le manifeste doit nommer la version du logiciel qui fait le tirage, et ce site ne la connaît pas. La liste n'a pas "
            "été figée.",
        ),
        (
            "Set IECSITE_COMMIT to the commit that runs (git rev-parse HEAD), start the workers again, and try the step again.",
            "Donnez à IECSITE_COMMIT le commit qui est en service (git rev-parse HEAD), redémarrez les processus, puis relancez "
            "l'étape.",
        ),
    ),
    CHAIN_WENT_ON: Stop(
        (
            "The staff chain stands at another link than this round's manifest names.",
            "La chaîne du personnel se trouve à un autre maillon que celui que nomme le manifeste de cette ronde.",
        ),
        _TAMPERED,
    ),
    SEALED: Stop(
        (
            "The sealed link of the staff chain cannot be opened with the secret of this site.",
            "Le maillon scellé de la chaîne du personnel ne s'ouvre pas avec le secret de ce site.",
        ),
        _ESCROW,
    ),
    WRONG_LINK: Stop(
        (
            "The link of the staff chain does not fit the published anchor.",
            "Le maillon de la chaîne du personnel ne correspond pas à l'ancre publiée.",
        ),
        _ESCROW,
    ),
    LIST_CHANGED: Stop(
        (
            "The rows of the list are no longer those that the published manifest fixed.",
            "Les lignes de la liste ne sont plus celles que le manifeste publié a fixées.",
        ),
        _TAMPERED,
    ),
    SEED_THERE: Stop(
        (
            "A seed stands there that this round's step did not write. Nothing was drawn.",
            "Un germe que l'étape de cette ronde n'a pas écrit se trouve là. Rien n'a été tiré.",
        ),
        _TAMPERED,
    ),
    FALSE_VALUE: Stop(
        (
            "The value that was kept for the announced beacon does not bear the network's signature. Nothing was drawn.",
            "La valeur conservée pour la source annoncée ne porte pas la signature du réseau. Rien n'a été tiré.",
        ),
        _TAMPERED,
    ),
    REFUSED_BEFORE: Stop(
        (
            "The public verifier refuses the round. Nobody was told anything.",
            "Le vérificateur public refuse la ronde. Personne n'a été avisé de quoi que ce soit.",
        ),
        (
            "Do not draw again; there is only one right result. The verifier's words below name what does not fit: the random "
            "value, the staff's link, the manifest or the link to the round before. Run manage.py verify_journal, compare the "
            "tables with the last backup, and tell the auditor. When the rows are right again, try the step again.",
            "Ne refaites pas le tirage; il n'y a qu'un seul bon résultat. Les mots du vérificateur ci-dessous disent ce qui ne "
            "concorde pas : la valeur aléatoire, le maillon du personnel, le manifeste ou le lien avec la ronde précédente. "
            "Lancez manage.py verify_journal, comparez les tables avec la dernière sauvegarde et prévenez l'auditeur. Quand les "
            "lignes sont de nouveau exactes, relancez l'étape.",
        ),
    ),
    NO_ROW: Stop(
        ("A ticket that was selected has no row.", "Un code choisi n'a pas de ligne."),
        _TAMPERED,
    ),
    ANOTHER_RESULT: Stop(
        (
            "The two implementations of the draw came to different results. Nobody was told anything.",
            "Les deux réalisations du tirage arrivent à des résultats différents. Personne n'a été avisé de quoi que ce soit.",
        ),
        (
            "Do not draw again; there is only one right result. Let somebody who wrote neither program compute it from the "
            "published files with the protocol, find the fault, put it right, and try the step again.",
            "Ne refaites pas le tirage; il n'y a qu'un seul bon résultat. Faites-le calculer à partir des fichiers publiés et "
            "du protocole par une personne qui n'a écrit aucun des deux programmes, trouvez la faute, corrigez-la et relancez "
            "l'étape.",
        ),
    ),
    ORDER_SHOWS: Stop(
        (
            "A test of chance raised its alarm: whether somebody was selected seems to depend on when they registered. Nobody "
            "was told anything.",
            "Un test du hasard a donné l'alarme : le choix semble dépendre de la date d'inscription. Personne n'a été avisé de "
            "quoi que ce soit.",
        ),
        (
            "The draw is never repeated: seed and list have one result. Let the auditor compute it from the list and the seed, "
            "and compare the tickets with the season's key. When it is right, chance gave it (once in a million tests): two "
            "people publish what was found, and the round goes on with the same result. When it is not, the fault is put right "
            "and the step tried again.",
            "Le tirage n'est jamais refait : la liste et le germe n'ont qu'un résultat. Faites-le calculer par l'auditeur à "
            "partir de la liste et du germe, et comparer les codes avec la clé de la saison. S'il est exact, c'est l'effet du "
            "hasard (une fois sur un million) : deux personnes publient ce qui a été constaté et la ronde se poursuit avec le "
            "même résultat. Sinon, on corrige la faute et on relance l'étape.",
        ),
    ),
    NO_CANDIDATE: Stop(
        (
            "Somebody selected changed while the invitations were written.",
            "La situation d'une personne choisie a changé pendant la rédaction des invitations.",
        ),
        (
            "Nothing was written. Try the step again: who is no longer a candidate gets no invitation, and the place goes to the "
            "next round.",
            "Rien n'a été écrit. Relancez l'étape : qui n'est plus candidat ne reçoit pas d'invitation, et la place passe à la "
            "ronde suivante.",
        ),
    ),
    NOT_VERIFIED: Stop(
        (
            "The public verifier refuses the files of the result, so none of them was published. The invitations stand.",
            "Le vérificateur public refuse les fichiers du résultat : aucun n'a été publié. Les invitations restent valables.",
        ),
        (
            "Try the step again: the files are made anew. If they are refused once more, tell the auditor with the verifier's "
            "words below.",
            "Relancez l'étape : les fichiers sont refaits. S'ils sont refusés de nouveau, prévenez l'auditeur en citant le "
            "vérificateur ci-dessous.",
        ),
    ),
}

# What stops a step without being one of the reasons above goes by the name of its error.
STOPS |= {
    "NotApproved": Stop(
        (
            "The plan is no longer the one that another person approved.",
            "Le plan n'est plus celui qu'une autre personne a approuvé.",
        ),
        _VOID,
    ),
    "NotTheSameBytes": STOPS[LIST_CHANGED],
}

UNFORESEEN = Stop(
    (
        "A step failed three times. Nothing is lost and nothing is drawn twice.",
        "Une étape a échoué trois fois. Rien n'est perdu et rien n'est tiré deux fois.",
    ),
    (
        "Look at the server's log for the cause (a full disk, a database that was away), mend it, then try the step again.",
        "Cherchez la cause dans le journal du serveur (disque plein, base de données absente), corrigez-la, puis relancez "
        "l'étape.",
    ),
)


def told(reason: str) -> Stop:
    """Return what to say of the reason why a round was put aside; of one that nobody foresaw, UNFORESEEN."""
    return STOPS.get(reason, UNFORESEEN)
