"""The ways out of the building. Each has

- `prepare(message, message_id=…)` → the parcel, made before anything leaves; may refuse the message;
- `hand_over(message, parcel)` → the receipt;
- `evidence(message, message_id=…)` → True, False, or None when nobody can tell.
"""

from types import ModuleType

from worker.channels import email, office, post, sms

CHANNELS: dict[str, ModuleType] = {"email": email, "office": office, "post": post, "sms": sms}
