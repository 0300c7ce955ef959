"""Erasing a person's facts from accounts, profiles and letters. What happened stays, without saying to whom."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from iecsite import stored_files
from profiles.models import (
    AccessRequest,
    AnswerChange,
    Citizenship,
    Duplicate,
    Letter,
    OtherAddress,
    Participation,
    Passport,
    Profile,
    Question,
    Recovery,
    SentAnswers,
    User,
)
from profiles.operations import browsers, email_codes, other_addresses, recovery
from profiles.operations.accounts import record
from profiles.states import LetterState

BLANK = {
    "family_name": "",
    "given_names": "",
    "one_name_only": False,
    "date_of_birth": None,
    "residence": None,
    "address": {},
    "mailing_address": {},
    "other_names": [],
    "signed_name": "",
    "signed_declarations": [],
    "phone": "",
    "identity_key": "",
    "short_key": "",
    "student_enrolled": None,
    "student_country": None,
    "student_training_centre": False,
    "study_sector": "",
    "graduated_on": None,
    "job_programme": "",
    "placement_programme": "",
    "has_job_offer": None,
    "job_paid": None,
    "job_self_employed": None,
    "job_teer": None,
    "job_post_secondary": None,
    "has_placement": None,
    "placement_required": None,
    "placement_in_field": None,
    "placement_paid": None,
    "recognized_organization": False,
    "organization": None,
    "organization_letter": "",
    "organization_told": False,
    "dependants_accompany": None,
    "funds_cad": None,
    "insurance_whole_stay": None,
    "departure_ticket_or_funds": None,
}


# Stands where the database asks for a text that an officer wrote, and the text may speak of the person.
ERASED = "–"


def erase(user: User, *, at: datetime) -> None:
    """
    Erase one person's facts inside the caller's transaction, which holds the account and has made sure that it may be.

    The rows stay, since draws, places and money are counted on them; names, dates, numbers, words of letters and enclosed
    files go, and with them the copies that the history kept.
    """
    theirs = list(Profile.objects.filter(user=user).values_list("pk", flat=True))
    for model in (Citizenship, Passport, Participation, SentAnswers):
        model.objects.filter(profile__in=theirs).delete()
    Profile.objects.filter(pk__in=theirs).update(**BLANK)
    AnswerChange.objects.filter(profile__in=theirs).update(before={}, values={}, reason="", answer="")
    copies: Any = Profile
    copies.pgh_event_model.objects.filter(pgh_obj_id__in=theirs).delete()
    pairs = Duplicate.objects.filter(Q(older__in=theirs) | Q(newer__in=theirs))
    pairs.exclude(reason="").update(reason=ERASED)
    AccessRequest.objects.filter(person=user).update(words="", answer="", handed_over="")
    Question.objects.filter(person=user).delete()
    theirs_back = Recovery.objects.filter(user=user)
    recovery.forget(list(theirs_back.values_list("pk", flat=True)))
    theirs_back.exclude(reason_en="").update(reason_en=ERASED, reason_fr=ERASED)
    letters = Letter.objects.filter(user=user)
    enclosed = [name for name in letters.exclude(enclosure="").values_list("enclosure", flat=True) if name]
    letters.exclude(state=LetterState.QUEUED).update(subject="", body="", context={}, enclosure="")
    stored_files.let_go(enclosed, at=at)
    other_addresses.end_all(user, at=at)
    OtherAddress.objects.filter(user=user).update(digest="")
    browsers.forget_all(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    email_codes.forget(user)
    UserSession.objects.filter(user=user).delete()
    user.email, user.preferred_name, user.is_active = f"erased-{user.pk}@erased.invalid", "", False
    user.set_unusable_password()
    user.large_print = user.plain_email = user.no_pdf = user.by_phone = False
    user.other_needs, user.erased_at = "", at
    needs = ["large_print", "plain_email", "no_pdf", "by_phone", "other_needs"]
    user.save(update_fields=["email", "preferred_name", "is_active", "password", "erased_at", *needs])
    record(user, "file_erased", by=None, at=at)
