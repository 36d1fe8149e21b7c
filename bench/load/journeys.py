"""What a citizen and a leader do, from a seed: each walks like many do, and some change their mind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from threading import Barrier, BrokenBarrierError

from bench.load.browser import Browser, Page, WentWrong

EVERY_PART = tuple(f"{day}-{part}" for day in range(7) for part in ("am", "pm", "evening"))
EVENINGS = tuple(f"{day}-evening" for day in range(7))
MEET_SECONDS = 90.0
MOST_TRIES = 25


@dataclass(frozen=True, slots=True)
class Plan:
    """One citizen's way, drawn beforehand. Those of one `crowd` want the same and press yes at the same moment."""

    number: int
    answers: Mapping[str, Mapping[str, str | tuple[str, ...]]]
    wish: str
    afterwards: str
    crowd: Barrier | None = None


WISHES = (("group", 6), ("waiting", 2), ("start_now", 1), ("talk", 1))
AFTERWARDS = (("nothing", 3), ("pause", 2), ("pause_and_back", 2), ("no", 2), ("time", 1))


def draw_plans(citizens: int, seed: int, *, crowd: int) -> list[Plan]:
    """Half of the citizens come alone, half in crowds of that size."""
    chance = Random(seed)
    plans = [_alone(number, chance) for number in range(citizens - citizens // 2 // crowd * crowd)]
    while len(plans) < citizens:
        leader = _alone(len(plans), chance)
        gate = Barrier(crowd)
        plans += [
            Plan(len(plans) + place, leader.answers, "group", _drawn(AFTERWARDS, chance), gate)
            for place in range(crowd)
        ]
    return plans


def _alone(number: int, chance: Random) -> Plan:
    answers: dict[str, Mapping[str, str | tuple[str, ...]]] = {
        "sted": {"postal_code": chance.choice(["7620", "7600", "7500", "7800", "6950"])},
        "maal": {"goal": f"gå {number} trin"},
        "emne": {"topic": chance.choice(["kol", "type2", "heart", "knee", "blood_pressure", "stress", "unsure"])},
        "tid": {"time": chance.choice(["ok", "ok", "short"])},
        "afstand": {"distance": chance.choice(["far", "far", "near", "none"])},
        "penge": {"money": chance.choice(["ok", "free_only"])},
        "krop": {"body": chance.choice(["ok", "ok", "gentle"])},
        "digital": {"digital": chance.choice(["alone", "alone", "with_help", "no"])},
        "uge": {"part": chance.choice([EVERY_PART, EVERY_PART, EVENINGS])},
        "lineal": {name: str(chance.randrange(11)) for name in ("importance", "confidence", "readiness")},
    }
    return Plan(number, answers, _drawn(WISHES, chance), _drawn(AFTERWARDS, chance))


def _drawn(shares: tuple[tuple[str, int], ...], chance: Random) -> str:
    return chance.choices([name for name, _ in shares], [share for _, share in shares])[0]


class Citizen:
    """Walks a plan. `happened` counts what came of it."""

    def __init__(self, browser: Browser, plan: Plan, happened: Counter[str]) -> None:
        self.browser, self.plan, self.happened = browser, plan, happened

    def walk(self) -> None:
        """The whole journey. Raises WentWrong."""
        self._say_yes(self._choose(self._talk()))
        home = self.browser.get("/min-vej/")
        if lesson := home.link(r"/min-vej/skridt/[0-9a-f-]+/$"):
            self._first_step(self.browser.get(lesson))
        self._afterwards()
        self.browser.get("/min-vej/")

    def _talk(self) -> Page:
        """Ten questions, to the proposals."""
        front = self.browser.get("/")
        page = self.browser.send(front, front.form("csrfmiddlewaretoken", action="/klar/"))
        for step, answers in self.plan.answers.items():
            if page.path != f"/klar/{step}/":
                raise WentWrong(f"expected the question '{step}', got {page.path}")
            page = self.browser.send(page, page.form("csrfmiddlewaretoken"), answers)
        return page

    def _choose(self, page: Page) -> Page:
        """The wished kind of card, else the first; then log in as somebody new. A card may go before it is chosen."""
        for _ in range(MOST_TRIES):
            cards = [form for form in page.forms if form.value("key")]
            if not cards:
                raise WentWrong(f"{page.path} has no proposals")
            card = next((card for card in cards if card.value("key").startswith(self.plan.wish)), cards[0])
            page = self.browser.send(page, card)
            if page.path.startswith("/log-ind/"):
                return self.browser.send(page, page.form("new"), {"new": "1"})
            self.happened["card gone before it was chosen"] += 1
        raise WentWrong("no card could be chosen")

    def _say_yes(self, page: Page) -> None:
        """Confirm; when the seat has just gone, take the first of what is offered instead."""
        contact = {"full_name": f"Prøve {self.plan.number}", "email": f"load-{self.plan.number}@example.org"}
        self._meet()
        page = self.browser.send(page, page.form("full_name"), contact)
        for _ in range(MOST_TRIES):
            if page.path == "/min-vej/velkommen/":
                self.happened["said yes"] += 1
                return
            self.happened["seat gone when saying yes"] += 1
            page = self.browser.send(page, page.form("key"))
        raise WentWrong(f"no seat after {MOST_TRIES} tries")

    def _meet(self) -> None:
        """Wait for the crowd. Somebody who never comes must not keep the others for ever."""
        if self.plan.crowd is not None:
            try:
                self.plan.crowd.wait(MEET_SECONDS)
            except BrokenBarrierError:
                self.happened["crowd that did not meet"] += 1

    def _first_step(self, page: Page) -> None:
        """Read, answer the question, choose what to try."""
        form = page.form("check")
        page = self.browser.send(page, form, {"check": form.choices["check"][0]})
        while onward := page.link(r"/min-vej/skridt/[0-9a-f-]+/\d+/$") if "/tjek/" not in page.path else "":
            following = page.link(rf"/skridt/[0-9a-f-]+/({_number(page.path) + 1}|tjek)/")
            page = self.browser.get(following or onward)
        form = page.form("check")
        page = self.browser.send(page, form, {"check": form.choices["check"][-1]})
        page = self.browser.get(page.link(r"/proev/$"))
        form = page.form("choice")
        page = self.browser.send(page, form, {"choice": form.choices["choice"][0]})
        if not page.path.endswith("/gjort/"):
            raise WentWrong(f"the first step led to {page.path}")
        self.happened["took the first step"] += 1

    def _afterwards(self) -> None:
        match self.plan.afterwards:
            case "pause":
                self._pause()
            case "pause_and_back":
                self._pause()
                page = self.browser.get("/min-vej/tilbage/")
                self.browser.send(page, page.form("stamp"))
                self.happened["came back"] += 1
            case "no":
                self._say_no()
            case "time":
                page = self.browser.get("/min-vej/tid/")
                self.browser.send(
                    page, page.form("part") if "part" in page.text else page.forms[-1], {"part": EVENINGS}
                )
                self.happened["changed time"] += 1

    def _pause(self) -> None:
        page = self.browser.get("/min-vej/pause/")
        form = page.form("reason")
        self.browser.send(page, form, {"reason": form.buttons[0][1]})
        self.happened["paused"] += 1

    def _say_no(self) -> None:
        page = self.browser.get("/min-vej/nej/")
        form = page.form("reason")
        chosen = form.buttons[self.plan.number % len(form.buttons)]
        page = self.browser.send(page, form, dict([chosen]))
        final = next((form for form in page.forms if form.value("final")), None)
        if final is not None:
            self.browser.send(page, final, dict(final.buttons))
        self.happened["said no"] += 1


def _number(path: str) -> int:
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() else 0


class Leader:
    """Logs in, and saves who came to every meeting that was not marked yet, one of them twice."""

    def __init__(self, browser: Browser, user: str, happened: Counter[str]) -> None:
        self.browser, self.user, self.happened = browser, user, happened

    def walk(self) -> None:
        page = self.browser.get("/log-ind/")
        form = next(form for form in page.forms if ("user", self.user) in [*form.fields, *form.buttons])
        self.browser.send(page, form, {"user": self.user})
        groups = self.browser.get("/personale/hold/")
        links = [link for link in dict.fromkeys(groups.links) if link.startswith("/personale/hold/")]
        wanted = [link for link in links if "/fremmoede/" in link]
        for address in [*wanted, *wanted[:1]]:
            page = self.browser.get(address)
            roll = next((form for form in page.forms if any(name.startswith("seat-") for name in form.choices)), None)
            if roll is not None:
                absent = next(iter(roll.choices))
                self.browser.send(page, roll, {absent: "absent"})
                self.happened["attendance saved"] += 1
        for address in links:
            if address not in wanted:
                self.browser.get(address)
