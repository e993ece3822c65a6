"""How the worker acknowledges wake-ups to Redis: a failed acknowledgement must not make it deaf."""

from typing import Any

from kombu.transport import redis
from kombu.transport.virtual import QoS as Places


class Acknowledging(redis.QoS):
    """Frees the message's place among those a worker may hold, whether Redis hears of it or not.

    kombu frees it only when Redis answered. After as many failures as there are places the worker takes nothing
    any more and stays so: alive, connected and idle. Redis gives the message out again in time; its run is a row.
    """

    def ack(self, delivery_tag: Any) -> None:
        try:
            self._remove_from_indices(delivery_tag).execute()  # type: ignore[no-untyped-call]  # kombu carries no types
        finally:
            Places.ack(self, delivery_tag)  # type: ignore[no-untyped-call]


def install() -> None:
    """From here on every channel of this process acknowledges so."""
    redis.Channel.QoS = Acknowledging
