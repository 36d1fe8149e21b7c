from django.db import migrations

# `groups_group.taken` = live seats + open offers. Each change locks the group's row, so two people who reach for
# the last seat stand in line, and the CHECK on the row refuses the second.
COUNT = """
CREATE FUNCTION groups_count_seats() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND (to_jsonb(OLD) ->> TG_ARGV[0]) IS NULL;
    is_now boolean := TG_OP <> 'DELETE' AND (to_jsonb(NEW) ->> TG_ARGV[0]) IS NULL;
BEGIN
    IF was AND is_now AND OLD.group_id = NEW.group_id THEN RETURN NULL; END IF;
    IF was THEN UPDATE groups_group SET taken = taken - 1 WHERE id = OLD.group_id; END IF;
    IF is_now THEN UPDATE groups_group SET taken = taken + 1 WHERE id = NEW.group_id; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_seats AFTER INSERT OR UPDATE OR DELETE ON groups_seat
    FOR EACH ROW EXECUTE FUNCTION groups_count_seats('released_at');
CREATE TRIGGER count_offers AFTER INSERT OR UPDATE OR DELETE ON groups_seatoffer
    FOR EACH ROW EXECUTE FUNCTION groups_count_seats('ended_at');
"""
UNDO = """
DROP TRIGGER count_seats ON groups_seat;
DROP TRIGGER count_offers ON groups_seatoffer;
DROP FUNCTION groups_count_seats();
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [migrations.RunSQL(COUNT, UNDO)]
