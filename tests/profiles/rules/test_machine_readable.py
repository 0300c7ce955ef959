"""The two lines of a passport: the specimen of ICAO 9303, every changed sign, names in every script."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules import machine_readable as mrz
from profiles.rules.machine_readable import Fault

TODAY = date(2026, 2, 2)
# Part 4, appendix A.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_the_specimen_is_read():
    found = mrz.read(SPECIMEN, today=TODAY)

    assert (found.family_name, found.given_names, found.number) == ("ERIKSSON", "ANNA MARIA", "L898902C3")
    assert (found.born, found.expires, found.failed) == (date(1974, 8, 12), date(2012, 4, 15), ())
    assert found.country is None


@pytest.mark.parametrize(
    ("field", "digit"),
    [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B<<<<<", "1"), ("520727", "3"), ("AB2134<<<", "5")],
)
def test_the_check_digits_of_the_standard(field, digit):
    assert mrz.check_digit(field) == digit


@pytest.mark.parametrize("place", [*range(9), *range(13, 19), *range(21, 27), *range(28, 42)])
def test_a_changed_sign_is_found_by_its_own_digit_or_the_whole(place):
    first, second = SPECIMEN.split("\n")
    other = {"0": "1", "<": "B"}.get(second[place], "0" if place not in range(13, 27) else "1")
    changed = second[:place] + other + second[place + 1 :]
    if changed == second:
        changed = second[:place] + "2" + second[place + 1 :]
    assert faults(f"{first}\n{changed}")


def faults(text):
    """Everything that is said against two lines."""
    try:
        return mrz.read(text, today=TODAY).failed
    except mrz.Unreadable as unreadable:
        return (unreadable.fault,)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.TWO_LINES),
        ("P<UTO", Fault.TWO_LINES),
        ("P<UTO\nL898", Fault.LENGTH),
        (SPECIMEN.replace("ANNA", "ÄNNA"), Fault.LETTERS),
        ("I" + SPECIMEN[1:], Fault.NOT_A_PASSPORT),
        (SPECIMEN.replace("740812", "741312"), Fault.DATE),
        (SPECIMEN.replace("740812", "74O812"), Fault.DATE),
    ],
)
def test_lines_that_cannot_be_read_say_why(text, fault):
    with pytest.raises(mrz.Unreadable) as unreadable:
        mrz.read(text, today=TODAY)
    assert unreadable.value.fault is fault


def test_spaces_and_one_long_line_are_taken_as_they_were_meant():
    first, second = SPECIMEN.split("\n")

    assert mrz.read(f" {first[:20]} {first[20:]}\r\n\n{second}  ", today=TODAY).number == "L898902C3"
    assert mrz.read((first + second).lower(), today=TODAY).number == "L898902C3"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Müller", "MUELLER"),
        ("Søren Ångström", "SOEREN AANGSTROEM"),
        ("Þórr Æðelstan", "THORR AEDELSTAN"),
        ("Straße", "STRASSE"),
        ("Łukasz Wójcik", "LUKASZ WOJCIK"),
        ("D'Arcy O’Brien", "DARCY OBRIEN"),
        ("Anne-Marie  Dupré", "ANNE MARIE DUPRE"),
        ("Núñez", "NUNEZ"),
        ("Ольга Щербак", "OLGA SHCHERBAK"),
        ("Nguyễn Thị", "NGUYEN THI"),
        ("Παπαδόπουλος", "PAPADOPOULOS"),
        ("ΠΑΎΛΟΣ Ευτυχία", "PAVLOS EFTYCHIA"),
        ("Ευάγγελος Μπότσαρης", "EVANGELOS BOTSARIS"),
        ("محمد", "MHMD"),
        ("さくら ﾀﾅｶ", "SAKURA TANAKA"),
        ("김민준", "GIMMINJUN"),
        ("王小明", ""),
        ("", ""),
    ],
)
def test_names_are_written_as_the_standard_says(name, written):
    assert mrz.transliterate(name) == written


@pytest.mark.parametrize(
    ("code", "ours"), [("D<<", "DE"), ("GBD", "GB"), ("GBN", "GB"), ("FRA", "FR"), ("HKG", "HK"), ("UTO", None), ("XXA", None)]
)
def test_issuing_states_are_ours_where_they_are_known(code, ours):
    first, second = SPECIMEN.split("\n")

    assert mrz.read(f"P<{code}{first[5:]}\n{second}", today=TODAY).country == ours


@pytest.mark.parametrize(
    ("code", "ours", "hong_kong"),
    [
        ("GBR", "GB", False),
        ("GBN", None, True),
        *((code, None, False) for code in ("GBD", "GBO", "GBP", "GBS", "XXA")),
        ("CHN", "CN", True),
        ("D<<", "DE", False),
    ],
)
def test_who_is_british_without_being_a_citizen_of_the_united_kingdom_is_made_none(code, ours, hong_kong):
    first, second = SPECIMEN.split("\n")

    found = mrz.read(f"{first}\n{second[:10]}{code}{second[13:]}", today=TODAY)

    assert (found.nationality, found.may_be_of_hong_kong) == (ours, hong_kong)


def test_a_two_digit_year_of_birth_lies_in_the_past_and_one_of_expiry_near():
    first, second = mrz.lines_of(
        family_name="Exemple",
        given_names="Camille",
        number="12AB34567",
        country="FRA",
        nationality="FRA",
        born=date(2004, 3, 1),
        expires=date(2034, 3, 1),
    )

    found = mrz.read(f"{first}\n{second}", today=TODAY)

    assert (found.born, found.expires) == (date(2004, 3, 1), date(2034, 3, 1))


NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x450), min_size=1, max_size=12)


@given(
    family=NAMES,
    given_names=st.lists(NAMES, max_size=2),
    number=st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=1, max_size=9),
    born=st.dates(date(1930, 1, 1), TODAY),
    expires=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_what_is_written_is_read_again(family, given_names, number, born, expires):
    written = mrz.lines_of(
        family_name=family,
        given_names=" ".join(given_names),
        number=number,
        country="FRA",
        nationality="FRA",
        born=born,
        expires=expires,
    )

    found = mrz.read("\n".join(written), today=TODAY)

    assert [len(line) for line in written] == [44, 44]
    assert (found.failed, found.number, found.expires, found.country) == ((), number, expires, "FR")
    assert found.born == born or born.year < 1927
    if mrz.transliterate(family) and len(written[0].rstrip("<")) < 44:
        assert found.family_name == mrz.transliterate(family)


TOLD = {"family_name": "Müller", "given_names": "Zoé Anne", "number": "c01x-00t4", "born": date(2000, 5, 4)}


def test_the_lines_that_a_passport_should_have_are_told_but_for_what_is_not_known():
    first, second = mrz.likely(**TOLD, country="DE", nationality="DE", expires=date(2033, 1, 9))

    assert first == "P<D<<MUELLER<<ZOE<ANNE".ljust(44, "<")
    assert second == "C01X00T4<1D<<0005049·3301096" + "·" * 16
    assert [len(first), len(second)] == [44, 44]


@pytest.mark.parametrize(
    ("country", "nationality", "codes"),
    [("HK", "HK", ("CHN", "CHN")), ("GB", "", ("GBR", "···")), ("FR", "FR", ("FRA", "FRA"))],
)
def test_the_lines_bear_the_codes_that_a_passport_has(country, nationality, codes):
    first, second = mrz.likely(**TOLD, country=country, nationality=nationality, expires=date(2033, 1, 9))

    assert (first[2:5], second[10:13]) == codes


def test_no_lines_are_told_where_a_code_or_the_letters_of_a_name_are_not_known():
    assert mrz.likely(**TOLD, country="XK", nationality="XK", expires=date(2033, 1, 9)) is None
    assert mrz.likely(**TOLD | {"family_name": "陳"}, country="TW", nationality="TW", expires=date(2033, 1, 9)) is None
