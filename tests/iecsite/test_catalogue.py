"""The French catalogues: what is collected, what is refused, what is kept."""

import gettext
from pathlib import Path

import pytest

from iecsite import catalogue

PAGE = """\
{% load i18n %}
    <h1>{% translate "Your pools" %}</h1>
  <p title="{% translate 'It’s here' %}">{{ x|default:_("None yet") }}</p>
{% blocktranslate count n=n trimmed %}
  One pool
{% plural %}
  {{ n }} pools
{% endblocktranslate %}
"""

FORM = """\
from django.utils.translation import gettext_lazy as _, pgettext_lazy

label = _("Family name")
state = pgettext_lazy("of a round", "Open")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "templates/rounds").mkdir(parents=True)
    (tmp_path / "templates/rounds/pools.html").write_text(PAGE)
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds/forms.py").write_text(FORM)
    (tmp_path / "rounds/admin.py").write_text('from django.utils.translation import gettext as _\n_("Draw now")\n')
    return tmp_path


def translate(project: Path, area: str, **french: str) -> None:
    path = catalogue.po_path(area, project)
    text = path.read_text()
    for english, words in french.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{words}"')
    path.write_text(text)


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("profiles/forms.py", "profiles"),
        ("templates/rounds/pool.html", "rounds"),
        ("templates/letters/applications/refused.txt", "applications"),
        ("rounds/admin.py", "staff"),
        ("applications/admin/cases.py", "staff"),
        ("templates/admin/base_site.html", "staff"),
        ("iecsite/admin_site.py", "staff"),
        ("templates/base.html", "site"),
        ("iecsite/dates.py", "site"),
    ],
)
def test_area_follows_from_the_path(path, area):
    assert catalogue.area_of(Path(path)) == area


def test_update_collects_python_and_templates(project):
    missing = catalogue.update("rounds", project)

    written = catalogue.po_path("rounds", project).read_text()
    assert missing == 6
    for text in ("Your pools", "It’s here", "None yet", "One pool", "%(n)s pools", "Family name", "Open"):
        assert f'"{text}"' in written
    assert "Draw now" not in written


def test_update_twice_changes_nothing(project):
    catalogue.update("rounds", project)
    first = catalogue.po_path("rounds", project).read_bytes()

    catalogue.update("rounds", project)

    assert catalogue.po_path("rounds", project).read_bytes() == first


def test_update_keeps_the_french_when_sources_move_and_drops_what_is_unused(project):
    catalogue.update("rounds", project)
    translate(
        project,
        "rounds",
        **{"Family name": "Nom de famille", "Your pools": "Vos bassins"},
    )
    (project / "rounds/forms.py").write_text("\n\n\n" + 'from x import _\n_("Family name")\n')

    catalogue.update("rounds", project)

    written = catalogue.po_path("rounds", project).read_text()
    assert 'msgid "Family name"\nmsgstr "Nom de famille"' in written
    assert "Open" not in written


def test_update_takes_over_the_french_of_another_area(project):
    catalogue.update("rounds", project)
    translate(project, "rounds", **{"Family name": "Nom de famille"})
    (project / "rounds/admin.py").write_text('from x import _\n_("Family name")\n')

    missing = catalogue.update("staff", project)

    assert missing == 0


def test_check_names_file_and_line_of_each_missing_text(project):
    flaws = [str(flaw) for flaw in catalogue.check("rounds", project)]

    assert "rounds/forms.py:3: no French: 'Family name'" in flaws
    assert "templates/rounds/pools.html:2: no French: 'Your pools'" in flaws
    assert len(flaws) == 6


def test_check_refuses_unsure_unused_and_other_placeholders(project):
    path = catalogue.po_path("staff", project)
    (project / "rounds/admin.py").write_text('from x import _\n_("In %(days)s days")\n_("Draw")\n')
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid "In %(days)s days"\nmsgstr "Dans %(jours)s jours"\n\n'
        '#, fuzzy\nmsgid "Draw"\nmsgstr "Tirer"\n\nmsgid "Gone"\nmsgstr "Parti"\n'
    )

    whats = [flaw.what for flaw in catalogue.check("staff", project)]

    assert len(whats) == 3
    assert "fuzzy" in "".join(whats)
    assert "%(days)s, %(jours)s" in "".join(whats)
    assert "no longer used" in "".join(whats)


def test_plural_may_leave_the_number_of_one_unsaid(project):
    catalogue.update("rounds", project)
    path = catalogue.po_path("rounds", project)
    path.write_text(
        path.read_text().replace('msgstr[0] ""', 'msgstr[0] "Un bassin"').replace('msgstr[1] ""', 'msgstr[1] "%(n)s bassins"')
    )

    assert "One pool" not in [flaw.text for flaw in catalogue.check("rounds", project)]


def test_compile_writes_only_what_is_stale(project):
    catalogue.update("rounds", project)
    translate(project, "rounds", **{"Family name": "Nom de famille"})

    written = catalogue.compile_stale(project)
    again = catalogue.compile_stale(project)

    assert [path.name for path in written] == ["django.mo"]
    assert again == []
    with written[0].open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Family name") == "Nom de famille"
    assert french.gettext("Your pools") == "Your pools"
