"""
Whether a value really is the beacon's: it bears the network's signature, so it may come from anywhere, even over the telephone.

The signature is a BLS signature on the curve BLS12-381 under the published key of drand quicknet. The arithmetic is that of the
public verifier, so that what is taken here is what everybody will take.
"""

import re

from rounds import verify_draw

_DIGITS = re.compile(r"[0-9a-f]{96}", re.ASCII)


def is_genuine(number: int, value: str) -> bool:
    """
    Say whether ``value`` (96 hexadecimal digits, small letters) is drand quicknet's signature on round ``number``.

    A value that is written otherwise is not.
    """
    return bool(_DIGITS.fullmatch(value)) and verify_draw.drand_value_is_genuine(number, bytes.fromhex(value))


def number_of(line: str) -> int:
    """Return the drand round number of an announced line, as 27965812 of ``beacon drand 52db… 27965812``."""
    return int(line.rpartition(" ")[2])
