"""What every page of an account may say."""

from typing import Any

from django import template
from django.template.context import Context

from profiles.queries import other_addresses

register = template.Library()


@register.inclusion_tag("profiles/_new_browser.html", takes_context=True)
def new_browser_notice(context: Context) -> dict[str, Any]:
    """A notice while somebody signed in to the account in a browser that its owner has not called theirs. One query."""
    request = context["request"]
    return {"browsers": other_addresses.new_browsers(request.user.pk), "request": request}
