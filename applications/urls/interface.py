"""Addresses without a language: the API and open data."""

from django.urls import URLPattern, path

from applications.api.fees import FeesView
from iecsite.public_cache import public

urlpatterns: list[URLPattern] = [path("api/v1/fees", public(FeesView.as_view()), name="api_fees")]
