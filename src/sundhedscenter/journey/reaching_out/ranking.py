"""Whom the professional's lists show, in which order, and how many there are: chosen and counted by the database.

The rules are those of `rules.py`, said a second time in SQL, so that a whole municipality is judged without a row of it
leaving the database; only who is shown is read out. `tests/journey/test_morning_ranking.py` holds the two against each other.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import Viewer
from sundhedscenter.journey.reaching_out.events import LOOK_BACK, STREAM
from sundhedscenter.journey.reaching_out.rules import NEVER_BEGUN_DAYS, PEACE_DAYS, QUIET_DAYS, TASK_AHEAD_DAYS, Why
from sundhedscenter.pathways.queries import FINAL_KINDS

# Where waiting itself is what is lost, the newest stand first: nobody's chance has fallen less.
NEWEST_FIRST = frozenset({Why.NEVER_BEGUN, Why.TWO_MISSED, Why.NO_CHECKIN})

# `visible` is `citizens_visible_to`, asked once for all tables; the walls of the tables say it again. `run` are the newest
# pathways that have not ended (who left and came back has not), run today by an organisation where the viewer is a
# professional; `asking` the newest requests that nobody has accepted.
_LIVES = """
WITH mine AS MATERIALIZED (
SELECT organisation_id FROM partnership_employment
 WHERE user_id = %(user)s AND role = 'professional' AND during @> %(on)s::date
), visible AS MATERIALIZED (
SELECT id FROM citizens_citizen WHERE user_id = %(user)s
UNION
SELECT citizen_id FROM citizens_relation
 WHERE scope = 'care' AND during @> viewer_on() AND (organisation_id = ANY(%(orgs)s::bigint[]) OR staff_id = %(user)s)
), ended AS MATERIALIZED (
SELECT pathway_id FROM pathways_pathwayfact
 WHERE citizen_id = ANY(ARRAY(SELECT id FROM visible)) AND superseded_by_id IS NULL
 GROUP BY pathway_id
HAVING bool_or(kind = ANY(%(final)s::text[]))
    OR max(at) FILTER (WHERE kind = 'left') > coalesce(max(at) FILTER (WHERE kind = 'resumed'), '-infinity')
), run AS MATERIALIZED (
SELECT DISTINCT ON (pathway.citizen_id) pathway.citizen_id, pathway.id AS pathway_id, pathway.topic,
       request.received_at AS asked_at, NULL::date AS request_due, role.organisation_id,
       pathway.contact_person_id AS person_id
  FROM visible JOIN pathways_pathway pathway ON pathway.citizen_id = visible.id
  JOIN intake_request request ON request.id = pathway.request_id
  JOIN pathways_pathwayresponsibility role
    ON role.pathway_id = pathway.id AND role.role = 'operator' AND role.during @> %(on)s::date
 WHERE role.organisation_id IN (SELECT organisation_id FROM mine)
   AND pathway.id NOT IN (SELECT pathway_id FROM ended)
 ORDER BY pathway.citizen_id, pathway.created_at DESC, pathway.id DESC
), asking AS MATERIALIZED (
SELECT DISTINCT ON (request.citizen_id) request.citizen_id, NULL::uuid AS pathway_id, request.topic,
       request.received_at AS asked_at, request.deadline AS request_due,
       request.owner_organisation_id AS organisation_id, request.owner_id AS person_id
  FROM visible JOIN intake_request request ON request.citizen_id = visible.id
 WHERE request.ended_at IS NULL AND request.owner_organisation_id IN (SELECT organisation_id FROM mine)
   AND NOT EXISTS (SELECT FROM pathways_pathway pathway WHERE pathway.request_id = request.id)
   AND request.citizen_id NOT IN (SELECT citizen_id FROM run)
 ORDER BY request.citizen_id, request.received_at DESC, request.id DESC
), life AS MATERIALIZED (
SELECT * FROM run UNION ALL SELECT * FROM asking
), """

# What the rules ask about each citizen, from the stream of events: one row for each who has any.
_SIGNS = """signs AS (
SELECT citizen_id AS of_citizen,
       (array_agg(code ORDER BY at DESC, code DESC) FILTER (WHERE source = 'fact' AND code = ANY(%(rest)s::text[])))[1] AS rest,
       (array_agg(until ORDER BY at DESC, code DESC) FILTER (WHERE source = 'fact' AND code = ANY(%(rest)s::text[])))[1] AS rests,
       coalesce(bool_or(source = 'fact' AND code = 'dose_reached'), false) AS is_done,
       max(until) FILTER (WHERE source = 'fact' AND code = 'paused' AND until <= %(on)s::date) AS rested,
       max(at) FILTER (WHERE source = 'fact' AND code = 'resumed') AS back_at,
       min(since) FILTER (WHERE source = 'done') AS started_at,
       max(at) FILTER (WHERE source = 'done') AS last_step_at,
       coalesce(bool_or(source = 'done' AND code = 'session'), false) AS has_met,
       min(at) FILTER (WHERE source = 'held') AS held_until,
       coalesce(bool_or(source IN ('held', 'line')), false) AS waits,
       (array_agg(code ORDER BY at DESC, code DESC) FILTER (WHERE source = 'mark'))[1:2] AS marks,
       max(at) FILTER (WHERE source = 'mark') AS marked_at,
       max(at) FILTER (WHERE source = 'mark' AND code = 'excused') AS excused_at,
       min(at) FILTER (WHERE source = 'first') AS first_at,
       min(until) FILTER (WHERE source = 'task') AS task_due,
       (array_agg(who ORDER BY until, code, at) FILTER (WHERE source = 'task'))[1] AS task_person,
       coalesce(bool_or(source = 'reach'), false) AS is_reached,
       max(at) FILTER (WHERE source = 'reach' AND code LIKE '%%/reached') AS talked_at,
       coalesce(bool_or(source = 'reach' AND (code LIKE '%%/' AND until > %(on)s::date
             OR (at AT TIME ZONE 'Europe/Copenhagen')::date + %(peace)s > %(on)s::date)), false) AS in_peace,
       min(until) FILTER (WHERE source = 'reach' AND code LIKE '%%/' AND until <= %(on)s::date) AS unanswered
  FROM stream GROUP BY citizen_id
), """

# Each citizen's strongest reason, `why`, and for the list of those who are slipping away `slips`.
_JUDGED = """known AS (
SELECT life.*, signs.*, signs.marks::text[] = ARRAY['absent', 'absent']
       AND (signs.talked_at IS NULL OR signs.talked_at <= signs.marked_at) AS missed,
       greatest(asked_at, started_at, last_step_at, back_at, excused_at, talked_at) AS sign_at,
       CASE WHEN rest = 'not_now' OR rest = 'paused' AND (rests IS NULL OR rests > %(on)s::date) THEN 'rest'
            WHEN is_done THEN 'done'
            WHEN started_at IS NOT NULL THEN 'under_way'
            ELSE 'not_begun' END AS state
  FROM life LEFT JOIN signs ON signs.of_citizen = life.citizen_id
), flagged AS (
SELECT known.*,
       CASE WHEN missed AND state IN ('not_begun', 'under_way') THEN 'two_missed'
            WHEN state = 'under_way' AND NOT waits AND first_at IS NULL
             AND %(on)s::date - greatest((sign_at AT TIME ZONE 'Europe/Copenhagen')::date, rested) >= %(quiet)s
            THEN 'no_checkin' END AS slips
  FROM known
), judged AS (
SELECT flagged.*,
       CASE WHEN held_until > %(at)s AND (held_until AT TIME ZONE 'Europe/Copenhagen')::date <= %(on)s::date
            THEN 'seat_expires'
            WHEN (first_at AT TIME ZONE 'Europe/Copenhagen')::date <= %(on)s::date + 1
             AND NOT has_met AND NOT is_reached AND state <> 'rest'
            THEN 'first_meeting'
            WHEN request_due <= %(on)s::date + %(ahead)s THEN 'request_waits'
            WHEN in_peace IS NOT TRUE AND state = 'not_begun' AND first_at IS NULL
             AND %(on)s::date - (asked_at AT TIME ZONE 'Europe/Copenhagen')::date >= %(never_begun)s
            THEN 'never_begun'
            WHEN in_peace IS NOT TRUE AND slips IS NOT NULL THEN slips
            WHEN task_due < %(on)s::date THEN 'task_late'
            WHEN unanswered IS NOT NULL THEN 'unanswered'
            WHEN task_due <= %(on)s::date + %(ahead)s THEN 'task_soon' END AS why,
       CASE WHEN (person_id, organisation_id) IN (
                 SELECT job.user_id, job.organisation_id FROM partnership_employment job
                   JOIN partnership_user person ON person.id = job.user_id AND person.is_active
                  WHERE job.during @> %(on)s::date AND job.organisation_id IN (SELECT organisation_id FROM mine))
            THEN person_id END AS owner_id,
       organisation_id IN (SELECT queue.organisation_id FROM partnership_queue queue
                             JOIN partnership_queuestaff staff ON staff.queue_id = queue.id
                            WHERE staff.user_id = %(user)s AND staff.during @> %(on)s::date) AS from_queue
  FROM flagged
), """

# `listed` says who stands on the list, by which reason, and whose they are. Both numbers come with every row, and alone
# when nobody is shown.
_SHOWN = """held AS (
SELECT listed.*, CASE WHEN holder_id IS NULL THEN from_queue ELSE holder_id = %(user)s END AS is_own,
       CASE reason WHEN 'seat_expires' THEN extract(epoch FROM held_until)
                   WHEN 'first_meeting' THEN extract(epoch FROM first_at)
                   WHEN 'request_waits' THEN extract(epoch FROM request_due)
                   WHEN 'never_begun' THEN extract(epoch FROM asked_at)
                   WHEN 'two_missed' THEN extract(epoch FROM marked_at)
                   WHEN 'no_checkin' THEN extract(epoch FROM sign_at)
                   WHEN 'unanswered' THEN extract(epoch FROM unanswered)
                   ELSE extract(epoch FROM task_due) END
       * CASE WHEN reason = ANY(%(newest_first)s::text[]) THEN -1 ELSE 1 END AS moment
  FROM listed
), numbers AS (
SELECT count(*) FILTER (WHERE is_own) AS own, count(*) AS team FROM held
), shown AS (
SELECT row_number() OVER (ORDER BY {order}) AS place, held.*, coalesce(holder.display_name, '') AS holder
  FROM held LEFT JOIN partnership_user holder ON holder.id = held.holder_id
 WHERE is_own OR %(team)s ORDER BY place LIMIT %(most)s
)
SELECT numbers.own, numbers.team, shown.citizen_id, shown.pathway_id, citizen.display_name, shown.topic,
       shown.asked_at, shown.request_due, organisation.name, shown.holder, shown.is_own,
       coalesce(contact.phone, ''), coalesce(contact.email, '')
  FROM numbers LEFT JOIN (shown
       JOIN citizens_citizen citizen ON citizen.id = shown.citizen_id
       JOIN partnership_organisation organisation ON organisation.id = shown.organisation_id
       LEFT JOIN LATERAL (SELECT newest.phone, newest.email FROM citizens_contact newest
                           WHERE newest.citizen_id = shown.citizen_id
                           ORDER BY newest.recorded_at DESC, newest.id DESC LIMIT 1) contact ON true) ON true
 ORDER BY shown.place
"""
_IS_TASK = "why IN ('task_late', 'task_soon')"
_HOLDER = f"CASE WHEN {_IS_TASK} THEN task_person ELSE owner_id END AS holder_id"
_BY_REASON = "array_position(%(reasons)s::text[], reason), moment, citizen_id"


def _statement(listed: str, order: str) -> str:
    """`= ANY(ARRAY(...))` because the planner cannot know how many lives there are, and a join of two such is slow."""
    stream = STREAM.format(
        of_pathways="= ANY(ARRAY(SELECT pathway_id FROM life))", of_citizens="= ANY(ARRAY(SELECT citizen_id FROM life))"
    )
    shown = _SHOWN.format(order=order)
    return f"{_LIVES}stream AS ({stream}), {_SIGNS}{_JUDGED}listed AS ({listed}), {shown}"


MORNING = _statement(f"SELECT judged.*, why AS reason, {_HOLDER} FROM judged WHERE why IS NOT NULL", _BY_REASON)  # noqa: S608  our own words
SLIPPING = _statement(
    "SELECT judged.*, slips AS reason, owner_id AS holder_id FROM judged WHERE slips IS NOT NULL", _BY_REASON
)
_WAITING = f"""SELECT judged.*, why AS reason, {_HOLDER} FROM judged
 WHERE started_at IS NULL AND state IN ('not_begun', 'rest')"""  # noqa: S608  our own words
NEVER_STARTED = _statement(_WAITING, "asked_at, citizen_id")
# By code point, as Python sorts, so that the order does not hang on the server's language.
NEVER_STARTED_BY_OWNER = _statement(_WAITING, """coalesce(holder.display_name, '') COLLATE "C", asked_at, citizen_id""")


@dataclass(frozen=True, slots=True)
class Shown:
    """One citizen on a page of a list. `owner` is empty for what lies in the queue of `organisation`.

    `pathway_id` is None, and `request_due` is not, for one whose request nobody has accepted.
    """

    citizen_id: UUID
    pathway_id: UUID | None
    name: str
    topic: str
    asked_at: datetime
    request_due: date | None
    organisation: str
    owner: str
    is_own: bool
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """Who is shown, in order; and how many stand on the list: of the viewer's own, and of the whole team."""

    shown: tuple[Shown, ...]
    own: int
    team: int


def ranked(statement: str, viewer: Viewer, *, at: datetime, team: bool, most: int | None) -> Ranked:
    """One page of the list that the statement makes. One query, as the viewer."""
    asked: dict[str, Any] = {
        "user": viewer.user_id or 0,
        "orgs": list(viewer.orgs),
        "at": at,
        "on": day_of(at),
        "since": at - LOOK_BACK,
        "team": team,
        "most": most,
        **_RULES,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    own, everyone = rows[0][:2]
    return Ranked(tuple(Shown(*row[2:]) for row in rows if row[2] is not None), own, everyone)


_RULES: dict[str, Any] = {
    "final": list(FINAL_KINDS),
    "rest": ["paused", "resumed", "not_now"],
    "peace": PEACE_DAYS,
    "quiet": QUIET_DAYS,
    "ahead": TASK_AHEAD_DAYS,
    "never_begun": NEVER_BEGUN_DAYS,
    "reasons": [why.value for why in Why],
    "newest_first": sorted(why.value for why in NEWEST_FIRST),
}
