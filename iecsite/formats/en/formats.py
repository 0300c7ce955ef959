"""
How English Canada writes dates, times and numbers, in Django's format letters.

`pm` without full stops comes from `locale/site/en`: Django's `a` would print `p.m.`.
"""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "g:i\xa0a"
DATETIME_FORMAT = "F j, Y \\a\\t g:i\xa0a"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "F j"
# The only numeric date that nobody reads in two ways.
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d g:i\xa0a"
FIRST_DAY_OF_WEEK = 0

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
