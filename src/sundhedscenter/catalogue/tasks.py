"""Jobs of the catalogue, by the clock (UTC). Thin: each calls one action with the moment it is given."""

from django.tasks import task

from sundhedscenter.catalogue.reminders import remind
from sundhedscenter.core import clock
from sundhedscenter.core.tasks import acts_as, every
from sundhedscenter.core.viewer import current


@every("0 6 * * *")
@task(queue_name="default")
@acts_as("workshop")
def remind_of_reading() -> None:
    """Every morning: who has an offer that nobody has read through for 90 days is told so."""
    remind(by=current(), at=clock.now())
