"""What is searched together, and what came of it."""

from concurrent.futures import Future
from dataclasses import dataclass

from formation.market import Bools, Ints
from formation.piece import Found, Piece

HOPED = 1000.0  # points: what a kind not yet tried may win


@dataclass
class Kind:
    """Programmes searched together: how large their pieces may be, and what came of it."""

    programmes: tuple[int, ...]
    leaders: Bools  # who could lead one of them
    size: float
    won: float = HOPED  # points, of late
    broad: bool = False  # many programmes, few leads of each
    quiet_at: int = -1  # change of the plan after which a whole piece found nothing


@dataclass
class UnderWay:
    """A piece under way, and what it may use."""

    kind: Kind
    piece: Piece
    whole: bool
    closes: bool  # nobody else may use meanwhile what it may use
    at: int  # changes of the plan when it was begun
    answer: Future[Found | None]
    leaders: Ints
    rooms: list[tuple[int, int]]
