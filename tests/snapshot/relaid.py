"""A recorded host as a description that `whoami_aws.demo.layout` lays out again, with stand-ins for its secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from whoami_aws.host import facts as f
from whoami_aws.host.host import Host
from whoami_aws.host.ini.botocore import Document, Entry, Problem
from whoami_aws.host.values import Reading, Shape

_ALPHABETS = {"digits": "0", "hex": "a0", "upper-alnum": "A0", "alnum": "aA0", "base64": "aA0+", "base64url": "aA0-"}
_FAKES = {
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_SSO",
    "AWS_ENDPOINT_URL_SSO_OIDC",
    "AWS_ENDPOINT_URL_SIGNIN",
}
"""What the layout sets by itself."""


class Untold(Exception):
    """The record has something that a description has no words for."""


def stand_in(reading: Reading) -> str:
    """The text, or one of the same length and alphabet."""
    if isinstance(reading, str):
        return reading
    if reading.label:
        return reading.label
    letters = _ALPHABETS.get(reading.alphabet, "x")
    return (letters * reading.length)[: reading.length]


def described(host: Host) -> dict[str, Any]:
    """The description of a host. Raises Untold."""
    if host.home is None or not host.home.endswith("/home") or host.properties or host.homes:
        raise Untold("home")
    told = _Told(host, host.home.removesuffix("/home"))
    return told.description()


class _Told:
    def __init__(self, host: Host, root: str) -> None:
        self.host, self.root = host, root
        self.files: dict[str, Any] = {}
        self.modes: dict[str, str] = {}
        self.more: dict[str, Any] = {}

    def description(self) -> dict[str, Any]:
        env = {name: self._moved(stand_in(reading)) for name, reading in self.host.env.items()}
        env = {name: text for name, text in env.items() if name not in ("HOME", "PATH", "LANG")}
        for name in _FAKES:
            if name in env and re.match(r"http://127\.0\.0\.1:(\d{4}|[1-6]\d{4})(/|$)", env[name]):
                del env[name]
            else:
                env.setdefault(name, None)  # type: ignore[arg-type]
        for (_, need), fact in self.host.facts.items():
            self._fact(need, fact)
        if (url := env.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")) and (found := re.match(r"http://127[^/]*(/.*)", url)):
            path = found[1].replace("…", "hidden")
            env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = f"http://127.0.0.1{path}"
            self.more.setdefault("container", {"status": 404})["path"] = path
        profile = self.host.option_profile
        argv = [] if profile is None else ["--profile", profile]
        return {"env": env, "files": self.files, "file_modes": self.modes, "argv": argv, **self.more}

    def _moved(self, text: str) -> str:
        return text.replace(f"{self.root}/home", "{home}").replace(f"{self.root}/abs", "")

    def _name(self, path: str) -> str:
        whole = self.host.whole(self.host.expand(path))
        if whole.startswith(f"{self.root}/home/"):
            return whole.replace(f"{self.root}/home/", "~/", 1)
        if whole.startswith(f"{self.root}/abs/"):
            return whole.removeprefix(f"{self.root}/abs")
        return ""

    def _fact(self, need: f.Need, fact: f.Fact) -> None:
        match need, fact:
            case f.IniNeed(grammar=None), f.IniFile():
                text = _ini(fact.document, self._moved) if fact.document is not None else ""
                self._file(need.path, fact.state, text)
            case f.TokenNeed(), f.TokenFile():
                if fact.error == "UnicodeDecodeError":
                    raise Untold("bytes of a token")
                if "redacted" in need.path:
                    raise Untold("a path that is hidden")
                text = "x" * fact.length
                self._file(need.path, fact.state, f"x\n{text[2:]}" if fact.has_line_end else text)
            case f.KeyFileNeed(), f.KeyFile():
                lines = (f"{name}={stand_in(reading)}\n" for name, (reading, _) in fact.values.items())
                self._file(need.path, fact.state, "".join(lines))
            case f.CacheNeed(), f.CacheFile():
                self._file(need.path, fact.state, _cache(fact))
            case f.ImdsNeed(), f.ImdsAnswer():
                if fact.reachable:
                    self.more["imds"] = _imds(fact)
            case f.ContainerNeed(), f.ContainerAnswer():
                self.more["container"] = _container(fact)
            case f.ProcessNeed(), _:
                raise Untold("program")
            case _:
                pass

    def _file(self, path: str, state: f.FileState, text: str) -> None:
        name = self._name(path)
        if not name:
            if state.kind != "missing":
                raise Untold(f"{path} is outside")
        elif state.kind in ("file", "unreadable"):
            self.files[name] = text
            if state.mode is not None:
                self.modes[name] = oct(state.mode)[2:]
        elif state.kind == "directory":
            self.files[name] = {"directory": True}
        elif state.kind != "missing":
            raise Untold(state.kind)


def _ini(document: Document, moved: Any) -> str:
    if document.problem is not None:
        return _broken(document.problem)
    text = "".join(_lines("DEFAULT", document.defaults, moved)) if document.defaults else ""
    return text + "".join(
        part for section in document.sections.values() for part in _lines(section.name, section.own, moved)
    )


def _lines(name: str, own: dict[str, Entry], moved: Any) -> Iterator[str]:
    yield f"[{name}]\n"
    for key, entry in own.items():
        if isinstance(entry.value, str | Shape):
            text = moved(stand_in(entry.value))
            if key == "credential_process":
                raise Untold("program")
            yield f"{key} = {text}\n".replace("\n", "\n  ").rstrip(" ") if "\n" in text else f"{key} = {text}\n"
        else:
            yield f"{key} =\n"
            yield from (f"  {one.key} = {stand_in(one.value)}\n" for one in entry.value if _is_text(one))


def _is_text(entry: Entry) -> bool:
    return isinstance(entry.value, str | Shape)


def _broken(problem: Problem) -> str:
    texts = {
        "duplicate-section": "[a]\n[a]\n",
        "duplicate-key": "[a]\nb = 1\nb = 2\n",
        "no-section-header": "b = 1\n",
        "unclosed-section": "[a\n",
        "no-delimiter": "[a]\nb\n",
        "broken-block": "[a]\nb =\n  c\n",
    }
    if problem.code not in texts:
        raise Untold(problem.code)
    return texts[problem.code]


def _cache(fact: f.CacheFile) -> str:
    if not fact.is_json:
        return "{"
    if not fact.is_object:
        raise Untold("cache")
    texts, kinds = dict(fact.texts), dict(fact.kinds)
    blank: dict[str, Any] = {"list": [], "null": None, "boolean": True, "number": 1, "text": "x" * 20}
    content: dict[str, Any] = {}
    for name in fact.fields:
        kind = kinds.get(name, "text")
        value = texts.get(name, {} if kind == "object" else blank[kind])
        outer, _, inner = name.partition(".")
        if inner and isinstance(content.get(outer), dict):
            content[outer][inner] = value
        else:
            content[name] = value
    if "dpopKey" in content:
        raise Untold("login")
    return json.dumps(content)


def _imds(answer: f.ImdsAnswer) -> dict[str, Any]:
    steps = [one for one in (answer.token, answer.role, answer.credentials) if one is not None]
    if any(one.error for one in steps) or answer.proxy is not None:
        raise Untold("imds")
    told: dict[str, Any] = {"v1": answer.version == "v1"}
    if answer.token is not None and answer.token.status != 200:
        told["token"] = answer.token.status
    if answer.role_list is not None:
        told["role_body"] = answer.role_list
    elif answer.role is not None and answer.role.status not in (200, 404):
        told["get_status"] = answer.role.status
    elif answer.role is not None and answer.role.status == 404:
        told["v1"] = told["v1"] or answer.token is None or answer.token.status != 200
    reply = answer.credentials
    if reply is not None and reply.status != 200:
        told["credentials_status"] = reply.status
    elif reply is not None and reply.body == "object":
        told["credentials_body"] = _offered(answer)
    elif reply is not None:
        told["credentials_body"] = {"empty": "", "not-json": "<", "list": "[]", "scalar": "1"}.get(reply.body, "<")
    return told


def _container(answer: f.ContainerAnswer) -> dict[str, Any]:
    reply = answer.reply
    if reply.status is None:
        raise Untold("container")
    if reply.status != 200 or reply.body != "object":
        return {"status": reply.status, "body": "<"}
    return {"body": json.dumps(_offered(answer))}


def _offered(answer: f.ImdsAnswer | f.ContainerAnswer) -> dict[str, Any]:
    """The credentials of an answer, with the fields that it had."""
    if any(member.kind not in ("text", "null") for member in answer.text.members):
        raise Untold("kinds")
    known = {"AccessKeyId": stand_in(answer.key_id or ""), "Expiration": answer.expiration}
    code = getattr(answer, "code", None)
    found = {name: known.get(name, "x" * 40) for name in answer.fields}
    return found if code is None else {**found, "Code": code}
