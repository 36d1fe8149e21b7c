from importlib import import_module

from django.db import migrations

before = import_module("sundhedscenter.catalogue.migrations.0006_nobody_reads_a_colleague")

# As 0006, and four things more. What citizens read is what somebody of another house let through: the row of an offer
# cannot say otherwise. A wording is about an offer of the author's own house and names that house; without an author it
# comes in by an import. Who is logged in decides and writes in no other name. And whoever has shared a house with the
# author since the wording was written is a colleague, today too, so that another day on the decision changes nothing.
# The login that owns the tables reads the files of the house, and is asked none of this about words without an author.
REFUSE = """
CREATE FUNCTION catalogue_offer_is_as_read() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb;
    house text := (SELECT code FROM partnership_organisation WHERE id = NEW.organisation_id);
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN RETURN NEW; END IF;
    SELECT v.document INTO said
    FROM catalogue_offerversion v
    CROSS JOIN LATERAL (SELECT d.stage FROM catalogue_offerdecision d WHERE d.version_id = v.id
                        ORDER BY d.id DESC LIMIT 1) stands
    WHERE v.offer_id = NEW.id AND stands.stage = NEW.stage ORDER BY v.number DESC LIMIT 1;
    IF said IS NULL OR (
        NEW.name_da, NEW.name_en, NEW.summary_da, NEW.summary_en, NEW.for_whom_da, NEW.for_whom_en, NEW.happens_da,
        NEW.happens_en, NEW.times_da, NEW.times_en, NEW.join_da, NEW.join_en, NEW.phone, NEW.email, NEW.website, house
    ) IS DISTINCT FROM (
        said #>> '{name,da}', said #>> '{name,en}', said #>> '{summary,da}', said #>> '{summary,en}',
        said #>> '{for_whom,da}', said #>> '{for_whom,en}', said #>> '{happens,da}', said #>> '{happens,en}',
        said #>> '{times,da}', said #>> '{times,en}', said #>> '{join,da}', said #>> '{join,en}',
        said ->> 'phone', said ->> 'email', said ->> 'website', said ->> 'organisation'
    ) THEN
        RAISE EXCEPTION 'offer_shown_as_it_was_read' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offer_is_as_read BEFORE INSERT OR UPDATE OF
    stage, organisation_id, name_da, name_en, summary_da, summary_en, for_whom_da, for_whom_en, happens_da, happens_en,
    times_da, times_en, join_da, join_en, phone, email, website
    ON catalogue_offer FOR EACH ROW WHEN (NEW.stage IN ('trial', 'operation'))
    EXECUTE FUNCTION catalogue_offer_is_as_read();

CREATE FUNCTION catalogue_version_is_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    of_house boolean := pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE');
    offer catalogue_offer%ROWTYPE;
BEGIN
    SELECT * INTO offer FROM catalogue_offer WHERE id = NEW.offer_id;
    IF NEW.document ->> 'organisation' IS DISTINCT FROM
       (SELECT code FROM partnership_organisation WHERE id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'offer_version_names_its_house' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.written_by_id IS NULL THEN
        IF of_house OR (offer.origin = 'import' AND viewer_user() IS NULL) THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'offer_version_needs_somebody' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.organisation_id <> offer.organisation_id
       OR NEW.written_by_id <> coalesce(viewer_user(), NEW.written_by_id)
       OR NOT EXISTS (
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
    today date := (now() AT TIME ZONE 'Europe/Copenhagen')::date;
    since daterange;
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
    IF NEW.decided_by_id <> coalesce(viewer_user(), NEW.decided_by_id)
       OR NOT EXISTS (SELECT FROM partnership_employment e WHERE e.user_id = NEW.decided_by_id
                      AND e.organisation_id = NEW.organisation_id
                      AND e.during @> on_day AND e.during @> least(on_day, today)
                      AND e.role IN ('offer_editor', 'clinical_lead')) THEN
        RAISE EXCEPTION 'offer_decision_by_an_editor' USING ERRCODE = 'check_violation';
    END IF;
    since := daterange((version.written_at AT TIME ZONE 'Europe/Copenhagen')::date, greatest(on_day, today), '[]');
    IF NEW.stage IN ('trial', 'operation') AND (
        NEW.decided_by_id IS NOT DISTINCT FROM version.written_by_id
        OR EXISTS (
            SELECT FROM partnership_employment d
            WHERE d.user_id = NEW.decided_by_id AND d.during && since AND (
                d.organisation_id = version.organisation_id
                OR EXISTS (SELECT FROM partnership_employment a
                           WHERE a.user_id = version.written_by_id AND a.organisation_id = d.organisation_id
                             AND a.during && since)))
    ) THEN
        RAISE EXCEPTION 'offer_reviewed_by_another_organisation' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_lawful BEFORE INSERT ON catalogue_offerdecision
    FOR EACH ROW EXECUTE FUNCTION catalogue_decision_is_lawful();
"""
UNDO = """
DROP TRIGGER offer_is_as_read ON catalogue_offer;
DROP FUNCTION catalogue_offer_is_as_read();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_nobody_reads_a_colleague")]

    operations = [
        migrations.RunSQL(before.before.UNDO + before.UNDO, before.REFUSE),
        migrations.RunSQL(REFUSE, before.before.UNDO + before.UNDO + UNDO),
    ]
