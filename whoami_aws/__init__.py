"""Which AWS identity a process on this host gets, and because of what."""

__version__ = "0.1.0"
