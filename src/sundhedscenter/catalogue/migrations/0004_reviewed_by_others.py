from django.db import migrations

# Nobody lets through what was written in their own house. The rows are only ever added (walls.public(append_only=True)),
# so that what stands here was true when it was decided. Nobody need decide what the owner login reads from files.
REFUSE = """
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
    SELECT * INTO version FROM catalogue_offerversion WHERE id = NEW.version_id FOR SHARE;
    SELECT stage INTO was FROM catalogue_offerdecision WHERE version_id = NEW.version_id ORDER BY id DESC LIMIT 1;
    IF NOT (coalesce(was, 'draft'), NEW.stage) IN (
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
        NEW.organisation_id = version.organisation_id
        OR NEW.decided_by_id IS NOT DISTINCT FROM version.written_by_id
        OR EXISTS (SELECT FROM partnership_employment e WHERE e.user_id = NEW.decided_by_id
                   AND e.organisation_id = version.organisation_id AND e.during @> on_day)
    ) THEN
        RAISE EXCEPTION 'offer_reviewed_by_another_organisation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_lawful BEFORE INSERT ON catalogue_offerdecision
    FOR EACH ROW EXECUTE FUNCTION catalogue_decision_is_lawful();
"""
UNDO = """
DROP TRIGGER decision_is_lawful ON catalogue_offerdecision;
DROP FUNCTION catalogue_decision_is_lawful();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_one_front_door")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
