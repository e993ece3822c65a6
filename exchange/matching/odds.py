"""The odds that everybody in an exchange says yes, by how many have to, as they were observed. Pure."""

from collections.abc import Mapping

# Before so many proposals of a length were answered, its odds are taken from single households' answers.
ENOUGH = 10
FIRST_GUESS = 70


def observed(asked: Mapping[int, int], agreed: Mapping[int, int], *, longest: int) -> tuple[int, ...]:
    """Percent by the number of households from 1 to `longest`, never rising and never 0.

    Under 1 the counts are of single households' answers, under n of exchanges of n households (asked and agreed).
    """
    single = agreed.get(1, 0) * 100 // asked[1] if asked.get(1, 0) >= ENOUGH else FIRST_GUESS
    found: list[int] = []
    for households in range(1, longest + 1):
        seen = households > 1 and asked.get(households, 0) >= ENOUGH
        guess = 100 * single**households // 100**households
        percent = agreed.get(households, 0) * 100 // asked[households] if seen else guess
        found.append(max(min(percent, *found, 100) if found else percent, 1))
    return tuple(found)
