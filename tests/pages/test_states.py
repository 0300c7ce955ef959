"""Every page is looked at in at least one state: a route that has none is noticed here."""

from tests.authz import staff_table
from tests.authz.routes import all_routes
from tests.pages.states import NO_PAGE, STATES


def test_every_route_has_a_state_or_a_reason():
    ours = {name for name in all_routes() if not name.startswith("admin:")}
    added = {f"admin:{name}" for name in {*staff_table.PAGES, *staff_table.ACTS}}
    lists = {f"admin:{name}_changelist" for name in staff_table.READ}
    looked_at = {name for state in STATES.values() for name in state.pages}

    assert (ours | added | lists) - looked_at - set(NO_PAGE) == set()


def test_no_reason_is_given_for_a_page_that_is_looked_at_or_gone():
    looked_at = {name for state in STATES.values() for name in state.pages}

    assert set(NO_PAGE) & looked_at == set()
    assert set(NO_PAGE) <= all_routes()


def test_pages_whose_form_is_sent_empty_are_pages_of_the_state():
    for state in STATES.values():
        assert set(state.wrong) <= set(state.pages)
