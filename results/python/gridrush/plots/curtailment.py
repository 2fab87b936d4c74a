"""Energy that large loads did not get, by cause."""

import pandas as pd

from .style import (BLACK, GREEN, ORANGE, PINK, RED, SKY, YELLOW, NothingToDraw, legend, new_figure,
                    time_axis, title)

_CAUSES = {"price": ("cut_price_mw", "price above\nbreak-even", ORANGE),
           "transformer": ("cut_transformer_mw", "transformer", SKY),
           "branch": ("cut_branch_mw", "branch", PINK),
           "supply": ("cut_supply_mw", "supply", YELLOW),
           "contract": ("cut_contract_mw", "kept cut by\nits contract", GREEN),
           "emergency": ("cut_emergency_mw", "emergency\n(firm load)", RED),
           "native": ("shed_mw", "native load shed", BLACK)}


def _energies(run):
    """GWh by month (day in short runs) and cause."""
    times = run.times("system")
    if len(times) == 0:
        raise NothingToDraw("no interval was recorded")
    period = "month" if times[-1] - times[0] > pd.Timedelta(days=200) else "day"
    table = {cause: run.resample("system", variable, period, "energy").iloc[:, 0] / 1000
             for cause, (variable, *_) in _CAUSES.items() if run.has("system", variable)}
    if not table:
        raise NothingToDraw("no curtailment of /system was recorded")
    table = pd.DataFrame(table)
    return table.loc[:, (table.columns == "price") | (table.sum() > 0.0)], period


def _stack(axis, table, days):
    base = pd.Series(0.0, table.index)
    for cause in table:
        _, label, colour = _CAUSES[cause]
        axis.bar(table.index, table[cause], bottom=base, width=0.92 * days, align="edge", color=colour,
                 label=label, linewidth=0)
        base = base + table[cause]
    axis.set_ylim(0, max(base.max() * 1.08, 1e-3))


def _panels(table, days, period):
    """All causes; below them, where there is any, what was not the mines' own choice."""
    imposed = table.drop(columns="price", errors="ignore")
    if imposed.to_numpy().sum() < 1e-3:
        fig, upper = new_figure(10, 4)
        panels = [upper]
        _stack(upper, table[table.columns.intersection(["price"])], days)
    else:
        fig, panels = new_figure(10, 6, rows=2, sharex=True)
        _stack(panels[0], table, days)
        _stack(panels[1], imposed, days)
        panels[1].set_title("without price: what others imposed", loc="left", fontsize=9,
                            color="#444444")
    for axis in panels:
        axis.set_ylabel(f"GWh per {period}")
    return fig, panels


def figure(run):
    if not run.has("system"):
        raise NothingToDraw("/system was not recorded")
    table, period = _energies(run)
    days = table.index.days_in_month.to_numpy() if period == "month" else 1.0
    fig, panels = _panels(table, days, period)
    time_axis(panels[-1])
    end = table.index[-1] + pd.Timedelta(days=31 if period == "month" else 1)
    panels[-1].set_xlim(table.index[0], end)
    handles, labels = panels[0].get_legend_handles_labels()
    legend(panels[0], handles[::-1], labels[::-1])
    total = table.sum()
    own = total.get("price", 0.0)
    imposed = total.drop("price", errors="ignore").sum()
    title(fig, panels[0], f"Curtailment by cause: {own:,.0f} GWh by the mines' own choice, "
          + (f"{imposed:,.0f} GWh imposed" if imposed > 1e-3 else "nothing imposed"), run)
    return fig
