"""Addresses without a language: the files of the rounds."""

from django.urls import URLPattern, path

from iecsite.public_cache import public as kept
from rounds.api.organizations import OrganizationsView
from rounds.api.pools import OddsView, PoolsView, PoolView
from rounds.api.rounds import ResultView, RoundsView, RoundView
from rounds.urls import names  # noqa: F401 (makes known how pools and rounds are written)
from rounds.views import open_data, public

# Address under /data/ -> the name by which pages link to it.
ALWAYS = {
    "verify_draw.py": "verifier",
    "verify_draw.py.sha256": "verifier_sums",
    "spec.md": "draw_protocol",
    "vectors.json": "draw_vectors",
    "rounds/chain.csv": "round_chain",
    "rounds/seasons.csv": "draw_commitments",
    "rounds/publication-key.pem": "publication_key",
    "rounds/publication-keys.csv": "publication_keys",
}

urlpatterns: list[URLPattern] = [
    path("api/v1/pools", kept(PoolsView.as_view()), name="api_pools"),
    path("api/v1/pools/<int:season>/<str:pool>", kept(PoolView.as_view()), name="api_pool"),
    path("api/v1/rounds", kept(RoundsView.as_view()), name="api_rounds"),
    path("api/v1/rounds/<str:round>", kept(RoundView.as_view()), name="api_round"),
    path("api/v1/results/<str:round>", kept(ResultView.as_view()), name="api_result"),
    path("api/v1/organizations", kept(OrganizationsView.as_view()), name="api_organizations"),
    path("api/v1/odds", kept(OddsView.as_view()), name="api_odds"),
    *(path(f"data/{name}", public.always, {"name": name}, name=known) for name, known in ALWAYS.items()),
    path("data/rounds/<round:code>/<str:name>", public.round_file, name="round_file"),
    path("data/selections.xml", open_data.table, {"name": "selections.xml"}, name="selections"),
    path("data/feeds/rounds.<str:language>.atom", open_data.all_rounds_feed, name="rounds_feed"),
    path("data/feeds/<int:season>/<pool:code>.<str:language>.atom", open_data.pool_feed, name="pool_feed"),
    path("data/pools/<int:season>/<pool:code>.csv", open_data.pool_history, name="pool_history"),
    path("data/seasons/<int:season>/outcomes.csv", open_data.season_outcomes, name="season_outcomes"),
    path("data/<str:name>", open_data.table, name="open_data"),
]
