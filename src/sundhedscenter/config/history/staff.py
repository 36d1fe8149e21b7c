"""More leaders: the small demo's nine cannot lead a year and a half of groups for five municipalities."""

from datetime import date, timedelta
from random import Random

from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.catalogue.models import Track, TrackLeader
from sundhedscenter.config.demo.staff import AFTERNOONS, EVENINGS, MORNINGS, Post
from sundhedscenter.core.week import mask_from_slots
from sundhedscenter.partnership.models import Employment, Organisation, User, WorkingTime
from sundhedscenter.web.login.names import names

SEED = 718
USERNAME = "demo-holdleder-{:02}"
# Known before the first citizen asks, and employed later than the small demo's contact persons, who stay first.
BEFORE_FIRST_DAY = timedelta(days=30)
POSTS = (
    Post("holstebro", "professional", "Fysioterapeut", ("kol_hold",), MORNINGS + AFTERNOONS),
    Post("ringkoebing-skjern", "professional", "Fysioterapeut", ("heart_hold", "movement"), MORNINGS),
    Post("ringkoebing-skjern", "professional", "Fysioterapeut", ("knee_hold", "kol_hold"), AFTERNOONS + EVENINGS),
    Post("skive", "professional", "Fysioterapeut", ("knee_hold", "movement"), MORNINGS + EVENINGS),
    Post("skive", "professional", "Sygeplejerske", ("type2_hold", "core", "heart_hold"), AFTERNOONS + EVENINGS),
    Post("holstebro", "professional", "Klinisk diætist", ("type2_hold", "core"), MORNINGS + EVENINGS),
    Post("struer", "professional", "Fysioterapeut", ("knee_hold", "kol_hold", "movement"), MORNINGS),
    Post("holstebro", "professional", "Ergoterapeut", ("calm_hold", "nature_hold", "core"), MORNINGS + EVENINGS),
    Post("lemvig", "professional", "Sygeplejerske", ("core", "calm_hold"), EVENINGS),
)


def ensure_leaders(*, first_day: date, using: str) -> None:
    """The leaders of `POSTS`, employed since before `first_day`. Those who are there keep their names."""
    organisations = {row.code: row for row in Organisation.objects.using(using).all()}
    tracks = {row.code: row for row in Track.objects.using(using).all()}
    chance = Random(SEED)
    during = DateRange(first_day - BEFORE_FIRST_DAY, None)
    for number, post in enumerate(POSTS, 1):
        user, is_new = User.objects.using(using).get_or_create(
            username=USERNAME.format(number),
            defaults={
                "display_name": " ".join(names().draw(chance)),
                "title": post.title,
                "phone": f"10 00 03 {number:02}",  # no Danish number begins with 1
                "email": f"demo-holdleder-{number:02}@example.org",
                "is_demo": True,
            },
        )
        if not is_new:
            _reach_back(user, during, using)
            continue
        organisation = organisations[post.organisation]
        Employment.objects.using(using).create(user=user, organisation=organisation, role=post.role, during=during)
        WorkingTime.objects.using(using).create(
            user=user,
            organisation=organisation,
            slot_mask=mask_from_slots(post.times),
            weekly_minutes=60 * len(post.times),
            languages=["da"],
            during=during,
        )
        TrackLeader.objects.using(using).bulk_create(
            TrackLeader(track=tracks[code], user=user, during=during) for code in post.tracks
        )


def _reach_back(user: User, during: DateRange, using: str) -> None:
    """A history that begins earlier than the last one needs them earlier."""
    for model in (Employment, WorkingTime, TrackLeader):
        model.objects.using(using).filter(user=user, during__startswith__gt=during.lower).update(during=during)
