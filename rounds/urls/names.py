"""How pools and rounds are written in addresses; what is written otherwise has no page, and nobody is asked for it."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class PoolName(StringConverter):
    """`FR-WH`, `FR-YP-VIE`."""

    regex = r"[A-Z]{2}-(?:IC|YP|WH)(?:-[A-Z0-9]{1,8})?"


class RoundName(StringConverter):
    """`2026-017`."""

    regex = r"[0-9A-Z]{1,4}-[0-9]{3,6}"


register_converter(PoolName, "pool")
register_converter(RoundName, "round")
