"""A PostgreSQL server of the test's own."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections

from project.embedded.postgres import OWNER
from tests.faults import own_servers
from tests.faults.own_servers import DatabaseServer

DATABASE = "kuszob_own"


@pytest.fixture
def own_server(django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., DatabaseServer]]:
    """Opens a server with the cast's offices, and turns this process to it."""
    with ExitStack() as stack:

        def opened(*, durable: bool = True) -> DatabaseServer:
            server = stack.enter_context(own_servers.database_server(durable=durable))
            server.copy(os.environ["DATABASE_OWNER_URL"], DATABASE)
            settings_dict = connections["default"].settings_dict
            connections["default"].close()
            stack.callback(settings_dict.update, {"HOST": settings_dict["HOST"], "NAME": settings_dict["NAME"]})
            stack.callback(connections["default"].close)
            settings_dict.update({"HOST": str(server.place.sockets), "NAME": DATABASE})
            monkeypatch.setitem(os.environ, "KUSZOB_TEST_OWNER_DSN", server.dsn(OWNER, DATABASE))
            return server

        with django_db_blocker.unblock():
            yield opened
