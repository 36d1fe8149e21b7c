"""A queue for each organisation that has professionals already. Later ones are opened by the nightly sweep."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

from sundhedscenter.core import clock


def open_queues(apps: Any, schema_editor: Any) -> None:
    """The manager is whoever has that role longest, else the professional employed longest, who also staffs it."""
    using = schema_editor.connection.alias
    employments = apps.get_model("partnership", "Employment").objects.using(using)
    queues = apps.get_model("partnership", "Queue").objects.using(using)
    staff = apps.get_model("partnership", "QueueStaff").objects.using(using)
    today = clock.day_of(clock.now())
    now = employments.filter(during__contains=today, user__is_active=True).order_by("during", "user_id")
    for organisation_id in sorted(set(now.filter(role="professional").values_list("organisation_id", flat=True))):
        here = now.filter(organisation_id=organisation_id)
        professionals = [row.user_id for row in here.filter(role="professional")]
        manager = here.filter(role="manager").first()
        queue = queues.create(
            organisation_id=organisation_id,
            manager_id=manager.user_id if manager else professionals[0],
            opened_on=today,
        )
        # The day before: whoever counts a day behind the server's clock finds it staffed as well.
        during = DateRange(today - timedelta(days=1), None)
        staff.bulk_create(staff.model(queue=queue, user_id=user, during=during) for user in dict.fromkeys(professionals))


class Migration(migrations.Migration):
    dependencies = [("partnership", "0002_queues")]

    operations = [migrations.RunPython(open_queues, migrations.RunPython.noop, elidable=True)]
