"""DatabaseWrapper that never runs a statement under the wrong office.

django-tenants 4.0.1 ignores a database error while it sets the search path and then answers from
the schema that was set before. Here the search path and the office's own database role travel in
one statement, sent only when something changed, and an error ends the unit of work. Because the
role may only touch its own schema, even a wrong path would be a permission error.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django_tenants.postgresql_backend import base
from django_tenants.utils import get_public_schema_name
from psycopg.pq import TransactionStatus

SHARED_ROLE = "kuszob_shared"
OWNER_ROLE = "none"  # SET ROLE NONE: the login itself; worth nothing unless the login owns the tables
OFFICE_SCHEMA = re.compile(r"^t_[a-z][a-z0-9_]{1,40}\Z")

ENTER = "SELECT set_config('search_path', %s, false), set_config('role', %s, false)"


class _Entering:
    """Checks the connection before every statement, also on a cursor that outlived a rollback."""

    db: "DatabaseWrapper"
    cursor: Any

    def execute(self, sql: Any, params: Any = None) -> Any:
        self.db.enter(self.cursor)
        return super().execute(sql, params)  # type: ignore[misc]  # mixed into CursorWrapper

    def executemany(self, sql: Any, param_list: Any) -> Any:
        self.db.enter(self.cursor)
        return super().executemany(sql, param_list)  # type: ignore[misc]  # mixed into CursorWrapper


class EnteringCursor(_Entering, CursorWrapper):
    pass


class EnteringDebugCursor(_Entering, CursorDebugWrapper):
    pass


class Features(base.DatabaseWrapper.features_class):  # type: ignore[misc]  # django-tenants carries no types
    # Django would find out by creating a table, which no role of ours may do.
    supports_transactions = True


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # django-tenants carries no types
    """PostgreSQL for many offices: `set_tenant` names schema and role, the next statement enters them."""

    features_class = Features

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._entered: tuple[str, str] | None = None
        self.acting_as_owner = False
        super().__init__(*args, **kwargs)

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        name = tenant.schema_name
        if name != get_public_schema_name() and not OFFICE_SCHEMA.match(name):
            raise ImproperlyConfigured(f"{name!r} is not the name of an office's schema.")
        super().set_tenant(tenant, include_public)

    @contextmanager
    def owner(self) -> Iterator[None]:
        """Act as the login itself, for migrations and for opening an office.

        The web's and the worker's login owns nothing, so there this opens no door.
        """
        before, self.acting_as_owner = self.acting_as_owner, True
        try:
            yield
        finally:
            self.acting_as_owner = before

    @contextmanager
    def inside(self, tenant: Any) -> Iterator[None]:
        """Be where `tenant` is for a while, then where we were; for work that ends after its transaction."""
        before = self.tenant
        self.set_tenant(tenant)
        try:
            yield
        finally:
            self.set_tenant(before)

    def wanted(self) -> tuple[str, str]:
        """The (search path, role) that the next statement must run under."""
        if not self.schema_name:
            raise ImproperlyConfigured("No office was entered and the shared schema was not named either.")
        role = SHARED_ROLE if self.schema_name == get_public_schema_name() else self.schema_name
        path = ", ".join(f'"{part}"' for part in self._get_cursor_search_paths())
        return path, OWNER_ROLE if self.acting_as_owner else role

    def enter(self, cursor: Any) -> None:
        """Bring the session to the wanted schema and role; one statement, only when they changed."""
        wanted = self.wanted()
        if self._entered == wanted:
            return
        self._entered = None
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            # PostgreSQL refuses everything but a rollback now, so nothing can run in the wrong place.
            return
        with self.wrap_database_errors, self.connection.cursor() as entering:
            entering.execute(ENTER, wanted)
        self._entered = wanted

    def _handle_search_path(self, cursor: Any = None) -> None:
        self.enter(cursor)

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return EnteringCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorDebugWrapper:
        return EnteringDebugCursor(cursor, self)

    # A SET is transactional: whatever undoes a transaction may undo it, so it is said again.

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._entered = None

    def savepoint_rollback(self, sid: str) -> None:
        try:
            super().savepoint_rollback(sid)
        finally:
            self._entered = None

    def connect(self) -> None:
        self._entered = None
        super().connect()

    def close(self) -> None:
        self._entered = None
        super().close()
