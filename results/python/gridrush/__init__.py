"""Opens the result files of gridrush: xarray datasets, tidy pandas frames, plots."""

from .run import Run, RunFileError, open_run

__all__ = ["Run", "RunFileError", "open_run"]
