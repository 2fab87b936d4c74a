"""What moving gains over waiting, against the time of a transfer: a picture, and the README's table.

PYTHONPATH=results/python python3 experiments/studies/migrate-or-wait/figure.py out/migrate-or-wait
"""

import pathlib
import sys

import matplotlib.pyplot as plt
import numpy as np
from gridrush import open_sweep
from gridrush.plots import style

POLICIES = {"checkpoint_and_move": (style.BLUE, "checkpoint_and_move"),
            "follow_power": (style.ORANGE, "follow_power"), "pause": (style.GREY, "pause")}
MARKERS = {1: "o", 10: "s", 100: "^"}  # by Gb/s
TENANTS, YEARS = 4, 2
IT_MW, LOAD_FACTOR, IDLE_SHARE, PUE = 60.0, 0.9, 0.2, 1.2
LINE_MW, REPAIR_H, RESTART_H, UNSAVED_H = 40.0, 48.0, 11 / 60, 0.25
FEE_USD, WORTH_USD_PER_MWH, GPU_MW = 10_000.0, 1300.0, 0.0015
GB_PER_PARAMETER = 12.0  # per 1e9 parameters


def by_hand():
    """Hours of full work that a tenant loses by waiting for the repair of one line, and by a move
    without its transfer; the transfer that makes them equal."""
    idle_mw = IDLE_SHARE * IT_MW * PUE
    work_mw = (1 - IDLE_SHARE) * LOAD_FACTOR * IT_MW * PUE
    lost_share = 1 - (LINE_MW - idle_mw) / work_mw
    fee_h = FEE_USD / (WORTH_USD_PER_MWH * LOAD_FACTOR * IT_MW)
    waiting = lost_share * REPAIR_H
    moving = RESTART_H + UNSAVED_H + fee_h
    return waiting, moving, waiting - moving


def runs(sweep):
    """One row a run: its axes, and the worth of its work less fees, in 1e6 USD a tenant-year."""
    table = sweep.table.copy()
    table["gbps"] = table.grid.str.extract(r"g(\d+)_", expand=False).astype(int)
    table["outages"] = table.grid.str.extract(r"_o(\d+)", expand=False).astype(int)
    table["parameters"] = table.parameters.astype(int)
    table["transfer_h"] = GB_PER_PARAMETER * table.parameters * 8 / table.gbps / 3600
    worth = table.gpu_hours_done * GPU_MW * WORTH_USD_PER_MWH - table.move_fees_usd
    table["worth"] = worth / 1e6 / TENANTS / YEARS
    return table


def gains(table):
    """Worth over that of staying in the same future: mean and standard error over replicates."""
    point = ["outages", "gbps", "parameters"]
    stay = table[table.migration == "stay"].set_index([*point, "replicate"]).worth
    paired = table[table.migration != "stay"].set_index([*point, "replicate"])
    paired["gain"] = paired.worth - stay.reindex(paired.index)
    grouped = paired.reset_index().groupby([*point, "transfer_h", "migration"])
    found = grouped.agg(gain=("gain", "mean"), error=("gain", "sem"), moves=("tenant_moves", "mean"))
    return found.reset_index()


def draw(axis, found, outages, break_even_h):
    here = found[found.outages == outages]
    for policy, (colour, name) in POLICIES.items():
        line = here[here.migration == policy].sort_values("transfer_h")
        axis.plot(line.transfer_h, line.gain, color=colour, linewidth=1.0, alpha=0.5)
        for gbps, marker in MARKERS.items():
            some = line[line.gbps == gbps]
            axis.errorbar(some.transfer_h, some.gain, some.error, color=colour, fmt=marker,
                          markersize=4, linewidth=0.8, label=name if gbps == 10 else None)
    axis.axhline(0, color=style.BLACK, linewidth=0.8)
    axis.axvline(break_even_h, color=style.RED, linewidth=1.0, linestyle="--")
    axis.set_xscale("log")
    axis.set_title(f"{outages} outages of a line a year", fontsize=10)
    axis.set_xlabel("hours of a transfer")
    axis.grid(True, axis="y")


def figure(found):
    break_even_h = by_hand()[2]
    with plt.rc_context(style._RC):
        drawn, axes = plt.subplots(1, 3, figsize=(10.5, 3.9), constrained_layout=True)
        for axis, outages in zip(axes, sorted(found.outages.unique())):
            draw(axis, found, outages, break_even_h)
        axes[0].set_ylabel("10⁶ USD a tenant and year, over staying")
        axes[0].legend(frameon=False, fontsize=8, loc="center left",
                       bbox_to_anchor=(0.0, 0.28))
        for axis in axes:
            axis.annotate("equal by hand", (break_even_h, 0.97), (4, 0), fontsize=8, rotation=90,
                          xycoords=("data", "axes fraction"), textcoords="offset points",
                          color=style.RED, va="top")
        drawn.suptitle("What moving gains over waiting for the repair (circle, square, triangle: 1, "
                       "10, 100 Gb/s)", x=0.01, ha="left", fontsize=11, fontweight="bold")
    return drawn


def cell(rows):
    row = rows.iloc[0]
    return f"{row.gain:+.2f} ± {row.error:.2f} ({row.moves:.0f})"


def table(found):
    """Prints the README's table of one frequency of outages."""
    print("| Gb/s | TB | hours | " + " | ".join(POLICIES) + " |")
    print("|" + "---|" * (3 + len(POLICIES)))
    for (gbps, parameters), rows in found[found.outages == 6].groupby(["gbps", "parameters"]):
        cells = " | ".join(cell(rows[rows.migration == policy]) for policy in POLICIES)
        terabytes = GB_PER_PARAMETER * parameters / 1000
        print(f"| {gbps} | {terabytes:g} | {rows.transfer_h.iloc[0]:.2g} | {cells} |")


def crossings(found):
    """Where the line through the two longest transfers that `follow_power` makes crosses zero."""
    moving = found[(found.migration == "follow_power") & (found.moves > 0)]
    for outages, rows in moving.groupby("outages"):
        last = rows.drop_duplicates("transfer_h").nlargest(2, "transfer_h")
        (x1, x0), (y1, y0) = last.transfer_h, last.gain
        print(f"{outages} outages a year: moving at once gains nothing at {x1 + y1 * (x1 - x0) / (y0 - y1):.1f} h")


def main(folder, output=None):
    found = gains(runs(open_sweep(folder)))
    waiting, moving, break_even = by_hand()
    print(f"by hand: waiting {waiting:.1f} h, moving {moving:.2f} h and the transfer, equal at {break_even:.1f} h")
    crossings(found)
    table(found)
    output = output or pathlib.Path(__file__).with_name("gain.png")
    figure(found).savefig(output, dpi=120)
    print(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
