"""Who of the staff may do what: groups with permissions, made by migration, checked by name nowhere."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

VIEW_CASES = [
    "profiles.view_profile",
    "profiles.view_citizenship",
    "profiles.view_passport",
    "profiles.view_participation",
    "profiles.view_letter",
    "profiles.view_profileentry",
    "profiles.view_duplicate",
    "profiles.view_answerchange",
    "profiles.view_question",
    "profiles.view_recovery",
    "profiles.view_recoveryletter",
    "profiles.view_otheraddressletter",
    "rounds.view_candidacy",
    "rounds.view_nomination",
    "rounds.view_invitation",
    "rounds.view_roundentry",
    "applications.view_application",
    "applications.view_document",
    "applications.view_payment",
    "applications.view_refund",
    "applications.view_decision",
    "applications.view_applicationentry",
]
VIEW_PROGRAMME = [
    "profiles.view_agreement",
    "profiles.view_agreementdraft",
    "profiles.view_country",
    "profiles.view_organization",
    "profiles.view_memorandum",
    "rounds.view_season",
    "rounds.view_pool",
    "rounds.view_quotachange",
    "rounds.view_quotaproposal",
    "rounds.view_calendarweek",
    "applications.view_fee",
]
VIEW_ROUNDS = [
    "rounds.view_round",
    "rounds.view_roundpool",
    "rounds.view_draw",
    "rounds.view_randomvalue",
    "rounds.view_staffchain",
    "rounds.view_roundentry",
    "rounds.view_whatif",
]
# What the public status page tells.
WRITE_INCIDENTS = ["iecsite.view_incident", "iecsite.add_incident", "iecsite.change_incident"]

ROLES: dict[str, list[str]] = {
    "Round planners": [*VIEW_PROGRAMME, *VIEW_ROUNDS, "rounds.plan_round", "rounds.add_whatif"],
    "Round approvers": [*VIEW_PROGRAMME, *VIEW_ROUNDS, "rounds.approve_round", "rounds.add_whatif"],
    "Officers": [
        *VIEW_CASES,
        *VIEW_PROGRAMME,
        "applications.decide_application",
        "profiles.decide_duplicate",
        "profiles.decide_answerchange",
        "profiles.answer_question",
        "profiles.refuse_recovery",
    ],
    "Cashiers": [
        "applications.view_application",
        "applications.view_payment",
        "applications.view_refund",
        "applications.view_fee",
        "applications.refund_payment",
    ],
    "Programme": [
        *VIEW_PROGRAMME,
        "profiles.add_agreement",
        "profiles.change_agreement",
        "profiles.approve_agreement",
        "profiles.add_organization",
        "profiles.change_organization",
        "profiles.add_memorandum",
        "rounds.view_nomination",
        "rounds.add_nomination",
        "rounds.change_nomination",
        "rounds.add_season",
        "rounds.change_season",
        "rounds.change_pool",
        "rounds.add_quotaproposal",
        "rounds.approve_quota",
        "rounds.view_whatif",
        "rounds.add_whatif",
        "applications.add_fee",
        "applications.change_fee",
        "iecsite.view_datedsetting",
        "iecsite.add_datedsetting",
        *WRITE_INCIDENTS,
    ],
    "Privacy": [
        *VIEW_CASES,
        "profiles.view_fileview",
        "profiles.view_hold",
        "profiles.add_hold",
        "profiles.view_accessrequest",
        "profiles.add_accessrequest",
        "profiles.answer_accessrequest",
    ],
    "Support": [
        *VIEW_CASES,
        *VIEW_PROGRAMME,
        *VIEW_ROUNDS,
        *WRITE_INCIDENTS,
        "profiles.answer_question",
        "rounds.view_alertletter",
    ],
}


def write_roles(apps: Any, schema_editor: Any) -> None:
    """Make the groups above in a migration, and give them what they lack; nothing is taken away."""
    for label in ("iecsite", "profiles", "rounds", "applications"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, permissions in ROLES.items():
        group, _new = group_model.objects.get_or_create(name=name)
        for permission in permissions:
            label, codename = permission.split(".")
            group.permissions.add(permission_model.objects.get(content_type__app_label=label, codename=codename))
