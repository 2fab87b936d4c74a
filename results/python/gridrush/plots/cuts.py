"""What the grid cut, for the pictures of curtailment."""

import numpy as np
import pandas as pd

from .style import NothingToDraw

# Causes but price, which is the load's own choice.
IMPOSED = ("transformer", "branch", "supply", "emergency", "contract")
CLASSES = ("mine", "ai_campus", "industry")


def by_class(run):
    """MW that the grid cut, and MW that were in demand (served and cut), by interval and class: two
    frames. An interval that was not solved is unknown and counts as 0 in both."""
    names = [f"cut_{cause}_mw" for cause in IMPOSED if run.has("site", f"cut_{cause}_mw")]
    if not names or not run.has("site", "consumed_mw"):
        raise NothingToDraw("cuts and consumption of /site were not recorded")
    owner = run.entities("site")["class"].to_numpy()
    present = [name for name in CLASSES if (owner == name).any()]
    if not present:
        raise NothingToDraw("there are no large loads")
    member = np.array([owner == name for name in present], dtype=float).T
    served = _summed(run, "consumed_mw", member)
    solved = np.isfinite(served).all(axis=1, keepdims=True)
    served = np.where(solved, served, 0.0)
    cut = np.where(solved, sum(_summed(run, name, member) for name in names), 0.0)
    times = run.times("site")[:len(cut)]
    return (pd.DataFrame(cut, times, present), pd.DataFrame(served + cut, times, present))


def _summed(run, variable, member):
    """A variable of sites by interval and class."""
    return np.concatenate([block.astype(float) @ member for block in run.blocks("site", variable)])


def period_of(times):
    """Periods in which a run is told: months, or days when it is short."""
    long = len(times) and times[-1] - times[0] > pd.Timedelta(days=200)
    return "month" if long else "day"
