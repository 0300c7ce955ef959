"""What a person reads in their account about its recovery."""

from typing import Any

from django import template
from django.template.context import Context

from profiles.letters.recovery import CANCEL, token
from profiles.queries.recovery import latest, lost_its_second_factor
from profiles.states import OPEN_RECOVERIES

register = template.Library()


@register.inclusion_tag("profiles/_recovery.html", takes_context=True)
def recovery_notice(context: Context) -> dict[str, Any]:
    """A recovery that is under way, with the button that stops it; after one, that a second factor is missing. Nothing else."""
    user = context["user"]
    last = latest(user.pk)
    if last is None:
        return {}
    shown: dict[str, Any] = {"user": user, "request": context.get("request"), "csrf_token": context.get("csrf_token")}
    if last.state in OPEN_RECOVERIES:
        return shown | {"recovery": last, "token": token(last.pk, purpose=CANCEL)}
    return shown | {"needs_factor": lost_its_second_factor(last)}
