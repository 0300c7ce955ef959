"""`manage.py simulate_season`: a season played by the rules, and what became of every pool as a JSON report."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from iecsite.csvfile import BadRow
from rounds.queries import simulation_files as files
from rounds.rules.simulation.pool import PoolPlan
from rounds.rules.simulation.report import report
from rounds.rules.simulation.season import Played, play

MALFORMED = 2
MOST_WEEKS = 104


class Command(BaseCommand):
    help = (
        "Play a season week by week through the rules that the rounds follow: who enters, how many are invited, who answers, "
        "applies and is approved. The same seed gives the same report, byte for byte."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--season", type=int, required=True, help="a season of the programme, such as 2026")
        parser.add_argument("--seed", type=int, default=1, help="a whole number; the same one gives the same season")
        parser.add_argument("--weeks", type=int, default=40, help="how many weekly rounds (40)")
        parser.add_argument(
            "--arrivals",
            type=Path,
            metavar="FILE.csv",
            help="weekly rows of a real season: " + ",".join(files.ARRIVALS),
        )
        parser.add_argument(
            "--behaviour", type=Path, metavar="FILE.csv", default=files.BEHAVIOUR, help="what people and officers do"
        )
        parser.add_argument("--report", type=Path, required=True, metavar="FILE.json", help="where the report goes; - prints it")

    def handle(
        self,
        *args: Any,
        season: int,
        seed: int,
        weeks: int,
        arrivals: Path | None,
        behaviour: Path,
        report: Path,
        **options: Any,
    ) -> None:
        """Play, write the report, and say the sums."""
        if not 1 <= weeks <= MOST_WEEKS:
            raise CommandError(f"--weeks: give a number from 1 to {MOST_WEEKS}, not {weeks}.", returncode=MALFORMED)
        if str(report) != "-" and not report.resolve().parent.is_dir():
            raise CommandError(f"--report: there is no folder {report.parent}. Make it first.", returncode=MALFORMED)
        plans = self._plans(season, weeks, arrivals, behaviour)
        played = play(plans, seed=seed, weeks=weeks, on_week=self._progress(weeks, options["verbosity"]))
        self._write(report, _text(played, season=season, seed=seed, weeks=weeks))
        if str(report) != "-" and options["verbosity"]:
            self._tell(played, weeks, report)

    def _plans(self, season: int, weeks: int, arrivals: Path | None, behaviour: Path) -> list[PoolPlan]:
        try:
            behaviours = files.read_behaviour(behaviour)
            if arrivals is None:
                return files.plans_of_season(season, weeks=weeks, behaviours=behaviours)
            return files.plans_of_arrivals(arrivals, season, weeks=weeks, behaviours=behaviours)
        except BadRow as bad:
            raise CommandError(f"{bad}. Nothing was played.", returncode=MALFORMED) from bad
        except OSError as fault:
            raise CommandError(f"{fault.filename}: {fault.strerror}. Check the name.", returncode=MALFORMED) from fault
        except (ValueError, UnicodeDecodeError) as wrong:
            raise CommandError(f"{wrong}. Nothing was played.", returncode=MALFORMED) from wrong

    def _progress(self, weeks: int, verbosity: int) -> Any:
        if verbosity == 0 or not self.stderr.isatty():
            return None

        def tell(week: int, played: Played) -> None:
            self.stderr.write(f"\rWeek {week} of {weeks}", ending="" if week < weeks else "\n")

        return tell

    def _write(self, where: Path, text: str) -> None:
        if str(where) == "-":
            self.stdout.write(text, ending="")
            return
        try:
            where.write_text(text, encoding="utf-8")
        except OSError as fault:
            raise CommandError(f"{where}: {fault.strerror}. The report was not written.", returncode=MALFORMED) from fault

    def _tell(self, played: Played, weeks: int, where: Path) -> None:
        total = {name: sum(getattr(pool, name) for pool in played.pools) for name in ("entered", "invitations", "approved")}
        waits = sum(pool.gate_met for pool in played.pools)
        full = sum(pool.week_99 is not None for pool in played.pools)
        self.stdout.write(
            f"{len(played.pools)} pools, {weeks} weeks: {total['entered']:,} entries, {total['invitations']:,} invitations, "
            f"{total['approved']:,} approved.\n"
            f"{full} pools reached 99 % of their quota; {waits} approvals had to wait for a place; none went over.\n"
            f"Report: {where}"
        )


def _text(played: Played, *, season: int, seed: int, weeks: int) -> str:
    return json.dumps(report(played, season=season, seed=seed, weeks=weeks), ensure_ascii=False, indent=1) + "\n"
