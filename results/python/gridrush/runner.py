"""Runs the program: experiments and sweeps from Python."""

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from .run import open_run


@dataclasses.dataclass(frozen=True)
class Issue:
    """One mistake of the input: where (line and column count from 1, 0 is unknown), of which key,
    what is wrong with it."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self):
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return ": ".join(part for part in (place, self.path, self.message) if part)


class InputError(ValueError):
    """The input is wrong; `issues` holds every mistake."""

    def __init__(self, issues):
        self.issues = tuple(issues)
        super().__init__("\n".join(map(str, self.issues)))


class RunFailed(RuntimeError):
    """The program ended early. `returncode` is its exit code (130: interrupted, negative: killed
    by a signal), `stderr` what it said."""

    def __init__(self, returncode, stderr):
        self.returncode = returncode
        self.stderr = stderr
        said = stderr.strip().splitlines()
        super().__init__(said[-1] if said else f"gridrush ended with exit code {returncode}")


def find_program(program=None):
    """Path of the program `gridrush`: `program`, the environment's GRIDRUSH_PROGRAM, the builds of
    the source tree that this package lies in, PATH. Raises FileNotFoundError."""
    if program is not None or os.environ.get("GRIDRUSH_PROGRAM"):
        named = os.fspath(program if program is not None else os.environ["GRIDRUSH_PROGRAM"])
        found = shutil.which(named)
        if not found:
            raise FileNotFoundError(f"{named}: there is no such program")
        return found
    tree = pathlib.Path(__file__).resolve().parents[3]
    for build in ("release", "dev"):
        path = tree / "build" / build / "gridrush"
        if os.access(path, os.X_OK):
            return str(path)
    found = shutil.which("gridrush")
    if not found:
        raise FileNotFoundError("the program gridrush was not found: name it by GRIDRUSH_PROGRAM "
                                "in the environment, or build it with ./quickstart build")
    return found


def run(experiment=None, set=None, output=None, quiet=True, program=None):
    """Runs an experiment file (None: the built-in experiment) and opens the result.

    `set` changes keys, as in `{"horizon.years": 1, "policies.curtailment": "lifo"}`. Without
    `output` the result lies in a new folder of its own among the temporary files, which stays.
    Raises InputError with every mistake, RunFailed when the run does not reach its end.
    """
    if output is None:
        output = pathlib.Path(tempfile.mkdtemp(prefix="gridrush-")) / "run.h5"
    arguments = ["run", *_path(experiment), "--output", os.fspath(output), *_settings(set)]
    _work(arguments, quiet, program)
    return open_run(output)


def sweep(sweep, set=None, output=None, jobs=None, resume=False, force=False, quiet=True,
          program=None):
    """Runs every member of a sweep file, `jobs` at a time, and opens the table of them all.

    `resume` goes on with what is in `output`, `force` replaces it. Without `output` the sweep lies
    in a new folder of its own among the temporary files, which stays. Raises as run() does; when
    only some members fail, the others are in `output` all the same: see open_sweep().
    """
    from .sweep import open_sweep

    if output is None:
        output = pathlib.Path(tempfile.mkdtemp(prefix="gridrush-")) / "sweep"
    arguments = ["sweep", os.fspath(sweep), "--output", os.fspath(output), *_settings(set)]
    if jobs is not None:
        arguments += ["--jobs", str(jobs)]
    arguments += ["--resume"] * resume + ["--force"] * force
    _work(arguments, quiet, program)
    return open_sweep(output)


def ask(arguments, program=None):
    """The JSON document that the program answers to `arguments`. Raises as run() does."""
    done = subprocess.run([find_program(program), *arguments, "--json"], capture_output=True,
                          text=True)
    _check(done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def _path(experiment):
    return [] if experiment is None else [os.fspath(experiment)]


def _settings(settings):
    """Settings as options; values as YAML knows them."""
    options = []
    for key, value in (settings or {}).items():
        text = value if isinstance(value, str) else json.dumps(value, default=str)
        options += ["--set", f"{key}={text}"]
    return options


def _work(arguments, quiet, program):
    """Runs the program; unless `quiet` what it says of its progress is seen as it comes."""
    command = [find_program(program), *arguments, "--json"]
    if quiet:
        command.append("--quiet")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               errors="replace")
    said = []
    try:
        if quiet:
            answer, text = process.communicate()
            said.append(text)
        else:
            for line in process.stderr:
                print(line, end="", flush=True)
                said.append(line)
            answer = process.stdout.read()
            process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    _check(process.returncode, answer, "".join(said))


def _check(returncode, answer, said):
    if returncode == 0:
        return
    if returncode == 2:
        try:
            raise InputError(Issue(**issue) for issue in json.loads(answer)["issues"])
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError([Issue("", 0, 0, "", said.strip())]) from None
    raise RunFailed(returncode, said)
