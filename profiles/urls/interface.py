"""Addresses without a language: the API and open data."""

from django.urls import URLPattern, path

from profiles.api.eligibility import EligibilityView

urlpatterns: list[URLPattern] = [path("api/v1/eligibility", EligibilityView.as_view(), name="api_eligibility")]
