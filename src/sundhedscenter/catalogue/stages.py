"""How far a version, and its offer, has come: pure functions from decisions to a stage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sundhedscenter.catalogue.vocabulary import SHOWN, Stage

# From each stage, the stages a decision may lead to. The trigger on decisions holds the same table.
NEXT: Final[dict[Stage, frozenset[Stage]]] = {
    Stage.DRAFT: frozenset({Stage.REVIEW, Stage.RETIRED}),
    Stage.REVIEW: frozenset({Stage.DRAFT, Stage.TRIAL, Stage.OPERATION}),
    Stage.TRIAL: frozenset({Stage.DRAFT, Stage.OPERATION, Stage.RETIRED}),
    Stage.OPERATION: frozenset({Stage.RETIRED}),
    Stage.RETIRED: frozenset({Stage.REVIEW}),
}


@dataclass(frozen=True, slots=True)
class VersionStage:
    """A version by number, with where it stands."""

    number: int
    stage: Stage


def version_stage(decisions: Iterable[str]) -> Stage:
    """The stage of one version from its decisions, oldest first."""
    stage = Stage.DRAFT
    for decision in decisions:
        stage = Stage(decision)
    return stage


def published(versions: Sequence[VersionStage]) -> VersionStage | None:
    """The version that citizens see: the newest at trial or operation. None when there is none."""
    shown = [version for version in versions if version.stage in SHOWN]
    return max(shown, key=lambda version: version.number, default=None)


def offer_stage(versions: Sequence[VersionStage]) -> Stage:
    """That of the published version, else of the newest; an offer without versions is a draft."""
    found = published(versions) or max(versions, key=lambda version: version.number, default=None)
    return found.stage if found else Stage.DRAFT
