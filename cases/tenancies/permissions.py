from kernel.access import Permission


class TenanciesPermission(Permission):
    """Also the scopes of API tokens: one word for people and machines."""

    READ = "tenancies:read"
    IMPORT = "tenancies:import"
    PAYMENTS_READ = "payments:read"
    PAYMENTS_WRITE = "payments:write"
