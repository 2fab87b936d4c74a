"""Who gets how much power, and when, under each rule: the README's tables from a sweep of this study.

PYTHONPATH=results/python python3 experiments/studies/fast-lane-for-ai/table.py out/fast-lane-for-ai
"""

import sys

import numpy as np
import pandas as pd
from gridrush import open_sweep
from gridrush.plots.style import APPLICANT_NAMES

CLASSES = ["ai_training", "ai_inference", "mine", "industry"]
END = pd.Timestamp("2035-01-01")
T_95_OF_20 = 2.093  # Student's t, 19 degrees of freedom
MONTH, YEAR = pd.Timedelta(days=30.436875), pd.Timedelta(days=365.2425)
MEASURES = {"asked": "asked for, GW", "power": "in force at the end, GW",
            "gw_years": "in force over ten years, GW years", "signed": "signs, % of MW",
            "to_sign": "filing to signature, months", "to_power": "filing to power, months"}


def of_class(queue, events, rows):
    """Measures of the requests of one class in one run. A project that files in several places
    counts once; months are medians of those that sign, or are energised."""
    theirs = queue[rows]
    load = theirs.project.where(theirs.project != "", theirs.request)
    asked = theirs.groupby(load).requested_mw.max().sum()
    held = events[events.request.isin(theirs.index)]
    signed = theirs[theirs.signed_at.notna()]
    running = theirs[theirs.energised_at.notna()]
    return {"asked": asked / 1000.0, "power": held.change.sum() / 1000.0,
            "gw_years": (held.change * ((END - held.time) / YEAR)).sum() / 1000.0,
            "signed": 100.0 * signed.filter(like="granted_mw_").max(axis=1).sum() / asked,
            "to_sign": ((signed.signed_at - signed.applied_at) / MONTH).median(),
            "to_power": ((running.energised_at - running.applied_at) / MONTH).median()}


def measures(run):
    queue = run.frame("queue").reset_index(drop=True)
    events = run.frame("queue_events")
    events = events[events.kind.isin(["energised", "stepped_up", "lapsed"])].copy()
    events["change"] = events.groupby("request").mw.diff().fillna(events.mw)
    return {name: of_class(queue, events, queue.applicant == name) for name in CLASSES}


def read(sweep):
    """Replicates x (regime, class, measure)."""
    found = {}
    for regime in sweep.axes["regime"]:
        for index, run in sweep.select_all(regime=regime):
            replicate = sweep.table.replicate[index]
            for name, values in measures(run).items():
                for measure, value in values.items():
                    found.setdefault((regime, name, measure), {})[replicate] = value
    return pd.DataFrame(found)


def cell(values, base):
    """The mean; its change against `base`, pair by pair, with a 95 % interval."""
    change = (values - base).dropna()
    if base is values or len(change) < 2:
        return f"{values.mean():.2f}"
    half = T_95_OF_20 * change.std(ddof=1) / np.sqrt(len(change))
    return f"{change.mean():+.2f} [{change.mean() - half:+.2f}, {change.mean() + half:+.2f}]"


def main(folder):
    found = read(open_sweep(folder))
    regimes = list(dict.fromkeys(found.columns.get_level_values(0)))
    for measure, text in MEASURES.items():
        print(f"\n| {text} | " + " | ".join(regimes) + " |\n" + "|---" * (len(regimes) + 1) + "|")
        for name in CLASSES:
            base = found[regimes[0], name, measure]
            cells = [cell(base, base), *(cell(found[regime, name, measure], base)
                                         for regime in regimes[1:])]
            print(f"| {APPLICANT_NAMES[name]} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
