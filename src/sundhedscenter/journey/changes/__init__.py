"""When life changes: pause, come back, change time, switch format, say no, take something else.

One tap and one reason each, and at once the alternative that answers the reason. One transaction each, with audit and
message. What was done stays counted; a seat that is given up passes to the next in line in the same moment.
"""

from sundhedscenter.journey.changes.everyday_week import WeekEmpty, change_time
from sundhedscenter.journey.changes.format import switch_format
from sundhedscenter.journey.changes.held_seat import OfferExpired, decline_offer, take_offer
from sundhedscenter.journey.changes.outcome import Alternative, Outcome
from sundhedscenter.journey.changes.refusal import say_no, take
from sundhedscenter.journey.changes.rest import come_back, pause

__all__ = [
    "Alternative",
    "OfferExpired",
    "Outcome",
    "WeekEmpty",
    "change_time",
    "come_back",
    "decline_offer",
    "pause",
    "say_no",
    "switch_format",
    "take",
    "take_offer",
]
