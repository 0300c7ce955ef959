"""One French name for each thing of a draw, on pages, in letters, in the help and in the verifier."""

from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
# Everywhere else a "billet" is what takes somebody home from Canada.
OF_THE_DRAW = (
    "locale/rounds/fr/LC_MESSAGES/django.po",
    "rounds/verify_draw.py",
    "templates/help/draw.fr.html",
    "templates/statements/privacy.fr.html",
    "templates/profiles/my_file_preface.fr.txt",
    *sorted(str(one.relative_to(BASE)) for one in (BASE / "templates/letters/rounds").glob("*/*.fr.txt")),
)


@pytest.mark.parametrize("name", OF_THE_DRAW)
def test_a_ticket_is_a_code_everywhere_in_french(name):
    assert "billet" not in (BASE / name).read_text(encoding="utf-8").lower()


def test_a_profile_is_drawn_whoever_its_owner_is():
    """Not "choisi(e)": the profile is chosen, and agrees with nobody."""
    texts = [*(BASE / "locale").glob("*/fr/LC_MESSAGES/*.po"), *(BASE / "templates/letters").glob("*/*/*.fr.txt")]
    assert not [one for one in texts if "choisi(e)" in one.read_text(encoding="utf-8")]
