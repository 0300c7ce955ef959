"""
What is the same for everybody and stands on most pages, kept for some seconds in the memory of each web process.

Only for pages that show it: an operation reads what is so now.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.conf import settings

# While one request makes a value anew, the others get the old one for so long.
PATIENCE = 5.0
MOST = 200

T = TypeVar("T")

_values: dict[Hashable, tuple[float, Any]] = {}
_lock = threading.Lock()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """
    The value of a key, made at most `settings.PUBLIC_CACHE_SECONDS` ago; nobody may change it.

    :param make: what makes the value anew; with 0 seconds it does each time
    """
    if not settings.PUBLIC_CACHE_SECONDS:
        return make()
    now = time.monotonic()
    with _lock:
        until, value = _values.get(key, (0.0, None))
        if now < until:
            return cast(T, value)
        if until:
            _values[key] = (now + PATIENCE, value)
    made = make()
    with _lock:
        if len(_values) >= MOST:
            _values.clear()
        _values[key] = (time.monotonic() + settings.PUBLIC_CACHE_SECONDS, made)
    return made


def forget() -> None:
    """Forget every value."""
    with _lock:
        _values.clear()
