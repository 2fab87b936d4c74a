"""The table of this study, from the folder of its sweep.

PYTHONPATH=results/python python3 experiments/studies/phantom-requests/table.py out/phantom
"""

import sys

import numpy as np
import pandas as pd

import gridrush

MONTH_S = 30.436875 * 86400
STUDENT_T_19 = 2.093  # 97.5 %, 20 pairs


def one_run(run):
    queue = run.frame("queue")
    genuine = queue[queue["applicant"].isin(["cloud", "industry"])]
    developers = queue[queue["applicant"] == "ai_training"]
    signed = genuine[genuine["signed_at"].notna()]
    months = (signed["signed_at"] - signed["applied_at"]).dt.total_seconds() / MONTH_S
    mw = genuine["requested_mw"].sum()
    gave_up = genuine["exit_reason"].isin(["patience", "changed_mind"])
    filed = queue[queue["applied_at"].notna()]
    return {"filed_gw": filed["requested_mw"].sum() / 1000,
            "signed_percent": 100 * signed["requested_mw"].sum() / mw,
            "gave_up_percent": 100 * genuine.loc[gave_up, "requested_mw"].sum() / mw,
            "months": months.median(),
            "developers_gw": developers.loc[developers["signed_at"].notna(),
                                            "requested_mw"].sum() / 1000,
            "studies": queue["studies"].sum()}


def change(values, baseline):
    """Mean paired difference and its 95 % interval."""
    difference = (values - baseline).dropna()
    half = STUDENT_T_19 * difference.std() / np.sqrt(len(difference))
    mean = difference.mean()
    return f"{mean:+.1f} [{mean - half:+.1f}, {mean + half:+.1f}]"


def main(folder):
    sweep = gridrush.open_sweep(folder)
    rows = []
    for number, run in sweep.select_all():
        with run:
            labels = sweep.table.loc[number, ["regime", "more_places", "replicate"]].to_dict()
            rows.append({**labels, **one_run(run)})
    runs = pd.DataFrame(rows).set_index(["regime", "more_places", "replicate"]).sort_index()
    print("| regime | more places | filed, GW | signed of those who file once, % | change "
          "| their median months to signing | change | gave up waiting, % "
          "| developers sign, GW | studies |")
    print("|" + "---|" * 10)
    for regime in sweep.axes["regime"]:
        alone = runs.loc[regime, "none"]
        for places in sweep.axes["more_places"]:
            here = runs.loc[regime, places]
            mean = here.mean()
            changes = ["", ""] if places == "none" else [
                change(here[name], alone[name]) for name in ("signed_percent", "months")]
            print(f"| `{regime}` | {places} | {mean['filed_gw']:.1f} "
                  f"| {mean['signed_percent']:.0f} | {changes[0]} | {mean['months']:.1f} "
                  f"| {changes[1]} | {mean['gave_up_percent']:.0f} "
                  f"| {mean['developers_gw']:.2f} | {mean['studies']:.0f} |")


if __name__ == "__main__":
    main(sys.argv[1])
