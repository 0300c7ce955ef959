"""The public's program: it verifies what was drawn fairly, and refuses everything else with a reason."""

import ast
import gzip
import json
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from rounds import verify_draw
from rounds.rules import seeds
from rounds.rules.canonical import canonical_json, digest
from rounds.rules.draw import Winner, select
from rounds.rules.entries import entries_file, entry, entry_lines
from rounds.rules.manifest import Manifest, manifest_file, parse_manifest, pool_lines
from rounds.rules.merkle import Tree
from rounds.rules.names import FORMAT, TEST_FORMAT
from rounds.rules.results import receipt_file, result_file, selection_file, sums_file

PROGRAM = Path(verify_draw.__file__)
VECTORS = json.loads((Path(__file__).parents[2] / "docs" / "draw-vectors.json").read_text(encoding="utf-8"))
FILES = ("manifest.json", "entries.txt", "seed_input.txt", "selection.txt", "result.json")
FROZEN = datetime(2026, 4, 17, 16, tzinfo=UTC)

PEOPLE = [sha256(f"person {number}".encode()).hexdigest()[:32] for number in range(60)]
ENTRIES = {"FR-IC": PEOPLE[:12], "FR-YP": PEOPLE[8:30], "FR-YP-VIE": PEOPLE[28:34], "AU-WH": PEOPLE[20:], "CL-WH": []}
INVITE = {"FR-IC": 3, "FR-YP": 5, "FR-YP-VIE": 0, "AU-WH": 9, "CL-WH": 2}


def drawn_round(
    entries=ENTRIES,
    invite=INVITE,
    *,
    draw_format=TEST_FORMAT,
    name="2026-002",
    frozen_at=FROZEN,
    draw_at=FROZEN,
    announced=seeds.TEST_SOURCE,
    value="5e" * 32,
    previous="0" * 64,
    link=None,
):
    """Return the files of a round, frozen and drawn by the rules of this system."""
    content = entries_file(entries)
    manifest = Manifest(
        format=draw_format,
        round=name,
        frozen_at=frozen_at,
        draw_at=draw_at,
        entries_count=sum(map(len, entries.values())),
        entries_sha256=digest(content),
        merkle_root=Tree(entry_lines(content)).root,
        pools=pool_lines({pool: len(tickets) for pool, tickets in entries.items()}, invite),
        beacons=(announced,),
        code="git:" + "0" * 40,
        previous_result=previous,
        staff_anchor=link and seeds.link_before(link),
    )
    manifest_json = manifest_file(manifest)
    seed_input = seeds.seed_input(
        draw_format=draw_format,
        round_name=name,
        manifest_sha256=digest(manifest_json),
        beacons=[seeds.beacon_line(announced, value)],
        staff=link,
    )
    seed = seeds.seed_of(seed_input)
    drawn = select(entries, invite, seed)
    selection = selection_file(drawn)
    result = result_file(
        manifest, manifest_sha256=digest(manifest_json), seed=seed, drawn=drawn, selection_sha256=digest(selection)
    )
    return dict(zip(FILES, (manifest_json, content, seed_input, selection, result), strict=True))


def receipt_of(files, pool, ticket):
    lines = list(entry_lines(files["entries.txt"]))
    index = lines.index(entry(pool, ticket).encode())
    return receipt_file(
        parse_manifest(files["manifest.json"]),
        manifest_sha256=digest(files["manifest.json"]),
        pool=pool,
        ticket=ticket,
        index=index,
        path=Tree(lines).path(index),
    )


def publish(directory, files):
    directory.mkdir(exist_ok=True)
    for name, content in files.items():
        (directory / name).write_bytes(content)
    return directory


def reason(directory, **options):
    """Return why the program refuses the folder, or None when it verifies it."""
    try:
        verify_draw.verify(directory, **{"allow_test": True, **options}, report=verify_draw.Report(out=_Silence()))
    except verify_draw.Refusal as refusal:
        return refusal.en
    return None


class _Silence:
    def write(self, text):
        return len(text)


@pytest.fixture
def published(tmp_path):
    return publish(tmp_path / "2026-002", drawn_round())


@pytest.fixture
def made_up_beacons(monkeypatch):
    """Nobody can make the signature of a future beacon, so the vectors' are made up; the arithmetic around is not."""
    monkeypatch.setattr(verify_draw, "drand_value_is_genuine", lambda number, signature: True)


# -- rounds that are as they should be


def test_a_test_round_is_verified_when_asked_for(published):
    assert reason(published) is None


def test_a_test_round_is_refused_otherwise(published):
    assert "TEST round" in reason(published, allow_test=False)


@pytest.mark.usefixtures("made_up_beacons")
@pytest.mark.parametrize("name", ["five_tickets", "multi_pool", "fallback_round"])
def test_threat_25_the_rounds_of_another_implementation_are_verified(tmp_path, name):
    assert reason(publish(tmp_path / "round", files_of(VECTORS[name])), allow_test=False) is None


@pytest.mark.usefixtures("made_up_beacons")
def test_a_fallback_is_said_aloud(tmp_path, capsys):
    directory = publish(tmp_path / "round", files_of(VECTORS["fallback_round"]))

    assert verify_draw.main([str(directory)]) == 0
    told = capsys.readouterr().out
    assert "VERIFIED (drawn by the FALLBACK; compare its numbers with the official results): round 2026-005." in told
    assert verify_draw.main([str(directory), "--lang", "fr"]) == 0
    assert (
        "VÉRIFIÉ (tirée par le REPLI; comparez ses nombres aux résultats officiels) : ronde 2026-005." in capsys.readouterr().out
    )


def redrawn(files, manifest, values):
    """The files of a round drawn from another manifest and these lines of values, everything after them in keeping."""
    text = files["seed_input.txt"].decode().splitlines()
    content = canonical_json(manifest)
    seed_input = "\n".join([*text[:2], f"manifest {digest(content)}", *values, text[-1], ""]).encode()
    seed = seeds.seed_of(seed_input)
    lines = [line.split("|") for line in files["entries.txt"].decode().splitlines()]
    entries = {pool["pool"]: [ticket for name, ticket in lines if name == pool["pool"]] for pool in manifest["pools"]}
    drawn = select(entries, {pool["pool"]: pool["invite"] for pool in manifest["pools"]}, seed)
    selection = selection_file(drawn)
    result = json.loads(files["result.json"]) | {
        "manifest_sha256": digest(content),
        "seed": seed,
        "previous_result": manifest["previous_result"],
        "selection": {"count": sum(pool.invited for pool in drawn), "sha256": digest(selection)},
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
    return files | {
        "manifest.json": content,
        "seed_input.txt": seed_input,
        "selection.txt": selection,
        "result.json": canonical_json(result),
    }


@pytest.mark.parametrize("extra", ["beacon nist2 0 1", "beacon draws lotto-649 2023-09-20"])
def test_a_value_beside_the_beacon_that_its_maker_could_choose_is_refused(tmp_path, extra):
    files = real_round()
    manifest = json.loads(files["manifest.json"])
    value = "ab" * 64 if "nist2" in extra else "3.7.8.19.22.41"
    genuine = files["seed_input.txt"].decode().splitlines()[3]
    changed = redrawn(files, manifest | {"beacons": [*manifest["beacons"], extra]}, [genuine, f"{extra} {value}"])
    assert "no other source" in reason(publish(tmp_path / "round", changed), allow_test=False)
    assert reason(publish(tmp_path / "round", redrawn(files, manifest, [genuine])), allow_test=False) is None


@pytest.mark.usefixtures("made_up_beacons")
@pytest.mark.parametrize(
    ("sources", "values", "words"),
    [
        (("one", "two", "three"), ("1", "1", "1"), "none of the public draws"),
        (("lotto-649", "lotto-max", "daily-grand"), ("1", "1", "1"), "not those of such a draw"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.50", "1.9.12.27.33.40.50", "2.5.6.14.30.49"), "not those"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.41", "1.9.12.27.33.40", "2.5.6.14.30.49"), "not those"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.41.44", "1.9.12.27.33.40.50", "2.5.6.14.30.49"), "not those"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.41", "1.9.12.27.33.40.50.51", "2.5.6.14.30.49"), "not those"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.41", "1.9.12.27.33.40.50", "2.5.6.14.30"), "not those"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.41", "1.9.12.27.33.40.50", "2.2.2.14.30.49"), "not those"),
        (("lotto-649", "lotto-max", "daily-grand"), ("3.7.8.19.22.41", "1.9.12.27.33.40.50", "5.5.6.14.30.49"), None),
    ],
)
def test_a_fallback_is_known_draws_with_the_numbers_of_such_draws(tmp_path, sources, values, words):
    files = files_of(VECTORS["fallback_round"])
    lines = [f"beacon draws {name} 2026-04-27" for name in sources]
    manifest = json.loads(files["manifest.json"]) | {"fallback": lines}
    changed = redrawn(files, manifest, [f"{line} {value}" for line, value in zip(lines, values, strict=True)])
    found = reason(publish(tmp_path / "round", changed), allow_test=False)
    assert found is None if words is None else words in found


@pytest.mark.parametrize("name", ["five_tickets", "multi_pool"])
def test_a_made_up_beacon_value_is_refused(tmp_path, name):
    assert "signature" in reason(publish(tmp_path / "round", files_of(VECTORS[name])))


def files_of(vector):
    fields = ("manifest_json", "entries_txt", "seed_input_txt", "selection_txt", "result_json")
    return {name: vector[field].encode() for name, field in zip(FILES, fields, strict=True)}


def real_round(**changes):
    """A round drawn by a value that the network really published, in September 2023."""
    beacon = VECTORS["drand_quicknet"]["real_beacon"]
    at = datetime.fromtimestamp(1692803367 + 3 * (beacon["round"] - 1), tz=UTC)
    chosen = {
        "draw_format": FORMAT,
        "name": "2023-001",
        "frozen_at": at - timedelta(hours=24),
        "draw_at": at,
        "announced": seeds.drand_line(beacon["round"]),
        "value": beacon["signature"],
        "link": VECTORS["staff_chain"]["s1"],
    }
    return drawn_round(**{**chosen, **changes})


def test_a_public_round_with_a_real_beacon_and_a_staff_link_is_verified(tmp_path):
    assert reason(publish(tmp_path / "round", real_round()), allow_test=False) is None


def test_a_list_of_nobody_is_verified(tmp_path):
    assert reason(publish(tmp_path / "round", drawn_round({}, {"FR-WH": 3}))) is None


def test_compressed_lists_are_read(published):
    for name in ("entries.txt", "selection.txt"):
        (published / f"{name}.gz").write_bytes(gzip.compress((published / name).read_bytes()))
        (published / name).unlink()

    assert reason(published) is None


def test_a_list_longer_than_a_block_of_lines_is_verified(tmp_path):
    people = [sha256(f"many {number}".encode()).hexdigest()[:32] for number in range(9_000)]
    entries = {"FR-WH": people[:8_500], "GB-WH": people[4_000:]}

    assert reason(publish(tmp_path / "round", drawn_round(entries, {"FR-WH": 700, "GB-WH": 5_000}))) is None


# -- rounds that are not


def test_no_byte_of_a_round_can_be_changed(published):
    chance = random.Random(20261123)
    whole = {name: (published / name).read_bytes() for name in FILES}
    for _ in range(300):
        name = chance.choice(FILES)
        changed = bytearray(whole[name])
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
        (published / name).write_bytes(changed)
        assert reason(published), f"accepted a change in {name}: {bytes(changed)!r}"
        (published / name).write_bytes(whole[name])


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_cut_short_or_goes_on_is_refused(published, name):
    whole = (published / name).read_bytes()
    for content in (b"", whole[:-1], whole + b"\n", whole + whole):
        (published / name).write_bytes(content)
        assert reason(published)
    (published / name).unlink()
    assert name in reason(published)


def test_entries_that_break_the_format_are_refused(tmp_path):
    for vector in VECTORS["entries_rejected"]:
        content = vector["text"].encode()
        files = drawn_round({"AU-WH": PEOPLE[:3]}, {})
        manifest = json.loads(files["manifest.json"])
        # Everything else agrees with the broken list, so that only its form can be the reason.
        manifest["entries"].update(sha256=digest(content), merkle_root=Tree(content.split(b"\n")[:-1]).root)
        files |= {"entries.txt": content, "manifest.json": canonical_json(manifest)}
        assert "entries.txt" in reason(publish(tmp_path / "round", files)), vector["why"]


@pytest.mark.parametrize("more", [1, -1])
def test_threat_03_a_changed_number_of_places_is_refused(published, more):
    manifest = json.loads((published / "manifest.json").read_bytes())
    manifest["pools"][0]["invite"] += more
    (published / "manifest.json").write_bytes(canonical_json(manifest))

    assert "after the seed" in reason(published)


def test_places_changed_with_every_file_after_them_change_the_seed(tmp_path):
    fair, more = drawn_round(), drawn_round(invite=INVITE | {"FR-IC": 4})
    directory = publish(tmp_path / "round", more | {"seed_input.txt": fair["seed_input.txt"]})

    assert "after the seed" in reason(directory)


def test_threat_05_an_entry_removed_before_the_draw_shows_in_its_receipt(tmp_path):
    kept = tmp_path / "receipt.json"
    kept.write_bytes(receipt_of(drawn_round(), "FR-YP", PEOPLE[9]))
    without = ENTRIES | {"FR-YP": [ticket for ticket in ENTRIES["FR-YP"] if ticket != PEOPLE[9]]}
    directory = publish(tmp_path / "round", drawn_round(without))

    assert reason(directory) is None
    assert "another list" in reason(directory, receipt=kept)


def test_an_entry_removed_after_the_freeze_is_refused(published):
    lines = (published / "entries.txt").read_bytes().splitlines(keepends=True)
    (published / "entries.txt").write_bytes(b"".join(lines[:-1]))

    assert "entries" in reason(published)


def test_a_friend_put_among_the_selected_is_refused(published):
    files = drawn_round()
    rows = files["selection.txt"].decode().splitlines()
    pool, position, _, key = rows[0].split("|")
    friend = next(ticket for ticket in ENTRIES[pool] if ticket not in files["selection.txt"].decode())
    selection = "".join(f"{row}\n" for row in ["|".join(Winner(pool, position, friend, key)), *rows[1:]]).encode()
    result = json.loads(files["result.json"])
    result["selection"]["sha256"] = digest(selection)
    publish(published, {"selection.txt": selection, "result.json": canonical_json(result)})

    assert "selection.txt" in reason(published)


@pytest.mark.parametrize(
    "change",
    [
        {"frozen_at": "2023-09-14T10:59:04Z"},
        {"draw_at": "2023-09-15T10:59:06Z"},
        {"beacons": ["beacon test"]},
        {"beacons": []},
        {"beacons": ["beacon nist2 2 12"]},
        {"fallback": ["beacon draws lotto-649 2023-09-20"]},
        {"staff_anchor": None},
        {"staff_anchor": "ab" * 32},
        {"season": "2024"},
        {"code": "git:main"},
        {"format": "IEC-DRAW/2"},
        {"extra": 1},
        {"pools": []},
        {"previous_result": None},
    ],
)
def test_threat_01_a_manifest_against_the_protocol_is_refused_even_when_all_else_follows_it(tmp_path, change):
    files = real_round()
    manifest = canonical_json({**json.loads(files["manifest.json"]), **change})
    lines = files["seed_input.txt"].decode().splitlines(keepends=True)
    lines[2] = f"manifest {digest(manifest)}\n"
    publish(tmp_path / "round", files | {"manifest.json": manifest, "seed_input.txt": "".join(lines).encode()})

    assert reason(tmp_path / "round")


def test_a_test_source_is_never_accepted_in_a_public_round(tmp_path):
    files = {name: content.replace(b"IEC-DRAW/1-TEST", b"IEC-DRAW/1") for name, content in drawn_round().items()}

    assert reason(publish(tmp_path / "round", files), allow_test=True)


@pytest.mark.usefixtures("made_up_beacons")
def test_threat_06_a_draw_sooner_than_a_day_after_the_freeze_is_refused(tmp_path):
    vector = files_of(VECTORS["five_tickets"])
    manifest = vector["manifest.json"].replace(b"2026-04-17T16:00:00Z", b"2026-04-19T16:00:01Z")

    assert "24 hours" in reason(publish(tmp_path / "round", vector | {"manifest.json": manifest}))


def test_a_small_file_that_unpacks_without_end_is_refused(published):
    (published / "entries.txt").unlink()
    (published / "entries.txt.gz").write_bytes(gzip.compress(bytes(3_000_000)))

    assert "longer" in reason(published)


def test_two_copies_of_a_list_that_differ_are_refused(published):
    (published / "entries.txt.gz").write_bytes(gzip.compress(b""))

    assert "not the same list" in reason(published)


@pytest.mark.parametrize("content", [b"\x1f\x8b", b"not packed", b""])
def test_a_broken_archive_is_refused(published, content):
    (published / "entries.txt").unlink()
    (published / "entries.txt.gz").write_bytes(content)

    assert reason(published)


# -- the records beside a round


def test_a_file_that_the_sums_do_not_know_is_refused(published):
    (published / "SHA256SUMS").write_bytes(sums_file([(name, (published / name).read_bytes()) for name in FILES]))
    assert reason(published) is None

    (published / "SHA256SUMS").write_bytes(sums_file([("manifest.json", b"another")]))
    assert "SHA256SUMS" in reason(published)


def test_a_round_is_linked_to_the_result_of_the_round_before_it(tmp_path):
    first = drawn_round(name="2026-001")
    publish(tmp_path / "2026-001", first)
    linked = publish(tmp_path / "2026-002", drawn_round(previous=digest(first["result.json"])))
    assert reason(linked) is None

    assert "previous round" in reason(publish(tmp_path / "2026-002", drawn_round()))


def test_the_season_chain_passes_over_a_void_round(tmp_path):
    first = drawn_round(name="2026-001")
    third = drawn_round(name="2026-003", previous=digest(first["result.json"]))
    directory = publish(tmp_path / "2026-003", third)
    rows = [
        "round,manifest_sha256,result_sha256,state,reason",
        f"2026-001,{digest(first['manifest.json'])},{digest(first['result.json'])},issued,",
        f"2026-002,{'ab' * 32},,void,a country was missing",
        f"2026-003,{digest(third['manifest.json'])},{digest(third['result.json'])},issued,",
    ]
    (tmp_path / "chain.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert reason(directory) is None

    other = rows[3].replace(digest(third["result.json"]), "cd" * 32)
    (tmp_path / "chain.csv").write_text("\n".join([*rows[:3], other]) + "\n", encoding="utf-8")
    assert "other digests" in reason(directory)

    (tmp_path / "chain.csv").write_text("\n".join([rows[0], *rows[2:]]) + "\n", encoding="utf-8")
    assert "previous round" in reason(directory)


def test_the_first_round_of_a_season_names_no_result_before_it(tmp_path):
    directory = publish(tmp_path / "2026-001", drawn_round(name="2026-001", previous="ab" * 32))
    assert "first round of a season" in reason(directory)
    assert reason(publish(tmp_path / "2026-001", drawn_round(name="2026-001"))) is None


CHAIN = "round,manifest_sha256,result_sha256,state,reason\n"


def test_a_chain_fetched_before_the_draw_is_no_reason_against_the_round(published, capsys):
    manifest = digest((published / "manifest.json").read_bytes())
    (published / "chain.csv").write_text(f"{CHAIN}2026-002,{manifest},,frozen,\n", encoding="utf-8")
    assert verify_draw.main([str(published), "--allow-test"]) == 0
    assert "NOTE: chain.csv was fetched before" in capsys.readouterr().out


OLDER = "NOTE: chain.csv is older than this round, so the link to the previous round was not checked; fetch it again"


@pytest.fixture
def linked(tmp_path):
    """The second round of a season, in a folder of its own; and the first one, which it is linked to."""
    first = drawn_round(name="2026-001")
    return publish(tmp_path / "2026-002", drawn_round(previous=digest(first["result.json"]))), first


def test_a_chain_fetched_before_the_previous_round_was_over_gives_way_to_that_round_beside_it(linked, tmp_path, capsys):
    directory, first = linked
    publish(tmp_path / "2026-001", first)
    (tmp_path / "chain.csv").write_text(f"{CHAIN}2026-001,{digest(first['manifest.json'])},,frozen,\n", encoding="utf-8")
    assert verify_draw.main([str(directory), "--allow-test"]) == 0
    assert OLDER not in capsys.readouterr().out

    (tmp_path / "2026-001" / "result.json").write_bytes(b"another")
    assert "previous round" in reason(directory)


@pytest.mark.parametrize("line", ["", "2026-001,{manifest},,frozen,\n", "2026-001,,,void,\n2026-002,{manifest},,frozen,\n"])
def test_a_chain_that_knows_nothing_of_the_previous_round_is_said_to_be_old(tmp_path, line, capsys):
    directory = publish(tmp_path / "2026-003", drawn_round(name="2026-003", previous="ab" * 32))
    (tmp_path / "chain.csv").write_text(CHAIN + line.format(manifest="cd" * 32), encoding="utf-8")
    assert verify_draw.main([str(directory), "--allow-test"]) == 0
    assert OLDER in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "2026-001,{manifest},{other},closed,\n",
        "2026-001,,,void,\n",
        "2026-003,{other},{other},closed,\n",
    ],
    ids=["another result", "no result at all", "a later one is over"],
)
def test_a_chain_that_contradicts_the_link_to_the_previous_round_is_a_reason(linked, tmp_path, line):
    directory, first = linked
    content = CHAIN + line.format(manifest=digest(first["manifest.json"]), other="cd" * 32)
    (tmp_path / "chain.csv").write_text(content, encoding="utf-8")
    assert "previous round" in reason(directory)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-002,{other},,frozen,", "other digests"),
        ("2026-002,{manifest},{other},closed,", "other digests"),
        ("2026-002,{manifest},,void,a mistake", "is void"),
        ("2026-002,{manifest},,frozen,\n2026-002,{manifest},{result},closed,", "other digests"),
        ("2026-002,{manifest}", "cannot be read"),
    ],
)
def test_a_chain_that_says_something_else_of_the_round_is_a_reason(published, line, words):
    known = {name: digest((published / f"{name}.json").read_bytes()) for name in ("manifest", "result")}
    (published / "chain.csv").write_text(CHAIN + line.format(other="cd" * 32, **known) + "\n", encoding="utf-8")
    assert words in reason(published)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-002,{other},,frozen,", "other digests"),
        ("2026-002,{manifest},{other},closed,", "is drawn"),
        ("2026-002,{manifest},,frozen,", None),
        ("2026-002,{manifest},,void,a mistake", None),
    ],
)
def test_the_chain_beside_a_list_alone_names_its_manifest_and_no_result(published, line, words):
    for name in ("seed_input.txt", "selection.txt", "result.json"):
        (published / name).unlink()
    known = {"manifest": digest((published / "manifest.json").read_bytes()), "other": "cd" * 32}
    (published / "chain.csv").write_text(CHAIN + line.format(**known) + "\n", encoding="utf-8")
    if words is None:
        with pytest.raises(verify_draw.NotDrawn):
            reason(published)
    else:
        assert words in reason(published)


# -- tickets and receipts


@pytest.mark.parametrize(("pool", "ticket"), [("FR-IC", PEOPLE[0]), ("AU-WH", PEOPLE[59]), ("FR-YP-VIE", PEOPLE[33])])
def test_a_receipt_of_the_round_is_recognised(published, tmp_path, pool, ticket):
    kept = tmp_path / "receipt.json"
    kept.write_bytes(receipt_of(drawn_round(), pool, ticket))

    assert reason(published, receipt=kept) is None


@pytest.mark.parametrize(
    "change",
    [
        {"index": 3},
        {"size": 81},
        {"round": "2026-003"},
        {"pool": "AU-WH"},
        {"ticket": PEOPLE[1]},
        {"root": "ab" * 32},
        {"manifest_sha256": "ab" * 32},
        {"path": []},
        {"path": ["ab" * 32] * 7},
        {"path": ["AB"]},
        {"index": -1},
        {"index": True},
        {"ticket": None},
    ],
)
def test_a_receipt_that_was_changed_is_refused(published, tmp_path, change):
    fields = json.loads(receipt_of(drawn_round(), "FR-IC", PEOPLE[0]))
    kept = tmp_path / "receipt.json"
    kept.write_bytes(canonical_json({**fields, **change}))

    assert "receipt" in reason(published, receipt=kept)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{}", b"[" * 100_000])
def test_what_is_no_receipt_is_refused(published, tmp_path, content):
    kept = tmp_path / "receipt.json"
    kept.write_bytes(content)

    assert "not a receipt" in reason(published, receipt=kept)


def test_threat_16_a_ticket_is_told_what_happened_to_it(published, capsys):
    drawn = drawn_round()["selection.txt"].decode().splitlines()
    pool, position, ticket, key = drawn[0].split("|")

    assert verify_draw.main([str(published), "--allow-test", "--ticket", ticket]) == 0
    told = capsys.readouterr().out
    assert f"Ticket {ticket} in {pool}: number {key}" in told
    assert f"INVITED, as number {position} of 3" in told
    command = next(line.split("by hand: ")[1] for line in told.splitlines() if "by hand" in line)
    assert digest(command.split("'")[1].encode()) == key


def test_a_ticket_invited_from_an_earlier_pool_was_passed_over_later(published, capsys):
    rows = [row.split("|") for row in drawn_round()["selection.txt"].decode().splitlines()]
    ticket = next(row[2] for row in rows if row[0] == "FR-YP" and row[2] in ENTRIES["AU-WH"])

    verify_draw.main([str(published), "--allow-test", "--ticket", ticket])
    assert "already invited in this round" in capsys.readouterr().out


def test_a_ticket_that_is_not_in_the_list_is_told_so_in_french(published, capsys):
    assert verify_draw.main([str(published), "--allow-test", "--lang", "fr", "--ticket", "0" * 32]) == 0
    told = capsys.readouterr().out
    assert "absent de la liste" in told
    assert "RONDE D'ESSAI" in told
    assert "VÉRIFIÉ (calcul d’une ronde d’ESSAI seulement)" in told


# -- a list that is not drawn yet


LIST = ("manifest.json", "entries.txt")


@pytest.fixture
def list_alone(tmp_path):
    files = drawn_round()
    return publish(tmp_path / "2026-002", {name: files[name] for name in LIST})


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "NOT DRAWN YET: the list of round 2026-002 is as committed; not drawn yet."),
        ("fr", "PAS ENCORE TIRÉE : la liste de la ronde 2026-002 est telle qu'annoncée; elle n'est pas encore tirée."),
    ],
)
def test_a_list_that_is_not_drawn_is_checked_and_is_no_verified_round(list_alone, capsys, language, sentence):
    assert verify_draw.main([str(list_alone), "--allow-test", "--lang", language]) == 1
    told = capsys.readouterr().out
    assert sentence in told
    assert "VERIFIED" not in told
    assert "VÉRIFIÉ" not in told


def test_threat_05_a_receipt_is_checked_before_the_draw(list_alone, tmp_path, capsys):
    kept = tmp_path / "receipt.json"
    kept.write_bytes(receipt_of(drawn_round(), "FR-YP", PEOPLE[9]))
    assert verify_draw.main([str(list_alone), "--allow-test", "--receipt", str(kept), "--ticket", PEOPLE[9]]) == 1
    told = capsys.readouterr().out
    assert f"receipt: FR-YP|{PEOPLE[9]} is in the list" in told
    assert f"Ticket {PEOPLE[9]}: in the list of FR-IC." in told
    assert "as committed" in told

    without = drawn_round(ENTRIES | {"FR-YP": [ticket for ticket in ENTRIES["FR-YP"] if ticket != PEOPLE[9]]})
    publish(list_alone, {name: without[name] for name in LIST})
    assert "another list" in reason(list_alone, receipt=kept)


def test_a_list_that_was_changed_before_the_draw_is_refused(list_alone):
    lines = (list_alone / "entries.txt").read_bytes().splitlines(keepends=True)
    (list_alone / "entries.txt").write_bytes(b"".join(lines[1:]))
    assert "the manifest says" in reason(list_alone)


@pytest.mark.parametrize("name", ["selection.txt", "result.json", "SHA256SUMS"])
def test_a_round_that_was_drawn_is_never_called_not_drawn(list_alone, name):
    """Whoever leaves the seed away hides a draw, and no list that waits."""
    files = drawn_round()
    content = sums_file(list(files.items())) if name == "SHA256SUMS" else files[name]
    (list_alone / name).write_bytes(content)
    assert "seed_input.txt cannot be read" in reason(list_alone)


def test_what_the_system_says_of_a_file_is_said_in_french(published, capsys):
    (published / "seed_input.txt").unlink()
    assert verify_draw.main([str(published), "--allow-test", "--lang", "fr"]) == 1
    assert "seed_input.txt est illisible : fichier introuvable." in capsys.readouterr().out
    (published / "entries.txt").unlink()
    (published / "entries.txt.gz").write_bytes(b"no archive")
    assert verify_draw.main([str(published), "--allow-test", "--lang", "fr"]) == 1
    assert "archive abîmée ou incomplète" in capsys.readouterr().out


# -- the beacon's signature


def test_real_beacons_are_genuine_and_forged_ones_are_not():
    network = VECTORS["drand_quicknet"]
    beacons = [network["real_beacon"], *network["other_real_beacons_same_scheme"], *network["forged"]]
    for beacon in beacons:
        key = beacon.get("public_key", network["public_key"])
        signature = bytes.fromhex(beacon["signature"])
        assert verify_draw.drand_value_is_genuine(beacon["round"], signature, key) is beacon["bls_valid"]
        assert not beacon["bls_valid"] or digest(signature) == beacon["randomness"]


@pytest.mark.parametrize(
    "signature",
    [b"", bytes(48), b"\xc0" + bytes(47), b"\xff" * 48, b"\x80" + bytes(47), b"\x80" + bytes(46) + b"\x04"],
    ids=["empty", "not compressed", "infinity", "not of the field", "not of the group", "not of the group either"],
)
def test_bytes_that_are_no_signature_are_refused(signature):
    assert not verify_draw.drand_value_is_genuine(657413, signature)


def test_the_other_point_of_a_signature_is_refused():
    signature = bytearray(bytes.fromhex(VECTORS["drand_quicknet"]["real_beacon"]["signature"]))
    signature[0] ^= 0x20

    assert not verify_draw.drand_value_is_genuine(657413, bytes(signature))


@pytest.mark.parametrize(
    ("message", "x"),
    [
        (b"", "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1"),
        (b"abc", "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903"),
    ],
)
def test_hashing_to_the_curve_matches_rfc_9380(message, x):
    # RFC 9380, appendix J.9.1.
    assert verify_draw.hash_to_g1(message, b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_")[0] == int(x, 16)


# -- the program itself


def run(*arguments, cwd):
    command = [sys.executable, "-I", str(cwd / "verify_draw.py"), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def test_the_program_stands_alone_and_answers_by_its_exit_code(tmp_path, published):
    shutil.copy(PROGRAM, tmp_path / "verify_draw.py")

    verified = run(published, "--allow-test", cwd=tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "VERIFIED" in verified.stdout
    refused = run(published, cwd=tmp_path)
    assert refused.returncode == 1
    assert refused.stdout.startswith("NOT VERIFIED: This is a TEST round")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["/nowhere"],
        ["{round}", "--ticket", "12"],
        ["{round}", "--receipt", "/nowhere/receipt.json"],
        ["{round}", "--seed", "ab"],
    ],
)
def test_a_wrong_call_is_answered_with_two(published, capsys, arguments):
    with pytest.raises(SystemExit) as left:
        verify_draw.main([argument.replace("{round}", str(published)) for argument in arguments])

    assert left.value.code == 2
    assert "usage: verify_draw.py" in capsys.readouterr().err


def test_the_program_needs_the_standard_library_of_python_3_9_alone():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."])
    }

    assert imported <= sys.stdlib_module_names
