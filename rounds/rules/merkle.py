"""
The Merkle tree over a round's entries, and the proof that one entry is in it.

Hashing as in RFC 9162 section 2.1 (read 2026-11-23): a leaf is SHA-256(00 ‖ line), a node SHA-256(01 ‖ left ‖ right).
A level's last node without a neighbour moves up as it is, which gives the same tree as the RFC's split at the
largest power of two.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

_SIZE = 32

BRANCH_LEVEL = 9
BRANCH_LINES = 1 << BRANCH_LEVEL
"""Lines of one branch: a power of two, so that a branch is a whole part of the tree, the last one however short it is."""


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of one leaf; ``line`` is an entry without its LF."""
    return sha256(b"\x00" + line).digest()


class Tree:
    """
    The tree over some lines, built once for a root and any number of paths.

    It keeps about 64 bytes for each line.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        leaves = bytearray()
        for line in lines:
            leaves += sha256(b"\x00" + line).digest()
        self._levels = _levels(leaves)
        self.size = len(self._levels[0]) // _SIZE

    @property
    def root(self) -> str:
        """The root in hex; of no lines at all, the hash of nothing."""
        return bytes(self._levels[-1] or sha256().digest()).hex()

    def branches(self) -> bytes:
        """The roots of the tree's branches of BRANCH_LINES lines, 32 bytes each, in order: all that a later proof needs."""
        return bytes(self._levels[min(BRANCH_LEVEL, len(self._levels) - 1)])

    def path(self, index: int) -> list[str]:
        """
        Return the inclusion proof of the line at ``index`` (from 0): the neighbours' hashes in hex, lowest first.

        :raises IndexError: when the tree has no such line
        """
        if not 0 <= index < self.size:
            raise IndexError(f"There is no line {index} in a tree of {self.size}.")
        return _beside(self._levels, index)


def merkle_root(lines: Iterable[bytes]) -> str:
    """Return the root of the tree over the lines (entries without their LF), in hex."""
    return Tree(lines).root


def path_through_branch(lines: Sequence[bytes], *, index: int, branches: bytes) -> list[str]:
    """
    Return the inclusion proof of one line from its own branch and the roots of all of them.

    :param lines: the lines of the branch that holds it: those from the next lower multiple of BRANCH_LINES on
    :param index: the line's number in the whole list, from 0
    :param branches: what `Tree.branches` gave
    :raises ValueError: when the lines are not those of the branch
    """
    number, within = divmod(index, BRANCH_LINES)
    below = Tree(lines)
    if bytes.fromhex(below.root) != branches[number * _SIZE : (number + 1) * _SIZE]:
        raise ValueError(f"These lines are not branch {number} of the tree.")
    return below.path(within) + _beside(_levels_over(branches), number)


def is_included(line: bytes, *, index: int, size: int, path: Sequence[str], root: str) -> bool:
    """
    Say whether the path shows that ``line`` is the one at ``index`` of the ``size`` lines under ``root``.

    RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    node, last = leaf_hash(line), size - 1
    for step in path:
        if last == 0:
            return False
        beside = bytes.fromhex(step)
        if index & 1 or index == last:
            node = sha256(b"\x01" + beside + node).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\x01" + node + beside).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and node.hex() == root


def _levels(level: bytes | bytearray) -> list[bytes | bytearray]:
    levels: list[bytes | bytearray] = [level]
    while len(level) > _SIZE:
        level = _level_above(level)
        levels.append(level)
    return levels


@lru_cache(maxsize=4)
def _levels_over(branches: bytes) -> list[bytes | bytearray]:
    """The levels above the branches, which are the same for every receipt of a round: many are asked for in one hour."""
    return _levels(branches)


def _beside(levels: Sequence[bytes | bytearray], index: int) -> list[str]:
    path = []
    for level in levels[:-1]:
        beside = (index ^ 1) * _SIZE
        if beside < len(level):
            path.append(level[beside : beside + _SIZE].hex())
        index >>= 1
    return path


def _level_above(level: bytes | bytearray) -> bytes:
    paired = len(level) - len(level) % (2 * _SIZE)
    above: list[bytes | bytearray] = [sha256(b"\x01" + level[at : at + 2 * _SIZE]).digest() for at in range(0, paired, 2 * _SIZE)]
    above.append(level[paired:])
    return b"".join(above)
