"""Minutes and starts of each municipality, and what one more of either changes."""

from dataclasses import dataclass, field

from formation.model import Instance


@dataclass(slots=True)
class Ledger:
    """`net` is minutes given minus used, `starts` placed citizens, by municipality. Values are points, at most 0."""

    instance: Instance = field(compare=False, repr=False)
    net: dict[int, int] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.instance.municipalities:
            self.net[row.id] = row.balance_minutes
            self.starts[row.id] = 0

    def lead(self, municipality: int, minutes: int) -> None:
        """A leader of this municipality gives these minutes; negative takes them back."""
        self.net[municipality] += minutes

    def start(self, municipality: int, tariff: int, count: int = 1) -> None:
        """Citizens of this municipality start and use the tariff each; negative takes it back."""
        self.net[municipality] -= count * tariff
        self.starts[municipality] += count

    def value(self, municipality: int, *, led: int = 0, tariff: int = 0, started: int = 0) -> int:
        """What the municipality costs if its leaders give `led` minutes more and `started` of its citizens start."""
        row, rules = self.instance.municipality[municipality], self.instance.rules
        net = self.net[municipality] + led - started * tariff
        beyond = max(0, abs(net) - row.tolerance_minutes)
        short = max(0, row.floor_starts - self.starts[municipality] - started)
        return -rules.ledger_penalty_per_minute * beyond - rules.floor_penalty_per_start * short

    def change(self, municipality: int, *, led: int = 0, tariff: int = 0, started: int = 0) -> int:
        """The difference that it makes."""
        return self.value(municipality, led=led, tariff=tariff, started=started) - self.value(municipality)
