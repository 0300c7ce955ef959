"""A setting that is wrong says which, why, and how it should look."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from iecsite import environment as env


@pytest.mark.parametrize(("value", "read"), [("", None), ("clamd:3310", ("clamd", 3310)), ("::1:3310", ("::1", 3310))])
def test_an_address_is_a_host_and_a_port(monkeypatch, value, read):
    monkeypatch.setenv("SOMEWHERE", value)

    assert env.address("SOMEWHERE") == read


@pytest.mark.parametrize("value", ["clamd", ":3310", "clamd:many", "clamd:"])
def test_another_address_is_refused_with_an_example(monkeypatch, value):
    monkeypatch.setenv("SOMEWHERE", value)

    with pytest.raises(ImproperlyConfigured, match="SOMEWHERE=clamd:3310"):
        env.address("SOMEWHERE")


def test_an_empty_list_stands_for_the_usual_one(monkeypatch):
    monkeypatch.setenv("RELAYS", "")

    assert env.words("RELAYS", "one,two") == ["one", "two"]
