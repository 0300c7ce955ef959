"""Addresses without a language: the files of the rounds."""

from django.urls import URLPattern, path

from rounds.views import public

urlpatterns: list[URLPattern] = [
    path("data/verify_draw.py", public.verifier, name="verifier"),
    path("data/rounds/chain.csv", public.chain, name="round_chain"),
    path("data/rounds/<str:code>/<str:name>", public.round_file, name="round_file"),
]
