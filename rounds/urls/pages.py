"""Pages in English and French, with translated slugs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
