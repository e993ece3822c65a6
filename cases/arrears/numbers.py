"""The numbers of cases, plans and demands: short, with check digits, without gaps."""

from kernel import numbering, sequences

CASE, PLAN, DEMAND = "HT", "RM", "FS"


def next_number(prefix: str) -> str:
    """The next number of one kind, in the caller's transaction: ``'RM-000077-12'``."""
    return numbering.reference(prefix, sequences.take(f"arrears:{prefix}"))
