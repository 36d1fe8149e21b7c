"""What a choice would cost, said before it is made."""

from datetime import datetime
from uuid import UUID

from sundhedscenter.citizens.models import Citizen
from sundhedscenter.groups.models import Group, Seat
from sundhedscenter.groups.seating import given_up_for


def seats_given_up(citizen: Citizen | None, group_id: UUID, *, at: datetime) -> list[Seat]:
    """The citizen's seats in groups that meet at the same time as this one; none for who is no citizen yet."""
    group = Group.objects.filter(pk=group_id).first() if citizen else None
    if citizen is None or group is None:
        return []
    return given_up_for(citizen_id=citizen.pk, group=group, at=at)
