"""Letters of introduction that a person holds."""

from applications.models import Decision
from applications.states import ApplicationState
from iecsite import clock
from profiles.rules.new_profile import LetterOut


def letters_out(*, user_id: int) -> list[LetterOut]:
    """A person's letters that were issued and not given back, whether they still hold or not. One query."""
    rows = Decision.objects.filter(
        application__profile__user=user_id,
        application__state=ApplicationState.APPROVED,
        place_taken_at__isnull=False,
        given_back_at__isnull=True,
    )
    return [
        LetterOut(clock.home_date(taken_at), until)
        for taken_at, until in rows.values_list("place_taken_at", "letter_valid_until").order_by("id")
    ]
