"""Who may do what: one enum member and one subject, checked in one line.

A slice names its permissions in `permissions.py` as members of a `Permission` subclass. The role
table that grants them is `settings.ROLE_TABLE`, one table that an auditor can read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.refusal import NotAllowed


class Permission(StrEnum):
    """Empty on purpose: slices subclass it and name what can be done there."""


class Actor(Protocol):
    """Whoever acts: a staff member, a resident, an API token, the service itself."""

    @property
    def actor_id(self) -> str: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def role_names(self) -> frozenset[str]: ...


@runtime_checkable
class Owned(Protocol):
    """A subject that belongs to somebody outside the office's staff."""

    def belongs_to(self, actor: Any) -> bool: ...


@dataclass(frozen=True)
class Robot:
    """The service itself, or a person at the command line."""

    actor_id: str
    actor_kind: str
    role_names: frozenset[str] = frozenset()


SYSTEM = Robot("system", "system")
COMMAND_LINE = Robot("command-line", "command")
TRUSTED_KINDS = frozenset({"system", "command"})
OWN_SUBJECTS_ONLY = frozenset({"resident"})


@cache
def role_table() -> Mapping[str, frozenset[Permission]]:
    table: Mapping[str, frozenset[Permission]] = import_string(settings.ROLE_TABLE)
    return table


def allowed(actor: Actor, permission: Permission, subject: object = None) -> bool:
    """Whether a role of the actor includes the permission, for this subject.

    Residents act on what belongs to them and on nothing else.
    """
    if actor.actor_kind in TRUSTED_KINDS:
        return True
    if actor.actor_kind == "token":
        # A token carries its scopes itself: it can do what it was made for, not what its maker could.
        return str(permission) in actor.role_names
    if not any(permission in role_table().get(role, frozenset()) for role in actor.role_names):
        return False
    if actor.actor_kind in OWN_SUBJECTS_ONLY and subject is not None:
        return isinstance(subject, Owned) and subject.belongs_to(actor)
    return True


def require(actor: Actor, permission: Permission, subject: object = None) -> None:
    """Refuse with NotAllowed unless `allowed`."""
    if not allowed(actor, permission, subject):
        raise NotAllowed
