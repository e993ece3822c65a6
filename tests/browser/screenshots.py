"""The README's pictures: `make screenshots` runs the demonstration and photographs its main pages."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
# name, role or "" for a visitor, address or a click-through, width
SHOTS = [
    ("front-360", "", "/", 360),
    ("desk-1280", "vezeto", "/desk/", 1280),
    ("desk-360", "vezeto", "/desk/", 360),
    ("tenancies-1280", "ugyintezo", "/desk/tenancies/?only_arrears=on", 1280),
    ("tenancy-1280", "tanacsado", "first:/desk/tenancies/?only_arrears=on&order=balance:/desk/tenancies/", 1280),
    ("tenancy-360", "tanacsado", "first:/desk/tenancies/?only_arrears=on&order=balance:/desk/tenancies/", 360),
    ("reminders-1280", "tanacsado", "first:/desk/reminders/:/desk/reminders/", 1280),
    ("arrears-1280", "tanacsado", "/desk/arrears/", 1280),
    ("case-1280", "tanacsado", "first:/desk/arrears/?list=breached:/desk/arrears/", 1280),
    ("case-360", "tanacsado", "first:/desk/arrears/?list=breached:/desk/arrears/", 360),
    ("calculator-1280", "tanacsado", "/desk/arrears/calculator/", 1280),
    ("proposal-1280", "csere", "first:/desk/exchange/proposals/:/desk/exchange/proposals/CS-", 1280),
    ("proposal-360", "csere", "first:/desk/exchange/proposals/:/desk/exchange/proposals/CS-", 360),
    ("my-home-360", "lako", "/my/", 360),
    ("roles-1280", "ellenor", "/desk/roles/", 1280),
]


def main() -> int:
    from playwright.sync_api import sync_playwright

    from project.demo.towns import PASSWORD
    from project.embedded import place
    from tests.browser.chromium import ARGUMENTS, CHROMIUM

    if CHROMIUM is None:
        print("No Chromium was found: install one (apt-get install chromium) and try again.", file=sys.stderr)
        return 1
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    shutil.rmtree(place.find("pictures").root)  # the pictures show what a newcomer sees
    environment = os.environ | {"KUSZOB_PROFILE": "pictures", "KUSZOB_PORT": str(port)}
    demo = subprocess.Popen(
        [sys.executable, "-m", "project.cli", "demo"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        wait(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            signed_in: dict[str, object] = {}
            for name, role, address, width in SHOTS:
                window = browser.new_context(
                    viewport={"width": width, "height": 800}, locale="hu", base_url=f"http://pecs.localhost:{port}",
                    storage_state=signed_in.get(role),
                )  # fmt: skip
                page = window.new_page()
                if role and role not in signed_in:
                    sign_in(page, role, PASSWORD)
                    signed_in[role] = window.storage_state()
                if address.startswith("first:"):
                    _first, listing, wanted = address.split(":")
                    page.goto(listing)
                    links = page.locator(f"main a[href^='{wanted}']")
                    page.goto(
                        next(
                            href
                            for href in links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
                            if is_one(href)
                        )
                    )
                else:
                    page.goto(address)
                page.screenshot(path=str(FOLDER / f"{name}.png"), full_page=width == 360)
                window.close()
            browser.close()
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
    return 0


def is_one(href: str) -> bool:
    """Whether the address names one thing, not a list."""
    last = href.rstrip("/").split("/")[-1]
    return "?" not in href and (last.count("-") == 4 or last.startswith("CS-"))


def sign_in(page: Any, role: str, password: str) -> None:
    """Password, then the code that the sample office's page shows."""
    page.goto("/accounts/sign-in/")
    page.fill("[name=login]", f"{role}@pecs.example")
    page.fill("[name=password]", password)
    page.click("main button.govuk-button")
    page.wait_for_load_state()
    if "second-step" in page.url:
        shown = page.locator(".k-panel--demo strong.k-code").nth(1).inner_text()
        page.fill("[name=code]", shown)
        page.click("main button.govuk-button")
        page.wait_for_load_state()


def wait(port: int) -> None:
    for _try in range(900):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the demonstration did not start")


if __name__ == "__main__":
    sys.exit(main())
