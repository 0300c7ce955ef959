"""What accounts, profiles and letters are measured by."""

from profiles.management.benchmarks.eligibility import ELIGIBILITY
from profiles.management.benchmarks.letters import LETTERS

BENCHMARKS = [ELIGIBILITY, LETTERS]
