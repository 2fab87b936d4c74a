"""Policies in Python, and the verbs that make and test policies, through the program."""

import json
import os
import pathlib
import re
import subprocess
import sys

import h5py
import numpy as np
import pytest

from conftest import FIXTURES, ROOT, simulate

EXAMPLES = ROOT / "policies" / "python" / "examples"
PAGE = ROOT / "policies" / "WRITE_A_POLICY.md"
FAMILIES = ["interconnection", "curtailment", "migration", "strategy", "loading"]
HEAD = "from gridrush.policy import *\nimport numpy as np\n"


@pytest.fixture(scope="session", autouse=True)
def python_module(binary):
    if not (pathlib.Path(binary).parent / "libgridrush_python.so").exists():
        pytest.skip("libgridrush_python.so is not built")


def gridrush(binary, *arguments, folder=None, code=0):
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def write(path, text):
    path.write_text(HEAD + text)
    return path


def rows_of(path):
    """Every dataset that does not tell of the wall clock or of the policies' names."""
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith(("timing", "experiment", "polic")):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(keep)
    return found


def assert_same_rows(one, other):
    one, other = rows_of(one), rows_of(other)
    assert one.keys() == other.keys() and len(one) > 20
    for name, values in one.items():
        if values.dtype == object:  # texts: their bytes are addresses
            assert values.tolist() == other[name].tolist(), name
        else:
            assert values.tobytes() == other[name].tobytes(), name


@pytest.mark.parametrize("family, example, settings", [
    ("curtailment", "pro_rata", []),
    ("loading", "hot_spot", []),
])
def test_a_port_of_a_built_in_policy_gives_the_same_run(binary, tmp_path, family, example, settings):
    more = "".join(f", {setting}" for setting in settings)
    file = EXAMPLES / f"{example}.py"
    built_in = simulate(binary, tmp_path / "built_in.h5",
                        f"policies.{family}={{name: {example}{more}}}")
    python = simulate(binary, tmp_path / "python.h5", f"policies.{family}={{file: {file}{more}}}")
    assert_same_rows(built_in, python)


@pytest.mark.parametrize("example", ["pro_rata", "serial_fcfs", "hot_spot", "checkpoint_and_move"])
def test_the_examples_keep_the_laws(binary, example):
    gridrush(binary, "policies", "test", EXAMPLES / f"{example}.py", "--cases", 100)


CURTAIL = """
class Rule(Curtailment):
    "Tried."
    name = "tried"
    parameters = {"factor": Parameter(1.0, minimum=0, maximum=2)}
    def decide(self, view, rng):
        %s
"""


def test_what_a_policy_sees_is_typed_read_only_and_stays_what_it_was(binary, tmp_path):
    file = write(tmp_path / "seen.py", """
class Rule(Curtailment):
    "Keeps what it saw."
    name = "seen"
    kept = []
    def decide(self, view, rng):
        assert view.site.dtype == np.int32 and view.cuttable_mw.dtype == np.float64
        assert view.energised_at.dtype == np.dtype("datetime64[s]")
        assert isinstance(view.now, np.datetime64) and isinstance(view.cut_mw, float)
        try:
            view.cuttable_mw[...] = 0
            raise AssertionError("writable")
        except ValueError:
            pass
        for array, part, copy in self.kept:
            assert np.array_equal(array, copy) and np.array_equal(part, copy[1:])
        self.kept.append((view.cuttable_mw, view.cuttable_mw[1:], view.cuttable_mw.copy()))
        return split_in_proportion(view, view.contracted_mw)
""")
    gridrush(binary, "policies", "test", file, "--cases", 60)


MIGRATE = """
class Rule(Migration):
    "Tried."
    name = "tried"
    def decide(self, view, rng):
        %s
"""


def test_tenants_and_sites_are_typed_read_only_and_stay_what_they_were(binary, tmp_path):
    file = write(tmp_path / "seen.py", """
def copy(columns):
    return {name: getattr(columns, name).copy() for name in columns.__slots__}

class Rule(Migration):
    "Keeps what it saw."
    name = "seen"
    kept = []
    def decide(self, view, rng):
        hosts, tenants = view.hosts, view.tenants
        assert hosts.site.dtype == tenants.tenant.dtype == tenants.split_to.dtype == np.int32
        assert hosts.free_it_mw.dtype == np.float64 and tenants.moving.dtype == bool
        assert tenants.lease_ends_at.dtype == np.dtype("datetime64[s]")
        assert set(tenants.kind.tolist()) <= set(TENANT_KINDS)
        assert ((tenants.split_to >= 0) == (tenants.split_share > 0)).all()
        assert len({len(getattr(tenants, name)) for name in tenants.__slots__}) == 1
        assert view.forecast_h in (4.0, 24.0)
        try:
            hosts.free_it_mw[...] = 0
            raise AssertionError("writable")
        except ValueError:
            pass
        for columns, before in self.kept:
            for name, values in before.items():
                assert np.array_equal(getattr(columns, name), values, equal_nan=values.dtype == float)
        self.kept += [(hosts, copy(hosts)), (view.tenants, copy(tenants))]
        return [pause(tenant) for tenant, stopped, away
                in zip(tenants.tenant, tenants.paused, tenants.moving) if not stopped | away]
""")
    gridrush(binary, "policies", "test", file, "--cases", 60)


@pytest.mark.parametrize("returned, said", [
    ("return None", r"must return a list of Moves \(returned None\)"),
    ("return [1]", r"must return a list of Moves, made with move\(\), split\(\), pause\(\) and "
                   r"resume\(\) \(found int: 1\)"),
    ("return [Move(0, 'fly', 0)]", r"an unknown kind of move \(found str: 'fly'; known: move, split"),
    ("return [move('a', 0)]", r"a tenant that is no integer"),
    ("return [split(0, 1, 'half')]", r"a share that is no number \(found str: 'half'\)"),
    ("return [move(999, 0)]", r"broken: known_tenants: tenant 999 is none of the view"),
])
def test_a_wrong_move_names_what_was_returned(binary, tmp_path, returned, said):
    file = write(tmp_path / "wrong.py", MIGRATE % returned)
    told = gridrush(binary, "policies", "test", file, "--cases", 40, code=1)
    assert re.search(said, told), told


def test_a_migration_policy_is_tested_with_views_made_by_hand():
    """The cases of tests/policies/migration_test.cpp."""
    sys.path.insert(0, str(ROOT / "results" / "python"))
    from gridrush.policy import HostColumns, MigrationView, TenantColumns

    scope = {"__name__": "example"}
    exec((EXAMPLES / "checkpoint_and_move.py").read_text(), scope)
    policy = scope["CheckpointAndMove"]()

    def decide(cut, tenants=1, forecast_h=24.0, gbps=100.0, free=(100, 100, 100), **more):
        view = MigrationView(
            forecast_h=forecast_h,
            hosts=HostColumns(forecast_cut_share=cut, free_it_mw=free, wan_gbps=[gbps] * 3),
            tenants=TenantColumns(**{
                "site": [0] * tenants, "it_mw": [10] * tenants, "state_gb": [782] * tenants,
                "restart_h": [11 / 60] * tenants, "move_usd": [1000] * tenants,
                "worth_usd_per_mwh": [200] * tenants, "unsaved_h": [0.25] * tenants,
                "flexible_share": [0.25] * tenants, **more}))
        return [(move.tenant, move.kind, move.to) for move in policy.decide(view, None)]

    assert decide([1, 0, 0]) == [(0, "move", 1)]
    assert decide([0.25, 0, 0]) == []
    assert decide([0.5 / 24, 0, 0], flexible_share=[0]) == []
    assert decide([1, 0, 0], gbps=0.1) == [(0, "move", 1)]
    assert decide([1, 0, 0], gbps=0.1, forecast_h=12) == []
    assert decide([1, 0, 0], gbps=0) == []
    assert decide([1, 0.3, 0], tenants=3, free=(0, 100, 20)) == [
        (0, "move", 2), (1, "move", 2), (2, "move", 1)]
    assert decide([1, 0, 0], tenants=3, moving=[True, False, False],
                  kind=["batch", "inference", "batch"]) == [(2, "move", 1)]


STAND = """
class Rule(Curtailment):
    "Tried."
    name = "tried"
    def decide(self, view, rng):
        assert view.tier == "non_firm" and view.contract_class.dtype == np.int32
        assert (view.hours_left >= 0).all() and (view.relief <= 1).all()
        return split_in_proportion(view, view.contracted_mw)
    def %s
"""


def test_a_curtailment_policy_may_stand_down_pay_and_cap(binary, tmp_path):
    file = write(tmp_path / "stands.py", STAND % """stand_down(self, view, rng):
        assert len(view.forecast_mw) == 24 and view.forecast_mw.max() >= view.forecast_mw[0]
        assert view.month_peak_mw > 0 and rng.uniform() < 1
        return np.where(view.lmp_usd_per_mwh > view.break_even_usd_per_mwh, view.wanted_mw, 0)
    def payment(self):
        return "clearing"
    def caps(self):
        return Caps(hours_per_year=100)""")
    gridrush(binary, "policies", "test", file, "--cases", 60)


@pytest.mark.parametrize("method, said", [
    ("stand_down(self, view, rng):\n        return None",
     r"stand_down\(\) must return an array of \d+ MW"),
    ("stand_down(self, view, rng):\n        return 2 * view.wanted_mw + 1", r"broken: stand_down: "),
    ("stand_down(self, view):\n        pass", r"stand_down must take \(self, view, rng\)"),
    ("payment(self):\n        return 'gold'",
     r"payment\(\) returned an unknown payment \(found str: 'gold'; known: contract, as_bid"),
    ("caps(self):\n        return 5", r"caps\(\) must return Caps\(hours_per_year, energy_share\)"),
    ("caps(self):\n        return Caps(hours_per_year='many')",
     r"caps\(\) returned hours that is no number"),
    ("caps(self):\n        return Caps(energy_share=-1)", r"broken: terms: caps of inf hours"),
])
def test_what_is_wrong_with_the_terms_of_a_policy_is_told(binary, tmp_path, method, said):
    file = write(tmp_path / "wrong.py", STAND % method)
    told = subprocess.run([binary, "policies", "test", file, "--cases", "40"], capture_output=True,
                          text=True, timeout=120)
    assert told.returncode in (1, 2) and re.search(said, told.stdout + told.stderr), told


def test_random_numbers_are_the_programs(binary, tmp_path):
    """The first draws of seed 1, case 1; tests/topology has the same stream in C++."""
    file = write(tmp_path / "draws.py", CURTAIL % """
        low = [rng.uniform(), rng.uniform(2, 3), rng.normal(), rng.lognormal(1, 0.5),
               rng.exponential(2), rng.triangular(0, 1, 4)]
        assert 0 <= low[0] < 1 and 2 <= low[1] < 3 and 0 <= low[5] <= 4 and rng.bits() >= 0
        weight = view.contracted_mw * 0 + [rng.uniform() for _ in view.site]
        return split_in_proportion(view, weight)""".strip())
    gridrush(binary, "policies", "test", file, "--cases", 60)


@pytest.mark.parametrize("returned, said", [
    ("return None", r"must return an array of \d+ MW, one per row of the view \(returned None\)"),
    ("return 'all'", r"\(returned str: 'all'\)"),
    ("return [[1.0]]", r"\(returned list: \[\[1.0\]\]\)"),
    ("return [None] * len(view.site)", r"\(returned list: \[None"),
    ("return 1 / 0", r"wrong\.py:9: ZeroDivisionError: division by zero"),
    ("return np.zeros(3) @ np.zeros(4)", r"wrong\.py:9: ValueError: matmul"),
    ("return view.cuttable_mw.sort()", r"wrong\.py:9: ValueError: .*read-only"),
    ("raise SystemExit(0)", r"wrong\.py:9: SystemExit"),
    ("return split_in_order(view, [99])", r"wrong\.py:9: IndexError: order names row 99"),
])
def test_a_wrong_answer_names_what_was_returned_and_where(binary, tmp_path, returned, said):
    file = write(tmp_path / "wrong.py", CURTAIL % returned)
    told = gridrush(binary, "policies", "test", file, "--cases", 40, code=1)
    assert re.search(f"broken: answers: .*{said}", told), told
    run = gridrush(binary, "run", FIXTURES / "three_buses" / "experiment.yaml", "--quiet",
                   "--output", tmp_path / "wrong.h5", "--set", f"policies.curtailment={file}",
                   code=1)
    assert re.search(said, run), run


@pytest.mark.parametrize("text, said", [
    ("class Rule(Curtailment)\n    pass\n", r"bad\.py:3: SyntaxError"),
    ("import no_such_module\n", r"bad\.py:3: ModuleNotFoundError: No module named 'no_such_module'"),
    ("x = 1\n", "no policy: no class is derived from Interconnection, Curtailment"),
    ("class A(Loading):\n    pass\nclass B(Loading):\n    pass\n", r"2 policies: A, B"),
    ("class A(Loading):\n    name = 'a'\n", r"class A has no decide\(self, view, rng\)"),
    ("class A(Loading):\n    name = 'a'\n    def decide(self, view):\n        pass\n",
     r"A\.decide must take \(self, view, rng\)"),
    ("class A(Loading):\n    def decide(self, view, rng):\n        pass\n", "class A needs name"),
    ("class A(Loading):\n    name = 'a'\n    parameters = {'x': 3}\n"
     "    def decide(self, view, rng):\n        pass\n", "parameter x of A must be a Parameter"),
    ("class A(Loading):\n    name = 'a'\n    parameters = {'x': Parameter(3, maximum=2)}\n"
     "    def decide(self, view, rng):\n        pass\n", "'x' has a default out of its range"),
])
def test_a_file_that_is_no_policy_is_an_input_error_that_says_why(binary, tmp_path, text, said):
    file = write(tmp_path / "bad.py", text)
    told = gridrush(binary, "policies", file, code=2)
    assert re.search(said, told), told


def test_parameters_are_checked_and_reach_the_policy(binary, tmp_path):
    file = write(tmp_path / "factor.py", CURTAIL % (
        "assert self.factor == 1.5\n        return split_in_proportion(view, view.contracted_mw)"))
    gridrush(binary, "policies", "test", file, "--set", "factor=1.5", "--cases", 20)
    gridrush(binary, "policies", "test", file, "--cases", 20, code=1)
    told = gridrush(binary, "policies", "test", file, "--set", "factor=3", "--set", "fcator=1",
                    code=2)
    assert "out of range (found 3; allowed 0 to 2)" in told and "did you mean 'factor'" in told


def test_an_endless_decision_ends_the_test(binary, tmp_path):
    file = write(tmp_path / "endless.py", CURTAIL % "\n        while True:\n            pass")
    told = gridrush(binary, "policies", "test", file, "--time-limit", 0.5, code=1)
    assert "tried decided nothing within 0.5 s in case 1 of seed 1" in told


def test_a_broken_law_is_shown_with_its_smallest_case(binary, tmp_path):
    file = write(tmp_path / "broken.py", CURTAIL % "return 0.5 * split_in_proportion(view, view.contracted_mw)")
    told = json.loads(gridrush(binary, "policies", "test", file, "--json", code=1))
    assert [one["law"] for one in told["breaks"]] == ["sum"]
    shown = told["breaks"][0]
    assert shown["rows"] == 1 and len(shown["columns"]["cuttable_mw"]) == 1
    again = gridrush(binary, "policies", "test", file, "--cases", shown["case"], code=1)
    assert f"case {shown['case']} of seed 1" in again


def test_print_of_a_policy_leaves_standard_output_alone(binary, tmp_path):
    file = write(tmp_path / "chatty.py", "print('hello')\n" + CURTAIL %
                 "return split_in_proportion(view, view.contracted_mw)")
    done = subprocess.run([binary, "policies", file, "--json"], capture_output=True, text=True)
    assert json.loads(done.stdout)[0]["name"] == "tried" and "hello" in done.stderr


def test_the_split_of_the_package_is_that_of_the_program(binary, tmp_path):
    file = write(tmp_path / "both.py", CURTAIL % """
        import gridrush.policy as policy, types
        pure = types.ModuleType("pure")
        exec(open(%r).read(), pure.__dict__)
        ours = split_in_proportion(view, view.contracted_mw)
        theirs = pure.split_in_proportion(view, view.contracted_mw)
        assert ours.tobytes() == theirs.tobytes(), (ours, theirs)
        order = range(len(view.site))
        assert split_in_order(view, order).tobytes() == pure.split_in_order(view, order).tobytes()
        return ours""".strip() % str(ROOT / "policies" / "python" / "policy.py"))
    gridrush(binary, "policies", "test", file, "--cases", 100)


def test_the_example_splits_like_the_program_also_at_the_edges(binary, tmp_path):
    file = write(tmp_path / "both.py", CURTAIL % """
        scope = {"__name__": "example"}
        exec(open(%r).read(), scope)
        ours = np.array(scope["ProRata"]().decide(view, rng))
        theirs = split_in_proportion(view, view.contracted_mw)
        assert ours.tobytes() == theirs.tobytes(), (ours, theirs)
        return ours""".strip() % str(EXAMPLES / "pro_rata.py"))
    gridrush(binary, "policies", "test", file, "--cases", 200)


def test_megawatts_may_be_any_sequence_of_numbers(binary, tmp_path):
    file = write(tmp_path / "answer.py", """
class Rule(Loading):
    "Numbers of many kinds."
    name = "many_kinds"
    def decide(self, view, rng):
        rows = len(view.substation)
        kinds = [[1] * rows, [1.0] * rows, [1, 1.0, np.float32(1)] * rows, (1.0,) * rows,
                 np.ones(rows), np.ones(2 * rows)[::2], np.ones(rows, "float32"),
                 np.ones(rows, "int16"), np.ones(rows).tolist()]
        return kinds[rows % len(kinds)][:rows]
""")
    gridrush(binary, "policies", "test", file, "--cases", 60)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_new_python_policy_keeps_its_laws_and_runs(binary, tmp_path, family):
    folder = tmp_path / "mine"
    gridrush(binary, "policies", "new", "mine", "--family", family, "--language", "python",
             "--output", folder)
    environment = dict(os.environ, GRIDRUSH=str(binary))
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder],
                          env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "2 passed" in done.stdout, done.stdout + done.stderr
    gridrush(binary, "policies", "new", "mine", "--family", family, "--language", "python",
             "--output", folder, code=2)


def compiler(*arguments, folder=None):
    done = subprocess.run(["c++", "-std=c++20", f"-I{ROOT}", *map(str, arguments)],
                          capture_output=True, text=True, timeout=300, cwd=folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("family", FAMILIES)
def test_a_new_cpp_policy_compiles(binary, tmp_path, family):
    gridrush(binary, "policies", "new", "mine", "--family", family, "--language", "cpp",
             folder=tmp_path)
    compiler("-fsyntax-only", "-Wall", "-Wextra", "-Wno-missing-field-initializers",
             tmp_path / "mine" / "mine.cpp")


def build_with_cmake(binary, folder):
    build = pathlib.Path(binary).parent
    if not (build / "gridrushConfig.cmake").exists():
        pytest.skip("the build folder has no package of CMake yet")
    for command in (["cmake", "-B", "build", "-DCMAKE_BUILD_TYPE=Release", f"-Dgridrush_DIR={build}"],
                    ["cmake", "--build", "build"], ["ctest", "--test-dir", "build"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_cpp_policy_is_built_tested_and_run_by_cmake(binary, tmp_path):
    gridrush(binary, "policies", "new", "mine", "--family", "loading", "--language", "cpp",
             folder=tmp_path)
    build_with_cmake(binary, tmp_path / "mine")
    gridrush(binary, "run", "experiment.yaml", "--output", "run.h5", "--quiet",
             folder=tmp_path / "mine")


@pytest.mark.parametrize("name", ["My_rule", "1st", "a-b", "", "test", "pro_rata", "../up"])
def test_a_name_that_cannot_be_a_file_and_a_target_is_refused(binary, tmp_path, name):
    gridrush(binary, "policies", "new", name, "--family", "loading", "--language", "python",
             folder=tmp_path, code=2)
    assert not list(tmp_path.iterdir())


def blocks_of_page():
    """(file name, text) of every block of the page that names its file in the line before."""
    text = PAGE.read_text()
    found = re.findall(r"`([\w./]+)`:\n\n```\w*\n(.*?)```", text, flags=re.S)
    assert len(found) == text.count("```") // 2, "every block must name its file"
    return found


def test_the_page_runs_as_it_is_written(binary, tmp_path):
    blocks = dict(blocks_of_page())
    for name, text in blocks.items():
        (tmp_path / name).write_text(text)
    for line in (line for line in blocks["python.sh"].splitlines() if line.strip()):
        run_line(binary, line, tmp_path)
    compiler("-fsyntax-only", "-Wno-missing-field-initializers", tmp_path / "fewest.cpp")


def run_line(binary, line, folder):
    environment = dict(os.environ, PATH=f"{pathlib.Path(binary).parent}:/usr/bin:{os.environ['PATH']}",
                       PYTHONPATH=str(ROOT / "results" / "python"))
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True,
                          text=True, timeout=300)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_the_pages_cpp_policy_is_built_and_run_as_it_is_written(binary, tmp_path):
    blocks = dict(blocks_of_page())
    for name, text in blocks.items():
        (tmp_path / name).write_text(text)
    build_with_cmake(binary, tmp_path)
