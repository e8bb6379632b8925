"""A stand-in for awscrt, of which the chain only asks whether it is there: on the path of hosts that have it."""

__version__ = "0.31.0"
