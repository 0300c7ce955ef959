"""Who needs a medical examination before a decision."""

from __future__ import annotations

# A stay of six months or less asks for none because of where a person was (R30, PDI-IME; read 2026-11-23).
LONGEST_STAY_WITHOUT = 6


def medical_exam_needed(*, designated_setting: bool, stay_months: int | None, designated_country: bool) -> bool:
    """
    E20: work in a designated setting asks for an examination, however short the stay; so does a stay of more than six months
    after half a year in a designated country (PDI-EL, PDI-IME, R30; read 2026-11-23).

    :param designated_setting: the planned work is in child care, a primary or secondary school, health services, or another
        occupation in which public health must be protected
    :param stay_months: the planned stay; None while it is not told, which is taken for a long one
    :param designated_country: in the last year the person spent six months in a row in a designated country or territory,
        absences of less than 14 days not counted
    """
    return designated_setting or (designated_country and (stay_months is None or stay_months > LONGEST_STAY_WITHOUT))
