from kernel.access import Permission


class TenanciesPermission(Permission):
    """Also the scopes of API tokens: one word for people and machines."""

    READ = "tenancies:read"
    WRITE = "tenancies:write"
    OWN = "tenancies:own"
    IMPORT = "tenancies:import"
    PAYMENTS_READ = "payments:read"
    PAYMENTS_WRITE = "payments:write"
    PAYMENTS_APPROVE = "payments:approve"
    TARIFF = "tenancies:tariff"
