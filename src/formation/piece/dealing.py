"""The members of a roster's groups, dealt out as even as can be."""

from collections.abc import Sequence

import numpy as np

from formation.market import Ints
from formation.night import Night


def deal(night: Night, roster: int, members: Sequence[int], groups: int) -> list[Ints] | None:
    """Members in so many groups, as even as can be; where nobody may be alone of their gender, so that nobody is.

    None where an even deal leaves somebody alone.
    """
    size, more = divmod(len(members), groups)
    sizes = [size + (n < more) for n in range(groups)]
    women = [who for who in members if night.market.women[who]]
    men = [who for who in members if not night.market.women[who]]
    if not night.market.isolates[roster]:
        everybody = women + men
        return [np.array(everybody[n::groups], dtype=np.int64) for n in range(groups)]
    shares = shares_of_women(sizes, len(women))
    if shares is None:
        return None
    parts = []
    for share, many in zip(shares, sizes, strict=True):
        parts.append(np.array(women[:share] + men[: many - share], dtype=np.int64))
        women, men = women[share:], men[many - share :]
    return parts


def shares_of_women(sizes: Sequence[int], women: int) -> list[int] | None:
    """How many women in each group, none or two at least, and as many men; None where it cannot be."""
    reached: list[dict[int, int]] = [{0: 0}]  # women in the groups so far: how many of them in the last
    for size in sizes:
        fits = [share for share in range(size + 1) if 1 not in {share, size - share}]
        now = {before + share: share for before in reached[-1] for share in fits}
        reached.append(now)
    if women not in reached[-1]:
        return None
    shares = []
    for level in reversed(reached[1:]):
        shares.append(level[women])
        women -= level[women]
    return shares[::-1]
