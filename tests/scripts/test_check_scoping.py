"""The scoping check finds every way round a room's query, and leaves the rest alone."""

import pytest

from scripts.check_scoping import offences

MODELS = {"Seat", "Citizen"}


@pytest.mark.parametrize(
    "source",
    [
        "Seat.objects.filter(pk=1)",
        "models.Seat.objects.count()",
        "from sundhedscenter.groups.models import Seat as Chair\nChair.objects.all()",
        "Seat._default_manager.get(pk=1)",
        "get_object_or_404(Seat, pk=1)",
        "shortcuts.get_list_or_404(models.Citizen, name='x')",
        "rows = lambda: Citizen._base_manager",
    ],
)
def test_an_unscoped_reading_is_found(source: str) -> None:
    assert len(list(offences(source, MODELS))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "queries.seats_visible_to(viewer)",
        "Track.objects.all()",
        "get_object_or_404(Track, pk=1)",
        "from sundhedscenter.groups.models import Seat\ndef show(seat: Seat) -> str: ...",
        "get_object_or_404(queries.seats_visible_to(viewer), pk=1)",
    ],
)
def test_a_scoped_or_public_reading_is_left_alone(source: str) -> None:
    assert not list(offences(source, MODELS))


def test_line_and_text_name_the_place() -> None:
    assert list(offences("x = 1\nSeat.objects.all()", MODELS)) == [(2, "Seat.objects")]
