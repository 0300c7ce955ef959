"""The command: JSON alone on standard output, a sentence and exit 2 for what cannot be read."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from profiles.models import Agreement

PERSON = {"id": "é-1", "on": "2026-02-02", "date_of_birth": "1998-05-04", "citizenships": ["FR"]}


@pytest.fixture
def written(tmp_path):
    """Writes facts into a file."""

    def write(facts):
        path = tmp_path / "facts.json"
        path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
        return str(path)

    return write


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("eligibility", *args, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.mark.django_db
def test_one_object_gives_one_answer_and_nothing_else(written):
    found, err = run(written(PERSON))

    assert (found["id"], found["on"]) == ("é-1", "2026-02-02")
    assert [(one["category"], one["stream"]) for one in found["results"]] == [
        ("coop", ""),
        ("young_professionals", ""),
        ("young_professionals", "vie"),
        ("working_holiday", ""),
    ]
    assert err == ""


@pytest.mark.django_db
@pytest.mark.parametrize("length", [0, 1, 3])
def test_a_list_gives_a_list_with_as_many_queries_as_one(written, length, django_assert_num_queries):
    people = [PERSON | {"id": number} for number in range(length)]
    with django_assert_num_queries(3 if length else 2):
        found, _ = run(written(people))
    assert [one["id"] for one in found] == list(range(length))


@pytest.mark.django_db
def test_facts_come_from_standard_input_too(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(PERSON).encode())))
    assert run("-")[0]["id"] == "é-1"


@pytest.mark.django_db
def test_pools_of_organizations_are_no_citizenship(written):
    found = run(written(PERSON | {"citizenships": ["XN", "FR", "XR"]}))[0]
    nobody = run(written(PERSON | {"citizenships": ["XN", "XR"]}))[0]

    assert {one["country"] for one in found["results"]} == {"FR"}
    assert (nobody["results"], [one["code"] for one in nobody["problems"]]) == ([], ["citizenship"])


@pytest.mark.django_db
def test_the_season_is_the_one_open_on_the_day(written):
    before = {"citizenship": "DE", "category": "coop", "season": 2026, "permit_issued": "2026-01-10"}
    found, _ = run(written(PERSON | {"participations": [before]}))

    assert all("same_season" in {problem["code"] for problem in one["problems"]} for one in found["results"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PERSON | {"season": "2026"}, "season: must be"),
        (PERSON | {"participations": [{"season": 2}]}, r"participations\[0\]\.season"),
        ([PERSON, {"on": "2026-02-02"}], r"\[1\]\.date_of_birth: is missing"),
        ("{", "not JSON"),
        ("3", "The facts must be an object"),
        ([3], r"\[0\]: must be an object"),
        (PERSON | {"": 1}, '"": is not a key'),
    ],
)
def test_malformed_facts_are_refused_by_their_key_in_both_languages(written, facts, words):
    with pytest.raises(CommandError, match=words) as refused:
        run(written(facts))
    assert refused.value.returncode == 2
    assert len(str(refused.value).splitlines()) == 2


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.json: this file cannot be read") as refused:
        run(str(tmp_path / "nothing.json"))
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_without_a_loaded_programme_the_reviewed_files_answer_and_it_is_said(written):
    Agreement.objects.all().delete()
    found, err = run(written(PERSON))

    assert len(found["results"]) == 4
    assert "load_programme" in err


def test_the_process_ends_with_2_and_leaves_standard_output_empty(written):
    path = written(PERSON | {"citizenships": ["France"]})
    ended = subprocess.run(
        [sys.executable, "manage.py", "eligibility", path], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"}
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "citizenships[0]" in ended.stderr
