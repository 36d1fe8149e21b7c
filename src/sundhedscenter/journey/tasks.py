"""Jobs of the journey, by the clock (UTC). Thin: each calls one action with the moment it is given."""

from django.db import connection
from django.tasks import task

from sundhedscenter.core import clock
from sundhedscenter.core.tasks import acts_as, every
from sundhedscenter.journey.owners import heal
from sundhedscenter.journey.reaching_out.actions import end_unanswered
from sundhedscenter.journey.sweep import sweep


@every("*/5 * * * *")
@task(queue_name="pooling")
def sweep_what_is_due() -> None:
    """Every five minutes: held seats that ran out pass on, lines become groups, old drafts are deleted."""
    sweep(at=clock.now())


@every("10 3 * * *")
@task(queue_name="default")
def keep_everything_owned() -> None:
    """Every night: what a person who has left owned falls to the queue; a message nobody answered becomes a call."""
    heal(at=clock.now())
    end_unanswered(at=clock.now())


@every("20 3 * * *")
@task(queue_name="default")
@acts_as("sweep")
def make_access_partitions() -> None:
    """Every night: the access log has its partition for the coming months."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT make_access_partition((now() + make_interval(months => m))::date) FROM generate_series(0, 3) m"
        )
