"""What rounds are measured by."""

from rounds.management.benchmarks.draw import ROUND
from rounds.management.benchmarks.freeze import FREEZE

BENCHMARKS = [FREEZE, ROUND]
