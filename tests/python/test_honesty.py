"""Cases without an answer: the network verbs say so and print no number in its place."""

import json
import subprocess

import pytest

CASE = """function mpc = c
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
1 3 0 0 0 0 1 1 0 138 1 1.1 0.9;
2 1 50 0 0 0 1 1 0 138 1 1.1 0.9;
3 1 20 0 0 0 1 1 0 138 1 1.1 0.9;
];
mpc.gen = [
1 70 0 0 0 1 100 1 {max_mw} 0;
];
mpc.branch = [
1 2 0 0.1 0 {rating} 100 100 0 0 1 -360 360;
{more}
2 3 0 0.1 0 100 100 100 0 0 {closed} -360 360;
];
mpc.gencost = [
2 0 0 2 10 0;
];
"""
WORKING = {"max_mw": 200, "rating": 100, "more": "", "closed": 1}
PARALLEL = "1 2 0 -0.1 0 100 100 100 0 0 1 -360 360;"


@pytest.fixture
def grid(binary, tmp_path):
    def answer(verb, **changes):
        case = tmp_path / "case.m"
        case.write_text(CASE.format(**(WORKING | changes)))
        return subprocess.run([binary, "grid", verb, str(case), "--json"], capture_output=True, text=True, timeout=60)

    return answer


def test_the_case_itself_has_an_answer(grid):
    done = grid("opf")
    assert done.returncode == 0
    assert json.loads(done.stdout)["objective_usd_per_h"] == pytest.approx(700)


@pytest.mark.parametrize("changes", [{"max_mw": 60}, {"rating": 30}], ids=["too little supply", "too weak a line"])
def test_an_infeasible_dispatch_has_a_status_and_no_number(grid, changes):
    done = grid("opf", **changes)
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["status"] == "infeasible"
    assert answer["objective_usd_per_h"] is None
    assert answer["buses"] == answer["branches"] == answer["generators"] == []


@pytest.mark.parametrize("verb", ["flow", "opf", "n1"])
def test_a_singular_network_is_an_error_and_no_number(grid, verb):
    done = grid(verb, more=PARALLEL)
    assert done.returncode == 1
    assert list(json.loads(done.stdout)) == ["error"]
    assert "singular" in done.stderr


@pytest.mark.parametrize("verb", ["flow", "opf", "n1"])
@pytest.mark.parametrize(
    "changes, words",
    [({"closed": 0}, "no bus of its island is a reference"), ({"max_mw": "Inf"}, "must be a finite number")],
    ids=["an island", "no bound"],
)
def test_islands_and_unbounded_output_are_bad_input(grid, verb, changes, words):
    done = grid(verb, **changes)
    assert done.returncode == 2
    assert words in done.stderr and "case.m:" in done.stderr


TABLES = {
    "grid.yaml": "format: gridrush-grid/1\n",
    "areas.csv": "id\na\n",
    "buses.csv": "id,area,load_mw,reference\nA,a,0,true\nB,a,50,\n",
    "branches.csv": "id,from,to,x_pu,until_date\np,A,B,0.1,\nq,A,B,-0.1,\nr,A,B,0.2,2025-01-02\n",
    "generators.csv": "id,bus,max_mw,cost_usd_per_mwh\ng,A,100,10\n",
    "e.yaml": "grid: grid.yaml\nhorizon: {start: 2025-01-01, days: 3}\n",
}


def test_a_run_ends_where_its_network_becomes_singular(binary, tmp_path):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    output = tmp_path / "run.h5"
    done = subprocess.run([binary, "run", str(tmp_path / "e.yaml"), "-o", str(output)], capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 1
    assert "at 2025-01-02" in done.stderr and "singular" in done.stderr
    found = json.loads(subprocess.run([binary, "inspect", str(output), "--json"], capture_output=True, text=True,
                                      timeout=60).stdout)
    assert found["status"] == "failed"
    assert found["recorded_until"] == "2025-01-02"
