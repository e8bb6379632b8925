"""Loaded by every Python that the tests start: it can connect to this machine's loopback and to nothing else, sees the
scenario's files in place of this machine's own where the tool looks at what tells the surroundings, and tells the tests
where the model of botocore's chain and botocore itself differ.
"""

import ipaddress
import os
import socket
import sys

_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex


def _check(sock, address):
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    try:
        allowed = ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        allowed = address[0] == "localhost"
    if not allowed:
        sys.stderr.write(f"GUARD: a test tried to reach {address}\n")
        raise OSError(101, "Network is unreachable (guarded by the test suite)")


def connect(self, address):
    """socket.connect, guarded."""
    _check(self, address)
    return _connect(self, address)


def connect_ex(self, address):
    """socket.connect_ex, guarded."""
    _check(self, address)
    return _connect_ex(self, address)


socket.socket.connect = connect
socket.socket.connect_ex = connect_ex


_SYSTEM = (
    "/.dockerenv",
    "/run/.containerenv",
    "/proc/1/cgroup",
    "/proc/sys/kernel/osrelease",
    "/sys/class/dmi/id/sys_vendor",
    "/var/run/secrets/",
)
"""What tells a container, a pod or an instance: on the machine that runs the tests, too."""


def _moved(call, root):
    def moved(path, *args, **named):
        if isinstance(path, str) and path.startswith(_SYSTEM):
            path = root + path
        return call(path, *args, **named)

    return moved


def see_below(root):
    """From now on what tells the surroundings is looked for below `root`."""
    for name in ("open", "stat", "access"):
        setattr(os, name, _moved(getattr(os, name), root))


if _root := os.environ.get("TESTS_SYSTEM_ROOT"):
    see_below(_root)


WATCHED = "whoami_aws.diagnosis"
_FOLDER = "/tmp/whoami-aws-tests-{}"
"""For the process of tests with that id: the differences that it and its children found."""


class _Watch:
    """Finds the module of the diagnosis as Python does, and checks each diagnosis that it makes."""

    def find_spec(self, name, path=None, target=None):
        if name != WATCHED:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = _watched(spec.loader.exec_module)
        return spec


def _watched(execute):
    def exec_module(module):
        execute(module)
        diagnose = module.diagnose

        def checked(host, chain, asked=()):
            changes = tuple(asked)
            found = diagnose(host, chain, changes)
            if not changes and (difference := difference_in(found)):
                report(difference)
            return found

        module.diagnose = checked

    return exec_module


def difference_in(diagnosis):
    """How the model and botocore differ, including in what a report does not show; "" where they agree, or where one of
    them does not know.
    """
    model, said = diagnosis.model, diagnosis.testimony
    if said.outcome is None or model.outcome == "unknown":
        return ""
    ours = [model.outcome, model.winner, model.error.type if model.error else "", model.error_link]
    theirs = [said.outcome, said.winner, said.error, said.error_link]
    if said.links:
        ours.append([row.link for row in model.rows if row.status != "removed"])
        theirs.append(list(said.links))
    credentials = model.winning_link.probe.credentials if model.winning_link else None
    if said.key_id is not None and credentials is not None and credentials.key_id is not None:
        ours.append(_key(credentials.key_id.reading))
        theirs.append(_key(said.key_id))
    return "" if ours == theirs else f"the model says {ours}, botocore {theirs}"


def _key(reading):
    return reading if isinstance(reading, str) else reading.length


def report(difference):
    """Writes a difference down for the process of tests that this one descends from, if there is one."""
    pid = os.getpid()
    while pid > 1:
        if os.path.isdir(_FOLDER.format(pid)):
            with open(f"{_FOLDER.format(pid)}/found", "a") as found:
                found.write(f"{difference} ({' '.join(sys.argv)})\n")
            return
        pid = _parent(pid)


def _parent(pid):
    if pid == os.getpid():
        return os.getppid()
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def listen():
    """From now on the differences that this process and its children find are kept for `reported`."""
    os.makedirs(_FOLDER.format(os.getpid()), exist_ok=True)


def reported():
    """The differences found since the last call."""
    path = f"{_FOLDER.format(os.getpid())}/found"
    try:
        with open(path) as found:
            lines = found.read().splitlines()
        os.unlink(path)
    except FileNotFoundError:
        return []
    return lines


def stop_listening():
    """Removes what `listen` made."""
    reported()
    os.rmdir(_FOLDER.format(os.getpid()))


if not any(type(one).__name__ == "_Watch" for one in sys.meta_path):
    sys.meta_path.insert(0, _Watch())
