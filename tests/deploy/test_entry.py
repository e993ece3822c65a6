"""The container's entry script as plain processes, with production's settings."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "deploy" / "container" / "entry"
REQUIRED = {
    "KUSZOB_SECRET_KEY": "k" * 60,
    "KUSZOB_HOST": "kuszob.example",
    "KUSZOB_SMTP_HOST": "relay.example",
    "KUSZOB_POST_SPOOL": "/tmp/post",
}


def production(**changes: str | None) -> dict[str, str]:
    wanted = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("KUSZOB_", "DJANGO_ALLOW_"))},
        "KUSZOB_MODE": "production",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        **REQUIRED,
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.mark.parametrize("missing", [*REQUIRED, "DATABASE_URL", "REDIS_URL"])
def test_a_missing_setting_stops_the_start_and_names_itself(missing):
    result = subprocess.run(
        [sys.executable, "-c", "import project.settings"],
        env=production(**{missing: None}), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode != 0
    assert missing in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(("name", "value"), [("KUSZOB_SECRET_KEY", "short"), ("KUSZOB_MODE", "debug")])
def test_an_unsafe_setting_stops_the_start(name, value):
    result = subprocess.run(
        [sys.executable, "-c", "import project.settings"],
        env=production(**{name: value}), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "ImproperlyConfigured" in result.stderr


def test_the_safe_settings_start(own_database):
    result = subprocess.run(
        [sys.executable, "-c", "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'project.settings'; "
         "django.setup(); from django.core.management import call_command; call_command('check', '--deploy', "
         "'--fail-level', 'ERROR')"],
        env=production(), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def test_web_answers_and_ends_when_told(own_database, tmp_path):
    port = free_port()
    subprocess.run(
        [sys.executable, "-m", "project.collect"],
        env=production(KUSZOB_STATIC_ROOT=str(tmp_path / "static")), cwd=ROOT, check=True,
    )  # fmt: skip
    environment = production(
        KUSZOB_PORT=str(port),
        KUSZOB_BIND="127.0.0.1",
        KUSZOB_WEB_WORKERS="1",
        KUSZOB_STATIC_ROOT=str(tmp_path / "static"),
    )
    web = subprocess.Popen([str(ENTRY), "web"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert ask(port, "/healthz", "anything.example") == 200
        assert ask(port, "/known-host?domain=alder.localhost", "x") == 200
        assert ask(port, "/known-host?domain=nowhere.example", "x") == 404
        assert ask(port, "/", "nowhere.example", secure=True) == 404
        assert ask(port, "/", "alder.localhost", secure=True) == 200
        assert subprocess.run([str(ENTRY), "healthy"], env=environment, cwd=ROOT, check=False).returncode == 0
    finally:
        web.send_signal(signal.SIGTERM)
        assert web.wait(30) == 0


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_worker_and_scheduler_start_and_end_when_told(own_database, tmp_path, command):
    process = subprocess.Popen(
        [str(ENTRY), command],
        env=production(KUSZOB_BEAT_FILE=str(tmp_path / "beat"), KUSZOB_WORKER_PROCESSES="1"),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(4)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_any_command_of_the_product_runs_through_the_entry(own_database):
    result = subprocess.run(
        [str(ENTRY), "office", "list", "--json"], env=production(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert '"slug": "alder"' in result.stdout


def ask(port: int, path: str, host: str, *, secure: bool = False) -> int:
    headers = {"Host": host, **({"X-Forwarded-Proto": "https"} if secure else {})}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    for _try in range(100):
        try:
            return urllib.request.urlopen(request, timeout=5).status
        except urllib.error.HTTPError as error:
            return error.code
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the web process never answered")
