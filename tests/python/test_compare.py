"""gridrush compare: its numbers, its forms, its pictures."""

import csv
import json
import shutil
import subprocess

import h5py
import matplotlib.image
import numpy as np
import pytest

import gridrush
from conftest import simulate
from gridrush.plots import comparison


def compare(binary, *arguments):
    return subprocess.run([binary, "compare", *map(str, arguments)], capture_output=True,
                          text=True, timeout=120)


def test_numbers_are_those_of_the_table(binary, swept):
    frame = swept.compare(by="price", where={"rule": "lifo"}, program=binary)
    assert frame.attrs["baseline"] == "20" and frame.attrs["levels"] == ["50"]
    row = frame.set_index("metric").loc["mine_energy_mwh"]
    table = swept.table[swept.table["rule"] == "lifo"].set_index(["price", "replicate"])
    values = table["mine_energy_mwh"]
    differences = values[50] - values[20]
    assert row["pairs"] == 2 and row["missing"] == 0
    assert row["difference"] == pytest.approx(differences.mean(), rel=1e-12)
    assert row["relative"] == pytest.approx(differences.mean() / values[20].mean(), rel=1e-12)
    sd = differences.std(ddof=1)
    if sd > 1e-9 * abs(values).max():
        assert row["effect_dz"] == pytest.approx(differences.mean() / sd)
        # t of one degree of freedom: tan(pi (0.5 - 0.025))
        assert row["paired_high"] - row["difference"] == pytest.approx(
            np.tan(np.pi * 0.475) * sd / np.sqrt(2))


def test_every_form_tells_the_same(binary, swept, tmp_path):
    options = [swept.path, "--by", "price", "--baseline", "50"]
    answer = compare(binary, *options, "--json", "--csv", tmp_path / "a.csv")
    assert answer.returncode == 0, answer.stderr
    rows = json.loads(answer.stdout)["rows"]
    table = list(csv.DictReader((tmp_path / "a.csv").open()))
    assert [row["metric"] for row in table] == [row["metric"] for row in rows]
    for told, row in zip(table, rows):
        for name in ("difference", "paired_low", "p_holm"):
            assert (float(told[name]) if told[name] else None) == row[name]
    text = compare(binary, *options).stdout
    assert "price = 20 against 50" in text and "do not differ: " in text
    shown = [row["metric"] for row in rows if row["differs"]]
    assert [line.split()[0] for line in text.splitlines()[4:4 + len(shown)]] == shown
    everything = compare(binary, *options, "--all").stdout
    assert "do not differ" not in everything
    assert all(f"\n{row['metric']} " in everything for row in rows)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_pictures(binary, swept, tmp_path, ending):
    picture = tmp_path / f"price.{ending}"
    answer = compare(binary, swept.path, "--by", "price", "--plot", picture)
    assert answer.returncode == 0, answer.stderr
    assert picture.stat().st_size > 5000
    if ending == "png":
        pixels = matplotlib.image.imread(picture)
        assert (pixels[..., :3].min(axis=2) < 0.9).mean() > 0.01


def test_the_picture_is_named_after_the_text_also_in_a_file(binary, swept, tmp_path):
    picture = tmp_path / "price.svg"
    with (tmp_path / "said").open("w") as said:
        subprocess.run([binary, "compare", swept.path, "--by", "price", "--plot", picture],
                       stdout=said, stderr=said, check=True, timeout=120)
    lines = (tmp_path / "said").read_text().splitlines()
    assert lines[-1] == str(picture) and len(lines) > 5


def test_words_of_the_picture_stay_inside(binary, swept):
    figure = comparison.figure(swept.compare(by="price", program=binary))
    figure.canvas.draw()
    for axis in figure.axes:
        if axis.get_visible():
            for word in [axis._left_title, *axis.get_yticklabels()]:
                box = word.get_window_extent()
                assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, word.get_text()


def test_runs_are_compared_with_the_first(binary, run_file, tmp_path):
    other = simulate(binary, tmp_path / "other.h5", "policies.curtailment=lifo", "horizon.days=60")
    frame = gridrush.compare([run_file, other], program=binary)
    assert frame.attrs["baseline"] == "three.h5" and set(frame["pairs"]) <= {0, 1}
    row = frame.set_index("metric").loc["mine_energy_mwh"]
    assert row["difference"] < 0 and np.isnan(row["paired_low"]) and np.isnan(row["p"])
    assert "difference" in compare(binary, run_file, other).stdout


def test_exact(binary, run_file, tmp_path):
    again = simulate(binary, tmp_path / "again.h5")
    answer = compare(binary, "--exact", run_file, again)
    assert answer.returncode == 0 and "equal bit by bit" in answer.stdout
    changed = shutil.copy(again, tmp_path / "changed.h5")
    with h5py.File(changed, "r+") as file:
        file["system/native_load_mw"][7] = -1
    answer = compare(binary, "--exact", run_file, changed, "--json")
    assert answer.returncode == 1
    found = json.loads(answer.stdout)
    assert [place["place"] for place in found["differences"]] == ["/system/native_load_mw[7]"]
    assert found["differences"][0]["second"] == "-1"


def test_mistakes_are_told_at_once(binary, swept, run_file, tmp_path):
    answer = compare(binary, swept.path, "--by", "rul", "--where", "price=7", "--metric", "xx")
    assert answer.returncode == 2
    for part in ["did you mean 'rule'?", "price", "unknown metric 'xx'", "3 mistakes"]:
        assert part in answer.stderr
    for arguments, part in [([run_file], "single run"), ([tmp_path], "has no sweep.h5"),
                            ([swept.path, run_file], "is of a sweep"),
                            (["--exact", run_file], "two files"),
                            ([swept.path, "--by", "rule", "--plot", "a.gif"], ".png, .svg, .pdf")]:
        answer = compare(binary, *arguments)
        assert answer.returncode == 2 and part in answer.stderr, answer.stderr
