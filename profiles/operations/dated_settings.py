"""Where sources conflict: the choice that staff make from a day on."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from iecsite import clock, journal
from iecsite.dated import KNOWN
from iecsite.journal import Act
from iecsite.models import DatedSetting
from iecsite.refusal import Refused
from profiles.models import ProfileEntry, User
from profiles.models.journal import STREAM


class CannotDecide(Refused):
    """The choice cannot be taken as it is."""


@transaction.atomic(durable=True)
def decide(*, name: str, value: Any, effective_on: date, note_en: str, note_fr: str, by: User, at: datetime) -> DatedSetting:
    """
    Choose a value of a setting from a day on; what held before stays as it was.

    :param value: one of the setting's choices, or that choice as text
    :raises CannotDecide: for another value, a day that is not in the future, a day that has a value, or no reason in one language
    """
    known = KNOWN[name]
    chosen = next((choice for choice in known.choices if str(choice) == str(value).strip()), None)
    if chosen is None:
        some = ", ".join(str(choice) for choice in known.choices[:5])
        raise CannotDecide(f"This setting takes: {some}.", f"Ce paramètre accepte : {some}.")
    if effective_on <= clock.home_date(at):
        raise CannotDecide(
            "A choice holds from a day to come. What was decided under the one before stands.",
            "Un choix vaut à partir d'un jour à venir. Ce qui a été décidé selon le précédent demeure.",
        )
    if not (note_en.strip() and note_fr.strip()):
        raise CannotDecide("Give the reason in English and in French.", "Donnez le motif en anglais et en français.")
    if DatedSetting.objects.filter(name=name, effective_on=effective_on).exists():
        raise CannotDecide(
            "This setting has a value from that day already. Choose another day.",
            "Ce paramètre a déjà une valeur à partir de ce jour. Choisissez un autre jour.",
        )
    decided = DatedSetting.objects.create(
        name=name, value=chosen, effective_on=effective_on, note_en=note_en.strip(), note_fr=note_fr.strip()
    )
    details = {"setting": name, "value": str(chosen), "from": effective_on.isoformat()}
    journal.record(ProfileEntry, Act("setting_decided", {}, details), stream=STREAM, by=by, at=at)
    return decided


def judged_through(*, setting_id: int, candidacy: int, over: bool, at: datetime) -> None:
    """
    Note inside the caller's transaction how far the people in pools were judged under a choice.

    :param candidacy: the last one that was judged
    :param over: whether nobody is left to be judged
    """
    values: dict[str, Any] = {"applied_through": candidacy} | ({"applied_at": at} if over else {})
    DatedSetting.objects.filter(pk=setting_id, applied_at__isnull=True).update(**values)
