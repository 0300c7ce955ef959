"""
Tickets: what a person is called in a round's public files.

One ticket per person and round, the same in all of that person's pools, another one in the next round. Nobody can
guess a ticket from a name, so the list of entries can be public; and since it is derived from a key fixed at the
start of the season, staff have nothing to choose and a repeated freeze gives the same list.

Source: the protocol IEC-DRAW/1, section 3.2.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from rounds.rules.names import check_round

KEY_BYTES = 32


def ticket(season_key: bytes, round_name: str, profile: UUID) -> str:
    """
    Return a person's ticket in one round: 32 hexadecimal digits.

    ``season_key`` is the season's secret of 32 bytes, ``profile`` the public identifier of the person's profile.

    :raises ValueError: when the key has not 32 bytes
    :raises NotAName: when the round is not named as the protocol names rounds
    """
    return ticket_maker(season_key, round_name)(profile)


def ticket_maker(season_key: bytes, round_name: str) -> Callable[[UUID], str]:
    """
    Return the function from profile to ticket for one round, made once for the many people of a freeze.

    :raises ValueError: when the key has not 32 bytes
    :raises NotAName: when the round is not named as the protocol names rounds
    """
    if len(season_key) != KEY_BYTES:
        raise ValueError(f"A season's ticket key has {KEY_BYTES} bytes, this one {len(season_key)}.")
    prefix = hmac.new(season_key, f"IEC-DRAW/1|ticket|{check_round(round_name)}|".encode("ascii"), sha256)

    def make(profile: UUID) -> str:
        keyed = prefix.copy()
        keyed.update(str(profile).encode("ascii"))
        return keyed.hexdigest()[:32]

    return make


def key_commitment(season_key: bytes) -> str:
    """
    Return what is published at the start of a season so that the key cannot be exchanged later: its SHA-256.

    :raises ValueError: when the key has not 32 bytes
    """
    if len(season_key) != KEY_BYTES:
        raise ValueError(f"A season's ticket key has {KEY_BYTES} bytes, this one {len(season_key)}.")
    return sha256(season_key).hexdigest()
