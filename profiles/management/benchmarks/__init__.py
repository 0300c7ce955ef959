"""What accounts, profiles and letters are measured by."""

from profiles.management.benchmarks.duplicates import DUPLICATES
from profiles.management.benchmarks.eligibility import ELIGIBILITY
from profiles.management.benchmarks.letters import LETTERS

BENCHMARKS = [ELIGIBILITY, DUPLICATES, LETTERS]
