"""Moves of tenants on the map: an arrow from substation to substation, wide by data."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from . import places, tenants
from .style import BLACK, BLUE, ORANGE, legend, new_figure, title

_KINDS = {"move": (BLUE, "moves"), "split": (ORANGE, "splits of inference")}
_WIDEST = 7.0  # points


def ways(run, moves):
    """Moves and data by way (from, to: substations) and kind."""
    substation = run.entities("site")["substation"].to_numpy()
    table = moves.assign(origin=substation[moves["from"]], target=substation[moves["to"]],
                         kind=moves["kind"].astype(str))
    return table.groupby(["origin", "target", "kind"])["gb"].agg(["size", "sum"]).reset_index()


def figure(run):
    moves = tenants.moves(run, tenants.table(run))
    table = ways(run, moves)
    buses, geographic = places.of_buses(run)
    stations = places.of_substations(run, buses, geographic)
    fig, axis = new_figure(9.5, 6.2)
    axis.grid(False)
    places.draw_grid(axis, run, buses)
    most = max(table["sum"].max(), 1e-9)
    for row in table.sort_values("sum", ascending=False).itertuples():
        _arrow(axis, stations.loc[row.origin], stations.loc[row.target], row, most)
    _mark_stations(axis, run, stations, table)
    places.frame_map(axis, buses, geographic)
    legend(axis, _handles(table, most), labelspacing=1.1)
    title(fig, axis, f"{tenants.counted(moves)} of tenants between substations, "
          f"{tenants.amount(moves['gb'].sum())}", run)
    return fig


def _width(gb, most):
    return max(_WIDEST * np.sqrt(gb / most), 0.8)


def _arrow(axis, origin, target, row, most):
    if row.origin == row.target:
        return  # told in the label of the place
    width = _width(row.sum, most)
    axis.add_patch(FancyArrowPatch(
        (origin["x"], origin["y"]), (target["x"], target["y"]), lw=width,
        connectionstyle="arc3,rad=0.18", arrowstyle=f"-|>,head_width={0.15 * width + 1.6:.2f},"
        f"head_length={0.25 * width + 3.0:.2f}", color=_KINDS[row.kind][0], alpha=0.75, zorder=3,
        shrinkA=5, shrinkB=6, joinstyle="miter"))


def _mark_stations(axis, run, stations, table):
    """Substations of AI campuses, by name; moves between sites of one are counted."""
    sites = run.entities("site")
    within = table[table["origin"] == table["target"]].groupby("origin")["size"].sum()
    middle = stations.mean()
    for name in sites.loc[sites["class"] == "ai_campus", "substation"].unique():
        place = stations.loc[name]
        axis.scatter(place["x"], place["y"], s=34, color=BLACK, zorder=5, lw=0)
        text = name + (f"\n({within[name]} within)" if name in within.index else "")
        right, up = place["x"] >= middle["x"], place["y"] >= middle["y"]
        axis.annotate(text, (place["x"], place["y"]), fontsize=7.5, zorder=6,
                      xytext=(6 if right else -6, 6 if up else -6), textcoords="offset points",
                      ha="left" if right else "right", va="bottom" if up else "top",
                      bbox={"facecolor": "white", "alpha": 0.7, "lw": 0, "pad": 0.6})


def _handles(table, most):
    handles = [Line2D([], [], color=colour, lw=4, alpha=0.75,
                      label=f"{table.loc[table['kind'] == kind, 'size'].sum()} {word}")
               for kind, (colour, word) in _KINDS.items() if (table["kind"] == kind).any()]
    return handles + [Line2D([], [], color="#666666", lw=_width(share * most, most),
                             label=tenants.amount(share * most)) for share in (1.0, 0.25)]
