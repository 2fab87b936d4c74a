"""Pictures of a run. Each module draws one: `figure(run)` returns a matplotlib figure."""

import pathlib

from . import (banks, curtailment, load, price, queue_gantt, queue_gw, substations, upgrade_map,
               wait_survival)
from .style import NothingToDraw, save

PLOTS = {
    "load": load.figure,
    "price": price.figure,
    "substations": substations.figure,
    "banks": banks.figure,
    "curtailment": curtailment.figure,
    "queue_gantt": queue_gantt.figure,
    "queue_gw": queue_gw.figure,
    "wait_survival": wait_survival.figure,
    "upgrade_map": upgrade_map.figure,
}


def draw(run, folder, only=None):
    """Draws the pictures into `folder`; yields (name, path, None) as each is written, or
    (name, None, why not) where the run does not hold what it needs."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in only or PLOTS:
        try:
            figure = PLOTS[name](run)
        except NothingToDraw as reason:
            yield name, None, str(reason)
            continue
        yield name, save(figure, folder / f"{name}.png"), None
