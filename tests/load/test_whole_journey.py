"""Citizens walk the whole journey at once against a whole site, half of them in crowds that press yes together.

Given a site with its demo,
when twenty citizens talk, choose, log in, say yes, take their first step and change their mind while leaders mark who
came,
then nobody meets an error, no group is overbooked, and `sundhedscenter check` finds nothing.
"""

import pytest

from bench.load.run import problems_after, walk_at_once
from tests.site import RunningSite

pytestmark = [pytest.mark.slow, pytest.mark.long]
CITIZENS, LEADERS = 20, 3


def test_everybody_gets_through_at_once(running_site: RunningSite) -> None:
    tally = walk_at_once(running_site, citizens=CITIZENS, leaders=LEADERS, seed=2026)
    assert tally.wrong == []
    assert {asked.status for asked in tally.asked} == {200, 302}
    assert tally.happened["said yes"] == CITIZENS
    assert tally.happened["attendance saved"] > 0
    assert problems_after(running_site) == []
