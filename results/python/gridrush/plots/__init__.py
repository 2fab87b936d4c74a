"""Pictures of a run. Each module draws one: `figure(run)` returns a matplotlib figure."""

import pathlib

from . import (banks, curtailment, curtailment_duration, fairness_cost, load, migration_map,
               migration_timeline, price, queue_gantt, queue_gw, story, substations, tenant_gantt,
               upgrade_map, wait_survival)
from .style import NothingToDraw, save

PLOTS = {
    "story": story.figure,
    "load": load.figure,
    "price": price.figure,
    "substations": substations.figure,
    "banks": banks.figure,
    "curtailment": curtailment.figure,
    "curtailment_duration": curtailment_duration.figure,
    "queue_gantt": queue_gantt.figure,
    "queue_gw": queue_gw.figure,
    "wait_survival": wait_survival.figure,
    "upgrade_map": upgrade_map.figure,
    "tenant_gantt": tenant_gantt.figure,
    "migration_timeline": migration_timeline.figure,
    "migration_map": migration_map.figure,
}


# Of several runs at once: a table of them, and what they are called together.
SEVERAL = {"fairness_cost": fairness_cost.figure}


def draw(run, folder, only=None):
    """Draws the pictures into `folder`; yields (name, path, None) as each is written, or
    (name, None, why not) where the run does not hold what it needs."""
    yield from _draw({name: lambda of=of: of(run) for name, of in PLOTS.items()}, folder, only)


def draw_several(runs, name, folder, only=None):
    """The same of the pictures that set runs side by side; `runs` is iterated over once."""
    table = fairness_cost.of_runs(runs)
    yield from _draw({key: lambda of=of: of(table, name) for key, of in SEVERAL.items()}, folder,
                     only)


def _draw(figures, folder, only):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in only or figures:
        try:
            figure = figures[name]()
        except NothingToDraw as reason:
            yield name, None, str(reason)
            continue
        yield name, save(figure, folder / f"{name}.png"), None
