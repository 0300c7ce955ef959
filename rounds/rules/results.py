"""
What a drawn round publishes: ``selection.txt``, ``result.json`` and each candidate's receipt.

Source: the protocol IEC-DRAW/1, sections 3.4 and 3.6.
"""

from collections.abc import Sequence

from rounds.rules.canonical import canonical_json, digest
from rounds.rules.draw import PoolDraw, winners_of
from rounds.rules.manifest import Manifest

BEACONS = "beacons"
"""The seed came from the announced sources."""

FALLBACK = "fallback"
"""The announced beacon was dead; the seed came from the sources that the manifest names for that case."""


def selection_file(drawn: Sequence[PoolDraw]) -> bytes:
    """Return the bytes of ``selection.txt``: ``<pool>|<position>|<ticket>|<key>`` in processing order and position."""
    return "".join([f"{pool}|{position}|{ticket}|{key}\n" for pool, position, ticket, key in winners_of(drawn)]).encode("ascii")


def result_file(
    manifest: Manifest,
    *,
    manifest_sha256: str,
    seed: str,
    drawn: Sequence[PoolDraw],
    selection_sha256: str,
    randomness: str = BEACONS,
) -> bytes:
    """
    Return the bytes of ``result.json`` for a drawn round.

    ``manifest_sha256`` and ``selection_sha256`` are digests of the published files, ``randomness`` is BEACONS or FALLBACK.
    """
    return canonical_json(
        {
            "format": manifest.format,
            "round": manifest.round,
            "manifest_sha256": manifest_sha256,
            "seed": seed,
            "randomness": randomness,
            "previous_result": manifest.previous_result,
            "selection": {"count": sum(pool.invited for pool in drawn), "sha256": selection_sha256},
            "pools": [
                {
                    "pool": pool.pool,
                    "entries": pool.entries,
                    "considered": pool.considered,
                    "invite": pool.invite,
                    "invited": pool.invited,
                    "cutoff_key": pool.cutoff_key,
                }
                for pool in drawn
            ],
        }
    )


def receipt_file(manifest: Manifest, *, manifest_sha256: str, pool: str, ticket: str, index: int, path: Sequence[str]) -> bytes:
    """
    Return one candidate's receipt for one entry: what shows, years later, that the entry was in the frozen list.

    ``index`` is the line's number in ``entries.txt`` from 0, ``path`` its inclusion proof from the Merkle tree.
    """
    return canonical_json(
        {
            "format": manifest.format,
            "round": manifest.round,
            "pool": pool,
            "ticket": ticket,
            "index": index,
            "size": manifest.entries_count,
            "path": list(path),
            "root": manifest.merkle_root,
            "manifest_sha256": manifest_sha256,
        }
    )


def sums_file(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the bytes of ``SHA256SUMS`` for files given as name and content, as ``sha256sum -c`` reads them."""
    return "".join([f"{digest(content)}  {name}\n" for name, content in sorted(files)]).encode("ascii")
