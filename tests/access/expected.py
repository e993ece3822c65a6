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
    "line_split": (CLERKS, CLERKS),
    "line_send_back": (CLERKS, CLERKS),
    "line_undo": (CLERKS, CLERKS),
    "statement_columns": (CLERKS, CLERKS),
    "mapping_forget": (None, CLERKS),
    "charge_new": (CLERKS, CLERKS),
    "monthly_charges": (STAFF, CLERKS),
    "rent_follows": (CLERKS, CLERKS),
    "modifier_end": (CLERKS, CLERKS),
    "recurring_end": (CLERKS, CLERKS),
    "title_end": (CLERKS, CLERKS),
    "charge": (REMINDING, REMINDING),
    "charge_correct": (CLERKS, CLERKS),
    "deposit": (REMINDING, CLERKS),
    "refund_new": (CLERKS, CLERKS),
    "reduction_propose": (CLERKS, CLERKS),
    "reduction_proposals": (REMINDING, REMINDING),
    "reduction_proposal": (REMINDING, CLERKS),
    "interest": (REMINDING, CLERKS),
    "interest_post": (CLERKS, CLERKS),
    "acknowledge": (CLERKS, CLERKS),
    "account_statement": (REMINDING, REMINDING),
    "account_letter": (REMINDING, REMINDING),
    "money": (REMINDING, REMINDING),
    "tariff": (STAFF, HEAD),
    "tariff_withdraw": (None, HEAD),
    "ledger_proof": (REMINDING, REMINDING),
    "payouts": (REMINDING, REMINDING),
    "limitations": (REMINDING, REMINDING),
    "my_statement": (RESIDENTS, RESIDENTS),
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
    "api_statement": {"GET": "payments:read"},
    "api_charges": {"GET": "payments:read", "POST": "payments:write"},
    "api_payments": {"GET": "payments:read", "POST": "payments:write"},
    "api_payment": {"GET": "payments:read"},
    "api_reminder_runs": {"GET": "reminders:read", "POST": "reminders:write"},
    "api_reminder_run": {"GET": "reminders:read"},
    "api_reminders": {"GET": "reminders:read"},
    "api_catalogue": {"GET": "catalogue:read"},
    "api_catalogue_entry": {"GET": "catalogue:read"},
    "api_adverts": {"GET": "exchange:read"},
    "api_advert": {"GET": "exchange:read", "PATCH": "exchange:write"},
    "api_proposals": {"GET": "exchange:read"},
    "api_proposal": {"GET": "exchange:read"},
    "api_answers": {"POST": "exchange:answer"},
}
API_NOWHERE = "api_nowhere"
