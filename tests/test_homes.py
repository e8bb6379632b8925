"""`~` and `~name` in the path of a shared file are the homes that Python finds for them."""

from __future__ import annotations

import os
import pwd

import pytest

from whoami_aws.gather.new_host import new_host
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.host import Budget

ME = pwd.getpwuid(os.getuid()).pw_name
PATHS = ["~", "~/x", f"~{ME}", f"~{ME}/x", "~no-such-user/x", "~~/x", "x/~", "", f"~{ME}x"]


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_where_python_looks(path: str, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nowhere/else")
    monkeypatch.setenv(variable, path)
    host = new_host(ThisProcess(), None, "boto3", Budget(), SecretStore())
    assert host.expand(path) == host.expand_user(path) == os.path.expanduser(path)


@pytest.mark.parametrize("path", ["~", "~/", "~/.aws/config"])
def test_no_list_of_users_is_read_for_ones_own_home(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", path)
    assert new_host(ThisProcess(), None, "boto3", Budget(), SecretStore()).homes == ()
