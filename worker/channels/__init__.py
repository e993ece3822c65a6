"""The ways out of the building. Each has `hand_over(message, message_id=…)` → receipt, and
`evidence(message, message_id=…)` → True, False, or None when nobody can tell.
"""

from types import ModuleType

from worker.channels import email, post

CHANNELS: dict[str, ModuleType] = {"email": email, "post": post}
