"""R4: Redis stands still just when a message is acknowledged; the worker has to hear the next one."""

from typing import Any

import pytest
from kombu import Connection
from kombu.transport import redis
from redis.exceptions import TimeoutError as NoAnswer

from tests.faults import own_servers
from worker.broker import Acknowledging

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
TAKEN = redis.QoS


@pytest.mark.parametrize(("way", "hears"), [(Acknowledging, True), (TAKEN, False)], ids=["ours", "control: kombu's"])
def test_r4_after_an_acknowledgement_that_failed_the_worker_takes_the_next_message(
    monkeypatch: pytest.MonkeyPatch, way: Any, hears: bool
) -> None:
    monkeypatch.setattr(redis.Channel, "QoS", way)
    with own_servers.broker() as broker:
        options = {"socket_timeout": 0.3}
        with Connection(f"redis+socket://{broker.socket}", transport_options=options) as connection:
            queue = connection.SimpleQueue("wake-ups")
            for number in range(2):
                queue.put(number)
            queue.channel.basic_qos(0, 1, False)
            message = queue.get(timeout=5)
            broker.pause()
            with pytest.raises(NoAnswer):
                message.ack()
            broker.go_on()
            assert queue.channel.qos.can_consume() == hears
