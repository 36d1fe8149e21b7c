"""What has a price between programmes, as one vector: cells' rents, rooms' hours, ledger minutes, starts below floors.

Order: one rent per cell of the market; one price for each [venue, slot] that a roster could use; then per municipality
the price of a minute owed, of a minute lent, and of a start below the floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formation.lagrange import Prices, Split
from formation.market import ONLINE, Floats, Ints, Market


@dataclass(frozen=True)
class Space:
    """Where each price stands in the vector, its limits, and what it costs the bound by itself (`weight`)."""

    hours: Ints  # [venue, slot] to place in the vector, -1 where no roster meets
    owed: int  # first places
    lent: int
    floor: int
    size: int
    least: Floats
    most: Floats
    weight: Floats

    def vector(self, rents: Floats, prices: Prices) -> Floats:
        """One vector, every price within its limits; the citizens' prices are not part of it."""
        out = np.zeros(self.size)
        out[: len(rents)] = rents
        used = self.hours >= 0
        out[self.hours[used]] = prices.hour[used]
        out[self.owed : self.lent] = np.maximum(prices.minute, 0)
        out[self.lent : self.floor] = np.maximum(-prices.minute, 0)
        out[self.floor :] = prices.floor
        return np.clip(out, self.least, self.most)

    def rents(self, vector: Floats) -> Floats:
        """The cells' part."""
        return vector[: self.owed - int((self.hours >= 0).sum())]

    def prices(self, vector: Floats, citizen: Floats) -> Prices:
        """Back to prices, with these of citizens."""
        hour = np.zeros(self.hours.shape)
        used = self.hours >= 0
        hour[used] = vector[self.hours[used]]
        minute = vector[self.owed : self.lent] - vector[self.lent : self.floor]
        return Prices(citizen, hour, minute, vector[self.floor :].copy())


def lay_out(market: Market, split: Split) -> Space:
    """The vector of this market. A rent may have either sign; what limits the others is the price of breaking the rule."""
    instance = market.instance
    hours = np.full((len(instance.venues), len(instance.slots)), -1, dtype=np.int64)
    for roster, slots in zip(market.rosters, market.slots_of, strict=True):
        if roster.venue != ONLINE:
            hours[roster.venue, list(slots)] = 0
    cells, many = len(market.cell_leader), len(instance.municipalities)
    used = int((hours >= 0).sum())
    hours[hours >= 0] = cells + np.arange(used)
    owed = cells + used
    size = owed + 3 * many
    penalty, missing = instance.rules.ledger_penalty_per_minute, instance.rules.floor_penalty_per_start
    return Space(
        hours=hours,
        owed=owed,
        lent=owed + many,
        floor=owed + 2 * many,
        size=size,
        least=_joined((np.full(cells, -np.inf), np.zeros(size - cells))),
        most=_joined((np.full(owed, np.inf), np.full(2 * many, float(penalty)), np.full(many, float(missing)))),
        weight=_joined(
            (
                np.zeros(cells),
                np.ones(used),
                split.tolerance - split.balance,
                split.tolerance + split.balance,
                -split.floors,
            )
        ),
    )


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts)
