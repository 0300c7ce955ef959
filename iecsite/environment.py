"""Reads the environment; a setting that is missing or wrong says which, why and an example."""

import os

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The value of an optional variable."""
    return os.environ.get(name, default).strip()


def required(name: str, *, why: str, example: str) -> str:
    """
    The value of a variable that this process cannot do without.

    :raises ImproperlyConfigured: when it is not set, with the reason and an example
    """
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set. It is needed because {why}. Example: {name}={example}")


def flag(name: str, *, default: bool = False) -> bool:
    """
    A yes-or-no variable.

    :raises ImproperlyConfigured: when it is neither
    """
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes yes or no. Example: {name}=yes")


def number(name: str, default: int) -> int:
    """
    A whole number.

    :raises ImproperlyConfigured: when it is not one
    """
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a whole number. Example: {name}={default}") from None


def address(name: str) -> tuple[str, int] | None:
    """
    A server as `host:port`; None where the variable is not set.

    :raises ImproperlyConfigured: when it is anything else
    """
    value = text(name)
    host, _, port = value.rpartition(":")
    if value and not (host and port.isascii() and port.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a host and a port. Example: {name}=clamd:3310")
    return (host, int(port)) if value else None


def words(name: str, default: str = "") -> list[str]:
    """A list of words separated by commas; a variable that is set and empty stands for the default."""
    return [word.strip() for word in (text(name) or default).split(",") if word.strip()]
