"""Every picture is drawn and shows something."""

import pathlib
import subprocess
import sys

import matplotlib.image
import pytest
from gridrush import open_run, plots
from gridrush.plots.style import plt

OF_TENANTS = ["tenant_gantt", "migration_timeline", "migration_map"]
OF_THE_QUEUE = ["queue_gantt", "queue_gw", "wait_survival", "upgrade_map"]
OF_ALL = ["story", "load", "price", "substations", "banks", "curtailment", "curtailment_duration"]
ALL = [*OF_ALL, *OF_THE_QUEUE, *OF_TENANTS]


def plot(*arguments):
    return subprocess.run([sys.executable, "-m", "gridrush", "plot", *map(str, arguments)],
                          capture_output=True, text=True, timeout=120,
                          env={"PYTHONPATH": str(pathlib.Path(plots.__file__).parents[2]),
                               "MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin",
                               "PYTHONDONTWRITEBYTECODE": "1"})


def test_the_pictures_are_in_this_order():
    assert list(plots.PLOTS) == ALL


@pytest.mark.parametrize("names", [OF_ALL, OF_THE_QUEUE, OF_TENANTS], ids=["all", "queue", "tenants"])
def test_command_line_prints_the_path_of_each_picture(names, rich_run_file, moving_run_file):
    path = moving_run_file if names is OF_TENANTS else rich_run_file
    done = plot(path, "--only", *names)
    assert done.returncode == 0, done.stderr
    folder = path.parent / "plots"
    assert done.stdout.split() == [str(folder / f"{name}.png") for name in names]
    for name in names:
        picture = matplotlib.image.imread(folder / f"{name}.png")
        assert picture.shape[0] > 300 and picture.shape[1] > 900
        ink = (picture[..., :3].min(axis=2) < 0.9).mean()
        assert ink > 0.01, f"{name} is almost empty"


def test_what_was_not_recorded_is_skipped_with_a_message(empty_run_file, tmp_path):
    done = plot(empty_run_file, "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    drawn = {pathlib.Path(line).stem for line in done.stdout.split()}
    assert drawn == {"story", "load", "curtailment"}
    for name in set(ALL) - drawn:
        assert f"{name}: skipped" in done.stderr


def test_wrong_arguments_are_reported(run_file, tmp_path):
    assert plot(run_file, "--only", "cake").returncode == 2
    (tmp_path / "a_file").write_text("")
    done = plot(run_file, "--output", tmp_path / "a_file")
    assert done.returncode == 2 and "a_file: cannot make the folder" in done.stderr
    done = plot(tmp_path / "nothing.h5")
    assert done.returncode == 2 and "no such file" in done.stderr


@pytest.mark.parametrize("names", [OF_ALL, OF_THE_QUEUE, ["story", *OF_TENANTS]],
                         ids=["all", "queue", "tenants"])
def test_pictures_keep_their_words_inside(names, rich_run_file, moving_run_file):
    with open_run(moving_run_file if "tenant_gantt" in names else rich_run_file) as run:
        for name in names:
            figure = plots.PLOTS[name](run)
            figure.canvas.draw()
            words = [text for axis in figure.axes for text in
                     (axis._left_title, axis.xaxis.label, axis.yaxis.label, axis.get_legend())]
            for box in (word.get_window_extent() for word in words
                        if word and getattr(word, "get_text", lambda: "legend")()):
                assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, name
                assert box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, name
            plt.close(figure)


@pytest.mark.parametrize("name", ALL)
def test_nothing_to_draw_is_said(empty_run_file, name):
    if name in ("story", "load", "curtailment"):
        return
    with open_run(empty_run_file) as run, pytest.raises(plots.NothingToDraw):
        plots.PLOTS[name](run)
