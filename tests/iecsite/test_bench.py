"""`manage.py bench`: a table for people, a file for programs, and a sentence when something is over its limit."""

import json
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from iecsite.benchmarks import place
from iecsite.benchmarks.benchmark import Benchmark, Taken, known_benchmarks
from iecsite.management.commands import bench


def benchmark(name: str, *, seconds: float, limit: float = 2.0) -> Benchmark:
    return Benchmark(name, "doing nothing", limit, lambda scale: Taken(seconds * scale, scale, "two things"))


@pytest.fixture
def run(monkeypatch, settings, tmp_path):
    """Run the command over benchmarks of a test; what it wrote to the file."""
    settings.LOCAL_DIR = tmp_path
    monkeypatch.setattr(bench, "place_of_its_own", nullcontext)

    def run(*benchmarks, **options):
        monkeypatch.setattr(bench, "known_benchmarks", lambda: list(benchmarks))
        call_command("bench", **options)

    run.written = lambda: json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    return run


def test_table_and_file_say_what_was_taken(run, capsys):
    run(benchmark("round", seconds=1.5), scale=2.0)

    told = capsys.readouterr().out
    assert "round" in told
    assert "doing nothing" in told
    assert run.written() == [
        {"name": "round", "seconds": 3.0, "floor": "doing nothing", "floor_seconds": 2.0, "ratio": 1.5, "limit": 2.0, "ok": True}
    ]


def test_benchmark_over_its_limit_ends_with_a_sentence_and_is_in_the_file(run):
    with pytest.raises(CommandError, match=r"Over the limit: letters took 2\.50 times its floor, more than 2\."):
        run(benchmark("round", seconds=1), benchmark("letters", seconds=2.5))

    assert [one["ok"] for one in run.written()] == [True, False]


def test_benchmark_that_held_too_much_memory_ends_with_a_sentence(run):
    greedy = Benchmark(
        "round", "doing nothing", 2.0, lambda scale: Taken(1, 1, "two things", megabytes=501.4), most_megabytes=500
    )
    with pytest.raises(CommandError, match=r"Over the limit: round held 501 MB, more than 500\."):
        run(greedy)

    assert run.written()[0]["megabytes"] == 501


def test_one_alone_is_measured_by_its_name(run):
    run(benchmark("round", seconds=1), benchmark("letters", seconds=1), only="letters")

    assert [one["name"] for one in run.written()] == ["letters"]


def test_unknown_name_is_answered_with_the_names_that_there_are(run):
    with pytest.raises(CommandError, match=r"There is no benchmark 'rond'\. There are: round, letters"):
        run(benchmark("round", seconds=1), benchmark("letters", seconds=1), only="rond")


def test_scale_that_measures_nothing_is_refused(run):
    with pytest.raises(CommandError, match="--scale is 0; it takes a number over 0"):
        run(benchmark("round", seconds=1), scale=0.0)


def test_apps_bring_benchmarks_of_different_names():
    names = [one.name for one in known_benchmarks()]

    assert {"letters", "growth", "freeze", "round", "page", "receipt", "verifier"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.django_db(transaction=True)
def test_benchmarks_have_a_database_of_their_own_that_is_gone_after(monkeypatch, settings):
    monkeypatch.setattr(place, "DATABASE", "iecsite_bench_of_a_test")
    monkeypatch.setattr(place, "call_command", lambda *_words, **_options: None)
    before = (database(), settings.PUBLIC_DIR)

    with place.place_of_its_own():
        assert database() == place.DATABASE
        assert before[1] != settings.PUBLIC_DIR
        another_run = connection.copy()
        another_run.ensure_connection()
        with pytest.raises(place.Busy), place.place_of_its_own():
            pass
        another_run.close()

    assert (database(), settings.PUBLIC_DIR) == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [place.DATABASE])
        assert cursor.fetchone() == (0,)


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return cursor.fetchone()[0]


def test_what_was_measured_is_told_before_the_next_begins(run, capsys):
    def interrupted(_scale):
        assert "round " in capsys.readouterr().out
        raise KeyboardInterrupt

    stops = Benchmark(name="letters", floor="nothing", limit=2.0, measure=interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(benchmark("round", seconds=1), stops)
