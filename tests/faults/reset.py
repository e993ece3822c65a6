"""A database back to its seeded state between two kills: only the tables that a run writes are put back."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from tests import services

Table = tuple[str, str]


@dataclass(frozen=True)
class Kept:
    """The seeded rows, kept beside the tables; `written` are the tables that a run changes."""

    database: str
    written: tuple[Table, ...] = ()


def keep(database: str) -> Kept:
    """Copy every table's rows."""
    with _owner(database) as connection:
        connection.execute("CREATE SCHEMA kept")
        for table in _tables(connection):
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(_copy(table), sql.Identifier(*table)))
    return Kept(database)


def after_a_run(kept: Kept) -> Kept:
    """The same, knowing now which tables a whole run has changed."""
    with _owner(kept.database) as connection:
        return Kept(kept.database, tuple(table for table in _tables(connection) if _differs(connection, table)))


def put_back(kept: Kept) -> None:
    """Every row of the written tables as it was kept."""
    with _owner(kept.database) as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in kept.written:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table)))
            columns = sql.SQL(", ").join(sql.Identifier(name) for name in _columns(connection, table))
            connection.execute(
                sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}").format(
                    sql.Identifier(*table), columns, columns, _copy(table)
                )
            )


def is_as_kept(kept: Kept) -> bool:
    """Whether all tables, also those that no run writes, hold the kept rows."""
    with _owner(kept.database) as connection:
        return not any(_differs(connection, table) for table in _tables(connection))


def _owner(database: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(services.owner_dsn(database), autocommit=True)


def _tables(connection: "psycopg.Connection[Any]") -> list[Table]:
    """The shared schema's and those of every office that is open."""
    query = (
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public' "
        "OR schemaname IN (SELECT schema_name FROM registry_office WHERE kind = 'town' AND status = 'active') "
        "ORDER BY 1, 2"
    )
    return [(schema, name) for schema, name in connection.execute(query)]


def _copy(table: Table) -> sql.Identifier:
    return sql.Identifier("kept", ".".join(table))


def _columns(connection: "psycopg.Connection[Any]", table: Table) -> list[str]:
    query = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position"
    )
    return [name for (name,) in connection.execute(query, table)]


def _differs(connection: "psycopg.Connection[Any]", table: Table) -> bool:
    rows = "SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
    (now,) = connection.execute(sql.SQL(rows).format(sql.Identifier(*table))).fetchone()  # type: ignore[misc]
    (then,) = connection.execute(sql.SQL(rows).format(_copy(table))).fetchone()  # type: ignore[misc]
    return bool(now != then)
