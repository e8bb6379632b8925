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
    os.register_at_fork(after_in_child=_read_context)
    os._exit = _dump_and_exit
    atexit.register(dump)


def enter(context):
    """From now on this process and its children run for this test."""
    global _context, _context_file
    if _context_file is None:
        _context_file = f"{_folder}/context-{os.getpid()}"
    _context = context
    with open(_context_file, "w", encoding="utf-8") as file:
        file.write(context)
    _coverage.switch_context(context)


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
        data = _coverage.get_data()
        by_context = {}
        for path in data.measured_files():
            file = os.path.relpath(path, _root)
            for line, contexts in data.contexts_by_lineno(path).items():
                for context in contexts:
                    # A child's lines belong to the test that it was started for.
                    by_context.setdefault(context or _context, {}).setdefault(file, []).append(line)
        for context, lines in by_context.items():
            write({"context": context, "lines": lines})
    except Exception:  # noqa: BLE001 - a process with no memory, no files, another user's: its lines are lost
        return


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


def forget_caches(package):
    """Empties the package's caches: otherwise only the first test runs what they keep."""
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(f"{package}."):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
