"""`kuszob demo`: six towns at work on this machine, until Ctrl-C."""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any

from project.commands import Command


def folder() -> Path:
    """Where the demonstration lays letters, e-mails and logs."""
    return Path(__file__).resolve().parents[3] / "var" / os.environ.get("KUSZOB_PROFILE", "demo")


def prepare_environment() -> None:
    """Before settings are read: a mail sink's port and folders inside the demonstration's own place."""
    from project.demo import processes

    port = int(os.environ.get("KUSZOB_PORT", "8000"))
    processes.require_port(port)
    os.environ["KUSZOB_DEMO"] = "1"
    root = folder()
    os.environ["KUSZOB_SMTP_PORT"] = str(processes.free_port())
    os.environ["KUSZOB_MAIL_JOURNAL"] = str(root / "mail")
    os.environ["KUSZOB_POST_SPOOL"] = str(root / "post")
    os.environ["KUSZOB_SMS_SINK"] = str(root / "sms")


def demo(options: argparse.Namespace) -> Any:
    from django.db import connection
    from django.utils import timezone

    from project.demo import opening, processes, summary

    on = timezone.localdate()
    if not opening.is_open():
        print("Opening six offices with sample people …", file=sys.stderr)
        opening.open_all(on=on)
    os.environ.pop("KUSZOB_AS_OWNER", None)
    port = int(os.environ.get("KUSZOB_PORT", "8000"))
    root = folder()
    children = processes.Children(root / "logs")
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        processes.start_mail(children)
        happened = opening.work(on=on)
        connection.close()
        if options.prepare_only:
            summary.show(happened, port=0)
            return None
        processes.start_all(children, port=port)
        processes.wait_until_it_answers(port, children)
        summary.show(happened, port=port)
        ended = children.watch()
        print(f"The {ended} process ended; {root / 'logs' / (ended + '.log')} says why.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopping …", file=sys.stderr)
    finally:
        children.stop()
    return None


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--prepare-only", action="store_true", help="open and fill the offices, start nothing")


COMMANDS = [
    Command("demo", "six towns at work on this machine", demo, _arguments, as_owner=True, before=prepare_environment)
]
