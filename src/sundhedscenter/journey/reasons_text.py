"""The words of a proposal's reasons and of a wrong answer's mend. Plain Danish, short sentences, LIX at most 35.

Every sentence stands whole in `TEXTS`, so that it can be translated and its readability measured.
"""

from collections.abc import Callable
from typing import Final

from django.utils.text import Truncator
from django.utils.translation import gettext

from sundhedscenter.core import week
from sundhedscenter.core.week import gettext_noop
from sundhedscenter.journey.proposals import (
    MAX_GOAL,
    AnswerError,
    BodyAnswer,
    Form,
    Mend,
    Reason,
    ReasonCode,
    TimeAnswer,
    Topic,
)
from sundhedscenter.journey.proposals.reasons import Param

SHOWN_GOAL: Final = 80
LOW: Final = 3
MIDDLE: Final = 6

TOPIC_NAMES: Final = {
    Topic.KOL: gettext_noop("KOL"),
    Topic.TYPE2: gettext_noop("diabetes"),
    Topic.HEART: gettext_noop("hjertet"),
    Topic.KNEE: gettext_noop("knæet"),
    Topic.BLOOD_PRESSURE: gettext_noop("blodtrykket"),
    Topic.STRESS: gettext_noop("stress"),
}

TEXTS: Final = {
    "goal": gettext_noop("Du skrev: ”%(goal)s”."),
    "goal.none": gettext_noop("Du har ikke skrevet et mål. Det kan vente."),
    "topic.own": gettext_noop("Det handler om %(topic)s."),
    "topic.general": gettext_noop("Det er for alle. Det passer også, når det handler om %(topic)s."),
    "topic.unsure": gettext_noop("Du er i tvivl om emnet. Det her er for alle."),
    "topic.talk": gettext_noop("Vi taler sammen om %(topic)s."),
    "topic.talk_unsure": gettext_noop("Du er i tvivl om emnet. Vi finder det sammen."),
    "form.alone_online.alone": gettext_noop("Du gør det selv på nettet."),
    "form.alone_online.with_help": gettext_noop("Du gør det på nettet. Ring på %(phone)s, så hjælper vi."),
    "form.phone.alone": gettext_noop("Vi gør det i telefonen. Det er ikke på nettet endnu."),
    "form.phone.with_help": gettext_noop("Vi gør det i telefonen, så du får hjælp."),
    "form.phone.no": gettext_noop("Vi gør det i telefonen. Du skal ikke på nettet."),
    "form.paper.alone": gettext_noop("Du får det på papir. Det er ikke på nettet endnu."),
    "form.paper.with_help": gettext_noop("Du får det på papir. Ring på %(phone)s, hvis du vil have hjælp."),
    "form.paper.no": gettext_noop("Du får det på papir. Du skal ikke på nettet."),
    "time.short": gettext_noop("Det tager %(minutes)s minutter. Du har højst 60 ad gangen."),
    "time.ok": gettext_noop("Det tager %(minutes)s minutter. Du har tid nok."),
    "readiness": gettext_noop("Du svarede %(ruler)s af 10 på, hvor klar du er."),
    "readiness.low": gettext_noop("Du skal ikke beslutte noget i dag."),
    "readiness.middle": gettext_noop("Tag ét skridt ad gangen."),
    "readiness.high": gettext_noop("Du kan begynde nu."),
    "importance": gettext_noop("Du svarede %(ruler)s af 10 på, hvor vigtigt det er."),
    "importance.low": gettext_noop("Derfor er det første skridt lille."),
    "importance.middle": gettext_noop("Prøv, om det er noget for dig."),
    "importance.high": gettext_noop("Derfor kan du begynde i dag."),
    "confidence": gettext_noop("Du svarede %(ruler)s af 10 på, hvor sikker du er."),
    "confidence.low": gettext_noop("Vi hjælper dig i gang."),
    "confidence.leader": gettext_noop("%(leader)s hjælper dig i gang."),
    "confidence.middle": gettext_noop("Du kan altid få hjælp."),
    "confidence.high": gettext_noop("Det er godt at bygge på."),
    "week.group": gettext_noop("Holdet mødes %(slots)s. Du kan %(week)s."),
    "week.waiting": gettext_noop("Vi samler et hold. Du kan %(week)s. En leder kan %(slots)s."),
    "week.waiting_same": gettext_noop("Vi samler et hold. Du kan %(week)s. Det kan en leder også."),
    "week.talk": gettext_noop("Vi ringer, når du kan: %(week)s."),
    "travel.site": gettext_noop("Der er cirka %(km)s km fra %(postal_code)s %(town)s."),
    "travel.home": gettext_noop("Du er med hjemme fra %(postal_code)s %(town)s."),
    "travel.talk": gettext_noop("Vi ringer til dig i %(postal_code)s %(town)s."),
    "travel.site.far": gettext_noop("Du kan rejse op til 40 km."),
    "travel.site.near": gettext_noop("Du kan rejse op til 10 km."),
    "travel.home.far": gettext_noop("Du kan rejse op til 40 km, men det er der ikke brug for."),
    "travel.home.near": gettext_noop("Du kan rejse op til 10 km, men det er der ikke brug for."),
    "travel.home.none": gettext_noop("Du skal ikke rejse."),
    "money.free_only": gettext_noop("Det er gratis, som du bad om."),
    "money.free": gettext_noop("Det er gratis."),
    "money.cost": gettext_noop("Det koster %(cost)s kroner. Du sagde, at det er i orden."),
    "body.ok": gettext_noop("Du sagde, at kroppen kan være med."),
    "body.gentle": gettext_noop("Du kan sidde ned eller tage det roligt."),
    "body.step_free": gettext_noop("Du kan komme ind uden trin."),
    "body.step_free_home": gettext_noop("Du er hjemme, så der er ingen trin."),
    "different.talk": gettext_noop("Du kan tale med os, før du vælger."),
    "different.gathers": gettext_noop("Vi samler et hold her: %(place)s."),
    "different.gathers_video": gettext_noop("Vi samler et hold på video."),
    "different.site": gettext_noop("Her mødes I: %(place)s."),
    "different.video": gettext_noop("Her er du med på video."),
    "different.place": gettext_noop("Det er et andet sted: %(place)s."),
    "different.time": gettext_noop("Det er en anden tid."),
    "when.group": gettext_noop("Holdet mødes %(slots)s. Det passer i din uge."),
    "when.gathers": gettext_noop("Du og en leder kan %(slots)s. Holdet begynder, når %(min_size)s er med."),
    "way.site": gettext_noop("Der er cirka %(km)s km fra %(town)s."),
    "way.home": gettext_noop("Du er med hjemmefra."),
    "price.free": gettext_noop("Det er gratis."),
    "wished.group": gettext_noop("Det er det hold, du valgte."),
    "wished.offer": gettext_noop("Det hører til det tilbud, du valgte."),
    "wished.lesson": gettext_noop("Det er det første skridt, du valgte."),
    "nearest": gettext_noop("Det kommer nærmest det, du valgte."),
    "price.cost": gettext_noop("Det koster %(cost)s kroner."),
}

MENDS: Final = {
    Mend.POSTAL_CODE: gettext_noop("Skriv et postnummer med fire tal, for eksempel 7620."),
    Mend.GOAL_SHORTER: gettext_noop("Skriv det kortere. Der er plads til %(max)s tegn."),
    Mend.GOAL_PLAIN_TEXT: gettext_noop("Skriv dit mål igen med almindelige tegn."),
    Mend.CHOOSE_ONE: gettext_noop("Vælg et af svarene."),
    Mend.WEEK_CHOOSE_TIME: gettext_noop("Vælg mindst én tid, hvor du kan."),
    Mend.WEEK_UNKNOWN_TIME: gettext_noop("Vælg dine tider igen."),
    Mend.RULER: gettext_noop("Vælg et tal fra 0 til 10."),
}

type Params = dict[str, Param]


def reason_text(reason: Reason) -> str:
    """One line of a card in the active language."""
    return _WRITERS[reason.code](reason.values)


def mend_text(error: AnswerError) -> str:
    """The sentence to put by the field: what to do, never what was wrong with the person."""
    return gettext(MENDS[error.mend]) % {"max": MAX_GOAL}


def _say(*keys: str, **params: object) -> str:
    return " ".join(gettext(TEXTS[key]) % params for key in keys)


def _parts(mask: Param) -> str:
    return week.describe_parts(_int(mask), say=gettext)


def _hours(mask: Param) -> str:
    return week.describe_hours(_int(mask), say=gettext)


def _int(value: Param) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a reason carries {value!r} where a number belongs")
    return value


def _band(ruler: Param) -> str:
    number = _int(ruler)
    return "low" if number <= LOW else "middle" if number <= MIDDLE else "high"


def _goal(p: Params) -> str:
    if not p["goal"]:
        return _say("goal.none")
    return _say("goal", goal=Truncator(str(p["goal"])).chars(SHOWN_GOAL))


def _topic(p: Params) -> str:
    form = f"form.{p['form']}.{p['digital']}"
    if p["topic"] == Topic.UNSURE:
        return _say("topic.talk_unsure" if p["talk"] else "topic.unsure", form, phone=p["phone"])
    kind = "topic.talk" if p["talk"] else "topic.own" if p["own_topic"] else "topic.general"
    return _say(kind, form, topic=gettext(TOPIC_NAMES[Topic(str(p["topic"]))]), phone=p["phone"])


def _time(p: Params) -> str:
    return _say("time.short" if p["time"] == TimeAnswer.SHORT else "time.ok", minutes=p["minutes"])


def _ruler(name: str) -> Callable[[Params], str]:
    def write(p: Params) -> str:
        return _say(name, f"{name}.{_band(p['ruler'])}", ruler=p["ruler"])

    return write


def _confidence(p: Params) -> str:
    band = _band(p["ruler"])
    ending = "leader" if band == "low" and p["leader"] else band
    return _say("confidence", f"confidence.{ending}", ruler=p["ruler"], leader=p["leader"])


def _week(p: Params) -> str:
    kind = "waiting_same" if p["kind"] == "waiting" and p["slots"] == p["week"] else p["kind"]
    times = _hours if kind == "group" else _parts
    return _say(f"week.{kind}", slots=times(p["slots"]), week=_parts(p["week"]))


def _travel(p: Params) -> str:
    if p["form"] == Form.GROUP_SITE:
        where, how = "travel.site", f"travel.site.{p['distance']}"
    else:
        where = "travel.talk" if p["form"] == Form.PHONE else "travel.home"
        how = f"travel.home.{p['distance']}"
    return _say(where, how, km=p["km"], postal_code=p["postal_code"], town=p["town"])


def _money(p: Params) -> str:
    if p["cost"]:
        return _say("money.cost", cost=p["cost"])
    return _say("money.free_only" if p["money"] == "free_only" else "money.free")


def _body(p: Params) -> str:
    if p["body"] == BodyAnswer.STEP_FREE and p["form"] != Form.GROUP_SITE:
        return _say("body.step_free_home")
    return _say(f"body.{p['body']}")


def _different(p: Params) -> str:
    video = p["form"] == Form.GROUP_VIDEO
    keys = {
        "gathers": "different.gathers_video" if video else "different.gathers",
        "form": "different.video" if video else "different.site",
    }
    what = str(p["what"])
    return _say(keys.get(what, f"different.{what}"), place=p["place"])


def _when(p: Params) -> str:
    if p["gathers"]:
        return _say("when.gathers", slots=_parts(p["slots"]), min_size=p["min_size"])
    return _say("when.group", slots=_hours(p["slots"]))


def _way(p: Params) -> str:
    return _say("way.home") if p["km"] is None else _say("way.site", km=p["km"], town=p["town"])


def _price(p: Params) -> str:
    return _say("price.cost", cost=p["cost"]) if p["cost"] else _say("price.free")


_WRITERS: Final[dict[ReasonCode, Callable[[Params], str]]] = {
    ReasonCode.GOAL: _goal,
    ReasonCode.TOPIC: _topic,
    ReasonCode.TIME: _time,
    ReasonCode.READINESS: _ruler("readiness"),
    ReasonCode.IMPORTANCE: _ruler("importance"),
    ReasonCode.WEEK: _week,
    ReasonCode.TRAVEL: _travel,
    ReasonCode.MONEY: _money,
    ReasonCode.BODY: _body,
    ReasonCode.CONFIDENCE: _confidence,
    ReasonCode.DIFFERENT: _different,
    ReasonCode.WHEN: _when,
    ReasonCode.WAY: _way,
    ReasonCode.PRICE: _price,
    ReasonCode.WISHED: lambda p: _say(f"wished.{p['what']}"),
    ReasonCode.NEAREST: lambda p: _say("nearest"),
}
