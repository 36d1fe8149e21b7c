"""Jobs of the evaluation, by the clock (UTC)."""

from django.tasks import task

from sundhedscenter.core import clock
from sundhedscenter.core.tasks import every
from sundhedscenter.evaluation.actions import publish_tables


@every("40 1 * * *")
@task(queue_name="default")
def publish_what_is_due() -> None:
    """Every night, and whenever somebody asks for it: tables that became due are counted, hidden, proved and stored."""
    publish_tables(at=clock.now())
