"""What somebody can do now: one card for each matter, the most urgent one first."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import standing as applications_standing
from applications.rules import deadlines
from applications.states import UNDECIDED, ApplicationState
from iecsite import dates
from profiles.states import ProfileState
from rounds.models import Season
from rounds.queries.standing import Standing

Card = dict[str, Any]


def next_acts(
    standing: Standing,
    mine: Application | None,
    *,
    at: datetime,
    again: bool = False,
    elsewhere: bool = False,
    held_back: bool = False,
    coming: Season | None = None,
    language: str = "en",
) -> list[Card]:
    """
    The cards at the top, never none: each one sentence, one date where there is one, one button where there is something to do.

    :param mine: the last application of the person, or None
    :param again: whether answers of an earlier profile are offered for the season that is open
    :param elsewhere: whether their profile was closed since they go on in another account
    :param held_back: whether no round draws the person, who may have another account
    :param coming: the season that opens next, where it is known
    """
    if standing.invitation is not None:
        return [_invited(standing)]
    state = standing.profile.state if standing.profile else ""
    cards = []
    if mine is not None and (state == ProfileState.APPLICANT or not state):
        cards.append(_about(mine, at))
        if state or mine.state in (ApplicationState.LAPSED, ApplicationState.WITHDRAWN) or not again:
            return cards
    if elsewhere:
        sentence = _("We put your two profiles together. You take part with your other account, and go on there.")
        return [*cards, _act(_("Go on in your other account"), sentence, "find_account", _("Find my account"))]
    when = "" if standing.season is not None else _when(coming, language)
    return [*cards, _about_profile(standing, state, again=again, held_back=held_back, when=when)]


def _invited(standing: Standing) -> Card:
    assert standing.invitation is not None, "asked only of who is invited"
    sentence = _("%(pool)s. Saying no costs nothing; the invitation tells what it leads to.")
    return {
        "title": _("Answer your invitation"),
        "sentence": sentence % {"pool": standing.invitation.pool.title()},
        "invitation": standing.invitation,
        "url": reverse("invitation", args=[standing.invitation.pk]),
        "act": _("Read the invitation"),
    }


def _about_profile(standing: Standing, state: str, *, again: bool, held_back: bool, when: str) -> Card:
    if state == ProfileState.DRAFT:
        sentence = when or _("When it is complete, send it and choose your pools.")
        return _act(_("Finish your profile"), sentence, "profile", _("Go on with my profile"))
    if state == ProfileState.ACTIVE and held_back:
        sentence = _("You stay in your pools, but you take part in no draw until an officer has checked whose profile this is.")
        return _act(_("We are checking your profile"), sentence, "pools", _("See why, and what you can do"))
    if state == ProfileState.ACTIVE and not standing.here and when:
        return {"title": _("You have nothing to do"), "sentence": when, **_alerts()}
    if state == ProfileState.ACTIVE and not standing.here:
        sentence = _("You are a candidate, but in no pool yet. Only people in a pool can be drawn.")
        return _act(_("Choose your pools"), sentence, "pools", _("Choose my pools"))
    if state == ProfileState.ACTIVE:
        sentence = _("You are in the pool. When a round draws you, we write to you and show it here.")
        return {"title": _("You have nothing to do"), "sentence": sentence}
    if again:
        sentence = _("We kept the answers of your last profile. They are checked anew, and you send them from one page.")
        return _act(_("Take part again"), sentence, "profile", _("Look at my answers"))
    sentence = when or _("It takes about 15 minutes and is free. You can stop at any time and come back.")
    card = _act(_("Start your profile"), sentence, "profile", _("Start my profile"))
    return card | _alerts() if when else card


def _when(coming: Season | None, language: str) -> str:
    """That no season is open, and when one will be."""
    if coming is None:
        return _("No season is open now. You can prepare your profile; pools can be entered when the next season opens.")
    told = (
        _("No season is open now. The next one opens on %(on)s. You can prepare your profile until then.")
        if coming.opens_confirmed
        else _("No season is open now. The next one is expected to open on %(on)s. You can prepare your profile until then.")
    )
    return told % {"on": dates.day(coming.opens_on, language)}


def _alerts() -> Card:
    return {"second_url": reverse("alerts"), "second_act": _("Get an e-mail about rounds")}


def _about(mine: Application, at: datetime) -> Card:
    url = reverse("application", args=[mine.reference])
    if mine.state == ApplicationState.IN_PROGRESS:
        return {
            "title": _("Send your application"),
            "sentence": mine.pool.title(),
            "at": deadlines.shown(mine.due_at),
            "label": _("Send it before"),
            "url": url,
            "act": _("Go on with my application"),
        }
    if mine.state in (ApplicationState.APPROVED, ApplicationState.REFUSED):
        return {
            "title": _("A decision is in your account"),
            "sentence": mine.pool.title(),
            "url": reverse("decision", args=[mine.reference]),
            "act": _("Read the decision"),
        }
    if mine.state in (ApplicationState.LAPSED, ApplicationState.WITHDRAWN):
        return _act(
            _("Start again"),
            _("Your last application has ended. Your answers are kept: send your profile again to come back into the pools."),
            "profile",
            _("Go to my profile"),
        )
    if mine.state in UNDECIDED and mine.documents_due_at is not None and at < mine.documents_due_at:
        asked = applications_standing.of(mine, at=at)
        if asked.awaited:
            return {
                "title": _("Send documents again"),
                "sentence": mine.pool.title(),
                "at": deadlines.shown(mine.documents_due_at),
                "label": _("Send them before"),
                "url": reverse("application_documents", args=[mine.reference]),
                "act": _("See why, and add files"),
            }
    words = {
        ApplicationState.SUBMITTED: _("We have your application. An officer will look at it next."),
        ApplicationState.IN_REVIEW: _("An officer is looking at your application."),
        ApplicationState.AWAITING_PLACE: _(
            "Your application is approved and waits for a place. You get the next one in the order of decisions."
        ),
    }
    sentence = words[ApplicationState(mine.state)]
    return {
        "title": _("You have nothing to do"),
        "sentence": sentence,
        "second_url": url,
        "second_act": _("Look at my application"),
    }


def _act(title: str, sentence: str, url: str, act: str) -> Card:
    return {"title": title, "sentence": sentence, "url": reverse(url), "act": act}
