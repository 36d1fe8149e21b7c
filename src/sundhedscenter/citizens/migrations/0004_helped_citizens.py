from django.db import migrations

# 'own' is new: nobody but the citizen. The rest is as before.
VISIBLE = """
CREATE OR REPLACE FUNCTION visible_citizens(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM citizens_citizen WHERE user_id = viewer_user()
    UNION
    SELECT citizen_id FROM citizens_relation
     WHERE wanted <> 'own'
       AND during @> viewer_on()
       AND (scope = 'care' OR wanted = 'group')
       AND (organisation_id = ANY (viewer_orgs()) OR staff_id = viewer_user())
$$;
"""
VISIBLE_BEFORE = """
CREATE OR REPLACE FUNCTION visible_citizens(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM citizens_citizen WHERE user_id = viewer_user()
    UNION
    SELECT citizen_id FROM citizens_relation
     WHERE during @> viewer_on()
       AND (scope = 'care' OR wanted = 'group')
       AND (organisation_id = ANY (viewer_orgs()) OR staff_id = viewer_user())
$$;
"""

# Whom the viewer helps with any of the rights named. Closed by its own end, by withdrawal, by the citizen's death, and
# to every log-in that belongs to a job: what a nurse sees at work follows from the work alone.
HELPED = """
CREATE FUNCTION helped_citizens(wanted text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.citizen_id FROM citizens_helperaccess h JOIN citizens_citizen c ON c.id = h.citizen_id
     WHERE h.helper_id = viewer_user()
       AND h.withdrawn_at IS NULL
       AND h.during @> viewer_on()
       AND h.scope ?| wanted
       AND c.died_on IS NULL
       AND NOT EXISTS (SELECT 1 FROM partnership_employment e WHERE e.user_id = h.helper_id)
$$;
"""

# The citizen a helper says they are doing something for, when they may; nobody else's name gets through.
ACTED_FOR = """
CREATE FUNCTION acted_for() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT claimed FROM (SELECT nullif(current_setting('app.acting_for', true), '')::uuid AS claimed) AS claim
     WHERE claimed IS NOT NULL AND claimed IN (SELECT helped_citizens('{act}'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("citizens", "0003_helpers"), ("partnership", "0001_initial")]

    operations = [
        migrations.RunSQL(VISIBLE, VISIBLE_BEFORE),
        migrations.RunSQL(HELPED, "DROP FUNCTION helped_citizens(text[])"),
        migrations.RunSQL(ACTED_FOR, "DROP FUNCTION acted_for()"),
    ]
