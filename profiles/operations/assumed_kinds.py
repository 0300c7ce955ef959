"""British passports of people of Hong Kong, told before their kind was asked: their owners read what they were taken for."""

from datetime import datetime

from django.db import transaction

from profiles.models import Passport
from profiles.operations import letters
from profiles.operations.letters import Draft
from profiles.states import LIVE, TravelDocument

MOST = 500


@transaction.atomic(durable=True)
def tell_next(*, at: datetime) -> int:
    """
    Write to some of those whose passport was taken for one of a kind that they did not tell, each once.

    The mark goes with the letter. A passport that was replaced loses it without a letter; one of a profile that has ended keeps
    it, and is written about when its answers are taken over. Safe to run twice, late, or in two workers.

    :returns: how many marks went; 0 when none is left
    """
    marked = Passport.objects.filter(kind_assumed=True, profile__state__in=sorted(LIVE)).select_related("profile__user")
    found = list(marked.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("id")[:MOST])
    letters.queue_letters([_letter(one) for one in found if not one.replaced], at=at)
    return Passport.objects.filter(pk__in=[one.pk for one in found]).update(kind_assumed=False)


def _letter(passport: Passport) -> Draft:
    profile = passport.profile
    return Draft(
        kind="profiles/passport_kind",
        event_key=f"profile/{profile.pk}/passport_kind/{passport.pk}",
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={"overseas": passport.document == TravelDocument.BRITISH_OVERSEAS},
    )
