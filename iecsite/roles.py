"""Who of the staff may do what: groups with permissions, made by migration, checked by name nowhere."""

VIEW_CASES = [
    "profiles.view_profile",
    "profiles.view_citizenship",
    "profiles.view_passport",
    "profiles.view_participation",
    "profiles.view_letter",
    "profiles.view_profileentry",
    "rounds.view_candidacy",
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
    "profiles.view_country",
    "rounds.view_season",
    "rounds.view_pool",
    "rounds.view_quotachange",
    "applications.view_fee",
]
VIEW_ROUNDS = [
    "rounds.view_round",
    "rounds.view_roundpool",
    "rounds.view_draw",
    "rounds.view_randomvalue",
    "rounds.view_staffchain",
    "rounds.view_roundentry",
]

ROLES: dict[str, list[str]] = {
    "Round planners": [*VIEW_PROGRAMME, *VIEW_ROUNDS, "rounds.plan_round"],
    "Round approvers": [*VIEW_PROGRAMME, *VIEW_ROUNDS, "rounds.approve_round"],
    "Officers": [*VIEW_CASES, *VIEW_PROGRAMME, "applications.decide_application"],
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
        "rounds.add_season",
        "rounds.change_season",
        "rounds.change_pool",
        "rounds.add_quotachange",
        "applications.add_fee",
        "applications.change_fee",
        "iecsite.view_datedsetting",
        "iecsite.add_datedsetting",
    ],
    "Support": [*VIEW_CASES, *VIEW_PROGRAMME, *VIEW_ROUNDS],
}
