"""The reviewed files: complete, consistent with each other, and refused by line, column and reason when they are not."""

import csv
import io

import pytest

from iecsite.csvfile import BadRow
from profiles.queries.programme_files import AGREEMENTS, read_agreements, read_countries
from profiles.rules.facts import CATEGORIES

REMARKS = [line for line in AGREEMENTS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]


@pytest.fixture
def changed(tmp_path):
    """Writes the file with one cell of one row changed, and names its line."""

    def write(key, column, cell):
        lines = AGREEMENTS.read_text(encoding="utf-8").splitlines()[len(REMARKS) :]
        rows = list(csv.DictReader(lines))
        (number,) = (number for number, row in enumerate(rows) if (row["country_code"], row["category"], row["stream"]) == key)
        rows[number][column] = cell
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "agreements.csv"
        path.write_text("\n".join(REMARKS) + "\n" + text.getvalue(), encoding="utf-8")
        return path, len(REMARKS) + 2 + number

    return write


def test_the_files_are_read_and_every_country_of_an_agreement_has_its_names():
    rows, countries = read_agreements(), read_countries()

    assert len(rows) == 100
    assert {row["country_code"] for row in rows} == {row["code"] for row in countries}
    assert sum(row["kind"] == "partner" for row in countries) == 36


def test_every_row_names_its_source_and_what_is_not_known_is_empty():
    for row in read_agreements():
        assert row["source_url"].startswith("https://")
        assert (row["max_stay_months"] is None) == (row["status"] != "active")
        assert row["category"] in CATEGORIES


def test_every_column_is_explained_above_the_heading():
    told = " ".join(REMARKS).replace("stream_name_en, _fr", "stream_name_en, stream_name_fr")
    for column in read_agreements()[0].values:
        assert column in told


@pytest.mark.parametrize(
    ("key", "column", "cell", "reason"),
    [
        (("FR", "coop", ""), "country_code", "fr", "two capital letters"),
        (("FR", "coop", ""), "category", "co-op", "is not one of"),
        (("FR", "coop", ""), "stream", "graduates", "is not one of"),
        (("FR", "coop", ""), "min_age", "40", "below the lowest age"),
        (("FR", "coop", ""), "max_age", "35 years", "not a whole number"),
        (("FR", "coop", ""), "max_stay_months", "2400", "longer than any agreement"),
        (("FR", "coop", ""), "repeat_category", "na", "neither yes nor no"),
        (("FR", "coop", ""), "residence_countries", "FR|FR", "twice"),
        (("FR", "coop", ""), "counts_with", "coop", "category of its own line"),
        (("CL", "coop", ""), "counts_with", "working_holiday", "repeat_category must be no"),
        (("FR", "young_professionals", "vie"), "stream_name_fr", "", "both languages"),
        (("FR", "coop", ""), "note_fr", "", "both languages"),
        (("FR", "coop", ""), "legacy_before_season", "", "needed where"),
        (("GB", "coop", ""), "legacy_final_stay_months", "", "needs its length"),
        (("JP", "working_holiday", ""), "changed_on", "", "together with what held before"),
        (("FR", "coop", ""), "changed_on", "2026-01-01", "together with what held before"),
        (("FR", "coop", ""), "changed_on", "2026-02-30", "not a day of the calendar"),
        (("FR", "young_professionals", "vie"), "stream", "", "it repeats line"),
    ],
)
def test_a_bad_cell_is_refused_by_line_column_and_reason(changed, key, column, cell, reason):
    path, line = changed(key, column, cell)
    with pytest.raises(BadRow, match=reason) as refused:
        read_agreements(path)
    if column != "stream" or cell:
        assert refused.value.line == line
    assert refused.value.column in {column, "", "max_age"}
