"""Addresses without a language: the API, open data, and where a payment provider reports."""

from django.urls import URLPattern, path

from applications.api.fees import FeesView
from applications.views.stripe_message import stripe_message
from iecsite.public_cache import public

urlpatterns: list[URLPattern] = [
    path("api/v1/fees", public(FeesView.as_view()), name="api_fees"),
    path("payments/stripe", stripe_message, name="stripe_message"),
]
