from django.db import migrations

# Whom the viewer may see. `wanted` is the scope the table asks for: 'care' needs a care relation, for 'group'
# a shared group is enough. Runs with the owner's rights, because it must read relations the viewer may not.
VISIBLE = """
CREATE FUNCTION visible_citizens(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM citizens_citizen WHERE user_id = viewer_user()
    UNION
    SELECT citizen_id FROM citizens_relation
     WHERE during @> viewer_on()
       AND (scope = 'care' OR wanted = 'group')
       AND (organisation_id = ANY (viewer_orgs()) OR staff_id = viewer_user())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("citizens", "0001_initial")]

    operations = [migrations.RunSQL(VISIBLE, "DROP FUNCTION visible_citizens(text)")]
