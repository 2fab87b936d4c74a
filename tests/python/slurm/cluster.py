"""A real Slurm of one machine for tests: munged, slurmctld and slurmd in a folder of their own.

Everything listens on the loopback address, on ports that were free. A keeper process owns the
daemons; all that they start, jobs included, ends with it, and it ends with whoever started it,
even when that is killed.

By hand, for instance to follow experiments/SWEEPS_ON_A_CLUSTER.md without a cluster:

    /usr/bin/python3 tests/python/slurm/cluster.py bash
"""

import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROGRAMS = ("munged", "mungekey", "munge", "unmunge", "slurmctld", "slurmd", "sbatch", "squeue",
            "sinfo", "scontrol", "scancel")
PARTITION = "debug"
NODE = "node1"
LARGEST_ARRAY_INDEX = 1000

# Short times, so that a test sees within seconds what a cluster shows within minutes.
CONFIGURATION = """\
ClusterName=gridrush_test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=200000,batch_sched_delay=0,bf_interval=1
SlurmctldTimeout=10
SlurmdTimeout={node_timeout_s}
InactiveLimit=0
KillWait=2
MinJobAge=300
MaxArraySize={array_size}
NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=1000 State=UNKNOWN
PartitionName={partition} Nodes={node} Default=YES MaxTime=INFINITE State=UP
"""


def why_not():
    """Why there can be no cluster here, or ""."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [program for program in PROGRAMS if not shutil.which(program, path=path)]
    if missing:
        return f"not installed: {', '.join(missing)} (Debian: slurmctld slurmd slurm-client munge)"
    if os.geteuid() != 0:
        return "Slurm's daemons need root"
    return ""


class Cluster:
    """A running cluster of one node with `cpus` processors, as a context. `environment` is that of
    commands which are to reach it."""

    def __init__(self, cpus=2, node_timeout_s=5, array_size=LARGEST_ARRAY_INDEX + 1):
        self.arguments = [str(cpus), str(node_timeout_s), str(array_size)]
        self.environment = dict(os.environ)
        self.environment["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

    def __enter__(self):
        # Short: the path of a unix socket has at most 107 characters.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))
        self.environment["SLURM_CONF"] = str(self.folder / "slurm.conf")
        self.keeper = subprocess.Popen(
            [sys.executable, __file__, "--keep", str(self.folder), *self.arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.environment,
            start_new_session=True)
        try:
            self._await("started")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.keeper.stdin.close()
        self.keeper.wait(timeout=30)
        self.keeper.stdout.close()

    def _await(self, answer):
        line = self.keeper.stdout.readline().strip()
        if line != answer:
            raise RuntimeError(f"Slurm: {line or 'its keeper ended'}")

    def _ask(self, request):
        self.keeper.stdin.write(request + "\n")
        self.keeper.stdin.flush()
        self._await(request)

    def kill_daemon(self):
        """SIGKILL to slurmd; what it started goes on, as Slurm means it to."""
        self._ask("kill daemon")

    def crash_node(self):
        """SIGKILL to slurmd and to all that it started, as in a power failure; Slurm is told. Its
        tasks wait for two minutes before they run again, see `let_requeued_tasks_start`."""
        self._ask("crash node")

    def start_node(self):
        """Starts slurmd again and waits until the node takes jobs."""
        self._ask("start node")

    def stop_controller(self):
        self._ask("stop controller")

    def start_controller(self):
        """Starts slurmctld again, which knows its jobs from before."""
        self._ask("start controller")

    def let_requeued_tasks_start(self, job):
        for task, state in self.states(job).items():
            if state == "PENDING":
                self.run("scontrol", "update", f"JobId={task}", "StartTime=now", check=False)

    def run(self, *command, **options):
        options = {"check": True, "capture_output": True, "text": True, "timeout": 60} | options
        return subprocess.run([str(word) for word in command], env=self.environment, **options)

    def states(self, *jobs):
        """State by task (`12_3`) of all jobs that Slurm still knows, or of the given ones."""
        chosen = [f"--jobs={','.join(jobs)}"] if jobs else []
        rows = self.run("squeue", "--noheader", "--array", "--states=all", "--format=%F_%K %T",
                        *chosen).stdout.split("\n")
        return dict(row.split() for row in rows if row)


# The keeper: what follows runs in a process of its own.

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def prctl(option, value):
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def descendants(root, spared=()):
    """Process ids below `root`, which is not among them, without `spared` and what is below those.
    Ended ones that nobody has asked about yet do not count."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                stat = pathlib.Path("/proc", entry, "stat").read_text()
                state, parent = stat.rsplit(")", 1)[1].split()[:2]
                if state != "Z" and int(entry) not in spared:
                    children.setdefault(int(parent), []).append(int(entry))
    found, open_ids = [], [root]
    while open_ids:
        below = children.get(open_ids.pop(), [])
        found += below
        open_ids += below
    return found


def kill_descendants(spared=()):
    """Of this process; again until nothing new is found."""
    end = time.monotonic() + 20
    while (doomed := descendants(os.getpid(), spared)) and time.monotonic() < end:
        for process in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.02)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Keeper:
    def __init__(self, folder, cpus, node_timeout_s, array_size):
        self.folder = folder
        self.daemons = {}
        for name in ("state", "spool"):
            (folder / name).mkdir()
        host = socket.gethostname().split(".")[0]
        controller_port, node_port = free_ports(2)
        (folder / "slurm.conf").write_text(CONFIGURATION.format(
            folder=folder, host=host, controller_port=controller_port, node_port=node_port,
            node=NODE, cpus=cpus, node_timeout_s=node_timeout_s, array_size=array_size,
            partition=PARTITION))

    def start(self, name, *command):
        def end_with_the_keeper():
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

        with open(self.folder / f"{name}.out", "ab") as output:
            self.daemons[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                preexec_fn=end_with_the_keeper, start_new_session=True)

    def wait_until(self, name, works, seconds=30):
        """`works` every tenth of a second; an end of daemon `name` ends the wait."""
        end = time.monotonic() + seconds
        while not works():
            if self.daemons[name].poll() is not None or time.monotonic() > end:
                said = (self.folder / f"{name}.out").read_text(errors="replace")[-500:]
                raise RuntimeError(f"{name} does not work: {' '.join(said.split())}")
            time.sleep(0.1)

    @staticmethod
    def answers(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    def start_munge(self):
        key = self.folder / "munge.key"
        subprocess.run(["mungekey", "--create", f"--keyfile={key}"], check=True)
        socket_path = self.folder / "munge.socket"
        self.start("munged", "munged", "--foreground", "--force", f"--key-file={key}",
                   f"--socket={socket_path}", f"--pid-file={self.folder}/munged.pid",
                   f"--seed-file={self.folder}/munge.seed")
        self.wait_until("munged", lambda: self.answers("munge", "-n", "-S", str(socket_path)))

    def node(self):
        """What the controller knows of the node: (when its slurmd started, state)."""
        words = dict(word.split("=", 1) for word in
                     self.answers("scontrol", "--oneliner", "show", "node", NODE).split()
                     if "=" in word)
        return words.get("SlurmdStartTime", "None"), words.get("State", "")

    def start_node(self):
        before, _ = self.node()
        self.start("slurmd", "slurmd", "-D", "-N", NODE)

        def is_up():
            started, state = self.node()
            return started not in ("None", before) and state in ("IDLE", "MIXED", "ALLOCATED")

        self.wait_until("slurmd", is_up)

    def start_controller(self):
        self.start("slurmctld", "slurmctld", "-D")
        self.wait_until("slurmctld", lambda: " UP" in self.answers("scontrol", "ping"))

    def stop_controller(self):
        self.daemons["slurmctld"].terminate()
        self.daemons["slurmctld"].wait(timeout=20)

    def start_all(self):
        self.start_munge()
        self.start_controller()
        self.start_node()

    def kill_daemon(self):
        self.daemons["slurmd"].kill()
        self.daemons["slurmd"].wait()

    def crash_node(self):
        kill_descendants(spared={self.daemons[name].pid for name in ("munged", "slurmctld")})
        self.daemons["slurmd"].wait()
        # Slurm would find out by itself, within a minute or two.
        self.answers("scontrol", "update", f"NodeName={NODE}", "State=DOWN", "Reason=crashed")

    def end(self):
        kill_descendants()
        shutil.rmtree(self.folder, ignore_errors=True)


def say(text):
    with contextlib.suppress(BrokenPipeError):
        print(text, flush=True)


def keep(folder, cpus, node_timeout_s, array_size):
    """Serves requests from standard input until it ends, which it does with the other process."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # with the `finally` below
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    keeper = Keeper(pathlib.Path(folder), int(cpus), int(node_timeout_s), int(array_size))
    requests = {"kill daemon": keeper.kill_daemon, "crash node": keeper.crash_node,
                "start node": keeper.start_node, "stop controller": keeper.stop_controller,
                "start controller": keeper.start_controller}
    try:
        keeper.start_all()
        say("started")
        for line in sys.stdin:
            requests[line.strip()]()
            say(line.strip())
    except Exception as error:
        say(" ".join(str(error).split()))
    finally:
        keeper.end()


def main(arguments):
    if arguments[:1] == ["--keep"]:
        keep(*arguments[1:])
        return 0
    if reason := why_not():
        print(f"cluster.py: {reason}", file=sys.stderr)
        return 1
    with Cluster(cpus=os.cpu_count()) as cluster:
        return subprocess.run(arguments or ["sinfo"], env=cluster.environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
