"""The routes of the site, read from the resolver, so that none can be forgotten."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Of Django's admin itself: closed by the same door, and about nobody's rows.
FRAME = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site", "app_list",
}  # fmt: skip


def walk(patterns, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named route with its namespace (\"admin:…\"); those of the sign-in pages are their package's own."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            module = getattr(pattern.urlconf_module, "__name__", "")
            if not module.startswith("allauth"):
                yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            yield namespace + pattern.name, pattern


def all_routes() -> set[str]:
    """The names of all routes, \"admin:…\" for those of the staff site."""
    return {name for name, _pattern in walk(get_resolver().url_patterns)}


def staff_routes() -> set[str]:
    """The names of the staff site's routes about tables of ours, without \"admin:\"."""
    return {name.removeprefix("admin:") for name in all_routes() if name.startswith("admin:")} - FRAME
