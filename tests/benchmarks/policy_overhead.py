#!/usr/bin/env python3
"""What a policy in a file costs: the default experiment under the same rule built in and as a file.

    policy_overhead.py PROGRAM MODULES [ROUNDS] [YEARS]

Runs take turns, so that a machine that gets slower is slower for all; medians of the CPU time of whole runs
without output, and their ratios. With the default queue hardly anybody is cut; with connect_and_manage the rule
is asked in most hours of the later years.
"""

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path


EXAMPLES = Path(__file__).parents[2] / "policies" / "python" / "examples"


def cpu_seconds(program, queue, policy, years):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "run", "--no-output", "--quiet", "--set", f"horizon.years={years}",
                    "--set", f"policies.interconnection={queue}",
                    "--set", f"policies.curtailment={policy}"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(program, modules, rounds="5", years="10"):
    cases = {"built in": "pro_rata", "shared object": Path(modules).resolve() / "pro_rata.so",
             "Python": EXAMPLES / "pro_rata.py"}
    for queue in ["serial_fcfs", "connect_and_manage"]:
        seconds = {name: [] for name in cases}
        for _ in range(int(rounds)):
            for name, policy in cases.items():
                seconds[name].append(cpu_seconds(program, queue, policy, years))
        base = statistics.median(seconds["built in"])
        print(f"pro_rata under {queue}, {years} years")
        for name, all_of in seconds.items():
            median = statistics.median(all_of)
            print(f"  {name:14} {median:7.2f} s CPU (of {', '.join(f'{s:.2f}' for s in all_of)})  "
                  f"{100 * (median / base - 1):+6.1f} %")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main(*sys.argv[1:])
