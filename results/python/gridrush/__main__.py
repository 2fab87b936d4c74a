"""python3 -m gridrush plot RUN.h5 [--output DIR] [--only NAME ...]
python3 -m gridrush compare COMPARISON.json --output FILE.png|svg|pdf"""

import argparse
import json
import pathlib
import sys

from .run import RunFileError, open_run


def _arguments():
    parser = argparse.ArgumentParser(prog="python3 -m gridrush",
                                     description="Pictures of a run's result file.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    plot = verbs.add_parser("plot", help="draws the pictures of a run as PNG files")
    plot.add_argument("run", help="result file (.h5)")
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

    unknown = set(arguments.only or ()) - set(plots.PLOTS)
    if unknown:
        print(f"unknown picture: {', '.join(sorted(unknown))} (known: {', '.join(plots.PLOTS)})",
              file=sys.stderr)
        return 2
    folder = pathlib.Path(arguments.output or
                          pathlib.Path(arguments.run).resolve().parent / "plots")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{folder}: cannot make the folder ({error.strerror})", file=sys.stderr)
        return 2
    try:
        with open_run(arguments.run) as run:
            for name, path, message in plots.draw(run, folder, arguments.only):
                if path:
                    print(path, flush=True)
                else:
                    print(f"{name}: skipped ({message})", file=sys.stderr)
    except RunFileError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
