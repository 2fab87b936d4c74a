"""Load by class over the run, against what power stations could give."""

import numpy as np
import pandas as pd

from .style import (BLACK, CLASS_COLOURS, CLASS_NAMES, RED, NothingToDraw, legend, new_figure,
                    time_axis, title, unit_of)

_CLASSES = {"native": "native_load_mw", "industry": "industry_mw", "ai_campus": "ai_campus_mw",
            "mine": "mine_mw"}


def _period(run):
    """Months, or days when the run is short."""
    times = run.times("system")
    return "month" if len(times) and times[-1] - times[0] > pd.Timedelta(days=200) else "day"


def _served(run, period, how):
    """MW by class and period."""
    table = {name: run.resample("system", variable, period, how).iloc[:, 0]
             for name, variable in _CLASSES.items() if run.has("system", variable)}
    if not table:
        raise NothingToDraw("no load of /system was recorded")
    return pd.DataFrame(table)


def _peaks(run, period):
    """MW: highest consumption in each period."""
    total = sum(run.frame("system", variable, wide=True)[variable].to_numpy(float)
                for variable in _CLASSES.values() if run.has("system", variable))
    series = pd.Series(total, run.times("system")[:len(total)])
    return series.resample({"month": "MS", "day": "D"}[period]).max()


def _step(frame):
    """The last period drawn to its end."""
    if len(frame) < 2:
        return frame
    end = frame.iloc[[-1]].set_axis([frame.index[-1] + (frame.index[-1] - frame.index[-2])])
    return pd.concat([frame, end])


def figure(run):
    if not run.has("system") or len(run.times("system")) == 0:
        raise NothingToDraw("/system was not recorded")
    period = _period(run)
    peaks = _peaks(run, period)
    divisor, unit = unit_of(peaks.max())
    served = _step(_served(run, period, "mean") / divisor)
    fig, axis = new_figure(10, 5)
    axis.stackplot(served.index, served.T.to_numpy(), step="post", linewidth=0,
                   colors=[CLASS_COLOURS[name] for name in served],
                   labels=[f"{CLASS_NAMES[name]}, mean" for name in served])
    peaks = _step(peaks.to_frame("peak") / divisor)
    axis.step(peaks.index, peaks["peak"], where="post", color=BLACK, lw=1.1, label="load, peak hour")
    if run.has("system", "available_mw"):
        firm = _step(run.resample("system", "available_mw", period, quantile=0.05) / divisor)
        axis.step(firm.index, firm.iloc[:, 0], where="post", color=RED, lw=1.4, ls=(0, (4, 2)),
                  label="generation available\nin 95 % of hours")
    axis.set_ylabel(unit)
    axis.set_ylim(0, None)
    axis.set_xlim(served.index[0], served.index[-1])
    time_axis(axis)
    handles, labels = axis.get_legend_handles_labels()
    order = [*range(len(handles) - 1, -1, -1)]
    legend(axis, [handles[k] for k in order], [labels[k] for k in order])
    title(fig, axis, f"Load by class, {period} by {period}: {_story(served, unit)}", run)
    return fig


def _story(served, unit):
    large = served.drop(columns="native", errors="ignore").sum(axis=1)
    if large.max() < 1e-6 or len(large) < 2:
        return "native customers only"
    first, last = (float(np.mean(part)) for part in (large.iloc[:3], large.iloc[-4:-1]))
    return f"large loads from {first:.3g} to {last:.3g} {unit}"
