import uuid
from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0002_visible_citizens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HelperInvitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("rights", models.JSONField()),
                ("last_day", models.DateField()),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HelperTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddField(
            model_name="helperaccess",
            name="given_at",
            field=models.DateTimeField(default=datetime(2026, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="helperaccess",
            name="name",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="helperaccess",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)), fields=["helper", "citizen"], name="helping_now"
            ),
        ),
        migrations.AddConstraint(
            model_name="helperaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scope__contained_by", ["dates", "plan", "act"]), models.Q(("scope", []), _negated=True)
                ),
                name="helper_access_names_rights",
            ),
        ),
        migrations.AddConstraint(
            model_name="helperaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("during__upper_inf", False)), name="helper_access_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="helperaccess",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("citizen", "helper"),
                name="one_helper_access_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="helperinvitation",
            name="citizen",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="helper_invitations", to="citizens.citizen"
            ),
        ),
        migrations.AddField(
            model_name="helpertry",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="helperinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rights__contained_by", ["dates", "plan", "act"]), models.Q(("rights", []), _negated=True)
                ),
                name="helper_invitation_names_rights",
            ),
        ),
        migrations.AddConstraint(
            model_name="helperinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at", None), ("withdrawn_at", None), _connector="OR"),
                name="helper_invitation_used_or_withdrawn",
            ),
        ),
    ]
