from django.db import migrations

# One row per request with days, offer and municipality: no id, name, age, illness or goal. Runs with the owner's
# rights, because nobody may read all citizens; so it asks itself who is looking. Only the named processes that count
# and check get rows. A pathway's offer is the track planned on the day of asking; a leaving counts until a return.
JOURNEYS = """
CREATE FUNCTION evaluation_journeys(until date, dose_share numeric)
RETURNS TABLE (
    asked_on date, offer text, municipality text, started_on date, seat_on date, session_on date, dose_on date,
    ended_on date, end_kind text, week bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH moment AS (
        SELECT ((until + 1)::timestamp AT TIME ZONE 'Europe/Copenhagen') AS before
    ), requests AS (
        SELECT r.id, r.citizen_id, o.municipality_code, r.ended_at, r.end_reason,
               (r.received_at AT TIME ZONE 'Europe/Copenhagen')::date AS asked_on
          FROM intake_request r
          JOIN partnership_organisation o ON o.id = r.owner_organisation_id
         WHERE r.received_at < (SELECT before FROM moment) AND r.end_reason <> 'duplicate'
           AND viewer_name() IN ('system:evaluation', 'system:check')
    ), done AS (
        SELECT p.pathway_id, p.kind, (p.at AT TIME ZONE 'Europe/Copenhagen')::date AS on_day, i.track_id,
               row_number() OVER (PARTITION BY p.pathway_id, i.track_id, p.kind ORDER BY p.at, p.id) AS number
          FROM pathways_progress p
          JOIN pathways_planitem i ON i.id = p.plan_item_id
         WHERE p.withdrawn_at IS NULL AND p.at < (SELECT before FROM moment)
    ), steps AS (
        SELECT d.pathway_id, min(d.on_day) AS started_on,
               min(d.on_day) FILTER (WHERE d.kind = 'session') AS session_on,
               min(d.on_day) FILTER (WHERE d.kind = 'session'
                   AND d.number >= ceil(dose_share * t.weeks * t.sessions_per_week)) AS dose_on
          FROM done d LEFT JOIN catalogue_track t ON t.id = d.track_id
         GROUP BY d.pathway_id
    ), facts AS (
        SELECT f.pathway_id, f.kind, (f.at AT TIME ZONE 'Europe/Copenhagen')::date AS on_day
          FROM pathways_pathwayfact f
         WHERE f.superseded_by_id IS NULL AND f.at < (SELECT before FROM moment)
           AND NOT (f.kind = 'left' AND EXISTS (
               SELECT FROM pathways_pathwayfact back
                WHERE back.pathway_id = f.pathway_id AND back.kind = 'resumed' AND back.superseded_by_id IS NULL
                  AND back.at > f.at AND back.at < (SELECT before FROM moment)))
    ), ends AS (
        SELECT DISTINCT ON (pathway_id) pathway_id, on_day, kind FROM facts
         WHERE kind IN ('left', 'moved', 'deceased', 'closed') ORDER BY pathway_id, on_day, kind
    ), doses AS (
        SELECT pathway_id, min(on_day) AS on_day FROM facts WHERE kind = 'dose_reached' GROUP BY pathway_id
    ), seats AS (
        SELECT pathway_id, min((taken_at AT TIME ZONE 'Europe/Copenhagen')::date) AS on_day
          FROM groups_seat WHERE taken_at < (SELECT before FROM moment) GROUP BY pathway_id
    ), tracks AS (
        SELECT DISTINCT ON (i.pathway_id) i.pathway_id, t.code,
               (i.created_at AT TIME ZONE 'Europe/Copenhagen')::date AS on_day
          FROM pathways_planitem i JOIN catalogue_track t ON t.id = i.track_id
         WHERE i.kind = 'track' ORDER BY i.pathway_id, i.created_at, i.id
    )
    SELECT r.asked_on, coalesce(tracks.code, 'alone'), coalesce(nullif(r.municipality_code, ''), 'other'),
           steps.started_on, seats.on_day, steps.session_on, least(steps.dose_on, doses.on_day),
           coalesce(ends.on_day, refused.on_day), coalesce(ends.kind, refused.kind, ''), weeks.slot_mask
      FROM requests r
      LEFT JOIN pathways_pathway p ON p.request_id = r.id
      LEFT JOIN steps ON steps.pathway_id = p.id
      LEFT JOIN seats ON seats.pathway_id = p.id
      LEFT JOIN ends ON ends.pathway_id = p.id
      LEFT JOIN doses ON doses.pathway_id = p.id
      LEFT JOIN tracks ON tracks.pathway_id = p.id AND tracks.on_day = r.asked_on
      LEFT JOIN LATERAL (
          SELECT (r.ended_at AT TIME ZONE 'Europe/Copenhagen')::date AS on_day, r.end_reason::text AS kind
           WHERE r.end_reason NOT IN ('', 'accepted') AND r.ended_at < (SELECT before FROM moment)
      ) refused ON true
      LEFT JOIN LATERAL (
          SELECT w.slot_mask FROM citizens_everydayweek w
           WHERE w.citizen_id = r.citizen_id AND (w.recorded_at AT TIME ZONE 'Europe/Copenhagen')::date <= r.asked_on
           ORDER BY w.recorded_at DESC, w.id DESC LIMIT 1
      ) weeks ON true
     ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
$$;
"""

# What a coordinator may read: the newest edition of each table. Everything in it is suppressed already; asking for
# the role here keeps it true for a page that forgets to.
TABLES = """
CREATE FUNCTION evaluation_tables(wanted text)
RETURNS SETOF evaluation_publishedtable
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (t.period) t.* FROM evaluation_publishedtable t
     WHERE t.name = wanted
       AND (viewer_name() IN ('system:evaluation', 'system:check') OR EXISTS (
           SELECT FROM partnership_employment e
            WHERE e.user_id = viewer_user() AND e.role = 'coordinator' AND e.during @> viewer_on()))
     ORDER BY t.period, t.through DESC, t.edition DESC
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("citizens", "0002_visible_citizens"),
        ("groups", "0001_initial"),
        ("intake", "0001_initial"),
        ("partnership", "0001_initial"),
        ("pathways", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(JOURNEYS, "DROP FUNCTION evaluation_journeys(date, numeric)"),
        migrations.RunSQL(TABLES, "DROP FUNCTION evaluation_tables(text)"),
    ]
