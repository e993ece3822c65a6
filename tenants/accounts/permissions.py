from kernel.access import Permission


class AccountsPermission(Permission):
    STAFF_MANAGE = "staff:manage"
    TOKENS_ISSUE = "tokens:issue"
    ROLES_READ = "roles:read"
    AUDIT_READ = "audit:read"
