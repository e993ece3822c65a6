"""entered(office): the one way into a schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused
from tenants.registry.models import Office

_current: ContextVar[Office | None] = ContextVar("office", default=None)


class NoOffice(Refused):
    """Work that belongs to an office was tried outside every office."""


@contextmanager
def entered(office: Office) -> Iterator[Office]:
    """Be in the office's schema, as its database role, until the block ends; then be where we were.

    Entering happens with the first statement inside. If schema or role cannot be set, that statement
    fails and nothing runs anywhere else.
    """
    tenant_before = connection.tenant  # type: ignore[attr-defined]
    token = _current.set(office)
    connection.set_tenant(office)  # type: ignore[attr-defined]
    try:
        yield office
    finally:
        _current.reset(token)
        connection.set_tenant(tenant_before)  # type: ignore[attr-defined]


@contextmanager
def outside() -> Iterator[None]:
    """Be in the shared schema, in nobody's office, until the block ends; for the operator's own pages."""
    tenant_before = connection.tenant  # type: ignore[attr-defined]
    token = _current.set(None)
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _current.reset(token)
        connection.set_tenant(tenant_before)  # type: ignore[attr-defined]


def office() -> Office:
    """The office we are in; raises NoOffice outside every office."""
    current = _current.get()
    if current is None:
        raise NoOffice(_("This can only be done inside an office. Name the office."))
    return current


def office_or_none() -> Office | None:
    return _current.get()
