"""The gap over time and who closes it, of a sweep of this study: a picture, and the README's table.

PYTHONPATH=results/python python3 experiments/studies/energy-gap-2028/figure.py out/energy-gap-2028
"""

import pathlib
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from gridrush import open_sweep
from gridrush.plots import style

MONTHS = pd.date_range("2025-01-01", "2033-01-01", freq="MS")
UNDER_CONSTRUCTION_MW = 600.0
REGIMES = {"serial": "in order (serial_fcfs)", "batch": "in batches (ercot_batch)",
           "chills": "provisional (spp_chills)", "connect": "connect_and_manage"}
SOURCES = {"construction": ("under construction in 2025", style.GREY),
           "firm": ("new, firm on the grid as planned", style.BLUE),
           "upgrade": ("new, with upgrades that it pays", style.SKY),
           "non_firm": ("new, not firm at first", style.YELLOW),
           "mine": ("converted mines", style.ORANGE)}
T_95_OF_20 = 2.093  # Student's t, 19 degrees of freedom


def steps(times, mw):
    """Running total at MONTHS of megawatts that come at `times`; NaT never comes."""
    came = pd.Series(np.asarray(mw, float), index=pd.DatetimeIndex(times)).sort_index()
    came = came[came.index.notna()].cumsum()
    place = came.index.searchsorted(MONTHS, side="right")
    return np.concatenate([[0.0], came.to_numpy()])[place]


def sources(run, queue):
    """Who closes the gap with each request, by what it signed."""
    rulings = run.frame("decisions")
    rulings = rulings[(rulings.family == "interconnection") & (rulings.choice == "grant")]
    not_firm = rulings[rulings.reason == "capacity_is_non_firm"]
    found = np.where(queue.upgrade_usd > 0, "upgrade", "firm")
    found = np.where(queue.index.isin(not_firm.entity), "non_firm", found)
    return np.where(queue.converts != "", "mine", found)


def in_force(run):
    """Changes of the megawatts of contracts in force."""
    events = run.frame("queue_events")
    events = events[events.kind.isin(["energised", "stepped_up", "lapsed"])].copy()
    events["change"] = events.groupby("request").mw.diff().fillna(events.mw)
    return events


def lines(run):
    """MW by month of one run: what is asked for, contracted, metered, and in force by source."""
    queue = run.frame("queue").reset_index(drop=True)
    new = queue[queue.converts == ""]
    signed = queue.filter(like="granted_mw_").max(axis=1).fillna(0.0)
    events = in_force(run)
    source = sources(run, queue)
    metered = run.frame("system", "ai_campus_mw", wide=True).iloc[:, 0]
    found = {"asked": UNDER_CONSTRUCTION_MW + steps(new.applied_at, new.requested_mw),
             "contracted": UNDER_CONSTRUCTION_MW + steps(queue.signed_at, signed),
             "metered": metered.reindex(MONTHS).to_numpy(),
             "construction": np.full(len(MONTHS), UNDER_CONSTRUCTION_MW)}
    for name in list(SOURCES)[1:]:
        theirs = events[np.isin(events.request, np.flatnonzero(source == name))]
        found[name] = steps(theirs.time, theirs.change)
    return pd.DataFrame(found, index=MONTHS)


def mean_lines(sweep, **where):
    """Months x lines, the mean over replicates, in GW; and the gap of each replicate."""
    runs = [lines(run) for _, run in sweep.select_all(**where)]
    mean = sum(runs) / len(runs) / 1000.0
    gaps = np.array([gap(run) for run in runs]) / 1000.0
    return mean, gaps


def gap(found):
    return (found.asked - found[list(SOURCES)].sum(axis=1)).clip(lower=0.0).to_numpy()


def draw(axis, mean, headline):
    names = list(SOURCES)
    axis.stackplot(mean.index, *(mean[name] for name in names), linewidth=0,
                   colors=[SOURCES[name][1] for name in names])
    axis.plot(mean.index, mean.asked, color=style.BLACK, linewidth=1.6)
    axis.plot(mean.index, mean.contracted, color=style.BLACK, linewidth=1.1, linestyle="--")
    axis.plot(mean.index, mean.metered, color=style.RED, linewidth=1.3)
    at = pd.Timestamp("2029-01-01")
    low, high = mean.loc[at, names].sum(), mean.loc[at, "asked"]
    axis.annotate("", (at, low), (at, high), arrowprops={"arrowstyle": "<->", "lw": 0.9})
    axis.annotate(f"{high - low:.1f} GW", (at, (low + high) / 2), (5, 0), va="center", fontsize=8.5,
                  textcoords="offset points", zorder=4,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})
    axis.set_title(headline, fontsize=10)
    axis.grid(True, axis="y")


def figure(by_regime):
    with plt.rc_context(style._RC):
        drawn = plt.figure(figsize=(9.2, 6.6), constrained_layout=True)
        grid = drawn.add_gridspec(3, 2, height_ratios=[1, 1, 0.16])
        axis = None
        for place, (regime, headline) in enumerate(REGIMES.items()):
            axis = drawn.add_subplot(grid[place // 2, place % 2], sharex=axis, sharey=axis)
            draw(axis, by_regime[regime], headline)
            style.time_axis(axis)
            axis.set_ylabel("GW")
        below = drawn.add_subplot(grid[2, :])
        below.axis("off")
        names = [text for text, _ in SOURCES.values()]
        below.legend([*axis.collections[:len(SOURCES)], *axis.get_lines()],
                     [*names, "asked for", "contracted", "metered"], ncol=3, loc="center",
                     frameon=False, fontsize=8.5)
        drawn.suptitle("What AI campuses ask for and the contracts in force, a tenth of the United "
                       "States", x=0.01, ha="left", fontsize=11, fontweight="bold")
    return drawn


def interval(values):
    half = T_95_OF_20 * values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():+.2f} [{values.mean() - half:+.2f}, {values.mean() + half:+.2f}]"


def table(sweep):
    """Prints the README's table; returns the means with converted mines, by regime."""
    ends = [MONTHS.get_loc(pd.Timestamp(f"{year + 1}-01-01")) for year in (2026, 2028, 2030, 2032)]
    base, with_mines = {}, {}
    print("| rule | mines | gap at the end of 2026 | 2028 | 2030 | 2032 | 2028 against serial | "
          "in force at the end of 2028 from " + " / ".join(SOURCES) + " |")
    print("|" + "---|" * 8)
    for regime in REGIMES:
        for mines in ("mine", "convert"):
            mean, gaps = mean_lines(sweep, regime=regime, mines=mines)
            base.setdefault(mines, gaps)
            with_mines[regime] = mean
            cells = " | ".join(f"{gaps[:, end].mean():.2f}" for end in ends)
            change = interval(gaps[:, ends[1]] - base[mines][:, ends[1]])
            parts = " / ".join(f"{mean[name].iloc[ends[1]]:.2f}" for name in SOURCES)
            print(f"| {regime} | {mines} | {cells} | {change} | {parts} |")
    return with_mines


def main(folder, output=None):
    output = output or pathlib.Path(__file__).with_name("gap.png")
    figure(table(open_sweep(folder))).savefig(output, dpi=120)
    print(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
