#!/usr/bin/env python3
"""Installs the program into an empty folder and builds somebody else's policy against it.

    check_package.py BUILD_FOLDER CMAKE

Configures, builds and lists tests/package twice: against the installed prefix and against the build tree.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(*arguments):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def build_policy(cmake, folder, *settings):
    run(cmake, "-S", HERE, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", *settings)
    run(cmake, "--build", folder)
    return folder / "first_come.so"


def check_policy(program, policy):
    """The program lists the policy, and an experiment that names it is understood."""
    [listed] = json.loads(run(program, "policies", policy, "--json"))
    assert listed["name"] == "first_come" and listed["family"] == "curtailment", listed
    assert [p["name"] for p in listed["parameters"]] == ["price_usd_per_mwh"], listed
    done = run(program, "run", "--no-output", "--json", "--set", "horizon.days=2",
               "--set", f"policies.curtailment={{file: '{policy}', price_usd_per_mwh: 900}}")
    assert json.loads(done)["status"] == "complete", done


def main(build, cmake):
    build = Path(build).resolve()
    os.environ.pop("GRIDRUSH_PYTHON_MODULE", None)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        prefix = folder / "prefix"
        run(cmake, "--install", build, "--prefix", prefix)
        installed = build_policy(cmake, folder / "installed", f"-DCMAKE_PREFIX_PATH={prefix}")
        check_policy(prefix / "bin" / "gridrush", installed)
        check_policy(build / "gridrush",
                     build_policy(cmake, folder / "tree", f"-Dgridrush_DIR={build}"))
        headers = sorted(str(p.relative_to(prefix)) for p in prefix.rglob("*.hpp"))
        assert not [h for h in headers if "/sim/" in h or "/results/" in h], headers
        assert (prefix / "share/gridrush/python/gridrush/__init__.py").exists()
    print("a policy of another project builds and runs against the installed program")


if __name__ == "__main__":
    main(*sys.argv[1:])
