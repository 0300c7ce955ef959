#!/usr/bin/env python3
"""
Check a round of invitations of International Experience Canada from its published files.

    python3 verify_draw.py DIR [--ticket HEX] [--receipt FILE] [--lang en|fr] [--allow-test]

DIR holds manifest.json, entries.txt, seed_input.txt, selection.txt and result.json of one round; the two lists may be
compressed (entries.txt.gz, selection.txt.gz). The program reads the files, repeats the draw and compares every byte.

Exit code 0: verified. 1: not verified, with the first reason in a sentence. 2: the program was called wrongly. 3: this machine
failed (no memory, no room on the disk, no place for a temporary file), which says nothing about the round.

Before the draw only the list is there: manifest.json and entries.txt. Then the program checks these two, and a receipt or
a ticket on request, says that the list is as committed and not drawn yet, and ends with 1, since no draw was verified.

It is one file, needs Python 3.9 or newer, nothing else and no network. It was written from the published protocol
IEC-DRAW/1 and shares no code with the system that draws, so that the two are opinions of their own. It checks:

 1. entries.txt: every line well formed, strictly ascending, count, SHA-256 and Merkle root as in the manifest;
 2. manifest.json: canonical, pools in processing order, counts, at least 24 hours between freeze and draw, and the
    announced drand value is the one of the moment of the draw;
 3. seed_input.txt: bound to this manifest, made of the announced sources, the staff's link fits the published anchor;
 4. the drand value: its BLS signature, with the network's public key that stands in this file;
 5. the draw: the number of every entry and everybody selected, byte for byte;
 6. result.json, the link to the previous round, and SHA256SUMS where they are at hand;
 7. time stamps of the manifest (manifest.tsr) where they are at hand: what was stamped, and that it was before the draw;
 8. on request: what happened to one ticket, and whether a receipt belongs to this round.

What no program can see in these files: whether the list holds exactly the people who were in the pools (for that there
are receipts, the completeness report and the audit), and when the manifest was published (receipts; time stamps, whose
signature `openssl ts -verify` checks with the authority's root certificate).
"""

import argparse
import csv
import errno
import gzip
import hashlib
import io
import json
import os
import re
import stat
import sys
import tempfile
import zlib
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import partial
from itertools import groupby, islice
from operator import lt
from pathlib import Path

sha256 = hashlib.sha256

PUBLIC, TEST = "IEC-DRAW/1", "IEC-DRAW/1-TEST"
CATEGORIES = ("IC", "YP", "WH")
POOL = re.compile(r"[A-Z]{2}-(?:IC|YP|WH)(?:-[A-Z0-9]{1,8})?", re.ASCII)
LINE = re.compile(rb"[A-Z]{2}-(?:IC|YP|WH)(?:-[A-Z0-9]{1,8})?\|[0-9a-f]{32}\n")
TICKET = re.compile(r"[0-9a-f]{32}", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
NOTHING_BEFORE = "0" * 64
LONGEST_ENTRY, LONGEST_SELECTED = 48, 128
LONGEST_SMALL_FILE = 8_000_000
MOST_ROUNDS = 999  # of a season, which its rounds' names have room for
LONGEST_NUMBER = 18  # digits of a whole number in JSON; longer ones only take time to read
IN_MEMORY = 1 << 24  # bytes of an unpacked list; a longer one is put into a temporary file
BLOCK = 4096  # lines read at once; a power of two, so that a block is a whole branch of the Merkle tree
BUFFER = 16 * BLOCK  # numbers kept beyond a quarter more than the places, before all but the best are let go

# What stands in SHA256SUMS where it was published. A list that somebody unpacked does not.
PUBLISHED = (
    "manifest.json", "entries.txt.gz", "completeness.csv", "seed_input.txt", "selection.txt.gz", "result.json", "quality.json",
    "manifest.tsr", "manifest.2.tsr",
)  # fmt: skip
STAMPS = ("manifest.tsr", "manifest.2.tsr")
SIGNED_DATA, TIME_STAMP, SHA256 = "2a864886f70d010702", "2a864886f70d0109100104", "608648016503040201"  # object identifiers

# What there is only once a round is drawn.
OF_A_DRAW = ("seed_input.txt", "selection.txt", "selection.txt.gz", "result.json")

# The drand network "quicknet": its public key, its first second and how many seconds lie between two values.
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS, PERIOD = 1692803367, 3

SOURCES = {  # announced line, and the value that follows it in seed_input.txt
    "drand": (re.compile(r"beacon drand ([0-9a-f]{64}) ([1-9][0-9]{0,17})", re.ASCII), r"[0-9a-f]{96}"),
    "nist2": (re.compile(r"beacon nist2 [0-9]{1,9} [1-9][0-9]{0,17}", re.ASCII), r"[0-9a-f]{128}"),
    "draws": (
        re.compile(r"beacon draws ([a-z0-9-]{1,40}) ([0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII),
        r"[1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,8}){0,99}",
    ),
    "test": (re.compile(r"beacon test", re.ASCII), r"[0-9a-f]{64}"),
}

# The public draws that a fallback may name: how many numbers are written of one, the largest of them, and how many are different
# at least. The first two stand without their bonus number, the last with its Grand Number, which has a drum of its own.
LOTTERIES = {"lotto-649": (6, 49, 6), "lotto-max": (7, 52, 7), "daily-grand": (6, 49, 5)}


class Refusal(Exception):
    """The round is not verified. The reason is a sentence in English and the same in French."""

    def __init__(self, en, fr):
        super().__init__(en)
        self.en, self.fr = en, fr


class NotDrawn(Exception):
    """The list of a round is as its manifest fixes it, and nothing of a draw is at hand; it names round and moment."""

    def __init__(self, name, draw_at):
        super().__init__(name)
        self.name, self.draw_at = name, draw_at


class Report:
    """What the program says while it goes on, in one language."""

    def __init__(self, french=False, out=None):
        self.french, self.out = french, out or sys.stdout
        self.fallback = False  # whether the seed was made of the fallback

    def say(self, en, fr):
        print(fr if self.french else en, file=self.out)

    def number(self, number):
        return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}" if self.french else ",")


# ---------------------------------------------------------------------------------------------- files


SYSTEM_IN_FRENCH = {
    errno.ENOENT: "fichier introuvable",
    errno.ENOTDIR: "dossier introuvable",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EIO: "erreur de lecture",
    errno.ENOSPC: "plus de place sur le disque",
    errno.ELOOP: "trop de liens",
    errno.ENAMETOOLONG: "nom trop long",
}


# What a machine says that has no room, no memory or a broken disk: nothing follows from it for the files.
OF_THE_MACHINE = frozenset({errno.ENOSPC, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO} | {getattr(errno, "EDQUOT", 0)})


class NoTemporaryFile(OSError):
    """A list that is unpacked has no place on this machine, whatever the system calls the reason."""


def of_the_machine(fault):
    """Say whether a fault is the machine's and not the files'."""
    if isinstance(fault, (MemoryError, NoTemporaryFile)):
        return True
    return isinstance(fault, OSError) and fault.errno in OF_THE_MACHINE


def in_french(fault):
    """Return in French what a fault of the system, or of an archive, says in English."""
    number = getattr(fault, "errno", None)
    if isinstance(fault, NoTemporaryFile):
        return "aucun fichier temporaire possible"
    if isinstance(fault, (EOFError, zlib.error)) or (isinstance(fault, OSError) and number is None):
        return "archive abîmée ou incomplète"
    if isinstance(fault, OSError):
        return SYSTEM_IN_FRENCH.get(number, f"erreur {number} du système")
    return "contenu mal écrit"


def small_file(directory, name):
    path = directory / name
    try:
        check_ordinary(path)
        with path.open("rb") as file:
            content = file.read(LONGEST_SMALL_FILE + 1)
    except OSError as fault:
        if of_the_machine(fault):
            raise
        raise Refusal(f"{name} cannot be read: {fault.strerror}.", f"{name} est illisible : {in_french(fault)}.") from fault
    if len(content) > LONGEST_SMALL_FILE:
        raise Refusal(f"{name} is far too long.", f"{name} est beaucoup trop long.")
    return content


def check_ordinary(path):
    """Refuse what has no size and perhaps no end, such as a device or a pipe; a folder is refused by whoever opens it."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise Refusal(f"{path.name} is not an ordinary file.", f"{path.name} n'est pas un fichier ordinaire.")


def list_file(directory, name, longest):
    """Open a list, compressed or not, as a seekable stream of at most ``longest`` bytes."""
    plain, packed = directory / name, directory / (name + ".gz")
    too_long = Refusal(
        f"{name} is longer than the manifest's counts allow.",
        f"{name} est plus long que ne le permettent les nombres du manifeste.",
    )
    try:
        for path in (plain, packed):
            if path.exists():
                check_ordinary(path)
        if plain.exists():
            if plain.stat().st_size > longest:
                raise too_long
            if packed.exists():
                with unpacked(packed, longest, too_long) as other:
                    same = digest_of(other) == digest_at(plain)
                if not same:
                    raise Refusal(
                        f"{name} and {name}.gz are not the same list.",
                        f"{name} et {name}.gz ne sont pas la même liste.",
                    )
            return plain.open("rb")
        return unpacked(packed, longest, too_long)
    except (OSError, EOFError, zlib.error) as fault:
        if of_the_machine(fault):
            raise
        raise Refusal(
            f"{name} cannot be read, nor {name}.gz: {fault}.",
            f"{name} est illisible, {name}.gz aussi : {in_french(fault)}.",
        ) from fault


def unpacked(path, longest, too_long):
    # A few megabytes may unpack to terabytes: stop when there is more than the manifest speaks of.
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (whoever reads the list closes it)
    try:
        with gzip.open(path) as source:
            for piece in iter(lambda: source.read(1 << 20), b""):
                temporary(stream.write, piece)
                if stream.tell() > longest:
                    raise too_long
        temporary(stream.seek, 0)
    except BaseException:
        with suppress(OSError):  # what was not written yet cannot be written now
            stream.close()
        raise
    return stream


def temporary(act, *arguments):
    """Do something with a temporary file; what fails there is this machine's, and never the archive's."""
    try:
        act(*arguments)
    except OSError as fault:
        raise NoTemporaryFile(fault.errno, f"no temporary file: {fault.strerror}") from fault


def digest_at(path):
    with path.open("rb") as stream:
        return digest_of(stream)


def digest_of(stream):
    whole = sha256()
    for piece in iter(lambda: stream.read(1 << 20), b""):
        whole.update(piece)
    return whole.hexdigest()


def whole_number(digits):
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number has %d digits" % len(digits))
    return int(digits)


def canonical(value):
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n").encode("ascii")


def canonical_file(directory, name):
    content = small_file(directory, name)
    try:
        value = json.loads(content.decode("ascii"), parse_int=whole_number)
        same = canonical(value) == content
    except (ValueError, RecursionError) as fault:
        raise Refusal(f"{name} is not JSON: {fault}.", f"{name} n'est pas du JSON : {fault}.") from fault
    if not same:
        raise Refusal(
            f"{name} is not in canonical form (sorted keys, no spaces, one line feed at the end).",
            f"{name} n'est pas sous forme canonique (clés triées, aucun espace, un saut de ligne à la fin).",
        )
    return value, content


# ------------------------------------------------------------------------------------------- manifest


def check_manifest(manifest, allow_test):
    """Check everything that the manifest says by itself."""
    fields = {
        "beacons", "code", "draw_at", "entries", "fallback", "format", "frozen_at", "pools", "previous_result", "round",
        "season", "staff_anchor",
    }  # fmt: skip
    if not isinstance(manifest, dict) or set(manifest) != fields:
        raise Refusal(
            "manifest.json does not have exactly the fields of the protocol.",
            "manifest.json n'a pas exactement les champs du protocole.",
        )
    if manifest["format"] == TEST:
        if not allow_test:
            raise Refusal(
                "This is a TEST round (IEC-DRAW/1-TEST): its random value comes from the system itself and proves "
                "nothing. To check its arithmetic all the same, add --allow-test.",
                "Ceci est une ronde d'ESSAI (IEC-DRAW/1-TEST) : sa valeur aléatoire vient du système lui-même et ne "
                "prouve rien. Pour en vérifier quand même le calcul, ajoutez --allow-test.",
            )
    elif manifest["format"] != PUBLIC:
        raise Refusal(
            f"The format {manifest['format']!r} is not one that this program knows.",
            f"Le format {manifest['format']!r} n'est pas connu de ce programme.",
        )
    name = text_of(manifest, "round", r"[0-9]{4}-[0-9]{3}")
    if manifest["season"] != name[:4]:
        raise Refusal("The season is not the round's.", "La saison n'est pas celle de la ronde.")
    text_of(manifest, "code", r"git:[0-9a-f]{40}")
    if text_of(manifest, "previous_result", DIGEST.pattern) != NOTHING_BEFORE and name.endswith("-001"):
        raise Refusal(
            "The first round of a season names a result before it; there is none.",
            "La première ronde d'une saison nomme un résultat avant elle; il n'y en a pas.",
        )
    if manifest["staff_anchor"] is not None:
        text_of(manifest, "staff_anchor", DIGEST.pattern)
    entries = manifest["entries"]
    if not isinstance(entries, dict) or set(entries) != {"count", "merkle_root", "sha256"}:
        raise Refusal("The manifest's field entries is incomplete.", "Le champ entries du manifeste est incomplet.")
    text_of(entries, "sha256", DIGEST.pattern)
    text_of(entries, "merkle_root", DIGEST.pattern)
    check_pools(manifest["pools"], count_of(entries, "count"))
    check_sources(manifest, moment_of(manifest, "frozen_at"), moment_of(manifest, "draw_at"))


def text_of(fields, name, shape):
    if not isinstance(fields[name], str) or not re.fullmatch(shape, fields[name], re.ASCII):
        raise Refusal(
            f"The manifest's field {name} is badly written: {str(fields[name])[:80]!r}.",
            f"Le champ {name} du manifeste est mal écrit : {str(fields[name])[:80]!r}.",
        )
    return fields[name]


def count_of(fields, name):
    if type(fields[name]) is not int or not 0 <= fields[name] <= 10**9:
        raise Refusal(
            f"The manifest's field {name} is not a number of entries or invitations.",
            f"Le champ {name} du manifeste n'est pas un nombre d'inscriptions ou d'invitations.",
        )
    return fields[name]


def moment_of(manifest, name):
    try:
        text = text_of(manifest, name, MOMENT.pattern)
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError as fault:
        raise Refusal(
            f"The manifest's field {name} is a moment in no calendar.",
            f"Le champ {name} du manifeste est un moment qui n'existe dans aucun calendrier.",
        ) from fault


def check_pools(pools, count):
    shaped = isinstance(pools, list) and all(
        isinstance(line, dict)
        and set(line) == {"entries", "invite", "pool"}
        and isinstance(line["pool"], str)
        and POOL.fullmatch(line["pool"])
        for line in pools
    )
    if not shaped:
        raise Refusal("The manifest's list of pools is badly written.", "La liste des bassins du manifeste est mal écrite.")
    places = [(CATEGORIES.index(line["pool"][3:5]), line["pool"]) for line in pools]
    if not all(map(lt, places, islice(places, 1, None))):
        raise Refusal(
            "The pools are not in processing order: Co-op, Young Professionals, Working Holiday, then by code.",
            "Les bassins ne sont pas dans l'ordre de traitement : Stage coop, Jeunes professionnels, "
            "Vacances-travail, puis par code.",
        )
    if sum(count_of(line, "entries") for line in pools) != count:
        raise Refusal(
            "The entries of the pools do not add up to the manifest's count.",
            "La somme des inscriptions des bassins n'est pas le nombre du manifeste.",
        )
    for line in pools:
        count_of(line, "invite")


def source_of(line):
    """Return the kind of an announced line and its match, or refuse it."""
    for kind, (shape, _) in SOURCES.items():
        found = isinstance(line, str) and shape.fullmatch(line)
        if found:
            return kind, found
    raise Refusal(
        f"{str(line)[:120]!r} announces no source of random values that the protocol knows.",
        f"{str(line)[:120]!r} n'annonce aucune source de valeurs aléatoires connue du protocole.",
    )


def drand_round_at(moment):
    seconds = int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
    return -(-(seconds - GENESIS) // PERIOD) + 1


def check_sources(manifest, frozen_at, draw_at):
    beacons, fallback = manifest["beacons"], manifest["fallback"]
    if not isinstance(beacons, list) or not isinstance(fallback, list):
        raise Refusal("The manifest's sources are no lists.", "Les sources du manifeste ne sont pas des listes.")
    kinds = [source_of(line)[0] for line in beacons]
    if manifest["format"] == TEST:
        if beacons != ["beacon test"] or fallback or draw_at < frozen_at:
            raise Refusal(
                "A test round has the one source 'beacon test', no fallback, and is drawn after its freeze.",
                "Une ronde d'essai a la seule source « beacon test », aucune solution de repli, et se tire après le gel.",
            )
        return
    if draw_at - frozen_at < timedelta(hours=24):
        raise Refusal(
            "There are less than 24 hours between the freeze and the draw.",
            "Il y a moins de 24 heures entre le gel et le tirage.",
        )
    if set(kinds) != {"drand"}:
        raise Refusal(
            "A public round names drand values and no other source: of another one nobody could tell from the files whether the "
            "value is genuine or was chosen.",
            "Une ronde publique nomme des valeurs drand et aucune autre source : d'une autre, personne ne pourrait dire d'après "
            "les fichiers si la valeur est authentique ou choisie.",
        )
    for line in beacons:
        check_announced(line, draw_at)
    if fallback:
        try:
            deadline = draw_at + timedelta(hours=72)
        except OverflowError as fault:
            raise Refusal(
                "The draw lies at the end of all calendars.", "Le tirage se trouve à la fin de tous les calendriers."
            ) from fault
        check_fallback(fallback, deadline)


def check_announced(line, draw_at):
    found = source_of(line)[1]
    if found[1] != QUICKNET or int(found[2]) != drand_round_at(draw_at):
        raise Refusal(
            f"The announced drand value is not the quicknet value of the moment of the draw, {drand_round_at(draw_at)}.",
            f"La valeur drand annoncée n'est pas celle de quicknet au moment du tirage, {drand_round_at(draw_at)}.",
        )


def check_fallback(lines, deadline):
    found = [source_of(line) for line in lines]
    if len(set(lines)) != len(lines) or len(lines) < 3 or {kind for kind, _ in found} != {"draws"}:
        raise Refusal(
            "A fallback is at least three different public number draws.",
            "Une solution de repli est faite d'au moins trois tirages publics différents.",
        )
    for _, match in found:
        if match[1] not in LOTTERIES:
            raise Refusal(
                f"{match[1]!r} is none of the public draws that a fallback may name: {', '.join(LOTTERIES)}.",
                f"« {match[1]} » n'est aucun des tirages publics que le repli peut nommer : {', '.join(LOTTERIES)}.",
            )
    if any(day_of(match) <= deadline.date() for _, match in found):
        raise Refusal(
            "A fallback draw is dated before the beacon can be called dead, 72 hours after the draw.",
            "Un tirage de repli est daté d'avant que la source puisse être dite éteinte, 72 heures après le tirage.",
        )


def day_of(found):
    try:
        return date.fromisoformat(found[2])
    except ValueError as fault:
        raise Refusal(
            f"{found[2]} is a day in no calendar.", f"{found[2]} est un jour qui n'existe dans aucun calendrier."
        ) from fault


# -------------------------------------------------------------------------------------------- entries


def check_entries(stream, manifest, watch=None):
    """
    Read the whole list once; return where each pool begins in the stream, and the line number ``watch``.

    Only a block of lines is held at a time, and one hash for each block.
    """
    whole, branches, counts, begins = sha256(), [], {}, {}
    last, number, position, watched = b"", 0, 0, None
    # No line is read farther than a little beyond the longest entry: a file may be one line without an end.
    lines = iter(partial(stream.readline, LONGEST_ENTRY + 1), b"")
    while True:
        block = list(islice(lines, BLOCK))
        if not block:
            break
        whole.update(b"".join(block))
        if not all(map(LINE.fullmatch, block)):
            wrong = next(at for at, line in enumerate(block, number + 1) if not LINE.fullmatch(line))
            raise Refusal(
                f"Line {wrong} of entries.txt is not an entry.",
                f"La ligne {wrong} d'entries.txt n'est pas une inscription.",
            )
        if not last < block[0] or not all(map(lt, block, islice(block, 1, None))):
            rows = [last, *block]
            wrong = number + next(at for at in range(1, len(rows)) if not rows[at - 1] < rows[at])
            raise Refusal(
                f"Line {wrong} of entries.txt does not come after the line before it, or repeats it.",
                f"La ligne {wrong} d'entries.txt ne vient pas après la précédente, ou la répète.",
            )
        if watch is not None and number <= watch < number + len(block):
            watched = block[watch - number]
        for name, same in groupby(block, key=lambda line: line[:-34]):
            pool, found = name.decode("ascii"), sum(1 for _ in same)
            begins.setdefault(pool, position)
            counts[pool] = counts.get(pool, 0) + found
            position += found * (len(name) + 34)
        branches.append(tree_of([sha256(b"\x00" + line[:-1]).digest() for line in block]))
        last, number = block[-1], number + len(block)
    announced = manifest["entries"]
    if number != announced["count"]:
        raise Refusal(
            f"entries.txt has {number} entries, the manifest says {announced['count']}.",
            f"entries.txt compte {number} inscriptions, le manifeste en annonce {announced['count']}.",
        )
    if whole.hexdigest() != announced["sha256"]:
        raise Refusal(
            "entries.txt is not the list that the manifest fixes: its SHA-256 is another.",
            "entries.txt n'est pas la liste fixée par le manifeste : son SHA-256 diffère.",
        )
    if tree_of(branches).hex() != announced["merkle_root"]:
        raise Refusal(
            "The Merkle root of entries.txt is not the manifest's.",
            "La racine de Merkle d'entries.txt n'est pas celle du manifeste.",
        )
    for line in manifest["pools"]:
        if line["entries"] != counts.pop(line["pool"], 0):
            raise Refusal(
                f"The manifest miscounts the entries of {line['pool']}.",
                f"Le manifeste compte mal les inscriptions de {line['pool']}.",
            )
    if counts:
        pool = min(counts)
        raise Refusal(
            f"{pool} has entries, but the manifest does not list it.",
            f"{pool} a des inscriptions, mais le manifeste ne le nomme pas.",
        )
    return begins, watched


def tree_of(nodes):
    """Return the Merkle root over nodes; a last one without a neighbour goes up as it is."""
    while len(nodes) > 1:
        pairs = [sha256(b"\x01" + nodes[at] + nodes[at + 1]).digest() for at in range(0, len(nodes) - 1, 2)]
        nodes = pairs + nodes[len(nodes) & ~1 :]
    return nodes[0] if nodes else sha256().digest()


# ----------------------------------------------------------------------------------------------- seed


def check_seed(content, manifest, manifest_digest, report):
    """Check seed_input.txt against the manifest; return the seed and where it comes from."""
    try:
        lines = content.decode("ascii").split("\n")
    except UnicodeDecodeError as fault:
        raise Refusal("seed_input.txt is not plain text.", "seed_input.txt n'est pas du texte simple.") from fault
    if len(lines) < 6 or lines[-1] or lines[:2] != [manifest["format"], "round " + manifest["round"]]:
        raise Refusal(
            "seed_input.txt is not made as the protocol makes it for this round.",
            "seed_input.txt n'est pas composé comme le veut le protocole pour cette ronde.",
        )
    if lines[2] != "manifest " + manifest_digest:
        raise Refusal(
            "seed_input.txt belongs to another manifest: the list or the places were changed after the seed.",
            "seed_input.txt appartient à un autre manifeste : la liste ou les places ont changé après le germe.",
        )
    values, randomness = lines[3:-2], None
    for name, announced in (("beacons", manifest["beacons"]), ("fallback", manifest["fallback"])):
        if announced and [line.rpartition(" ")[0] for line in values] == announced:
            randomness = name
            break
    if randomness is None:
        raise Refusal(
            "The random values of seed_input.txt are not those that the manifest announced.",
            "Les valeurs aléatoires de seed_input.txt ne sont pas celles que le manifeste annonçait.",
        )
    for line in values:
        check_value(line, report)
    check_staff(lines[-2], manifest["staff_anchor"])
    return sha256(content).hexdigest(), randomness


def check_value(line, report):
    announced, _, value = line.rpartition(" ")
    kind, found = source_of(announced)
    if not re.fullmatch(SOURCES[kind][1], value, re.ASCII):
        raise Refusal(f"The value of {announced!r} is badly written.", f"La valeur de « {announced} » est mal écrite.")
    if kind == "draws":
        numbers = [int(number) for number in value.split(".")]
        if numbers != sorted(numbers):
            raise Refusal(
                f"The numbers of {announced!r} are not ascending.",
                f"Les nombres de « {announced} » ne sont pas croissants.",
            )
        count, largest, different = LOTTERIES[found[1]]
        if len(numbers) != count or len(set(numbers)) < different or numbers[-1] > largest:
            raise Refusal(
                f"The numbers of {announced!r} are not those of such a draw: {count} numbers up to {largest}, of which "
                f"{different} are different.",
                f"Les nombres de « {announced} » ne sont pas ceux d'un tel tirage : {count} nombres, au plus {largest}, dont "
                f"{different} différents.",
            )
    if kind == "drand" and not drand_value_is_genuine(int(found[2]), bytes.fromhex(value)):
        raise Refusal(
            f"The drand value {found[2]} is false: the network's signature does not fit.",
            f"La valeur drand {found[2]} est fausse : la signature du réseau ne correspond pas.",
        )
    if kind == "draws":
        report.say(
            f"  NOTE: compare by eye with the official record, this program cannot: {line}",
            f"  NOTE : à comparer à l'œil avec la source officielle, ce programme ne le peut pas : {line}",
        )


def check_staff(line, anchor):
    link = line[len("staff ") :]
    if anchor is None:
        if line != "staff -":
            raise Refusal(
                "seed_input.txt has a staff link, but the manifest announced none.",
                "seed_input.txt contient un maillon du personnel, mais le manifeste n'en annonçait aucun.",
            )
    elif not line.startswith("staff ") or not DIGEST.fullmatch(link) or hash_link(link) != anchor:
        raise Refusal(
            "The staff's secret does not fit the anchor published before.",
            "Le secret du personnel ne correspond pas à l'ancre publiée auparavant.",
        )


def hash_link(link):
    return sha256(b"IEC-DRAW/1|chain|" + link.encode("ascii")).hexdigest()


# ------------------------------------------------------------------------------- the drand signature
#
# A drand quicknet value is a BLS signature on the curve BLS12-381: a point S of its first group G1. It is genuine when
# e(S, G) = e(H, K), with G the generator of the second group G2, K the network's public key in G2, H the round's number
# hashed to a point of G1 (RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_) and e the pairing. Nothing here is secret,
# so the arithmetic is written to be read, not to run in constant time.
#
# Numbers of the field Fp are ints below P; of Fp2 pairs (a, b) for a + b*u with u*u = -1; of Fp12 lists of six Fp2
# numbers, the coefficients of 1, w, w^2 .. w^5 with w^6 = 1 + u. Points are pairs of coordinates, None at infinity.

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001  # the order of both groups
X = 0xD201000000010000  # the curve's parameter without its sign
G2_GENERATOR = (
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def drand_value_is_genuine(number, signature, key=QUICKNET_KEY):
    """Say whether 48 bytes are the network's signature of this round number; ``key`` is its public key in hex."""
    point = g1_point(signature)
    if point is None or g1_times(R, point) is not None:
        return False
    hashed = hash_to_g1(sha256(number.to_bytes(8, "big")).digest())
    negative = (point[0], P - point[1])
    return pairings_cancel([(negative, g2_point(bytes.fromhex(G2_GENERATOR))), (hashed, g2_point(bytes.fromhex(key)))])


def g1_point(content):
    """Return the point that 48 bytes stand for, or None when they are no point of the curve y^2 = x^3 + 4."""
    if len(content) != 48 or content[0] & 0xC0 != 0x80:  # compressed, and not infinity
        return None
    x = int.from_bytes(content, "big") & ((1 << 381) - 1)
    square = (x * x * x + 4) % P
    y = pow(square, (P + 1) // 4, P)
    if x >= P or y * y % P != square:
        return None
    return x, y if (y > P - y) == bool(content[0] & 0x20) else P - y


def g1_add(one, two):
    if one is None or two is None:
        return two if one is None else one
    if one[0] == two[0]:
        if (one[1] + two[1]) % P == 0:
            return None
        slope = 3 * one[0] * one[0] * pow(2 * one[1], -1, P) % P
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, P) % P
    x = (slope * slope - one[0] - two[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def g1_times(factor, point):
    total = None
    for bit in bin(factor)[2:]:
        total = g1_add(total, total)
        if bit == "1":
            total = g1_add(total, point)
    return total


def hash_to_g1(message, domain=DOMAIN):
    """RFC 9380, hash_to_curve: two numbers of the field, each to a point, added, moved into the group of order R."""
    wide = expand(message, domain, 128)
    one, two = (to_curve(int.from_bytes(wide[at : at + 64], "big") % P) for at in (0, 64))
    return g1_times(X + 1, g1_add(one, two))


def expand(message, domain, length):
    """RFC 9380, expand_message_xmd with SHA-256."""
    domain += bytes([len(domain)])
    first = sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\x00" + domain).digest()
    blocks = [sha256(first + b"\x01" + domain).digest()]
    while len(blocks) * 32 < length:
        mixed = int.from_bytes(first, "big") ^ int.from_bytes(blocks[-1], "big")
        blocks.append(sha256(mixed.to_bytes(32, "big") + bytes([len(blocks) + 1]) + domain).digest())
    return b"".join(blocks)[:length]


def to_curve(number):
    """RFC 9380, simplified SWU onto a curve y^2 = x^3 + A*x + B, then the map of degree 11 to ours."""
    square = 11 * number * number % P
    below = (square * square + square) % P
    x = -ISO_B * pow(ISO_A, -1, P) * (1 + pow(below, -1, P)) % P if below else ISO_B * pow(11 * ISO_A, -1, P) % P
    other = square * x % P
    y = root_of(x)
    if y is None:
        x, y = other, root_of(other)
    if y % 2 != number % 2:
        y = P - y
    across, across_below, up, up_below = (polynomial(row, x) for row in ISO_MAP)
    return across * pow(across_below, -1, P) % P, y * up * pow(up_below, -1, P) % P


def root_of(x):
    square = (x * x * x + ISO_A * x + ISO_B) % P
    y = pow(square, (P + 1) // 4, P)
    return y if y * y % P == square else None


def polynomial(coefficients, x):
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % P
    return value


def g2_point(content):
    """Return the point of y^2 = x^3 + 4 + 4u that 96 bytes of a public key stand for."""
    x = (int.from_bytes(content[48:], "big"), int.from_bytes(content[:48], "big") & ((1 << 381) - 1))
    cube = mul2(mul2(x, x), x)
    square = ((cube[0] + 4) % P, (cube[1] + 4) % P)
    # A square root in Fp2, P being 3 modulo 4.
    power = power2(square, (P - 3) // 4)
    y, kind = mul2(power, square), mul2(mul2(power, power), square)
    y = (-y[1] % P, y[0]) if kind == (P - 1, 0) else mul2(power2(((kind[0] + 1) % P, kind[1]), (P - 1) // 2), y)
    if mul2(y, y) != square:
        raise ValueError("These bytes are no point of G2.")
    other = (-y[0] % P, -y[1] % P)
    return x, y if ((y[1], y[0]) > (other[1], other[0])) == bool(content[0] & 0x20) else other


def mul2(a, b):
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def sub2(a, b):
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def inverse2(a):
    below = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return a[0] * below % P, -a[1] * below % P


def power2(base, exponent):
    value = (1, 0)
    for bit in bin(exponent)[2:]:
        value = mul2(value, value)
        if bit == "1":
            value = mul2(value, base)
    return value


def mul12(a, b):
    """Multiply in Fp12; coefficients that are None are zero."""
    real, imaginary = [0] * 11, [0] * 11
    for i, x in enumerate(a):
        if x is None:
            continue
        for j, y in enumerate(b):
            if y is not None:
                real[i + j] += x[0] * y[0] - x[1] * y[1]
                imaginary[i + j] += x[0] * y[1] + x[1] * y[0]
    for i in range(10, 5, -1):  # w^6 = 1 + u
        real[i - 6] += real[i] - imaginary[i]
        imaginary[i - 6] += real[i] + imaginary[i]
    return [(real[i] % P, imaginary[i] % P) for i in range(6)]


def pairings_cancel(pairs):
    """
    Say whether the pairings of some points (of G1, of G2) multiply to one.

    The product is f^((P^12 - 1) / R), with f from Miller's loop. With g = f^((P^6 + 1) / R) that is g^(P^6 - 1), and it is
    one exactly when g^(P^6) = g. Raising to P^6 turns the sign of odd powers of w: so when g has none.
    """
    f = [(1, 0), None, None, None, None, None]
    points = [second for _, second in pairs]
    for bit in bin(X)[3:]:
        f = mul12(f, f)
        for which, (first, second) in enumerate(pairs):
            line, points[which] = step(points[which], points[which], first)
            f = mul12(f, line)
            if bit == "1":
                line, points[which] = step(points[which], second, first)
                f = mul12(f, line)
    g = [(1, 0), None, None, None, None, None]
    for bit in bin((P**6 + 1) // R)[2:]:
        g = mul12(g, g)
        if bit == "1":
            g = mul12(g, f)
    return g[1] == g[3] == g[5] == (0, 0)


def step(one, two, at):
    """Add two points of G2; return the line through them taken at a point of G1, times w^3, and their sum."""
    if one == two:
        square = mul2(one[0], one[0])
        slope = mul2((3 * square[0], 3 * square[1]), inverse2((2 * one[1][0], 2 * one[1][1])))
    else:
        slope = mul2(sub2(two[1], one[1]), inverse2(sub2(two[0], one[0])))
    x = sub2(sub2(mul2(slope, slope), one[0]), two[0])
    y = sub2(mul2(slope, sub2(one[0], x)), one[1])
    fixed = sub2(mul2(slope, one[0]), one[1])
    return [fixed, None, (-slope[0] * at[0] % P, -slope[1] * at[0] % P), (at[1], 0), None, None], (x, y)


# RFC 9380, section 8.8.1 and appendix E.2: the other curve, and the map from it, lowest power first.
ISO_A = int("144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d", 16)
ISO_B = int("12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0", 16)
ISO_MAP = [
    [int(coefficient, 16) for coefficient in row.split()]
    for row in (
        """
        11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7
        17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb
        d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0
        1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861
        e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9
        1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983
        d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84
        17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e
        80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317
        169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e
        10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b
        6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229
        """,
        """
        8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c
        12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff
        b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19
        3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8
        13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e
        e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5
        772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a
        14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e
        a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641
        95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a
        1
        """,
        """
        90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33
        134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696
        cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6
        1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb
        8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb
        16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0
        4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2
        987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29
        9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587
        e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30
        19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132
        18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e
        b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8
        245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133
        5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b
        15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604
        """,
        """
        16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1
        1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d
        58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2
        16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416
        be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d
        8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac
        166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c
        16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9
        1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a
        167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55
        4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8
        accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092
        ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc
        2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7
        e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f
        1
        """,
    )
]


# ----------------------------------------------------------------------------------------------- draw


def check_draw(stream, begins, selection, manifest, seed, ticket, report):
    """Repeat the draw pool by pool and compare with selection.txt; return the pools' results and its digest."""
    taken, whole, results, story, count = set(), sha256(), [], [], 0
    for line in manifest["pools"]:
        pool, places = line["pool"], line["invite"]
        considered, best, entered = draw_pool(stream, begins.get(pool, 0), line, seed, taken, ticket)
        for begin in range(0, len(best), BLOCK):
            expected = b"".join(
                [
                    f"{pool}|{position}|{item[32:].decode('ascii')}|{item[:32].hex()}\n".encode("ascii")
                    for position, item in enumerate(best[begin : begin + BLOCK], begin + 1)
                ]
            )
            whole.update(expected)
            if selection.read(len(expected)) != expected:
                raise Refusal(
                    f"selection.txt is not what the draw gives in {pool}.",
                    f"selection.txt n'est pas ce que donne le tirage dans {pool}.",
                )
        invited, cutoff = len(best), best[-1][:32].hex() if best else None
        if entered:
            number = number_of(seed, pool, ticket)
            position = next((at for at, item in enumerate(best, 1) if item[32:] == ticket), None)
            story.append((pool, position, ticket in taken, invited, number, cutoff))
        if line is not manifest["pools"][-1]:
            # Each number is let go as its ticket is noted: of a large pool there is no room for both.
            while best:
                taken.add(best.pop()[32:])
        count += invited
        results.append(
            {
                "pool": pool,
                "entries": line["entries"],
                "considered": considered,
                "invite": places,
                "invited": invited,
                "cutoff_key": cutoff,
            }
        )
    if selection.read(1):
        raise Refusal(
            "selection.txt goes on after the last person drawn.",
            "selection.txt continue après la dernière personne tirée.",
        )
    return results, {"count": count, "sha256": whole.hexdigest()}, story


def draw_pool(stream, begin, line, seed, taken, ticket):
    """Return how many were considered, the best ``invite`` of them (number then ticket), and if ``ticket`` entered."""
    pool, places, left = line["pool"], line["invite"], line["entries"]
    start = sha256(f"IEC-DRAW/1|rank|{seed}|{pool}|".encode("ascii"))
    watched = None if ticket is None else pool.encode("ascii") + b"|" + ticket + b"\n"
    ranked, considered, entered, copy = [], 0, False, start.copy
    stream.seek(begin)
    while left:
        block = list(islice(stream, min(left, BLOCK)))
        left -= len(block)
        entered = entered or (watched is not None and watched in block)
        tickets = [row[-33:-1] for row in block]
        if taken:
            tickets = [name for name in tickets if name not in taken]
        considered += len(tickets)
        if places:
            for name in tickets:
                number = copy()
                number.update(name)
                ranked.append(number.digest() + name)
            if len(ranked) > places + places // 4 + BUFFER:
                ranked.sort()
                del ranked[places:]
    ranked.sort()
    del ranked[places:]
    return considered, ranked, entered


def number_of(seed, pool, ticket):
    return sha256(f"IEC-DRAW/1|rank|{seed}|{pool}|".encode("ascii") + ticket).hexdigest()


# --------------------------------------------------------------------------- result and other records


def check_result(directory, manifest, expected):
    found, content = canonical_file(directory, "result.json")
    if content != canonical(expected):
        wrong = [name for name in expected if not isinstance(found, dict) or found.get(name) != expected[name]]
        en, fr = (wrong[0], wrong[0]) if wrong else ("an unknown field", "un champ inconnu")
        raise Refusal(
            f"result.json is not the result of this draw; it differs in: {en}.",
            f"result.json n'est pas le résultat de ce tirage; il diffère dans : {fr}.",
        )
    return sha256(content).hexdigest()


def season_chain(directory, name):
    """Return the rows of the round's season in chain.csv, in order, where it lies in the folder or beside it; or None."""
    for place in (directory, directory.resolve().parent):
        if (place / "chain.csv").is_file():
            try:
                lines = csv.DictReader(io.StringIO(small_file(place, "chain.csv").decode("utf-8"), newline=""))
                rows = list(islice((row for row in lines if row["round"][:4] == name[:4]), MOST_ROUNDS + 1))
                if len(rows) > MOST_ROUNDS:
                    raise ValueError("it has more rounds than a season")
                rows.sort(key=lambda row: row["round"])
                needed = ("manifest_sha256", "result_sha256", "state")
                if any(not isinstance(row[field], str) for row in rows for field in needed):
                    raise ValueError("a line is too short")
            except (ValueError, KeyError, TypeError, csv.Error) as fault:
                raise Refusal(f"chain.csv cannot be read: {fault}.", f"chain.csv est illisible : {in_french(fault)}.") from fault
            return rows
    return None


def check_own_line(chain, name, manifest_digest, result_digest=None):
    """
    Compare the round's own line in the chain, if it has one, with the manifest and the result; of a list alone there is none.

    Return whether the line names the result: it does not where it was fetched before the draw.
    """
    own = [row for row in chain if row["round"] == name]
    others = [row for row in own if row["manifest_sha256"] != manifest_digest or row["result_sha256"] not in ("", result_digest)]
    if result_digest is None and own and not [row for row in own if row["manifest_sha256"] != manifest_digest] and others:
        raise Refusal(
            "chain.csv says that this round is drawn. Fetch all its files and call this program again.",
            "Selon chain.csv, cette ronde est tirée. Téléchargez tous ses fichiers et relancez ce programme.",
        )
    if others or len(own) > 1:
        raise Refusal(
            "chain.csv lists this round with other digests.",
            "chain.csv donne d'autres empreintes à cette ronde.",
        )
    if result_digest is not None and own and own[0]["state"] == "void":
        raise Refusal(
            "chain.csv says that this round is void; it can have no result.",
            "Selon chain.csv, cette ronde est annulée; elle ne peut avoir de résultat.",
        )
    return bool(own and own[0]["result_sha256"])


def check_previous(directory, chain, manifest):
    """
    Compare the link to the previous round with the season's chain or with the neighbouring folder, whichever at hand knows it.

    Return whether one did: a chain that was fetched before the previous round was over does not, and is no reason against it.
    """
    broken = Refusal(
        "The round is not linked to the result of the previous round that lies beside it.",
        "La ronde n'est pas liée au résultat de la ronde précédente qui se trouve à côté.",
    )
    name, rows = manifest["round"], {row["round"]: row for row in chain or []}
    if any(row["result_sha256"] for row in rows.values() if row["round"] >= name):
        before = [row["result_sha256"] for row in rows.values() if row["round"] < name and row["result_sha256"]]
        if manifest["previous_result"] != (before[-1] if before else NOTHING_BEFORE):
            raise broken
        return True
    number = int(name[5:]) - 1
    while number > 0 and is_void(rows.get(f"{name[:5]}{number:03d}")):
        number -= 1
    if number <= 0:
        if manifest["previous_result"] != NOTHING_BEFORE:
            raise broken
        return True
    previous = f"{name[:5]}{number:03d}"
    result = rows[previous]["result_sha256"] if previous in rows else ""
    neighbour = directory.resolve().parent / previous
    if not result and (neighbour / "result.json").is_file():
        result = sha256(small_file(neighbour, "result.json")).hexdigest()
    if result and result != manifest["previous_result"]:
        raise broken
    return bool(result)


def is_void(row):
    return row is not None and row["state"] == "void" and not row["result_sha256"]


def check_sums(directory):
    """
    Where SHA256SUMS lies beside, compare the files that it names and that are here; each published one must be named.

    Return the names that stand in it.
    """
    if not (directory / "SHA256SUMS").exists():
        return set()
    *lines, end = small_file(directory, "SHA256SUMS").split(b"\n")
    named = set()
    for line in lines:
        found = re.fullmatch(rb"([0-9a-f]{64})  ([A-Za-z0-9_][A-Za-z0-9_.-]*)", line)
        if not found or end:
            raise Refusal("SHA256SUMS is badly written.", "SHA256SUMS est mal écrit.")
        path = directory / found[2].decode("ascii")
        named.add(path.name)
        if path.is_file() and digest_at(path) != found[1].decode("ascii"):
            raise Refusal(
                f"{path.name} is not the file that SHA256SUMS names.",
                f"{path.name} n'est pas le fichier que nomme SHA256SUMS.",
            )
    for name in PUBLISHED:
        if name not in named and (directory / name).is_file():
            if name in STAMPS:
                raise Refusal(
                    f"SHA256SUMS does not name {name}. Time stamps come some minutes after the list: fetch SHA256SUMS again.",
                    f"SHA256SUMS ne nomme pas {name}. Les horodatages suivent la liste de quelques minutes : téléchargez "
                    "SHA256SUMS de nouveau.",
                )
            raise Refusal(
                f"SHA256SUMS does not name {name}. If it was fetched before the draw, fetch it again.",
                f"SHA256SUMS ne nomme pas {name}. S'il a été téléchargé avant le tirage, téléchargez-le de nouveau.",
            )
    return named


LONGEST_STAMP = 100_000


def der_parts(content):
    """Return the parts that a piece of DER holds one after the other, each as its tag and its content."""
    found, at = [], 0
    while at < len(content):
        tag, length, at = content[at], content[at + 1], at + 2
        if length > 127:
            size = length - 128
            length, at = int.from_bytes(content[at : at + size], "big"), at + size
            if not 1 <= size <= 4:
                raise ValueError("a length that no time stamp has")
        if at + length > len(content):
            raise ValueError("it ends too soon")
        found.append((tag, content[at : at + length]))
        at += length
    return found


def stamp_of(content):
    """Return the digest that a time stamp is of, and its moment, from the answer of an authority (RFC 3161)."""
    ((_tag, answer),) = der_parts(content)
    (_tag, status), (_tag, token) = der_parts(answer)
    (_tag, kind), (_tag, signed) = der_parts(token)
    ((_tag, signed),) = der_parts(signed)
    (_tag, holds), (_tag, held) = der_parts(der_parts(signed)[2][1])
    ((_tag, held),) = der_parts(held)
    ((_tag, info),) = der_parts(held)
    (_tag, _version), (_tag, _policy), (_tag, imprint), (_tag, _serial), (_tag, moment), *_more = der_parts(info)
    (_tag, way), (_tag, digest) = der_parts(imprint)
    if der_parts(status)[0][1] != b"\0" or (kind.hex(), holds.hex()) != (SIGNED_DATA, TIME_STAMP):
        raise ValueError("no time stamp was granted")
    if der_parts(way)[0][1].hex() != SHA256:
        raise ValueError("it is not over a SHA-256")
    written = re.fullmatch(r"([0-9]{14})(?:\.[0-9]{1,9})?Z", moment.decode("ascii"), re.ASCII)
    if written is None:
        raise ValueError("no moment")
    return digest.hex(), datetime.strptime(written[1], "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)


def check_stamps(directory, manifest, manifest_digest, named, report):
    """Where time stamps lie beside, each must be of this manifest, from after the freeze and from before the draw."""
    for name in STAMPS:
        if not (directory / name).exists():
            if name in named:
                report.say(
                    f"  NOTE: SHA256SUMS names {name}, a time stamp, which is not at hand",
                    f"  NOTE : SHA256SUMS nomme {name}, un horodatage, qui n'est pas là",
                )
            continue
        content = small_file(directory, name)
        try:
            if len(content) > LONGEST_STAMP:
                raise ValueError("far too long")
            digest, at = stamp_of(content)
        except (ValueError, IndexError) as fault:
            raise Refusal(
                f"{name} is not a time stamp over a SHA-256.", f"{name} n'est pas un horodatage d'une empreinte SHA-256."
            ) from fault
        if digest != manifest_digest:
            raise Refusal(f"{name} is the time stamp of another file.", f"{name} est l'horodatage d'un autre fichier.")
        if at >= moment_of(manifest, "draw_at"):
            raise Refusal(
                f"{name} was not given before the moment of the draw; it says nothing of the list before it.",
                f"{name} n'a pas été délivré avant le moment du tirage; il ne dit rien de la liste d'avant.",
            )
        if at < moment_of(manifest, "frozen_at"):
            raise Refusal(
                f"{name} was given before the moment at which the manifest says that the list was fixed.",
                f"{name} a été délivré avant le moment où, selon le manifeste, la liste a été figée.",
            )
        report.say(
            f"  time stamp: the manifest was there at {at:%Y-%m-%dT%H:%M:%SZ}, if this ends with OK: openssl ts -verify -data "
            f"manifest.json -in {name} -CAfile ROOT.pem",
            f"  horodatage : le manifeste existait le {at:%Y-%m-%dT%H:%M:%SZ}, si ceci se termine par OK : openssl ts -verify "
            f"-data manifest.json -in {name} -CAfile ROOT.pem",
        )


def drawn(directory, named):
    """Say whether anything of a draw is in the folder, or named by its sums."""
    return any(name in named or (directory / name).exists() for name in OF_A_DRAW)


# ------------------------------------------------------------------------------------ ticket, receipt


def tell_listed(ticket, stream, report):
    """Say in which pools of a list that is not drawn a ticket stands."""
    name, end = ticket.decode("ascii"), b"|" + ticket + b"\n"
    stream.seek(0)
    pools = [line[: -len(end)].decode("ascii") for line in stream if line.endswith(end)]
    if not pools:
        tell_not_listed(name, report)
    for pool in pools:
        report.say(f"Ticket {name}: in the list of {pool}.", f"Code {name} : dans la liste de {pool}.")


def tell_not_listed(name, report):
    report.say(f"Ticket {name}: not in the list of this round.", f"Code {name} : absent de la liste de cette ronde.")


def tell_ticket(ticket, story, seed, report):
    name = ticket.decode("ascii")
    if not story:
        tell_not_listed(name, report)
    for pool, position, before, invited, number, cutoff in story:
        report.say(f"Ticket {name} in {pool}: number {number}", f"Code {name} dans {pool} : nombre {number}")
        if position:
            report.say(
                f"  INVITED, as number {report.number(position)} of {report.number(invited)}.",
                f"  INVITÉ, au rang {report.number(position)} sur {report.number(invited)}.",
            )
        elif before:
            report.say(
                "  passed over: already invited in this round, from an earlier pool.",
                "  non considéré : déjà invité dans cette ronde, à partir d'un bassin précédent.",
            )
        elif cutoff:
            report.say(
                f"  not invited: the last number invited is {cutoff}, which is lower.",
                f"  non invité : le dernier nombre invité est {cutoff}, qui est plus petit.",
            )
        else:
            report.say("  not invited: this pool had no places.", "  non invité : ce bassin n'avait aucune place.")
        report.say(
            f"  by hand: printf 'IEC-DRAW/1|rank|{seed}|{pool}|{name}' | sha256sum",
            f"  à la main : printf 'IEC-DRAW/1|rank|{seed}|{pool}|{name}' | sha256sum",
        )


def read_receipt(path):
    """Return a receipt's fields, shapes checked."""
    broken = Refusal("The receipt is not a receipt of a draw.", "Le reçu n'est pas un reçu de tirage.")
    try:
        with path.open("rb") as file:
            receipt = json.loads(file.read(LONGEST_SMALL_FILE).decode("utf-8"), parse_int=whole_number)
    except (ValueError, RecursionError) as fault:
        raise broken from fault
    shapes = {
        "pool": POOL,
        "ticket": TICKET,
        "root": DIGEST,
        "manifest_sha256": DIGEST,
        "round": re.compile(r"[0-9]{4}-[0-9]{3}", re.ASCII),
    }
    shaped = (
        isinstance(receipt, dict)
        and all(isinstance(receipt.get(name), str) and shape.fullmatch(receipt[name]) for name, shape in shapes.items())
        and all(type(receipt.get(name)) is int and receipt[name] >= 0 for name in ("index", "size"))
        and isinstance(receipt.get("path"), list)
        and len(receipt["path"]) <= 64
        and all(isinstance(step, str) and DIGEST.fullmatch(step) for step in receipt["path"])
    )
    if not shaped:
        raise broken
    return receipt


def check_receipt(receipt, manifest, manifest_digest, watched):
    """Check that a receipt given before the draw is for the list that is here."""
    entries = manifest["entries"]
    stated = (receipt["round"], receipt["manifest_sha256"], receipt["root"], receipt["size"])
    if stated != (manifest["round"], manifest_digest, entries["merkle_root"], entries["count"]):
        raise Refusal(
            "The receipt was given for another list than this one. Keep it and tell us, and the press.",
            "Le reçu a été remis pour une autre liste que celle-ci. Gardez-le et dites-le-nous, ainsi qu'à la presse.",
        )
    line = f"{receipt['pool']}|{receipt['ticket']}".encode("ascii")
    if watched != line + b"\n" or climbed(line, receipt) != entries["merkle_root"]:
        raise Refusal(
            "The receipt's entry is not in the list at the place that the receipt says.",
            "L'inscription du reçu n'est pas dans la liste à l'endroit que dit le reçu.",
        )


def climbed(line, receipt):
    """Return the root that the receipt's path leads to from its line."""
    node, index, width, steps = (
        sha256(b"\x00" + line).digest(),
        receipt["index"],
        receipt["size"],
        list(receipt["path"]),
    )
    while width > 1:
        if index % 2 or index + 1 < width:
            if not steps:
                return None
            step = bytes.fromhex(steps.pop(0))
            node = sha256(b"\x01" + (step + node if index % 2 else node + step)).digest()
        index, width = index // 2, (width + 1) // 2
    return None if steps else node.hex()


# ----------------------------------------------------------------------------------------------- main


def verify(directory, ticket=None, receipt=None, allow_test=False, report=None):
    """
    Check the round in a folder and say what was found; raise Refusal with the first reason against it.

    A folder that holds a list as it was committed and nothing of a draw raises NotDrawn.

    ``ticket`` is 32 hexadecimal digits, ``receipt`` the path of a receipt, ``allow_test`` accepts a test round.
    """
    directory, report = Path(directory), report or Report()
    manifest, content = canonical_file(directory, "manifest.json")
    manifest_digest = sha256(content).hexdigest()
    check_manifest(manifest, allow_test)
    if manifest["format"] == TEST:
        warn_test(report)
    named = check_sums(directory)
    check_stamps(directory, manifest, manifest_digest, named, report)
    chain = season_chain(directory, manifest["round"])
    kept = None if receipt is None else read_receipt(Path(receipt))
    asked = None if ticket is None else ticket.encode("ascii")

    count = manifest["entries"]["count"]
    with list_file(directory, "entries.txt", count * LONGEST_ENTRY) as entries:
        begins, watched = check_entries(entries, manifest, None if kept is None else kept["index"])
        pools = len(manifest["pools"])
        report.say(
            f"  list: {report.number(count)} entries in {report.number(pools)} pools, as the manifest fixed them",
            f"  liste : {report.number(count)} inscriptions dans {report.number(pools)} bassins, fixées par le manifeste",
        )
        if not drawn(directory, named):
            check_own_line(chain or [], manifest["round"], manifest_digest)
            if kept is not None:
                check_receipt(kept, manifest, manifest_digest, watched)
                report.say(
                    f"  receipt: {kept['pool']}|{kept['ticket']} is in the list",
                    f"  reçu : {kept['pool']}|{kept['ticket']} est dans la liste",
                )
            if asked is not None:
                tell_listed(asked, entries, report)
            raise NotDrawn(manifest["round"], manifest["draw_at"])
        seed, randomness = check_seed(small_file(directory, "seed_input.txt"), manifest, manifest_digest, report)
        report.say(f"  seed: {seed}", f"  germe : {seed}")
        report.fallback = randomness == "fallback"
        if report.fallback:
            report.say(
                "  WARNING: the announced beacon was dead. The seed comes from the FALLBACK draws of the manifest.",
                "  ATTENTION : la source annoncée était éteinte. Le germe vient des tirages DE REPLI du manifeste.",
            )
        with list_file(directory, "selection.txt", min(count, places_of(manifest)) * LONGEST_SELECTED) as selection:
            results, selected, story = check_draw(entries, begins, selection, manifest, seed, asked, report)
    report.say(
        f"  draw: repeated, {report.number(selected['count'])} invitations, each as published",
        f"  tirage : refait, {report.number(selected['count'])} invitations, toutes comme publiées",
    )
    expected = {
        "format": manifest["format"],
        "round": manifest["round"],
        "manifest_sha256": manifest_digest,
        "seed": seed,
        "randomness": randomness,
        "previous_result": manifest["previous_result"],
        "selection": selected,
        "pools": results,
    }
    result_digest = check_result(directory, manifest, expected)
    if not check_own_line(chain or [], manifest["round"], manifest_digest, result_digest) and chain is not None:
        report.say(
            "  NOTE: chain.csv was fetched before the result of this round stood in it",
            "  NOTE : chain.csv a été téléchargé avant d'indiquer le résultat de cette ronde",
        )
    if not check_previous(directory, chain, manifest):
        if chain is None:
            report.say(
                "  NOTE: neither the previous round nor chain.csv is at hand, so the link between them was not checked",
                "  NOTE : ni la ronde précédente ni chain.csv ne sont là; le lien entre elles n'a pas été vérifié",
            )
        else:
            report.say(
                "  NOTE: chain.csv is older than this round, so the link to the previous round was not checked; fetch it again",
                "  NOTE : chain.csv est plus ancien que cette ronde; le lien avec la ronde précédente n'a pas été vérifié; "
                "téléchargez-le de nouveau",
            )
    if kept is not None:
        check_receipt(kept, manifest, manifest_digest, watched)
        report.say(
            f"  receipt: {kept['pool']}|{kept['ticket']} was in the list that was drawn",
            f"  reçu : {kept['pool']}|{kept['ticket']} était dans la liste qui a été tirée",
        )
    if asked is not None:
        tell_ticket(asked, story, seed, report)
    return manifest["round"]


def places_of(manifest):
    return sum(line["invite"] for line in manifest["pools"])


def warn_test(report):
    report.say(
        "*** TEST ROUND (IEC-DRAW/1-TEST): the random value comes from the system itself. Only the arithmetic is "
        "checked; this proves nothing about fairness. ***",
        "*** RONDE D'ESSAI (IEC-DRAW/1-TEST) : la valeur aléatoire vient du système lui-même. Seul le calcul est "
        "vérifié; cela ne prouve rien quant à l'équité. ***",
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="verify_draw.py",
        description="Check a round of invitations from its published files.",
        epilog="Ends with 0: verified; 1: not verified, with the first reason, or not drawn yet; 2: called wrongly; 3: this "
        "machine failed.",
        allow_abbrev=False,
    )
    parser.add_argument("directory", metavar="DIR", type=Path, help="the folder with the round's files")
    parser.add_argument("--ticket", metavar="HEX", help="tell what happened to this ticket (32 digits 0-9, a-f)")
    parser.add_argument("--receipt", metavar="FILE", type=Path, help="check that this receipt belongs to the round")
    parser.add_argument("--lang", choices=("en", "fr"), default="en", help="language of the answer, langue de la réponse")
    parser.add_argument("--allow-test", action="store_true", help="accept a test round, whose randomness proves nothing")
    options = parser.parse_args(arguments)

    def wrong_call(en, fr):
        parser.error(fr if options.lang == "fr" else en)

    try:
        if not options.directory.is_dir():
            wrong_call(f"{options.directory} is not a folder.", f"{options.directory} n'est pas un dossier.")
        if options.receipt is not None and not options.receipt.is_file():
            wrong_call(f"{options.receipt} is not a file.", f"{options.receipt} n'est pas un fichier.")
    except OSError as fault:
        wrong_call(
            f"{fault.filename} cannot be looked at: {fault.strerror}.",
            f"{fault.filename} est inaccessible : {in_french(fault)}.",
        )
    if options.ticket is not None and not TICKET.fullmatch(options.ticket):
        wrong_call("a ticket is 32 digits 0-9 and a-f.", "un code se compose de 32 caractères, 0 à 9 et a à f.")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    report = Report(french=options.lang == "fr")
    try:
        return answer(options, report)
    except BrokenPipeError:
        # Whoever read what we say has gone; nothing can be said any more, and nothing was verified for them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def answer(options, report):
    """Verify, say how it went, and return the exit code."""
    try:
        name = verify(options.directory, options.ticket, options.receipt, options.allow_test, report)
    except Refusal as refusal:
        report.say(f"NOT VERIFIED: {refusal.en}", f"NON VÉRIFIÉ : {refusal.fr}")
        return 1
    except NotDrawn as waiting:
        report.say(
            f"NOT DRAWN YET: the list of round {waiting.name} is as committed; not drawn yet. Its draw is announced for "
            f"{waiting.draw_at}. When the round is over, fetch all its files and call this program again. A void round is "
            "never drawn.",
            f"PAS ENCORE TIRÉE : la liste de la ronde {waiting.name} est telle qu'annoncée; elle n'est pas encore tirée. Le "
            f"tirage est annoncé pour {waiting.draw_at}. Quand la ronde sera terminée, téléchargez tous ses fichiers et "
            "relancez ce programme. Une ronde annulée n'est jamais tirée.",
        )
        return 1
    except BrokenPipeError:
        raise
    except (MemoryError, OSError) as fault:
        if of_the_machine(fault):
            memory = isinstance(fault, MemoryError)
            en, fr = ("no memory", "plus de mémoire") if memory else (fault.strerror, in_french(fault))
            report.say(
                f"NO VERDICT: this machine failed ({en}). That says nothing about the round; try again on another one.",
                f"AUCUN VERDICT : cette machine a fait défaut ({fr}). Cela ne dit rien de la ronde; réessayez sur une autre.",
            )
            return 3
        report.say(
            f"NOT VERIFIED: a file cannot be read: {fault}.",
            f"NON VÉRIFIÉ : un fichier est illisible : {in_french(fault)}.",
        )
        return 1
    except Exception as fault:  # what nobody foresaw in a file is no verification
        what = f"{type(fault).__name__}: {str(fault)[:200]}"
        report.say(
            f"NOT VERIFIED: this program could not judge a file ({what}). Tell us, please.",
            f"NON VÉRIFIÉ : ce programme n'a pas pu juger un fichier ({what}). Veuillez nous le signaler.",
        )
        return 1
    test = options.allow_test and (options.directory / "manifest.json").read_bytes().find(TEST.encode("ascii")) >= 0
    en, fr = "", ""
    if test:
        en, fr = " (arithmetic of a TEST round only)", " (calcul d’une ronde d’ESSAI seulement)"
    elif report.fallback:
        en = " (drawn by the FALLBACK; compare its numbers with the official results)"
        fr = " (tirée par le REPLI; comparez ses nombres aux résultats officiels)"
    report.say(f"VERIFIED{en}: round {name}.", f"VÉRIFIÉ{fr} : ronde {name}.")
    report.say(
        "These files cannot show whether the list held exactly the people in the pools (receipts, completeness report "
        "and audit do), nor when the manifest was published (time stamps and receipts do).",
        "Ces fichiers ne montrent pas si la liste contenait exactement les personnes des bassins (les reçus, le rapport "
        "d'exhaustivité et l'audit le font), ni quand le manifeste a été publié (les horodatages et les reçus le font).",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
