"""Erasing the files whose time is over: not a day early, not late, and not while something holds them."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from applications.models import Application, Decision, Document
from applications.queries import retention as queries
from iecsite import clock
from profiles.models import User
from profiles.operations import erasure

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
    "employer_name": "",
    "biometrics_valid_until": None,
    "proposal_note": "",
}


@transaction.atomic(durable=True)
def erase_next(*, at: datetime) -> User | None:
    """
    Erase one person's file that is due: two years after its last use, or at the end of the account when they agreed to that.

    Safe to run twice, late, or in two workers: an account that somebody else holds is skipped.

    :returns: the account, now without a person; None when nothing is due
    """
    user = queries.due(clock.home_date(at)).select_for_update(of=("self",), skip_locked=True).first()
    if user is None:
        return None
    theirs = list(Application.objects.filter(profile__user=user).values_list("pk", flat=True))
    documents = Document.objects.filter(application__in=theirs)
    decided = Decision.objects.filter(application__in=theirs)
    places = [name for name in (*documents.values_list("file", flat=True), *decided.values_list("pdf", flat=True)) if name]
    documents.update(original_name="", file="")
    decided.update(note="", pdf=None)
    # The day of birth cannot be empty: its year alone is left, for the statistics of ages.
    for application in Application.objects.filter(pk__in=theirs):
        born = application.date_of_birth.replace(month=1, day=1)
        Application.objects.filter(pk=application.pk).update(**BLANK, date_of_birth=born)
    for model in (Application, Decision, Document):
        rows = documents.values("pk") if model is Document else decided.values("pk") if model is Decision else theirs
        model.pgh_event_model.objects.filter(pgh_obj_id__in=rows).delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in places])
    erasure.erase(user, at=at)
    return user
