from importlib import import_module

from django.db import migrations

before = import_module("sundhedscenter.catalogue.migrations.0004_reviewed_by_others")

# As 0004, and three things more. The site's login may not lock a row that it may not change, so decisions on one version
# follow one another by a lock of their own. A wording says a house at which its author is an editor that day: else it
# could be written in another's name and let through at home. And whoever shares any house with the author is a
# colleague, also where the author wrote for another one. A decision comes no earlier than what it decides about.
REFUSE = """
CREATE FUNCTION catalogue_version_is_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.written_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM partnership_employment e
        WHERE e.user_id = NEW.written_by_id AND e.organisation_id = NEW.organisation_id
          AND e.during @> (NEW.written_at AT TIME ZONE 'Europe/Copenhagen')::date
          AND e.role IN ('offer_editor', 'clinical_lead')
    ) THEN
        RAISE EXCEPTION 'offer_version_by_an_editor' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_is_own BEFORE INSERT ON catalogue_offerversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_is_own();

CREATE FUNCTION catalogue_decision_is_lawful() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    version catalogue_offerversion%ROWTYPE;
    owner oid := (SELECT relowner FROM pg_class WHERE oid = TG_RELID);
    on_day date := (NEW.decided_at AT TIME ZONE 'Europe/Copenhagen')::date;
    was text;
BEGIN
    IF NEW.decided_by_id IS NULL THEN
        IF pg_has_role(current_user, owner, 'USAGE') THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'offer_decision_needs_somebody' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock('catalogue_offerversion'::regclass::int, (NEW.version_id % 2147483647)::int);
    SELECT * INTO version FROM catalogue_offerversion WHERE id = NEW.version_id;
    SELECT stage INTO was FROM catalogue_offerdecision WHERE version_id = NEW.version_id ORDER BY id DESC LIMIT 1;
    IF NEW.decided_at < version.written_at OR NOT (coalesce(was, 'draft'), NEW.stage) IN (
        ('draft', 'review'), ('draft', 'retired'), ('review', 'draft'), ('review', 'trial'), ('review', 'operation'),
        ('trial', 'draft'), ('trial', 'operation'), ('trial', 'retired'), ('operation', 'retired'), ('retired', 'review')
    ) THEN
        RAISE EXCEPTION 'offer_decision_in_order' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM partnership_employment e WHERE e.user_id = NEW.decided_by_id
                   AND e.organisation_id = NEW.organisation_id AND e.during @> on_day
                   AND e.role IN ('offer_editor', 'clinical_lead')) THEN
        RAISE EXCEPTION 'offer_decision_by_an_editor' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.stage IN ('trial', 'operation') AND (
        NEW.decided_by_id IS NOT DISTINCT FROM version.written_by_id
        OR EXISTS (
            SELECT FROM partnership_employment d
            WHERE d.user_id = NEW.decided_by_id AND d.during @> on_day AND (
                d.organisation_id = version.organisation_id
                OR EXISTS (SELECT FROM partnership_employment a
                           WHERE a.user_id = version.written_by_id AND a.organisation_id = d.organisation_id
                             AND a.during @> (version.written_at AT TIME ZONE 'Europe/Copenhagen')::date)))
    ) THEN
        RAISE EXCEPTION 'offer_reviewed_by_another_organisation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_lawful BEFORE INSERT ON catalogue_offerdecision
    FOR EACH ROW EXECUTE FUNCTION catalogue_decision_is_lawful();
"""
UNDO = """
DROP TRIGGER version_is_own ON catalogue_offerversion;
DROP FUNCTION catalogue_version_is_own();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_search_index")]

    operations = [
        migrations.RunSQL(before.UNDO, before.REFUSE),
        migrations.RunSQL(REFUSE, before.UNDO + UNDO),
    ]
