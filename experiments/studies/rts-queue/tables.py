"""Markdown tables of runs, a row each, whole and year by year: tables.py MEMBER.h5..."""

import sys

import gridrush

APPLICANTS = ("ai_training", "ai_inference", "cloud", "mine", "sovereign_mine", "industry",
              "generator_backed")


def by_applicant(years, what):
    return sum(years[f"{what}_mw_{applicant}"] for applicant in APPLICANTS)


YEARLY = {
    "MW energised": lambda years: by_applicant(years, "energised"),
    "MW waiting at the end of the year": lambda years: years["waiting_mw"],
    "MW withdrawn": lambda years: years.filter(like="withdrawn_mw_").sum(axis=1),
    "wait p50 of those energised, months": lambda years: years["wait_p50_months"],
    "wait p90 of those energised, months": lambda years: years["wait_p90_months"],
    "studies of a request": lambda years: years["studies"],
    "restudies": lambda years: years["restudies"],
    "idle contracted MW years": lambda years: years["idle_contracted_mw_years"],
    "Jain's index of shares granted": lambda years: years["jain_granted_share"],
    "rate payers' share of upgrades": lambda years: years["rate_payer_share"],
}


WHOLE = {
    "studies": lambda run: run["studies"],
    "MW signed": lambda run: run["requests_signed_mw"],
    "MW energised": lambda run: run["requests_energised_mw"],
    "months to power, p50": lambda run: run["time_to_power_p50_months"],
    "p90": lambda run: run["time_to_power_p90_months"],
    "MW withdrawn": lambda run: sum(run[f"withdrawn_{stage}_mw"] for stage in
                                    ("application", "study", "decision", "agreement")),
    "restudies of a request": lambda run: run["restudies_per_request"],
    "upgrades, million USD": lambda run: run["upgrade_usd"] / 1e6,
    "borne by rate payers": lambda run: run["rate_payer_share"],
    "idle MW years": lambda run: run["idle_contracted_mw_years"],
    "Jain": lambda run: run["jain_granted_share"],
    "largest violation, MW": lambda run: run.get("largest_study_violation_mw", float("nan")),
}


def cell(value):
    return "-" if value != value else f"{value:.0f}" if abs(value) >= 10 else f"{value:.2g}"


def print_row(cells):
    print(f"| {' | '.join(cells)} |")


def print_table(columns, rows):
    print_row(["regime", *columns])
    print("|---|" + "---:|" * len(columns))
    for regime, values in rows.items():
        print_row([f"`{regime}`", *map(cell, values)])


def main(paths):
    whole, years = {}, {}
    for path in paths:
        with gridrush.open_run(path) as run:
            regime = run.frame("policies")["name"][0]
            whole[regime], years[regime] = run.summary, run.frame("queue_years")
    print_table(WHOLE, {regime: [value(run) for value in WHOLE.values()]
                        for regime, run in whole.items()})
    for title, values in YEARLY.items():
        print(f"\n**{title}**\n")
        print_table(next(iter(years.values()))["year"].astype(int).astype(str),
                    {regime: values(frame) for regime, frame in years.items()})


if __name__ == "__main__":
    main(sys.argv[1:])
