"""Sweeps: every member in a process of its own, none lost, the same however they are run."""

import json
import os
import shutil
import signal
import subprocess
import time

import h5py
import pytest
from conftest import FIXTURES, ROOT

SWEEP = """
name: Two rules
experiment: three_buses/experiment.yaml
set: {{horizon.days: {days}}}
replicates: 2
axes:
  rule: {{key: policies.curtailment, values: [pro_rata, lifo]}}
  growth: {{key: grid.load_growth_per_year, values: [0, 0.03]}}
"""
MEMBERS = 8


class Sweep:
    def __init__(self, binary, folder, days=60):
        self.binary, self.folder = binary, folder
        shutil.copytree(FIXTURES / "three_buses", folder / "three_buses")
        self.file = folder / "sweep.yaml"
        self.file.write_text(SWEEP.format(days=days))

    def command(self, *arguments, out="out"):
        return [self.binary, "sweep", str(self.file), "--output", str(self.folder / out),
                "--no-collect", "--jobs", "2", *arguments]

    def start(self, *arguments, **options):
        return subprocess.Popen(self.command(*arguments), stderr=subprocess.PIPE, text=True,
                                **options)

    def run(self, *arguments, out="out"):
        return subprocess.run(self.command(*arguments, out=out), capture_output=True, text=True,
                              timeout=120)

    def verb(self, *arguments):
        return subprocess.run([self.binary, "sweep", *arguments], capture_output=True, text=True,
                              timeout=120)

    def members(self, out="out"):
        return json.loads((self.folder / out / "plan.json").read_text())["members"]

    def file_of(self, index, out="out", suffix=".h5"):
        return self.folder / out / "members" / (self.members(out)[index]["id"] + suffix)

    def left_behind(self, out="out"):
        return [path.name for path in (self.folder / out / "members").iterdir()
                if path.suffix != ".h5"]


def same(first, second):
    """But for the time that it took, and for the folder that the experiment lies in."""
    answer = subprocess.run(["h5diff", "--exclude-path", "/timing", "--exclude-path",
                             "/experiment/file", str(first), str(second)],
                            capture_output=True, text=True, timeout=60)
    return (answer.returncode, answer.stdout) == (0, "")


@pytest.fixture
def sweep(binary, tmp_path):
    return Sweep(binary, tmp_path)


@pytest.fixture(scope="module")
def done(binary, tmp_path_factory):
    """A sweep that nobody disturbed."""
    sweep = Sweep(binary, tmp_path_factory.mktemp("done"))
    answer = sweep.run()
    assert answer.returncode == 0, answer.stderr
    return sweep


def test_every_member_has_a_file_of_its_own_and_a_line(done):
    assert [member["index"] for member in done.members()] == list(range(MEMBERS))
    assert done.members()[5]["labels"] == ["lifo", "0"]
    for index, member in enumerate(done.members()):
        with h5py.File(done.file_of(index)) as run:
            assert run.attrs["status"] in ("complete", b"complete")
            assert run.attrs["experiment_id"] in (member["id"], member["id"].encode())
            assert run.attrs["replicate"] == member["replicate"] == index % 2
    assert done.left_behind() == []


def test_what_varies_makes_a_difference(done):
    assert not same(done.file_of(0), done.file_of(2))


def test_results_do_not_depend_on_the_number_of_jobs(done, sweep):
    answer = subprocess.run([*sweep.command()[:-1], "1"], capture_output=True, text=True,
                            timeout=120)
    assert answer.returncode == 0
    lines = [line for line in answer.stderr.splitlines() if line.endswith("complete")]
    assert len(lines) == MEMBERS and "rule=pro_rata growth=0 replicate=0" in lines[0]
    for index in range(MEMBERS):
        assert same(done.file_of(index), sweep.file_of(index))


def test_a_dry_run_lists_all_and_writes_nothing(sweep):
    answer = sweep.run("--dry-run", "--json")
    plan = json.loads(answer.stdout)
    assert [member["axes"]["rule"] for member in plan["members"]] == ["pro_rata"] * 4 + ["lifo"] * 4
    assert {member["state"] for member in plan["members"]} == {"missing"}
    assert not (sweep.folder / "out").exists()


STUDIES = sorted((ROOT / "experiments" / "studies").glob("*/sweep.yaml"))


@pytest.mark.parametrize("file", STUDIES, ids=[file.parent.name for file in STUDIES])
def test_every_study_expands_and_says_what_it_asks(binary, file):
    if file.parent.name == "rts-queue" and not (ROOT.parent / "shared/data/rts_gmlc").exists():
        pytest.skip("no reference data beside the project, where this study has its grid")
    answer = subprocess.run([binary, "sweep", file, "--dry-run", "--json"], capture_output=True,
                            text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    members = json.loads(answer.stdout)["members"]
    page = (file.parent / "README.md").read_text()
    assert len(members) > 1 and f"{len(members)} runs" in page
    assert f"experiments/studies/{file.parent.name}/{file.name}" in page


def test_members_run_by_index(sweep, done):
    out = str(sweep.folder / "out")
    assert sweep.verb("plan", str(sweep.file), "--output", out).returncode == 0
    assert sweep.verb("run", out, "--index", "3", "--quiet").returncode == 0
    assert sweep.verb("run", out, "--index", "5", "--index", "6-7,5", "-q").returncode == 0
    there = [index for index in range(MEMBERS) if sweep.file_of(index).exists()]
    assert there == [3, 5, 6, 7]
    assert all(same(done.file_of(index), sweep.file_of(index)) for index in there)
    before = sweep.file_of(3).stat().st_mtime_ns
    assert sweep.verb("run", out, "--index", "3").returncode == 0
    assert sweep.file_of(3).stat().st_mtime_ns == before
    answer = sweep.verb("run", out, "--index", "8")
    assert answer.returncode == 2 and "no run 8 (the sweep has 8, counted from 0)" in answer.stderr


def test_an_experiment_that_changed_since_it_was_planned_does_not_run(sweep):
    out = str(sweep.folder / "out")
    assert sweep.verb("plan", str(sweep.file), "--output", out).returncode == 0
    buses = sweep.folder / "three_buses" / "grid" / "buses.csv"
    buses.write_text(buses.read_text() + "\n")
    answer = sweep.verb("run", out, "--index", "0")
    assert answer.returncode == 2 and "has changed since it was planned" in answer.stderr
    assert not sweep.file_of(0).exists()


def test_a_sweep_that_is_there_is_neither_overwritten_nor_mixed(sweep):
    assert sweep.verb("plan", str(sweep.file), "--output",
                      str(sweep.folder / "out")).returncode == 0
    assert sweep.verb("run", str(sweep.folder / "out"), "--index", "0").returncode == 0
    answer = sweep.run()
    assert answer.returncode == 2 and "a sweep is there already" in answer.stderr
    sweep.file.write_text(sweep.file.read_text().replace("[0, 0.03]", "[0, 0.02]"))
    answer = sweep.run("--resume")
    assert answer.returncode == 2
    assert "4 planned runs are no more, first: run 2" in answer.stderr
    assert "4 runs are new, first: run 2 rule=pro_rata growth=0.02" in answer.stderr
    old = sweep.file_of(0).stat().st_mtime_ns
    assert sweep.run("--force").returncode == 0
    assert sweep.file_of(0).stat().st_mtime_ns > old
    assert len(list((sweep.folder / "out" / "members").iterdir())) == MEMBERS


def test_a_member_that_fails_is_told_and_the_others_go_on(sweep):
    assert sweep.verb("plan", str(sweep.file), "--output",
                      str(sweep.folder / "out")).returncode == 0
    obstacle = sweep.file_of(2, suffix=".h5.part")
    obstacle.mkdir()
    answer = sweep.run("--resume", "--json")
    assert answer.returncode == 1
    report = json.loads(answer.stdout)
    assert report["completed"] == MEMBERS - 1
    assert [failure["index"] for failure in report["failures"]] == [2]
    assert "not a regular file" in report["failures"][0]["message"]
    assert "failed: " in answer.stderr and "not a regular file" in answer.stderr
    assert "not a regular file" in sweep.file_of(2, suffix=".log").read_text()
    obstacle.rmdir()
    answer = sweep.run("--resume", "--json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["completed"] == 1
    assert sweep.left_behind() == []


def test_files_that_are_not_the_planned_run_are_made_again(sweep, done):
    shutil.copytree(done.folder / "out", sweep.folder / "out")
    sweep.file_of(0).write_bytes(b"no result")
    with open(sweep.file_of(1), "r+b") as file:
        file.truncate(sweep.file_of(1).stat().st_size // 2)
    shutil.copy(sweep.file_of(4), sweep.file_of(2))  # another member's
    with h5py.File(sweep.file_of(3), "r+") as run:
        run.attrs["git_commit"] = "another"
    with h5py.File(sweep.file_of(5), "r+") as run:
        run.attrs["status"] = "failed"
    answer = sweep.run("--resume", "--json")
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert (report["completed"], report["complete_before"]) == (5, 3)
    for index in range(MEMBERS):
        assert same(done.file_of(index), sweep.file_of(index)), index


def members_at_work(sweep):
    """Processes that run members of this sweep."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                words = open(f"/proc/{entry}/cmdline", "rb").read().split(b"\0")
                state = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if b"--index" in words and str(sweep.folder / "out").encode() in words and state != "Z":
                found.append(int(entry))
    return found


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def wait_for_work(sweep):
    """Until a member is done and others are being written."""
    folder = sweep.folder / "out" / "members"
    wait_until(lambda: folder.exists() and any(folder.glob("*.h5")) and any(folder.glob("*.part")))


@pytest.fixture(scope="module")
def long_done(binary, tmp_path_factory):
    sweep = Sweep(binary, tmp_path_factory.mktemp("long"), days=500)
    assert sweep.run().returncode == 0
    return sweep


def test_a_second_program_leaves_a_sweep_that_is_being_run_alone(binary, tmp_path):
    sweep = Sweep(binary, tmp_path, days=500)
    pool = sweep.start()
    wait_for_work(sweep)
    out = str(tmp_path / "out")
    for answer in (sweep.run("--resume"), sweep.run("--force"), sweep.verb("run", out),
                   sweep.verb("run", out, "--index", "0-3"),
                   sweep.verb("plan", str(sweep.file), "--output", out, "--force")):
        assert answer.returncode == 1
        assert f"{out}: another gridrush is running this sweep" in answer.stderr
    _, stderr = pool.communicate(timeout=60)
    assert pool.returncode == 0, stderr
    assert sweep.left_behind() == []
    assert sweep.run("--resume").returncode == 0


def test_two_programs_may_run_their_own_members_of_a_sweep(sweep):
    out = str(sweep.folder / "out")
    assert sweep.verb("plan", str(sweep.file), "--output", out).returncode == 0
    pools = [subprocess.Popen([sweep.binary, "sweep", "run", out, "--index", indices, "-j", "1"])
             for indices in ("0-3", "4-7")]
    assert [pool.wait(timeout=60) for pool in pools] == [0, 0]
    assert sum(sweep.file_of(index).exists() for index in range(MEMBERS)) == MEMBERS


@pytest.mark.parametrize("how", ["parent", "group", "interrupt"])
def test_a_sweep_that_was_ended_goes_on_to_the_same_results(binary, tmp_path, long_done, how):
    sweep = Sweep(binary, tmp_path, days=500)
    pool = sweep.start(start_new_session=True)
    wait_for_work(sweep)
    if how == "parent":
        pool.kill()
    elif how == "group":
        os.killpg(pool.pid, signal.SIGKILL)
    else:
        pool.send_signal(signal.SIGINT)
    _, stderr = pool.communicate(timeout=30)
    assert pool.returncode == (130 if how == "interrupt" else -signal.SIGKILL), stderr
    wait_until(lambda: not members_at_work(sweep))
    before = sum(sweep.file_of(index).exists() for index in range(MEMBERS))
    assert 0 < before < MEMBERS
    answer = sweep.run("--resume", "--json")
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert (report["complete_before"], report["completed"]) == (before, MEMBERS - before)
    assert sweep.left_behind() == []
    for index in range(MEMBERS):
        assert same(long_done.file_of(index), sweep.file_of(index)), index
