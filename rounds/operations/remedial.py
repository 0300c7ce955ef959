"""A round that makes good the error of an earlier one, among the people who were wrongly left out of it."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import approvals
from rounds.models import Candidacy, RemedialEntry, Round, RoundPool, Season
from rounds.operations.plan_checks import CannotPlan, check_chain, check_moments, check_source, next_code
from rounds.operations.rounds import KIND, may_be_voided, record
from rounds.queries import left_out
from rounds.queries.rounds import plan_content
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User


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
    test_source: bool = False,
) -> Round:
    """
    Write down a round among people who were wrongly left out of a closed one, for another person to approve.

    Issued invitations stand. Each pool invites the share of these people that the faulty round invited of its list, rounded up,
    as far as there are places. Source: the protocol IEC-DRAW/1, section 3.9.

    :param emails: the accounts of those left out; each must have waited in a pool of that round when its list was fixed
    :param fault_en: what was wrong with that round; published with it
    :param fault_fr: the same in French
    :raises CannotPlan: for a round that is not closed, people who were not left out of it, or moments that make no round
    """
    if not by.has_perm("rounds.plan_round"):
        raise CannotPlan("You may not plan rounds.", "Vous ne pouvez pas planifier de rondes.")
    faulty = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if faulty.state != RoundState.CLOSED:
        raise CannotPlan(*_not_closed(faulty, at=at))
    if not (fault_en.strip() and fault_fr.strip()):
        raise CannotPlan(
            "Say what was wrong with the round, in English and in French. It is published with it.",
            "Indiquez ce qui n'allait pas dans la ronde, en anglais et en français. Ce texte est publié avec elle.",
        )
    held = Season.objects.select_for_update(of=("self",)).get(pk=faulty.season_id)
    candidacies = _checked_people(faulty, emails)
    check_moments(held, freeze_at, draw_at, at=at)
    check_source(freeze_at, draw_at, test_source=test_source)
    check_chain(held, freeze_at, test_source=test_source)
    remedies = left_out.remedies(faulty, candidacies)
    if not any(one.invite for one in remedies):
        raise CannotPlan(
            "Nobody could be invited: that round invited nobody from these pools, or they have no places left.",
            "Personne ne pourrait être invité : cette ronde n'a invité personne de ces bassins, ou il n'y reste aucune place.",
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


def _checked_people(faulty: Round, emails: Collection[str]) -> list[Candidacy]:
    found, unknown = left_out.left_out(faulty, emails)
    if unknown:
        named = ", ".join(unknown[:5])
        raise CannotPlan(
            f"Not left out of round {faulty.code}: {named}. Each person must have waited in one of its pools when its list was "
            "fixed, be missing from that list, and wait still.",
            f"Ces personnes n'ont pas été omises de la ronde {faulty.code} : {named}. Chacune doit avoir été dans un de ses "
            "bassins quand la liste a été figée, ne pas figurer dans cette liste et attendre encore.",
        )
    if not found:
        raise CannotPlan(
            "Name at least one person who was left out, by the e-mail address of the account.",
            "Nommez au moins une personne omise, par l'adresse courriel de son compte.",
        )
    return found
