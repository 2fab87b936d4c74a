#!/usr/bin/env python3
"""What a policy in a file costs: the default experiment under the same rule built in and as a file.

    policy_overhead.py PROGRAM MODULES [ROUNDS] [YEARS]

Runs take turns, so that a machine that gets slower is slower for all; medians of the CPU time of whole runs
and their ratios. With the default queue hardly anybody is cut; with connect_and_manage the rule is asked in most
hours. Without output that is what a policy costs beside the bare simulation, with output what a user waits for.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


EXAMPLES = Path(__file__).parents[2] / "policies" / "python" / "examples"
IN_CPP = """from gridrush.policy import Curtailment, split_in_proportion

class InCpp(Curtailment):
    "A cut is shared in proportion to contracted megawatts."
    name = "split_of_the_program"

    def decide(self, view, rng):
        return split_in_proportion(view, view.contracted_mw)
"""


def cpu_seconds(program, output, queue, policy, years):
    written = ["--output", output, "--force"] if output else ["--no-output"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "run", *written, "--quiet", "--set", f"horizon.years={years}",
                    "--set", f"policies.interconnection={queue}",
                    "--set", f"policies.curtailment={policy}"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(title, cases, rounds, seconds_of):
    seconds = {name: [] for name in cases}
    for _ in range(rounds):
        for name, policy in cases.items():
            seconds[name].append(seconds_of(policy))
    base = statistics.median(seconds["built in"])
    print(title)
    for name, all_of in seconds.items():
        median = statistics.median(all_of)
        print(f"  {name:22} {median:7.2f} s CPU (of {', '.join(f'{s:.2f}' for s in all_of)})  "
              f"{100 * (median / base - 1):+6.1f} %", flush=True)


def main(program, modules, rounds="5", years="10"):
    with tempfile.TemporaryDirectory() as folder:
        in_cpp = Path(folder) / "in_cpp.py"
        in_cpp.write_text(IN_CPP)
        cases = {"built in": "pro_rata", "shared object": Path(modules).resolve() / "pro_rata.so",
                 "Python": EXAMPLES / "pro_rata.py", "Python, split in C++": in_cpp}
        for queue in ["serial_fcfs", "connect_and_manage"]:
            for output in [None, Path(folder) / "run.h5"]:
                compare(f"pro_rata under {queue}, {years} years, "
                        f"{'with' if output else 'without'} output", cases, int(rounds),
                        lambda policy: cpu_seconds(program, output, queue, policy, years))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main(*sys.argv[1:])
