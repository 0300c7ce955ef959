"""The name with which somebody signs is that of their profile."""

import pytest

from profiles.rules.declarations import is_theirs


@pytest.mark.parametrize(
    ("signed", "family", "given", "theirs"),
    [
        ("Giorgos Papadopoulos", "Παπαδόπουλος", "Γιώργος", True),
        ("Παπαδόπουλος Γιώργος", "Παπαδόπουλος", "Γιώργος", True),
        ("Ω", "Παπαδόπουλος", "Γιώργος", False),
        ("李 大文", "王", "小明", False),
        ("小明 王", "王", "小明", True),
        ("Wei", "陳", "Wei", False),
    ],
)
def test_a_name_in_another_script_is_signed_by_itself_alone(signed, family, given, theirs):
    assert is_theirs(signed, family_name=family, given_names=given) is theirs
