"""The demo's citizens. Each asks, chooses, begins, pauses or says no as themselves, on days counted back from today."""

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.conf import settings

from sundhedscenter.catalogue.lessons import lesson
from sundhedscenter.citizens.cpr import CprKeys, set_number
from sundhedscenter.citizens.models import Citizen, Task
from sundhedscenter.config import secrets
from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer, acting_as
from sundhedscenter.core.week import FULL_MASK, mask_from_parts
from sundhedscenter.groups.models import Group, Session
from sundhedscenter.groups.queries import roster
from sundhedscenter.intake.drafts import new_draft, save_answers
from sundhedscenter.journey.accept import accept, welcome
from sundhedscenter.journey.attendance import save_attendance
from sundhedscenter.journey.changes import pause, say_no
from sundhedscenter.journey.duties import finish_task
from sundhedscenter.journey.steps import ACTION, answer_step
from sundhedscenter.partnership.models import User
from sundhedscenter.partnership.viewers import viewer_for
from sundhedscenter.pathways.models import Pathway, PlanItem
from sundhedscenter.web.login.names import names

EVENINGS = mask_from_parts((day, "evening") for day in range(4))
DAYTIME = mask_from_parts((day, part) for day in range(5) for part in ("am", "pm"))
AFTERNOONS = mask_from_parts((day, "pm") for day in range(5))
TOWNS = {
    "7620": "Lemvig",
    "7680": "Thyborøn",
    "7600": "Struer",
    "7790": "Thyholm",
    "7500": "Holstebro",
    "7830": "Vinderup",
    "7800": "Skive",
    "7870": "Roslev",
    "6950": "Ringkøbing",
    "6900": "Skjern",
}


@dataclass(frozen=True)
class Crowd:
    """People who ask for the same thing on the same day; `card` is what they choose, `story` what one reads about them.

    `card` is "start", "talk", or track, form and place as in a place in line. `about` changes their
    answers; a tuple is gone through in turn.
    """

    story: str
    days_ago: int
    topic: str
    card: str
    postal_codes: tuple[str, ...]
    week: int = DAYTIME
    goals: tuple[str, ...] = ("gå en tur uden at blive forpustet", "kunne følge med børnebørnene")
    about: dict[str, object] = field(default_factory=dict)
    takes_first_step: bool = True
    then: str = ""


CROWDS = (
    Crowd(
        "Går på lungehold på video",
        26,
        "kol",
        "kol_hold|group_video|",
        ("7620", "7600", "7500", "7800", "6950", "7620", "7680"),
        week=EVENINGS,
        about={"distance": "none", "body": ("ok", "step_free", "ok", "ok")},
    ),
    Crowd(
        "Går på diabeteshold i Struer",
        19,
        "type2",
        "type2_hold|group_site|sundhedscenter-struer",
        ("7600", "7790", "7500", "7620", "7830", "7600"),
        week=AFTERNOONS,
        goals=("få energi til haven", "sove bedre og spise uden at tænke på det"),
    ),
    Crowd(
        "Har plads på hjertehold på video",
        1,
        "heart",
        "heart_hold|group_video|",
        ("7500", "7800", "7620", "6900", "7600"),
        week=EVENINGS | DAYTIME,
        goals=("komme på cyklen igen", "tro på, at hjertet kan holde til det"),
        about={"distance": "none"},
    ),
    Crowd(
        "Har plads på grundhold i Lemvig",
        1,
        "type2",
        "core|group_site|lemvig-sundhedshus",
        ("7620", "7680", "7600", "7620"),
        about={"body": ("step_free", "ok", "gentle")},
        takes_first_step=False,
    ),
    Crowd("Venter på knæhold i Lemvig", 6, "knee", "knee_hold|group_site|lemvig-sundhedshus", ("7620", "7680", "7620")),
    Crowd(
        "Venter på hold mod stress",
        4,
        "stress",
        "calm_hold|group_video|",
        ("6950", "7800"),
        goals=("finde ro om aftenen",),
        week=AFTERNOONS,
    ),
    Crowd("Har lige spurgt", 0, "kol", "start", ("7620", "7800", "7500"), takes_first_step=False),
    Crowd("Har taget første skridt", 1, "type2", "start", ("7600", "7870", "6900", "7830")),
    Crowd(
        "Vil tale med nogen i telefonen",
        3,
        "unsure",
        "talk",
        ("7620", "7790"),
        about={"digital": "no"},
        takes_first_step=False,
    ),
    Crowd("Holder pause", 12, "heart", "start", ("7600", "7500"), then="pause"),
    Crowd("Sagde nej lige nu", 9, "kol", "start", ("7800", "7620"), then="no"),
)

# Told after all others and drawn apart, so that nobody else's life changes: begun, then silent. A call went unanswered.
SILENT = Crowd("Har været stille i tre uger", 20, "kol", "start", ("7800", "7620"))
SILENT_SEED = 721
TRIED_DAYS_AGO = 2


@dataclass(frozen=True)
class Person:
    citizen: Citizen
    viewer: Viewer
    pathway: Pathway


def fill(*, chance: Random, at: datetime) -> None:
    """Crowd by crowd in the order of time; then the leaders write down who came, all but the last meeting.

    The public test numbers are the only CPR numbers: the first citizens have one each, the others none.
    """
    number, keys, test_numbers = 0, _cpr_keys(), _test_numbers()
    for crowd in sorted(CROWDS, key=lambda crowd: -crowd.days_ago):
        for place, postal_code in enumerate(crowd.postal_codes):
            number += 1
            moment = at - timedelta(days=crowd.days_ago, minutes=5 * (len(crowd.postal_codes) - place))
            person = _ask(crowd, number, postal_code, chance, moment)
            if test_numbers:
                with acting_as(person.viewer, on=day_of(at)):
                    set_number(citizen=person.citizen, number=test_numbers.pop(), keys=keys)
            if crowd.takes_first_step:
                _first_step(person, chance, moment + timedelta(minutes=2))
            _then(crowd.then, person, at)
    for group in Group.objects.filter(cancelled_at=None).select_related("leader").order_by("created_at", "code"):
        _attend(group, chance, at)
    apart = Random(SILENT_SEED)
    for place, postal_code in enumerate(SILENT.postal_codes, 1):
        _fall_silent(number + place, postal_code, apart, at)


def _fall_silent(number: int, postal_code: str, chance: Random, at: datetime) -> None:
    moment = at - timedelta(days=SILENT.days_ago)
    person = _ask(SILENT, number, postal_code, chance, moment)
    _first_step(person, chance, moment + timedelta(minutes=2))
    contact, tried = person.pathway.contact_person, at - timedelta(days=TRIED_DAYS_AGO)
    if contact is not None:
        with acting_as(viewer_for(contact, day_of(tried)), on=day_of(tried)) as viewer:
            call = Task.objects.get(citizen=person.citizen, ended_at=None)
            finish_task(viewer=viewer, task_id=call.pk, outcome="no_answer", at=tried)


def _cpr_keys() -> CprKeys:
    keys = secrets.load()
    return CprKeys(
        by_id={str(number): key for number, key in keys.cpr_keys.items()},
        current=str(keys.current_cpr_key_id),
        index=keys.cpr_index_key,
    )


def _test_numbers() -> list[str]:
    with (settings.CONTENT / "reference" / "test_cpr.csv").open(encoding="utf-8", newline="") as file:
        return [row["cpr"] for row in csv.DictReader(file)]


def _ask(crowd: Crowd, number: int, postal_code: str, chance: Random, at: datetime) -> Person:
    """The conversation and the yes, as the citizen's own log-in."""
    first, last = names().draw(chance)
    user = User.objects.create(
        username=f"demo-borger-{number:02}",
        display_name=f"{first} fra {TOWNS[postal_code]}",
        title=crowd.story,
        is_demo=True,
    )
    viewer, on = viewer_for(user, day_of(at)), day_of(at)
    answers: dict[str, object] = {
        "postal_code": postal_code,
        "goal": chance.choice(crowd.goals),
        "topic": crowd.topic,
        "time": "ok",
        "distance": "far",
        "money": "ok",
        "body": "ok",
        "digital": "alone",
        "week": crowd.week or FULL_MASK,
        "importance": chance.randint(6, 10),
        "confidence": chance.randint(3, 9),
        "readiness": chance.randint(5, 10),
        **{key: _in_turn(value, number) for key, value in crowd.about.items()},
    }
    with acting_as(viewer, on=on):
        citizen = welcome(viewer=viewer, user=user, display_name=first, at=at)
        draft, _key = new_draft(viewer=viewer, language="da", at=at)
        save_answers(draft=draft, answers=answers, at=at)
    with acting_as(viewer.with_draft(draft.key_hash), on=on) as holder:
        phone_only = answers["digital"] == "no"
        contact = {
            "full_name": f"{first} {last}",
            "phone": f"10 00 02 {number:02}" if phone_only else "",
            "email": "" if phone_only else f"demo-borger-{number:02}@example.org",
        }
        accepted = accept(viewer=holder, citizen=citizen, draft=draft, key=_key_of(crowd), contact=contact, at=at)
    return Person(citizen, viewer, accepted.pathway)


def _in_turn(value: object, number: int) -> object:
    return value[number % len(value)] if isinstance(value, tuple) else value


def _key_of(crowd: Crowd) -> str:
    """The card: a seat in the group that is there, else the place in line that makes one."""
    if crowd.card == "start":
        return f"start_now:{FIRST_LESSONS[crowd.topic]}"
    if crowd.card == "talk":
        return "talk:centre"
    track, form, place = crowd.card.split("|")
    groups = Group.objects.filter(track__code=track, form=form, cancelled_at=None)
    group = (groups.filter(place__code=place) if place else groups).first()
    return f"group:{group.pk}" if group else f"waiting:{crowd.card}"


FIRST_LESSONS = {"kol": "kol", "type2": "type2", "heart": "heart"}


def _first_step(person: Person, chance: Random, at: datetime) -> None:
    """The action of the first lesson, when the plan has one."""
    with acting_as(person.viewer, on=day_of(at)) as viewer:
        item = PlanItem.objects.filter(pathway=person.pathway, kind="lesson", ended_at=None).first()
        if item is not None:
            choice = chance.choice(lesson(item.lesson, "da").action.choices).code
            answer_step(viewer=viewer, plan_item=item, step=ACTION, choice=choice, own_words="", at=at)


def _then(then: str, person: Person, at: datetime) -> None:
    moment = at - timedelta(days=2)
    with acting_as(person.viewer, on=day_of(moment)) as viewer:
        if then == "pause":
            until = day_of(at) + timedelta(days=14)
            pause(viewer=viewer, pathway=person.pathway, reason="own_illness", until=until, at=moment)
        elif then == "no":
            say_no(viewer=viewer, pathway=person.pathway, reason="time_work", at=moment, final=True)


def _attend(group: Group, chance: Random, at: datetime) -> None:
    """The leader's own log-in, an hour after each meeting that is over. The last one is left for the demo to mark."""
    held = list(Session.objects.filter(group=group, starts_at__lt=at - timedelta(hours=1)).order_by("starts_at"))
    for session in held[:-1]:
        moment = session.starts_at + timedelta(hours=1)
        leader = viewer_for(group.leader, day_of(moment))
        with acting_as(leader, on=day_of(moment)) as viewer:
            lines = roster(viewer, group, session=session)
            away = chance.sample(lines, k=min(len(lines), chance.choice((0, 1, 1, 2))))
            exceptions = {line.seat_id: chance.choice(("excused", "excused", "absent")) for line in away}
            save_attendance(viewer=viewer, session=session, exceptions=exceptions, at=moment)
