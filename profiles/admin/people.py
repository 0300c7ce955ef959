"""Accounts and profiles, to be read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from iecsite.admin_base import ReadOnlyAdmin
from profiles.models import Citizenship, Participation, Passport, Profile, ProfileEntry, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["email", "preferred_name", "language", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "language", "groups"]
    search_fields = ["email"]
    fields = [
        "email",
        "preferred_name",
        "language",
        "call_language",
        "time_zone",
        "large_print",
        "plain_email",
        "no_pdf",
        "by_phone",
        "other_needs",
        "is_staff",
        "is_active",
        "is_superuser",
        "groups",
        "date_joined",
    ]


class _Rows(admin.StackedInline):
    media = forms.Media()  # no script: nothing is added or taken out here
    formfield_overrides = ReadOnlyAdmin.formfield_overrides
    extra = 0
    can_delete = False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class CitizenshipRows(_Rows):
    model = Citizenship


class PassportRows(_Rows):
    model = Passport


class ParticipationRows(_Rows):
    model = Participation


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    list_display = ["id", "family_name", "given_names", "state", "residence", "sent_at", "ended_at", "removal"]
    list_filter = ["state", "removal"]
    list_select_related = ["residence", "user"]
    search_fields = ["family_name", "given_names", "user__email", "passports__number_key"]
    inlines = [CitizenshipRows, PassportRows, ParticipationRows]
    readonly_fields = ["needs", "languages"]

    @admin.display(description=gettext_lazy("needs from us"))
    def needs(self, profile: Profile) -> str:
        """In which form the person needs what we write."""
        return "; ".join(profile.user.needs_in_words()) or "–"

    @admin.display(description=gettext_lazy("language of letters and calls"))
    def languages(self, profile: Profile) -> str:
        """Of letters, then of calls where that is another one."""
        return profile.user.languages_in_words()


@admin.register(ProfileEntry)
class ProfileEntryAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "kind", "profile", "account", "actor", "occurred_at"]
    list_filter = ["kind"]
    list_select_related = ["actor", "profile", "account"]
    search_fields = ["kind"]
