"""`gridrush adequacy` as users and scripts meet it, on a system that is solved by hand."""

import json
import subprocess

import pytest

UNITS = "type,mw,count,for,mttf_h,mttr_h\nbig,100,1,0.1,900,100\nsmall,50,1,0.2,400,100\n"


@pytest.fixture
def system(tmp_path):
    """60 MW, but 120 MW in the last hour of each of 100 days."""
    folder = tmp_path / "system"
    folder.mkdir()
    (folder / "generators.csv").write_text(UNITS)
    hours = [f"{hour},{120 if hour % 24 == 23 else 60}\n" for hour in range(2400)]
    (folder / "load_hourly_mw.csv").write_text("hour,mw\n" + "".join(hours))
    return folder


def adequacy(binary, system, *arguments):
    return subprocess.run([binary, "adequacy", str(system), *arguments], capture_output=True, text=True, timeout=120)


def answer(binary, system, *arguments):
    done = adequacy(binary, system, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_convolution_is_exact(binary, system):
    found = answer(binary, system)
    assert found["settings"]["step_mw"] == 50
    assert found["settings"]["lolp_at_peak"] == pytest.approx(0.28)
    (case,) = found["cases"]
    assert case["indices"]["lolh_h"] == pytest.approx(100 * (23 * 0.10 + 0.28))
    assert case["indices"]["lole_d"] == pytest.approx(28)
    assert case["indices"]["eue_mwh"] == pytest.approx(100 * (23 * 2.0 + 11.6))
    assert case["indices"]["short_days_d"] is None
    assert "standard_error" not in case


def test_sampling_is_within_three_standard_errors_and_the_same_for_any_jobs(binary, system):
    arguments = ["--method", "sequential", "--years", "500", "--seed", "5"]
    one = answer(binary, system, *arguments)
    assert answer(binary, system, *arguments, "--jobs", "3") == one
    exact = answer(binary, system)["cases"][0]["indices"]
    sampled = one["cases"][0]
    for name in ["lolh_h", "lole_d", "lolf_per_year", "eue_mwh"]:
        error = sampled["standard_error"][name]
        assert error > 0
        assert abs(sampled["indices"][name] - exact[name]) <= 3 * error, name


def test_curtailment_and_reliability_stand_side_by_side(binary, system):
    found = answer(binary, system, "--flexible-mw", "60")
    assert found["flexible"]["curtailment_rate"] == pytest.approx(1 / 24)
    firm, both = (case["indices"] for case in found["cases"])
    assert firm["lolh_h"] == pytest.approx(258)
    assert both["lolh_h"] == pytest.approx(2400 * 0.28)
    assert both["firm_eue_mwh"] == pytest.approx(100 * 11.6 * (23 / 2 + 1))
    text = adequacy(binary, system, "--flexible-mw", "60").stdout
    assert "curtailed 4.1667 %" in text
    assert "672.000" in text


def test_standard_errors_are_printed(binary, system):
    text = adequacy(binary, system, "--method", "sequential", "--years", "10").stdout
    assert "10 years, seed 1" in text
    assert " +- " in text


@pytest.mark.parametrize("arguments", [["--method", "guess"], ["--years", "1"], ["--jobs", "0"],
                                       ["--flexible-mw", "-1"], ["--step-mw", "0"]])
def test_options_out_of_range_are_bad_input(binary, system, arguments):
    done = adequacy(binary, system, *arguments)
    assert done.returncode == 2
    assert done.stderr


def test_mistakes_come_with_file_line_and_column(binary, system):
    (system / "generators.csv").write_text(UNITS.replace("50,1,0.2", "fifty,1,0.2"))
    done = adequacy(binary, system, "--json")
    assert done.returncode == 2
    assert f"{system / 'generators.csv'}:3:7: generators.small.mw: not a number" in done.stderr
    (issue,) = json.loads(done.stdout)["issues"]
    assert (issue["line"], issue["column"]) == (3, 7)
    assert adequacy(binary, system / "nowhere").returncode == 2
