"""The architecture's promises, held by tests."""

import ast
import importlib
import platform
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from kernel import access
from kernel.access import Permission
from project import roles
from tenants.registry import grants
from tests.house import catalogues

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("platform", "tenants", "catalogue", "cases", "exchange", "worker")
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
# Only these may say which schema or role work runs in: the web's, the worker's and the command line's doors.
DOORS = {
    "platform/kernel/db/base.py", "tenants/context.py", "tenants/registry/doors.py", "worker/offices.py",
    "worker/app.py", "platform/project/machine.py",
}  # fmt: skip
SCHEMA_WORDS = re.compile(
    r"\bset_schema\b|\bset_tenant\b|set_schema_to_public|search_path|SET ROLE|schema_context|tenant_context"
)
OPENING = ("tenants/registry/", "platform/project/commands/", "platform/project/embedded/")


def python_files() -> list[Path]:
    return [path for top in SOURCES for path in sorted((ROOT / top).rglob("*.py")) if "migrations" not in path.parts]


def test_the_standard_librarys_platform_module_is_intact():
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert platform.__file__ is not None
    assert ROOT not in Path(platform.__file__).parents
    assert platform.system()


@pytest.mark.parametrize("suffix", [".py", ".html", ".css", ".js"])
def test_no_file_is_two_topics(suffix):
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for top in (*SOURCES, "tests")
        for path in (ROOT / top).rglob(f"*{suffix}")
        if "vendor" not in path.parts and "migrations" not in path.parts
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_permission_is_in_the_role_table():
    for path in python_files():
        if path.name == "permissions.py":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removeprefix("platform."))
    declared = {member for kind in Permission.__subclasses__() for member in kind}
    granted = {permission for held in roles.ROLES.values() for permission in held}
    assert declared - granted == set()
    assert access.role_table() is roles.ROLES


def test_an_auditor_only_reads():
    assert {str(permission) for permission in roles.AUDITOR if not str(permission).endswith(":read")} == set()


def test_every_job_is_on_the_timetable():
    from worker import jobs, schedule

    rings = {
        name
        for name, value in vars(jobs).items()
        if callable(value) and getattr(value, "__module__", "") == "worker.jobs" and not name.startswith("_")
    }
    assert {entry.job.__name__ for entry in schedule.TIMETABLE} == rings


def test_no_job_is_longer_than_ten_lines():
    tree = ast.parse((ROOT / "worker" / "jobs.py").read_text())
    lengths = {
        node.name: (node.end_lineno or 0) - node.lineno + 1 for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > 10} == {}


def test_no_schema_word_outside_the_doors():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if path.relative_to(ROOT).as_posix() not in DOORS
        and not path.relative_to(ROOT).as_posix().startswith(OPENING)
        and SCHEMA_WORDS.search(path.read_text())
    ]
    assert found == []


def test_every_shared_table_has_declared_rights():
    shared = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_config.name in settings.SHARED_APPS and model._meta.managed
    }
    assert shared - {item.table for item in grants.declared()} == set()


def test_migrations_are_in_step_with_the_models(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_sentence_lacks_its_hungarian_translation():
    assert catalogues.missing() == []


def test_compiled_catalogues_are_in_step():
    assert catalogues.stale() == []


def test_vendored_files_are_as_they_were_vendored():
    import hashlib

    folder = ROOT / "platform" / "shell" / "static" / "vendor"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_no_registry_address_is_locked():
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()


def test_python_is_new_enough():
    assert sys.version_info >= (3, 12)
