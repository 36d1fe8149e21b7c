"""The demo's staff, the weekly times of those who lead groups, and the partners' agreement."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Track, TrackLeader
from sundhedscenter.core.clock import COPENHAGEN
from sundhedscenter.core.viewer import system
from sundhedscenter.core.week import mask_from_slots
from sundhedscenter.partnership.models import Agreement, Duty, Employment, Organisation, User, WorkingTime
from sundhedscenter.partnership.queues import keep_queue
from sundhedscenter.web.login.names import names

PARTNERS = ("holstebro", "lemvig", "struer", "skive", "ringkoebing-skjern", "region-midtjylland")
type Times = tuple[tuple[int, int], ...]
DAYS = range(5)


@dataclass(frozen=True)
class Post:
    """One person: where, in which role, and for a leader which tracks at which weekly times."""

    organisation: str
    role: str
    title: str
    tracks: tuple[str, ...] = ()
    times: Times = ()


EVENINGS: Times = tuple((day, hour) for day in range(4) for hour in (17, 19))
MORNINGS: Times = tuple((day, hour) for day in DAYS for hour in (9, 11))
AFTERNOONS: Times = tuple((day, hour) for day in DAYS for hour in (13, 15))
WEEKEND: Times = ((5, 9), (5, 11), (6, 9), (6, 11))

# The first professional of each municipality is the contact person of its citizens.
POSTS = (
    Post("holstebro", "professional", "Sygeplejerske"),
    Post("lemvig", "professional", "Sygeplejerske"),
    Post("struer", "professional", "Ergoterapeut"),
    Post("skive", "professional", "Sygeplejerske"),
    Post("ringkoebing-skjern", "professional", "Diætist"),
    Post("skive", "professional", "Fysioterapeut", ("kol_hold", "gentle"), EVENINGS),
    Post("holstebro", "professional", "Fysioterapeut", ("heart_hold", "movement"), MORNINGS + EVENINGS[:4]),
    Post("lemvig", "professional", "Fysioterapeut", ("core", "knee_hold", "gentle"), MORNINGS + AFTERNOONS),
    Post("struer", "professional", "Klinisk diætist", ("type2_hold", "core"), AFTERNOONS),
    Post("ringkoebing-skjern", "professional", "Psykolog", ("calm_hold", "nature_hold"), AFTERNOONS),
    Post("holstebro", "professional", "Rygestopinstruktør", ("nicotine_hold",), EVENINGS[4:]),
    Post("dgi", "outside_partner", "Idrætsinstruktør", ("movement",), WEEKEND),
    Post("hjerteforeningen-lemvig", "outside_partner", "Frivillig"),
    Post("lemvig", "assessor", "Visitator"),
    Post("region-midtjylland", "specialist", "Lungesygeplejerske"),
    Post("laegerne-proevevej", "practice", "Læge"),
    Post("rh-goedstrup", "hospital", "Sygeplejerske"),
    Post("holstebro", "coordinator", "Holdkoordinator"),
    Post("region-midtjylland", "practice_consultant", "Praksiskonsulent"),
    Post("region-midtjylland", "clinical_lead", "Overlæge"),
    Post("skive", "offer_editor", "Redaktør"),
    Post("diabetesforeningen", "moderator", "Frivillig"),
    Post("lemvig", "manager", "Sundhedschef"),
    Post("region-midtjylland", "operator", "Systemansvarlig"),
)
# One for each municipality that has none above: a queue needs somebody who answers for it.
MANAGERS = tuple(
    Post(code, "manager", "Sundhedschef") for code in ("holstebro", "struer", "skive", "ringkoebing-skjern")
)
MANAGERS_SEED = 719
# Each writes offers, and reads those of the others.
EDITORS = tuple(Post(code, "offer_editor", "Redaktør") for code in ("holstebro", "struer", "dgi"))
DUTIES = (
    ("Melde ledige ledertimer til fælles hold hver måned", "holstebro", 14),
    ("Holde et mødested med adgang uden trin åbent for alle fem kommuner", "struer", 30),
    ("Gøre ansvaret klart før sundhedsrådene begynder", "region-midtjylland", 40),
    ("Stille lånetablets til rådighed", "lemvig", -10),
)


def fill(*, chance: Random, on: date) -> None:
    """Everybody has worked here for two years; the first post of an organisation longest."""
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    tracks = {track.code: track for track in Track.objects.all()}
    used: set[str] = set()
    for number, post in enumerate(POSTS, 1):
        user = _user(post, number, name=_fresh_name(chance, used))
        during = DateRange(on - timedelta(days=800 - number), None)
        Employment.objects.create(
            user=user, organisation=organisations[post.organisation], role=post.role, during=during
        )
        if post.tracks:
            WorkingTime.objects.create(
                user=user,
                organisation=organisations[post.organisation],
                slot_mask=mask_from_slots(post.times),
                weekly_minutes=120 * len(post.times) // 2,
                languages=["da"],
                during=during,
            )
            TrackLeader.objects.bulk_create(
                TrackLeader(track=tracks[code], user=user, during=during) for code in post.tracks
            )
    _manage(organisations, on, used)
    _agree(organisations, on)


def _manage(organisations: dict[str, Organisation], on: date, used: set[str]) -> None:
    """Managers, more editors, and queues where professionals work. Names are drawn apart: nobody else's change."""
    chance = Random(MANAGERS_SEED)
    for number, post in enumerate((*MANAGERS, *EDITORS), len(POSTS) + 1):
        user = _user(post, number, name=_fresh_name(chance, used))
        during = DateRange(on - timedelta(days=800 - number), None)
        Employment.objects.create(
            user=user, organisation=organisations[post.organisation], role=post.role, during=during
        )
    at = datetime.combine(on, time(8), tzinfo=COPENHAGEN)
    for code in sorted(organisations):
        keep_queue(organisation=organisations[code], by=system("demo"), at=at, on=on)


def _fresh_name(chance: Random, used: set[str]) -> str:
    while True:
        name = " ".join(names().draw(chance))
        if name not in used:
            used.add(name)
            return name


def _user(post: Post, number: int, *, name: str) -> User:
    return User.objects.create(
        username=f"demo-{post.role.replace('_', '-')}-{number:02}",
        display_name=name,
        title=post.title,
        phone=f"10 00 01 {number:02}",  # no Danish number begins with 1: nobody is rung up by a demo
        email=f"demo-{number:02}@example.org",
        is_demo=True,
    )


def _agree(organisations: dict[str, Organisation], on: date) -> None:
    agreement = Agreement.objects.create(
        title="Fælles hold på tværs af fem kommuner (demo)",
        cost_key={"kind": "per_seat", "minutes": "leader_time"},
        during=DateRange(on - timedelta(days=300), None),
    )
    agreement.partners.set(organisations[code] for code in PARTNERS)
    Duty.objects.bulk_create(
        Duty(agreement=agreement, what=what, owner=organisations[code], deadline=on + timedelta(days=days))
        for what, code, days in DUTIES
    )
