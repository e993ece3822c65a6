"""Machines and a clerk that go on calling while the database comes and goes; what they were answered."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

HOST = "alder.localhost"
PAUSE = 0.02
PAYMENTS, TENANCIES, DESK = "/api/v1/payments/", "/api/v1/tenancies/", "/desk/"
# An answer that may be given at any time; 409: the first request with this key is perhaps still running.
ORDERLY = {200, 201, 409, 503}
SENTENCES = ("nem elérhető", "not available")


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.status} {self.kind} {self.text[:80]}"

    def is_orderly(self, path: str) -> bool:
        """As promised; an outage has its sentence, and its form is the caller's."""
        if self.status != 503:
            return self.status in ORDERLY
        form = "application/problem+json" if path.startswith("/api/") else "text/html"
        return self.kind.startswith(form) and any(sentence in self.text for sentence in SENTENCES)


@dataclass
class Callers:
    """A machine that books payments, a machine that reads, and a clerk at the desk."""

    port: int
    token: str
    session: str
    tenancy: str
    statuses: Counter[int] = field(default_factory=Counter)
    disorderly: Counter[str] = field(default_factory=Counter)
    booked: list[int] = field(default_factory=list)
    number: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str) -> Answer:
        return self._call("GET", path)

    def book(self, amount: int) -> Answer:
        """Each payment has its own amount, by which it is known again, and a key of its own."""
        body = json.dumps({"tenancy": self.tenancy, "amount": amount, "paid_on": date.today().isoformat()})
        return self._call("POST", PAYMENTS, body, {"Idempotency-Key": f"p{amount}", "Content-Type": "application/json"})

    def pay(self) -> None:
        """The next payment, asked for until it is booked; what was acknowledged is kept.

        Where the first request with its key may still be running, it is left for another day.
        """
        self.number += 1
        amount, status = self.number, 503
        while status == 503 and not self.over.wait(PAUSE):
            status = self.book(amount).status
        if status == 201:
            self.booked.append(amount)

    def look(self) -> None:
        for path in (TENANCIES, DESK):
            self.ask(path)

    def all_is_well(self) -> bool:
        """A machine reads, a clerk sees the desk, and a payment is booked."""
        self.number += 1
        amount = self.number
        well = self.book(amount).status == 201
        if well:
            self.booked.append(amount)
        return well and all(self.ask(path).status == 200 for path in (TENANCIES, DESK))

    def seconds_until_well(self, *, within: float) -> float:
        began = time.monotonic()
        while not self.all_is_well() and time.monotonic() - began < within:
            time.sleep(0.05)
        return time.monotonic() - began

    @contextmanager
    def calling(self) -> Iterator[None]:
        """They call until the block ends."""
        self.over.clear()
        threads = [threading.Thread(target=self._again, args=(work,), daemon=True) for work in (self.pay, self.look)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _again(self, work: Callable[[], None]) -> None:
        while not self.over.wait(PAUSE):
            work()

    def _call(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        known: dict[str, Any] = {"Host": HOST, "Authorization": f"Bearer {self.token}"}
        if path == DESK:
            known = {"Host": HOST, "Cookie": f"session={self.session}"}
        try:
            line.request(method, path, body, known | (headers or {}))
            response = line.getresponse()
            answer = Answer(response.status, response.getheader("Content-Type", ""), response.read().decode()[:400])
        finally:
            line.close()
        self.statuses[answer.status] += 1
        if not answer.is_orderly(path):
            self.disorderly[f"{method} {path}: {answer}"] += 1
        return answer
