"""Who of the staff sees and changes what: one line a table, one line an added page, one line an act."""

PLANNER, APPROVER, OFFICER, CASHIER, PROGRAMME, SUPPORT, PRIVACY = (
    "Round planners", "Round approvers", "Officers", "Cashiers", "Programme", "Support", "Privacy",
)  # fmt: skip
ROLES = {PLANNER, APPROVER, OFFICER, CASHIER, PROGRAMME, SUPPORT, PRIVACY}
ROUNDS = {PLANNER, APPROVER, SUPPORT}
CASES = {OFFICER, SUPPORT, PRIVACY}
MONEY = {OFFICER, CASHIER, SUPPORT, PRIVACY}
REFERENCE = ROLES - {CASHIER, PRIVACY}

# Whoever reads a table's list reads its rows and their history too.
READ = {
    "profiles_letter": CASES,
    "profiles_user": set(),
    "profiles_profile": CASES,
    "profiles_profileentry": CASES,
    "profiles_duplicate": CASES,
    "profiles_answerchange": CASES,
    "profiles_fileview": {PRIVACY},
    "profiles_hold": {PRIVACY},
    "profiles_accessrequest": {PRIVACY},
    "profiles_question": CASES,
    "profiles_recovery": CASES,
    "profiles_agreement": REFERENCE,
    "profiles_agreementdraft": REFERENCE,
    "profiles_country": REFERENCE,
    "profiles_organization": REFERENCE,
    "profiles_memorandum": REFERENCE,
    "rounds_nomination": CASES | {PROGRAMME},
    "iecsite_datedsetting": {PROGRAMME},
    "iecsite_incident": {PROGRAMME, SUPPORT},
    "rounds_round": ROUNDS,
    "rounds_season": REFERENCE,
    "rounds_calendarweek": REFERENCE,
    "rounds_pool": REFERENCE,
    "rounds_quotachange": REFERENCE,
    "rounds_quotaproposal": REFERENCE,
    "rounds_candidacy": CASES,
    "rounds_invitation": CASES,
    "rounds_roundentry": ROUNDS | CASES,
    "rounds_staffchain": ROUNDS,
    "rounds_whatif": ROUNDS | {PROGRAMME},
    "applications_application": MONEY,
    "applications_applicationentry": CASES,
    "applications_fee": ROLES - {PRIVACY},
    "applications_payment": MONEY,
    "applications_refund": MONEY,
}
# Who may open the form for a new row. Nobody at all deletes anything.
ADD = {
    "iecsite_datedsetting": {PROGRAMME},
    "iecsite_incident": {PROGRAMME, SUPPORT},
    "profiles_accessrequest": {PRIVACY},
    "profiles_hold": {PRIVACY},
    "profiles_organization": {PROGRAMME},
    "profiles_memorandum": {PROGRAMME},
    "rounds_season": {PROGRAMME},
    "rounds_quotaproposal": {PROGRAMME},
    "applications_fee": {PROGRAMME},
}
# Who may send the form of a row that is there. Case pages and rounds have acts instead, below.
CHANGE = {
    "profiles_organization": {PROGRAMME},
    "iecsite_incident": {PROGRAMME, SUPPORT},
    "rounds_season": {PROGRAMME},
    "rounds_pool": {PROGRAMME},
}

# Added pages and acts: name -> who may. What they are tried with stands in `test_staff_matrix.py`.
PAGES = {
    "profiles_organization_allot": {PROGRAMME},
    "rounds_nomination_letters": CASES | {PROGRAMME},
    "profiles_agreement_compare": REFERENCE,
    "profiles_agreementdraft_write": {PROGRAMME},
    "profiles_agreementdraft_write_first": {PROGRAMME},
    "profiles_agreementdraft_rewrite": {PROGRAMME},
    "rounds_round_plan": {PLANNER},
    "rounds_round_value": {PLANNER, APPROVER},
    "rounds_round_remedy": {PLANNER},
    "rounds_staffchain_lost": {PLANNER, APPROVER},
    "rounds_pool_ledger": REFERENCE,
    "rounds_pool_final": {PROGRAMME},
    "rounds_quotachange_transfer": {PROGRAMME},
    "rounds_whatif_ask": {PLANNER, APPROVER, PROGRAMME},
    "applications_application_document": CASES,
    "applications_application_decide": {OFFICER},
    "applications_application_review": {OFFICER},
    "applications_payment_by_hand": {CASHIER},
    "applications_refund_pay_back": {CASHIER},
}
ACTS = {
    "profiles_organization_allot": {PROGRAMME},
    "rounds_nomination_letters": {PROGRAMME},
    "rounds_nomination_change": {PROGRAMME},
    "rounds_pool_final": {PROGRAMME},
    "rounds_quotachange_transfer": {PROGRAMME},
    "rounds_quotaproposal_change": {PROGRAMME},
    "rounds_calendarweek_change": {PLANNER},
    "profiles_agreementdraft_write": {PROGRAMME},
    "profiles_agreementdraft_write_first": {PROGRAMME},
    "profiles_agreementdraft_rewrite": {PROGRAMME},
    "profiles_agreementdraft_change": {PROGRAMME},
    "applications_application_next": {OFFICER},
    "applications_application_change": {OFFICER},
    "applications_application_decide": {OFFICER},
    "applications_application_review": {OFFICER},
    "applications_payment_again": {CASHIER},
    "applications_refund_again": {CASHIER},
    "applications_payment_by_hand": {CASHIER},
    "applications_refund_pay_back": {CASHIER},
    "rounds_round_plan": {PLANNER},
    "rounds_round_value": {PLANNER, APPROVER},
    "rounds_round_remedy": {PLANNER},
    "rounds_staffchain_lost": {PLANNER, APPROVER},
    "rounds_whatif_ask": {PLANNER, APPROVER, PROGRAMME},
    "profiles_question_change": {OFFICER, SUPPORT},
    "profiles_recovery_change": {OFFICER},
    "profiles_letter_change": CASES,
    "profiles_hold_change": {PRIVACY},
    "profiles_accessrequest_change": {PRIVACY},
    "profiles_duplicate_change": {OFFICER},
    "profiles_answerchange_change": {OFFICER},
}
