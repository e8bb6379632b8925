"""Where files are looked for that somebody meant for this process."""

from __future__ import annotations

import pytest

from whoami_aws.extra_needs import lost_files, misnamed_files, windows_homes, windows_path
from whoami_aws.gather.shapes import shape_of
from whoami_aws.host.host import Budget, Host, Sdk


def _host(env: dict[str, str], uid: int = 1000, home: str | None = "/home/me", user: str | None = "me") -> Host:
    return Host(0.0, home, user, uid, env, None, Sdk("boto3", None, None, "yes"), Budget(), {}, passwd_home="/home/me")


def test_a_home_that_ends_with_a_slash_is_the_one_without() -> None:
    assert "/home/alice" in _homes(_host({})._replace(passwd_home="/home/alice/"))


def test_a_home_of_windows_that_is_not_shown_is_none() -> None:
    secret = shape_of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    assert windows_homes(_host({})._replace(env={"USERPROFILE": secret})) == []


def _homes(host: Host) -> list[str]:
    found = lost_files(host)
    homes = [path.removesuffix("/.aws/credentials") for path in found[::2]]
    assert found[1::2] == [f"{home}/.aws/config" for home in homes]
    return homes


@pytest.mark.parametrize(
    ("host", "homes"),
    [
        (_host({}), ["/root", "/home/me/~"]),
        (_host({}, home=None), ["/home/me", "/root"]),
        (_host({}, home="/"), ["/home/me", "/root", "/~"]),
        (_host({"SUDO_USER": "alice"}, home="/root"), ["/home/me", "/home/alice", "/root/~"]),
        (_host({"USER": "alice"}), ["/root", "/home/alice", "/home/me/~"]),
        (_host({"SUDO_USER": "root", "USER": "root"}), ["/root", "/home/me/~"]),
        (_host({"SUDO_USER": ""}), ["/root", "/home/me/~"]),
        (_host({"SUDO_USER": "../etc"}), ["/root", "/home/me/~"]),
        (_host({"SUDO_USER": ".."}), ["/root", "/home/me/~"]),
        (_host({}, uid=0), ["/root", "/home/ec2-user", "/home/ubuntu", "/home/me/~"]),
        (_host({"WSL_DISTRO_NAME": "Ubuntu"}), ["/root", "/mnt/c/Users/me", "/home/me/~"]),
        (_host({"WSL_DISTRO_NAME": "Ubuntu"}, user=None), ["/root", "/home/me/~"]),
        (_host({"USERPROFILE": "D:\\Users\\me\\"}), ["/root", "/mnt/d/Users/me", "/home/me/~"]),
        (_host({"USERPROFILE": "nowhere"}), ["/root", "/home/me/~"]),
    ],
    ids=lambda value: None if isinstance(value, Host) else " ".join(value),
)
def test_other_homes(host: Host, homes: list[str]) -> None:
    assert _homes(host) == homes


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("C:\\Users\\me", "/mnt/c/Users/me"),
        ("C:", "/mnt/c/"),
        ("1:\\x", None),
        ("CD:\\x", None),
        ("Cx", None),
        ("", None),
        ("C:\\..\\x", None),
    ],
)
def test_a_path_of_windows(text: str, path: str | None) -> None:
    assert windows_path(text) == path


def test_almost_right_names() -> None:
    near = {path.removeprefix("/home/me/"): meant for path, meant in misnamed_files(_host({}))}
    assert near == {
        ".aws/credentials.txt": "credentials",
        ".aws/credential": "credentials",
        ".aws/credentials.ini": "credentials",
        ".aws/Credentials": "credentials",
        ".aws/.credentials": "credentials",
        ".aws/credentials.csv": "credentials",
        ".aws/config.txt": "config",
        ".aws/config.ini": "config",
        ".aws/Config": "config",
        ".aws/configuration": "config",
        "aws/credentials": "credentials",
        ".aws.credentials": "credentials",
        "aws/config": "config",
    }
    assert misnamed_files(_host({}, home=None)) == []
