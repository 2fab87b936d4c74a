"""Populations and load forecasts on the command line."""

import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STUDY = ROOT / "experiments" / "studies" / "money-gate"


def gridrush(binary, *arguments, folder):
    return subprocess.run([binary, *map(str, arguments)], cwd=folder, text=True,
                          capture_output=True, timeout=60)


def test_check_says_what_a_population_draws(binary, tmp_path):
    answer = gridrush(binary, "check", STUDY, "--json", folder=tmp_path)
    drawn = json.loads(answer.stdout)["drawn"]["campus"]
    assert drawn["requests"] == drawn["projects"]
    assert 40 < drawn["requests"] < 110  # 73.7 expected
    assert 25 * drawn["requests"] < drawn["mw"] < 2000 * drawn["requests"]
    text = gridrush(binary, "check", STUDY, folder=tmp_path).stdout
    assert f"# population.campus: {drawn['projects']} projects" in text


def test_replicates_draw_others_and_policies_do_not(binary, tmp_path):
    def drawn(*settings):
        arguments = [word for setting in settings for word in ("--set", setting)]
        answer = gridrush(binary, "check", STUDY, "--json", *arguments, folder=tmp_path)
        return json.loads(answer.stdout)["drawn"]["campus"]["mw"]

    assert drawn() == drawn("policies.interconnection=connect_and_manage")
    assert drawn() != drawn("replicate=1")


def test_the_schema_knows_populations(binary, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "experiments" / "experiment.schema.json").read_text())
    resolved = json.loads(gridrush(binary, "check", STUDY, "--json", folder=tmp_path).stdout)["resolved"]
    jsonschema.validate(resolved, schema)
    for wrong in [{"uniform": [1]}, {"normal": [1, 2]}, {"uniform": [1, 2], "value": 3}, "often"]:
        resolved["population"]["campus"]["willing_usd_per_mw"] = wrong
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(resolved, schema)


PJM_EXAMPLE = """id,mw,in_service,commitment
committed,1000,2029-01-01,firm
others,1600,2030-01-01,non_firm
"""


def test_the_worked_example_of_pjm(binary, tmp_path):
    (tmp_path / "requests.csv").write_text(PJM_EXAMPLE)
    answer = gridrush(binary, "forecast", "requests.csv", "--as-of", "2026-08-01", "--json",
                      folder=tmp_path)
    forecast = json.loads(answer.stdout)
    assert forecast["total"] == {"requested_mw": 2600, "firm_mw": 1000, "discounted_mw": 1800,
                                 "expected_mw": 1260}
    last = forecast["years"][-1]
    assert last["requested_mw"] == 2600 and last["expected_mw"] == pytest.approx(1260)
    assert forecast["years"][0]["requested_mw"] == 0
    text = gridrush(binary, "forecast", "requests.csv", "--as-of", "2026-08-01", folder=tmp_path)
    assert "1260.000" in text.stdout.splitlines()[-1]


def test_mistakes_of_a_forecast_file(binary, tmp_path):
    (tmp_path / "requests.csv").write_text("id,mw,in_service,commitment\na,0,2029,sure\n")
    answer = gridrush(binary, "forecast", "requests.csv", "--as-of", "soon", folder=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr.splitlines()[-1] == "4 mistakes"
    assert "requests.csv:2:3: mw: must be above 0" in answer.stderr
    assert "--as-of" in answer.stderr
