"""`manage.py simulate_season`: a season played by the rules or the operations, and what became of every pool as a JSON report."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.test.utils import override_settings

from applications.management.simulation import through_operations
from iecsite.benchmarks.place import Busy, NotAllowed, place_of_its_own
from iecsite.csvfile import BadRow
from rounds.queries import simulation_files as files
from rounds.rules.simulation.pool import PoolPlan
from rounds.rules.simulation.report import assumptions as told_assumptions
from rounds.rules.simulation.report import report as report_of
from rounds.rules.simulation.scaled import scaled
from rounds.rules.simulation.season import Played, play

MALFORMED = 2
MOST_WEEKS = 104
# Through the operations every person is rows of a database: a small season by default, and no more than a machine carries.
PEOPLE, MOST_PEOPLE = 300, 20_000
DATABASE = "iecsite_simulation"
# Where there is no terminal whose line could be renewed.
SECONDS_BETWEEN_LINES = 10


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
        parser.add_argument(
            "--through-operations",
            action="store_true",
            help="play it with made-up people through the real operations, in a database of its own that is removed afterwards",
        )
        parser.add_argument(
            "--people",
            type=int,
            help=f"with --through-operations: how many people; arrivals and quotas are made smaller in proportion ({PEOPLE})",
        )
        parser.add_argument(
            "--assumptions", type=Path, metavar="FILE.json", help="where it is written what was assumed of each pool"
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
        through_operations: bool,
        people: int | None,
        assumptions: Path | None,
        report: Path,
        **options: Any,
    ) -> None:
        """Play, write the report, and say the sums."""
        if not 1 <= weeks <= MOST_WEEKS:
            raise CommandError(f"--weeks: give a number from 1 to {MOST_WEEKS}, not {weeks}.", returncode=MALFORMED)
        if people is not None and not through_operations:
            raise CommandError("--people goes with --through-operations; by the rules everybody is played.", returncode=MALFORMED)
        if people is not None and not 1 <= people <= MOST_PEOPLE:
            raise CommandError(f"--people: give a number from 1 to {MOST_PEOPLE}, not {people}.", returncode=MALFORMED)
        for name, where in (("--report", report), ("--assumptions", assumptions)):
            if where is not None and str(where) != "-" and not where.resolve().parent.is_dir():
                raise CommandError(f"{name}: there is no folder {where.parent}. Make it first.", returncode=MALFORMED)
        plans = self._plans(season, weeks, arrivals, behaviour)
        progress = self._progress(weeks, options["verbosity"])
        if through_operations:
            plans = scaled(plans, people=people or PEOPLE)
            played = self._through_operations(plans, season=season, seed=seed, weeks=weeks, on_week=progress)
        else:
            played = play(plans, seed=seed, weeks=weeks, on_week=progress)
        self._write(report, _text(report_of(played, season=season, seed=seed, weeks=weeks)))
        if assumptions is not None:
            self._write(assumptions, _text(told_assumptions(plans)))
        if str(report) != "-" and options["verbosity"]:
            self._tell(played, weeks, report)

    def _through_operations(self, plans: list[PoolPlan], **season: Any) -> Played:
        # Test rounds are drawn at once; nothing of them leaves this database, which is gone at the end.
        try:
            with place_of_its_own(DATABASE), override_settings(TEST_ROUNDS=True):
                played, left_out = through_operations.play(plans, **season)
        except Busy as busy:
            raise CommandError("Another season is being played through the operations. Wait for its end.") from busy
        except NotAllowed as refusal:
            raise CommandError(
                f"The season needs a database of its own, {DATABASE}, and this database user may not make one. "
                "Let it create databases, or leave --through-operations away."
            ) from refusal
        except through_operations.OutOfBalance as fault:
            raise CommandError(f"The places do not balance: {fault}. No report was written.") from fault
        if left_out:
            self.stderr.write(f"Without entrants, since made-up people may not enter them: {', '.join(sorted(left_out))}.")
        return played

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
        if verbosity == 0:
            return None
        terminal, told = self.stderr.isatty(), [time.monotonic()]

        def tell(week: int, played: Played) -> None:
            if terminal:
                self.stderr.write(f"\rWeek {week} of {weeks}", ending="" if week < weeks else "\n")
            elif time.monotonic() - told[0] > SECONDS_BETWEEN_LINES:
                told[0] = time.monotonic()
                self.stderr.write(f"Week {week} of {weeks}")

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


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
