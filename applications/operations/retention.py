"""Erasing the files whose time is over: not a day early, not late, and not while something holds them."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction

from applications.models import Application, Decision, Document
from applications.queries import retention as queries
from iecsite import clock
from profiles.operations import erasure
from rounds.operations import letters_of_organizations

if TYPE_CHECKING:
    from profiles.models import User

BLANK = {
    "family_name": "",
    "given_names": "",
    "passport_number": "",
    "address": "",
    "city": "",
    "postal_code": "",
    "country": None,
    "phone": "",
    "offer_number": "",
    "offer_passport_country": None,
    "offer_passport_number": "",
    "employer_name": "",
    "biometrics_valid_until": None,
    "proposal_note": "",
}
BLANK_OF_DECISION = {"note": "", "given_back_note": "", "pdf": None}
# These cannot be empty: their year alone is left, of the day of birth for the statistics of ages.
YEAR_ALONE = ("date_of_birth", "passport_expires_on")


@transaction.atomic(durable=True)
def erase_next(*, at: datetime) -> "User | None":
    """
    Erase one person's file that is due: two years after its last use, or at the end of the account when they agreed to that.

    Safe to run twice, late, or in two workers: an account that somebody else holds is skipped.

    :returns: the account, now without a person; None when nothing is due
    """
    due = queries.due(clock.home_date(at))
    user = due.select_for_update(of=("self",), skip_locked=True).first()
    # A hold or a request that was written down while the list was read counts: now that the account is locked none can come.
    while user is not None and not due.filter(pk=user.pk).exists():
        user = due.select_for_update(of=("self",), skip_locked=True).first()
    if user is None:
        return None
    theirs = list(Application.objects.filter(profile__user=user).values_list("pk", flat=True))
    documents = Document.objects.filter(application__in=theirs)
    decided = Decision.objects.filter(application__in=theirs)
    places = [name for name in (*documents.values_list("file", flat=True), *decided.values_list("pdf", flat=True)) if name]
    documents.update(original_name="", file="")
    decided.update(**BLANK_OF_DECISION)
    for application in Application.objects.filter(pk__in=theirs):
        years = {column: getattr(application, column).replace(month=1, day=1) for column in YEAR_ALONE}
        Application.objects.filter(pk=application.pk).update(**BLANK, **years)
    copies: list[tuple[Any, Any]] = [(Application, theirs), (Decision, decided.values("pk")), (Document, documents.values("pk"))]
    for model, rows in copies:
        model.pgh_event_model.objects.filter(pgh_obj_id__in=rows).delete()
    for name in places:
        transaction.on_commit(partial(default_storage.delete, name))
    letters_of_organizations.forget(account_id=user.pk)
    erasure.erase(user, at=at)
    return user
