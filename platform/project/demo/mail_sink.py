"""A relay for the demonstration: takes every e-mail, sends none, files each where it can be read."""

import asyncio
import os
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Filing:
    """Writes each message into the journal folder, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.number += 1
        path = self.folder / f"{os.getpid()}-{self.number}.eml"
        path.with_suffix(".part").write_bytes(envelope.content)
        path.with_suffix(".part").rename(path)
        return "250 filed"


async def serve() -> None:
    folder = Path(os.environ["KUSZOB_MAIL_JOURNAL"])
    folder.mkdir(parents=True, exist_ok=True)
    handler = Filing(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="kuszob.localhost"), "127.0.0.1", int(os.environ["KUSZOB_SMTP_PORT"])
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
