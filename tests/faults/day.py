"""One day of reminders through the real processes: begun, seen to come to a step, and counted at its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests import services
from tests.faults import arena, reset
from tests.faults.shift import Shift

# How far the day has come in the office Alder: a statement, and the number from which the step is reached.
REMINDERS = "SELECT count(*) FROM t_alder.arrears_reminder"
MESSAGES = "SELECT count(*) FROM t_alder.kernel_outboxmessage"
STEPS = {
    "woken": ("SELECT count(*) FROM public.worker_jobrun WHERE woken_at IS NOT NULL", 1),
    "planned": (REMINDERS, 1),
    "released": (f"{REMINDERS} WHERE state = 'released'", 1),
    "leaving": (f"{MESSAGES} WHERE state = 'sent'", 1),
    "half left": (f"{MESSAGES} WHERE state = 'sent'", 15),
}
UNDONE = "SELECT count(*) FROM public.worker_jobrun WHERE state <> 'done' AND job = 'payment_reminders'"


@dataclass
class Day:
    """The seeded database, the processes at work on it, and what arrives."""

    kept: reset.Kept
    shift: Shift
    relay: arena.Relay
    messages: int

    def begin(self) -> None:
        """Everything as it was in the morning; the next tick finds the day's work due."""
        self.relay.empty()
        arena.clear_spool()
        self.shift.clock.touch()
        reset.put_back(self.kept)

    def learn(self) -> None:
        """One day without a fault: which tables it writes."""
        self.wait_until_done(within=60)
        self.kept = reset.after_a_run(self.kept)

    def wait_for(self, step: str, *, within: float = 30) -> None:
        query, number = STEPS[step]
        with self._owner() as connection:
            wait(lambda: connection.execute(query).fetchone()[0] >= number, within=within, every=0.003)

    def wait_until_done(self, *, within: float) -> bool:
        """False when the day does not come to its end in that time."""
        return wait(self.is_done, within=within, every=0.1, patient=True)

    def is_done(self) -> bool:
        try:
            with self._owner() as connection:
                return connection.execute(UNDONE).fetchone()[0] == 0 and self._all_sent(connection)
        except psycopg.OperationalError:
            return False

    def figures(self) -> tuple[int, int]:
        """(lost, duplicate) messages of all ways out."""
        arrived = [self.relay.taken(), arena.letters()]
        duplicate = sum(count - 1 for counter in arrived for count in counter.values())
        return max(self.messages - sum(map(len, arrived)), 0), duplicate

    def _all_sent(self, connection: psycopg.Connection) -> bool:
        return sum(sent(connection, f"t_{slug}") for slug in arena.OFFICES) >= self.messages

    def _owner(self) -> psycopg.Connection:
        return psycopg.connect(services.owner_dsn(self.kept.database), autocommit=True)


def sent(connection: psycopg.Connection, schema: str) -> int:
    """How many messages of the office have left."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE state = 'sent'").format(
        sql.Identifier(schema, "kernel_outboxmessage")
    )
    return int(connection.execute(query).fetchone()[0])


def wait(reached: Callable[[], bool], *, within: float, every: float, patient: bool = False) -> bool:
    """Whether it is reached in that many seconds; unless patient, it has to be."""
    until = time.monotonic() + within
    while not (is_reached := reached()) and time.monotonic() < until:
        time.sleep(every)
    assert is_reached or patient, "the day did not come so far"
    return is_reached
