import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A person who rings has no user and no relation yet, so nobody may write about them. This writes both rows at once, and
# takes no id: it can make a citizen, and never open one who is there already. The relation holds for the day alone; what
# the citizen says yes to opens them to the municipality where they live.
REGISTER = """
CREATE FUNCTION register_citizen(organisation bigint, name text, tongue text, moment timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE fresh uuid := gen_random_uuid();
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM partnership_employment
         WHERE user_id = viewer_user() AND organisation_id = organisation AND role = 'professional'
           AND during @> viewer_on()
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only a professional of the organisation writes a citizen in.';
    END IF;
    INSERT INTO citizens_citizen (id, display_name, language, created_at, is_demo)
    SELECT fresh, name, tongue, moment, is_demo FROM partnership_user WHERE id = viewer_user();
    INSERT INTO citizens_relation (citizen_id, organisation_id, scope, during, source_kind, source_id)
    VALUES (fresh, organisation, 'care', daterange(viewer_on(), viewer_on() + 1), 'citizens.citizen', fresh::text);
    RETURN fresh;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0002_visible_citizens"),
        ("intake", "0002_data_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="typed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="ActOnBehalf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("conversation", "Samtalen"),
                            ("chose", "Valgte et forslag"),
                            ("lesson", "Svarede på et skridt"),
                            ("paused", "Holdt pause"),
                            ("came_back", "Kom tilbage"),
                            ("changed_time", "Skiftede tid"),
                            ("changed_form", "Skiftede form"),
                            ("said_no", "Sagde nej tak"),
                            ("declined_seat", "Sagde nej tak til en plads"),
                            ("contact", "Rettede navn, telefon eller e-mail"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("phone", "Telefon"),
                            ("paper", "Papir"),
                            ("staff", "Personligt"),
                            ("helper", "Hjælper"),
                        ],
                        max_length=6,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("about_kind", models.CharField(max_length=60)),
                ("about_id", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts_on_behalf",
                        to="citizens.citizen",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["citizen", "-at"], name="intake_acto_citizen_idx")],
            },
        ),
        migrations.RunSQL(REGISTER, "DROP FUNCTION register_citizen(bigint, text, text, timestamptz)"),
    ]
