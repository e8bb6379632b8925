"""`python -m whoami_aws` is the console script, but for where modules are looked for."""

import os
import sys


def _leave_working_directory() -> None:
    """Takes the entry out of `sys.path` that `python -m` put in front: the working directory, which may be anybody's.

    A module of the standard library or of a dependency must not be imported from there. What PYTHONPATH names stays,
    also where it is the same directory. With `-P` and `-I` Python adds no such entry.
    """
    if sys.flags.isolated or getattr(sys.flags, "safe_path", False) or not sys.path:
        return
    try:
        here = os.getcwd()
    except OSError:
        return  # Python could not tell either, and added nothing
    if sys.path[0] == here:
        del sys.path[0]


if __name__ == "__main__":
    _leave_working_directory()
    from whoami_aws.cli import main

    main()
