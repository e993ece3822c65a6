"""Splitting a debt into instalments. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused

MOST_INSTALMENTS = 120


class CannotSplit(Refused):
    """The debt cannot be paid in the instalments asked for."""


@dataclass(frozen=True, slots=True)
class Split:
    """A down payment and the instalments after it, forints; together exactly the debt."""

    down: int
    instalments: tuple[int, ...]


def split(debt: int, *, count: int, step: int, down: int = 0) -> Split:
    """Forints, a number of instalments, a rounding step and a down payment in; the amounts out.

    Every instalment is the equal share rounded up to the step and the last one balances. Where rounding
    up pays the debt off sooner, there are fewer instalments, never an empty one. Refuses (CannotSplit) a debt
    or step of nothing or less, fewer than one and more than 120 instalments, and a down payment that is
    negative or leaves nothing.
    """
    if debt <= 0:
        raise CannotSplit(_("There is no debt to be paid in instalments: check the amount."))
    if not 1 <= count <= MOST_INSTALMENTS:
        raise CannotSplit(
            _("A plan has between 1 and %(most)s instalments: choose another number.") % {"most": MOST_INSTALMENTS}
        )
    if step < 1:
        raise CannotSplit(_("Instalments are rounded up to a step of at least 1 Ft: choose another step."))
    if down < 0:
        raise CannotSplit(_("A down payment is nothing or more: check the amount."))
    if down >= debt:
        raise CannotSplit(_("The down payment covers the whole debt: no instalments are needed."))
    rest = debt - down
    each = -(-rest // (count * step)) * step
    whole, last = divmod(rest, each)
    return Split(down, (each,) * whole + ((last,) if last else ()))
