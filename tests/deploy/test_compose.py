"""The compose file: who gets the owner's login, and which versions go together."""

import re
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
CONTAINERFILE = (ROOT / "Containerfile").read_text()
EXAMPLES = {
    ".env": (ROOT / ".env.example").read_text(),
    "owner.env": (ROOT / "deploy" / "owner.env.example").read_text(),
}


def named(example: str, *, also_commented: bool = False) -> set[str]:
    return set(re.findall(rf"^{'(?:# )?' if also_commented else ''}([A-Z_]+)=", example, re.MULTILINE))


def known_to(service: str) -> set[str]:
    """Every variable that a service's process sees."""
    files = SERVICES[service].get("env_file", [])
    return {name for file in files for name in named(EXAMPLES[file])} | set(SERVICES[service].get("environment", {}))


def test_the_services():
    assert sorted(SERVICES) == ["database", "manage", "migrate", "proxy", "scheduler", "valkey", "web", "worker"]
    assert SERVICES["manage"]["profiles"] == ["manage"]
    assert [name for name in SERVICES if "profiles" in SERVICES[name]] == ["manage"]


@pytest.mark.parametrize("service", ["web", "worker", "scheduler", "proxy", "valkey"])
def test_what_answers_the_network_never_gets_the_owners_login(service):
    assert {name for name in known_to(service) if "OWNER" in name or "POSTGRES" in name} == set()
    assert "OWNER" not in str(SERVICES[service])


@pytest.mark.parametrize("service", ["migrate", "manage"])
def test_what_prepares_the_database_gets_both_logins(service):
    assert {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"} <= known_to(service)
    assert SERVICES[service]["restart"] == "no"


def test_the_database_gets_its_passwords():
    assert {"POSTGRES_PASSWORD", "POSTGRES_USER", "KUSZOB_APP_PASSWORD"} <= known_to("database")
    assert "DATABASE_APP_PASSWORD" in named(EXAMPLES[".env"])
    assert "DATABASE_OWNER_PASSWORD" in named(EXAMPLES["owner.env"])


def test_pg_dump_is_not_older_than_the_server():
    server = int(SERVICES["database"]["image"].removeprefix("postgres:"))
    client = int(re.search(r"postgresql-client-(\d+)", CONTAINERFILE)[1])
    assert client >= server >= 15


def test_every_folder_that_is_a_volume_belongs_to_the_service_in_the_image():
    made = re.search(r"install -d -o kuszob -g kuszob (.+)$", CONTAINERFILE, re.MULTILINE)[1].split()
    mounted = {
        volume.split(":")[1]
        for service in ("web", "worker", "scheduler", "migrate", "manage")
        for volume in SERVICES[service]["volumes"]
    }
    assert mounted == {"/var/lib/kuszob/post", "/var/lib/kuszob/backups"}
    assert mounted <= set(made)
    assert {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])} >= set(
        COMPOSE["volumes"]
    )


def test_web_believes_its_own_network_and_no_other():
    subnet = COMPOSE["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["web"]["environment"]["KUSZOB_TRUSTED_PROXIES"] == subnet
    assert ip_network(subnet).is_private


def test_the_examples_name_every_setting():
    read = set()
    for path in (ROOT / "platform/project/settings.py", ROOT / "deploy/container/entry"):
        read |= set(re.findall(r"\b(?:KUSZOB|DATABASE|REDIS)_[A-Z_]*[A-Z]\b", path.read_text()))
    inside_only = {"KUSZOB_AS_OWNER", "REDIS_URL", "DATABASE_ROUTERS"}
    explained = {name for example in EXAMPLES.values() for name in named(example, also_commented=True)}
    assert read - inside_only - explained == set()
    required = set(re.findall(r'required\("([A-Z_]+)"', (ROOT / "platform/project/settings.py").read_text()))
    assert required <= named(EXAMPLES[".env"]) | named(EXAMPLES["owner.env"])


def test_secrets_are_never_committed():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "owner.env"} <= set(ignored)
