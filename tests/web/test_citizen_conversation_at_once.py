"""The citizen's conversation in two tabs: one gives the yes while the other still answers."""

from threading import Event

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client

from sundhedscenter.core.clock import day_of
from sundhedscenter.core.viewer import ANONYMOUS, acting_as, draft_hash
from sundhedscenter.intake.models import Draft
from tests.at_once import at_once, until_somebody_waits
from tests.content_rows import put_content
from tests.people import AT, AsOwner
from tests.web.citizen_walk import answer, begin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_an_answer_that_comes_with_the_yes_begins_a_new_conversation(transactional_db: None, as_owner: AsOwner) -> None:
    with as_owner():
        put_content()
    client, used = Client(), Event()
    with time_machine.travel(AT, tick=False):
        begin(client)
        answer(client, "sted")
        key = client.cookies[settings.DRAFT_COOKIE].value
        holder = ANONYMOUS.with_draft(draft_hash(key))

        def uses() -> int:
            with acting_as(holder, on=day_of(AT)), transaction.atomic():
                changed = Draft.objects.filter(key_hash=draft_hash(key)).update(used_at=AT)
                used.set()
                until_somebody_waits()
                return changed

        def answers() -> int:
            assert used.wait(30)
            return int(answer(client, "maal").status_code)

        assert at_once([uses, answers]) == [1, 302]
    new = client.cookies[settings.DRAFT_COOKIE].value
    assert new != key
    with acting_as(holder, on=day_of(AT)):
        assert "goal" not in Draft.objects.get(key_hash=draft_hash(key)).answers
    with acting_as(ANONYMOUS.with_draft(draft_hash(new)), on=day_of(AT)):
        assert Draft.objects.get(key_hash=draft_hash(new)).answers == {"goal": "Gå på stranden med min hund"}
