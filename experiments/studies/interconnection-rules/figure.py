"""The figure and the table of this study, from the folder of its sweep.

PYTHONPATH=results/python python3 experiments/studies/interconnection-rules/figure.py out/rules
"""

import sys
from pathlib import Path

import numpy as np

import gridrush
from gridrush.plots import style

BASELINE = "serial_fcfs"
NAMES = {"serial_fcfs": "one by one, first come\n(serial_fcfs)",
         "cluster_order2023": "yearly clusters\n(cluster_order2023)",
         "ercot_batch": "half-yearly batches, 50,000 USD/MW\n(ercot_batch)",
         "uk_gate2": "the ready, half-yearly\n(uk_gate2)",
         "spp_chills": "fast, cut until upgraded\n(spp_chills)",
         "connect_and_manage": "connect at once, cut if short\n(connect_and_manage)",
         "take_or_pay": "pay 85 % or leave\n(take_or_pay)",
         "auction_capacity": "yearly auction\n(auction_capacity)"}
CLASSES = ["ai_training", "ai_inference", "mine", "industry"]


def means(sweep):
    table = sweep.table[sweep.table["status"] == "complete"]
    return table.groupby("regime", sort=False).mean(numeric_only=True)


def draw_energised(axis, mean, rows):
    left = np.zeros(len(rows))
    for kind in CLASSES:
        gw = mean[f"requests_energised_{kind}_mw"].to_numpy() / 1000
        axis.barh(rows, gw, left=left, height=0.62, color=style.APPLICANT_COLOURS[kind],
                  label=style.APPLICANT_NAMES[kind])
        left += gw
    for row, total in zip(rows, left):
        axis.text(total + 0.06, row, f"{total:.1f}", va="center", fontsize=8)
    axis.set_xlim(0, 1.12 * left.max())
    axis.set_title("Who is connected after ten years, GW", fontsize=9.5)
    axis.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.06), ncol=4, frameon=False,
                fontsize=8, columnspacing=1.2, handlelength=1.2)


def draw_waits(axis, mean, rows):
    median = mean["time_to_power_p50_months"].to_numpy() / 12
    long = mean["time_to_power_p90_months"].to_numpy() / 12
    axis.hlines(rows, median, long, color=style.GREY, linewidth=3)
    axis.plot(median, rows, "o", color=style.BLACK, markersize=6)
    axis.plot(long, rows, "|", color=style.BLACK, markersize=9, markeredgewidth=1.5)
    for row, years in zip(rows, median):
        axis.text(years - 0.13, row, f"{years:.1f}", va="center", ha="right", fontsize=8)
    axis.set_xlim(0, 1.06 * long.max())
    axis.set_title("Years from filing to power:\nhalf (dot) and nine in ten (bar's end)",
                   fontsize=9.5)


def draw_costs(axis, mean, rows):
    usd = mean["upgrade_usd"].to_numpy() / 1e6
    public = usd * mean["public_share"].to_numpy()
    axis.barh(rows, usd - public, height=0.62, color=style.GREEN, label="applicants")
    axis.barh(rows, public, left=usd - public, height=0.62, color=style.RED, label="rate payers")
    for row, total in zip(rows, usd):
        axis.text(total + 0.02 * usd.max(), row, f"{total:.0f}", va="center", fontsize=8)
    axis.set_xlim(0, 1.16 * usd.max())
    axis.set_title("Who pays for upgrades,\nmillion USD", fontsize=9.5)
    axis.legend(loc="upper left", bbox_to_anchor=(-0.06, -0.06), ncol=2, frameon=False, fontsize=8,
                columnspacing=1.2, handlelength=1.2)


def draw(mean, path):
    with style.plt.rc_context(style._RC):
        figure, axes = style.plt.subplots(1, 3, figsize=(11.5, 4.9), sharey=True,
                                          constrained_layout=True,
                                          gridspec_kw={"width_ratios": [1.25, 1, 0.75]})
        rows = np.arange(len(mean))[::-1]
        for axis, panel in zip(axes, (draw_energised, draw_waits, draw_costs)):
            axis.grid(True, axis="x")
            panel(axis, mean, rows)
            axis.tick_params(axis="y", length=0)
        axes[0].set_yticks(rows, [NAMES[regime] for regime in mean.index], fontsize=8.5)
        figure.suptitle("The same applicants on the same grid under eight rules of connection",
                        x=0.01, ha="left", fontsize=12, fontweight="bold")
    return style.save(figure, path)


def change(compared, metric, regime, divisor, digits):
    """Difference to the serial queue with its 95 % interval, in bold where it is told from 0."""
    row = compared[(compared["metric"] == metric) & (compared["level"] == regime)].iloc[0]
    difference, low, high = (row[name] / divisor
                             for name in ("difference", "paired_low", "paired_high"))
    text = f"{difference:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]"
    return f"**{text}**" if low > 0 or high < 0 else text


def print_table(sweep, mean):
    compared = sweep.compare(by="regime", baseline=BASELINE)
    print("| regime | signed, GW | connected, GW | against `serial_fcfs` | AI, mines, industry, % "
          "| median months to power | against `serial_fcfs` | nine in ten within, months "
          "| withdrawn, GW | restudies a request "
          "| upgrades, 10⁶ USD | of it rate payers, % |")
    print("|" + "---|" * 12)
    for regime, row in mean.iterrows():
        connected = row["requests_energised_mw"]
        shares = [row[f"requests_energised_{kind}_mw"] / connected * 100 for kind in CLASSES]
        is_baseline = regime == BASELINE
        more_mw = "" if is_baseline else change(compared, "requests_energised_mw", regime, 1000, 2)
        sooner = "" if is_baseline else change(compared, "time_to_power_p50_months", regime, 1, 1)
        print(f"| `{regime}` | {row['requests_signed_mw'] / 1000:.2f} | {connected / 1000:.2f} "
              f"| {more_mw} | {shares[0] + shares[1]:.0f}, {shares[2]:.0f}, {shares[3]:.0f} "
              f"| {row['time_to_power_p50_months']:.1f} | {sooner} "
              f"| {row['time_to_power_p90_months']:.1f} | {row['withdrawn_mw'] / 1000:.1f} "
              f"| {row['restudies_per_request']:.2f} | {row['upgrade_usd'] / 1e6:.0f} "
              f"| {100 * row['public_share']:.0f} |")


def main(folder):
    sweep = gridrush.open_sweep(folder)
    table = sweep.table
    mean = means(sweep)
    stages = ["application", "study", "decision", "agreement"]
    mean["withdrawn_mw"] = sum(mean[f"withdrawn_{stage}_mw"] for stage in stages)
    # Of the sum over all futures, as a future without upgrades has no share.
    paid = table["upgrade_usd"] * table["rate_payer_share"].fillna(0.0)
    mean["public_share"] = paid.groupby(table["regime"]).mean() / mean["upgrade_usd"]
    mean["public_share"] = mean["public_share"].fillna(0.0)
    print_table(sweep, mean)
    print(draw(mean, Path(__file__).parent / "figure.png"))


if __name__ == "__main__":
    main(sys.argv[1])
