"""Whose address a request comes from, when proxies stand in between."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def client(peer: str, forwarded: str, *, trusted: Sequence[Network]) -> str:
    """The last hop that no proxy of ours vouches for.

    `peer` is who is connected, `forwarded` what X-Forwarded-For says. Every proxy of ours appends who was connected
    to it, so the list is believed from its end for as long as the speaker is one of ours; what stands before an
    untrusted hop is that hop's own invention.
    """
    hops = [part.strip() for part in forwarded.split(",") if part.strip()]
    found, speaker = peer, _parsed(peer)
    while hops and speaker is not None and any(speaker in network for network in trusted):
        speaker = _parsed(hops.pop())
        if speaker is not None:
            found = str(speaker)
    return found


def _parsed(text: str) -> Address | None:
    """The address without port and brackets; None when it is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


class ClientAddressMiddleware:
    """Puts the client's address where everything that counts failures looks for it: REMOTE_ADDR."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client(peer, forwarded, trusted=settings.TRUSTED_PROXIES)
        return self.get_response(request)
