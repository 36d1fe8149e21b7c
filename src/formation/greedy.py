"""A first plan by prices: the group that gains most beyond its members' prices, again and again.

A citizen's price is what their start is worth elsewhere, so a group is good when it leaves much above the prices of its
members, the room and the ledger, and not when it simply takes the best people.
"""

import heapq

import numpy as np

from formation.lagrange import Prices, Split
from formation.market import ONLINE, Ints, Market
from formation.night import Night

# Of a typical group's cost: how far below its members' prices a group may still be worth starting, when what is left over
# has no better use.
AT_A_LOSS = 0.25


def price_guided(market: Market, split: Split, prices: Prices) -> Night:
    """Entries as the prices have it, then groups, best first. Ties go to the first lead of the market."""
    night = Night(market, split)
    for group, people in enumerate(split.evaluate(prices).entries):
        for citizen in people:
            if night.left.free[citizen]:
                night.enter(group, int(citizen))
    _Greedy(night, prices).run()
    return night


class _Greedy:
    def __init__(self, night: Night, prices: Prices) -> None:
        self.night, self.market = night, night.market
        self.prices = prices
        self.values, self.pair = night.split.lead_values(prices)
        costs = self.market.lead_cost
        self.least = -AT_A_LOSS * float(np.median(costs)) if len(costs) else 0.0

    def run(self) -> None:
        night = self.night
        # What a lead is worth only falls as people and hours are taken: an old value is never too low.
        heap = [(-self.values[lead], lead) for lead in range(len(self.values)) if self.values[lead] > self.least]
        heapq.heapify(heap)
        while heap:
            _, lead = heapq.heappop(heap)
            if not night.can_add(lead):
                continue
            value, members = self._now(lead)
            if value <= self.least:
                continue
            if heap and -value > heap[0][0]:
                heapq.heappush(heap, (-value, lead))
                continue
            before = night.objective
            number = night.add(lead, members)
            if night.objective < before:
                night.drop(number)

    def _now(self, lead: int) -> tuple[float, Ints]:
        """What a lead is worth with those still free, and the members it would take."""
        market, split = self.market, self.night.split
        roster = int(market.lead_roster[lead])
        span = np.arange(market.start[roster], market.start[roster + 1])
        span = span[self.night.left.free[market.people[span]]]
        least = int(market.size_min[roster])
        if len(span) < least:
            return -np.inf, span
        order = span[np.argsort(-self.pair[span], kind="stable")][: int(market.size_cap[roster])]
        sizes = market.penalties[market.programme_of[roster], 1 : len(order) + 1]
        totals = np.cumsum(self.pair[order]) - sizes
        best = least - 1 + int(np.argmax(totals[least - 1 :]))
        members = market.people[order[: best + 1]]
        if not self.night.together(roster, members):
            return -np.inf, members
        venue = market.rosters[roster].venue
        hours = 0.0 if venue == ONLINE else float(self.prices.hour[venue, list(market.slots_of[roster])].sum())
        minute = self.prices.minute[split.leader_municipality[market.lead_leader[lead]]]
        cost = float(market.lead_cost[lead]) + minute * float(split.course_of_lead[lead]) + hours
        return float(totals[best]) - cost, members
