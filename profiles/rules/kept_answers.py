"""The answers of a section as plain JSON and back, for those that are kept before they are written."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

DAYS = frozenset({"date_of_birth", "issued_on", "expires_on", "graduated_on", "permit_issued_on", "permit_expires_on"})
AMOUNTS = frozenset({"funds_cad"})


def packed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a section with days and amounts as text, so that they may be stored as JSON."""
    return {key: _packed(value) for key, value in values.items()}


def unpacked(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `packed` was made from."""
    return {key: _unpacked(key, value) for key, value in values.items()}


def _packed(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return packed(value)
    if isinstance(value, (list, tuple)):
        return [_packed(one) for one in value]
    return value


def _unpacked(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return unpacked(value)
    if isinstance(value, list):
        return [_unpacked(key, one) for one in value]
    if key in DAYS and isinstance(value, str):
        return date.fromisoformat(value)
    if key in AMOUNTS and isinstance(value, str):
        return Decimal(value)
    return value
