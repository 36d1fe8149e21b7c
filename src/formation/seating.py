"""Rows that a roster has in each compact model: members, and what odd sizes cost."""

import math
from collections.abc import Sequence

from formation.columns import Programme as Columns
from formation.columns import total
from formation.model import Programme


def seat(
    columns: Columns, kind: Programme, members: Sequence[int], groups: int, *, least: int, most: int
) -> tuple[int, int]:
    """Let these columns of people be members of so many groups (a column) of `least` to `most` each.

    Strong linking: nobody is a member of more than there are groups. Gives the columns of people below and above the ideal.
    """
    people = total(members)
    for column in members:
        columns.row([(column, 1.0), (groups, -1.0)], highest=0)
    if least == most:
        columns.row([*people, (groups, -float(least))], lowest=0, highest=0)
    else:
        columns.row([*people, (groups, -float(least))], lowest=0)
        columns.row([*people, (groups, -float(most))], highest=0)
    below = columns.column(-kind.under_penalty, upper=math.inf, whole=False)
    above = columns.column(-kind.over_penalty, upper=math.inf, whole=False)
    columns.row([*people, (below, 1.0), (above, -1.0), (groups, -float(kind.size_ideal))], lowest=0, highest=0)
    return below, above
