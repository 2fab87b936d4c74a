"""How warm transformer banks became and how much of their life is used up."""

import pandas as pd

from .style import BLACK, BLUE, GREY, ORANGE, RED, SKY, NothingToDraw, legend, new_figure, time_axis, title

NORMAL_LIMIT_C = 120.0  # IEC 60076-7:2018, table 2: normal cyclic loading, power transformers
COLOURS = (ORANGE, BLUE, SKY, BLACK)


def _hottest(run):
    """Highest hot spot by month (day in short runs) and bank, banks that were in service only."""
    times = run.times("bank")
    if len(times) == 0:
        raise NothingToDraw("no interval was recorded")
    period = "month" if times[-1] - times[0] > pd.Timedelta(days=200) else "day"
    table = run.resample("bank", "hot_spot_c", period, how="max")
    return table.dropna(axis="columns", how="all"), period


def figure(run):
    if not run.has("bank", "hot_spot_c"):
        raise NothingToDraw("there are no transformer banks, or their temperature was not recorded")
    table, period = _hottest(run)
    table = table[table.max().sort_values(ascending=False, kind="stable").index]
    fig, axis = new_figure(10, 4.2)
    for bank in table.columns:
        axis.plot(table.index, table[bank], color=GREY, linewidth=0.7)
    # Banks of one substation are as warm as each other: one of each has a name.
    substation = run.entities("bank")["substation"].reindex(table.columns)
    hottest = substation.drop_duplicates().index[: len(COLOURS)]
    lines = {}
    for bank, colour in zip(hottest, COLOURS):
        (lines[bank],) = axis.plot(table.index, table[bank], color=colour, linewidth=1.6)
    lines[f"normal limit, {NORMAL_LIMIT_C:.0f} °C"] = axis.axhline(NORMAL_LIMIT_C, color=RED, linewidth=1.0,
                                                                  linestyle="--")
    axis.set_ylabel("hot spot, °C")
    axis.set_ylim(bottom=min(0.0, float(table.min().min())))
    time_axis(axis)
    labels = list(lines)
    if run.has("bank", "consumed_life"):
        life = run.resample("bank", "consumed_life", period, how="max").iloc[-1]
        labels = [f"{name}: {100 * life[name]:.2g} % of its life" if name in life.index else name
                  for name in labels]
    legend(axis, handles=list(lines.values()), labels=labels)
    above = int((table.max() > NORMAL_LIMIT_C).sum())
    verdict = f"{above} of {table.shape[1]} banks pass {NORMAL_LIMIT_C:.0f} °C"
    title(fig, axis, f"Highest hot spot of each {period}: {verdict if above else 'no bank passes its normal limit'}",
          run)
    return fig
