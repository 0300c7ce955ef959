"""What accounts, profiles and letters are measured by."""

from profiles.management.benchmarks.duplicates import DUPLICATES, DUPLICATES_OF_ALL
from profiles.management.benchmarks.eligibility import ELIGIBILITY
from profiles.management.benchmarks.letters import LETTERS

BENCHMARKS = [ELIGIBILITY, DUPLICATES, DUPLICATES_OF_ALL, LETTERS]
