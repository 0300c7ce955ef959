"""Applications with what their pages and acts look at."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Value

from applications.models import Application
from applications.rules.details import Details
from iecsite import clock
from profiles.models import Agreement
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.passports import taken
from rounds.models import Invitation
from rounds.queries import pools


def whole() -> QuerySet[Application]:
    """Applications with person, pool and countries, whatever their number, in one query."""
    return Application.objects.select_related("profile__user", "pool__country", "passport_country", "country", "invitation")


def of(user_id: int) -> QuerySet[Application]:
    """A person's own applications, the latest first."""
    return whole().filter(profile__user_id=user_id).order_by("-id")


def opening(invitation: Invitation) -> dict[str, Any]:
    """
    What an application takes over from the profile: who the person is, the passport by which they were invited, how long
    the agreement lets them stay, and what they told of a job.
    """
    profile = profiles.whole().get(pk=invitation.profile_id)
    terms = pools.terms_of_pools([invitation.pool], invitation.issued_at).get(invitation.pool_id)
    facts = profiles.facts_of(profile)
    country = invitation.pool.country_id
    also = {country: set() if facts is None or terms is None else taken(facts, terms)}
    passport = profiles.passport_in_use(profile.pk, Value(country), also=also)[0]
    on = clock.home_date(invitation.issued_at)
    known = None if facts is None or terms is None else eligibility.pool_verdict(facts, terms, on=on, season=None)
    return {
        "family_name": profile.family_name,
        "given_names": profile.given_names,
        "date_of_birth": profile.date_of_birth,
        "passport_country_id": passport.country_id,
        "passport_number": passport.number,
        "passport_expires_on": passport.expires_on,
        "country_id": profile.residence_id,
        "phone": profile.phone,
        "job_teer": profile.job_teer if profile.has_job_offer else None,
        "max_stay_months": None if known is None else known.max_stay_months,
    }


def residence_certificate_asked(application: Application) -> bool:
    """Whether the agreement asks for a certificate of residence, by its terms on the day of the invitation."""
    on = clock.home_date(application.invitation.issued_at)
    pool = application.pool
    rows = Agreement.objects.filter(country_id=pool.country_id, category=pool.category, stream=pool.stream)
    held = rows.filter(_begun(on), Q(effective_until__isnull=True) | Q(effective_until__gt=on))
    return any(held.order_by("-effective_from").values_list("residence_certificate", flat=True)[:1])


def details_of(application: Application) -> Details:
    """The details as the rules read them."""
    return Details(
        category=application.pool.category,
        address=application.address,
        city=application.city,
        country=application.country_id,
        phone=application.phone,
        arrival_on=application.arrival_on,
        stay_months=application.stay_months,
        max_stay_months=application.max_stay_months,
        passport_expires_on=application.passport_expires_on,
        passport_country=application.passport_country_id,
        passport_number=application.passport_number,
        offer_number=application.offer_number,
        offer_passport_country=application.offer_passport_country_id,
        offer_passport_number=application.offer_passport_number,
        employer_name=application.employer_name,
        offer_ends_on=application.offer_ends_on,
        job_teer=application.job_teer,
        biometrics_valid_until=application.biometrics_valid_until,
    )


def _begun(on: date) -> Q:
    return Q(effective_from__isnull=True) | Q(effective_from__lte=on)
