"""What rounds are measured by, in the order in which one's round serves the next."""

from rounds.management.benchmarks.draw import ROUND
from rounds.management.benchmarks.freeze import FREEZE
from rounds.management.benchmarks.growth import GROWTH
from rounds.management.benchmarks.pages import PAGE
from rounds.management.benchmarks.planner import PLANNER
from rounds.management.benchmarks.receipts import RECEIPT
from rounds.management.benchmarks.simulation import SEASONS_OF_A_POOL, SIMULATION
from rounds.management.benchmarks.verifier import VERIFIER
from rounds.management.benchmarks.web import WEB, WEB_SLOWEST

BENCHMARKS = [GROWTH, FREEZE, ROUND, RECEIPT, VERIFIER, PAGE, PLANNER, SIMULATION, SEASONS_OF_A_POOL, WEB, WEB_SLOWEST]
