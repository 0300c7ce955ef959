"""There is one way to write a list of entries, and a path shows that an entry is in it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules.entries import EntriesRefused, entries_file, entry, entry_lines, parse_entries
from rounds.rules.merkle import Tree, is_included

tickets = st.binary(min_size=16, max_size=16).map(bytes.hex)
pools = st.sampled_from(["FR-YP", "FR-YP-VIE", "AU-WH", "AT-IC"])
lists = st.dictionaries(pools, st.lists(tickets, unique=True, min_size=1, max_size=9))


@given(lists)
def test_entries_read_back_as_they_were_written(entries):
    assert parse_entries(entries_file(entries)) == {pool: sorted(names) for pool, names in entries.items()}


@given(lists, st.randoms(use_true_random=False))
def test_the_order_of_writing_makes_no_difference(entries, chance):
    shuffled = {pool: chance.sample(entries[pool], len(entries[pool])) for pool in chance.sample([*entries], len(entries))}

    assert entries_file(shuffled) == entries_file(entries)


@given(lists.filter(bool), st.data())
def test_any_other_byte_is_another_list_or_none(entries, data):
    content = bytearray(entries_file(entries))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))

    with suppress(EntriesRefused):
        assert entries_file(parse_entries(bytes(content))) == content


LONG = [entry("FR-WH", f"{number:032x}").encode() for number in range(70_000)]


@pytest.mark.parametrize(("one", "other", "line"), [(0, 1, 2), (26_885, 26_886, 26_887), (69_998, 69_999, 70_000)])
def test_a_long_list_is_as_strictly_read_wherever_a_line_stands(one, other, line):
    assert list(entry_lines(b"".join(row + b"\n" for row in LONG))) == LONG
    exchanged, twice = LONG.copy(), LONG.copy()
    exchanged[one], exchanged[other], twice[other] = LONG[other], LONG[one], LONG[one]

    with pytest.raises(EntriesRefused, match=f"Line {line} of entries.txt does not sort after"):
        list(entry_lines(b"".join(row + b"\n" for row in exchanged)))
    with pytest.raises(EntriesRefused, match=f"Line {line} of entries.txt repeats"):
        list(entry_lines(b"".join(row + b"\n" for row in twice)))


def test_a_line_longer_than_a_part_is_no_entry():
    with pytest.raises(EntriesRefused, match="Line 1 of"):
        list(entry_lines(b"0" * (1 << 21) + b"\n"))


def test_a_stream_sorts_before_the_pool_it_belongs_to():
    assert next(entry_lines(entries_file({"FR-YP": ["0" * 32], "FR-YP-VIE": ["0" * 32]}))).startswith(b"FR-YP-VIE|")


@pytest.mark.parametrize("entries", [{"FR-YP": ["0" * 32] * 2}, {"FR-YP": ["x"]}, {"FR-ÉP": ["0" * 32]}])
def test_what_cannot_be_an_entry_is_refused(entries):
    with pytest.raises(EntriesRefused):
        entries_file(entries)


@given(st.integers(1, 70), st.data())
def test_a_path_shows_its_own_line_and_no_other(size, data):
    lines = [entry("FR-WH", f"{number:032x}").encode() for number in range(size)]
    tree = Tree(lines)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path = tree.path(index)

    assert is_included(lines[index], index=index, size=size, path=path, root=tree.root)
    if other != index:
        assert not is_included(lines[other], index=index, size=size, path=path, root=tree.root)
        assert not is_included(lines[index], index=other, size=size, path=path, root=tree.root)


@pytest.mark.parametrize(("index", "size", "extra"), [(-1, 3, []), (3, 3, []), (0, 3, ["00" * 32])])
def test_a_path_to_nowhere_shows_nothing(index, size, extra):
    tree = Tree([b"a", b"b", b"c"])

    assert not is_included(b"a", index=index, size=size, path=[*tree.path(0), *extra], root=tree.root)


def test_a_line_that_is_not_there_has_no_path():
    with pytest.raises(IndexError):
        Tree([b"a"]).path(1)
