"""Does a round of ten times as many people take ten times as long? The time a person, beside that in a crowd of a tenth."""

from iecsite.benchmarks.benchmark import Benchmark, Taken
from iecsite.benchmarks.stopwatch import Stopwatch
from rounds.management.benchmarks import crowd
from rounds.states import RoundState


def measure(scale: float) -> Taken:
    """From the approved plan to the invitations, first of a tenth of the crowd, then of all."""
    tenth, small = _one_round(scale / 10)
    people, large = _one_round(scale)
    return Taken(large, small * people / tenth, f"{people:,} people beside {tenth:,}")


def _one_round(scale: float) -> tuple[int, float]:
    people = crowd.gather(scale)
    round_, watch = crowd.approved_round(), Stopwatch()
    with watch.running():
        crowd.carry_on(round_, RoundState.ISSUED)
    crowd.carry_on(round_, RoundState.CLOSED)
    crowd.tidy()
    return people, watch.seconds


GROWTH = Benchmark(
    name="growth",
    floor="a round of a tenth of the people, times ten: the time a person stays the same",
    limit=1.5,
    measure=measure,
)
