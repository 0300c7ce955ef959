"""Whether somebody wants the receipt and the result of every round by letter."""

from datetime import datetime

from django.db import transaction

from rounds.models import ReceiptWish


@transaction.atomic
def set_wish(*, profile_id: int, wanted: bool, at: datetime) -> None:
    """Note or take back the wish; saying the same again changes nothing."""
    if wanted:
        ReceiptWish.objects.get_or_create(profile_id=profile_id, defaults={"since": at})
    else:
        ReceiptWish.objects.filter(profile_id=profile_id).delete()
