"""Somebody to ring, as a helper reads it: "leads the group", not "leads your group"."""

from django.conf import settings
from django.utils.translation import gettext

from sundhedscenter.journey.my_way import Person
from sundhedscenter.web.citizen.my_way import job_title


def helper_person_card(person: Person) -> dict[str, str]:
    role = gettext("Leder holdet") if person.role == "leader" else gettext("Centrets telefon")
    opens, closes = settings.PHONE_HOURS
    hours = gettext("Hverdage kl. %(opens)s til %(closes)s") % {"opens": opens, "closes": closes}
    return {
        "name": person.name,
        "role": ", ".join(part for part in (role, job_title(person.title), person.organisation) if part),
        "phone": person.phone,
        "hours": hours if person.role == "centre" else "",
    }
