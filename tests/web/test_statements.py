"""The pages that every public service has, in both languages, and the links to them at the foot of each page."""

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite.views.help import QUESTIONS

pytestmark = pytest.mark.django_db
FOOT = ["chances", "rounds", "help", "contact", "service_status", "data", "privacy", "accessibility"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("key", sorted(QUESTIONS))
def test_every_question_has_its_answer(client, key, language):
    with translation.override(language):
        response = client.get(reverse("help_question", kwargs={"key": key}))
        title = str(QUESTIONS[key].title)
        page = " ".join(response.content.decode().split())

        assert response.status_code == 200
        assert f"<h1>{title}</h1>".replace("'", "&#x27;") in page
        assert 'class="iec-lead"' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_leads_to_them(client, language):
    with translation.override(language):
        page = client.get(reverse("start")).content.decode()
        foot = page.partition('<footer class="iec-footer">')[2]

        assert [name for name in FOOT if f'href="{reverse(name)}"' not in foot] == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["help", "contact", "privacy", "accessibility", "data"])
def test_statements_open_in_both_languages(client, name, language):
    with translation.override(language):
        response = client.get(reverse(name))

    assert response.status_code == 200
    assert response["Content-Language"] == language
