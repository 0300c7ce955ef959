"""A seed comes from announced sources; a test source and a public one never meet."""

from datetime import UTC, datetime

import pytest

from rounds.rules import seeds
from rounds.rules.names import FORMAT, TEST_FORMAT, NotAName

TEST_LINE = f"beacon test {'ab' * 32}"
DRAND_LINE = f"{seeds.drand_line(1)} {'cd' * 48}"


def written(draw_format=TEST_FORMAT, beacons=(TEST_LINE,), staff=None):
    return seeds.seed_input(
        draw_format=draw_format, round_name="2026-001", manifest_sha256="ef" * 32, beacons=beacons, staff=staff
    )


def test_drand_round_at_matches_the_vectors(vectors):
    for vector in vectors["drand_quicknet"]["round_at"]:
        assert seeds.drand_round_at(datetime.fromtimestamp(vector["unix"], tz=UTC)) == vector["round"]


def test_a_moment_between_two_values_waits_for_the_second():
    assert seeds.drand_round_at(datetime.fromtimestamp(1692803367.5, tz=UTC)) == 2


def test_there_is_no_value_before_the_network_began():
    with pytest.raises(seeds.SeedRefused):
        seeds.drand_round_at(datetime(2023, 8, 23, 15, 9, 26, tzinfo=UTC))


def test_a_test_seed_is_written_in_five_lines():
    assert written() == (f"IEC-DRAW/1-TEST\nround 2026-001\nmanifest {'ef' * 32}\nbeacon test {'ab' * 32}\nstaff -\n".encode())


@pytest.mark.parametrize(
    ("draw_format", "beacons"),
    [
        (FORMAT, [TEST_LINE]),
        (FORMAT, [DRAND_LINE, TEST_LINE]),
        (TEST_FORMAT, [DRAND_LINE]),
        (TEST_FORMAT, [TEST_LINE, DRAND_LINE]),
        (FORMAT, []),
        (FORMAT, [seeds.drand_line(1)]),
        (FORMAT, [DRAND_LINE.upper()]),
        (FORMAT, [DRAND_LINE[:-1]]),
        (FORMAT, ["beacon dice 6"]),
        (FORMAT, [DRAND_LINE + "\n"]),
    ],
)
def test_sources_that_do_not_belong_together_are_refused(draw_format, beacons):
    with pytest.raises(seeds.SeedRefused):
        written(draw_format, beacons)


def test_a_staff_link_is_64_hexadecimal_digits():
    assert written(staff="12" * 32).endswith(f"staff {'12' * 32}\n".encode())
    with pytest.raises(NotAName):
        written(staff="12")


@pytest.mark.parametrize("numbers", [[], ["0"], ["-1"], ["4", "x"], [1.5]])
def test_numbers_of_a_draw_are_whole_and_above_zero(numbers):
    with pytest.raises(seeds.SeedRefused):
        seeds.draws_value(numbers)
