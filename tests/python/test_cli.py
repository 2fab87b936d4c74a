"""The program as users and scripts meet it: exit codes, streams, files left behind."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "tests" / "experiments" / "files"
BROKEN = ROOT / "tests" / "experiments" / "broken"
BINARY = os.environ.get("GRIDRUSH_BINARY")

pytestmark = pytest.mark.skipif(not BINARY, reason="GRIDRUSH_BINARY is not set")


def gridrush(*arguments, folder):
    return subprocess.run([BINARY, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=300)


def files_below(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_help_of_every_verb(tmp_path):
    assert gridrush("--help", folder=tmp_path).returncode == 0
    verbs = ["run", "check", "inspect", "recover", "plot", "compare", "policies", "grid", "adequacy", "headroom",
             "forecast", "transformer", "generate"]
    for verb in [[verb] for verb in verbs] + [["grid", name] for name in ["info", "flow", "opf", "n1", "hosting",
                                                                               "convert"]]:
        answer = gridrush(*verb, "--help", folder=tmp_path)
        assert answer.returncode == 0, verb
        assert "Usage" in answer.stdout, verb


def test_version(tmp_path):
    answer = gridrush("--version", folder=tmp_path)
    assert answer.returncode == 0
    assert answer.stdout.startswith("gridrush ")


@pytest.mark.parametrize("arguments", [[], ["rum"], ["run", "--bogus"], ["grid"], ["inspect"], ["run", "a", "b"],
                                       ["run", "--output"], ["generate", "nonsense"], ["policies", "--family", "x"],
                                       ["grid", "opf", "default:grid/grid.yaml", "--convention", "0"]])
def test_a_bad_command_line_is_bad_input(tmp_path, arguments):
    answer = gridrush(*arguments, folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr


def test_a_mistyped_verb_gets_a_suggestion(tmp_path):
    assert "did you mean 'check'?" in gridrush("chek", folder=tmp_path).stderr


@pytest.mark.parametrize("name", sorted(path.name for path in BROKEN.glob("*.yaml")))
def test_bad_input_leaves_no_file(tmp_path, name):
    answer = gridrush("run", BROKEN / name, "--output", "run.h5", folder=tmp_path)
    assert answer.returncode == 2
    assert name.split("_")[0] in answer.stderr
    assert answer.stdout == ""
    assert files_below(tmp_path) == []


def test_issues_as_json(tmp_path):
    answer = gridrush("check", BROKEN / "13_unknown_policy.yaml", "--json", folder=tmp_path)
    assert answer.returncode == 2
    issue = json.loads(answer.stdout)["issues"][1]
    assert (issue["line"], issue["column"], issue["path"]) == (5, 11, "policies.curtailment.name")


def test_settings_that_do_not_exist(tmp_path):
    answer = gridrush("check", "--set", "horizon.yeras=3", folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr.startswith("--set: horizon.yeras: unknown key")


def test_check_prints_an_experiment_that_checks_to_itself(tmp_path):
    first = gridrush("check", FILES / "full.yaml", folder=tmp_path)
    assert first.returncode == 0
    (tmp_path / "resolved.yaml").write_text(first.stdout)
    assert gridrush("check", "resolved.yaml", folder=tmp_path).stdout == first.stdout


def test_the_schema_accepts_what_the_program_accepts(tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "experiments" / "experiment.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for experiment in [FILES / "full.yaml", ROOT / "experiments" / "default" / "experiment.yaml"]:
        resolved = json.loads(gridrush("check", experiment, "--json", folder=tmp_path).stdout)["resolved"]
        jsonschema.validate(resolved, schema)
        resolved["horizn"] = {}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(resolved, schema)


def test_a_run_from_start_to_pictures(tmp_path):
    answer = gridrush("run", FILES / "full.yaml", "--json", "--quiet", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    report = json.loads(answer.stdout)
    assert report["status"] == "complete"
    assert report["intervals"] == 15 * 24
    assert report["output"] == "out/every-key/run.h5"
    assert files_below(tmp_path) == [Path("out/every-key/run.h5")]
    inspected = gridrush("inspect", report["output"], "--json", folder=tmp_path)
    assert inspected.returncode == 0, inspected.stderr
    assert json.loads(inspected.stdout)["status"] == "complete"
    assert gridrush("inspect", report["output"], folder=tmp_path).returncode == 0
    assert gridrush("recover", report["output"], folder=tmp_path).returncode == 0


def test_results_are_not_overwritten(tmp_path):
    arguments = ["run", FILES / "full.yaml", "--quiet", "--set", "horizon.days=1"]
    for _ in range(2):
        assert gridrush(*arguments, folder=tmp_path).returncode == 0
    assert files_below(tmp_path) == [Path("out/every-key/run-2.h5"), Path("out/every-key/run.h5")]
    named = [*arguments, "--output", "out/every-key/run.h5"]
    assert gridrush(*named, folder=tmp_path).returncode == 2
    assert gridrush(*named, "--force", folder=tmp_path).returncode == 0


def test_no_output(tmp_path):
    answer = gridrush("run", FILES / "full.yaml", "--no-output", "--set", "horizon.days=1", folder=tmp_path)
    assert answer.returncode == 0
    assert "nothing was recorded" in answer.stdout
    assert files_below(tmp_path) == []


def test_an_interrupted_run_says_so(tmp_path):
    process = subprocess.Popen([BINARY, "run", "--set", "horizon.years=100", "--quiet", "--output", "run.h5"],
                               cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (tmp_path / "run.h5").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(gridrush("inspect", "run.h5", "--json", folder=tmp_path).stdout)["status"] == "interrupted"


def through_a_shell(command, folder):
    return subprocess.run(["bash", "-c", f'"$0" {command}', BINARY], cwd=folder, capture_output=True, text=True,
                          timeout=300)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("command, code", [
    ("policies > /dev/full", 1),
    ("--help > /dev/full", 1),
    ("check --set seed=-1 2> /dev/full", 2),
    ("check --set fleets={} --json > /dev/full", 2),
    ("run --set horizon.days=400 --no-output 2> /dev/full", 0),
])
def test_output_that_cannot_be_written(tmp_path, command, code):
    answer = through_a_shell(command, tmp_path)
    assert answer.returncode == code
    assert code != 1 or "cannot write the output" in answer.stderr


def test_closed_streams_leave_the_results_alone(tmp_path):
    answer = through_a_shell("run --set horizon.days=400 --output run.h5 <&- >&- 2>&-", tmp_path)
    assert answer.returncode == 0
    assert json.loads(gridrush("inspect", "run.h5", "--json", folder=tmp_path).stdout)["status"] == "complete"


def test_a_file_at_its_limit_is_a_failed_write(tmp_path):
    limited = subprocess.run(["bash", "-c", 'ulimit -f 1000; "$0" run --quiet --output limited.h5', BINARY],
                             cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert limited.returncode == 1
    assert "File too large" in limited.stderr


def test_a_long_name_makes_a_folder(tmp_path):
    name = "x" * 500
    answer = gridrush("run", FILES / "full.yaml", "--quiet", "--set", "horizon.days=1", "--set", f"name={name}",
                      folder=tmp_path)
    assert answer.returncode == 0
    assert len(files_below(tmp_path)) == 1


def test_files_that_are_no_runs(tmp_path):
    (tmp_path / "text.h5").write_text("not a run")
    for verb in ["inspect", "recover", "plot"]:
        for name in ["text.h5", "nowhere.h5"]:
            answer = gridrush(verb, name, folder=tmp_path)
            assert answer.returncode == 2, (verb, name)
            assert name in answer.stderr


def test_policies(tmp_path):
    everything = json.loads(gridrush("policies", "--json", folder=tmp_path).stdout)
    assert {"interconnection", "curtailment", "migration", "strategy", "loading"} == {policy["family"] for policy in everything}
    one = json.loads(gridrush("policies", "serial_fcfs", "--json", folder=tmp_path).stdout)
    assert [policy["name"] for policy in one] == ["serial_fcfs"]
    assert "study_months" in gridrush("policies", "serial_fcfs", folder=tmp_path).stdout
    assert gridrush("policies", "serial_fcf", folder=tmp_path).returncode == 2
    other = gridrush("policies", "lifo", "--family", "interconnection", folder=tmp_path)
    assert other.returncode == 2
    assert "unknown interconnection policy 'lifo' (known: serial_fcfs, cluster_order2023," in other.stderr


def test_grid_tools(tmp_path):
    case = FILES / "grid" / "grid.yaml"
    info = json.loads(gridrush("grid", "info", case, "--json", folder=tmp_path).stdout)
    assert (info["buses"], info["islands"], info["load_mw"]) == (3, 1, 300)
    opf = json.loads(gridrush("grid", "opf", case, "--json", folder=tmp_path).stdout)
    assert opf["status"] == "optimal"
    assert opf["objective_usd_per_h"] == pytest.approx(300 * 25)
    assert [bus["lmp_usd_per_mwh"] for bus in opf["buses"]] == pytest.approx([25, 25, 25])
    flow = json.loads(gridrush("grid", "flow", case, "--json", folder=tmp_path).stdout)
    assert sum(bus["injection_mw"] for bus in flow["buses"]) == pytest.approx(0, abs=1e-6)
    for verb in ["info", "opf", "flow"]:
        assert gridrush("grid", verb, case, folder=tmp_path).returncode == 0


TRIANGLE = """function mpc = triangle
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
  1 3 0  0 0 0 1 1 0 230 1 1.1 0.9;
  2 1 0  0 0 0 1 1 0 230 1 1.1 0.9;
  3 1 90 0 0 0 1 1 0 230 1 1.1 0.9;
  4 1 30 0 0 0 1 1 0 230 1 1.1 0.9;
];
mpc.gen = [
  1 120 0 0 0 1 100 1 200 0;
];
mpc.branch = [
  1 2 0 0.1 0 100 130 0 0 0 1 -360 360;
  2 3 0 0.1 0  90 130 0 0 0 1 -360 360;
  1 3 0 0.1 0 110 130 0 0 0 1 -360 360;
  3 4 0 0.2 0  50 130 0 0 0 1 -360 360;
];
mpc.gencost = [
  2 0 0 2 10 0;
];
"""


def test_single_outages(tmp_path):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    answer = gridrush("grid", "n1", "triangle.m", "--json", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    n1 = json.loads(answer.stdout)
    assert (n1["rating"], n1["outages_with_overloads"], n1["islanding_outages"]) == ("continuous", 3, 1)
    outages = n1["outages"]
    assert [outage["kind"] for outage in outages] == ["connected"] * 3 + ["islanding"]
    assert [outage["worst"]["id"] for outage in outages] == ["branch_3", "branch_3", "branch_2", "branch_3"]
    assert [outage["worst"]["flow_mw"] for outage in outages] == pytest.approx([120, 120, 120, 60])
    assert outages[2]["worst"]["loading_percent"] == pytest.approx(120 / 0.9)
    assert [[branch["id"] for branch in outage["overloads"]] for outage in outages] == [
        ["branch_3"], ["branch_3"], ["branch_1", "branch_2"], []]
    assert outages[3]["islanded"] == {"buses": 1, "load_mw": 30, "generation_mw": 0}
    for jobs in [2, 3]:
        assert gridrush("grid", "n1", "triangle.m", "--json", "--jobs", jobs, folder=tmp_path).stdout == answer.stdout
    long_term = gridrush("grid", "n1", "triangle.m", "--rating", "long_term", "--json", folder=tmp_path)
    assert json.loads(long_term.stdout)["outages_with_overloads"] == 0
    short_term = json.loads(gridrush("grid", "n1", "triangle.m", "--rating", "short_term", "--json",
                                     folder=tmp_path).stdout)
    assert [outage["worst"] for outage in short_term["outages"]] == [None] * 4
    text = gridrush("grid", "n1", "triangle.m", "--all", "--convention", "powermodels", folder=tmp_path).stdout
    assert text.startswith("triangle: 4 single outages against the continuous rating: 3 with overloads, 1 islanding")
    assert text.splitlines()[3].split()[0] == "branch_3"


def test_hosting(tmp_path):
    (tmp_path / "triangle.m").write_text(TRIANGLE)

    def room(*options):
        answer = gridrush("grid", "hosting", "triangle.m", "--json", *options, folder=tmp_path)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    intact = room("--criterion", "n-0")
    assert [bus["mw"] for bus in intact["buses"]] == pytest.approx([80, 80, 45, 20])
    assert intact["buses"][0]["limits"] == []
    assert intact["buses"][3]["limits"] == [{"branch": "branch_4", "outage": None, "mw_per_mw": pytest.approx(1)}]
    secure = room("--csv", "room.csv")
    assert [bus["mw"] for bus in secure["buses"]] == pytest.approx([80, 10, 10, 10])
    assert secure == room("--jobs", "3")
    rows = [line.split(",") for line in (tmp_path / "room.csv").read_text().splitlines()]
    assert [row[1] for row in rows] == ["bus", "1", "2", "3", "4"]
    assert [float(row[3]) for row in rows[1:]] == pytest.approx([80, 10, 10, 10])
    assert [bus["bus"] for bus in room("--bus", "3,1")["buses"]] == ["3", "1"]
    text = gridrush("grid", "hosting", "triangle.m", folder=tmp_path).stdout
    assert text.startswith("triangle: largest new load at each of 4 buses, each alone; n-1, long_term rating")
    case = "default:grid/grid.yaml"
    series = json.loads(gridrush("grid", "hosting", case, "--hours", "48", "--json", folder=tmp_path).stdout)
    assert series["hours"] == 48
    for bus in series["buses"]:
        loads = [rate["mw"] for rate in bus["rates"]]
        assert loads == sorted(loads), "the load grows with what may be curtailed of it"


def test_hosting_names_every_mistake(tmp_path):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    answer = gridrush("grid", "hosting", "triangle.m", "--bus", "33,2,2", "--hours", "0", "--start", "soon",
                      folder=tmp_path)
    assert answer.returncode == 2
    for part in ["unknown bus '33'", "known: 1, 2, 3, 4", "bus '2' is named twice", "--hours", "--start"]:
        assert part in answer.stderr
    assert gridrush("grid", "hosting", "triangle.m", "--criterion", "n-2", folder=tmp_path).returncode == 2


@pytest.mark.parametrize("options", [["--rating", "emergency"], ["--jobs", "0"], ["--jobs", "x"], ["--bogus"]])
def test_single_outages_refuse_bad_options(tmp_path, options):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    answer = gridrush("grid", "n1", "triangle.m", *options, folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr


SHAPE = "hour,mw\n2020-01-01 00:00:00,50\n2020-01-01 01:00:00,100\n2020-01-01 02:00:00,80\n"


def test_single_outages_of_hours(tmp_path):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    (tmp_path / "shape.csv").write_text(SHAPE)
    options = ["triangle.m", "--hours", "all", "--load-shape", "shape.csv", "--column", "mw", "--rating", "all"]
    answer = gridrush("grid", "n1", *options, "--json", "--csv", "a.csv", folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    n1 = json.loads(answer.stdout)
    assert (n1["hours"], n1["single_outages"], n1["hours_without_dispatch"]) == (3, 4, 0)
    # Loads are 60, 120 and 96 MW: in the second hour 80 MW flow in branch_3, 40 MW in branches 1 and 2.
    assert n1["objective_usd"] == pytest.approx(10 * (60 + 120 + 96))
    continuous, long_term, short_term = n1["ratings"]
    assert (continuous["contingencies_with_overloads"], continuous["hours_with_overloads"]) == (4, 2)
    assert [outage["hours_with_overloads"] for outage in continuous["outages"]] == [1, 1, 2, 0]
    assert {branch["id"]: branch["overloads"] for branch in continuous["branches"]} == {
        "branch_1": 1, "branch_2": 2, "branch_3": 2}
    worst = continuous["outages"][2]["worst"]
    assert (worst["branch"], worst["hour"]) == ("branch_2", "2020-01-01 01:00:00")
    assert worst["loading_percent"] == pytest.approx(120 / 0.9)
    assert long_term["contingencies_with_overloads"] == short_term["contingencies_with_overloads"] == 0
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[0] == "hour,rating,outage,branch,flow_mw,rating_mw,loading_percent"
    assert lines[1] == "2020-01-01 01:00:00,continuous,branch_1,branch_3,120.000000,110.000000,109.090909"
    assert len(lines) == 1 + continuous["overloads"]
    for jobs in [2, 3]:
        again = gridrush("grid", "n1", *options, "--json", "--csv", f"{jobs}.csv", "--jobs", jobs, folder=tmp_path)
        assert again.stdout == answer.stdout
        assert (tmp_path / f"{jobs}.csv").read_text().splitlines() == lines
    text = gridrush("grid", "n1", *options, folder=tmp_path).stdout
    assert "continuous rating: 4 contingencies with overloads, in 2 hours; 5 overloads" in text
    assert "short_term rating: no branch has one" in text
    later = gridrush("grid", "n1", *options, "--json", "--start", "2020-01-01 02:00:00", folder=tmp_path)
    assert json.loads(later.stdout)["hours"] == 1
    # The only unit cannot be moved: 110 MW of 120 MW are all that branch_3 may carry alone.
    secure = json.loads(gridrush("grid", "n1", *options[:-1], "continuous", "--security", "n-1", "--json",
                                 folder=tmp_path).stdout)
    assert secure["ratings"][0]["contingencies_with_overloads"] == 0
    assert secure["shed_mwh"] > 0


@pytest.mark.parametrize("options", [["--hours", "3"], ["--hours", "0"], ["--start", "2020-01-01"],
                                     ["--load-shape", "shape.csv"], ["--csv", "a.csv"],
                                     ["--hours", "4", "--load-shape", "shape.csv", "--column", "mw"],
                                     ["--hours", "x", "--load-shape", "shape.csv", "--column", "mw"],
                                     ["--hours", "all", "--load-shape", "shape.csv", "--column", "mwh"],
                                     ["--hours", "all", "--load-shape", "none.csv", "--column", "mw"],
                                     ["--hours", "1", "--start", "2021-01-01", "--load-shape", "shape.csv",
                                      "--column", "mw"]])
def test_single_outages_of_hours_refuse_bad_options(tmp_path, options):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    (tmp_path / "shape.csv").write_text(SHAPE)
    answer = gridrush("grid", "n1", "triangle.m", *options, folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr


def test_convert_gives_the_same_answer(tmp_path):
    case = FILES / "grid" / "grid.yaml"
    assert gridrush("grid", "convert", case, "--output", "copy", folder=tmp_path).returncode == 0
    answers = [gridrush("grid", "opf", path, "--json", folder=tmp_path).stdout for path in [case, "copy"]]
    assert answers[0] == answers[1]


def test_convert_to_matpower_and_back_keeps_the_bits(tmp_path):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    for source, target in [("triangle.m", "native"), ("native", "out/triangle.m"), ("out/triangle.m", "again")]:
        answer = gridrush("grid", "convert", source, target, folder=tmp_path)
        assert answer.returncode == 0 and answer.stderr == ""
    answers = [gridrush("grid", "opf", path, "--json", folder=tmp_path).stdout
               for path in ["triangle.m", "native", "out/triangle.m", "again"]]
    assert len(set(answers)) == 1
    for file in (tmp_path / "native").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()


def test_convert_says_what_a_matpower_case_does_not_hold(tmp_path):
    answer = gridrush("grid", "convert", "default:grid/grid.yaml", "case.m", "--json", folder=tmp_path)
    assert answer.returncode == 0
    report = json.loads(answer.stdout)
    assert report["format"] == "matpower" and report["output"] == "case.m"
    assert any("time series" in line for line in report["left_out"])
    assert any("transformer banks" in line for line in report["left_out"])
    text = (tmp_path / "case.m").read_text()
    for line in report["left_out"]:
        assert f"case.m: not in a MATPOWER case: {line}\n" in answer.stderr
        assert line in text


@pytest.mark.parametrize("target", ["there", "there.m"])
def test_convert_overwrites_only_when_told(tmp_path, target):
    (tmp_path / "triangle.m").write_text(TRIANGLE)
    convert = ["grid", "convert", "triangle.m", target]
    assert gridrush(*convert, folder=tmp_path).returncode == 0
    marked = tmp_path / target / "buses.csv" if target == "there" else tmp_path / target
    marked.write_text("mine")
    answer = gridrush(*convert, folder=tmp_path)
    assert answer.returncode == 2
    assert "is there already" in answer.stderr and "--force" in answer.stderr
    assert marked.read_text() == "mine"
    assert gridrush(*convert, "--force", folder=tmp_path).returncode == 0
    assert marked.read_text() != "mine"


PYPSA = {
    "network.csv": "name\nPair\n",
    "snapshots.csv": ",snapshot\n0,2011-01-01 00:00:00\n1,2011-01-01 01:00:00\n",
    "buses.csv": "name,v_nom\nN,380\nS,380\n",
    "lines.csv": "name,bus0,bus1,x,s_nom\na,N,S,10,60\n",
    "generators.csv": "name,bus,p_nom,marginal_cost,committable\nn,N,100,10,True\ns,S,100,30,False\n",
    "generators-p_max_pu.csv": ",n\n0,1\n1,0.5\n",
    "loads.csv": "name,bus\nd,S\n",
    "loads-p_set.csv": ",d\n0,80\n1,70\n",
}


@pytest.fixture
def pypsa_folder(tmp_path):
    folder = tmp_path / "pair"
    folder.mkdir()
    for name, text in PYPSA.items():
        (folder / name).write_text(text)
    return folder


def test_a_pypsa_folder_is_read_hour_by_hour_and_tells_what_it_leaves_out(pypsa_folder):
    for hour, cost in [("2011-01-01", 60 * 10 + 20 * 30), ("2011-01-01 01:00", 50 * 10 + 20 * 30)]:
        answer = gridrush("grid", "opf", "pair", "--at", hour, "--json", folder=pypsa_folder.parent)
        assert answer.returncode == 0
        assert json.loads(answer.stdout)["objective_usd_per_h"] == pytest.approx(cost)
        assert answer.stderr.startswith("note: pair/generators.csv:1:30: generators.committable: ")
    assert gridrush("grid", "convert", "pair", "hour.m", "--at", "2011-01-01 01:00",
                    folder=pypsa_folder.parent).returncode == 0
    answer = gridrush("grid", "opf", "hour.m", "--json", folder=pypsa_folder.parent)
    assert json.loads(answer.stdout)["objective_usd_per_h"] == pytest.approx(1100)


def test_a_pypsa_folder_runs_as_an_experiments_grid(pypsa_folder):
    (pypsa_folder.parent / "e.yaml").write_text("grid: pair\nhorizon: {start: 2011-01-01, days: 1}\n")
    answer = gridrush("check", "e.yaml", folder=pypsa_folder.parent)
    assert answer.returncode == 0, answer.stderr


def test_an_hour_that_is_none_is_bad_input(pypsa_folder):
    answer = gridrush("grid", "opf", "pair", "--at", "noon", folder=pypsa_folder.parent)
    assert answer.returncode == 2
    assert "not a date (found 'noon')" in answer.stderr


def test_folders_that_cannot_be_made_are_bad_input(tmp_path):
    (tmp_path / "a_file").write_text("")
    answer = gridrush("grid", "convert", "default:grid/grid.yaml", "--output", "a_file", "--force", folder=tmp_path)
    assert answer.returncode == 2
    assert "a_file: --output: cannot make the folder" in answer.stderr


def test_generated_pages_are_up_to_date(tmp_path):
    for page, verb in [("EXPERIMENT.md", "experiment-md"), ("experiment.schema.json", "experiment-schema")]:
        answer = gridrush("generate", verb, folder=tmp_path)
        assert answer.stdout == (ROOT / "experiments" / page).read_text()


def test_transformer_at_rated_load(tmp_path):
    (tmp_path / "steps.csv").write_text("minutes,load_pu\n600,1\n")
    answer = gridrush("transformer", "steps.csv", "--standard", "ieee", "--cooling", "onan", "--ambient", 30,
                      "--every", 400, "--json", folder=tmp_path)
    points = json.loads(answer.stdout)["points"]
    assert [point["minute"] for point in points] == [0, 400, 600]
    assert points[-1]["top_oil_c"] == pytest.approx(85)
    assert points[-1]["hot_spot_c"] == pytest.approx(110)
    assert points[-1]["loss_of_life_h"] == pytest.approx(10)


def test_transformer_reports_every_mistake_with_its_line(tmp_path):
    (tmp_path / "steps.csv").write_text("minutes,load_pu\n600,1\n60,-1\n")
    answer = gridrush("transformer", "steps.csv", "--cooling", "onam", folder=tmp_path)
    assert answer.returncode == 2
    assert "did you mean 'onaf'?" in answer.stderr
    assert "steps.csv:3:4" in answer.stderr


def test_headroom_finds_a_missing_hour(tmp_path):
    (tmp_path / "demand.csv").write_text("time,A\n2024-01-01 00:00:00,5\n2024-01-01 02:00:00,5\n")
    answer = gridrush("headroom", "demand.csv", "--column", "A", folder=tmp_path)
    assert answer.returncode == 2
    assert "demand.csv:3:1" in answer.stderr
