"""A date, a group and a person to ring, as a helper reads them.

`named` is for one who may see the plan. Without it nothing says what the group is about: not its name, not what to
bring (an inhaler), not the leader's title. The video room's address is for participants alone: the others in the group
have not invited the helper.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from sundhedscenter.groups.models import Group
from sundhedscenter.journey.my_way import DateLine, Person
from sundhedscenter.web.citizen.my_way import date_line, job_title
from sundhedscenter.web.citizen.seats import Fact, group_facts


def helper_date(line: DateLine, *, named: bool) -> dict[str, str]:
    return {**date_line(line), "title": line.title if named else gettext("Hold"), "room_link": ""}


def helper_facts(group: Group, first_at: datetime | None, *, language: str, named: bool) -> tuple[Fact, ...]:
    bring = gettext("Tag med")
    facts = group_facts(group, first_at=first_at, language=language)
    return tuple(fact for fact in facts if named or fact[0] != bring)


def helper_person_card(person: Person, *, named: bool) -> dict[str, str]:
    """ "Leads the group", not "leads your group"."""
    role = gettext("Leder holdet") if person.role == "leader" else gettext("Centrets telefon")
    title = job_title(person.title) if named else ""
    opens, closes = settings.PHONE_HOURS
    hours = gettext("Hverdage kl. %(opens)s til %(closes)s") % {"opens": opens, "closes": closes}
    return {
        "name": person.name,
        "role": ", ".join(part for part in (role, title, person.organisation) if part),
        "phone": person.phone,
        "hours": hours if person.role == "centre" else "",
    }
