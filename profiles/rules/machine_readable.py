"""
The two machine-readable lines of a passport (ICAO Doc 9303 parts 3 and 4, eighth edition; read 2026-11-24): how they are read,
their check digits, and how names are written in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from profiles.rules import latin_letters

LENGTH = 44
WEIGHTS = (7, 3, 1)
FILLER = "<"

# Letters that are not a plain letter with a mark: part 3, section 6 A (Latin), and those of other scripts.
LETTERS = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "ı": "I", "İ": "I", "Ĳ": "IJ", "Ł": "L", "Ŀ": "L", "Ñ": "N",
    "Ŋ": "N", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Þ": "TH", "ß": "SS", "ẞ": "SS", "Ŧ": "T", "Ü": "UE", "ĸ": "Q", "Ə": "E",
} | {letter.upper(): written.upper() for letter, written in latin_letters.LETTERS.items()}  # fmt: skip

# Codes of part 3, section 5, that are not a country's three letters of ISO 3166-1, with ours of two.
SPECIAL = {
    "D": "DE", "GBD": "GB", "GBN": "GB", "GBO": "GB", "GBP": "GB", "GBS": "GB", "RKS": "XK",
}  # fmt: skip
# Kinds of British nationality that are not citizenship of the United Kingdom (part 3, section 5): as the nationality they name
# no country of ours. Of them "GBN", a British National (Overseas), counts under the agreement with Hong Kong (PDI-AG, read
# 2026-11-23).
NATIONAL_OVERSEAS = "GBN"
BRITISH_OVERSEAS = ("GBD", NATIONAL_OVERSEAS, "GBO", "GBP", "GBS")
# Hong Kong's and Macao's passports bear the code of China.
CHINESE = "CHN"
NO_CITIZENS = ("XXA", "XXB", "XXC")
# The partners and a few others by their codes of three letters; any other code is left as it is for the person to choose.
COUNTRIES = {
    "AND": "AD", "AUS": "AU", "AUT": "AT", "BEL": "BE", "BRA": "BR", "CAN": "CA", "CHE": "CH", "CHL": "CL", "CHN": "CN",
    "CRI": "CR", "CZE": "CZ", "DNK": "DK", "ESP": "ES", "EST": "EE", "FIN": "FI", "FRA": "FR", "GBR": "GB", "GRC": "GR",
    "HKG": "HK", "HRV": "HR", "IRL": "IE", "ISL": "IS", "ITA": "IT", "JPN": "JP", "KOR": "KR", "LTU": "LT", "LUX": "LU",
    "LVA": "LV", "MEX": "MX", "NLD": "NL", "NOR": "NO", "NZL": "NZ", "POL": "PL", "PRT": "PT", "SMR": "SM", "SVK": "SK",
    "SVN": "SI", "SWE": "SE", "TWN": "TW", "UKR": "UA", "USA": "US",
}  # fmt: skip
# Back again: Germany's passports bear one letter, Hong Kong's the code of China.
CODES = {ours: code for code, ours in COUNTRIES.items()} | {"DE": "D", "HK": CHINESE}


class Fault(StrEnum):
    """What is wrong with the lines; `NUMBER` to `WHOLE` are check digits that do not fit."""

    TWO_LINES = "two_lines"
    LENGTH = "length"
    LETTERS = "letters"
    NOT_A_PASSPORT = "not_a_passport"
    DATE = "date"
    NUMBER = "number"
    BIRTH = "birth"
    EXPIRY = "expiry"
    OPTIONAL = "optional"
    WHOLE = "whole"


# A failed digit may be the passport's own mistake; the others are lines that cannot be read at all.
DIGITS = (Fault.NUMBER, Fault.BIRTH, Fault.EXPIRY, Fault.OPTIONAL, Fault.WHOLE)


class Unreadable(Exception):
    """The lines cannot be read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """
    What the lines say. `country` is ours of two letters, or None for a code that we do not know; `failed` names digits.
    `nationality` likewise, and None for those who are British without being citizens of the United Kingdom; `nationality_code` is
    what the lines have.

    `names_cut`: the names fill their field, so that the end of a long one may be missing. `not_a_citizen`: the nationality is the
    sign of a refugee or a stateless person (part 3, section 5, codes XXA, XXB, XXC).
    """

    family_name: str
    given_names: str
    number: str
    country: str | None
    nationality: str | None
    born: date
    expires: date
    failed: tuple[Fault, ...]
    nationality_code: str = ""
    names_cut: bool = False
    not_a_citizen: bool = False

    @property
    def british_overseas(self) -> bool:
        """Whether its holder is British, but no citizen of the United Kingdom by this passport."""
        return self.nationality_code in BRITISH_OVERSEAS

    @property
    def may_be_of_hong_kong(self) -> bool:
        """Whether people of Hong Kong hold passports with such lines, and others do too."""
        return self.nationality_code in (CHINESE, NATIONAL_OVERSEAS)

    @property
    def birth_is_sure(self) -> bool:
        """Whether the digits that cover the date of birth fit."""
        return not {Fault.BIRTH, Fault.WHOLE} & set(self.failed)


def check_digit(text: str) -> str:
    """The check digit of a field: weights 7, 3, 1; figures count as they are, letters from A = 10, fillers 0."""
    total = sum(_value(character) * WEIGHTS[place % 3] for place, character in enumerate(text))
    return str(total % 10)


def read(text: str, *, today: date) -> Passport:
    """
    Read the two lines as they were typed or pasted; spaces inside them do not count.

    :param today: nobody is born after it, and a year of expiry lies nearest to it
    :raises Unreadable: when they are not two lines of a passport
    """
    first, second = two_lines(text)
    if first[0] != "P":
        raise Unreadable(Fault.NOT_A_PASSPORT)
    family, _, given = first[5:].partition("<<")
    born = _day(second[13:19], latest=today)
    expires = _day(second[21:27], near=today)
    return Passport(
        family_name=_name(family),
        given_names=_name(given),
        number=second[:9].rstrip(FILLER),
        country=_country(first[2:5]),
        nationality=None if second[10:13] in BRITISH_OVERSEAS else _country(second[10:13]),
        nationality_code=second[10:13].rstrip(FILLER),
        born=born,
        expires=expires,
        failed=tuple(_failed(second)),
        names_cut=not first.endswith(FILLER),
        not_a_citizen=second[10:13] in NO_CITIZENS,
    )


def lines_of(
    *, family_name: str, given_names: str, number: str, country: str, nationality: str, born: date, expires: date, sex: str = "X"
) -> tuple[str, str]:
    """The lines of a passport; codes of three letters. Names that are too long are cut as part 4 says."""
    names = transliterate(family_name).replace(" ", FILLER) + "<<" + transliterate(given_names).replace(" ", FILLER)
    first = f"P<{country:<3}".replace(" ", FILLER) + names.rstrip(FILLER)
    digits = transliterate(number).replace(" ", "")[:9].ljust(9, FILLER)
    birth, expiry = f"{born:%y%m%d}", f"{expires:%y%m%d}"
    middle = {"M": "M", "F": "F"}.get(sex, FILLER)
    head = digits + check_digit(digits) + f"{nationality:<3}".replace(" ", FILLER)
    optional = FILLER * 14
    body = head + birth + check_digit(birth) + middle + expiry + check_digit(expiry) + optional + FILLER
    whole = body[:10] + body[13:20] + body[21:43]
    return first[:LENGTH].ljust(LENGTH, FILLER), body + check_digit(whole)


# What a person does not tell us: the sex and the personal number, and the last digit, which hangs on them.
UNKNOWN = "·"


def likely(
    *, family_name: str, given_names: str, number: str, country: str, nationality: str, born: date, expires: date
) -> tuple[str, str] | None:
    """
    The lines that a passport with these fields has, to be compared with it; `UNKNOWN` stands for each sign that we cannot know.

    :param country: ours of two letters, as is the nationality; an empty nationality is one that we cannot know
    :returns: None where the country's code is not known, or the family name has no letter that the lines could have
    """
    issuer = CODES.get(country)
    if issuer is None or not transliterate(family_name):
        return None
    holder = CODES.get(nationality, "")
    first, second = lines_of(
        family_name=family_name,
        given_names=given_names,
        number=number,
        country=issuer,
        nationality=holder,
        born=born,
        expires=expires,
    )
    after = second[10:13] if holder else UNKNOWN * 3
    return first, second[:10] + after + second[13:20] + UNKNOWN + second[21:28] + UNKNOWN * (LENGTH - 28)


def transliterate(name: str) -> str:
    """
    A name as the lines write it: capitals A to Z and single spaces.

    An apostrophe joins, a hyphen parts. Letters without a rule of their own lose their marks; what is left over goes, such as Han
    signs.
    """
    written = []
    for character in latin_letters.greek_pairs(unicodedata.normalize("NFC", name)).upper():
        if character in LETTERS or latin_letters.sound(character):
            written.append(_by_rule(character))
        else:
            plain = unicodedata.normalize("NFKD", character)
            written.extend(_by_rule(part, part) for part in plain if not unicodedata.combining(part))
    text = re.sub(r"[’'‘`´ʼ.]", "", "".join(written).upper())
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text).split())


def _by_rule(letter: str, otherwise: str = "") -> str:
    return LETTERS.get(letter, latin_letters.sound(letter) or otherwise)


def two_lines(text: str) -> tuple[str, str]:
    """
    The two lines as they were typed or pasted, in capitals and without spaces.

    :raises Unreadable: when they are not two lines of 44 signs
    """
    found = [re.sub(r"\s", "", line).upper().replace("«", "<<") for line in text.strip().splitlines() if line.strip()]
    if len(found) == 1 and len(found[0]) == 2 * LENGTH:
        found = [found[0][:LENGTH], found[0][LENGTH:]]
    if len(found) != 2:
        raise Unreadable(Fault.TWO_LINES)
    if any(len(line) != LENGTH for line in found):
        raise Unreadable(Fault.LENGTH)
    if any(not re.fullmatch(r"[A-Z0-9<]+", line, re.ASCII) for line in found):
        raise Unreadable(Fault.LETTERS)
    return found[0], found[1]


def _failed(second: str) -> Iterable[Fault]:
    if second[9] != check_digit(second[:9]):
        yield Fault.NUMBER
    if second[19] != check_digit(second[13:19]):
        yield Fault.BIRTH
    if second[27] != check_digit(second[21:27]):
        yield Fault.EXPIRY
    # An empty optional field may bear a filler for its digit.
    if second[42] != check_digit(second[28:42]) and not (second[42] == FILLER and not second[28:42].strip(FILLER)):
        yield Fault.OPTIONAL
    if second[43] != check_digit(second[:10] + second[13:20] + second[21:43]):
        yield Fault.WHOLE


def _value(character: str) -> int:
    if character == FILLER:
        return 0
    return int(character) if character.isdecimal() else ord(character) - ord("A") + 10


def _name(part: str) -> str:
    return " ".join(part.replace(FILLER, " ").split())


def _country(code: str) -> str | None:
    plain = code.rstrip(FILLER)
    return SPECIAL.get(plain) or COUNTRIES.get(plain)


def _day(text: str, *, latest: date | None = None, near: date | None = None) -> date:
    if not text.isdecimal():
        raise Unreadable(Fault.DATE)
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    around = latest or near
    assert around is not None
    try:
        found = [date(century + year, month, day) for century in (1900, 2000, 2100) if _exists(century + year, month, day)]
        if latest is not None:
            return max(one for one in found if one <= latest)
        return min(found, key=lambda one: abs((one - around).days))
    except ValueError:
        raise Unreadable(Fault.DATE) from None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
