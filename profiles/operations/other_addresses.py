"""Other addresses of an account: how they end."""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from profiles.models import OtherAddress, User


def end_all(user: User, *, at: datetime) -> None:
    """Forget every other address of an account inside the caller's transaction; letters that wait for them are not sent."""
    kept = OtherAddress.objects.filter(user=user).exclude(email="")
    kept.update(email="", first_name="", person_name="", ended_at=Coalesce(F("ended_at"), at))
