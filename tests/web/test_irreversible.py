"""What cannot be taken back is carried out once: every such form carries a key, and two posts at once are one act."""

import re
from collections import Counter
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from iecsite import clock, once
from iecsite.journal import Entry
from rounds.urls.names import PoolName, RoundName
from tests.authz import staff_table
from tests.authz.routes import walk
from tests.factories import people
from tests.races.together import at_the_same_moment
from tests.web.irreversible import IRREVERSIBLE, REPEATABLE

# What an address has in a place of its own kind; any word elsewhere.
NAMES = {IntConverter: 1, UUIDConverter: UUID(int=1), PoolName: "FR-WH", RoundName: "2026-999"}
KEYED = re.compile(r'<form method="post"(?:(?!</form>).)*<input type="hidden" name="once" value="([^"]{16,})"', re.DOTALL)


def address(name, pattern):
    """An address of the route, about nothing that exists."""
    if name == "profile_section":
        return "/en/profile/names/"
    return reverse(name, args=[NAMES.get(type(one), "x") for one in pattern.pattern.converters.values()])


@pytest.mark.django_db
def test_every_post_is_in_one_of_the_two_lists(client, noon):
    """A route that takes posts answers them with anything but 405, whoever sends it."""
    client.force_login(people.person(at=noon))
    client.raise_request_exception = False
    taking = {f"admin:{name}" for name in {*staff_table.ACTS, "rounds_round_change"}}
    for name, pattern in walk(get_resolver().url_patterns):
        if not name.startswith("admin:") and client.post(address(name, pattern)).status_code != 405:
            taking.add(name)

    assert taking == {*IRREVERSIBLE, *REPEATABLE}


def entries():
    journals = [model for model in apps.get_models() if issubclass(model, Entry)]
    return Counter((model.__name__, kind) for model in journals for kind in model._default_manager.values_list("kind", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(IRREVERSIBLE))
def test_form_carries_a_key_of_its_own_each_time_and_two_posts_at_once_are_one_act_with_one_answer(name, monkeypatch):
    monkeypatch.setattr(once, "PAUSE", 0.02)
    act = IRREVERSIBLE[name](clock.now())
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(act.user)
    found = [KEYED.search(clients[0].get(act.page).content.decode()) for _twice in range(2)]

    assert all(found), "the form has no {% once_key %}"
    assert found[0].group(1) != found[1].group(1)

    before = entries()
    posts = [lambda client=client: client.post(act.target(), {**act.posted, "once": "the-key-of-one-form"}) for client in clients]
    answers = at_the_same_moment(*posts)
    third = clients[0].post(act.target(), {**act.posted, "once": "the-key-of-one-form"})

    assert [getattr(answer, "status_code", answer) for answer in (*answers, third)] == [302] * 3
    assert len({answer["Location"] for answer in (*answers, third)}) == 1
    added = entries() - before
    assert added or name == "card_page"
    assert {kind: number for kind, number in added.items() if number > act.entries_of_a_kind} == {}
