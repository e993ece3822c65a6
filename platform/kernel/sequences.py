"""Gapless numbers, taken in the transaction that uses them."""

from django.db import connection


def take(name: str, count: int = 1) -> int:
    """Take `count` consecutive numbers of a sequence; returns the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_numbersequence (name, last) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET last = kernel_numbersequence.last + %s RETURNING last",
            [name, count, count],
        )
        last = int(cursor.fetchone()[0])
    return last - count + 1
