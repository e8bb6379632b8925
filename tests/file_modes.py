"""Takes from root the right to read what the modes of files do not allow, so that a test sees what a user sees."""

from __future__ import annotations

import ctypes
import os
import sys

_CAPBSET_DROP = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_CAPABILITY_VERSION = 0x20080522


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
