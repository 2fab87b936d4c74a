"""Promises of a whole run of the default experiment: the same twice, and never lost.

Short by default; GRIDRUSH_LONG_TESTS=1 runs the decade and fifty kills.
"""

import os
import random
import shutil
import signal
import subprocess
import time

import h5py
import numpy as np
import pytest
import xarray

LONG = os.environ.get("GRIDRUSH_LONG_TESTS") == "1"
YEARS = 10 if LONG else 3
KILLS = 50 if LONG else 4


def run(binary, output, *settings, **options):
    command = [binary, "run", "--output", str(output), "--quiet", "--set",
               f"horizon.years={YEARS}"]
    for setting in settings:
        command += ["--set", setting]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)


@pytest.fixture(scope="module")
def complete(binary, tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "run.h5"
    assert run(binary, path).returncode == 0
    return path


def shapes(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: getattr(item, "shape", None)}))
    return found


def differences(first, second):
    """h5diff's exit code and what it says, but not of tables that are empty in both files: those it
    will not compare (a short run of the default experiment moves nobody)."""
    answer = subprocess.run(["h5diff", "-c", "--exclude-path", "/timing", str(first), str(second)],
                            capture_output=True, text=True, timeout=300)
    alike = shapes(first) == shapes(second)
    said = [line for line in answer.stdout.splitlines()
            if not (alike and line.endswith("is an empty dataset"))]
    return answer.returncode, "\n".join(said)


def test_the_same_seed_gives_the_same_values_bit_by_bit(binary, complete, tmp_path):
    again = tmp_path / "again.h5"
    assert run(binary, again).returncode == 0
    assert differences(complete, again) == (0, "")


def test_another_seed_gives_other_values(binary, complete, tmp_path):
    other = tmp_path / "other.h5"
    assert run(binary, other, "seed=2").returncode == 0
    code, text = differences(complete, other)
    assert code == 1
    with h5py.File(complete) as one, h5py.File(other) as two:
        assert not np.array_equal(one["site/consumed_mw"], two["site/consumed_mw"])


def test_the_run_tells_where_its_time_went(complete):
    with h5py.File(complete) as file:
        timing = {name: file["timing"][name][()] for name in file["timing"]
                  if name.endswith("_s")}
    assert {"total_s", "engine_s", "dispatch_s", "policies_s", "recording_s"} <= set(timing)
    parts = sum(value for name, value in timing.items() if name != "total_s")
    assert 0 < parts <= timing["total_s"] * 1.01
    assert timing["engine_s"] < 0.25 * timing["total_s"]  # generous: machines are noisy


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_run_keeps_every_month_it_had_flushed(binary, complete, tmp_path, kill):
    path = tmp_path / "killed.h5"
    # Forty years: no machine is through with them before the kill.
    process = subprocess.Popen([binary, "run", "--output", str(path), "--quiet", "--set",
                                "horizon.years=40"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not path.exists() or path.stat().st_size < 1_000_000:  # the first month is in
        time.sleep(0.01)
    time.sleep(random.Random(kill).uniform(0.0, 5.0 if LONG else 2.0))
    process.send_signal(signal.SIGKILL)
    process.wait()

    inspect = subprocess.run([binary, "inspect", str(path), "--json"], capture_output=True,
                             text=True, timeout=60)
    assert inspect.returncode == 0, inspect.stderr
    # What a live reader sees before anything is repaired: all that was flushed.
    with h5py.File(path, "r", swmr=True) as file:
        flushed = file["system/time"].shape[0]

    recover = subprocess.run([binary, "recover", str(path)], capture_output=True, text=True,
                             timeout=60)
    assert recover.returncode == 0, recover.stderr
    for engine in ("h5netcdf", "netcdf4"):
        with xarray.open_dataset(path, group="site", engine=engine) as site, \
                xarray.open_dataset(complete, group="site", engine=engine) as whole:
            kept = site.sizes["time"]
            assert kept >= flushed
            same = min(kept, whole.sizes["time"])
            assert np.array_equal(site.time[:same], whole.time[:same])
            ours = site.consumed_mw[:same].values
            assert np.array_equal(ours, whole.consumed_mw[:same].values)
    assert subprocess.run(["ncdump", "-h", str(path)], capture_output=True,
                          timeout=60).returncode == 0
    assert subprocess.run(["h5ls", "-r", str(path)], capture_output=True,
                          timeout=60).returncode == 0
    with h5py.File(path) as file:
        assert file.attrs["status"] in ("interrupted", b"interrupted")


def test_a_run_ends_well_while_another_program_reads_along(binary, tmp_path):
    path = tmp_path / "live.h5"
    process = subprocess.Popen([binary, "run", "--output", str(path), "--quiet", "--set", "horizon.years=2"],
                               stderr=subprocess.PIPE, text=True)
    while not path.exists():
        time.sleep(0.01)
    time.sleep(0.5)
    with h5py.File(path, "r", libver="latest", swmr=True):
        _, message = process.communicate(timeout=120)
    assert process.returncode == 0, message
    with h5py.File(path) as file:
        assert "summary" in file


def test_a_damaged_file_is_said_at_once(binary, tmp_path):
    path = tmp_path / "killed.h5"
    process = subprocess.Popen([binary, "run", "--output", str(path), "--quiet"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not path.exists() or path.stat().st_size < 2_000_000:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open(path, "r+b") as file:
        file.truncate(500_000)
    inspect = subprocess.run([binary, "inspect", str(path)], capture_output=True, text=True, timeout=20)
    assert inspect.returncode == 1
    assert "killed.h5" in inspect.stderr


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)],
                             capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_keeps_the_run_so_far(binary, small_disk, complete, tmp_path):
    path = small_disk / "run.h5"
    answer = run(binary, path)
    assert answer.returncode == 1
    assert "No space left on device" in answer.stderr
    assert str(path) in answer.stderr
    assert subprocess.run([binary, "inspect", str(path)], timeout=60).returncode == 0
    in_place = subprocess.run([binary, "recover", str(path)], capture_output=True, text=True,
                              timeout=60)
    assert in_place.returncode == 0 or "recover a copy elsewhere" in in_place.stderr
    copy = tmp_path / "copy.h5"
    shutil.copy(path, copy)
    assert subprocess.run([binary, "recover", str(copy)], timeout=60).returncode == 0
    with xarray.open_dataset(copy, group="system", engine="h5netcdf") as kept, \
            xarray.open_dataset(complete, group="system", engine="h5netcdf") as whole:
        count = kept.sizes["time"]
        assert count >= 31 * 24
        assert np.array_equal(kept.generation_mw, whole.generation_mw[:count])
