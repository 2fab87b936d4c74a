#!/usr/bin/env python3
"""Checks who includes whom.

    check_include_direction.py [ROOT]      prints file:line of every violation, exit status 1 if there is one
    check_include_direction.py --self-test proves that each rule can fail

Rules: a folder includes only itself and the folders to its left; every third-party package is included only
where PACKAGES says; policies, with all they include, need no package but the ones in POLICIES_MAY_REACH.
Tests may include everything, and nothing may include tests.
"""

import re
import sys
import tempfile
from pathlib import Path

FOLDERS = ["topology", "policies", "sim", "results", "experiments"]

# package, how its includes look, which files may have them
PACKAGES = [
    ("pybind11", r"pybind11/|Python\.h", r"policies/python/.*"),
    ("SimGrid", r"simgrid/|xbt/|smpi/|xbt\.h", r"sim/engine[^/]*\.cpp|sim/engine/.*\.cpp"),
    ("HDF5", r"hdf5(_hl)?\.h|H5[A-Za-z]*\.h", r"results/h5[^/]*\.cpp|results/h5/.*\.cpp|results/h5\.hpp"),
    ("OpenSSL", r"openssl/", r"results/fingerprint\.cpp"),
    ("Clp", r"Clp|Coin|coin/|Osi", r"sim/operations/.*"),
    ("Boost.Math", r"boost/math/", r"results/student_t\.cpp|experiments/sweep_sampling\.cpp"),
    ("Boost.Random", r"boost/random/", r"experiments/sweep_sampling\.cpp"),
    ("Boost", r"boost/", r"topology/.*"),
    ("Eigen", r"Eigen/|unsupported/Eigen", r"topology/.*"),
    ("KLU", r"(suitesparse/)?(klu|btf|amd|colamd|cs|cholmod|umfpack)\.h", r"topology/.*"),
    ("Random123", r"Random123/", r"topology/.*"),
    ("yaml-cpp", r"yaml-cpp/", r"experiments/.*|topology/importers/.*"),
    ("CLI11", r"CLI/", r"experiments/.*"),
    ("nlohmann_json", r"nlohmann/", r"experiments/.*"),
    ("zlib", r"zlib\.h", r"experiments/[^/]*\.cpp"),
    ("fmt", r"fmt/", r".*"),
    ("GoogleTest", r"gtest/|gmock/", r"tests/.*"),
    ("Google Benchmark", r"benchmark/", r"tests/.*"),
]

# Headers of the C++ library have no suffix; these are the system's.
SYSTEM = re.compile(
    r"[a-z_0-9]+|(sys|arpa|netinet|linux)/[a-z_0-9]+\.h"
    r"|(unistd|fcntl|signal|termios|poll|elf|spawn|dlfcn|execinfo|glob|pwd|time|errno|fenv|math|string|stdio|stdlib)\.h"
)

POLICIES_MAY_REACH = {"Random123", "fmt"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(path):
    """Line number, name and whether it is in quotes, of every include in a file."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = INCLUDE.match(line)
        if match:
            found.append((number, match.group(2), match.group(1) == '"'))
    return found


def package_of(name):
    for package, pattern, allowed in PACKAGES:
        if re.match(pattern, name):
            return package, allowed
    return None, None


def is_code(path):
    return path.suffix in {".cpp", ".hpp", ".h", ".cc", ".hh", ".ipp"}


def read_tree(root):
    """Includes of every code file of the folders, by path relative to the root."""
    tree = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and is_code(path):
                tree[path.relative_to(root).as_posix()] = includes(path)
    return tree


def direction_violation(file, name):
    own = FOLDERS.index(file.split("/")[0])
    target = name.split("/")[0]
    if target == "tests":
        return "includes a test"
    if target in FOLDERS and FOLDERS.index(target) > own:
        return f"{FOLDERS[own]}/ may not include {target}/ (a folder includes only folders to its left)"
    if name.startswith("."):
        return "relative include (write the path from the repository root)"
    return None


def package_violation(file, name):
    package, allowed = package_of(name)
    if package is None:
        return None if SYSTEM.fullmatch(name) else "unknown package (add it to PACKAGES with its place)"
    if not re.fullmatch(allowed, file):
        return f"{package} belongs only in {allowed}"
    return None


def reach(tree, file):
    """Packages that a file needs through our own headers: package -> the chain of headers to it."""
    packages, seen, open_files = {}, {file}, [(file, (file,))]
    while open_files:
        current, chain = open_files.pop()
        for _, name, quoted in tree.get(current, []):
            if name in tree and name not in seen:
                seen.add(name)
                open_files.append((name, (*chain, name)))
            elif not name.split("/")[0] in FOLDERS:
                package, _ = package_of(name)
                if package is not None:
                    packages.setdefault(package, chain)
    return packages


def check(root):
    tree = read_tree(root)
    violations = []
    for file, lines in tree.items():
        for number, name, quoted in lines:
            ours = name.split("/")[0] in [*FOLDERS, "tests"] or name.startswith(".")
            if ours:
                problem = direction_violation(file, name)
            elif quoted and package_of(name)[0] is None:
                problem = None  # a generated header of our own
            else:
                problem = package_violation(file, name)
            if problem:
                violations.append(f'{file}:{number}: "{name}": {problem}')
        if file.startswith("policies/") and not file.startswith("policies/python/"):
            for package, chain in sorted(reach(tree, file).items()):
                if package not in POLICIES_MAY_REACH and len(chain) > 1:
                    violations.append(f"{file}:1: policies must not need {package} (through {' -> '.join(chain)})")
    return violations


SELF_TEST = {
    # file: (text, does it break a rule?)
    "topology/good.hpp": ("#include <vector>\n#include <Eigen/Sparse>\n", False),
    "topology/plain.hpp": ("#include <chrono>\n", False),
    "topology/upward.cpp": ('#include "sim/world.hpp"\n', True),
    "topology/yaml.cpp": ("#include <yaml-cpp/yaml.h>\n", True),
    "topology/importers/native.cpp": ("#include <yaml-cpp/yaml.h>\n", False),
    "policies/good.cpp": ('#include "topology/plain.hpp"\n', False),
    "policies/package.cpp": ("#include <Eigen/Sparse>\n", True),
    "policies/hidden_package.cpp": ('#include "topology/good.hpp"\n', True),
    "sim/engine.cpp": ("#include <simgrid/s4u.hpp>\n#include <unistd.h>\n", False),
    "sim/engine.hpp": ("#include <simgrid/s4u.hpp>\n", True),
    "sim/world.cpp": ("  #  include <xbt/log.h>\n", True),
    "sim/operations/dispatch.cpp": ("#include <ClpSimplex.hpp>\n", False),
    "sim/world2.cpp": ("#include <ClpSimplex.hpp>\n", True),
    "results/h5.cpp": ("#include <hdf5.h>\n#include <hdf5_hl.h>\n", False),
    "results/reader.cpp": ("#include <H5Ppublic.h>\n", True),
    "results/student_t.cpp": ("#include <boost/math/distributions/students_t.hpp>\n", False),
    "results/math.cpp": ("#include <boost/math/distributions/students_t.hpp>\n", True),
    "results/graph.cpp": ("#include <boost/graph/adjacency_list.hpp>\n", True),
    "results/unknown.cpp": ("#include <zlib.h>\n", True),
    "results/tests.cpp": ('#include "tests/reference_data.hpp"\n', True),
    "results/relative.cpp": ('#include "../sim/world.hpp"\n', True),
    "results/version.cpp": ('#include "gridrush_version.hpp"\n', False),
    "experiments/main.cpp": ('#include <CLI/CLI.hpp>\n#include "topology/good.hpp"\n', False),
    "sim/commented.cpp": ('// #include "experiments/main.hpp"\n', False),
    "tests/sim/any_test.cpp": ("#include <zlib.h>\n", False),
}


def self_test():
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        for file, (text, _) in SELF_TEST.items():
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = {violation.split(":")[0] for violation in check(root)}
    wanted = {file for file, (_, breaks) in SELF_TEST.items() if breaks}
    for file in sorted(wanted ^ found):
        print(f"{file}: {'violation not found' if file in wanted else 'false alarm'}")
    return 1 if wanted != found else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    violations = check(root)
    print("\n".join(violations) if violations else "every include points to the left")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
