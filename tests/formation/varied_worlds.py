"""Tiny worlds of other shapes, and worlds too large to try every plan but still searched in a moment."""

from dataclasses import replace
from random import Random

from formation.model import AUDIENCES, Instance, Rules
from tests.formation.tiny_worlds import LANGUAGES, LAST_DAY, _Maker, tiny_world


def varied_world(seed: int) -> Instance:
    """A tiny world with up to three start weeks, odd probabilities, and leaders with no time or groups that take none."""
    lot = Random(seed)
    world = tiny_world(seed)
    low = lot.choice((0, 0, 500, 900))
    return replace(
        world,
        name=f"varied-{seed}",
        start_weeks=lot.choice((1, 2, 3, 3, 3)),
        programmes=tuple(
            replace(one, facilitator_minutes_per_session=lot.choice((0, one.facilitator_minutes_per_session)))
            for one in world.programmes
        ),
        facilitators=tuple(
            replace(one, max_minutes_per_week=lot.choice((0, 1, 2, 180, 400, one.max_minutes_per_week)))
            for one in world.facilitators
        ),
        citizens=tuple(
            replace(one, keep_permille=tuple(lot.randint(low, 1000) for _ in range(LAST_DAY + 1)))
            for one in world.citizens
        ),
    )


def larger_world(seed: int, *, programmes: int = 4, citizens: int = 40, leaders: int = 8) -> Instance:
    """Several programmes that share leaders and rooms, so that more than one piece can be searched at a time."""
    return _Larger(Random(seed).randint, name=f"larger-{seed}").sized(programmes, citizens, leaders)


class _Larger(_Maker):
    def sized(self, programmes: int, citizens: int, leaders: int) -> Instance:
        self.weeks = 2
        self.slots = [self.slot(number) for number in self.ids(5)]
        self.slot_ids = [slot.id for slot in self.slots]
        self.programmes = [self.programme(number) for number in self.ids(programmes)]
        self.municipalities = [self.municipality(number) for number in self.ids(3)]
        self.venues = [self.venue(number) for number in self.ids(3)]
        everybody = tuple(self.citizen(number) for number in self.ids(citizens))
        return Instance(
            name=self.name,
            today_weekday=self.whole(0, 6),
            start_weeks=self.weeks,
            languages=LANGUAGES,
            slots=tuple(self.slots),
            programmes=tuple(self.programmes),
            municipalities=tuple(self.municipalities),
            venues=tuple(self.venues),
            facilitators=tuple(self.facilitator(number) for number in self.ids(leaders)),
            running_groups=tuple(self.running_group(number) for number in self.ids(3)),
            # Most by far accept both audiences, or small programmes would have nobody to meet.
            citizens=tuple(
                replace(one, audiences=frozenset(AUDIENCES if one.gender == "f" else AUDIENCES[:1]))
                for one in everybody
            ),
            rules=Rules(ledger_penalty_per_minute=self.whole(0, 3), floor_penalty_per_start=self.one((0, 50, 400))),
        )
