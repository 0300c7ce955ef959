"""Addresses without a language: the files of the rounds."""

from django.urls import URLPattern, path

from rounds.views import open_data, public

urlpatterns: list[URLPattern] = [
    path("data/verify_draw.py", public.verifier, name="verifier"),
    path("data/rounds/chain.csv", public.chain, name="round_chain"),
    path("data/rounds/<str:code>/<str:name>", public.round_file, name="round_file"),
    path("data/selections.xml", open_data.feed, name="selections"),
    path("data/pools/<int:season>/<str:code>.csv", open_data.pool_history, name="pool_history"),
    path("data/<str:name>", open_data.table, name="open_data"),
]
