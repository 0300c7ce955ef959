"""Who needs a medical examination."""

import pytest

from applications.rules.medical import medical_exam_needed


@pytest.mark.parametrize(
    ("setting", "months", "country", "needed"),
    [
        (False, 24, False, False),
        (True, 1, False, True),
        (True, 24, True, True),
        (False, 6, True, False),
        (False, 7, True, True),
        (False, None, True, True),
        (False, None, False, False),
    ],
)
def test_work_in_a_designated_setting_or_a_long_stay_after_a_designated_country(setting, months, country, needed):
    found = medical_exam_needed(designated_setting=setting, stay_months=months, designated_country=country)

    assert found is needed
