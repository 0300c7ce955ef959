"""A round that makes good the error of an earlier one, among the people who were wrongly left out of it."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import approvals, counts
from rounds.models import Candidacy, RemedialEntry, Round, RoundPool, Season
from rounds.operations.plan_checks import CannotPlan, check_chain, check_moments, check_source, next_code
from rounds.operations.rounds import KIND, may_be_voided, record
from rounds.queries import left_out
from rounds.queries.rounds import plan_content
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User


WHY = {
    "profile": ("no profile in force", "aucun profil en vigueur"),
    "invited": ("an invitation waited for an answer", "une invitation attendait une réponse"),
    "duplicate": ("held back as another profile of one person", "retenu comme autre profil d'une même personne"),
    "agreement": ("the pool had no terms in force", "le bassin n'avait aucune modalité en vigueur"),
    "suspended": ("the agreement did not take them on that day", "l'accord ne les admettait pas ce jour-là"),
    "age_low": ("below the age of the agreement", "sous l'âge prévu par l'accord"),
    "age_high": ("above the age of the agreement", "au-dessus de l'âge prévu par l'accord"),
    "passport": ("no passport that the agreement takes", "aucun passeport accepté par l'accord"),
    "diploma": ("a diploma older than the agreement takes", "un diplôme plus ancien que ne l'admet l'accord"),
    "later": ("came in after the list was fixed", "arrivée après le gel de la liste"),
}
"""Why somebody was left out of a list, in English and in French."""


@transaction.atomic(durable=True)
def plan_remedial(
    *,
    round_id: int,
    emails: Collection[str],
    fault_en: str,
    fault_fr: str,
    freeze_at: datetime,
    draw_at: datetime,
    by: "User",
    at: datetime,
    fact_was_wrong: bool = False,
    test_source: bool = False,
) -> Round:
    """
    Write down a round among people who were wrongly left out of a closed one, for another person to approve.

    Issued invitations stand. Each pool invites of these people the share that the faulty round invited of its list, as far as
    there are places; what is noted now is for the people named, and the number is fixed with the list. Source: the protocol
    IEC-DRAW/1, section 3.9.

    :param emails: the accounts of those left out; each must have waited in a pool of that round when its list was fixed
    :param fault_en: what was wrong with that round; published with it
    :param fault_fr: the same in French
    :param fact_was_wrong: the fact for which people were left out was wrong, and the words on the fault say which; asked for too
        where nobody kept the reasons
    :raises CannotPlan: for a round that is not closed or makes good another one, people who were not left out of it, were left
        out for a reason that is not said to be wrong or were named before, or moments that make no round
    """
    if not by.has_perm("rounds.plan_round"):
        raise CannotPlan("You may not plan rounds.", "Vous ne pouvez pas planifier de rondes.")
    faulty = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if faulty.state != RoundState.CLOSED:
        raise CannotPlan(*_not_closed(faulty, at=at))
    if faulty.remedies_id is not None:
        raise CannotPlan(
            f"Round {faulty.code} makes good the error of an earlier one. Its people had their chance in it; no further round "
            "makes it good.",
            f"La ronde {faulty.code} corrige l'erreur d'une ronde précédente. Ses candidats y ont eu leur chance; aucune autre "
            "ronde ne la corrige.",
        )
    if not (fault_en.strip() and fault_fr.strip()):
        raise CannotPlan(
            "Say what was wrong with the round, in English and in French. It is published with it.",
            "Indiquez ce qui n'allait pas dans la ronde, en anglais et en français. Ce texte est publié avec elle.",
        )
    held = Season.objects.select_for_update(of=("self",), no_key=True).get(pk=faulty.season_id)
    candidacies = checked_people(faulty, emails, fact_was_wrong=fact_was_wrong)
    check_moments(held, freeze_at, draw_at, at=at)
    check_source(freeze_at, draw_at, test_source=test_source)
    check_chain(held, freeze_at, test_source=test_source)
    remedies = left_out.remedies(faulty, candidacies)
    if not any(one.invite for one in remedies):
        raise CannotPlan(
            "Nobody would be invited: the share of that round, rounded by the rule, gives these people no invitation, or their "
            "pools have no places left. Whoever else was left out can be named with them.",
            "Personne ne serait invité : la part de cette ronde, arrondie selon la règle, ne donne aucune invitation à ces "
            "personnes, ou il ne reste aucune place dans leurs bassins. Les autres personnes omises peuvent être nommées avec "
            "elles.",
        )
    round_ = Round.objects.create(
        season=held,
        code=next_code(held),
        test_source=test_source,
        freeze_at=freeze_at.replace(microsecond=0),
        draw_at=draw_at.replace(microsecond=0),
        remedies=faulty,
        fault_note_en=fault_en.strip()[:300],
        fault_note_fr=fault_fr.strip()[:300],
        planned_by=by,
        planned_at=at,
    )
    RoundPool.objects.bulk_create(RoundPool(round=round_, pool=one.pool, invite=one.invite) for one in remedies)
    RemedialEntry.objects.bulk_create(
        RemedialEntry(round=round_, candidacy_id=pk) for one in remedies for pk in one.candidacy_ids
    )
    approvals.prepare(kind=KIND, subject=round_.code, content=plan_content(round_), by=by, at=at)
    record(
        "round_planned", round_, by=by, at=at, invitations=sum(one.invite for one in remedies), pools=len(remedies),
        remedies=faulty.code, people=len({one.profile_id for one in candidacies}),
        reasons=dict(Counter(reason for _one, reason in left_out.reasons(faulty, candidacies))),
    )  # fmt: skip
    return round_


def _not_closed(faulty: Round, *, at: datetime) -> tuple[str, str]:
    """What is to be done about an error in a round that is not over, in English and in French."""
    code = faulty.code
    if faulty.state == RoundState.VOID:
        return (
            f"Round {code} is void and invited nobody. Plan an ordinary round.",
            f"La ronde {code} est annulée et n'a invité personne. Planifiez une ronde ordinaire.",
        )
    if faulty.state == RoundState.ISSUED:
        return (
            f"The invitations of round {code} are issued and stand, but its files are not verified yet. Mend that on the page of "
            "the round and try its last step again. Once it is closed, plan the remedial round.",
            f"Les invitations de la ronde {code} sont envoyées et restent valables, mais ses fichiers ne sont pas encore "
            "vérifiés. Réglez ce point à la page de la ronde et relancez sa dernière étape. Une fois la ronde terminée, "
            "planifiez la ronde corrective.",
        )
    if may_be_voided(faulty, at=at):
        return (
            f"Round {code} is not drawn yet. An error found now is made good by voiding it, since its random value is not known.",
            f"La ronde {code} n'est pas encore tirée. Une erreur trouvée maintenant se corrige en annulant la ronde, puisque sa "
            "valeur aléatoire n'est pas connue.",
        )
    return (
        f"The random value of round {code} is known, so the round can no longer be voided and goes on to its end. Once it is "
        "closed, plan the remedial round.",
        f"La valeur aléatoire de la ronde {code} est connue : la ronde ne peut plus être annulée et va à son terme. Une fois la "
        "ronde terminée, planifiez la ronde corrective.",
    )


def checked_people(faulty: Round, emails: Collection[str], *, fact_was_wrong: bool) -> list[Candidacy]:
    """
    The candidacies of these accounts among which a remedial round may draw; as `plan_remedial`, which asks again.

    :raises CannotPlan: for people who were not left out, were left out for a right reason, or were named before
    """
    found, unknown = left_out.left_out(faulty, emails)
    if unknown:
        named = ", ".join(unknown[:5])
        raise CannotPlan(
            f"Not left out of round {faulty.code}: {named}. Each person must have waited in one of its pools, without an "
            "unanswered invitation, when its list was fixed, be missing from that list, and wait still.",
            f"Ces personnes n'ont pas été omises de la ronde {faulty.code} : {named}. Chacune doit avoir attendu dans un de ses "
            "bassins, sans invitation en suspens, quand la liste a été figée, ne pas y figurer et attendre encore.",
        )
    if not found:
        raise CannotPlan(
            "Name at least one person who was left out, by the e-mail address of the account.",
            "Nommez au moins une personne omise, par l'adresse courriel de son compte.",
        )
    before = left_out.named_before(faulty)
    again = sorted({one.profile.user.email for one in found if one.pk in before})
    if again:
        raise CannotPlan(
            f"Already in a remedial round of round {faulty.code}: {', '.join(again[:5])}. Nobody is drawn for the same error "
            "twice.",
            f"Déjà dans une ronde corrective de la ronde {faulty.code} : {', '.join(again[:5])}. Personne n'est tiré deux fois "
            "pour la même erreur.",
        )
    rightly = left_out.reasons(faulty, found)
    if rightly and not fact_was_wrong:
        first = rightly[:5]
        english = "; ".join(f"{one.profile.user.email} ({one.pool.code}): {WHY.get(why, (why,) * 2)[0]}" for one, why in first)
        french = "; ".join(f"{one.profile.user.email} ({one.pool.code}) : {WHY.get(why, (why,) * 2)[1]}" for one, why in first)
        raise CannotPlan(
            f"Left out of round {faulty.code} for a reason: {english}. If the fact was wrong, say in both languages which one, "
            "put it right, and confirm that it was wrong.",
            f"Personnes écartées de la ronde {faulty.code} pour un motif : {french}. Si le fait était inexact, dites dans les "
            "deux langues lequel, corrigez-le et confirmez qu'il était inexact.",
        )
    unknown_why = left_out.pools_without_reasons(faulty)
    unclear = [one.pool for one in found if one.pool_id in unknown_why]
    if unclear and not fact_was_wrong:
        pool = unclear[0]
        number = unknown_why[pool.pk]
        raise CannotPlan(
            f"{pool.title('en')}: round {faulty.code} left out {counts.number(number, 'en')} "
            f"{counts.form(number, 'en', 'person', 'people')} for a reason, and who they are was not kept then. If these people "
            "were left out wrongly, say in both languages which fact was wrong, put it right, and confirm that it was wrong.",
            f"{pool.title('fr')} : la ronde {faulty.code} a écarté {counts.number(number, 'fr')} "
            f"{counts.form(number, 'fr', 'personne', 'personnes')} pour un motif, sans que l'on ait alors conservé de qui il "
            "s'agissait. Si ces personnes ont été écartées à tort, dites dans les deux langues quel fait était inexact, "
            "corrigez-le et confirmez qu'il était inexact.",
        )
    return found
