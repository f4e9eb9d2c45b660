"""Processes that end when told, and at the latest with this one; and what they use."""

import contextlib
import ctypes
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

STOP_SECONDS_MAX = 60
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Process:
    """A process in a session of its own, so that Ctrl-C is for the one who started it."""

    def __init__(self, command, log, stop_signal=signal.SIGTERM, user=None, stdout=None):
        self.stop_signal = stop_signal
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL,
                stdout=stdout or output, stderr=output, start_new_session=True,
                preexec_fn=end_with_parent(stop_signal), **as_user(user))
        self.pid = self.popen.pid
        self.log = log

    def is_running(self):
        return self.popen.poll() is None

    def stop(self):
        """Asks the process to end; kills it and its children when it does not."""
        if self.is_running():
            self.popen.send_signal(self.stop_signal)
            try:
                self.popen.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                pass
        self.kill()

    def kill(self):
        """Ends the process as a power cut would, and with it what is left of its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()
        if self.popen.stdout:
            self.popen.stdout.close()

    def last_words(self):
        with open(self.log, errors="replace") as file:
            return file.read()[-2000:]

    def until(self, is_ready, what, seconds=60):
        """Waits until the process is ready."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{what} did not start:\n{self.last_words()}")
            time.sleep(0.01)


class Server:
    """What runs in a directory of its own, and listens on a port once it is started."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.process = None
        self.port = None

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        if self.process:
            self.process.stop()


def end_with_parent(stop_signal=signal.SIGTERM):
    """Has the system end a new process when this one ends, however that happens."""
    return lambda: LIBC.prctl(PR_SET_PDEATHSIG, stop_signal)


def as_user(user):
    """What `subprocess` needs to run something as another user."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def free_port():
    """A port that nobody listens on, below those that outgoing connections get."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def answers(port):
    """Whether somebody listens on a port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


# What a process and its descendants use, from /proc. Any of them may end while it is looked at.

def family(pid):
    """A process and all its descendants."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(int(stat(entry)[1]), []).append(int(entry))
    found, at = [pid], 0
    while at < len(found):
        found += children.get(found[at], [])
        at += 1
    return found


def stat(path):
    """The fields behind a process's or thread's name, which may hold anything."""
    with open(f"/proc/{path}/stat") as file:
        return file.read().rpartition(")")[2].split()


def processor_seconds(pid):
    """Processor time of a process and its descendants, with those that have ended."""
    ticks = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            # Its own and that of children that it has waited for, each in user and system mode.
            ticks += sum(map(int, stat(member)[11:15]))
    return ticks / TICKS_PER_SECOND


def machine_seconds():
    """Processor time of everybody since the machine started.

    With what was stolen: when this machine was ready to run and others were run instead.
    """
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, stolen, *_ = map(int, file.readline().split()[1:])
    return (user + nice + system + irq + softirq + stolen) / TICKS_PER_SECOND


def memory(pid):
    """Bytes in memory of a process and its descendants.

    What several of them share counts once. Private is what is no copy of a file: it cannot be
    dropped when memory is scarce.
    """
    members = family(pid)
    resident = private = 0
    for member in members:
        with contextlib.suppress(OSError), open(f"/proc/{member}/smaps_rollup") as file:
            fields = dict(line.split(":") for line in file.readlines()[1:])
            resident += kibibytes(fields["Rss" if len(members) == 1 else "Pss"])
            private += kibibytes(fields["Anonymous"])
    return {"residentBytes": resident, "privateBytes": private}


def kibibytes(field):
    return int(field.split()[0]) * 1024
