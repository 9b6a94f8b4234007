"""The controls of widgets. The Tab key goes from one to the next, the arrow keys change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import ipywidgets

LABEL = {"description_width": "8.5em"}  # the longest is "part of the way"
WIDTH = {"width": "24em"}


def choice(label: str, options: Sequence[Any], value: Any) -> Any:
    """A drop-down list."""
    return ipywidgets.Dropdown(options=options, value=value, description=label, style=LABEL, layout=WIDTH)


def whole_number(label: str, value: int, low: int, high: int) -> Any:
    """A slider over integers."""
    return ipywidgets.IntSlider(value=value, min=low, max=high, description=label, style=LABEL, layout=WIDTH)


def real_number(label: str, value: float, low: float, high: float, step: float = 0.1) -> Any:
    """A slider over real numbers, `step` apart."""
    return ipywidgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=label, style=LABEL, layout=WIDTH
    )


def stops(label: str, options: Sequence[Any], value: Any) -> Any:
    """A slider over given values, or pairs of a text and a value."""
    return ipywidgets.SelectionSlider(
        options=options, value=value, description=label, style=LABEL, layout=WIDTH
    )


def magnitude(label: str, value: float, low: int, high: int) -> Any:
    """A slider over 1, 2 and 5 times the powers of ten from 10**low to 10**high, including `value`."""
    series = {float(f"{digit}e{power}") for power in range(low, high) for digit in (1, 2, 5)}
    options = sorted(series | {10.0**high, float(value)})
    return stops(label, [(f"{option:g}", option) for option in options], float(value))


def button(label: str, tooltip: str, do: Callable[[], None]) -> Any:
    """A button. The Space and Enter keys press it."""
    made = ipywidgets.Button(description=label, tooltip=tooltip, layout={"width": "7em"})
    made.on_click(lambda _: do())
    return made


def row(controls: Iterable[Any]) -> Any:
    """Controls side by side, on several lines where the page is narrow."""
    return ipywidgets.HBox(list(controls), layout={"flex_flow": "row wrap"})


def step_controls(num_steps: int, what: str, first: int = 0) -> tuple[Any, Any]:
    """A slider over the steps from `first` to `num_steps`, and the same slider in a row with two buttons."""
    slider = whole_number(what, first, first, num_steps)

    def go(by: int) -> None:
        slider.value = min(max(slider.value + by, slider.min), slider.max)

    back = button("Back", f"one {what} back", lambda: go(-1))
    forward = button("Forward", f"one {what} forward", lambda: go(1))
    return slider, row([slider, back, forward])
