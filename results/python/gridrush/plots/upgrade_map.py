"""Upgrades of the grid on a map: where, in what state, at what cost."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from .style import GREEN, GREY, ORANGE, PINK, NothingToDraw, legend, new_figure, title

_STATES = {"in_service": (GREEN, "in service"), "ordered": (ORANGE, "ordered"),
           "cancelled": (PINK, "cancelled")}
_LARGEST = 900.0  # area of the dearest place, points^2


def _bus_places(run):
    """x, y of every bus, and whether these are coordinates; in a circle where any is missing."""
    bus = run.frame("grid/bus").set_index("bus")
    places = bus[["longitude", "latitude"]].astype(float).set_axis(["x", "y"], axis=1)
    if places.notna().all(axis=None) and places.nunique().min() > 1:
        return places, True
    angle = np.linspace(0.0, 2.0 * np.pi, len(bus), endpoint=False)
    return pd.DataFrame({"x": np.sin(angle), "y": np.cos(angle)}, index=bus.index), False


def _upgrade_places(run, upgrades, buses, geographic):
    """x, y of every upgrade: its substation, or the middle of its branch."""
    branches = run.frame("grid/branch")
    x, y = [], []
    stations = run.frame("grid/substation") if run.has("grid/substation") else None
    for upgrade in upgrades.itertuples():
        if upgrade.branch >= 0:
            ends = buses.loc[branches.loc[upgrade.branch, ["from", "to"]]]
            place = ends.mean()
        else:
            station = stations.loc[upgrade.substation]
            place = buses.loc[station["bus"]]
            if geographic and np.isfinite(station["latitude"]):
                place = pd.Series({"x": station["longitude"], "y": station["latitude"]})
        x.append(place["x"])
        y.append(place["y"])
    return upgrades.assign(x=x, y=y)


def figure(run):
    if not run.has("upgrades", "cost_usd"):
        raise NothingToDraw("no upgrade was ordered, or the run did not reach its end")
    buses, geographic = _bus_places(run)
    upgrades = _upgrade_places(run, run.frame("upgrades"), buses, geographic)
    fig, axis = new_figure(9.5, 6.2)
    axis.grid(False)
    for ends in run.frame("grid/branch")[["from", "to"]].itertuples(index=False):
        pair = buses.loc[list(ends)]
        axis.plot(pair["x"], pair["y"], color=GREY, lw=0.7, zorder=1)
    axis.scatter(buses["x"], buses["y"], s=7, color="#888888", zorder=2, lw=0)
    dearest = _draw_upgrades(axis, run, upgrades, buses)
    _frame_map(axis, buses, geographic)
    states = legend(axis, _state_handles(upgrades))
    axis.legend(handles=_size_handles(dearest), title="cost", loc="lower left",
                bbox_to_anchor=(1.01, 0.0), borderaxespad=0, frameon=False, labelspacing=2.2,
                handletextpad=1.6, borderpad=1.2, fontsize=8.5)
    axis.add_artist(states)
    cost = upgrades.groupby("state", observed=False)["cost_usd"].sum() / 1e6
    words = [f"{cost[state]:,.0f} M USD {word}" for state, (_, word) in _STATES.items()
             if cost.get(state, 0.0) > 0]
    title(fig, axis, f"{len(upgrades)} upgrade{'s' if len(upgrades) != 1 else ''}: "
          + ", ".join(words), run)
    return fig


def _draw_upgrades(axis, run, upgrades, buses):
    """Branches as coloured lines, every place as a disc. Returns the cost of the dearest place."""
    branches = run.frame("grid/branch")
    for row in upgrades[upgrades["branch"] >= 0].itertuples():
        ends = buses.loc[branches.loc[row.branch, ["from", "to"]]]
        axis.plot(ends["x"], ends["y"], color=_STATES[row.state][0], lw=2.2, zorder=3, alpha=0.8)
    places = upgrades.groupby(["x", "y", "state"], observed=True)["cost_usd"].sum().reset_index()
    dearest = max(places["cost_usd"].max(), 1.0)
    for row in places.sort_values("cost_usd", ascending=False).itertuples():
        axis.scatter(row.x, row.y, s=max(_LARGEST * row.cost_usd / dearest, 12.0),
                     color=_STATES[row.state][0], alpha=0.65, lw=0.8, edgecolor="white", zorder=4)
    return dearest


def _frame_map(axis, buses, geographic):
    axis.margins(0.08)
    if geographic:
        axis.set_aspect(1.0 / np.cos(np.radians(buses["y"].mean())), adjustable="datalim")
        axis.set_xlabel("longitude")
        axis.set_ylabel("latitude")
        return
    axis.set_aspect("equal", adjustable="datalim")
    axis.set_axis_off()


def _state_handles(upgrades):
    states = set(upgrades["state"].astype(str))
    return [Line2D([], [], marker="o", ls="", color=colour, ms=8, mew=0, alpha=0.75, label=word)
            for state, (colour, word) in _STATES.items() if state in states]


def _size_handles(dearest):
    return [Line2D([], [], marker="o", ls="", mfc="none", mec="#666666",
                   ms=(_LARGEST * share) ** 0.5, label=f"{share * dearest / 1e6:,.3g} M USD")
            for share in (1.0, 0.25)]
