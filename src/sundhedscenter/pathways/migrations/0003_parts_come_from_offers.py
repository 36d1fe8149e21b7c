import django.db.models.deletion
from django.db import migrations, models

# The rule of `catalogue.queries.offer_of`, for parts planned before it was written down: the offer with the track or
# the first lesson; of several, one with the citizen's topic, then the first by code.
FILL = """
UPDATE pathways_planitem item SET offer_id = (
    SELECT offer.id FROM catalogue_offer offer
     WHERE CASE WHEN item.kind = 'track' THEN offer.track_id = item.track_id
                WHEN item.kind = 'lesson' AND item.lesson <> '' THEN offer.first_lesson = item.lesson
                ELSE false END
     ORDER BY pathway.topic <> ALL (offer.topics::text[]), offer.code COLLATE "C"
     LIMIT 1)
  FROM pathways_pathway pathway
 WHERE pathway.id = item.pathway_id;
"""


class Migration(migrations.Migration):
    # One transaction would fill and then alter the same table: rows wait for their foreign keys until it commits.
    atomic = False
    dependencies = [("catalogue", "0002_responsibility_moves"), ("pathways", "0003_outreach_before_pathway")]

    operations = [
        migrations.AddField(
            model_name="planitem",
            name="offer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.offer"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
