"""A path that was not expanded: what is said of it, and which path is proposed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from whoami_aws.rules import shell
from whoami_aws.rules.topics.locations import _unexpanded

CONFIG, CREDENTIALS = "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"
QUOTES, BLANKS = "whose quotes are part of it", "which begins or ends with white space"


@pytest.mark.parametrize(
    ("asked", "what", "better"),
    [
        ('"/x/y"', QUOTES, "/x/y"),
        ("'/x/y'", QUOTES, "/x/y"),
        (' "/x/y" ', QUOTES, "/x/y"),
        ("\"/x/y'", None, None),
        ('"', None, None),
        (" /x/y", BLANKS, "/x/y"),
        ("/x/y\n", BLANKS, "/x/y"),
        ("file:///x/y", "which is a URL and no path", "/x/y"),
        ("%USERPROFILE%/y", "and %USERPROFILE% is expanded by Windows alone", "default"),
        ("$NAME/y", "and $NAME is not set here", "default"),
        ("/x/${NAME}/y", "and ${NAME} is not set here", "default"),
        ("~nobody/y", "whose ~ is not expanded", "default"),
        ("/x/~y", None, None),
        ("/x/y", None, None),
    ],
)
@pytest.mark.parametrize("variable", [CONFIG, CREDENTIALS])
def test_what_was_not_expanded(variable: str, asked: str, what: str | None, better: str | None) -> None:
    default = {CONFIG: "~/.aws/config", CREDENTIALS: "~/.aws/credentials"}[variable]
    file = SimpleNamespace(asked=asked, path=asked, origin=SimpleNamespace(name=variable))
    found = _unexpanded(file)
    assert found == (None if what is None else (what, default if better == "default" else better))


@pytest.mark.parametrize(("below", "command"), [(True, "sudo chown -R 1000 ~/x"), (False, "sudo chown 1000 ~/x")])
def test_the_owner_of_a_directory_is_changed_with_all_that_is_in_it(below: bool, command: str) -> None:
    assert shell.change_owner(1000, "~/x", below=below) == (command,)


def test_only_what_is_named_changes_its_owner() -> None:
    assert shell.change_owner(1000, "~/x") == ("sudo chown 1000 ~/x",)
