"""
How many of those wrongly left out of a round are invited in the round that makes it good.

The invitations already issued stand. Whoever was left out gets the chance they should have had: the share of the faulty round,
among themselves. Source: the protocol IEC-DRAW/1, section 3.9.
"""


def remedial_invitations(*, left_out: int, invited: int, considered: int, places: int | None) -> int:
    """
    Invitations for the people of one pool who were left out.

    The share is rounded up, so that nobody's chance is smaller than it should have been.

    :param left_out: how many people were wrongly left out of this pool
    :param invited: invitations that the faulty round gave in this pool, of so many `considered`; when nobody was considered,
        everybody would have been invited
    :param places: places that no letter of introduction has taken; None for an unlimited pool or one whose quota is not known
    """
    share = left_out if considered == 0 else -(-left_out * invited // considered)
    wanted = min(left_out, share)
    return wanted if places is None else min(wanted, max(places, 0))
