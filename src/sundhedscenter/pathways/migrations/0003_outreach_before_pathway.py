import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pathways", "0002_outreach")]

    operations = [
        migrations.AlterField(
            model_name="outreach",
            name="citizen",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="outreaches", to="citizens.citizen"
            ),
        ),
        migrations.AlterField(
            model_name="outreach",
            name="pathway",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outreaches",
                to="pathways.pathway",
            ),
        ),
    ]
