"""
Canonical JSON: one value, one way to write it, so that a digest of the bytes is a digest of the value.

Keys sorted, separators without spaces, ASCII escapes, no floats, one LF at the end. Source: the protocol IEC-DRAW/1,
section 3.3.
"""

import json
from hashlib import sha256
from typing import Any, NoReturn


class NotCanonical(ValueError):
    """The message says why some bytes are not canonical JSON, or why a value cannot be written so."""


def canonical_json(value: Any) -> bytes:
    """
    Return a value of dicts, lists, strings, whole numbers, booleans and None as canonical JSON.

    :raises NotCanonical: when there is a float in it, a key that is no string, or something JSON has no word for
    """
    _refuse_floats(value)
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except (TypeError, ValueError) as failure:
        raise NotCanonical(f"This cannot be written as canonical JSON: {failure}.") from failure
    return text.encode("ascii") + b"\n"


def parse_canonical(content: bytes) -> Any:
    """
    Return the value of canonical JSON.

    :raises NotCanonical: when it is no JSON, or the same value would be written otherwise
    """
    try:
        value = json.loads(content.decode("ascii"), parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as failure:
        raise NotCanonical(f"This is not canonical JSON: {failure}.") from failure
    if canonical_json(value) != content:
        raise NotCanonical("This is JSON, but not written the canonical way: sorted keys, no spaces, one line feed.")
    return value


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's exact bytes, in hex: what the protocol calls its digest."""
    return sha256(content).hexdigest()


def _refuse(number: str) -> NoReturn:
    raise NotCanonical(f"{number} is not a whole number.")


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"{value} is not a whole number.")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"The key {key!r} is not a string.")
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
