"""Every command that a fix offers for pasting is made here.

The commands are for sh, bash, dash, ksh and zsh, and run with the tools of GNU and of BSD alike. A name from outside
(a path, a profile, an address) is one word of the command whatever it holds, and never an option. For a name that no
word can hold safely on a terminal (control characters, bytes that are not text) there is no command: each builder then
returns an empty tuple, and the text of the fix says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import NewType, ParamSpec

from whoami_aws.host.values import has_label

Command = NewType("Command", str)
"""One line for a shell. Only this module makes one."""

Commands = tuple[Command, ...]

_P = ParamSpec("_P")


class _NotPasteable(Exception):
    """No shell takes this text as one word, or no tool as what it is meant for."""


def _builder(make: Callable[_P, str]) -> Callable[_P, Commands]:
    """Makes a builder of a function: no commands where a word cannot be written."""

    @wraps(make)
    def build(*args: _P.args, **kwargs: _P.kwargs) -> Commands:
        try:
            return (Command(make(*args, **kwargs)),)
        except _NotPasteable:
            return ()

    return build


# Words

_PLAIN = re.compile(r"[A-Za-z0-9_./:@,+-]+")
"""What no shell reads anything into. A `=` is not among them: zsh replaces the word =NAME by a program's path."""
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that show nothing."""


def _visible(text: str) -> bool:
    """Whether the text can be pasted as it is shown: reports escape all other characters."""
    return text.isprintable() and (text.isascii() or not _INVISIBLE.search(text))


def _word(text: str) -> str:
    """The text as one word of a shell, also of fish, and on a terminal where `!` recalls earlier commands. None for one
    in which a label stands for a text that is not shown.
    """
    if not _visible(text) or has_label(text):
        raise _NotPasteable(text)
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """The text in single quotes. A backslash stays outside of them where fish would read it as an escape."""
    parts: list[str] = []
    inside = ""
    for char, following in zip(text, (*text[1:], ""), strict=False):
        if char == "'" or (char == "\\" and following in ("", "'", "\\")):
            parts += [f"'{inside}'"] if inside else []
            parts.append(f"\\{char}")
            inside = ""
        else:
            inside += char
    if inside or not parts:
        parts.append(f"'{inside}'")
    return "".join(parts)


def _path(path: str, ending: str = "") -> str:
    """A path, with the home directory as `~/` where it begins so. One that is relative begins with `./`, so that no
    tool takes it for an option.
    """
    if not path or (ending and path.endswith("/")):
        raise _NotPasteable(path)
    if path.startswith("~/") and len(path) > 2:
        return f"~/{_word(path[2:] + ending)}"
    return _word((path if path.startswith(("/", "./", "../")) else f"./{path}") + ending)


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _variable(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise _NotPasteable(name)
    return name


# Variables


@_builder
def unset(*names: str) -> str:
    """Takes variables away."""
    if not names:
        raise _NotPasteable
    return f"unset {' '.join(map(_variable, names))}"


def export(*pairs: tuple[str, str]) -> Commands:
    """Sets variables, one command for each. No value is expanded, not even a leading `~`."""
    return _all(_export(name, value) for name, value in pairs)


@_builder
def _export(name: str, value: str) -> str:
    return f"export {_variable(name)}={_word(value)}"


@_builder
def copy_variables(pairs: Iterable[tuple[str, str]]) -> str:
    """Sets variables (the first of each pair) to what others hold (the second)."""
    return "export " + " ".join(f'{_variable(name)}="${_variable(source)}"' for name, source in pairs)


@_builder
def swap_variables(one: str, other: str) -> str:
    """Gives each of two variables what the other one holds."""
    one, other = _variable(one), _variable(other)
    # By a third one: ksh makes the assignments of one command one after the other.
    return f'OTHER="${other}" && export {other}="${one}" {one}="$OTHER" && unset OTHER'


@_builder
def strip_variable(name: str, characters: str) -> str:
    """Deletes characters (as `tr` names them) from what a variable holds."""
    return f'export {_variable(name)}="$(printf %s "${_variable(name)}" | tr -d \'{characters}\')"'


@_builder
def content_to_file(name: str) -> str:
    """Writes what a variable holds to a new file that only this user can read, and sets the variable to its path."""
    variable = _variable(name)
    file = 'FILE=$(mktemp "${TMPDIR:-/tmp}/aws.XXXXXX")'
    return f'{file} && printf %s "${variable}" > "$FILE" && export {variable}="$FILE" && unset FILE'


# Files

SPACE, LINE_ENDS = "[:space:]", r"\r\n"
"""Characters that `strip_variable` deletes."""


@_builder
def edit(path: str, *scripts: tuple[str, ...]) -> str:
    """Edits a file by sed, after keeping it as PATH.bak. Where there is such a file already, nothing is done: it may be
    the backup of an earlier edit, after which lines have other numbers.
    """
    if not scripts:
        raise _NotPasteable
    parts = " ".join(f"-e {_word(part)}" for script in scripts for part in script)
    return f"test ! -e {_path(path, '.bak')} && sed -i.bak {parts} {_path(path)}"


@_builder
def _filter(path: str, program: str) -> str:
    """The same through a program that copies standard input to standard output. The file keeps its mode and owner."""
    backup, kept = _path(path, ".bak"), _path(path)
    return f"test ! -e {backup} && cp -p {kept} {backup} && {program} < {backup} > {kept}"


def drop_byte_order_mark(path: str) -> Commands:
    """Deletes the first three bytes of a file."""
    return _filter(path, "tail -c +4")


def convert_utf_16(path: str) -> Commands:
    """Writes a file in UTF-8."""
    return _filter(path, "iconv -f UTF-16 -t UTF-8")


def drop_line_ends(path: str) -> Commands:
    """Joins all lines of a file."""
    return _filter(path, r"tr -d '\r\n'")


@_builder
def move(source: str, target: str) -> str:
    """Gives a file another name, if that is free."""
    return f"test ! -e {_path(target)} && mv {_path(source)} {_path(target)}"


def put_aside(path: str) -> Commands:
    """Takes a file out of the way, to PATH.off."""
    return move(path, f"{path}.off")


@_builder
def remove(path: str) -> str:
    """Deletes a file."""
    return f"rm {_path(path)}"


@_builder
def remove_tree(path: str) -> str:
    """Deletes a directory and all that is in it."""
    return f"rm -r {_path(path)}"


@_builder
def remove_directory(path: str) -> str:
    """Deletes a directory that is empty."""
    return f"rmdir {_path(path)}"


@_builder
def make_directory(path: str) -> str:
    """Makes a directory, if it is not there."""
    return f"mkdir -p {_path(path)}"


@_builder
def change_mode(mode: str, path: str) -> str:
    """Changes who may read, write or run a file."""
    if not re.fullmatch(r"[0-7]{3}|[augo]*\+[rwx]+", mode):
        raise _NotPasteable(mode)
    return f"chmod {mode} {_path(path)}"


@_builder
def change_owner(uid: int, path: str, below: bool = False) -> str:
    """Gives a file to a user; a directory with all that is `below`."""
    return f"sudo chown {'-R ' if below else ''}{uid} {_path(path)}"


@_builder
def list_directories_above(path: str) -> str:
    """Lists who may enter the directories on the way to a file."""
    parts = path.split("/")[:-1]
    above = ["/".join(parts[: count + 1]) or "/" for count in range(len(parts))]
    return f"ls -ld {' '.join(one if one in ('/', '~', '.', '..') else _path(one) for one in above)}"


# Scripts for sed, as `edit` takes them: of what POSIX has, since GNU and BSD have different extensions.


def delete_line(line: int) -> tuple[str, ...]:
    """Deletes a line."""
    return (f"{line}d",)


def rename_section(line: int, name: str) -> tuple[str, ...]:
    """Gives the section whose `[name]` is at a line another name."""
    return (rf"{line}s/\[.*\]/[{_replacement(name)}]/",)


def rename_option(line: int, name: str) -> tuple[str, ...]:
    """Gives the option at a line another name, whatever it is called now."""
    return (rf"{line}s/^\([[:space:]]*\)[^=:]*[^=:[:space:]]/\1{_replacement(name)}/",)


def close_header(line: int) -> tuple[str, ...]:
    """Puts the bracket at the end of a line."""
    return (f"{line}s/[[:space:]]*$/]/",)


def insert_header(line: int, name: str) -> tuple[str, ...]:
    """Puts a section's header above a line."""
    return (f"{line}i\\", f"[{name}]")


def remove_indent(line: int | None = None) -> tuple[str, ...]:
    """Takes the white space in front of a line away, or of all lines."""
    return (f"{line or ''}s/^[[:space:]]*//",)


LOWER_CASE_DEFAULT = (r"s/^\([[:space:]]*\)\[DEFAULT\]/\1[default]/",)
"""Writes the section's name [DEFAULT] in small letters."""
DROP_CARRIAGE_RETURNS = ("s/[[:cntrl:]]$//",)
"""Deletes the carriage return that ends a line."""


def _replacement(text: str) -> str:
    """A text as sed's replacement, in which it reads nothing."""
    return re.sub(r"([\\&/])", r"\\\1", text)


# Programs

_FETCHED = re.compile(r"(file|fileb|https?)://", re.IGNORECASE)
"""What makes the AWS CLI read the value of an option from a file or an address."""
_PROFILE = re.compile(r"[\w@%+=:,./ -]+")
"""Names of profiles that the AWS CLI writes into a file as they are."""


def aws(words: str, options: Mapping[str, str] | None = None, profile: str = "default") -> Commands:
    """A command of the AWS CLI. `words` are our own; the values of `options` may come from outside."""
    return _aws(words, options or {}, profile)


@_builder
def _aws(words: str, options: Mapping[str, str], profile: str) -> str:
    parts = [f"aws {words}"]
    for name, value in options.items():
        if _FETCHED.match(value):
            raise _NotPasteable(value)
        parts.append(_option(name, value))
    if profile != "default":
        parts.append(_option("--profile", profile))
    return " ".join(parts)


@_builder
def aws_configure_set(key: str, value: str, profile: str = "default") -> str:
    """Writes a setting of a profile into the config file by the AWS CLI."""
    if not value or value.startswith("-") or not _PROFILE.fullmatch(profile):
        raise _NotPasteable(value)
    option = "" if profile == "default" else f" {_option('--profile', profile)}"
    return f"aws configure set {key} {_word(value)}{option}"


@_builder
def aws_configure_import(path: str) -> str:
    """Imports the console's file of keys by the AWS CLI. `path` is a whole one."""
    return f"aws configure import --csv {_word(f'file://{path}')}"


@_builder
def aws_create_oidc_provider(url: str) -> str:
    """Makes an identity provider in IAM. (The AWS CLI takes this one URL as it is written.)"""
    if not re.fullmatch(r"https://[\w./:-]+", url, re.ASCII):
        raise _NotPasteable(url)
    return f"aws iam create-open-id-connect-provider --url {_word(url)} --client-id-list sts.amazonaws.com"


def _option(name: str, value: str) -> str:
    """An option with its value. One that begins with a dash would be taken for an option beside it."""
    return f"{name}={_word(value)}" if value.startswith("-") else f"{name} {_word(value)}"


def profile_option(name: str) -> str:
    """`--profile NAME` for the command line of this tool and of the AWS CLI, as a part of a text."""
    try:
        return _option("--profile", name)
    except _NotPasteable:
        return f"--profile with the name {name!r}"


@_builder
def curl(url: str) -> str:
    """Asks for a page, and shows only what goes wrong."""
    if not re.fullmatch(r"https?://[\w.:\[\]~%/-]+", url, re.ASCII):
        raise _NotPasteable(url)
    return f"curl -sS -g -o /dev/null {_word(url)}"


def _fixed(*commands: str) -> Commands:
    """Commands of our own words alone; what is written in capitals is to be filled in."""
    return tuple(Command(one) for one in commands)


def _all(parts: Iterable[Commands]) -> Commands:
    """All of several commands, or none where one of them cannot be made: by halves they would mislead."""
    found = tuple(parts)
    return tuple(one for part in found for one in part) if all(found) else ()


def together(*parts: Commands) -> Commands:
    """Commands that help only one with the other: none where one of them is missing."""
    return _all(parts)


AWS_CONFIGURE = _fixed("aws configure")
CREATE_POD_IDENTITY = _fixed(
    "aws eks create-pod-identity-association --cluster-name CLUSTER --namespace NAMESPACE "
    "--service-account SERVICE_ACCOUNT --role-arn ROLE_ARN"
)
DISABLE_CLOUD9_CREDENTIALS = _fixed(
    'aws cloud9 update-environment --environment-id "$C9_PID" --managed-credentials-action DISABLE'
)
INSTALL_CRT = _fixed("python -m pip install 'botocore[crt]'")
MOUNT_FILES = _fixed("docker run -v ~/.aws:/root/.aws:ro IMAGE")
PASS_CONTAINER_VARIABLE = _fixed(
    'docker build --build-arg AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" .',
    "docker run -e AWS_CONTAINER_CREDENTIALS_RELATIVE_URI IMAGE",
)
RECREATE_POD = _fixed(
    "kubectl annotate serviceaccount SERVICE_ACCOUNT eks.amazonaws.com/role-arn=ROLE_ARN",
    "kubectl delete pod POD",
)
SHOW_IMDS = _fixed("whoami-aws imds")
SUDO_KEEPS_VARIABLES = _fixed(
    "sudo --preserve-env=AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN,AWS_PROFILE COMMAND"
)
TRUST_BUNDLE = _fixed("export AWS_CA_BUNDLE=/path/to/bundle.pem")
WRITE_GITLAB_TOKEN = _fixed(
    'printf %s "$AWS_TOKEN" > "$CI_PROJECT_DIR.token"',
    'export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_PROJECT_DIR.token"',
)


def associate_instance_profile(instance: str) -> Commands:
    """Attaches an instance profile to an instance."""
    return aws(
        "ec2 associate-iam-instance-profile",
        {"--iam-instance-profile": "Name=PROFILE", "--instance-id": instance},
    )


def describe_instance_profile(instance: str) -> Commands:
    """Shows which instance profile an instance is associated with."""
    return aws("ec2 describe-iam-instance-profile-associations", {"--filters": f"Name=instance-id,Values={instance}"})


def replace_instance_profile(instance: str) -> Commands:
    """Associates an instance with another instance profile."""
    ask = describe_instance_profile(instance)
    query = "--query 'IamInstanceProfileAssociations[0].AssociationId' --output text"
    return _all(
        (
            tuple(Command(f"ID=$({one} {query})") for one in ask),
            _fixed(
                'aws ec2 replace-iam-instance-profile-association --association-id "$ID" '
                "--iam-instance-profile Name=PROFILE"
            ),
        )
    )
