"""Where buses and substations are, for the maps."""

import numpy as np
import pandas as pd

from .style import GREY


def of_buses(run):
    """x, y of every bus, and whether these are coordinates; in a circle where any is missing."""
    bus = run.frame("grid/bus").set_index("bus")
    places = bus[["longitude", "latitude"]].astype(float).set_axis(["x", "y"], axis=1)
    if places.notna().all(axis=None) and places.nunique().min() > 1:
        return places, True
    angle = np.linspace(0.0, 2.0 * np.pi, len(bus), endpoint=False)
    return pd.DataFrame({"x": np.sin(angle), "y": np.cos(angle)}, index=bus.index), False


def of_substations(run, buses, geographic):
    """x, y of every substation: its own coordinates, else those of its bus."""
    if not run.has("grid/substation"):
        return pd.DataFrame({"x": [], "y": []})
    stations = run.frame("grid/substation").set_index("substation")
    found = buses.loc[stations["bus"]].set_axis(stations.index)
    own = stations[["longitude", "latitude"]].astype(float).set_axis(["x", "y"], axis=1)
    return own.where(own.notna().all(axis=1), found) if geographic else found


def draw_grid(axis, run, buses):
    """Buses and branches, in the background."""
    for ends in run.frame("grid/branch")[["from", "to"]].itertuples(index=False):
        pair = buses.loc[list(ends)]
        axis.plot(pair["x"], pair["y"], color=GREY, lw=0.7, zorder=1)
    axis.scatter(buses["x"], buses["y"], s=7, color="#888888", zorder=2, lw=0)


def frame_map(axis, buses, geographic):
    axis.margins(0.08)
    if geographic:
        axis.set_aspect(1.0 / np.cos(np.radians(buses["y"].mean())), adjustable="datalim")
        axis.set_xlabel("longitude")
        axis.set_ylabel("latitude")
        return
    axis.set_aspect("equal", adjustable="datalim")
    axis.set_axis_off()
