"""Upgrades of the grid on a map: where, in what state, at what cost."""

from matplotlib.lines import Line2D

from . import places
from .style import GREEN, ORANGE, PINK, NothingToDraw, legend, new_figure, title

_STATES = {"in_service": (GREEN, "in service"), "ordered": (ORANGE, "ordered"),
           "cancelled": (PINK, "cancelled")}
_LARGEST = 900.0  # area of the dearest place, points^2


def _upgrade_places(run, upgrades, buses, geographic):
    """x, y of every upgrade: its substation, or the middle of its branch."""
    branches = run.frame("grid/branch")
    stations = places.of_substations(run, buses, geographic)
    x, y = [], []
    for upgrade in upgrades.itertuples():
        if upgrade.branch >= 0:
            place = buses.loc[branches.loc[upgrade.branch, ["from", "to"]]].mean()
        else:
            place = stations.iloc[upgrade.substation]
        x.append(place["x"])
        y.append(place["y"])
    return upgrades.assign(x=x, y=y)


def figure(run):
    if not run.has("upgrades", "cost_usd"):
        raise NothingToDraw("no upgrade was ordered, or the run did not reach its end")
    buses, geographic = places.of_buses(run)
    upgrades = _upgrade_places(run, run.frame("upgrades"), buses, geographic)
    fig, axis = new_figure(9.5, 6.2)
    axis.grid(False)
    places.draw_grid(axis, run, buses)
    dearest = _draw_upgrades(axis, run, upgrades, buses)
    places.frame_map(axis, buses, geographic)
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
    spots = upgrades.groupby(["x", "y", "state"], observed=True)["cost_usd"].sum().reset_index()
    dearest = max(spots["cost_usd"].max(), 1.0)
    for row in spots.sort_values("cost_usd", ascending=False).itertuples():
        axis.scatter(row.x, row.y, s=max(_LARGEST * row.cost_usd / dearest, 12.0),
                     color=_STATES[row.state][0], alpha=0.65, lw=0.8, edgecolor="white", zorder=4)
    return dearest


def _state_handles(upgrades):
    states = set(upgrades["state"].astype(str))
    return [Line2D([], [], marker="o", ls="", color=colour, ms=8, mew=0, alpha=0.75, label=word)
            for state, (colour, word) in _STATES.items() if state in states]


def _size_handles(dearest):
    return [Line2D([], [], marker="o", ls="", mfc="none", mec="#666666",
                   ms=(_LARGEST * share) ** 0.5, label=f"{share * dearest / 1e6:,.3g} M USD")
            for share in (1.0, 0.25)]
