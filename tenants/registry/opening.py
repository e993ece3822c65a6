"""Opening, suspending and resuming an office. Owner's work, done from the command line."""

import re
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from kernel.refusal import Refused
from tenants import context
from tenants.registry import bank_accounts, grants, snapshot
from tenants.registry.models import SLUG, TEMPLATE_SCHEMA, Domain, Office

OPENING_LOCK = 0x6F70656E
HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$")
RESERVED = frozenset({"template", "operator", "public", "www", "api", "static"})


class CannotOpen(Refused):
    """The office cannot be opened as asked."""


class NoSuchOffice(Refused):
    """There is no office of that name."""


def find(slug: str) -> Office:
    """The office with this slug; raises NoSuchOffice."""
    office: Office | None = Office.objects.filter(slug=slug).first()
    if office is None:
        raise NoSuchOffice(_("There is no office called “%(slug)s”: see kuszob office list.") % {"slug": slug})
    return office


def open_office(
    *,
    slug: str,
    name: str,
    domain: str = "",
    iban: str = "",
    kind: str = Office.Kind.TOWN,
    is_demo: bool = False,
) -> Office:
    """Open an office: schema, role, rights, host name, bank account and what every office starts with.

    One transaction: it is open whole or not at all. Refuses a slug, host or account already in use.
    """
    host = domain.lower() or f"{slug}.{settings.BARE_HOST}"
    _check(slug=slug, name=name, host=host, kind=kind)
    schema = "t_" + slug.replace("-", "_")
    with connection.owner(), transaction.atomic():  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING_LOCK])
        if Office.objects.filter(slug=slug).exists() or Office.objects.filter(schema_name=schema).exists():
            raise CannotOpen(_("An office called “%(slug)s” is open already.") % {"slug": slug})
        if Domain.objects.filter(domain=host).exists():
            raise CannotOpen(_("The host %(host)s belongs to another office.") % {"host": host})
        _refuse_a_used_name(schema)
        grants.ensure_role(schema)
        snapshot.replay(schema)
        grants.admit(schema)
        office: Office = Office.objects.create(slug=slug, schema_name=schema, name=name, kind=kind, is_demo=is_demo)
        Domain.objects.create(domain=host, tenant=office, is_primary=True)
        if iban:
            bank_accounts.register(iban, office=office)
        with context.entered(office):
            for step in settings.OFFICE_OPENING:
                install: Callable[[], None] = import_string(step)
                install()
    return office


def _refuse_a_used_name(schema: str) -> None:
    """A name whose former office left rows in the shared schema would make the new one its heir."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'office_schema'"
        )
        for (table,) in cursor.fetchall():
            statement = sql.SQL("SELECT 1 FROM {} WHERE office_schema = %s LIMIT 1").format(
                sql.Identifier("public", table)
            )
            cursor.execute(statement, [schema])
            if cursor.fetchone() is not None:
                raise CannotOpen(_("This short name was an earlier office's: choose another one."))


def _check(*, slug: str, name: str, host: str, kind: str) -> None:
    if not re.match(SLUG, slug) or (slug in RESERVED and kind == Office.Kind.TOWN):
        raise CannotOpen(
            _("“%(slug)s” cannot be an office's short name: use 2 to 41 lower-case letters, digits and hyphens.")
            % {"slug": slug}
        )
    if ("t_" + slug.replace("-", "_")) == TEMPLATE_SCHEMA:
        raise CannotOpen(_("“%(slug)s” is reserved. Choose another short name.") % {"slug": slug})
    if not name.strip():
        raise CannotOpen(_("Give the office a name."))
    if not HOST.match(host):
        raise CannotOpen(_("“%(host)s” is not a host name.") % {"host": host})


@transaction.atomic
def set_letterhead(office: Office, *, postal_address: str, phone: str, email: str, bic: str) -> None:
    """What stands on the office's letters, and the bank code that its payment QR needs."""
    if bic and len(bic) not in {8, 11}:
        raise CannotOpen(_("A bank code (BIC) has 8 or 11 characters."))
    with connection.owner():  # type: ignore[attr-defined]
        Office.objects.filter(pk=office.pk).update(
            postal_address=postal_address, phone=phone, email=email, bic=bic.upper()
        )


@transaction.atomic
def suspend(office: Office, *, reason: str) -> None:
    """Shut the office's doors at once. Its rows stay; web and worker lose its database role."""
    with connection.owner():  # type: ignore[attr-defined]
        grants.shut_out(office.schema_name)
        Office.objects.filter(pk=office.pk).update(
            status=Office.Status.SUSPENDED, suspended_at=timezone.now(), suspended_reason=reason[:200]
        )


@transaction.atomic
def resume(office: Office) -> None:
    """Open a suspended office's doors again."""
    with connection.owner():  # type: ignore[attr-defined]
        grants.admit(office.schema_name)
        Office.objects.filter(pk=office.pk).update(status=Office.Status.ACTIVE, suspended_at=None, suspended_reason="")
