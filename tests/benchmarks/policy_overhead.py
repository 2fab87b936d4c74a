#!/usr/bin/env python3
"""What a policy in a file costs: the default experiment under the same rule built in and as a file.

    policy_overhead.py PROGRAM MODULES [ROUNDS] [YEARS]

Runs take turns, so that a machine that gets slower is slower for all; medians of the CPU time of whole runs
without output, and their ratios. Python is measured where the program reads it and MODULES holds pro_rata.py.
"""

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path


def cpu_seconds(program, policy, years):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "run", "--no-output", "--quiet", "--set", f"horizon.years={years}",
                    "--set", f"policies.curtailment={policy}"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(program, modules, rounds="5", years="10"):
    modules = Path(modules).resolve()
    cases = {"built in": "pro_rata", "shared object": modules / "pro_rata.so"}
    python = modules / "pro_rata.py"
    if python.exists():
        cases["Python"] = python
    seconds = {name: [] for name in cases}
    for _ in range(int(rounds)):
        for name, policy in cases.items():
            seconds[name].append(cpu_seconds(program, policy, years))
    base = statistics.median(seconds["built in"])
    for name, all_of in seconds.items():
        median = statistics.median(all_of)
        print(f"{name:14} {median:7.2f} s CPU (of {', '.join(f'{s:.2f}' for s in all_of)})  "
              f"{100 * (median / base - 1):+6.1f} %")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main(*sys.argv[1:])
