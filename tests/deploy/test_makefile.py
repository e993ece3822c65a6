"""`make setup` in a folder whose name has a space in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_every_path_reaches_the_installer_whole(tmp_path):
    checkout = tmp_path / "my towns" / "küszöb"
    checkout.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements-dev.lock"):
        shutil.copy(ROOT / name, checkout)
    alone = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    planned = subprocess.run(
        ["make", "-n", "setup"], cwd=checkout, env=alone, capture_output=True, text=True, check=True
    ).stdout
    assert planned.count(f'VIRTUAL_ENV="{checkout}/.venv" uv pip install') == 2
    assert planned.count(str(checkout)) == 2
