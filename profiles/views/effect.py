"""What a change of answers would do, shown before it is made; and the changes that wait."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from iecsite import clock
from profiles.forms.changes import ReasonForm
from profiles.models import AnswerChange, Profile
from profiles.queries import changes as changes_waiting
from profiles.queries.effects import DRAWN, Row, effect_of, moves_out
from profiles.queries.row_names import rows_in_words
from profiles.queries.section_answers import told
from profiles.rules.kept_answers import packed
from profiles.rules.sections import CONTACT, Section
from profiles.states import ChangeState, ProfileState
from profiles.views import wording

# Sections by which a second account of one person is found.
COMPARED = frozenset({Section.NAMES, Section.BIRTH, Section.PASSPORT})
# What the page itself adds to what was typed.
OWN = frozenset({"csrfmiddlewaretoken", "confirmed", "reason", "shown"})


def page_before(request: HttpRequest, mine: Profile, section: Section, values: dict[str, Any]) -> HttpResponse | None:
    """
    The page that shows the effect and asks; None when there is nothing to ask, or the person has seen just this effect.

    A draft has no effect yet, and contact data only where a pool rests on the country of a mailing address. What was changed
    meanwhile in another window, or by new terms, may give the same answer another effect: then it is shown once more.
    """
    if mine.state == ProfileState.DRAFT or (section in CONTACT and not moves_out(mine, values, on=clock.today())):
        return None
    asks = mine.state in DRAWN
    confirmed = request.POST.get("confirmed") == "on"
    form = ReasonForm(request.POST if confirmed else None) if asks else None
    found = effect_of(mine, section, values, on=clock.today())
    differs = confirmed and shown(request) != set(found.leaves)
    if confirmed and not differs and (form is None or form.is_valid()):
        return None
    until = import_string(settings.LISTED)(profile_ids=[mine.pk]).get(mine.pk) if mine.state == ProfileState.ACTIVE else None
    language = get_language() or "en"
    context = {
        "profile": mine,
        "title": wording.SECTIONS[section],
        "effect": {name: rows_in_words(getattr(found, name), language) for name in ("stays", "leaves", "opens", "drawn")},
        "drawn_closes": found.drawn_closes,
        "shown": [" ".join(row) for row in found.leaves],
        "differs": differs,
        "until": until,
        "asks": asks,
        "copy_asked": section == Section.PASSPORT and mine.state == ProfileState.APPLICANT,
        "form": form,
        "compared": section in COMPARED,
        "typed": [(name, value) for name, some in request.POST.lists() if name not in OWN for value in some],
    }
    return TemplateResponse(request, "profiles/effect.html", context, status=422 if confirmed else 200)


def shown(request: HttpRequest) -> set[Row]:
    """The pools that the page showed before, from which its form comes."""
    rows = (str(one).split(" ", 2) for one in request.POST.getlist("shown"))
    return {(row[0], row[1], row[2]) for row in rows if len(row) == 3}


def mark(mine: Profile, section: Section) -> str:
    """A short mark of what a section holds: the same for the same answers."""
    text = json.dumps(packed(told(mine, section)), sort_keys=True)
    return salted_hmac("profiles.section", f"{mine.pk} {section} {text}").hexdigest()[:24]


def changes_words(mine: Profile, section: Section | None = None) -> list[dict[str, Any]]:
    """
    The changes of a profile that wait, for a page: what each is about, what it waits for, and until when.

    A query, and two more where one waits for a draw, whatever their number.

    :param section: those of this section alone
    """
    if mine.sent_at is None:
        return []
    rows = [one for one in changes_waiting.open_ones(mine.pk) if section is None or one.section == section]
    until = None
    if any(one.state == ChangeState.WAITING for one in rows):
        until = import_string(settings.LISTED)(profile_ids=[mine.pk]).get(mine.pk)
    return [
        {
            "id": one.pk,
            "section": one.section,
            "title": wording.SECTIONS[Section(one.section)],
            "state": one.state,
            "agreed": one.decided_at is not None,
            "asked_at": one.asked_at,
            "until": until if one.state == ChangeState.WAITING else None,
        }
        for one in rows
    ]


def waits_words(one: AnswerChange) -> str:
    """What is said when a change was kept and not made yet."""
    if one.state == ChangeState.ASKED:
        return _("Your request is with an officer. We write to you when it is decided.")
    return _("We kept your change. It is made by itself after the draw, and we write to you then.")
