"""What is wrong with the text of a key, secret or token: by its shape alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from whoami_aws.chain import profiles
from whoami_aws.chain.botocore.links import env, key_files
from whoami_aws.chain.probe import Input
from whoami_aws.chain.verdict import LinkResult
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Change
from whoami_aws.host.key_id import masked
from whoami_aws.host.values import Origin, Reading, Shape, Value
from whoami_aws.host.variables import ACCESS_KEY, SECRET_KEY
from whoami_aws.rules import shell
from whoami_aws.rules.finding import EVERY, Finding, Fix, rule
from whoami_aws.rules.messages import hides, set_variable, severity_of, without, written_keys

_LENGTH = {"key": 20, "secret": 40}
_NAMES = {
    **dict.fromkeys((ACCESS_KEY, profiles.ACCESS_KEY, key_files.FILE_ACCESS_KEY), "key"),
    **dict.fromkeys((SECRET_KEY, profiles.SECRET_KEY, key_files.FILE_SECRET_KEY), "secret"),
    **dict.fromkeys((*env.TOKENS, *key_files.TOKENS), "token"),
}
_REFUSED = ("masked", "reference", "placeholder")
_AROUND = {
    "leading-space": "begins with white space",
    "trailing-space": "ends with white space",
    "line-end": "has a line end in it",
    "carriage-return": "has a carriage return in it (from a file with Windows line ends)",
    "quoted": "is in quotes, which are taken as part of it",
    "angle-brackets": "is in the angle brackets of a template, which are taken as part of it",
    "non-ascii": "has characters that no key has (typographic quotes or blanks?)",
    "control": "has control characters",
    "inline-comment": "has a comment behind it, which is taken as part of it",
    "assignment": "has its own name and an equals sign in front, which are taken as part of it",
}


_WHITE = {"leading-space", "trailing-space", "line-end", "carriage-return"}


class _Pair(NamedTuple):
    """What a link read, by what it is."""

    row: LinkResult
    key: Value
    parts: dict[str, Input]

    def shape(self, part: str) -> Shape | None:
        return self.key.shape if part == "key" else self.parts[part].shape if part in self.parts else None


def _doubtful(diagnosis: Diagnosis) -> Iterator[_Pair]:
    """Key pairs that may be none of AWS: not one that STS knows, nor where requests go to another service."""
    accepted = diagnosis.use is not None and diagnosis.use.source == "sts"
    elsewhere = diagnosis.host.variable("AWS_ENDPOINT_URL") or diagnosis.view.settings.get("endpoint_url")
    for row in written_keys(diagnosis.verdict):
        key = row.probe.credentials.key_id if row.probe.credentials else None
        if key is None or key.empty or elsewhere or (accepted and row.link == diagnosis.verdict.winner):
            continue
        parts = {_NAMES[one.origin.key or one.name]: one for one in row.probe.inputs if _is_part(one)}
        yield _Pair(row, key, parts)


def _is_part(one: Input) -> bool:
    return one.shape is not None and (one.origin.key or one.name) in _NAMES


@rule("placeholder-key", "error", sdks=EVERY, needs=("sts", "chain"))
def placeholder_key(diagnosis: Diagnosis) -> Iterable[Finding]:
    """A key or secret is set to a placeholder, a mask, or the name of something else.

    Why: The SDK takes any text as a key: `test`, `<your-key>`, `AKIA****`, a `${AWS_KEY}` that was not expanded, or
    the ARN of a secret. Such a key wins the chain and hides sources that would work, and AWS refuses every call.
    Example:
        export AWS_ACCESS_KEY_ID=test
        export AWS_SECRET_ACCESS_KEY=test
    Fix: Remove the placeholder: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`, or delete the
    lines in the file. If a key is needed here, write the real one.
    Ignore: You can ignore this if the program's code sends every request to an emulator that accepts any key
    (`--ignore placeholder-key`).
    See: botocore/credentials.py EnvProvider.load takes any text
    """
    says = {
        "masked": "is masked, as a log or a console shows it",
        "reference": "refers to something that was not put in its place (a variable, a template, a secret's ARN)",
        "placeholder": "is a placeholder",
    }
    for pair in _doubtful(diagnosis):
        for part in ("key", "secret", "token"):
            shape = pair.shape(part)
            flaw = next((flaw for flaw in _REFUSED if shape and flaw in shape.flaws), None)
            if flaw is None:
                continue
            origin = pair.key.origin if part == "key" else pair.parts[part].origin
            message = f"{origin} {says[flaw]}: no {part} of AWS.{hides(diagnosis, pair.row)}"
            yield Finding(severity_of(pair.row), message, origin, without(pair.row))
            break


@rule("key-and-secret-swapped", "error", sdks=EVERY, needs=("sts", "chain"))
def key_and_secret_swapped(diagnosis: Diagnosis) -> Iterable[Finding]:
    """The access key id and the secret are the wrong way round.

    Why: Every request names its access key ID in plain text. With the two swapped, requests carry the secret there,
    so it may be recorded in logs and by proxies. AWS does not know it as a key ID, and refuses the requests.
    Example:
        export AWS_ACCESS_KEY_ID=SECRET
        export AWS_SECRET_ACCESS_KEY=AKIAIOSFODNN7EXAMPLE
    Fix: Swap the two values. Then replace the key, because its secret was sent as an ID: create a new one with `aws
    iam create-access-key --user-name USER`, and delete the old one.
    Ignore: Never: AWS refuses every request that uses this pair, and each one exposes the secret.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    """
    for pair in _doubtful(diagnosis):
        key, secret = pair.key.shape, pair.shape("secret")
        if secret is None or pair.key.text is not None or not 36 <= key.length <= 44 or secret.flaws:
            continue
        if secret.alphabet != "upper-alnum" or secret.length != _LENGTH["key"]:
            continue
        message = (
            f"{pair.key.origin} has the {key.length} characters of a secret, and "
            f"{pair.parts['secret'].origin} the {secret.length} of a key id: they are swapped."
        )
        in_env = pair.key.origin.kind == "env"
        commands = shell.swap_variables(ACCESS_KEY, SECRET_KEY) if in_env else ()
        changes = _written((pair.key.origin, secret), (pair.parts["secret"].origin, key))
        yield Finding(severity_of(pair.row), message, pair.key.origin, Fix("swap the two", commands, changes))


@rule("stray-characters-in-key", "error", needs=("chain",))
def stray_characters_in_key(diagnosis: Diagnosis) -> Iterable[Finding]:
    """White space, quotes, a line end or a comment are part of a key, secret or token.

    Why: botocore does not strip the values of variables, and in files it keeps quotes and comments as part of the
    value. The request is then signed with a secret that is not the one AWS knows (SignatureDoesNotMatch), the key ID
    is unknown (InvalidClientTokenId), or the request cannot be written at all (Invalid header value).
    Example:
        [default]
        aws_access_key_id = "AKIAIOSFODNN7EXAMPLE"
        aws_secret_access_key = "SECRET"
    Fix: Write the value again without them. White space in a variable can be removed in the shell: `export
    NAME="$(printf %s "$NAME" | tr -d '[:space:]')"`.
    Ignore: You can ignore this if the pair belongs to another service, whose keys may contain such characters
    (`--ignore stray-characters-in-key`).
    See: botocore/credentials.py EnvProvider; configparser keeps quotes
    """
    for row in written_keys(diagnosis.verdict):
        found = [(one, _around(one.shape)) for one in row.probe.inputs if one.shape is not None and _is_part(one)]
        found = [(one, flaws) for one, flaws in found if flaws]
        if not found:
            continue
        message = "; ".join(f"{one.origin} {_described(one, flaws)}" for one, flaws in found)
        origins = [one.origin for one, _ in found]
        spaces = all(set(flaws) <= _WHITE for _, flaws in found)
        in_env = all(origin.kind == "env" for origin in origins)
        stripped = (shell.strip_variable(origin.name, shell.SPACE) for origin in origins)
        commands = shell.together(*stripped) if in_env and spaces else ()
        changes = _written(*((one.origin, _clean(row, one)) for one, _ in found))
        again = " and ".join(str(origin) for origin in origins)
        fix = Fix(f"write {again} again, without them", commands, changes)
        yield Finding(severity_of(row), f"{message}.", origins[0], fix)


def _around(shape: Shape) -> list[str]:
    if set(_REFUSED) & set(shape.flaws):
        return []
    flaws = [flaw for flaw in shape.flaws if flaw in _AROUND]
    return [flaw for flaw in flaws if flaw != "line-end" or "carriage-return" not in flaws]


def _described(one: Input, flaws: list[str]) -> str:
    text = ", and ".join(_AROUND[flaw] for flaw in flaws)
    length = _LENGTH.get(_NAMES[one.origin.key or one.name])
    longer = length is not None and one.shape is not None and one.shape.length > length
    return f"{text}: {one.shape.length} characters instead of {length}" if one.shape and longer else text


def _clean(row: LinkResult, one: Input) -> Reading:
    """What would be there without the flaws. A text stays one; of a shape only the length is guessed."""
    part = _NAMES[one.origin.key or one.name]
    key = row.probe.credentials.key_id if row.probe.credentials else None
    if part == "key" and key is not None and key.text is not None:
        return key.text.strip()
    shape = one.shape or Shape(0, "empty", (), "")
    return shape._replace(length=_LENGTH.get(part, shape.length), alphabet="base64", flaws=())


def _written(*values: tuple[Origin, Reading]) -> tuple[Change, ...]:
    """The changes of writing values; none where one is in a file without sections, of which a host has no lines."""
    if any(origin.kind == "file" and origin.section is None for origin, _ in values):
        return ()
    return tuple(_write(origin, reading) for origin, reading in values)


def _write(origin: Origin, reading: Reading) -> Change:
    if origin.kind == "env":
        return set_variable(origin.name, reading)
    return Change("set-key", origin.name, origin.section, origin.key, reading, origin.line)


_PREFIXES = {
    "AIDA": "a user",
    "AROA": "a role",
    "AGPA": "a group",
    "ANPA": "a managed policy",
    "AIPA": "an instance profile",
    "ASCA": "a certificate",
}


@rule(
    "key-id-is-no-aws-key",
    "error",
    suppressed_by=("placeholder-key", "key-and-secret-swapped", "stray-characters-in-key"),
    sdks=EVERY,
    needs=("sts", "chain"),
)
def key_id_is_no_aws_key(diagnosis: Diagnosis) -> Iterable[Finding]:
    """The access key ID does not have the AWS format.

    Why: An access key ID is AKIA or ASIA, followed by 16 capital letters and digits. Keys of other stores that speak
    S3 (MinIO, R2, Spaces, Wasabi, B2, …) are often put into AWS's variables. They win the chain and hide a role that
    would work, and AWS answers InvalidClientTokenId or InvalidAccessKeyId.
    Example:
        # the keys of a Cloudflare R2 bucket
        export AWS_ACCESS_KEY_ID=0123456789abcdef0123456789abcdef
        export AWS_SECRET_ACCESS_KEY=SECRET
    Fix: Remove the pair: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`, or delete its lines in the file. Give the
    other store's keys only to that store's client, as parameters or in a profile of their own.
    Ignore: You can ignore this if the program uses only that other store, and its code sets the endpoint (`--ignore
    key-id-is-no-aws-key`).
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    """
    for pair in _doubtful(diagnosis):
        if (what := _no_key_id(pair)) is not None:
            message = f"{pair.key.origin} {what}.{hides(diagnosis, pair.row)}"
            yield Finding(severity_of(pair.row), message, pair.key.origin, without(pair.row))


def _no_key_id(pair: _Pair) -> str | None:
    text = (pair.key.text or "").strip()
    if text[:4] in _PREFIXES:
        return f"({masked(text)}) is the id of {_PREFIXES[text[:4]]} ({text[:4]}…), not of an access key"
    if text:
        fits = len(text) == _LENGTH["key"] or text[:4] not in ("AKIA", "ASIA")
        return None if fits else f"has {len(text)} characters: a key id ({text[:4]}…) has {_LENGTH['key']}"
    shape = pair.key.shape
    found = f"{shape.length} characters ({shape.alphabet}) instead of AKIA or ASIA and 16"
    form = f"is not in the format of an AWS access key id: {found}"
    match shape.length, shape.alphabet:
        case 32, "hex" | "digits":
            return f"{form}; keys of Cloudflare R2 and other stores look like that"
        case 20, "upper-alnum":
            return f"{form}; keys of Wasabi, Spaces or MinIO look like that"
        case 20, "alnum":
            return f"{form}: it has small letters"
        case 24 | 25 | 30 | 61, _:
            return f"{form}; keys of other stores that speak S3 look like that"
        case _:
            return form


@rule(
    "secret-is-no-aws-secret",
    "error",
    suppressed_by=("placeholder-key", "key-and-secret-swapped", "stray-characters-in-key"),
    sdks=EVERY,
    needs=("sts", "chain"),
)
def secret_is_no_aws_secret(diagnosis: Diagnosis) -> Iterable[Finding]:
    """The secret access key is too short, too long, or has characters that no secret has.

    Why: A secret access key is 40 characters of base 64. A secret that a double click cut off at a `/` or `+`, that
    was pasted twice, or that was encoded for a URL gives SignatureDoesNotMatch.
    Example:
        # a double click selected only what follows the last slash
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=PART-OF-SECRET
    Fix: Copy the secret again. If it is lost, create a new key: `aws iam create-access-key --user-name USER`.
    Ignore: You can ignore this if the program uses only an emulator that does not check signatures, and its code sets
    the endpoint (`--ignore secret-is-no-aws-secret`).
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    """
    for pair in _doubtful(diagnosis):
        shape, text = pair.shape("secret"), (pair.key.text or "").strip()
        if not shape or not shape.length or shape.flaws or len(text) != _LENGTH["key"] or text[:4] in _PREFIXES:
            continue
        origin, length = pair.parts["secret"].origin, _LENGTH["secret"]
        if shape.length == length and shape.alphabet in ("digits", "hex", "upper-alnum", "alnum", "base64"):
            continue
        what = f"has {shape.length} characters instead of {length}"
        if shape.length == length:
            what = f"has characters that no secret has ({shape.alphabet})"
        elif shape.length == 2 * length:
            what += ": it was pasted twice"
        elif shape.length < length:
            what += ": its end or its beginning is missing"
        yield Finding(severity_of(pair.row), f"{origin} {what}.", origin, Fix(f"copy the secret to {origin} again"))
