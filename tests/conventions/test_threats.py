"""Every row of the protocol's table of threats that a test can show has a test named after it."""

import re
from pathlib import Path

NAMED = re.compile(r"def test_threat_(\d\d)_")
# A candidate forced to show their result: nothing in the program can help them.
NO_TEST = {18}


def test_every_threat_has_a_test():
    tests = Path(__file__).resolve().parents[1].rglob("test_*.py")
    shown = {int(number) for path in tests for number in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert shown == set(range(1, 27)) - NO_TEST
