"""
The Merkle tree over a round's entries, and the proof that one entry is in it.

Hashing as in RFC 9162 section 2.1 (read 2026-11-23): a leaf is SHA-256(00 ‖ line), a node SHA-256(01 ‖ left ‖ right).
A level's last node without a neighbour moves up as it is, which gives the same tree as the RFC's split at the
largest power of two.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

_SIZE = 32


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of one leaf; ``line`` is an entry without its LF."""
    return sha256(b"\x00" + line).digest()


class Tree:
    """
    The tree over some lines, built once for a root and any number of paths.

    It keeps about 64 bytes for each line.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        level = b"".join([sha256(b"\x00" + line).digest() for line in lines])
        self.size = len(level) // _SIZE
        self._levels = [level]
        while len(level) > _SIZE:
            level = _level_above(level)
            self._levels.append(level)

    @property
    def root(self) -> str:
        """The root in hex; of no lines at all, the hash of nothing."""
        return (self._levels[-1] or sha256().digest()).hex()

    def path(self, index: int) -> list[str]:
        """
        Return the inclusion proof of the line at ``index`` (from 0): the neighbours' hashes in hex, lowest first.

        :raises IndexError: when the tree has no such line
        """
        if not 0 <= index < self.size:
            raise IndexError(f"There is no line {index} in a tree of {self.size}.")
        path = []
        for level in self._levels[:-1]:
            beside = (index ^ 1) * _SIZE
            if beside < len(level):
                path.append(level[beside : beside + _SIZE].hex())
            index >>= 1
        return path


def merkle_root(lines: Iterable[bytes]) -> str:
    """Return the root of the tree over the lines (entries without their LF), in hex."""
    return Tree(lines).root


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


def _level_above(level: bytes) -> bytes:
    paired = len(level) - len(level) % (2 * _SIZE)
    above = [sha256(b"\x01" + level[at : at + 2 * _SIZE]).digest() for at in range(0, paired, 2 * _SIZE)]
    above.append(level[paired:])
    return b"".join(above)
