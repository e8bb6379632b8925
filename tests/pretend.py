"""What a scenario's child sees of this machine outside of the scenario's root: other homes, the list of users."""

from __future__ import annotations

import builtins
import ctypes
import os
import pwd
import re
import sys
from collections.abc import Callable
from typing import Any

_OTHER_HOME = re.compile(r"/.*/\.aws/(credentials|config)")
_CAPBSET_DROP = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_CAPABILITY_VERSION = 0x20080522


def pretend(root: str, home: str) -> None:
    """From now on credentials files outside of `root` are those below `root/abs`, and `home` is this user's."""

    def below(path: Any) -> Any:
        outside = isinstance(path, str) and _OTHER_HOME.fullmatch(path) and not path.startswith(root)
        return f"{root}/abs{path}" if outside else path

    def moved(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path, *args, **named: function(below(path), *args, **named)

    os.stat, os.open, os.access = moved(os.stat), moved(os.open), moved(os.access)
    builtins.open = moved(builtins.open)  # by which botocore reads
    entry = pwd.getpwuid(os.getuid())
    pwd.getpwuid = lambda uid: pwd.struct_passwd((*entry[:5], home, entry[6]))


def obey_file_modes() -> None:
    """In a child, before it becomes the program: also root may read only what the modes allow."""
    if sys.platform == "linux" and os.getuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0)


def obey_file_modes_now() -> None:
    """The same for a process that becomes no other program."""
    if sys.platform != "linux" or os.getuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; for 32 capabilities each, twice
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    for number in range(3):
        sets[number] &= ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")
