"""The table of conditions: none of the programme's list is missing, and what it names exists, judges and cites."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from applications.management.commands.eligibility_table import page
from applications.rules.predicates import PREDICATES, Stage
from applications.rules.refusals import REASONS
from profiles.rules import category_predicates, eligibility, organizations, person_predicates
from profiles.rules.sources import SOURCES, tags_in

# The programme's rule list: E01 to E24, W01, Y01 to Y06, C01 to C05, P01 to P07.
LIST = [
    *(f"E{number:02d}" for number in range(1, 25)),
    "W01",
    *(f"Y{number:02d}" for number in range(1, 7)),
    *(f"C{number:02d}" for number in range(1, 6)),
    *(f"P{number:02d}" for number in range(1, 8)),
]
BY_ID = {one.identifier: one for one in PREDICATES}
IDENTIFIER = re.compile(r"\b[EWYCP][0-9]{2}\b")


def test_no_condition_of_the_list_is_missing_and_none_is_there_twice():
    assert [one.identifier for one in PREDICATES] == LIST


@pytest.mark.parametrize("one", PREDICATES, ids=lambda one: one.identifier)
def test_each_is_judged_somewhere_by_something_and_by_a_source_that_was_read(one):
    assert one.stages
    assert one.rules or one.refusals or one.held_by
    assert {tag for tag in one.sources if tag in SOURCES} == set(one.sources) != set()
    assert all(SOURCES[tag].read_on and SOURCES[tag].address.startswith("http") for tag in one.sources)
    assert set(one.refusals) <= set(REASONS)
    # Whatever an officer judges can be refused for.
    assert Stage.OFFICER not in one.stages or one.refusals or one.identifier == "W01"


def judging():
    """Every predicate that the verdict asks, and what it asks before them."""
    return {
        *eligibility.PREDICATES,
        eligibility.agreement_inactive,
        eligibility.no_known_citizenship,
        person_predicates.not_a_citizen,
        person_predicates.no_letter_of_organization,
        organizations.not_taken_by_the_organization,
    }


def test_every_rule_of_the_verdict_stands_in_the_table():
    named = {rule for one in PREDICATES for rule in one.rules}
    assert judging() <= named


def test_every_predicate_of_the_rules_is_asked_by_the_verdict():
    written = {
        function
        for module in (person_predicates, category_predicates)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if "Problem" in str(function.__annotations__["return"])
    }
    assert len(written) > 10
    assert written <= judging()


@pytest.mark.parametrize("rule", sorted(judging(), key=lambda rule: rule.__name__), ids=lambda rule: rule.__name__)
def test_a_rule_names_its_conditions_and_its_sources(rule):
    said = inspect.getdoc(rule) or ""
    named = set(IDENTIFIER.findall(said))
    assert named
    assert named <= set(BY_ID)
    assert any(rule in BY_ID[identifier].rules for identifier in named)
    cited = tags_in(said)
    assert cited or "R52" in said
    assert cited <= set(SOURCES)
    # Read on a day: its own docstring says so, or that of its module.
    assert re.search(r"read 20\d\d-\d\d-\d\d", said + (inspect.getmodule(rule).__doc__ or ""))


def test_the_printed_page_is_what_the_table_says():
    assert (Path(settings.BASE_DIR) / "docs" / "eligibility.md").read_text(encoding="utf-8") == page()
