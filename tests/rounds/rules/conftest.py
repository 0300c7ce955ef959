import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[3] / "docs" / "draw-vectors.json"


@pytest.fixture(scope="session")
def vectors():
    """Answers of an independent implementation of the draw; see the file's own note."""
    return json.loads(VECTORS.read_text(encoding="utf-8"))
