"""A country is understood as people type it, in either language."""

import pytest

from profiles.queries.programme_files import read_countries
from profiles.rules.country_names import ALSO, meant, nearest, plain

KNOWN = {row["code"]: (row["name_en"], row["name_fr"]) for row in read_countries()} | {
    "CH": ("Switzerland", "Suisse"),
    "CI": ("Côte d'Ivoire", "Côte d'Ivoire"),
    "CN": ("China", "Chine"),
    "DO": ("Dominican Republic", "République dominicaine"),
    "GF": ("French Guiana", "Guyane française"),
    "KP": ("Korea (Democratic People's Republic of)", "Corée (République populaire démocratique de)"),
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("France", "FR"),
        ("  fRANCE ", "FR"),
        ("FR", "FR"),
        (" DE ", "DE"),
        # No country's name begins with these letters, but one has them as its code.
        ("gb", "GB"),
        ("Jp", "JP"),
        # A code, and the beginning of the name of another country.
        ("fr", None),
        ("Ch", None),
        ("De", None),
        ("es", None),
        ("Germany", "DE"),
        ("Allemagne", "DE"),
        ("ALLEMAGNE", "DE"),
        ("Cote d’Ivoire", "CI"),
        ("etats unis", "US"),
        ("Tchequie", "CZ"),
        ("Czech Republic", "CZ"),
        ("england", "GB"),
        ("Écosse", "GB"),
        ("pays de galles", "GB"),
        ("Irlande du Nord", "GB"),
        ("Irlande", "IE"),
        ("Eire", "IE"),
        ("Republic of Ireland", "IE"),
        ("the republic of ireland", "IE"),
        ("Slovak Republic", "SK"),
        ("République slovaque", "SK"),
        ("Republic of Latvia", "LV"),
        ("République de Pologne", "PL"),
        ("l'Irlande", "IE"),
        ("la France", "FR"),
        ("Les Pays-Bas", "NL"),
        ("dominican republic", "DO"),
        ("China", "CN"),
        ("Republic of China", "TW"),
        ("Republic", None),
        ("Korea", "KR"),
        ("Belg", "BE"),
        # Austria and Australia, and nobody knows which.
        ("Aust", None),
        ("Narnia", None),
        ("", None),
        ("!?", None),
    ],
)
def test_what_is_typed_names_one_country_or_none(typed, code):
    assert meant(typed, KNOWN) == code


@pytest.mark.parametrize(
    ("typed", "code"), [("Frnace", "FR"), ("Belguim", "BE"), ("Alemagne", "DE"), ("Republic of Irland", "IE"), ("xyzzy", None)]
)
def test_a_slip_gets_the_nearest_name(typed, code):
    assert nearest(typed, KNOWN) == code


def test_every_country_is_found_by_both_of_its_names():
    assert [code for code, names in KNOWN.items() if {meant(name, KNOWN) for name in names} != {code}] == []


def test_no_other_name_is_that_of_two_countries():
    others = [plain(name) for names in ALSO.values() for name in names]

    assert len(others) == len(set(others))
    assert set(others) & {plain(name) for names in KNOWN.values() for name in names} == set()
