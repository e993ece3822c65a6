"""A form that must have its effect once: a key goes out with the form and is used up with the effect."""

import uuid

from kernel.access import Actor
from shell.models import IdempotentRequest


def new_key() -> str:
    return uuid.uuid4().hex


def first_time(by: Actor, key: str) -> bool:
    """True the first time this actor sends this key. Call it in the transaction of the effect.

    A second request with the key waits for the first one's commit and is then told False.
    """
    _mark, is_first = IdempotentRequest.objects.get_or_create(
        actor_id=by.actor_id, key=f"form:{key}"[:80], defaults={"fingerprint": "form", "status": 200}
    )
    return is_first
