"""The command line: parse, call, print, exit."""

from whoami_aws.cli.entry import main

__all__ = ["main"]
