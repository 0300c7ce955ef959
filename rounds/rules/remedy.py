"""
How many of those wrongly left out of a round are invited in the rounds that make it good.

The invitations already issued stand. Whoever was left out gets the chance they should have had: the share of the faulty round,
among themselves. Source: the protocol IEC-DRAW/1, section 3.9.
"""

from hashlib import sha256

_WHOLE = 1 << 256


def remedial_invitations(
    *, named: int, before: int, invited: int, considered: int, seed: str, pool: str, places: int | None
) -> int:
    """
    Invitations for the people of one pool who are named now.

    All remedial rounds of a faulty one count together: M people are owed floor(M · invited / considered + u) invitations, where
    u, from 0 to below 1, is SHA-256("IEC-DRAW/1|remedy|" + seed + "|" + pool) as a fraction of 2 to the power of 256. So the
    chance of each is the share of the faulty round exactly, nobody chooses how it is rounded, and naming people in several rounds
    gains nothing.

    :param named: how many people were wrongly left out of this pool and are named now
    :param before: how many were named in earlier remedial rounds of the same round
    :param invited: invitations that the faulty round gave in this pool, of so many `considered`; when nobody was considered,
        everybody would have been invited
    :param seed: the faulty round's published seed, in hexadecimal digits
    :param places: places that no letter of introduction has taken; None for an unlimited pool or one whose quota is not known
    """
    u = int(sha256(f"IEC-DRAW/1|remedy|{seed}|{pool}".encode("ascii")).hexdigest(), 16)

    def owed(people: int) -> int:
        if invited >= considered:
            return people
        return (people * invited * _WHOLE + u * considered) // (considered * _WHOLE) if invited else 0

    wanted = owed(before + named) - owed(before)
    return wanted if places is None else min(wanted, max(places, 0))
