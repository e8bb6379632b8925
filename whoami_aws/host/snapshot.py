"""A Host as a JSON document and back: recorded on one machine, explained on another. Neither holds a secret.

The format is `whoami-aws/host/1`, which `whoami-aws schema host` describes. The names in a file are those of the tables
below, so that code can be renamed and old files stay readable. A field that is left out has its default, which belongs
to the format as its name does. What does not fit is a ValueError that says where: an unknown or missing field, another
type than the field's, or a document that is too large or too deep.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, cast

from whoami_aws.host import facts as f
from whoami_aws.host.extra_facts import CachedLogin
from whoami_aws.host.host import Assumed, Budget, Host, Property, Sdk
from whoami_aws.host.ini.botocore import Document, Entry, Problem, Section
from whoami_aws.host.ini.grammar import Grammar
from whoami_aws.host.typed_json import Coder, Format, Json, Unfit, inside, mismatch, shown
from whoami_aws.host.values import Origin, Shape

SCHEMA: Final = "whoami-aws/host/1"
LARGEST, DEEPEST = 16 * 1024 * 1024, 32
"""Characters of a document, and how deep its lists and objects may be nested. Ten thousand profiles take five million
characters, and a document of the largest size is read in some five seconds, whatever is in it.
"""

FACTS: Mapping[str, tuple[type[f.Need], type[f.Fact]]] = {
    "cache-directory": (f.CacheDirNeed, f.CacheDir),
    "certificates": (f.CertificatesNeed, f.Certificates),
    "container": (f.ContainerNeed, f.ContainerAnswer),
    "ec2-credentials-file": (f.KeyFileNeed, f.KeyFile),
    "imds": (f.ImdsNeed, f.ImdsAnswer),
    "path": (f.PlaceNeed, f.Place),
    "program": (f.ProcessNeed, f.ProcessRun),
    "sdk": (f.WitnessNeed, f.WitnessResult),
    "shared-file": (f.IniNeed, f.IniFile),
    "sts": (f.IdentityNeed, f.IdentityAnswer),
    "system-file": (f.MarkNeed, f.Mark),
    "token-cache": (f.CacheNeed, f.CacheFile),
    "token-file": (f.TokenNeed, f.TokenFile),
}
"""What can be asked of a host, by its name in a file."""

NAMES: Mapping[type, str] = {
    Host: "now home user uid env option_profile=profile_option sdk budget facts passwd_home properties assumed cwd "
    "homes name=host_name pid program gathered_for",
    Assumed: "sdk part present",
    Budget: "network run timeout trusted",
    CachedLogin: "name start_url region expires_at refreshable",
    Document: "sections defaults problem byte_order_mark indented",
    Entry: "key value line continued",
    Grammar: "delimiters comments indented_comments inline indent blocks junk homeless repeated_section keys fold_case "
    "quotes empty_opens_block byte_order_mark after_header carriage_returns more_ends undecodable names_trimmed "
    "drops_empty keeps_blank unicode_blanks sections checks_skipped refused_junk refused_lines refused_blanks header "
    "nameless below_bad_key drops_bad_inner",
    Origin: "kind name line section key",
    Problem: "code line name other_line",
    Property: "name reading=value source",
    Sdk: "id version botocore login_support",
    Section: "name line own=settings words",
    Shape: "length alphabet flaws fingerprint looks_like label",
    f.CacheDir: "state logins",
    f.CacheDirNeed: "path",
    f.CacheFile: "state is_json is_object fields texts kinds key_id private_key",
    f.CacheNeed: "path kind",
    f.Certificates: "state found=has_certificate",
    f.CertificatesNeed: "path",
    f.Claims: "issuer audience subject issued_at expires_at",
    f.ContainerAnswer: "reply fields key_id has_token expiration account role_arn body_excerpt unfinished unsent "
    "not_sent text",
    f.ContainerNeed: "url relative auth readings bare_token",
    f.FileState: "kind detail size mode owner",
    f.IdentityAnswer: "arn account user_id error code operation message getting_credentials key_id expires_at "
    "elapsed_ms skipped status clock_offset endpoint at_aws unsent cause",
    f.IdentityNeed: "link",
    f.ImdsAnswer: "token token_empty role role_name credentials fields key_id has_token expiration code message "
    "instance_profile_arn region zone instance_id account proxy server excerpt info_code info_message v1_open direct "
    "direct_role role_list first unfinished elapsed_ms text",
    f.ImdsNeed: "base_url timeout attempts v1_disabled direct role",
    f.IniFile: "state document carriage_returns encoding lone_returns",
    f.IniNeed: "path grammar",
    f.JsonText: "kind members deviations",
    f.KeyFile: "state values decode_error",
    f.KeyFileNeed: "path",
    f.Mark: "found=word",
    f.MarkNeed: "path words",
    f.Member: "name kind reading=value",
    f.Place: "state",
    f.PlaceNeed: "path",
    f.ProcessNeed: "profile origin in_shell words input_open",
    f.ProcessRun: "program arguments error message exit_code stderr timed_out version version_ok missing_key key_id "
    "has_token expiration expires account elapsed_ms printed marks text not_run",
    f.Reply: "status error body attempts elapsed_ms detail cause",
    f.WitnessResult: "outcome winner error message error_link key_id links why_not",
    f.TokenFile: "state error message length has_line_end form claims has_crlf padded lone_cr",
    f.TokenNeed: "path",
    f.WitnessNeed: "sdk=id",
}
"""The fields of each type by their names in a file; `field=name` where the code calls a field otherwise."""

KEYED: Mapping[type, str] = {Entry: "key", Section: "name"}
"""A mapping of these is a list in a file, since each of them has its key inside, by this name."""


_TOO_LARGE = f"the document is larger than {LARGEST} characters"


def dumps(host: Host) -> str:
    """The document of a host. Raises ValueError for one that would be too large to be read again."""
    text = json.dumps(encode(host), indent=1, allow_nan=False)
    if len(text) > LARGEST:
        raise ValueError(_TOO_LARGE)
    return text


def loads(text: str | bytes) -> Host:
    """The host of a document. Raises ValueError for one that is not of this format."""
    if len(text) > LARGEST:
        raise ValueError(_TOO_LARGE)
    try:
        data: Json = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise ValueError(f"the document is deeper than {DEEPEST} levels") from None
    return decode(data)


def encode(host: Host) -> dict[str, Json]:
    """The JSON data of a host."""
    return {"schema": SCHEMA, **HOST.encode(Host, host)}


def decode(data: Json) -> Host:
    """The host that such data describes. Raises ValueError for any other."""
    _check_depth(data)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else None
        raise ValueError(f"this is not a recorded host: its schema must be {SCHEMA!r}, not {shown(found)}")
    return HOST.decode(Host, {name: value for name, value in data.items() if name != "schema"})


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a name twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _check_depth(data: Json) -> None:
    level: list[Json] = [data]
    for _ in range(DEEPEST):
        deeper: list[Json] = []
        for one in level:
            if isinstance(one, dict):
                deeper += one.values()
            elif isinstance(one, list):
                deeper += one
        if not deeper:
            return
        level = deeper
    raise ValueError(f"the document is deeper than {DEEPEST} levels")


def _facts_out(value: object) -> Json:
    written: list[Json] = []
    before: dict[tuple[str, object], list[tuple[int, f.Fact]]] = {}
    for (_, need), fact in cast("Mapping[tuple[str, f.Need], f.Fact]", value).items():
        name, (of, kind) = next((name, pair) for name, pair in FACTS.items() if pair[0] is type(need))
        if type(fact) is not kind:
            raise ValueError(f"a {type(fact).__name__} does not answer a {of.__name__}")
        # Most grammars read the same in a file: that is written once.
        seen = before.setdefault((name, getattr(need, "path", None)), [])
        same = next((at for at, one in seen if one == fact), None)
        seen.append((len(written), fact))
        answer: dict[str, Json] = {"found": HOST.encode(kind, fact)} if same is None else {"same_as": same}
        written.append({"need": name, **HOST.encode(of, need), **answer})
    return written


def _facts_in(data: Json) -> object:
    if not isinstance(data, list):
        raise mismatch("a list", data)
    facts: dict[tuple[str, f.Need], f.Fact] = {}
    read: list[f.Fact] = []
    for at, one in enumerate(data):
        need, fact = inside(f"[{at}]", lambda one: _fact_in(one, read), one)
        read.append(fact)
        facts[type(need).__name__, need] = fact
        if len(facts) != len(read):
            raise Unfit("this need is there twice", f"[{at}]")
    return facts


def _fact_in(data: Json, before: list[f.Fact]) -> tuple[f.Need, f.Fact]:
    if not isinstance(data, dict):
        raise mismatch("an object", data)
    name = data.get("need")
    if not isinstance(name, str) or name not in FACTS:
        raise Unfit(f"expected a need of {', '.join(FACTS)}, found {shown(name)}")
    of, kind = FACTS[name]
    need = HOST.decode(of, {key: one for key, one in data.items() if key not in ("need", "found", "same_as")})
    if ("found" in data) == ("same_as" in data):
        raise Unfit("expected either found or same_as")
    if "found" in data:
        return need, inside(".found", lambda one: HOST.decode(kind, one), data["found"])
    number = data["same_as"]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(before):
        raise Unfit("same_as is not the number of a fact before")
    if type(before[number]) is not kind:
        raise Unfit("same_as is the number of another kind of fact")
    return need, before[number]


HOST: Final = Format(NAMES, KEYED, {(Host, "facts"): Coder(_facts_out, _facts_in, ("a list",))})
"""The types of a host, by the tables above."""
