from kernel.access import Permission


class ExchangePermission(Permission):
    """Also the scopes of API tokens. `OWN` is the residents': their own adverts and nothing else.

    `BEGIN` lets a debt adviser start an advert from an arrears case, which the exchange adviser goes on with. `DECIDE`
    prepares and confirms what the landlord decided; `POLICY` says what the office allows.
    """

    READ = "exchange:read"
    BEGIN = "exchange:begin"
    WRITE = "exchange:write"
    ANSWER = "exchange:answer"
    DECIDE = "exchange:decide"
    POLICY = "exchange:policy"
    SETTINGS = "exchange:settings"
    OWN = "exchange:own"
