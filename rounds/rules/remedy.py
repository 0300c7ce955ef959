"""
How many of those wrongly left out of a round are invited in a round that makes it good.

The invitations already issued stand. Whoever was left out gets the chance they should have had: the share of the faulty round,
among themselves. Source: the protocol IEC-DRAW/1, section 3.9.
"""

from hashlib import sha256

_WHOLE = 1 << 256


def remedial_invitations(
    *, entries: int, first: bool, invited: int, considered: int, seed: str, pool: str, places: int | None
) -> int:
    """
    Invitations for the people of one pool who are in the list of a remedial round.

    In the first remedial round of a faulty one, E people are given floor(E · invited / considered + u) invitations, where u, from
    0 to below 1, is SHA-256("IEC-DRAW/1|remedy|" + seed + "|" + pool) as a fraction of 2 to the power of 256: over all seeds the
    chance of each is the share of the faulty round exactly. Whoever names people knows u by then, so later ones are given
    floor(E · invited / considered): naming somebody apart never brings a rounding up.

    :param entries: how many people of this pool are in the list
    :param first: whether no remedial round of the same faulty one had its list fixed before, void ones left aside
    :param invited: invitations that the faulty round gave in this pool, of so many `considered`; when nobody was considered,
        everybody would have been invited
    :param seed: the faulty round's published seed, in hexadecimal digits
    :param places: places that no letter of introduction has taken; None for an unlimited pool or one whose quota is not known
    """
    if invited >= considered:
        wanted = entries
    else:
        u = int(sha256(f"IEC-DRAW/1|remedy|{seed}|{pool}".encode("ascii")).hexdigest(), 16) if first else 0
        wanted = (entries * invited * _WHOLE + u * considered) // (considered * _WHOLE)
    return wanted if places is None else min(wanted, max(places, 0))
