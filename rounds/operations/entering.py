"""Entering together: many people enter pools in one act, by the same rules and with the same traces as one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import clock
from profiles.operations import letters as outbox
from profiles.queries import profiles
from rounds.letters import candidacies as letters
from rounds.models import Candidacy, Pool
from rounds.operations import candidacies
from rounds.queries import pools

if TYPE_CHECKING:
    from profiles.models import User


@transaction.atomic(durable=True)
def enter_together(*, entries: Mapping[int, Sequence[int]], by: "User | None", at: datetime) -> int:
    """
    Put candidates into pools, all or none, in a dozen statements whatever their number; each is written one letter.

    :param entries: profile id -> ids of the pools they enter
    :returns: how many candidacies began
    :raises CannotEnter: when one of them may not; nobody entered then
    """
    people = {
        profile.pk: profile
        for profile in profiles.whole().select_for_update(of=("self",), no_key=True).filter(pk__in=entries).order_by("pk")
    }
    wanted = {
        pool.pk: pool
        for pool in Pool.objects.filter(pk__in={pk for ids in entries.values() for pk in ids}).select_related("country")
    }
    candidacies.check_open(wanted.values(), at)
    terms = pools.terms_of_pools(wanted.values(), at)
    on = clock.home_date(at)
    made = []
    for profile_id, pool_ids in entries.items():
        profile = people[profile_id]
        candidacies.check_candidate(profile)
        facts = profiles.facts_of(profile)
        assert facts is not None, "a sent profile has told its facts"
        for pool in sorted((wanted[pk] for pk in set(pool_ids)), key=lambda one: one.order):
            held = terms.get(pool.pk)
            candidacies.check_eligible(facts, pool, held, on=on)
            assert held is not None
            limit = candidacies.first_day_too_old(facts, held)
            candidacies.use_letter(profile, [pool], at=at)
            made.append(Candidacy(profile=profile, pool=pool, entered_at=at, too_old_on=limit))
    made = candidacies.begin(made)
    candidacies.record("pool_entered", made, by=by, at=at)
    theirs: dict[int, list[Candidacy]] = {}
    for candidacy in made:
        theirs.setdefault(candidacy.profile_id, []).append(candidacy)
    outbox.queue_letters((letters.in_pool(entered, at=at) for entered in theirs.values()), at=at)
    return len(made)
