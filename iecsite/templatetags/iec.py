"""
The words and components that every page may use; loaded into every template.

Dates and times go through these filters, never through Django's `date`: they know the first of a month in French
and never leave out whose clocks are meant.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from django import template
from django.core.paginator import Page
from django.forms import BaseForm, Field
from django.template.context import Context
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from iecsite import browsers, clock, dates, money, once
from iecsite.session_ended import SECRET

register = template.Library()

LANGUAGES = {"en": "English", "fr": "Français"}
NEAR = timedelta(hours=72)
LEAST_CHANCE, HUNDREDTH = 1e-4, 0.01

# What a state means to the person who reads it. The words are the state's own; this is only tint and shape.
TONES = {
    "good": {"accepted", "active", "approved", "checked", "issued", "paid", "sent"},
    "info": {
        "added", "applicant", "drawn", "frozen", "in_progress", "in_review", "invited", "open", "published", "seeded",
        "started", "submitted", "waiting",
    },
    "warn": {"awaiting_place", "due", "not_accepting", "put_aside", "queued"},
    "bad": {"failed", "refused", "rejected", "void"},
}  # fmt: skip


def language() -> str:
    """`en` or `fr`, the language of the page."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def zone_of(context: Context) -> str:
    """The time zone of the person signed in; Eastern for everybody else."""
    user = getattr(context.get("request"), "user", None) or context.get("user")
    return getattr(user, "time_zone", "") or dates.EASTERN


@register.filter
def day(on: date | None) -> str:
    """`March 3, 2027`, `1er mars 2027`; nothing for no date."""
    return dates.day(_home(on), language()) if on else ""


@register.filter
def weekday(on: date | None) -> str:
    """`Wednesday, March 3, 2027`."""
    return dates.weekday(_home(on), language()) if on else ""


@register.filter
def month(on: date | None) -> str:
    """`March 2027`."""
    return dates.month(_home(on), language()) if on else ""


@register.filter("money")
def money_filter(amount: Decimal | None) -> str:
    """`$369.75`, `369,75 $`."""
    return "" if amount is None else money.show(amount, language())


@register.filter
def money_cad(amount: Decimal | None) -> str:
    """`$369.75 CAD`: for totals and receipts."""
    return "" if amount is None else money.show(amount, language(), with_code=True)


@register.filter
def browser_name(user_agent: str) -> str:
    """Browser and system that a User-Agent line names."""
    return browsers.named(user_agent)


@register.filter
def percent(share: float | None) -> str:
    """`64%`, `64 %`: a share of 0 to 1 in whole percent, never 0 or 100 unless it is."""
    if share is None:
        return ""
    shown = min(max(round(share * 100), 0 if share <= 0 else 1), 100 if share >= 1 else 99)
    return format_percent(shown / 100, locale="fr_CA" if language() == "fr" else "en_CA")


@register.filter
def chance_in_words(share: float | None) -> str:
    """A chance in percent, near its ends with two more figures or as `under 1 in 10,000`: never 0, and 100 only for 1."""
    if share is None:
        return ""
    if share <= LEAST_CHANCE:
        return _("under 1 in 10,000")
    if 1 - LEAST_CHANCE < share < 1:
        return _("over 9,999 in 10,000")
    pattern = "0%" if HUNDREDTH <= share <= 1 - HUNDREDTH else "0.##%"
    return format_percent(share, pattern, locale="fr_CA" if language() == "fr" else "en_CA")


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> str:
    """A `<time>` with day, time and place of the zone, on the clocks of the person signed in."""
    if at is None:
        return ""
    shown = dates.deadline(at, zone_of(context), language())
    return format_html('<time datetime="{}">{}</time>', shown.iso, shown.full)


@register.simple_tag(takes_context=True)
def deadline_line(context: Context, at: datetime | None) -> str:
    """A deadline in one line: the person's time, then Eastern."""
    if at is None:
        return ""
    shown = dates.deadline(at, zone_of(context), language())
    return format_html('<time datetime="{}">{}</time>', shown.iso, str(shown))


@register.simple_tag(takes_context=True)
def moment_in_words(context: Context, at: datetime | None) -> str:
    """An instant without markup, for letters: the reader's time (`time_zone`), then Eastern where that differs."""
    if at is None:
        return ""
    return str(dates.deadline(at, context.get("time_zone") or zone_of(context), language()))


@register.inclusion_tag("_deadline.html", takes_context=True)
def deadline(context: Context, at: datetime, label: str = "", calendar_url: str = "") -> dict[str, Any]:
    """
    A deadline set large: day, time and zone, Eastern smaller, how long is left; whoever is signed in may change the zone.

    :param at: the last minute that is in time
    :param label: what it is the deadline for ("Answer by")
    """
    zone, now, user = zone_of(context), clock.now(), context.get("user")
    return {
        "label": label,
        "signed_in": user is not None and user.is_authenticated,
        "shown": dates.deadline(at, zone, language()),
        "left": dates.until(at, now, zone, language()),
        "near": timedelta() <= at - now <= NEAR,
        "past": at < now,
        "calendar_url": calendar_url,
    }


@register.simple_tag
def deadline_of_day(on: date, zone: str) -> datetime:
    """The 23:59 of a calendar day in a zone, to hand to `deadline`."""
    return dates.day_end(on, zone)


@register.simple_tag(takes_context=True)
def time_left(context: Context, at: datetime | None) -> str:
    """`in 3 days`, `2 hours ago`."""
    return "" if at is None else dates.until(at, clock.now(), zone_of(context), language())


@register.simple_tag
def status_tag(text: str, tone: str = "plain") -> SafeString:
    """A status in words with a tint and a shape. `tone`: good, info, warn, bad or plain."""
    return format_html('<span class="iec-tag iec-tag-{}">{}</span>', tone, text)


@register.simple_tag
def state_tag(thing: Any) -> SafeString:
    """The status tag of anything that has a `state`."""
    return status_tag(thing.get_state_display(), tone_of(thing.state))


def tone_of(state: str) -> str:
    """The tint of a state: good, info, warn, bad, or plain for what is over or has not begun."""
    return next((tone for tone, states in TONES.items() if state in states), "plain")


@register.inclusion_tag("_task_list.html")
def task_list(tasks: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Tasks with how many are done. Each: `name`, `url` (none: cannot start yet), `status`, `tone`, `done`, `hint`."""
    tasks = list(tasks)
    return {"tasks": tasks, "done": sum(bool(task.get("done")) for task in tasks)}


@register.inclusion_tag("_summary_list.html")
def summary_list(rows: Iterable[Any]) -> dict[str, Any]:
    """Label and value, with a Change link where a row has `url`. Each row: `label`, `value`, `url`."""
    return {"rows": list(rows)}


@register.inclusion_tag("_timeline.html", takes_context=True)
def timeline(context: Context, events: Iterable[Any]) -> dict[str, Any]:
    """Events in words, newest first. Each: `at`, `text`, perhaps `url` and `link`."""
    return {"events": list(events), "request": context.get("request"), "user": context.get("user")}


@register.inclusion_tag("_document_row.html")
def document_row(name: str, status: str, tone: str = "plain", hint: str = "", url: str = "", act: str = "") -> dict:
    """One document of a checklist with where it stands and what can be done next."""
    return {"name": name, "status": status, "tone": tone, "hint": hint, "url": url, "act": act}


@register.inclusion_tag("_odds.html")
def odds_panel(invited: int, of: int = 100, word: str = "", note: str = "") -> dict[str, Any]:
    """Chances as a number that people can picture: so many in every hundred, with a grid that says the same."""
    filled = round(invited * 100 / of) if of else 0
    dots = [(5 + 10 * (n % 10), 5 + 10 * (n // 10), n < filled) for n in range(100)]
    return {"invited": invited, "of": of, "word": word, "note": note, "dots": dots}


@register.inclusion_tag("_progress.html")
def progress(done: int, of: int, label: str) -> dict[str, Any]:
    """How much of something long is done, in words and as a bar."""
    return {"done": done, "of": of, "label": label}


@register.inclusion_tag("_pages.html", takes_context=True)
def pages(context: Context, page: Page) -> dict[str, Any]:
    """Links to the previous and next page of a list; the rest of the query stays as it is."""
    query = context["request"].GET.copy() if context.get("request") else None

    def link(number: int) -> str:
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("_error_summary.html")
def error_summary(form: Any = None) -> dict[str, Any]:
    """
    What is wrong in a form, or in a list of forms that are sent together, with a link to each place; nothing without errors.

    A form has one summary: the page's own, above its heading, or else the one inside the form.
    """
    forms = [one for one in (form if isinstance(form, list) else [form]) if isinstance(one, BaseForm) and one.errors]
    told = [one for one in forms if not getattr(one, "summary_shown", False)]
    for one in told:
        one.summary_shown = True
    # Several forms on one page that are sent by themselves have a summary each.
    mark = f"-{told[0].prefix}" if len(told) == 1 and told[0].prefix else ""
    return {"problems": [problem for one in told for problem in _problems(one)], "mark": mark}


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> dict[str, str]:
    """
    The other language and where it has this page: `code`, `name`, `url`; and the names of the fields that never go along from one
    to the other: `secret`.
    """
    request = context.get("request")
    there = in_other_language(request.get_full_path() if request else f"/{language()}/")
    return there | {"secret": " ".join(sorted(SECRET))}


@register.simple_tag
def in_other_language(here: str) -> dict[str, str]:
    """The other language and where it has the page of an address: `code`, `name`, `url`."""
    code = "en" if language() == "fr" else "fr"
    there = translate_url(here, code)
    if there == here:
        # Not a page of ours (an error page, for one): the same address under the other language.
        there = f"/{code}/" + here.removeprefix(f"/{language()}/") if here.startswith(f"/{language()}/") else f"/{code}/"
    return {"code": code, "name": LANGUAGES[code], "url": there}


@register.simple_tag
def once_key() -> SafeString:
    """The hidden key of a form that is carried out once (`iecsite.once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_key())


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A banner: what to know, in words. `tone`: info, good, warn or bad."""
    heading = format_html('<p class="iec-notice-title">{}</p>', title) if title else ""
    return format_html('<div class="iec-notice iec-notice-{}">{}{}</div>', tone, heading, content)


@register.simple_block_tag
def scroller(content: str, label: str) -> SafeString:
    """A place that scrolls by itself for one wide table, reachable by keyboard and named."""
    return format_html('<div class="iec-scroll" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)


def _home(on: date) -> date:
    return clock.home_date(on) if isinstance(on, datetime) else on


def _problems(form: BaseForm) -> Iterable[tuple[str, str]]:
    for error in form.non_field_errors():
        yield "", error
    for name, errors in form.errors.items():
        if name not in form.fields:
            continue
        field = form[name]
        target = field.id_for_label
        if not target and field.auto_id and field.subwidgets:
            # A group of choices: its first choice takes the focus.
            target = field.subwidgets[0].id_for_label
        for error in errors:
            yield target or field.auto_id, f"{field.label} – {error}" if error in _general(field.field) else error


def _general(field: Field) -> set[str]:
    """Django's own sentences ("This field is required."), which name no field and need its label before them."""
    return {str(text) for kind in type(field).__mro__ for text in getattr(kind, "default_error_messages", {}).values()}
