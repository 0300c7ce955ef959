"""The draw's bytes against the answers of another implementation: whole rounds, from names to result."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import md5, sha256
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from rounds.rules import seeds
from rounds.rules.canonical import NotCanonical, canonical_json, digest, parse_canonical
from rounds.rules.draw import audit_key, rank_key, select, smallest
from rounds.rules.entries import EntriesRefused, entries_file, entry, entry_lines, parse_entries
from rounds.rules.manifest import manifest_file, parse_manifest, pool_lines
from rounds.rules.merkle import Tree, is_included, leaf_hash, merkle_root
from rounds.rules.results import BEACONS, FALLBACK, result_file, selection_file
from rounds.rules.tickets import ticket


def test_ticket_matches_the_vector(vectors):
    vector = vectors["ticket"]
    key, profile = bytes.fromhex(vector["season_key"]), UUID(vector["profile_uuid"])

    assert ticket(key, vector["round"], profile) == vector["ticket"]
    assert ticket(key, "2026-018", profile) == vector["ticket_next_round"]


def test_rank_and_audit_keys_match_the_vectors(vectors):
    for vector in vectors["rank_key"]:
        named = vector["seed"], vector["pool"], vector["ticket"]
        assert rank_key(*named) == vector["key"] == digest(vector["message"].encode())
        assert audit_key(*named) == vector["audit_key"]


def test_a_tie_goes_to_the_smaller_ticket(vectors):
    vector = vectors["tie_rule"]
    ranked = [bytes([int(name[0], 16) % 2]) + name.encode() for name in vector["tickets"]]

    assert [item[1:].decode() for item in smallest(len(ranked), ranked[::-1])] == vector["order"]


def test_canonical_json_matches_the_vector(vectors):
    vector = vectors["canonical_json"]

    assert canonical_json(vector["value"]).decode() == vector["bytes"]
    assert digest(canonical_json(vector["value"])) == vector["sha256"]
    assert parse_canonical(vector["bytes"].encode()) == vector["value"]


@pytest.mark.parametrize("value", [1.0, {"a": [1.5]}, float("nan"), {1: "a"}, {"a": object()}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical_json(value)


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1}\n', b'{"a":1}', b'{"b":1,"a":2}\n', b'{"a":1,"a":1}\n', b'{"a":1.0}\n', b'{"a":NaN}\n', b"{\n"],
)
def test_json_written_otherwise_is_refused(content):
    with pytest.raises(NotCanonical):
        parse_canonical(content)


def test_beacon_lines_match_the_vectors(vectors):
    draws, nist = vectors["beacon_lines"]

    announced = f"beacon draws {draws['in']['source']} {draws['in']['date']}"
    assert seeds.beacon_line(announced, seeds.draws_value(draws["in"]["numbers"])) == draws["out"]
    announced = seeds.nist_line(nist["in"]["chain"], nist["in"]["pulse"])
    assert seeds.beacon_line(announced, nist["in"]["output"]) == nist["out"]


def test_staff_chain_matches_the_vector(vectors):
    chain = vectors["staff_chain"]
    links = [chain["s0_published_anchor"], chain["s1"], chain["s2"], chain["s3"]]

    assert seeds.staff_chain(chain["s3"], 3) == links
    assert [seeds.link_before(link) for link in links[1:]] == links[:-1]


def test_entries_accepted_match_the_vectors(vectors):
    for vector in vectors["entries_accepted"]:
        content = vector["text"].encode()
        entries = parse_entries(content)
        assert sum(map(len, entries.values())) == vector["count"]
        assert digest(entries_file(entries)) == vector["sha256"]


def test_threat_22_entries_that_break_the_format_are_refused(vectors):
    for vector in vectors["entries_rejected"]:
        with pytest.raises(EntriesRefused):
            parse_entries(vector["text"].encode())


def test_merkle_tree_matches_certificate_transparency(vectors):
    vector = vectors["merkle_ct"]
    leaves = [bytes.fromhex(leaf) for leaf in vector["leaves"]]

    assert [leaf_hash(leaf).hex() for leaf in leaves] == vector["leaf_hashes"]
    assert [merkle_root(leaves[:size]) for size in range(9)] == vector["roots_by_size"]
    for proof in vector["paths"]:
        tree = Tree(leaves[: proof["size"]])
        assert tree.path(proof["index"]) == proof["path"]
        assert is_included(leaves[proof["index"]], index=proof["index"], size=proof["size"], path=proof["path"], root=tree.root)


@pytest.mark.parametrize("name", ["five_tickets", "multi_pool", "fallback_round", "thousand_tickets"])
def test_a_whole_round_matches_the_vectors(vectors, name):
    vector = vectors[name]
    content = entries_of(vector)
    manifest_json = vector["manifest_json"].encode()
    manifest = parse_manifest(manifest_json)

    assert manifest_file(manifest) == manifest_json
    assert manifest.entries_sha256 == digest(content)
    assert manifest.merkle_root == merkle_root(entry_lines(content))
    _check_draw(vector, manifest, parse_entries(content), FALLBACK if name == "fallback_round" else BEACONS)


@pytest.mark.parametrize("name", ["five_tickets", "multi_pool"])
def test_every_number_of_a_round_matches_the_vectors(vectors, name):
    vector = vectors[name]
    entries = parse_entries(vector["entries_txt"].encode())
    ranks = {(one["pool"], one["ticket"]): one["key"] for one in vector["all_ranks"]}
    assert {(pool, ticket): rank_key(vector["seed"], pool, ticket) for pool in entries for ticket in entries[pool]} == ranks


def test_the_first_and_the_last_of_a_thousand_match_the_vectors(vectors):
    vector = vectors["thousand_tickets"]
    drawn = select(parse_entries(entries_of(vector)), {"AU-WH": 37}, vector["seed"])
    lines = selection_file(drawn).decode().splitlines()
    assert [lines[:5], lines[-1]] == [vector["first_5"], vector["last"]]


def test_an_entry_is_written_and_hashed_as_in_the_vector(vectors):
    vector = vectors["entry_line"]
    line = entry(vector["pool"], vector["ticket"])
    assert (line, leaf_hash(line.encode()).hex()) == (vector["line"], vector["leaf_hash"])


@pytest.mark.parametrize("name", ["rfc3797_section6", "ietf_nomcom_2013", "ietf_nomcom_2022"])
def test_the_algorithm_that_ours_was_compared_with_gives_its_published_answers(vectors, name):
    """RFC 3797, by which the draw is compared in the protocol's papers: the vectors are those of its authors."""
    vector = vectors[name]
    digests, selected = [], []
    left = list(range(1, vector["pool"] + 1))
    for number in range(len(vector["selected"])):
        salt = number.to_bytes(2, "big")
        mixed = md5(salt + vector["key"].encode() + salt, usedforsecurity=False)
        digests.append(mixed.hexdigest().upper())
        selected.append(left.pop(int(mixed.hexdigest(), 16) % len(left)))
    assert selected == vector["selected"]
    assert digests == vector.get("md5", digests)
    if "sources" in vector:
        told = "".join(".".join(map(str, sorted(source))) + "./" for source in vector["sources"])
        assert told == vector["key"]


def test_no_section_of_the_vectors_is_left_untried(vectors):
    tried = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    words = {"format", "note", "large_generator"}
    assert [name for name in vectors if name not in words and f'"{name}"' not in tried] == []


@pytest.mark.parametrize("name", ["five_tickets", "thousand_tickets"])
def test_inclusion_proofs_match_the_vectors(vectors, name):
    vector = vectors[name]
    lines = list(entry_lines(entries_of(vector)))
    tree = Tree(lines)

    for proof in vector["inclusion_proofs"]:
        assert tree.path(proof["index"]) == proof["path"]
        assert lines[proof["index"]].decode() == proof["line"]
        assert is_included(proof["line"].encode(), index=proof["index"], size=proof["size"], path=proof["path"], root=tree.root)


@pytest.mark.parametrize("size", [20_000, 200_000, 1_000_000])
def test_a_round_of_many_people_matches_the_vector(vectors, size):
    vector = next(one for one in vectors["large"] if one["people"] == size)
    pools = vectors["large_generator"]["pools"]
    entries = made_up_entries(vector, pools)
    places = invitations(vector, pools, entries)
    content = entries_file(entries)
    manifest = replace(
        parse_manifest(vectors["five_tickets"]["manifest_json"].encode()),
        round="2026-004",
        entries_count=sum(map(len, entries.values())),
        entries_sha256=digest(content),
        merkle_root=merkle_root(entry_lines(content)),
        pools=pool_lines({pool: len(tickets) for pool, tickets in entries.items()}, places),
    )

    assert manifest.entries_count == vector["entries_count"]
    assert manifest.entries_sha256 == vector["entries_sha256"]
    assert manifest.merkle_root == vector["merkle_root"]
    assert digest(manifest_file(manifest)) == vector["manifest_sha256"]
    by_pool = {pool.pool: pool for pool in _check_draw(vector, manifest, entries)}
    assert sum(pool.invited for pool in by_pool.values()) == vector["selection_count"]
    for expected in vector["pools"]:
        pool = by_pool[expected["pool"]]
        assert {field: getattr(pool, field) for field in expected} == expected


def entries_of(vector) -> bytes:
    if "entries_txt" in vector:
        return vector["entries_txt"].encode()
    return entries_file({"AU-WH": [sha256(f"vector-ticket-{i}".encode()).hexdigest()[:32] for i in range(1000)]})


def numbers(label: str, modulus: int) -> Iterator[int]:
    """The whole numbers of the vectors' generator: words of SHA-256 in counter mode, without bias."""
    limit = 2**32 // modulus * modulus
    for counter in count():
        words = sha256(f"{label}#{counter}".encode()).digest()
        for at in range(0, 32, 4):
            word = int.from_bytes(words[at : at + 4], "big")
            if word < limit:
                yield word % modulus


def made_up_entries(vector, pools) -> dict[str, list[str]]:
    salt, size = vector["salt"], vector["npools"]
    people = zip(
        range(vector["people"]),
        numbers(f"{salt}/a", size),
        numbers(f"{salt}/b", size),
        numbers(f"{salt}/d", 100),
        strict=False,
    )
    entries: dict[str, list[str]] = {pool: [] for pool in pools[:size]}
    for person, first, second, dice in people:
        name = sha256(f"{salt}-ticket-{person}".encode()).hexdigest()[:32]
        entries[pools[first]].append(name)
        if dice < vector["dual_pct"] and second != first:
            entries[pools[second]].append(name)
    return entries


def invitations(vector, pools, entries) -> dict[str, int]:
    percents = numbers(f"{vector['salt']}/k", 15)
    return {
        pool: len(entries[pool]) * (1 + percent) // 100
        for pool, percent in zip(pools[: vector["npools"]], percents, strict=False)
    }


def _check_draw(vector, manifest, entries, randomness=BEACONS):
    seed_input = vector["seed_input_txt"].encode()
    lines = vector["seed_input_txt"].splitlines()
    manifest_sha256 = digest(manifest_file(manifest))
    staff = lines[-1].removeprefix("staff ")

    assert lines[2] == f"manifest {manifest_sha256}"
    assert seed_input == seeds.seed_input(
        draw_format=manifest.format,
        round_name=manifest.round,
        manifest_sha256=manifest_sha256,
        beacons=lines[3:-1],
        staff=staff,
    )
    assert seeds.seed_of(seed_input) == vector["seed"]

    drawn = select(entries, manifest.invite, vector["seed"])
    selection = selection_file(drawn)
    result = result_file(
        manifest,
        manifest_sha256=manifest_sha256,
        seed=vector["seed"],
        drawn=drawn,
        selection_sha256=digest(selection),
        randomness=randomness,
    )
    if "selection_txt" in vector:
        assert selection.decode() == vector["selection_txt"]
    if "selection_sha256" in vector:
        assert digest(selection) == vector["selection_sha256"]
    if "result_json" in vector:
        assert result.decode() == vector["result_json"]
    else:
        assert digest(result) == vector["result_json_sha256"]
    return drawn
