from kernel.access import Permission


class ExchangePermission(Permission):
    """Also the scopes of API tokens. `OWN` is the residents': their own adverts and nothing else."""

    READ = "exchange:read"
    WRITE = "exchange:write"
    ANSWER = "exchange:answer"
    OWN = "exchange:own"
