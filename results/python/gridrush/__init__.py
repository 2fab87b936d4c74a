"""Runs gridrush and opens its result files: xarray datasets, tidy pandas frames, plots."""

from .run import Run, RunFileError, open_run
from .sweep import Sweep, open_sweep

# Last: these functions have the names of modules, and take their places here.
from .compare import compare
from .runner import InputError, Issue, RunFailed, find_program, run, sweep

__all__ = ["InputError", "Issue", "Run", "RunFailed", "RunFileError", "Sweep", "compare",
           "find_program", "open_run", "open_sweep", "run", "sweep"]
