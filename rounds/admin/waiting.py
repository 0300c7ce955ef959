"""Candidacies and invitations, to be read; and the journal of rounds."""

from django.contrib import admin

from iecsite.admin_base import ReadOnlyAdmin
from rounds.models import Candidacy, Invitation, RoundEntry


@admin.register(Candidacy)
class CandidacyAdmin(ReadOnlyAdmin):
    list_display = ["profile", "pool", "state", "entered_at", "too_old_on", "left_at", "reason"]
    list_filter = ["state", "pool__season", "pool__category"]
    list_select_related = ["profile", "pool"]
    search_fields = ["profile__family_name", "profile__given_names", "pool__code"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["profile", "round", "pool", "state", "issued_at", "answer_by", "opened_at", "answered_at"]
    list_filter = ["state", "pool__category", "round"]
    list_select_related = ["profile", "pool", "round"]
    search_fields = ["profile__family_name", "profile__given_names", "pool__code", "round__code"]


@admin.register(RoundEntry)
class RoundEntryAdmin(ReadOnlyAdmin):
    list_display = ["stream", "sequence", "kind", "actor", "occurred_at"]
    list_filter = ["kind"]
    list_select_related = ["actor"]
    search_fields = ["stream", "kind"]
