"""Recovering an account by identity: how long it takes, and what is shown of an address."""

from __future__ import annotations

from datetime import timedelta

# Ours: long enough for whoever holds the account to read a letter and stop it, also over a weekend. Nobody can make it shorter.
WAITS = timedelta(hours=72)
# Ours: so long the link may be used after it was sent.
LINK_HOLDS = timedelta(hours=48)
# An account is written to once in so long, however often somebody asks.
AGAIN_AFTER = timedelta(hours=24)
# What a request says about its sender is kept so long after its end, for whoever objects.
KEPT_AFTER_END = timedelta(days=90)


def masked(address: str) -> str:
    """
    An e-mail address as its owner knows it again and nobody learns it: `c•••@example.org`.

    :param address: one with an @; the empty text stays empty
    """
    name, at, host = address.rpartition("@")
    return f"{name[:1]}•••{at}{host}" if at else ""
