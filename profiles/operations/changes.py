"""
Changing answers after sending: at once where that may be, after the draw for whoever stands in a fixed list, and by an
officer's decision for whoever is invited or an applicant.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import AnswerChange, Profile, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations import letters, profiles, sections
from profiles.queries import changes as queries
from profiles.queries import effects, section_answers
from profiles.queries.profiles import whole
from profiles.rules import lifecycle
from profiles.rules.kept_answers import packed, unpacked
from profiles.rules.passports import place_of
from profiles.rules.section_names import names_of
from profiles.rules.sections import CONTACT, Section
from profiles.states import OPEN_CHANGES, ChangeState, ProfileState


class NeedsReason(Refused):
    """An officer decides about the change, and has to know why it is wanted."""

    def __init__(self) -> None:
        super().__init__(
            "Say in a sentence why this has to change. An officer reads it.",
            "Dites en une phrase pourquoi cette réponse doit changer. Une agente ou un agent la lira.",
        )


class OtherPassportWaits(Refused):
    """A change of another passport waits, and would be lost: of each section one change waits at most."""

    def __init__(self) -> None:
        super().__init__(
            "A change of another passport of yours waits. Take it back, or wait until it is made; then change this one.",
            "Une modification d'un autre de vos passeports est en attente. Abandonnez-la, ou attendez qu'elle soit faite ; "
            "modifiez ensuite celui-ci.",
        )


class CannotDecide(Refused):
    """The change is no longer one that somebody decides about."""


@transaction.atomic(durable=True)
def change(
    *,
    profile_id: int,
    section: Section | str,
    values: Mapping[str, Any],
    version: int,
    reason: str = "",
    seen: Collection[sections.Row] | None = None,
    by: User,
    at: datetime,
) -> AnswerChange | None:
    """
    Change the answers of one section as the person wants it, who has seen the effect.

    A draft is written at once, contact data too unless a pool rests on them, and so is a candidate's answer unless they stand in
    the list of a round that is not over: then it waits for the draw. For whoever is invited or an applicant an officer decides.
    What waits already for the same section (of passports, for the same one) gives way to the new wish; the same wish told twice,
    as by a double click, is one.

    :param version: the version that the person saw
    :param seen: the pools that they saw they would leave by an answer that is written at once; None: all
    :returns: the change that waits; None when the answers were written
    :raises sections.ChangedElsewhere: when something was changed in between
    :raises sections.WouldLeave: when they would leave a pool that was not shown to them
    :raises sections.CannotChange: when the profile is over, or the answers cannot be
    :raises OtherPassportWaits: when a change of another of their passports waits
    :raises NeedsReason: when an officer is to decide and no reason is given
    :raises Profile.DoesNotExist: when it is somebody else's
    """
    topic = Section(section)
    profile = whole().select_for_update(of=("self",), no_key=True).get(pk=profile_id, user=by)
    if profile.version != version:
        raise sections.ChangedElsewhere
    by_officer = profile.state in {ProfileState.INVITED, ProfileState.APPLICANT}
    until = None if by_officer else _drawn_at(profile)
    free = topic in CONTACT and not effects.moves_out(profile, dict(values), on=clock.home_date(at))
    if free or not (by_officer or until):
        accept = True if seen is None else seen
        earlier = [] if profile.state == ProfileState.DRAFT else _earlier(profile, topic, values)
        profiles.write_sections(profile, {topic: values}, version=version, accept=accept, by=by, at=at)
        _give_way(earlier, by=by, at=at)
        return None
    sections.check_values(profile, topic, values)
    if by_officer and not reason.strip():
        raise NeedsReason
    wanted = {"section": topic, "values": packed(values), "reason": reason.strip()}
    wanted |= {"state": ChangeState.ASKED if by_officer else ChangeState.WAITING}
    same = AnswerChange.objects.filter(profile=profile, **wanted).select_related("profile__user").first()
    if same is not None:
        return same
    _give_way(_earlier(profile, topic, values), by=by, at=at)
    before = packed(section_answers.told_before(profile, topic, values))
    row = AnswerChange.objects.create(profile=profile, before=before, asked_at=at, **wanted)
    _record("change_asked" if by_officer else "change_waits", row, by=by, at=at)
    if by_officer:
        letters.queue_letter(_letter(row, "change_asked", asked_on=clock.home_date(at)), at=at)
    else:
        assert until is not None
        letters.queue_letter(_letter(row, "change_waits", draw_at=until), at=at)
    return row


@transaction.atomic(durable=True)
def take_back(*, change_id: int, by: User, at: datetime) -> AnswerChange:
    """
    Drop a change that still waits, at the wish of whoever asked for it; one that is over stays as it is.

    :raises AnswerChange.DoesNotExist: when it is somebody else's
    """
    profile_id = AnswerChange.objects.values_list("profile_id", flat=True).get(pk=change_id, profile__user=by)
    Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile_id)
    row = AnswerChange.objects.select_for_update(of=("self",), no_key=True).get(pk=change_id)
    if row.state in OPEN_CHANGES:
        _end(row, ChangeState.DROPPED, at=at)
        _record("change_taken_back", row, by=by, at=at)
    return row


@transaction.atomic(durable=True)
def apply_next(*, at: datetime) -> AnswerChange | None:
    """
    Take up one change whose draw is over: it is made, or, where the person was drawn and no officer has agreed to it, waits for
    one. One of a profile that has ended is dropped.

    Safe to run twice, late, or in two workers: a person whom somebody else holds is skipped.

    :returns: the change that was taken up, or None when there is none
    """
    row = (
        AnswerChange.objects.filter(pk__in=queries.due(at), state__in=sorted(OPEN_CHANGES))
        .select_related("profile__user")
        .select_for_update(of=("self", "profile"), skip_locked=True, no_key=True)
        .order_by("asked_at", "id")
        .first()
    )
    if row is None:
        return None
    state = row.profile.state
    agreed = row.decided_at is not None
    if state == ProfileState.APPLICANT or (state == ProfileState.INVITED and not agreed):
        lifecycle.CHANGE.check(row.state, ChangeState.ASKED)
        row.state = ChangeState.ASKED
        # What an officer agreed to of a candidate is looked at again where an application rests on it now.
        row.answer, row.decided_by, row.decided_at = "", None, None
        row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
        _record("change_asked", row, by=None, at=at)
        # An officer may have been asked before, with a letter of its own.
        mark = f"{row.pk}/{at.isoformat()}"
        letters.queue_letter(_letter(row, "change_asked", mark=mark, asked_on=clock.home_date(at)), at=at)
    elif state in {ProfileState.ACTIVE, ProfileState.INVITED}:
        _make_or_drop(row, at=at)
    else:
        _end(row, ChangeState.DROPPED, at=at)
        _record("change_dropped", row, by=None, at=at)
    return row


@transaction.atomic(durable=True)
def agree(*, change_id: int, reason: str, by: User, at: datetime) -> AnswerChange:
    """
    Make a change that a person asked for while invited or an applicant. Their invitation stays as it is; an application that is
    still open takes over who they are, and the letter says whether they have to confirm it anew. Of somebody who said no since
    and stands in a list that is fixed it is made by itself after the draw.

    :raises CannotDecide: without a reason, or when it was decided or taken back already, or the profile has ended
    :raises sections.CannotChange: when the answers can no longer be
    :raises Refused: when the application cannot take them over now
    """
    row = _held(change_id, reason, by=by)
    whole_profile = whole().get(pk=row.profile_id)
    if until := _drawn_at(whole_profile):
        _agree_for_later(row, reason, draw_at=until, by=by, at=at)
        return row
    answers = {Section(row.section): unpacked(row.values)}
    profiles.write_sections(
        whole_profile, answers, version=whole_profile.version, accept=True, agreed=True, by=row.profile.user, at=at
    )
    row.answer, row.decided_by, row.decided_at = reason.strip(), by, at
    _end(row, ChangeState.MADE, at=at)
    _record("change_agreed", row, by=by, at=at)
    # Applications belong to the app above; the settings say who takes it over.
    application: dict[str, Any] = {}
    if whole_profile.state == ProfileState.APPLICANT:
        followed = import_string(settings.APPLICATION_FOLLOWS)(profile_id=row.profile_id, since=row.asked_at, by=by, at=at)
        application = {"applicant": True}
        if followed:
            application = {"application": str(followed.state), "copy_asked": followed.copy_asked}
    letters.queue_letter(_letter(row, "change_made", made_on=clock.home_date(at), **application), at=at)
    return row


@transaction.atomic(durable=True)
def refuse(*, change_id: int, reason: str, by: User, at: datetime) -> AnswerChange:
    """
    Leave the answers as they are, and write the person why.

    :raises CannotDecide: without a reason, or when it was decided or taken back already
    """
    row = _held(change_id, reason, by=by)
    row.answer, row.decided_by, row.decided_at = reason.strip(), by, at
    _end(row, ChangeState.REFUSED, at=at)
    _record("change_refused", row, by=by, at=at)
    letters.queue_letter(_letter(row, "change_refused", reason=row.answer, decided_on=clock.home_date(at)), at=at)
    return row


def _held(change_id: int, reason: str, *, by: User) -> AnswerChange:
    if not reason.strip():
        raise CannotDecide("Enter the reason for your decision.", "Indiquez le motif de votre décision.")
    profile_id = AnswerChange.objects.values_list("profile_id", flat=True).get(pk=change_id)
    profile = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile_id)
    if profile.user_id == by.pk:
        raise CannotDecide(
            "This is your own profile. Another officer must decide about it.",
            "C'est votre propre profil. Un autre agent doit rendre la décision.",
        )
    row = AnswerChange.objects.select_related("profile__user").select_for_update(of=("self",), no_key=True).get(pk=change_id)
    if row.state != ChangeState.ASKED:
        raise CannotDecide(
            "This change was decided or taken back already.", "Cette modification a déjà été décidée ou abandonnée."
        )
    if profile.state not in {ProfileState.ACTIVE, ProfileState.INVITED, ProfileState.APPLICANT}:
        raise CannotDecide("The profile has ended.", "Le profil a pris fin.")
    return row


def _agree_for_later(row: AnswerChange, reason: str, *, draw_at: datetime, by: User, at: datetime) -> None:
    """A list that is fixed stands with the answers that it was judged by."""
    lifecycle.CHANGE.check(row.state, ChangeState.WAITING)
    row.state, row.answer, row.decided_by, row.decided_at = ChangeState.WAITING, reason.strip(), by, at
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _record("change_agreed", row, by=by, at=at)
    letters.queue_letter(_letter(row, "change_waits", mark=f"{row.pk}/{at.isoformat()}", draw_at=draw_at, agreed=True), at=at)


def _make_or_drop(row: AnswerChange, *, at: datetime) -> None:
    """The terms or the person's other answers may have changed since they asked."""
    agreed = row.decided_at is not None
    profile = whole().get(pk=row.profile_id)
    answers = {Section(row.section): unpacked(row.values)}
    try:
        with transaction.atomic():
            profiles.write_sections(profile, answers, version=profile.version, accept=True, agreed=agreed, by=profile.user, at=at)
    except (Refused, ValueError):
        _end(row, ChangeState.DROPPED, at=at)
        _record("change_dropped", row, by=None, at=at)
        letters.queue_letter(_letter(row, "change_not_made", tried_on=clock.home_date(at)), at=at)
        return
    _end(row, ChangeState.MADE, at=at)
    _record("change_made", row, by=None, at=at)
    letters.queue_letter(_letter(row, "change_made", made_on=clock.home_date(at)), at=at)


def _earlier(profile: Profile, section: Section, values: Mapping[str, Any]) -> list[AnswerChange]:
    """What waits for the section, held before the head of the journal is."""
    waiting = AnswerChange.objects.filter(profile=profile, section=section, state__in=sorted(OPEN_CHANGES))
    rows = list(waiting.select_for_update(of=("self",), no_key=True).select_related("profile").order_by("pk"))
    if section == Section.PASSPORT and any(place_of(row.values) != place_of(values) for row in rows):
        raise OtherPassportWaits
    return rows


def _give_way(earlier: Iterable[AnswerChange], *, by: User, at: datetime) -> None:
    for row in earlier:
        _end(row, ChangeState.DROPPED, at=at)
        _record("change_taken_back", row, by=by, at=at)


def _drawn_at(profile: Profile) -> datetime | None:
    """The moment of the draw in whose list a candidate stands, or None."""
    if profile.state != ProfileState.ACTIVE:
        return None
    found: dict[int, datetime] = import_string(settings.LISTED)(profile_ids=[profile.pk])
    return found.get(profile.pk)


def _end(row: AnswerChange, state: ChangeState, *, at: datetime) -> None:
    lifecycle.CHANGE.check(row.state, state)
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at", "answer", "decided_by", "decided_at"])


def _letter(row: AnswerChange, event: str, *, mark: str = "", **more: Any) -> letters.Draft:
    english, french = names_of(Section(row.section))
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in more.items()}
    draft = letters.letter_of(row.profile, event, mark=mark or str(row.pk))
    return letters.Draft(
        kind=draft.kind,
        event_key=draft.event_key,
        user_id=draft.user_id,
        profile_id=draft.profile_id,
        language=draft.language,
        context={"section_en": english, "section_fr": french, **said},
    )


def _record(kind: str, row: AnswerChange, *, by: User | None, at: datetime) -> None:
    act = Act(kind, {"profile_id": row.profile_id, "account_id": row.profile.user_id}, {"change": row.pk, "section": row.section})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)
