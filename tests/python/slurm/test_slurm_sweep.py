"""Sweeps as job arrays of a real Slurm, whose node crashes in the middle."""

import json
import pathlib
import re
import signal
import subprocess
import time

import cluster
import pytest

pytestmark = pytest.mark.skipif(bool(cluster.why_not()),
                                reason=f"no Slurm here: {cluster.why_not()}")

EXPERIMENT = pathlib.Path(__file__).resolve().parents[1] / "fixtures/three_buses/experiment.yaml"
ATTEMPT = re.compile(r"^runs (\d+) to (\d+) on (\S+), task \d+_\d+, attempt (\d+)", re.MULTILINE)


@pytest.fixture(scope="module")
def slurm():
    with cluster.Cluster() as running:
        yield running


def write_sweep(folder, prices, replicates, days, curtailments=("pro_rata", "lifo")):
    path = folder / "sweep.yaml"
    path.write_text(json.dumps({
        "name": "Three buses", "experiment": str(EXPERIMENT), "set": {"horizon.days": days},
        "replicates": replicates,
        "axes": {"price": {"key": "hashprice.usd_per_ph_day", "values": list(prices)},
                 "curtailment": {"key": "policies.curtailment", "values": list(curtailments)}}}))
    return path


def command(binary, sweep, output, *options):
    return [binary, "sweep", str(sweep), "--output", str(output), "--launcher", "slurm", "--poll",
            "1", *options]


def members(folder):
    """Final name and number of every run of the plan."""
    plan = json.loads((folder / "plan.json").read_text())
    return [folder / "members" / f"{member['id']}.h5" for member in plan["members"]]


def stamps(folder):
    """When each run that is there was completed, and which file it is."""
    return {file.name: (file.stat().st_mtime_ns, file.stat().st_ino)
            for file in members(folder) if file.exists()}


def attempts(folder):
    """(first run, last run, attempt) of every task that was started."""
    return [(int(found[1]), int(found[2]), int(found[4]))
            for log in sorted((folder / "slurm").glob("*.log"))
            for found in ATTEMPT.finditer(log.read_text())]


def submitted_jobs(folder):
    lines = (folder / "slurm/jobs").read_text().splitlines()
    return [line.split()[0] for line in lines if not line.startswith("#")]


def wait_until(true, what, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not happen in {seconds} s"
        time.sleep(0.02)


def start(slurm, *words):
    return subprocess.Popen(words, env=slurm.environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)


def differences(first, second):
    done = subprocess.run(["h5diff", "--exclude-path", "/timing", str(first), str(second)],
                          capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def test_a_crashed_node_loses_no_run_and_runs_none_twice(slurm, binary, tmp_path):
    """Forty runs; the node dies within some, the launcher is interrupted, the node comes back."""
    sweep = write_sweep(tmp_path, (30, 40, 50, 60), replicates=5, days=45)
    local, remote = tmp_path / "local", tmp_path / "remote"
    subprocess.run([binary, "sweep", str(sweep), "--output", str(local), "--jobs", "2", "--quiet"],
                   check=True, timeout=200)

    launcher = start(slurm, *command(binary, sweep, remote))
    wait_until(lambda: (remote / "plan.json").exists(), "the plan")
    wait_until(lambda: len(stamps(remote)) >= 8 and list(remote.glob("members/*.part")),
               "a run half written after eight complete ones")
    slurm.crash_node()
    before = stamps(remote)
    halves = {half.name for half in remote.glob("members/*.part")}
    assert 8 <= len(before) < 40 and halves, "the node died too early or too late for this test"

    launcher.send_signal(signal.SIGINT)
    output, _ = launcher.communicate(timeout=30)
    assert launcher.returncode == 130
    job, = submitted_jobs(remote)
    assert f"job {job} goes on without this program" in output

    slurm.start_node()
    slurm.let_requeued_tasks_start(job)
    done = slurm.run(*command(binary, sweep, remote, "--resume"), check=False, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert submitted_jobs(remote) == [job], "the tasks in the queue were to be followed"

    after = stamps(remote)
    assert len(after) == 40 and not list(remote.glob("members/*.part"))
    assert {name: after[name] for name in before} == before, "a complete run was run again"
    tries = attempts(remote)
    again = [first for first, _, attempt in tries if attempt > 1]
    assert sorted(first for first, _, attempt in tries if attempt == 1) == list(range(40))
    assert 1 <= len(again) == len(set(again)) <= 2, "the tasks of two processors were requeued"
    assert {members(remote)[index].name + ".part" for index in again} >= halves

    # The table holds every run's summary; of the series those that were run twice and some others.
    assert differences(local / "sweep.h5", remote / "sweep.h5") == ""
    pairs = list(zip(members(local), members(remote), strict=True))
    for one, other in [pairs[index] for index in {*again, *range(0, 40, 8)}]:
        assert differences(one, other) == ""

    again = slurm.run(*command(binary, sweep, remote, "--resume"))
    assert stamps(remote) == after and submitted_jobs(remote) == [job], again.stdout


def test_daemons_may_restart_while_a_sweep_is_followed(slurm, binary, tmp_path):
    sweep = write_sweep(tmp_path, (30, 40), replicates=2, days=360)
    launcher = start(slurm, *command(binary, sweep, tmp_path / "out"))
    wait_until(lambda: list(tmp_path.glob("out/members/*.part")), "a run")
    slurm.kill_daemon()
    slurm.stop_controller()
    time.sleep(2.5)
    slurm.start_controller()
    slurm.start_node()
    output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 0, output
    assert sorted(attempts(tmp_path / "out")) == [(i, i, 1) for i in range(8)], output


def test_a_cancelled_task_is_a_failure_with_slurms_reason(slurm, binary, tmp_path):
    """Four runs in two tasks, the second waits for the first."""
    sweep = write_sweep(tmp_path, (30, 40), replicates=1, days=360)
    options = ("--members-per-task", "2", "--max-running", "1")
    launcher = start(slurm, *command(binary, sweep, tmp_path / "out", *options))
    wait_until(lambda: list(tmp_path.glob("out/members/*.part")), "a run")
    job, = submitted_jobs(tmp_path / "out")
    refused = slurm.run(*command(binary, sweep, tmp_path / "out", "--force"), check=False)
    assert refused.returncode == 2
    assert f"are in Slurm's queue (job {job})" in refused.stderr

    slurm.run("scancel", f"{job}_1")
    output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    for index in (2, 3):
        assert re.search(rf"run {index}  .*  failed: Slurm task {job}_1 ended CANCELLED", output)
    assert len(stamps(tmp_path / "out")) == 2

    done = slurm.run(*command(binary, sweep, tmp_path / "out", "--resume", *options))
    first, second = submitted_jobs(tmp_path / "out")
    assert first == job and len(stamps(tmp_path / "out")) == 4, done.stdout
    assert attempts(tmp_path / "out") == [(0, 1, 1), (2, 3, 1)], "only the missing task ran again"


def test_a_run_that_fails_is_told_with_its_last_words(slurm, binary, tmp_path):
    sweep = write_sweep(tmp_path, (30, 40), replicates=1, days=30)
    out = tmp_path / "out"
    subprocess.run([binary, "sweep", "plan", str(sweep), "--output", str(out), "--quiet"],
                   check=True)
    in_the_way = members(out)[1].with_suffix(".h5.part")
    in_the_way.mkdir(parents=True)
    done = slurm.run(*command(binary, sweep, out, "--resume"), check=False)
    assert done.returncode == 1
    assert re.search(r"run 1  .*  failed: Slurm task \d+_1 on node1 ended FAILED \(NonZeroExitCode\)"
                     r"; its last words: .*not a regular file", done.stderr), done.stderr
    assert len(stamps(out)) == 3
    in_the_way.rmdir()
    assert slurm.run(*command(binary, sweep, out, "--resume")).returncode == 0
    assert len(stamps(out)) == 4


def test_more_tasks_than_an_array_can_have(binary, tmp_path):
    sweep = write_sweep(tmp_path, (30, 40, 50), replicates=3, days=10)  # 18 runs
    out = tmp_path / "out with 100% odd 'name"
    with cluster.Cluster(array_size=4) as small:
        small.run(*command(binary, sweep, out, "--members-per-task", "2",
                           "--processors-per-task", "2", "--memory", "500M", "--time", "5"))
    assert [line.split() for line in (out / "slurm/jobs").read_text().splitlines()[1:]] == [
        [job, offset, "2"] for job, offset in zip(submitted_jobs(out), "048", strict=True)]
    assert attempts(out) == [(first, first + 1, 1) for first in range(0, 18, 2)]
    assert len(stamps(out)) == 18


def test_the_script_runs_by_hand(slurm, binary, tmp_path):
    sweep = write_sweep(tmp_path, (30, 40), replicates=1, days=10)
    out = tmp_path / "out"
    slurm.run(*command(binary, sweep, out))
    done = stamps(out)
    gone = members(out)[2]
    gone.unlink()
    job = slurm.run("sbatch", "--parsable", "--array=0-3", out / "slurm/job.sh").stdout.strip()
    wait_until(lambda: set(slurm.states(job).values()) == {"COMPLETED"}, "the end of the job")
    again = stamps(out)
    assert again.pop(gone.name) and done.pop(gone.name) and again == done


def test_refusals_are_told_and_leave_nothing_in_the_queue(slurm, binary, tmp_path):
    sweep = write_sweep(tmp_path, (30,), replicates=1, days=10)

    def refused(code, *options, **more):
        done = slurm.run(*command(binary, sweep, tmp_path / "out", *options), check=False, **more)
        assert done.returncode == code, done.stderr
        return done.stderr

    assert "--sbatch: must be an option of sbatch" in refused(2, "--sbatch", "qos=long")
    assert "--partition: must be one line" in refused(2, "--partition", "a\nb")
    assert not (tmp_path / "out").exists()
    said = refused(1, "--partition", "nonesuch")
    assert "sbatch refuses: invalid partition specified: nonesuch" in said
    assert "nothing runs; the plan is there, --resume goes on with it" in said
    assert "Invalid --time specification" in refused(1, "--resume", "--time", "soon")
    assert not (tmp_path / "out/slurm/jobs").exists()
    assert refused(1, "--resume", "--sbatch=--nonesuch")


def put_in_front(slurm, folder, program, text):
    """The environment of the cluster with a program in front of Slurm's own."""
    (folder / program).write_text("#!/bin/bash\n" + text)
    (folder / program).chmod(0o755)
    return slurm.environment | {"PATH": f"{folder}:{slurm.environment['PATH']}"}


def test_a_slurm_that_does_not_answer_is_waited_for(slurm, binary, tmp_path):
    sweep = write_sweep(tmp_path, (30,), replicates=1, days=10)
    environment = put_in_front(slurm, tmp_path, "squeue", f"""
        if mkdir {tmp_path}/asked; then
            echo 'squeue: error: Unable to contact slurm controller' >&2
            exit 1
        fi
        exec /usr/bin/squeue "$@"
        """)
    done = subprocess.run(command(binary, sweep, tmp_path / "out"), env=environment, timeout=60,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "Slurm does not answer (Unable to contact slurm controller); waiting" in done.stderr
    assert len(stamps(tmp_path / "out")) == 2


def test_a_slurm_that_hangs_does_not_hold_up_an_interrupt(slurm, binary, tmp_path):
    sweep = write_sweep(tmp_path, (30,), replicates=1, days=10)
    environment = put_in_front(slurm, tmp_path, "squeue", f"mkdir {tmp_path}/asked; sleep 1000")
    launcher = subprocess.Popen(command(binary, sweep, tmp_path / "out"), env=environment,
                                stderr=subprocess.PIPE, text=True)
    wait_until((tmp_path / "asked").exists, "a question")
    launcher.send_signal(signal.SIGINT)
    _, said = launcher.communicate(timeout=5)
    assert launcher.returncode == 130
    assert "goes on without this program" in said
    wait_until(lambda: len(stamps(tmp_path / "out")) == 2, "the end of the runs")


def test_without_slurm_nothing_is_written(binary, tmp_path):
    sweep = write_sweep(tmp_path, (30,), replicates=1, days=10)
    done = subprocess.run(command(binary, sweep, tmp_path / "out"), env={"PATH": str(tmp_path)},
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "--launcher: slurm needs sbatch (found none on the PATH)" in done.stderr
    assert not (tmp_path / "out").exists()
