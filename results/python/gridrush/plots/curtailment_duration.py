"""How long the grid cut how much: a curve per class, hours sorted."""

import numpy as np

from . import cuts
from .style import CLASS_COLOURS, CLASS_NAMES, NothingToDraw, legend, new_figure, title


def curve(share, length_h):
    """(hours, share) of a duration curve as steps: for so long at least that share was cut."""
    chosen = share > 0.0
    order = np.argsort(-share[chosen], kind="stable")
    return np.cumsum(length_h[chosen][order]), share[chosen][order]


def figure(run):
    if not run.has("site", "time_bounds") or len(run.times("site")) == 0:
        raise NothingToDraw("/site was not recorded")
    cut, demand = cuts.by_class(run)
    length = run.hours("site")[:len(cut)]
    if cut.to_numpy().max() < 1e-3:
        raise NothingToDraw("the grid cut no large load")
    fig, axis = new_figure(10, 4.6)
    longest = 0.0
    for name in cut:
        mw = cut[name].to_numpy()
        mw = np.where(mw > 1e-3, mw, 0.0)
        if not mw.any():
            continue
        hours, share = curve(mw / np.maximum(demand[name], 1e-9).to_numpy(), length)
        longest = max(longest, hours[-1])
        axis.step(np.r_[0.0, hours], 100.0 * np.r_[share[0], share], where="pre", lw=1.8,
                  color=CLASS_COLOURS[name],
                  label=f"{CLASS_NAMES[name]}\n{hours[-1]:,.0f} h, {mw @ length / 1000:,.3g} GWh")
    _axes(axis, run, longest)
    legend(axis, labelspacing=1.0)
    title(fig, axis, "How long the grid cut which share of a class's demand", run)
    return fig


def _axes(axis, run, longest):
    interval = run.interval("site")
    axis.set_xlim(0, 1.02 * longest)
    axis.set_ylim(0, None)
    axis.set_xlabel("hours, deepest cut first" if interval == "hour"
                    else f"hours, deepest first; means of each {interval}")
    axis.set_ylabel("% of what was in demand")
