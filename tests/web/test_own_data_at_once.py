"""Two professionals, or two clicks, that answer one wish in the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.models import AuditEntry
from sundhedscenter.core.viewer import acting_as, system
from sundhedscenter.journey.own_data.asking import ask
from tests.at_once import at_once
from tests.content_rows import put_content
from tests.journey.acts import VIDEO
from tests.people import AT, AsOwner, accepts, leader, person, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = AT + timedelta(days=3)


def test_one_wish_answered_twice_at_once(transactional_db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()
    leader(as_owner, "skive")
    nurses = [staff(as_owner, "lemvig", name=name) for name in ("Lone Lund", "Karen Krog")]
    someone = person(as_owner)
    accepts(someone, "lemvig", VIDEO)
    with acting_as(someone.viewer, on=day_of(NOW)) as viewer:
        wish = ask(viewer=viewer, citizen=someone.citizen, kind="access_question", text="Hvem?", at=NOW)
    url = reverse("web:staff_data_request", args=[wish.pk])

    def answers(client: Client) -> Callable[[], int]:
        return lambda: client.post(url, {"answer": "Det var vores afløser"}).status_code

    with time_machine.travel(NOW, tick=False):
        clients = [Client() for _ in nurses]
        for client, nurse in zip(clients, nurses, strict=True):
            client.force_login(nurse)
        assert at_once([answers(client) for client in clients]) == [302, 302]
    with acting_as(system("check"), on=day_of(NOW)):
        assert AuditEntry.objects.filter(verb="data_request_answered").count() == 1
