"""Figures of pyplot that the learner's code draws, for a test that looks at them with `plt.gcf()` or `plt.gca()`.

pyplot keeps its figures in a process of their own: a test would find none. So where the test itself has drawn nothing,
these functions give what they give in the learner's process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

from lessonlib.check.source import Global

_LOOKING = ("gcf", "gca", "get_fignums", "fignum_exists", "get_figlabels")
_CHANGING = ("close", "clf", "cla")


class Asked(Protocol):
    """Who is asked for the learner's figures."""

    def call_global(self, found: Global, label: str, *args: Any, **kwargs: Any) -> Any:
        """What this function gives in the learner's process."""


def share_figures(learner: Callable[[], Asked | None]) -> None:
    """From now on, in this process, pyplot's functions look at the learner's figures, too. `learner` says whom to ask
    at the moment. Does nothing where pyplot is not loaded.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    own_figures = pyplot.get_fignums
    for name in (*_LOOKING, *_CHANGING):
        setattr(pyplot, name, _shared(name, getattr(pyplot, name), own_figures, learner))


def _shared(
    name: str, own: Callable[..., Any], figures: Callable[[], list[int]], learner: Callable[[], Asked | None]
) -> Callable[..., Any]:
    def ask(*args: Any, **kwargs: Any) -> Any:
        by_the_test = sys._getframe(1).f_globals.get("__name__") == "__main__"  # and not by pyplot itself
        asked = learner() if by_the_test and not figures() else None
        if asked is None:
            return own(*args, **kwargs)
        return asked.call_global(Global(f"matplotlib.pyplot:{name}"), f"plt.{name}()", *args, **kwargs)

    ask.__name__, ask.__doc__ = name, own.__doc__
    return ask
