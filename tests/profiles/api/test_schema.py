"""The description of the open interface knows the form of eligibility, and describes what it really gives."""

import json

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from profiles.api.schema import EXAMPLE, PERSON
from profiles.rules.facts_form import FACTS_KEYS


def test_the_form_is_described():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)

    described = schema["paths"]["/api/v1/eligibility"]["post"]
    assert set(described["responses"]) == {"200", "400", "406", "413", "415", "429", "503"}


def test_every_key_of_the_facts_is_described():
    assert set(PERSON["properties"]) == FACTS_KEYS


@pytest.mark.django_db
def test_the_example_is_answered():
    response = Client().post("/api/v1/eligibility", json.dumps(EXAMPLE), content_type="application/json")
    assert [one["eligible"] for one in response.json()["results"]] == [False, False, False, True]
