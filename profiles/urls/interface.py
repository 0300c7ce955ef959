"""Addresses without a language: the API and open data."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
