"""One conversation in two tabs: the yes is being given in one while the other still types."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import acting_as
from sundhedscenter.intake.models import Draft
from sundhedscenter.journey.on_behalf import accept_typed
from tests.at_once import at_once, until_somebody_waits
from tests.content_rows import put_content
from tests.journey.test_on_behalf import START, types
from tests.people import AT, AsOwner, leader, staff, viewer_of
from tests.web.on_behalf_walk import TYPED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_what_the_yes_emptied_is_not_typed_again(transactional_db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()
    leader(as_owner, "skive")
    nurse, said = staff(as_owner, "lemvig"), Event()
    draft = types(nurse)

    def says_yes() -> Any:
        with acting_as(viewer_of(nurse), on=day_of(AT)) as viewer, transaction.atomic():
            citizen = accept_typed(viewer=viewer, draft=draft, key=START, at=AT)
            said.set()
            until_somebody_waits()
            return citizen

    def types_on(client: Client) -> Callable[[], str]:
        def click() -> str:
            assert said.wait(30)
            return client.post(reverse("web:staff_new_edit", args=[draft.pk]), TYPED).url

        return click

    with time_machine.travel(AT, tick=False):
        client = Client()
        client.force_login(nurse)
        citizen, url = at_once([says_yes, types_on(client)])
    assert url == reverse("web:staff_for", args=[citizen.pk, "telefon"])
    with acting_as(viewer_of(nurse), on=day_of(AT)):
        left = Draft.objects.get(pk=draft.pk)
        assert (left.answers, left.chosen["citizen"]) == ({}, str(citizen.pk))
