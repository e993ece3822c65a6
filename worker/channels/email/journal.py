"""What the relay took: a Maildir of copies, indexed by Message-ID as far as it was read.

Each file is read once in a process's life, and of each only the beginning of its header.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

HEADER_BYTES = 16_384
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>\s]+)>", re.MULTILINE | re.IGNORECASE)
HEADER_END = re.compile(rb"\r?\n\r?\n")

File = tuple[str, int]


class Journal:
    """The Message-IDs of one folder. A file that is still being written is looked at again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: set[File] = set()
        self.ids: set[bytes] = set()

    def holds(self, message_id: bytes) -> bool:
        if message_id not in self.ids:
            self._catch_up()
        return message_id in self.ids

    def _catch_up(self) -> None:
        present: set[File] = set()
        for file, path in _files(self.folder):
            if file in self.read or self._take(path):
                present.add(file)
        self.read = present

    def _take(self, path: str) -> bool:
        """Note the file's Message-ID; False when its header is not complete yet."""
        try:
            with open(path, "rb") as file:
                head = file.read(HEADER_BYTES)
        except FileNotFoundError:  # moved from new/ to cur/: it is met there
            return False
        ended = HEADER_END.search(head)
        found = MESSAGE_ID.search(head, 0, ended.end() if ended else len(head))
        if found:
            self.ids.add(found[1])
        return bool(found or ended or len(head) == HEADER_BYTES)


def holds(message_id: str) -> bool | None:
    """Whether the relay's journal holds the Message-ID; None when there is none or it cannot be read."""
    folder = settings.MAIL_JOURNAL
    if folder is None:
        return None
    try:
        if not folder.is_dir():
            return None
        return _opened.setdefault(folder, Journal(folder)).holds(message_id.encode())
    except OSError:
        return None


_opened: dict[Path, Journal] = {}


def _files(folder: Path | str) -> Iterator[tuple[File, str]]:
    """Every file below the folder as ((name without Maildir flags, inode), path); a move changes neither."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield (entry.name.split(":2,")[0], entry.inode()), entry.path
