"""What happened in training, epoch by epoch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessonlib.viz import Picture

_TABLE_ROWS = 10  # fits a screen; the curves show the rest


class History(Mapping[str, list[float]]):
    """Lists of numbers by name, with one number for each finished epoch: `history["loss"][-1]` is the last loss.

    `interrupted` is True when training was stopped before its last epoch.
    """

    def __init__(self, columns: Mapping[str, Sequence[float]] | None = None) -> None:
        self._columns = {name: [float(value) for value in column] for name, column in (columns or {}).items()}
        self.interrupted = False

    def append(self, epoch: Mapping[str, float]) -> None:
        """Add the numbers of one epoch. Raises ValueError when the names are not those of the epochs before."""
        if self._columns and epoch.keys() != self._columns.keys():
            raise ValueError(f"got numbers for {sorted(epoch)}, expected {sorted(self._columns)} as before")
        for name, value in epoch.items():
            self._columns.setdefault(name, []).append(float(value))

    def __getitem__(self, name: str) -> list[float]:
        if name not in self._columns:
            raise KeyError(f"no {name!r} in this history, expected one of: {', '.join(self._columns)}")
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def num_epochs(self) -> int:
        """The number of finished epochs."""
        return len(next(iter(self._columns.values()), []))

    def plot(self, *names: str) -> Picture:
        """Learning curves of these columns; without names, of the losses."""
        from lessonlib.viz import learning_curves  # training works without Matplotlib

        names = names or tuple(name for name in self if name.endswith("loss"))
        measured = (
            names[0] if len(names) == 1 else "loss" if all(n.endswith("loss") for n in names) else "value"
        )
        return learning_curves({name: self[name] for name in names}, x="epoch", y=measured)

    def table(self, rows: int = _TABLE_ROWS) -> str:
        """The numbers as a Markdown table: about `rows` evenly spaced epochs, including the last."""
        stride = max(1, -(-self.num_epochs // rows))
        epochs = range((self.num_epochs - 1) % stride, self.num_epochs, stride)
        lines = [["epoch", *self], ["---:"] * (len(self) + 1)]
        lines += [[str(e + 1), *(f"{column[e]:.4g}" for column in self.values())] for e in epochs]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def __repr__(self) -> str:
        return f"History of {self.num_epochs} epochs{', interrupted' * self.interrupted}\n{self.table()}"

    def _repr_markdown_(self) -> str:
        return self.table()
