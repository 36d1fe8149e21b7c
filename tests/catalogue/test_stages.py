"""From decisions to a stage: the table of moves against its slow second version, for all short histories."""

from itertools import product

import pytest

from sundhedscenter.catalogue import stages
from sundhedscenter.catalogue.stages import VersionStage
from sundhedscenter.catalogue.vocabulary import Stage


def test_version_without_decisions_is_a_draft() -> None:
    assert stages.version_stage([]) == Stage.DRAFT


def test_version_stands_where_the_last_decision_put_it() -> None:
    assert stages.version_stage(["review", "draft", "review", "trial"]) == Stage.TRIAL


@pytest.mark.parametrize("found", list(product(Stage, repeat=3)))
def test_citizens_see_the_newest_on_trial_or_in_operation(found: tuple[Stage, ...]) -> None:
    versions = [VersionStage(number, stage) for number, stage in enumerate(found, 1)]
    shown = None
    for version in versions:
        if version.stage in ("trial", "operation"):
            shown = version
    assert stages.published(versions) == shown
    assert stages.published(versions[::-1]) == shown
    assert stages.offer_stage(versions) == (shown.stage if shown else found[-1])


def test_offer_without_versions_is_a_draft() -> None:
    assert stages.published([]) is None
    assert stages.offer_stage([]) == Stage.DRAFT


def test_every_stage_is_reached_and_left() -> None:
    assert set(stages.NEXT) == set(Stage)
    assert set().union(*stages.NEXT.values()) == set(Stage)
    assert all(stage not in after for stage, after in stages.NEXT.items())
    shows = {stage for stage, after in stages.NEXT.items() if after & {Stage.TRIAL, Stage.OPERATION}}
    assert shows == {Stage.REVIEW, Stage.TRIAL}  # nothing is shown that was not in review
