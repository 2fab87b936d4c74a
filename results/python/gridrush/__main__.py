"""python3 -m gridrush plot RUN.h5|SWEEP... [--output DIR] [--only NAME ...]
python3 -m gridrush compare COMPARISON.json --output FILE.png|svg|pdf"""

import argparse
import contextlib
import json
import os
import pathlib
import sys

from .run import RunFileError, open_run
from .sweep import open_sweep


def _arguments():
    parser = argparse.ArgumentParser(prog="python3 -m gridrush",
                                     description="Pictures of a run's result file.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    plot = verbs.add_parser("plot", help="draws the pictures of a run as PNG files")
    plot.add_argument("runs", nargs="+", metavar="run",
                      help="result file (.h5); several, or the folder of a sweep, are drawn side "
                           "by side")
    plot.add_argument("--output", help="folder of the pictures (default: plots beside the file)")
    plot.add_argument("--only", nargs="+", metavar="NAME", help="these pictures only")
    compare = verbs.add_parser("compare", help="draws what `gridrush compare --json` printed")
    compare.add_argument("comparison", help="the JSON document")
    compare.add_argument("--output", required=True, help="picture: .png, .svg or .pdf")
    return parser.parse_args()


def main():
    arguments = _arguments()
    return _compare(arguments) if arguments.verb == "compare" else _plot(arguments)


def _compare(arguments):
    from .compare import frame
    from .plots import comparison
    from .plots.style import NothingToDraw

    answer = json.loads(pathlib.Path(arguments.comparison).read_text(encoding="utf-8"))
    try:
        print(comparison.draw(frame(answer), arguments.output), file=sys.stderr)
    except NothingToDraw as reason:
        print(f"{arguments.output}: not drawn ({reason})", file=sys.stderr)
    except OSError as error:
        print(f"{arguments.output}: cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    return 0


def _plot(arguments):
    from . import plots  # matplotlib is slow to import

    is_sweep = os.path.isdir(arguments.runs[0]) or arguments.runs[0].endswith("sweep.h5")
    several = is_sweep or len(arguments.runs) > 1
    known = plots.SEVERAL if several else plots.PLOTS
    unknown = set(arguments.only or ()) - set(known)
    if unknown:
        print(f"unknown picture: {', '.join(sorted(unknown))} (known: {', '.join(known)})",
              file=sys.stderr)
        return 2
    first = pathlib.Path(arguments.runs[0]).resolve()
    folder = pathlib.Path(arguments.output or (first if first.is_dir() else first.parent) / "plots")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{folder}: cannot make the folder ({error.strerror})", file=sys.stderr)
        return 2
    try:
        with contextlib.ExitStack() as opened:
            for name, path, message in _pictures(arguments, folder, is_sweep, opened):
                if path:
                    print(path, flush=True)
                else:
                    print(f"{name}: skipped ({message})", file=sys.stderr)
    except RunFileError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _pictures(arguments, folder, is_sweep, opened):
    """What is drawn of one run, of a sweep, or of several runs."""
    from . import plots

    if is_sweep:
        sweep = open_sweep(arguments.runs[0])
        runs = (run for _, run in sweep.select_all())
        return plots.draw_several(runs, sweep.name, folder, arguments.only)
    runs = [opened.enter_context(open_run(path)) for path in arguments.runs]
    if len(runs) > 1:
        return plots.draw_several(runs, runs[0].name, folder, arguments.only)
    return plots.draw(runs[0], folder, arguments.only)


if __name__ == "__main__":
    sys.exit(main())
