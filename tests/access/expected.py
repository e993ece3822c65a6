"""Who is let in where: a line for every address. An address without a line fails the build.

`READ` and `WRITE` are what GET and POST need; None means that the method is not offered (405).
"""

CLERKS = frozenset({"clerk", "debt_adviser", "office_head"})
REMINDING = CLERKS | {"auditor"}
RELEASING = frozenset({"debt_adviser", "office_head"})
EXCHANGING = frozenset({"exchange_adviser", "office_head"})
STAFF = CLERKS | EXCHANGING | {"auditor"}
HEAD = frozenset({"office_head"})
INSPECTING = frozenset({"office_head", "auditor"})
RESIDENTS = frozenset({"resident"})
EVERYBODY = STAFF | RESIDENTS | {"anonymous"}

Roles = frozenset[str] | None

# name: (GET, POST)
PAGES: dict[str, tuple[Roles, Roles]] = {
    "desk_home": (STAFF, STAFF),
    "role_table": (INSPECTING, INSPECTING),
    "tenancies": (STAFF, STAFF),
    "tenancy": (STAFF, STAFF),
    "tenancy_new": (CLERKS, CLERKS),
    "person_new": (CLERKS, CLERKS),
    "dwelling_new": (CLERKS, CLERKS),
    "payment_new": (CLERKS, CLERKS),
    "payment_back": (CLERKS, CLERKS),
    "rent_rolls": (CLERKS, CLERKS),
    "rent_roll_check": (CLERKS, CLERKS),
    "rent_roll": (CLERKS, CLERKS),
    "leave_out_rest": (None, CLERKS),
    "imported_row": (None, CLERKS),
    "statements": (REMINDING, CLERKS),
    "statement": (REMINDING, REMINDING),
    "lines": (REMINDING, REMINDING),
    "line": (CLERKS, CLERKS),
    "settle_line": (None, CLERKS),
    "reminder_runs": (REMINDING, REMINDING),
    "plan_run": (None, CLERKS),
    "reminder_run": (REMINDING, REMINDING),
    "reminder_release": (RELEASING, RELEASING),
    "reminder": (REMINDING, CLERKS),
    "reminder_letter": (REMINDING, REMINDING),
    "reminder_settle": (None, CLERKS),
    "reminder_unsettled": (REMINDING, REMINDING),
    "ladder": (REMINDING, REMINDING),
    "pauses": (REMINDING, REMINDING),
    "lift_pause": (None, CLERKS),
    "arrears_of": (REMINDING, CLERKS),
    "household_budget": (REMINDING, REMINDING),
    "budget_new": (CLERKS, CLERKS),
    "budget_compare": (REMINDING, REMINDING),
    "budget_sheet": (REMINDING, REMINDING),
    "budget_paper": (REMINDING, REMINDING),
    "budget_setting": (REMINDING, HEAD),
    "debt_file": (REMINDING, REMINDING),
    "debt_new": (CLERKS, CLERKS),
    "debt_edit": (CLERKS, CLERKS),
    "debt_close": (None, CLERKS),
    "debt_referral": (None, CLERKS),
    "secrecy_release": (None, CLERKS),
    "consent_withdraw": (None, CLERKS),
    "debt_plan": (REMINDING, REMINDING),
    "debt_plan_paper": (REMINDING, REMINDING),
    "creditor_letter_new": (CLERKS, CLERKS),
    "creditor_letter": (REMINDING, REMINDING),
    "creditor_texts": (REMINDING, REMINDING),
    "creditor_text": (HEAD, HEAD),
    "support": (REMINDING, REMINDING),
    "support_check_new": (CLERKS, CLERKS),
    "support_note": (None, CLERKS),
    "support_check": (REMINDING, REMINDING),
    "support_check_paper": (REMINDING, REMINDING),
    "support_rule_list": (REMINDING, REMINDING),
    "support_rule_new": (HEAD, HEAD),
    "support_rule_next": (HEAD, HEAD),
    "rights": (REMINDING, REMINDING),
    "benefits_tick": (None, CLERKS),
    "protected_grant": (None, CLERKS),
    "protected_end": (None, CLERKS),
    "protected_renewals": (REMINDING, REMINDING),
    "disconnections": (REMINDING, REMINDING),
    "settlement_checklist": (REMINDING, REMINDING),
    "cooperation": (REMINDING, REMINDING),
    "cooperation_consent": (None, CLERKS),
    "goal_new": (None, CLERKS),
    "goal_close": (None, CLERKS),
    "meeting_new": (None, CLERKS),
    "meetings_due": (REMINDING, REMINDING),
    "monthly_report": (REMINDING, REMINDING),
    "monthly_report_paper": (REMINDING, REMINDING),
    "prevention": (REMINDING, REMINDING),
    "prevention_rule": (REMINDING, HEAD),
    "prevention_call": (CLERKS, CLERKS),
    "office_home": (INSPECTING, INSPECTING),
    "staff": (HEAD, HEAD),
    "staff_let_go": (HEAD, HEAD),
    "tokens": (HEAD, HEAD),
    "token_revoke": (None, HEAD),
    "audit_trail": (INSPECTING, INSPECTING),
    "portal_home": (RESIDENTS, RESIDENTS),
    "exchange_adverts": (STAFF, STAFF),
    "exchange_start": (EXCHANGING, EXCHANGING),
    "exchange_start_owner": (None, EXCHANGING),
    "exchange_start_tenancy": (None, EXCHANGING),
    "exchange_start_vacant": (None, EXCHANGING),
    "exchange_places": (EXCHANGING, EXCHANGING),
    "exchange_proposals": (STAFF, STAFF),
    "exchange_proposal": (STAFF, STAFF),
    "exchange_answer": (None, EXCHANGING),
    "exchange_advert": (STAFF, STAFF),
    "exchange_advert_edit": (EXCHANGING, EXCHANGING),
    "exchange_advert_publish": (None, EXCHANGING),
    "exchange_advert_withdraw": (None, EXCHANGING),
    "exchange_advert_complete": (None, EXCHANGING),
    "my_exchange": (RESIDENTS, RESIDENTS),
    "my_exchange_start": (None, RESIDENTS),
    "my_exchange_check": (RESIDENTS, RESIDENTS),
    "my_exchange_publish": (None, RESIDENTS),
    "my_exchange_withdraw": (None, RESIDENTS),
    "my_exchange_proposal": (RESIDENTS, RESIDENTS),
    "my_exchange_question": (RESIDENTS, RESIDENTS),
}

# Open to everybody: what the public reads, and the doors themselves.
PUBLIC = {
    "home", "help", "help_entry", "choose_language", "api_reader", "openapi", "account_login", "account_logout",
    "account_reauthenticate", "account_change_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_authenticate",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "account",
    "mfa_index", "mfa_deactivate_totp",
}  # fmt: skip

# On the bare host: what machines ask, and the operator's own pages.
BARE_PUBLIC = {"healthz", "metrics", "known_host", "home", "choose_language"} | {
    name for name in PUBLIC if name.startswith(("account", "mfa"))
}
BARE_PAGES = {"desk_home", "role_table"}

# name: {method: scope}
API: dict[str, dict[str, str]] = {
    "api_tenancies": {"GET": "tenancies:read"},
    "api_tenancy": {"GET": "tenancies:read"},
    "api_balance": {"GET": "tenancies:read"},
    "api_payments": {"GET": "payments:read", "POST": "payments:write"},
    "api_payment": {"GET": "payments:read"},
    "api_reminder_runs": {"GET": "reminders:read", "POST": "reminders:write"},
    "api_reminder_run": {"GET": "reminders:read"},
    "api_reminders": {"GET": "reminders:read"},
    "api_case_budget": {"GET": "arrears:read"},
    "api_case_debts": {"GET": "arrears:read"},
    "api_catalogue": {"GET": "catalogue:read"},
    "api_catalogue_entry": {"GET": "catalogue:read"},
    "api_adverts": {"GET": "exchange:read"},
    "api_advert": {"GET": "exchange:read", "PATCH": "exchange:write"},
    "api_proposals": {"GET": "exchange:read"},
    "api_proposal": {"GET": "exchange:read"},
    "api_answers": {"POST": "exchange:answer"},
}
API_NOWHERE = "api_nowhere"
