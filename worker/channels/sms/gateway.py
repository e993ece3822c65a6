"""The gateway's side: `PUT <gateway>/<id>` hands a text over, `GET <gateway>/<id>` tells whether it was taken."""

import http.client
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from django.conf import settings

from kernel import faults
from worker.channels.outcomes import Refused, RelayDown, Temporary, Uncertain

if TYPE_CHECKING:
    from worker.channels.sms import Sms

TIMEOUT = 20
TAKEN_ALREADY = 409
TOO_MANY = 429


def give(sms: "Sms") -> str:
    """Hand over. Raises what the answer means: never, not now, nobody knows, or the whole way is closed."""
    body = json.dumps({"to": list(sms.to), "text": sms.text}, ensure_ascii=False).encode()
    faults.point("sms.handing")
    try:
        with urllib.request.urlopen(_request(sms.id, method="PUT", body=body), timeout=TIMEOUT) as answer:  # noqa: S310
            faults.point("sms.answered")
            return f"gateway {answer.status}"
    except urllib.error.HTTPError as error:
        return _judge(error)
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            raise RelayDown("the text message gateway is not reachable") from error
        raise Uncertain(f"the gateway did not answer ({type(error.reason).__name__})") from error
    except (OSError, http.client.HTTPException) as error:
        raise Uncertain(f"the gateway broke off ({type(error).__name__})") from error


def _judge(error: urllib.error.HTTPError) -> str:
    if error.code == TAKEN_ALREADY:
        return "gateway: taken before"
    if error.code == TOO_MANY:
        raise Temporary("the gateway asks to slow down") from error
    if error.code < 500:
        raise Refused(f"the gateway refuses it ({error.code})") from error
    raise Uncertain(f"the gateway failed ({error.code})") from error


def knows(message_id: str) -> bool | None:
    """True when the gateway has the id, False when it does not, None when it cannot be asked."""
    try:
        with urllib.request.urlopen(_request(message_id, method="GET"), timeout=TIMEOUT):  # noqa: S310
            return True
    except urllib.error.HTTPError as error:
        return False if error.code == 404 else None
    except (OSError, http.client.HTTPException):
        return None


def _request(message_id: str, *, method: str, body: bytes | None = None) -> urllib.request.Request:
    address = f"{settings.SMS['gateway'].rstrip('/')}/{message_id}"
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS['token']}"}
    return urllib.request.Request(address, data=body, headers=headers, method=method)  # noqa: S310
