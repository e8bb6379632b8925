"""Loaded by every Python that the tests start while it is measured which test reaches which lines.

Whose lines they are: the process that runs the tests keeps the name of the present test in a file, and a child finds
that file by its ancestors. An environment variable would not do: most tests give their children an environment of
their own.
"""

import atexit
import json
import os
import sys

_open, _exit = os.open, os._exit
_coverage = None
_folder = _root = ""
_context_file = None
_context = ""
_dumped_by = 0


def start(folder, root, package, omitted):
    """Measures this process and what it forks, once."""
    global _coverage, _folder, _root
    if _coverage is not None:
        return
    import coverage

    _folder, _root = folder, root
    _coverage = coverage.Coverage(
        data_file=None,
        config_file=False,
        include=[f"{root}/{package}/*"],
        omit=[f"{root}/{name}/*" for name in omitted],
    )
    _coverage.set_option("run:core", "ctrace")
    _coverage.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured", "couldnt-parse"])
    _find_context()
    _coverage.start()
    os.register_at_fork(after_in_child=lambda: _begin_child(package))
    os._exit = _dump_and_exit
    atexit.register(dump)


def enter(context):
    """From now on this process and its children run for this test."""
    global _context, _context_file
    _keep()
    if _context_file is None:
        _context_file = f"{_folder}/context-{os.getpid()}"
    _context = context
    with open(_context_file, "w", encoding="utf-8") as file:
        file.write(context)


def write(record):
    """Keeps a line of JSON."""
    file = _open(f"{_folder}/records.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(file, (json.dumps(record) + "\n").encode())
    finally:
        os.close(file)


def dump():
    """Keeps what this process ran."""
    global _dumped_by
    if _dumped_by == os.getpid():
        return
    _dumped_by = os.getpid()
    try:
        _coverage.stop()
        _keep()
    except Exception:  # noqa: BLE001 - a process with no memory, no files, another user's: its lines are lost
        return


def _keep():
    """Keeps what was run since the last time: of each file the lines, one bit for each.

    That is what the tracer has collected, taken from where it collects it: coverage.py's own report of it, by way of a
    database, would take longer than most children run.
    """
    lines = {}
    for path, numbers in _coverage._collector.data.items():
        if numbers:
            bits = bytearray(max(numbers) // 8 + 1)
            for number in list(numbers):
                bits[number >> 3] |= 1 << (number & 7)
            lines[os.path.relpath(path, _root)] = bytes(reversed(bits)).hex()
            numbers.clear()
    if lines:
        write({"context": _context, "lines": lines})


def _dump_and_exit(code):
    dump()
    _exit(code)


def _find_context():
    global _context_file
    pid = os.getppid()
    while pid > 1:
        path = f"{_folder}/context-{pid}"
        if os.path.exists(path):
            _context_file = path
            break
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                pid = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
    _read_context()


def _read_context():
    global _context
    if _context_file is not None:
        try:
            with open(_context_file, encoding="utf-8") as file:
                _context = file.read()
        except OSError:
            pass


def _begin_child(package):
    """What the parent has run is its own, and what it has kept the child must find out by itself."""
    _read_context()
    for numbers in _coverage._collector.data.values():
        numbers.clear()
    forget_caches(package)


def forget_caches(package):
    """Empties the package's caches: otherwise only the first test runs what they keep."""
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(f"{package}."):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
