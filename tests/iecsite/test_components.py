"""The components as a browser and a screen reader meet them: who is described by what, and in which words."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from iecsite import clock
from iecsite.templatetags import iec
from iecsite.views.components import SampleForm, components
from profiles.models import User

REFERENCES = ("aria-describedby", "aria-labelledby", "for", "aria-controls")


class Outline(HTMLParser):
    """Tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if attrs.get("id")]

    def dangling(self) -> list[str]:
        ids = set(self.ids())
        targets = [target for _, attrs in self.tags for name in REFERENCES for target in (attrs.get(name) or "").split()]
        anchors = [attrs["href"][1:] for tag, attrs in self.tags if tag == "a" and (attrs.get("href") or "").startswith("#")]
        return [target for target in [*targets, *anchors] if target not in ids]


def render(source: str, language: str = "en", **context) -> str:
    with override(language):
        return Template("{% load crispy_forms_tags %}" + source).render(Context(context))


def page(language: str) -> str:
    request = RequestFactory().get("/")
    with override(language):
        return components(request).render().content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_component_page_has_no_dangling_reference_and_no_id_twice(language):
    outline = Outline(page(language))

    assert outline.dangling() == []
    assert sorted(outline.ids()) == sorted(set(outline.ids()))


def test_component_page_has_the_same_outline_in_both_languages():
    headings = [[tag for tag, _ in Outline(page(language)).tags if tag in {"h1", "h2", "h3"}] for language in ("en", "fr")]

    assert headings[0] == headings[1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_component_page_carries_no_inline_style_or_script(language):
    for tag, attrs in Outline(page(language)).tags:
        assert "style" not in attrs
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
        assert not [name for name in attrs if name.startswith("on")]


def test_hint_and_error_come_before_the_control_and_describe_it():
    html = render("{{ form|crispy }}", form=SampleForm({}))

    places = [html.index(mark) for mark in ('for="id_family_name"', "id_family_name_helptext", "id_family_name_error", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_family_name_helptext id_family_name_error"' in html
    assert "Error: This field is required." in html


@pytest.mark.parametrize(("language", "word"), [("en", "(required)"), ("fr", "(obligatoire)")])
def test_required_is_said_in_words(language, word):
    assert word in render("{{ form|crispy }}", language, form=SampleForm())
    assert "*</span>" not in render("{{ form|crispy }}", language, form=SampleForm())


def test_choices_are_grouped_under_a_legend():
    outline = Outline(render("{{ form|crispy }}", form=SampleForm({})))
    fieldsets = [attrs for tag, attrs in outline.tags if tag == "fieldset"]

    assert [attrs["id"] for attrs in fieldsets] == ["div_id_passport", "div_id_channels"]
    assert fieldsets[0]["aria-describedby"] == "id_passport_helptext id_passport_error"
    assert len([tag for tag, _ in outline.tags if tag == "legend"]) == 2


def test_summary_links_to_each_place_and_names_the_field_where_the_sentence_does_not():
    html = render("{% error_summary form %}", form=SampleForm({"email": "camille@"}))

    assert '<a href="#id_family_name">Family name – This field is required.</a>' in html
    assert '<a href="#id_passport_0">Do you have a valid passport? – This field is required.</a>' in html
    assert '<a href="#id_email">Enter a valid email address.</a>' in html


def test_a_form_has_one_summary_wherever_it_is_shown():
    form = SampleForm({})

    above = render("{% error_summary form %}", form=form)
    inside = render("{{ form|crispy }}", form=form)

    assert "iec-errors" in above
    assert "iec-errors" not in inside


def test_what_the_form_says_as_a_whole_is_in_the_summary():
    class Whole(forms.Form):
        def clean(self):
            raise forms.ValidationError("The passport and the name do not belong together.")

    assert "<li>The passport and the name do not belong together.</li>" in render("{{ form|crispy }}", form=Whole({}))


def test_what_was_typed_is_kept():
    assert 'value="31/02/1998"' in render("{{ form|crispy }}", form=SampleForm({"born": "31/02/1998"}))


def test_near_deadline_has_its_shape_and_its_words():
    near = render("{% deadline at 'Answer by' %}", at=clock.now() + timedelta(hours=5, minutes=1))
    far = render("{% deadline at 'Answer by' %}", at=clock.now() + timedelta(days=9, minutes=1))

    assert "iec-hourglass" in near
    assert "in 5 hours" in near
    assert "(Eastern time)" in near
    assert "iec-hourglass" not in far
    assert "in 9 days" in far


def test_whoever_is_signed_in_may_change_the_time_zone_beside_a_deadline():
    at = clock.now() + timedelta(days=3)

    assert 'href="/en/settings/#id_time_zone">Change time zone' in render("{% deadline at %}", at=at, user=User())
    assert "Change time zone" not in render("{% deadline at %}", at=at, user=AnonymousUser())


def test_passed_deadline_says_so():
    assert "(this date has passed)" in render("{% deadline at %}", at=clock.now() - timedelta(days=2))


def test_status_is_always_said_in_words_and_never_as_markup():
    assert (
        render("{% status_tag words 'bad' %}", words="Refused <b>")
        == '<span class="iec-tag iec-tag-bad">Refused &lt;b&gt;</span>'
    )


def test_odds_are_drawn_and_said():
    html = render("{% odds_panel 7 100 %}")

    assert html.count("iec-dot-on") == 7
    assert html.count("<circle") == 100
    assert "7 in 100" in html


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.00001, "under 1 in 10,000"),
        (0.0042, "0.42%"),
        (0.25, "25%"),
        (0.99, "99%"),
        (0.996, "99.6%"),
        (0.99999, "over 9,999 in 10,000"),
        (1.0, "100%"),
    ],
)
def test_a_chance_is_told_with_as_many_figures_as_it_needs(share, words):
    assert render("{{ share|chance_in_words }}", share=share) == words


@given(st.floats(0, 1, exclude_min=True, exclude_max=True) | st.floats(1e-9, 1e-3).map(lambda little: 1 - little))
def test_what_is_not_certain_is_never_0_or_100_percent(share):
    told = {iec.chance_in_words(share), iec.percent(share)}

    assert not told & {"0%", "100%", "0.00%", "100.00%"}


def test_task_list_counts_what_is_done():
    tasks = [{"name": "A", "url": "/a", "status": "Finished", "done": True}, {"name": "B", "status": "Cannot start yet"}]

    html = render("{% task_list tasks %}", tasks=tasks)

    assert "1 of 2 done" in html
    assert '<a href="/a">A</a>' in html
    assert '<span class="iec-task-name">B</span>' in html


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/en/components/?page=2", "en", "/fr/composants/?page=2"),
        ("/fr/composants/", "fr", "/en/components/"),
        ("/en/nothing/here/", "en", "/fr/nothing/here/"),
        ("/", "en", "/fr/"),
    ],
)
def test_language_toggle_leads_to_the_same_page(path, language, expected):
    html = render('{% include "_language_toggle.html" %}', language, request=RequestFactory().get(path))

    assert f'href="{expected}"' in html
