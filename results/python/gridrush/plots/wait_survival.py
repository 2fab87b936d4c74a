"""How long it takes to get power: the share of requests still without it, by class of applicant."""

import numpy as np
import pandas as pd
from matplotlib.ticker import MultipleLocator

from . import requests
from .style import (APPLICANT_COLOURS, APPLICANT_NAMES, BLACK, NothingToDraw, legend, new_figure,
                    title)

_MONTH = pd.Timedelta(days=30.436875)


def survival(months, energised):
    """Product-limit estimate (Kaplan and Meier 1958, eq. 2b): times of energisation and the share
    still waiting after each. Those not energised count as censored at their time."""
    order = np.sort(np.unique(months[energised]))
    at_risk = np.array([(months >= time).sum() for time in order], dtype=float)
    ended = np.array([(energised & (months == time)).sum() for time in order], dtype=float)
    return order, np.cumprod(1.0 - ended / at_risk)


def waits(run):
    """Months from filing to energisation, or to leaving or the run's end, a row per request."""
    events = requests.history(run)
    end = requests.observed_until(run, events)
    filed = requests.first(events, "filed")
    if filed.empty:
        raise NothingToDraw("nobody has applied")
    energised = requests.first(events, "energised").reindex(filed.index)
    left = requests.first(events, "left").reindex(filed.index)
    until = energised.fillna(left).fillna(end)
    return pd.DataFrame({"months": (until - filed) / _MONTH, "energised": energised.notna(),
                         "applicant": requests.attributes(run)["applicant"].reindex(filed.index)})


def figure(run):
    table = waits(run)
    present = [name for name in APPLICANT_COLOURS if name in set(table["applicant"])]
    groups = [(APPLICANT_NAMES[name], APPLICANT_COLOURS[name], table[table["applicant"] == name])
              for name in present]
    if len(groups) > 1:
        groups.append(("all", BLACK, table))
    fig, axis = new_figure(9.5, 4.6 + 0.19 * len(groups))
    longest = max(float(table["months"].max()), 1.0)
    for name, colour, rows in groups:
        _curve(axis, rows, name, colour, longest)
    axis.set_xlim(0, 1.01 * longest)
    axis.set_ylim(0, 1.02)
    axis.set_ylabel("share still without power")
    axis.set_xlabel("months since filing (+ left without power or open at the end: censored)")
    axis.grid(True, axis="x")
    if longest > 30:
        axis.xaxis.set_major_locator(MultipleLocator(12 if longest <= 150 else 24))
    legend(axis)
    _at_risk(axis, groups, longest)
    title(fig, axis, _story(table), run)
    return fig


def _curve(axis, rows, name, colour, longest):
    months, energised = rows["months"].to_numpy(), rows["energised"].to_numpy()
    times, share = survival(months, energised)
    times, share = np.r_[0.0, times], np.r_[1.0, share]
    axis.step(np.r_[times, months.max()], np.r_[share, share[-1]], where="post", color=colour,
              label=name, lw=2.2 if name == "all" else 1.6, ls="--" if name == "all" else "-")
    censored = np.sort(months[~energised])
    at = share[np.searchsorted(times, censored, side="right") - 1]
    if name != "all":
        axis.plot(censored, at, "+", color=colour, ms=6, mew=1.1, clip_on=False)


def _at_risk(axis, groups, longest):
    """Numbers at risk below the axis, a row per curve, in its colour."""
    ticks = [tick for tick in axis.get_xticks() if 0 <= tick <= longest]
    heading = axis.annotate("at risk", (0, 0), (-16, -44), xycoords="axes fraction",
                            textcoords="offset points", ha="right", fontsize=7.5, color="#666666")
    heading.set_in_layout(True)
    for row, (name, colour, rows) in enumerate(groups):
        offset = -57 - 12.5 * row
        axis.annotate(name, (0, 0), (-16, offset), xycoords="axes fraction",
                      textcoords="offset points", ha="right", fontsize=7.5, color=colour)
        for tick in ticks:
            axis.annotate(f"{(rows['months'] >= tick).sum()}", (tick, 0), (0, offset),
                          xycoords=("data", "axes fraction"), textcoords="offset points",
                          ha="center", fontsize=7.5, color=colour)


def _story(table):
    times, share = survival(table["months"].to_numpy(), table["energised"].to_numpy())
    text = f"Wait for power: {int(table['energised'].sum())} of {len(table)} requests got it"
    if len(share) and share[-1] <= 0.5:
        return f"{text}, median {times[share <= 0.5][0]:.3g} months (Kaplan-Meier)"
    return text
