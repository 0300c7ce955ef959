"""A profile from its first answer to its end. One live profile a person; the database holds it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Profile, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations import duplicates, letters, sections, sent_answers
from profiles.queries import agreements, profiles, seasons
from profiles.rules import declarations, lifecycle
from profiles.rules.declarations import Signature
from profiles.rules.remedy_sentences import with_remedy
from profiles.rules.sections import Section
from profiles.rules.terms import Terms
from profiles.states import LIVE, ProfileState, Removal


class CannotSend(Refused):
    """The profile may not become a candidate's yet. `sections` are those still to be filled."""

    def __init__(self, en: str, fr: str, *, unfilled: tuple[Section, ...] = ()) -> None:
        super().__init__(en, fr)
        self.sections = unfilled


class SignedElsewhere(Refused):
    """What was signed is not what the profile says: it was changed since the person saw it."""

    def __init__(self) -> None:
        super().__init__(
            "Your answers were changed in another window after this page was shown. Read them once more above, then send.",
            "Vos réponses ont été modifiées dans une autre fenêtre après l'affichage de cette page. Relisez-les ci-dessus, puis "
            "envoyez-les.",
        )


@transaction.atomic(durable=True)
def start(*, user_id: int, by: User, at: datetime) -> Profile:
    """
    Open a person's profile, with the answers of the one before it where there is one; the live one, if there is one.

    Two at once open one profile; an account that is being closed at that moment stays open.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    try:
        with transaction.atomic():
            profile = Profile.objects.create(user_id=user_id, created_at=at, changed_at=at)
    except IntegrityError as refusal:
        if "profile_one_live_per_person" not in str(refusal):
            raise
        return Profile.objects.get(user_id=user_id, state__in=sorted(LIVE))
    before = profiles.whole().filter(user_id=user_id).exclude(pk=profile.pk).order_by("-id").first()
    if before is not None:
        sections.carry_over(before, profile)
    _record(profile, "profile_started", by=by, at=at, carried_over=before is not None)
    return profile


@transaction.atomic(durable=True)
def save_section(
    *,
    profile_id: int,
    section: Section | str,
    values: Mapping[str, Any],
    version: int,
    by: User,
    at: datetime,
    accept: bool = False,
) -> Profile:
    """
    Keep the answers of one section; what they are made of stands in `rules.sections.FIELDS`.

    :param version: the version that the person saw
    :param accept: whether they have seen which pools these answers take them out of, and want to go on
    :raises sections.WouldLeave: when the answers take them out of a pool and they have not accepted that
    :raises sections.ChangedElsewhere: when it was changed in between
    :raises sections.CannotChange: when the profile is past changing, or the answers would close a door it stands in
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    return _save(profile_id, {Section(section): values}, version=version, by=by, at=at, accept=accept)


@transaction.atomic(durable=True)
def remove_passport(*, profile_id: int, passport_id: int, version: int, by: User, at: datetime) -> Profile:
    """
    Take one of several passports out of a draft.

    :param version: the version that the person saw
    :raises sections.ChangedElsewhere: when it was changed in between
    :raises sections.CannotChange: for the only passport, or when the profile is no draft
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    profile = profiles.whole().select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    if profile.state != ProfileState.DRAFT or len(profile.passports.all()) < 2:
        raise sections.CannotChange(
            "This passport can't be taken out: it is your only one, or your profile is sent already.",
            "Ce passeport ne peut pas être retiré : c'est le seul, ou votre profil est déjà envoyé.",
        )
    if profile.version != version or passport_id not in {one.pk for one in profile.passports.all()}:
        raise sections.ChangedElsewhere
    profile.passports.filter(pk=passport_id).delete()
    profile.version, profile.changed_at = profile.version + 1, at
    profile.save(update_fields=["version", "changed_at"])
    _record(profile, "passport_removed", by=by, at=at)
    return profile


@transaction.atomic(durable=True)
def save_sections(
    *, profile_id: int, answers: Mapping[Section, Mapping[str, Any]], version: int, by: User, at: datetime
) -> Profile:
    """Keep the answers of several sections at once; all or none. Refuses as `save_section` does."""
    return _save(profile_id, answers, version=version, by=by, at=at)


@transaction.atomic(durable=True)
def send(*, profile_id: int, by: User, at: datetime, signature: Signature | None = None, version: int | None = None) -> Profile:
    """
    Make the person a candidate: the answers are complete, and they may take part under at least one agreement row.

    Sending a profile that was sent already changes nothing.

    :param signature: the declarations and the name under them, which stay as they are from now on; None where nobody signs, as
        when many people are enrolled at once
    :param version: the version that the person saw as they signed; None where nobody does
    :raises SignedElsewhere: when the answers were changed since they saw them
    :raises CannotSend: when sections are not filled, no row is open to the person, a letter of introduction of theirs is still
        good, or the signature is not whole or of another name; says which, and why
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    profile = profiles.whole().select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    if profile.state == ProfileState.DRAFT and version not in {None, profile.version}:
        raise SignedElsewhere
    return _send(profile, signature, at=at, by=by)


@transaction.atomic(durable=True)
def renew(
    *,
    profile_id: int,
    answers: Mapping[Section, Mapping[str, Any]],
    version: int,
    by: User,
    at: datetime,
    signature: Signature | None = None,
) -> Profile:
    """
    Save what is told anew in a draft that took over the answers of an earlier profile, and send it: both or neither.

    :param version: the version that the person saw
    :param signature: as for `send`
    :raises sections.ChangedElsewhere: when it was changed in between
    :raises CannotSend: as `send` does; nothing is saved then
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    profile = profiles.whole().select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    write_sections(profile, answers, version=version, before_sending=True, by=by, at=at)
    return _send(profiles.whole().get(pk=profile_id), signature, at=at, by=by)


def check_may_be_sent(profile: Profile, *, on: date, season: int | None, terms: Sequence[Terms]) -> None:
    """
    Let a profile pass that makes its owner a candidate on a day.

    What an earlier application left is not looked at: `send` does, and new accounts have none.

    :param terms: of every agreement row in force on the day
    :raises CannotSend: when sections are not filled, or no row is open to the person
    """
    missing = profiles.unfilled(profile)
    if missing:
        raise CannotSend(
            "Some sections are not filled in yet. Finish them first.",
            "Certaines sections ne sont pas encore remplies. Terminez-les d'abord.",
            unfilled=missing,
        )
    verdicts = profiles.verdicts_of(profile, on=on, season=season, terms=terms)
    if not any(verdict.eligible for verdict in verdicts):
        raise CannotSend(
            "With these answers no pool is open to you. The reasons stand beside each one below.",
            "Avec ces réponses, aucun bassin ne vous est ouvert. Les raisons figurent ci-dessous pour chacun.",
        )


def become_invited(*, profile_ids: Iterable[int] | QuerySet, at: datetime) -> int:
    """
    Mark candidates as invited, set-based, inside the caller's transaction; the caller journals the invitations.

    :returns: how many candidates became invited; fewer than asked for means that somebody left in between
    """
    rows = Profile.objects.filter(pk__in=profile_ids, state=ProfileState.ACTIVE)
    return rows.update(state=ProfileState.INVITED, changed_at=at, version=F("version") + 1)


def return_to_pool(*, profile_id: int, at: datetime) -> None:
    """Make an invited person a candidate again, inside the caller's transaction."""
    _step(profile_id, ProfileState.ACTIVE, at=at)


def become_applicant(*, profile_id: int, at: datetime) -> None:
    """An invited person said yes, inside the caller's transaction."""
    _step(profile_id, ProfileState.APPLICANT, at=at)


def end(*, profile_id: int, at: datetime) -> None:
    """An applicant's case is over, whatever its outcome; they may start a new profile. Inside the caller's transaction."""
    _step(profile_id, ProfileState.ENDED, at=at)


def remove(*, profile_id: int, reason: Removal | str, by: User | None, at: datetime) -> None:
    """
    Take a profile out without its owner asking, inside the caller's transaction; the caller writes the letter.

    :raises lifecycle.NotAllowed: for an applicant's or an ended profile
    """
    profile = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile_id)
    profile.removal = Removal(reason)
    _move(profile, ProfileState.REMOVED, at=at, fields=["removal"])
    _record(profile, "profile_removed", by=by, at=at, reason=str(reason))


def remove_many(*, profiles_of_them: Sequence[Profile], reason: Removal | str, at: datetime) -> None:
    """
    Take many candidates out at once, inside the caller's transaction, which holds them and writes the letters.

    :param profiles_of_them: locked, all of them candidates
    """
    for profile in profiles_of_them:
        lifecycle.PROFILE.check(profile.state, ProfileState.REMOVED)
    rows = Profile.objects.filter(pk__in=[profile.pk for profile in profiles_of_them])
    rows.update(state=ProfileState.REMOVED, removal=Removal(reason), changed_at=at, ended_at=at, version=F("version") + 1)
    acts = (
        Act("profile_removed", {"profile_id": one.pk, "account_id": one.user_id}, {"reason": str(reason)})
        for one in profiles_of_them
    )
    journal.record_all(ProfileEntry, acts, stream=STREAM, by=None, at=at)


def withdraw(*, profile_id: int, by: User, at: datetime) -> Profile:
    """
    End a profile because its owner wants to, and write them so, inside the caller's transaction.

    :raises lifecycle.NotAllowed: when the person is invited or an applicant (they decline, or withdraw the application), or
        the profile has ended
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    profile = Profile.objects.select_related("user").select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    was_sent = profile.state != ProfileState.DRAFT
    _move(profile, ProfileState.WITHDRAWN, at=at)
    _record(profile, "profile_withdrawn", by=by, at=at)
    if was_sent:
        mark = str(profile.version)  # one may withdraw, take it back, and withdraw again
        letters.queue_letter(letters.letter_of(profile, "withdrawn", mark=mark, withdrawn_on=clock.home_date(at)), at=at)
    return profile


def take_back_withdrawal(*, profile_id: int, by: User, at: datetime) -> Profile:
    """
    Bring a withdrawn profile back to where it stood, inside the caller's transaction, which has made sure that it may be.

    :raises lifecycle.NotAllowed: when the profile was not withdrawn
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    profile = Profile.objects.select_related("user").select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    profile.ended_at = None
    _move(profile, ProfileState.ACTIVE if profile.sent_at else ProfileState.DRAFT, at=at, fields=["ended_at"])
    _record(profile, "withdrawal_taken_back", by=by, at=at)
    return profile


def _send(profile: Profile, signature: Signature | None, *, by: User, at: datetime) -> Profile:
    if profile.state in {ProfileState.ACTIVE, ProfileState.INVITED, ProfileState.APPLICANT}:
        return profile
    if profile.state != ProfileState.DRAFT:
        raise CannotSend("This profile has ended. Start a new one.", "Ce profil est terminé. Commencez-en un nouveau.")
    on = clock.home_date(at)
    check_may_be_sent(profile, on=on, season=seasons.calendar()(on), terms=agreements.terms_in_force(on))
    _check_no_letter_out(profile, on=on)
    if signature is not None:
        _sign(profile, signature)
    profile.sent_at = at
    _move(profile, ProfileState.ACTIVE, at=at, fields=["sent_at", "signed_name", "signed_declarations"])
    made = [str(one) for one in declarations.Declaration if signature and one in signature.declarations]
    sent_answers.keep(profile, at=at)
    # Before the head of the journal: whoever sends, changes answers or looks at the whole stock takes the two in this order.
    duplicates.look(profile, at=at)
    _record(profile, "profile_sent", by=by, at=at, **({"declarations": made} if made else {}))
    letters.queue_letter(letters.letter_of(profile, "sent", sent_on=on), at=at)
    return profile


def _check_no_letter_out(profile: Profile, *, on: date) -> None:
    letter = profiles.letter_still_out(profile, on=on)
    if letter is not None:
        raise CannotSend(
            *(with_remedy(letter, language) for language in ("en", "fr")),
        )


def _sign(profile: Profile, signature: Signature) -> None:
    if declarations.missing(signature.declarations):
        raise CannotSend("Tick every declaration to send your profile.", "Cochez chaque déclaration pour envoyer votre profil.")
    if not declarations.is_theirs(signature.name, family_name=profile.family_name, given_names=profile.given_names):
        raise CannotSend(
            "The name with which you signed is not that of your profile. Type your name as it stands there.",
            "Le nom de votre signature n'est pas celui de votre profil. Inscrivez votre nom comme il y figure.",
        )
    profile.signed_name, profile.signed_declarations = signature.name, signature.as_read()


def write_sections(
    profile: Profile,
    answers: Mapping[Section, Mapping[str, Any]],
    *,
    version: int,
    by: User,
    at: datetime,
    accept: bool | Collection[sections.Row] = False,
    agreed: bool = False,
    before_sending: bool = False,
) -> None:
    """
    Write the answers of sections of a locked profile inside the caller's transaction, look for a second account where they
    tell who somebody is, journal it, and let the person's pools follow. Parameters and refusals as `sections.save`.

    :param before_sending: whether a draft is sent in the same transaction, which then looks for a second account
    """
    leaves = sections.save(profile, answers, version=version, at=at, accept=accept, agreed=agreed)
    if profile.state != ProfileState.DRAFT and not WHO_SOMEBODY_IS.isdisjoint(answers):
        duplicates.look(profile, put_right=Section.PASSPORT in answers, at=at)
    elif before_sending:
        duplicates.hold(profile)
    names = [str(section) for section in answers]
    _record(profile, "sections_saved", by=by, at=at, sections=names, version=profile.version)
    if leaves is not None:
        sections.follow(profile, leaves=leaves, at=at)


def _save(
    profile_id: int,
    answers: Mapping[Section, Mapping[str, Any]],
    *,
    version: int,
    by: User,
    at: datetime,
    accept: bool = False,
) -> Profile:
    profile = profiles.whole().select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    write_sections(profile, answers, version=version, by=by, at=at, accept=accept)
    return profile


# Sections whose answers tell one person from another.
WHO_SOMEBODY_IS = frozenset({Section.NAMES, Section.BIRTH, Section.PASSPORT})


def _step(profile_id: int, state: ProfileState, *, at: datetime) -> None:
    _move(Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile_id), state, at=at)


def _move(profile: Profile, state: ProfileState, *, at: datetime, fields: Iterable[str] = ()) -> None:
    lifecycle.PROFILE.check(profile.state, state)
    profile.state, profile.changed_at, profile.version = state, at, profile.version + 1
    changed = {"state", "changed_at", "version", *fields}
    if state in OVER:
        profile.ended_at = at
        changed.add("ended_at")
    profile.save(update_fields=sorted(changed))


OVER = frozenset({ProfileState.WITHDRAWN, ProfileState.REMOVED, ProfileState.ENDED})


def _record(profile: Profile, kind: str, *, by: User | None, at: datetime, **details: Any) -> None:
    act = Act(kind, {"profile_id": profile.pk, "account_id": profile.user_id}, details)
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)
