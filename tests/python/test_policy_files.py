"""Policies in shared objects: the same results as built in, and what happens to bad ones."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import h5py
import numpy as np
import pytest

from conftest import FIXTURES

EXPERIMENT = FIXTURES / "three_buses" / "experiment.yaml"


@pytest.fixture(scope="session")
def modules():
    return pathlib.Path(os.environ["GRIDRUSH_POLICY_MODULES"])


def run(binary, *arguments):
    return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, check=False)


def run_bad(binary, modules, output, mistake, *settings):
    """A run under a policy that makes this mistake."""
    policy = f"policies.curtailment={{file: {modules / 'bad_split.so'}, mistake: {mistake}}}"
    options = [word for setting in (policy, *settings) for word in ("--set", setting)]
    return run(binary, "run", EXPERIMENT, "--output", output, "--json", *options)


def values_of(path):
    """Every dataset but what depends on the wall clock and on how the policies are named."""
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset) and name.split("/")[0] not in (
                "timing", "experiment", "policies"):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(keep)
    return found


def test_a_shared_object_gives_the_results_of_the_same_rule_built_in(binary, modules, run_file,
                                                                     tmp_path):
    output = tmp_path / "own.h5"
    done = run(binary, "run", EXPERIMENT, "-o", output, "-q",
               "--set", f"policies.curtailment={modules / 'pro_rata.so'}")
    assert done.returncode == 0, done.stderr
    built_in, own = values_of(run_file), values_of(output)
    assert built_in.keys() == own.keys() and len(own) > 100
    assert built_in["system/cut_transformer_mw"].max() > 0, "the policy was never asked"
    for name, values in built_in.items():
        assert values.dtype == own[name].dtype, name
        if values.dtype.kind == "f":
            assert np.array_equal(values, own[name], equal_nan=True), name
        else:
            assert np.array_equal(values, own[name]), name


def test_a_run_says_which_policies_decided(binary, modules, tmp_path):
    output = tmp_path / "own.h5"
    shutil.copy(modules / "pro_rata.so", tmp_path / "mine.so")
    shutil.copytree(EXPERIMENT.parent, tmp_path / "e")
    ids = []
    for price in (1500, 1400):
        done = run(binary, "run", tmp_path / "e", "-o", output, "-q", "--force", "--set",
                   f"policies.curtailment={{file: ../mine.so, offer_usd_per_mwh: {price}}}")
        assert done.returncode == 0, done.stderr
        with h5py.File(output) as file:
            ids.append(file.attrs["experiment_id"])
            table = {name: list(file["policies"][name].asstr()[:])
                     for name in ("family", "name", "file", "sha256", "source")}
            resolved = file["experiment/resolved"].asstr()[()]
    assert ids[0] != ids[1]
    row = table["family"].index("curtailment")
    assert (table["name"][row], table["file"][row]) == ("my_pro_rata", "../mine.so")
    sha = subprocess.run(["sha256sum", tmp_path / "mine.so"], capture_output=True, text=True,
                         check=True).stdout.split()[0]
    assert table["sha256"][row] == sha and table["source"][row] == ""
    assert table["file"].count("") == 4 and table["name"][0] == "connect_and_manage"
    assert re.search(r'file: "?../mine.so"?\n +name: my_pro_rata\n +offer_usd_per_mwh: 1400',
                     str(resolved)), resolved


def test_the_content_of_the_file_is_part_of_the_fingerprint(binary, modules, tmp_path):
    shutil.copytree(EXPERIMENT.parent, tmp_path / "e")
    ids = []
    for extra in (b"", b"\n"):
        (tmp_path / "e" / "mine.so").write_bytes((modules / "pro_rata.so").read_bytes() + extra)
        output = tmp_path / "a.h5"
        done = run(binary, "run", tmp_path / "e", "-o", output, "-q", "--force", "--set",
                   "policies.curtailment=mine.so", "--set", "horizon.days=2")
        assert done.returncode == 0, done.stderr
        with h5py.File(output) as file:
            ids.append(file.attrs["experiment_id"])
    assert ids[0] != ids[1]


@pytest.mark.parametrize(("mistake", "message"), [
    ("nan", r"must return numbers \(found site \w+: nan MW\)"),
    ("length", r"must return \d numbers to split [\d.]+ MW, one for each site \(found \d\)"),
    ("negative", r"must not cut less than nothing \(found site mine_a: -1 MW; limit 0 MW\)"),
    ("beyond_contract", r"must not cut more than a site may lose in this cut "
                        r"\(found site mine_a: [\d.]+ MW; limit [\d.]+ MW\)"),
    ("sum", r"must share out the whole cut and no more "
            r"\(found sum over \d sites: 0 MW; limit [\d.]+ MW\)"),
    ("throw", r"threw: out of ideas"),
    ("throw_number", r"threw what is no std::exception"),
    ("offer", r"must offer a price that is a number and not negative "
              r"\(found site mine_a: nan USD/MWh; limit 0 USD/MWh\)"),
])
def test_a_policy_that_breaks_a_rule_ends_the_run(binary, modules, tmp_path, mistake, message):
    output = tmp_path / "bad.h5"
    done = run_bad(binary, modules, output, mistake)
    assert done.returncode == 1
    told = json.loads(done.stdout)["error"]
    assert re.fullmatch(r"curtailment policy bad_split at 2025-\d\d-\d\d( \d\d:00:00)?: " + message,
                        told), told
    assert told in done.stderr
    with h5py.File(output) as file:
        assert file.attrs["status"] == "failed"


@pytest.mark.parametrize("mistake", ["nan", "length", "negative", "beyond_contract", "sum", "offer"])
def test_a_broken_rule_can_be_put_right_and_is_counted(binary, modules, tmp_path, mistake):
    output = tmp_path / "clip.h5"
    done = run_bad(binary, modules, output, mistake, "policies.on_invalid=clip")
    assert done.returncode == 0, done.stderr
    with h5py.File(output) as file:
        clipped = file["summary/clipped_decisions"][()]
        decisions = file["decisions"]
        rows = (decisions["family"][:] == 1) & (decisions["outcome"][:] == 1)
        assert clipped > 0 and np.count_nonzero(rows) == clipped
        assert file["system/cut_transformer_mw"][:].max() > 0


@pytest.mark.parametrize("mistake", ["loop", "loop_offer"])
def test_a_policy_that_never_returns_is_ended_by_the_time_limit(binary, modules, tmp_path, mistake):
    output = tmp_path / "loop.h5"
    done = run_bad(binary, modules, output, mistake, "policies.time_limit_s=1")
    assert done.returncode == 1
    told = json.loads(done.stdout)["error"]
    found = re.fullmatch(r"curtailment policy bad_split at (2025-\d\d-\d\d)( \d\d:00:00)?: took more "
                         r"than 1 s of wall-clock time to decide \(policies.time_limit_s\)", told)
    assert found, told
    assert told in done.stderr
    at = np.datetime64((found[1] + (found[2] or " 00:00:00")).replace(" ", "T"))
    with h5py.File(output) as file:
        assert file.attrs["status"] == "failed"
        hours = (at - np.datetime64("2025-01-01T00:00:00")) / np.timedelta64(1, "h")
        assert len(file["system/time"]) == hours, "everything up to then was recorded"
        assert file["summary/simulated_until"][()] == hours * 3600
        assert file["timing/total_s"][()] >= 1.0


def test_a_policy_that_cannot_be_made_ends_the_program(binary, modules, tmp_path):
    done = run_bad(binary, modules, tmp_path / "no.h5", "constructor")
    assert done.returncode == 1
    assert "curtailment policy bad_split of " in done.stderr
    assert done.stderr.strip().endswith("cannot be made: no licence")


HEADER = pathlib.Path(__file__).parents[2] / "policies" / "module.hpp"
VERSION = int(re.search(r"policy_abi_version = (\d+);", HEADER.read_text()).group(1))


@pytest.mark.parametrize(("name", "message"), [
    ("not_there.so", "is not there (no such file)"),
    ("other_version.so", f"was built for version {VERSION + 1} of the policy interface (this "
                         f"program speaks version {VERSION}); build it again with this program's "
                         "headers"),
    ("other_layout.so", "was built by another compiler, or with other settings, than this program "
                        "(their types have other sizes); build it again with this program's "
                        "compiler"),
    ("no_entry_point.so", "has no policy (no function 'gridrush_policy_module'; GRIDRUSH_POLICY of "
                          "policies/write_policy.hpp makes it)"),
    ("text.so", "is not a shared object (no ELF file)"),
    ("cut_off.so", "is not a whole shared object (the file ends too early)"),
])
def test_a_file_that_cannot_be_loaded_is_an_input_error(binary, modules, tmp_path, name, message):
    shutil.copytree(modules, tmp_path, dirs_exist_ok=True)
    (tmp_path / "text.so").write_text("no machine code\n")
    (tmp_path / "cut_off.so").write_bytes((modules / "pro_rata.so").read_bytes()[:60000])
    experiment = tmp_path / "e.yaml"
    experiment.write_text(f"grid: default:grid/grid.yaml\npolicies:\n  curtailment:\n"
                          f"    file: {name}\n")
    done = run(binary, "check", experiment)
    assert done.returncode == 2
    path = tmp_path / name
    assert done.stderr == f"{experiment}:4:11: policies.curtailment.file: '{path}' {message}\n"


def test_all_mistakes_about_files_are_told_at_once(binary, modules, tmp_path):
    experiment = tmp_path / "e.yaml"
    own = modules / "pro_rata.so"
    experiment.write_text(f"""grid: default:grid/grid.yaml
policies:
  curtailment: {{file: {own}, offer_usd_per_mhw: 3, offer_usd_per_mwh: -1, name: other}}
  migration: {own}
  loading: {{file: [a]}}
  on_invalid: flip
  time_limit_s: -1
""")
    done = run(binary, "check", experiment)
    assert done.returncode == 2
    for part in [
            "did you mean 'offer_usd_per_mwh'?",
            "policies.curtailment.offer_usd_per_mwh: out of range (found -1; allowed 0 to 1000000)",
            f"policies.curtailment.name: must be that of the policy in '{own}', my_pro_rata",
            f"e.yaml:4:14: policies.migration.file: '{own}' holds a policy of another family "
            "(found curtailment policy 'my_pro_rata')",
            "policies.loading.file: must name a .so or .py file (found a list)",
            "policies.on_invalid: unknown", "policies.time_limit_s: "]:
        assert part in done.stderr, (part, done.stderr)
    assert done.stderr.endswith("7 mistakes\n")


def test_the_resolved_configuration_reads_back_as_the_same(binary, modules, tmp_path):
    setting = f"policies.curtailment={{file: {modules / 'pro_rata.so'}, offer_usd_per_mwh: 7}}"
    first = run(binary, "check", EXPERIMENT, "--set", setting)
    assert first.returncode == 0 and "offer_usd_per_mwh: 7" in first.stdout, first.stderr
    (tmp_path / "r.yaml").write_text(first.stdout)
    assert run(binary, "check", tmp_path / "r.yaml").stdout == first.stdout


@pytest.mark.parametrize("mistake", ["crash", "recurse"])
def test_a_policy_that_crashes_ends_its_test_with_a_sentence(binary, modules, mistake):
    policy = modules / "bad_split.so"
    done = run(binary, "policies", "test", policy, "--set", f"mistake={mistake}", "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    told = json.loads(done.stdout)["error"]
    assert re.fullmatch(re.escape(str(policy)) + r" crashed \(Segmentation fault, signal 11\) in "
                        r"case \d+ of seed 1", told)
    assert done.stderr.strip() == f"gridrush: {told}"
