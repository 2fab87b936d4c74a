"""Levels of a sweep compared, by the program, so that there is one place that does the numbers."""

import numpy as np
import pandas as pd

from . import runner

_NUMBERS = ["baseline_mean", "level_mean", "difference", "relative", "sd_of_differences",
            "paired_low", "paired_high", "unpaired_low", "unpaired_high", "width_ratio",
            "effect_dz", "p", "p_holm"]


def compare(files, by=None, baseline=None, metrics=None, where=None, confidence=0.95,
            program=None):
    """What `gridrush compare` says of a sweep's file, or of several runs' files, as a frame: a row
    per metric and level, NaN where a number is not defined. Raises InputError, RunFailed.

    `where` holds labels by axis, one or a list of them. The frame's attrs tell axis, baseline,
    confidence and how many members there were.
    """
    arguments = ["compare", *map(str, files), "--confidence", repr(float(confidence))]
    if by is not None:
        arguments += ["--by", by]
    if baseline is not None:
        arguments += ["--baseline", str(baseline)]
    for metric in [metrics] if isinstance(metrics, str) else metrics or []:
        arguments += ["--metric", metric]
    for axis, labels in (where or {}).items():
        for label in labels if isinstance(labels, (list, tuple, set)) else [labels]:
            arguments += ["--where", f"{axis}={label}"]
    return frame(runner.ask(arguments, program))


def frame(answer):
    """The JSON document of `gridrush compare` as a frame."""
    columns = ["metric", "unit", "description", "level", "differs", *_NUMBERS, "pairs", "missing"]
    rows = pd.DataFrame(answer["rows"], columns=columns)
    rows[_NUMBERS] = rows[_NUMBERS].astype(float).replace({None: np.nan})
    rows.attrs.update({key: value for key, value in answer.items() if key != "rows"})
    return rows
