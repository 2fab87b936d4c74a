"""Cost, fairness and reliability under each rule: the README's tables and its figure.

PYTHONPATH=results/python python3 experiments/studies/curtailment-rules/table.py out/curtailment-rules
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from gridrush import open_sweep
from gridrush.plots import fairness_cost, style

HERE = Path(__file__).parent
BASELINE = "pro_rata"
T_95_OF_10 = 2.262  # Student's t, 9 degrees of freedom
FIRM_USD_PER_MWH = 9000.0  # of firm large load lost, as in the dispatch
RUNGS = {"non_firm": ("interruptible", style.YELLOW),
         "demand_response": ("demand response", style.SKY),
         "backup_generation": ("backup generators", style.GREEN), "firm": ("firm", style.RED)}


def lost_firm(ledger, backup):
    """MWh that each site lost though they were firm, and on the rung of its generators: these
    carry that rung first, then the firm load above it."""
    by_site = ledger.pivot_table("cut_mwh", "site", "tier", "sum", observed=False, fill_value=0.0)
    by_site = by_site.reindex(backup.index, fill_value=0.0)
    on_rung = by_site["backup_generation"].clip(lower=0.0)
    carried = np.minimum(on_rung, backup)
    return (by_site["firm"] - (backup - carried)).clip(lower=0.0), on_rung - carried


def costs(run, worth):
    """10^6 USD of a run: what generation costs, what is lost of the worth of energy, what generators
    of sites burn, less what mines earn."""
    ledger = run.ledger()
    ledger = ledger[ledger["class"] != "mine"]
    imposed = ledger[ledger["cause"] != "price"]
    backup = run.frame("site", "backup_mw", wide=True).sum()
    firm, uncarried = lost_firm(imposed, backup)
    others = imposed[~imposed["tier"].isin(["firm", "backup_generation"])]
    own_choice = ledger[ledger["cause"] == "price"]
    lost = sum((rows["cut_mwh"] * rows["site"].map(worth)).sum() for rows in (others, own_choice))
    lost += (uncarried * worth.reindex(uncarried.index)).sum()
    summary = run.summary
    return {"generation": summary["generation_cost_usd"] / 1e6,
            "lost": (lost + summary["backup_cost_usd"]) / 1e6,
            "firm": FIRM_USD_PER_MWH * firm.sum() / 1e6,
            "mining": -summary["mining_revenue_usd"] / 1e6,
            "firm_gwh": firm.sum() / 1e3, "stood_down": own_choice["cut_mwh"].sum() / 1e3}


def of_rungs(ledger):
    """GWh that the grid cut, by rung."""
    imposed = ledger[ledger["cause"] != "price"]
    return {f"rung_{tier}": imposed.loc[imposed["tier"] == tier, "cut_mwh"].sum() / 1e3
            for tier in RUNGS}


def read(sweep):
    """A row per member: rule, replicate and measures."""
    worth = pd.read_csv(HERE / "sites.csv").set_index("id")["interruption_usd_per_mwh"]
    rows = []
    for index, run in sweep.select_all():
        member = sweep.table.loc[index]
        row = {"rule": member["rule"], "replicate": member["replicate"], **costs(run, worth),
               **of_rungs(run.ledger())}
        row["cost"] = row["generation"] + row["lost"] + row["firm"] + row["mining"]
        for name in ("h", "events", "mean_h", "mwh", "served_jain", "cut_gini", "envy", "paid_usd",
                     "stand_by_usd"):
            row[name] = member[f"curtailed_all_{name}"]
        row["firm_h"] = member["large_load_emergency_hours"]
        row["native_mwh"] = member["native_shed_mwh"]
        rows.append(row)
    return pd.DataFrame(rows)


def change(table, rule, column, digits):
    """Difference of the means to the baseline, pair by pair, with its 95 % interval."""
    wide = table.pivot(index="replicate", columns="rule", values=column)
    pairs = wide[rule] - wide[BASELINE]
    half = T_95_OF_10 * pairs.std(ddof=1) / np.sqrt(len(pairs))
    return f"{pairs.mean():+.{digits}f} ± {half:.{digits}f}"


def print_tables(table, sites):
    means = table.groupby("rule", sort=False).mean(numeric_only=True)
    shed = means.loc[means["native_mwh"] > 0.0, "native_mwh"].round(1).to_dict()
    print(f"native load shed, MWh: {shed or 'none'}; cost of {BASELINE}: "
          f"{means.loc[BASELINE, 'cost']:.1f} million USD, of which {means.loc[BASELINE, 'generation']:.1f} "
          f"generation, {means.loc[BASELINE, 'lost']:.1f} lost, {means.loc[BASELINE, 'firm']:.1f} firm "
          f"load, {means.loc[BASELINE, 'mining']:.1f} mining")
    print("\n| rule | cost against `pro_rata`, 10⁶ USD | cut, GWh | stood down, GWh | hours cut per site "
          "| mean length, h | 1 - Jain, served, 10⁻⁵ | Gini | envy, points | firm lost, GWh "
          "| hours with firm lost | paid for cuts, 10⁶ USD |\n" + "|---" * 12 + "|")
    for rule, row in means.iterrows():
        cost = "0" if rule == BASELINE else change(table, rule, "cost", 1)
        print(f"| `{rule}` | {cost} | {row['mwh'] / 1e3:.0f} | {row['stood_down']:.0f} "
              f"| {row['h'] / sites:.0f} | {row['mean_h']:.1f} | {1e5 * (1 - row['served_jain']):.1f} "
              f"| {row['cut_gini']:.3f} | {100 * row['envy']:.1f} | {row['firm_gwh']:.1f} "
              f"| {row['firm_h']:.0f} | {row['paid_usd'] / 1e6:.0f} |")


def draw(table, path):
    means = table.groupby("rule", sort=False).mean(numeric_only=True)
    with style.plt.rc_context(style._RC):
        figure, (left, right) = style.plt.subplots(1, 2, figsize=(11.5, 5), constrained_layout=True)
        rise = means["cost"] - means.loc[BASELINE, "cost"]
        left.grid(True)
        left.plot(rise, means["cut_gini"], "o", color=style.BLUE, ms=6, mew=0)
        left.margins(0.15)
        left.set_xlabel("cost against pro_rata, million USD a year (left is cheaper)")
        left.set_title("Gini coefficient of the shares that\nsites were cut (below is fairer)",
                       fontsize=9.5)
        rows, base = np.arange(len(means))[::-1], np.zeros(len(means))
        for tier, (name, colour) in RUNGS.items():
            right.barh(rows, means[f"rung_{tier}"], left=base, height=0.7, color=colour, label=name)
            base += means[f"rung_{tier}"].to_numpy()
        right.set_yticks(rows, means.index, fontsize=8)
        right.grid(True, axis="x")
        right.grid(False, axis="y")
        right.tick_params(axis="y", length=0)
        right.set_title("What the grid cut, by rung of the ladder, GWh a year", fontsize=9.5)
        right.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.07), ncol=4, frameon=False,
                     fontsize=8)
        figure.suptitle("Fourteen rules of curtailment, the same hours", x=0.01, ha="left",
                        fontsize=12, fontweight="bold")
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        fairness_cost.name_points(left, rise, means["cut_gini"])
    return style.save(figure, path)


def main(folder):
    table = read(open_sweep(folder))
    print_tables(table, len(pd.read_csv(HERE / "sites.csv")))
    print(draw(table, HERE / "figure.png"))


if __name__ == "__main__":
    main(*sys.argv[1:])
