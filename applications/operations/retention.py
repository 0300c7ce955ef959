"""Erasing the files whose time is over: not a day early, not late, and not while something holds them."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from applications.models import Application, Decision, Document
from applications.queries import retention as queries
from iecsite import clock, stored_files
from iecsite.turns import TimeIsUp, Turn
from profiles.operations import erasure
from rounds.operations import letters_of_organizations

if TYPE_CHECKING:
    from profiles.models import User

logger = logging.getLogger(__name__)

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


def erase_due(*, at: datetime, turn: Turn | None = None) -> "list[User]":
    """
    Erase the files that are due: two years after their last use, or at the end of the account when its owner agreed to that.

    One person a transaction, in no order: one that cannot be erased is logged and passed over, and those that fail each time
    hold up nobody. Safe to run twice, late, or in two workers: an account that somebody else holds waits for the next run.

    :param turn: after it nothing is begun; None: there is no hurry
    :returns: the accounts, now without a person
    :raises TimeIsUp: when the time of the task ended in it
    """
    erased = []
    for account_id in list(queries.due(clock.home_date(at)).order_by("?").values_list("pk", flat=True)):
        if turn is not None and turn.is_over():
            break
        try:
            user = _erase(account_id, at=at)
        except TimeIsUp:
            raise
        except Exception as failure:  # whatever one file meets, the others go on
            # The kind of failure alone: what the database answers may quote the person.
            logger.error("The file of account %s is due and could not be erased: %s.", account_id, type(failure).__name__)
        else:
            erased += [user] if user is not None else []
    return erased


@transaction.atomic(durable=True)
def _erase(account_id: int, *, at: datetime) -> "User | None":
    due = queries.due(clock.home_date(at)).filter(pk=account_id)
    user = due.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    # A hold or a request that was written down while the row was read counts: now that the account is locked none can come.
    if user is None or not due.exists():
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
    stored_files.let_go(places, at=at)
    letters_of_organizations.forget(account_id=user.pk)
    erasure.erase(user, at=at)
    return user
