"""A real SMTP server that misbehaves in one phase, for its first few contacts."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, syntax

from tests.faults.arena import MESSAGE_ID

LONG = 1.2  # longer than the tests' SMTP timeout


class MoodySession(SMTP):
    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        moods = self.event_handler
        if answer := await moods.answer(self, "begin"):
            await self.push(answer)
        elif moods.is_bad("content"):
            await self.push("354 go on")
            await moods.misbehave(self)
        else:
            await super().smtp_DATA(arg)


class MoodyRelay(Controller):
    """`phase`: ehlo, mail, rcpt, begin, content, dot (not taken), taken (taken, answer lost).

    `how`: drop, silence, or an answer such as "550 no".
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.number, self.most_at_once = folder, 0, 0
        self.phase, self.how, self.left = "", "", 0
        self.refused: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(self, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        return MoodySession(self, hostname="relay.example", timeout=30)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def be(self, phase: str, how: str, times: int = 10**6) -> None:
        self.phase, self.how, self.left = phase, how, times

    def is_bad(self, phase: str) -> bool:
        if self.phase != phase or self.left <= 0:
            return False
        self.left -= 1
        return True

    async def misbehave(self, server: SMTP) -> str:
        if self.how == "silence":
            await asyncio.sleep(LONG)
        if self.how in {"silence", "drop"}:
            server.transport.abort()
            return "421 gone"
        return self.how

    async def answer(self, server: SMTP, phase: str) -> str:
        return await self.misbehave(server) if self.is_bad(phase) else ""

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        session.host_name = hostname
        bad = await self.answer(server, "ehlo")
        return [bad] if bad else responses

    async def handle_HELO(self, server: Any, session: Any, envelope: Any, hostname: str) -> str:
        session.host_name = hostname
        return self.how if self.phase == "ehlo" else "250 hello"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if bad := await self.answer(server, "mail"):
            return bad
        envelope.mail_from = address
        return "250 sender"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 nobody of that name"
        if bad := await self.answer(server, "rcpt"):
            return bad
        envelope.rcpt_tos.append(address)
        return "250 recipient"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if bad := await self.answer(server, "dot"):
            return bad
        self.number += 1
        (self.folder / f"{self.number}.eml").write_bytes(envelope.content)
        return await self.answer(server, "taken") or "250 taken"

    def taken(self) -> Counter[bytes]:
        return Counter(MESSAGE_ID.search(path.read_bytes())[1] for path in self.folder.glob("*.eml"))
