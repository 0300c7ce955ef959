"""A person's profile: the live one, its facts as the rules read them, and how far it is filled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.conf import settings
from django.db.models import BigIntegerField, Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.module_loading import import_string

from profiles.models import Citizenship, Passport, Profile
from profiles.queries import agreements, organizations
from profiles.rules import eligibility, facts, new_profile
from profiles.rules.eligibility import Verdict
from profiles.rules.facts import CITIZENS_PASSPORT, Facts
from profiles.rules.new_profile import LetterOut
from profiles.rules.problems import Problem
from profiles.rules.sections import Section
from profiles.rules.terms import Terms
from profiles.states import LIVE, ProfileState


def whole() -> QuerySet[Profile]:
    """Profiles with everything that their facts need, whatever their number, in five queries."""
    return Profile.objects.select_related("user", "organization").prefetch_related("citizenships", "passports", "participations")


def live_profile(user_id: int) -> Profile | None:
    """The person's one live profile with its facts, or None."""
    return whole().filter(user_id=user_id, state__in=sorted(LIVE)).first()


def candidates_since(moment: datetime) -> QuerySet[Profile]:
    """Candidates whose profile was sent before a moment, with their accounts, in the order of their numbers."""
    waiting = Profile.objects.filter(state=ProfileState.ACTIVE, sent_at__lt=moment)
    return waiting.select_related("user").order_by("id")


def latest_profile(user_id: int) -> Profile | None:
    """The live profile, or else the one that ended last; None for a person who never began one. Four queries."""
    ended = Case(When(state__in=sorted(LIVE), then=Value(0)), default=Value(1))
    return whole().filter(user_id=user_id).order_by(ended, "-id").first()


def sent_before(user_id: int) -> Profile | None:
    """
    The person's last profile that was sent and has ended: what they are offered again, its plans as columns. None
    when there is none. One query.
    """
    ended = Profile.objects.filter(user_id=user_id, sent_at__isnull=False).exclude(state__in=sorted(LIVE))
    return ended.order_by("-id").first()


def held_passports(profile: Profile) -> list[Passport]:
    """The passports that count, one of each issuing country and kind, the one told last first: they would travel with that."""
    return [one for one in reversed(list(profile.passports.all())) if not one.replaced]


def current_passport(profile: Profile) -> Passport | None:
    """The passport told last of those that the person holds."""
    return next(iter(held_passports(profile)), None)


def passport_in_use(
    profile_id: object,
    country: OuterRef | Value,
    *,
    also: Mapping[str, Collection[tuple[str, str]]],
    pool: OuterRef | None = None,
    of_citizens: Mapping[int, Collection[tuple[str, str, str]]] = MappingProxyType({}),
) -> QuerySet[Passport]:
    """
    A query whose first row is the passport for a pool, as the rules and the freeze choose it: of those that the pool's agreement
    takes the one valid longest, else the one told last. A passport that was replaced does not count, and a travel document for
    people who are no citizens never does.

    :param profile_id: a profile's number, or an `OuterRef` to it
    :param country: the code of the pool's country as a `Value`, or an `OuterRef` to it
    :param also: country of a pool -> whose passports its agreement takes beside its own, each with the kind that it has to be
    :param pool: an `OuterRef` to the number of the pool, where there are pools of organizations
    :param of_citizens: number of such a pool -> with which passports it takes the citizens of each country: citizenship, issuer
        and kind
    """
    own = [When(country_id=F("pool_country"), document=CITIZENS_PASSPORT, then=Value(0))]
    others = [
        When(pool_country=pool, country_id=issuer, document=kind, then=Value(0))
        for pool, taken in sorted(also.items())
        for issuer, kind in sorted(taken)
    ]
    alike: dict[frozenset[tuple[str, str, str]], list[int]] = {}
    for pk, each in of_citizens.items():
        alike.setdefault(frozenset(each), []).append(pk)
    through = [
        When(Q(pool_number__in=numbers) & Q(_goes_with_a_citizenship(each)), then=Value(0)) for each, numbers in alike.items()
    ]
    held = Passport.objects.filter(replaced=False, profile_id=profile_id)
    numbered = Value(None) if pool is None else pool
    return (
        held.annotate(
            pool_country=ExpressionWrapper(country, output_field=CharField()),
            pool_number=ExpressionWrapper(numbered, output_field=BigIntegerField()),
        )
        .annotate(of_another=Case(*own, *others, *through, default=Value(1)))
        .order_by("of_another", Case(When(of_another=0, then=F("expires_on"))).desc(nulls_last=True), "-id")
    )


def _goes_with_a_citizenship(taken: Collection[tuple[str, str, str]]) -> Exists:
    """Whether a passport is one with which citizens of a country of its holder's are taken: citizenship, issuer and kind."""
    key = Concat("country_id", Value(" "), OuterRef("country_id"), Value(" "), OuterRef("document"), output_field=CharField())
    theirs = Citizenship.objects.filter(profile=OuterRef("profile")).annotate(key=key)
    return Exists(theirs.filter(key__in=[" ".join(each) for each in sorted(taken)]))


def facts_of(profile: Profile) -> Facts | None:
    """The facts as the rules read them; None while the date of birth or every citizenship is missing."""
    citizenships = tuple(one.country_id for one in profile.citizenships.all())
    if profile.date_of_birth is None or not citizenships:
        return None
    held = [document_of(one) for one in held_passports(profile)]
    return Facts(
        date_of_birth=profile.date_of_birth,
        citizenships=citizenships,
        residence=profile.residence_id,
        mailing_country=(profile.mailing_address or {}).get("country"),
        passport=held[0] if held else None,
        other_passports=tuple(held[1:]),
        participations=tuple(
            facts.Participation(
                citizenship=one.citizenship_id,
                category=one.category,
                season=one.season,
                permit_issued=one.permit_issued_on,
                permit_expires=one.permit_expires_on,
                recognized_organization=one.recognized_organization,
            )
            for one in profile.participations.all()
        ),
        student=_student(profile),
        job_offer=_job_offer(profile),
        placement=_placement(profile),
        recognized_organization=profile.recognized_organization,
        organization=profile.organization_id,
        dependants_accompany=bool(profile.dependants_accompany),
        funds_cad=profile.funds_cad,
        insurance_whole_stay=bool(profile.insurance_whole_stay),
        departure_ticket_or_funds=bool(profile.departure_ticket_or_funds),
    )


def was_mistyped(profile_id: int, *, country: str | None, number: str) -> bool:
    """Whether a passport of a profile was told once more with another number, as the same document. One query."""
    return Passport.objects.filter(profile=profile_id, country=country, number=number, corrected=True).exists()


def letter_still_out(profile: Profile, *, on: date, also: Profile | None = None) -> Problem | None:
    """
    What a letter of introduction of the person's, from an earlier application, has against a new profile; None when nothing.

    Letters belong to the app above; the settings say where to ask.

    :param also: another profile of the same person, which may tell that the letter was used
    """
    letters: list[LetterOut] = import_string(settings.LETTERS_OUT)(user_id=profile.user_id)
    told = [facts_of(one) for one in (profile, also) if one is not None] if letters else []
    used = [stay for one in told if one is not None for stay in one.participations]
    return new_profile.letter_still_out(letters, used, on=on)


def verdicts_of(profile: Profile, *, on: date, season: int | None, terms: Sequence[Terms] | None = None) -> tuple[Verdict, ...]:
    """
    The verdict for the pool of every agreement row of the person's citizenships, and of their recognized organization, invited on
    a day for a season.

    Empty while the date of birth or every citizenship is missing.

    :param terms: those in force on the day, where the caller has them for many people; None reads them
    """
    told = facts_of(profile)
    if told is None:
        return ()
    return verdicts_of_facts(told, on=on, season=season, terms=agreements.terms_in_force(on) if terms is None else terms)


def verdicts_of_facts(told: Facts, *, on: date, season: int | None, terms: Sequence[Terms]) -> tuple[Verdict, ...]:
    """
    The same for facts, which may be those of a profile with other answers.

    :param terms: those in force on the day
    """
    held = terms
    if told.organization is not None:
        held = organizations.with_organizations(held, on=on)
    return eligibility.pool_verdicts(told, held, on=on, season=season)


@dataclass(frozen=True)
class SectionStanding:
    """One line of the task list: the section, and whether it is filled."""

    section: Section
    done: bool


def standing(profile: Profile) -> tuple[SectionStanding, ...]:
    """Every section in the order of the task list."""
    done = {
        Section.NAMES: bool(profile.family_name and (profile.given_names or profile.one_name_only)),
        Section.BIRTH: profile.date_of_birth is not None,
        Section.CITIZENSHIPS: bool(profile.citizenships.all()),
        Section.PASSPORT: bool(held_passports(profile)),
        Section.RESIDENCE: profile.residence_id is not None,
        Section.CONTACT: bool(profile.address) and profile.residence_id in {None, profile.address.get("country")},
        Section.PARTICIPATIONS: profile.past_participations_told,
        # Whoever comes through an organization says through which.
        Section.ORGANIZATION: profile.organization_told
        and (profile.organization_id is not None or not profile.recognized_organization),
        Section.STUDY: profile.student_enrolled is not None,
        Section.PLACEMENT: profile.has_placement is not None,
        Section.JOB: profile.has_job_offer is not None,
        Section.DECLARATIONS: None
        not in {
            profile.dependants_accompany,
            profile.funds_cad,
            profile.insurance_whole_stay,
            profile.departure_ticket_or_funds,
        },
    }
    return tuple(SectionStanding(section, done[section]) for section in Section)


def unfilled(profile: Profile) -> tuple[Section, ...]:
    """The sections that still wait for an answer."""
    return tuple(one.section for one in standing(profile) if not one.done)


def document_of(passport: Passport) -> facts.Passport:
    """A passport as the rules read it."""
    return facts.Passport(country=passport.country_id, expires=passport.expires_on, document=passport.document)


def _student(profile: Profile) -> facts.Student | None:
    enrolled = bool(profile.student_enrolled)
    if not (enrolled or profile.study_sector or profile.graduated_on):
        return None
    return facts.Student(
        enrolled=enrolled,
        country=profile.student_country_id if enrolled else None,
        training_centre=enrolled and profile.student_training_centre,
        sector=profile.study_sector,
        graduated=profile.graduated_on,
    )


def _job_offer(profile: Profile) -> facts.JobOffer | None:
    if not profile.has_job_offer:
        return None
    return facts.JobOffer(
        paid=bool(profile.job_paid),
        self_employed=bool(profile.job_self_employed),
        teer=profile.job_teer,
        post_secondary=bool(profile.job_post_secondary),
        programme=profile.job_programme,
    )


def _placement(profile: Profile) -> facts.Placement | None:
    if not profile.has_placement:
        return None
    return facts.Placement(
        required_by_programme=bool(profile.placement_required),
        in_field_of_study=bool(profile.placement_in_field),
        paid=bool(profile.placement_paid),
        programme=profile.placement_programme,
    )
