"""The default of a field is empty, zero or false. The exceptions are listed with their values."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import whoami_aws
from whoami_aws.chain.probe import WORKS, SdkError
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.host import Budget
from whoami_aws.host.lenient_json import JsonText

LEFT_OUT = tuple(
    f"whoami_aws.{name}"
    for name in ("fakes", "demo", "chain.blocks.dialect", "chain.blocks.roles", "chain.model", "chain.traits")
)
"""The fakes; and how the SDKs are unlike, where each default is what most of them do (`conformance/test_fields.py`)."""
NOTHING = (None, "", 0, (), {}, frozenset())
SAID: dict[str, Any] = {
    "Question.sdk": "boto3",
    "Question.budget": Budget("full", True, 10.0),
    "Question.identities": "winner",
    "Expiry.error": SdkError("TypeError", "can't subtract offset-naive and offset-aware datetimes"),
    "Expiry.why": "has no time zone",
    "Usability.state": "works",
    "Usability.may_ask": True,
    "Usability.source": "host",
    "Probe.use": WORKS,
    "Outcome.format": "text",
    "Outcome.mode": 0o600,
    "Shown.mode": 0o600,
    "Identity.doubt": "not-asked",
    "Identity.own_endpoint": True,
    "ImdsAnswer.has_token": True,
    "ImdsAnswer.text": JsonText(),
    "ContainerAnswer.has_token": True,
    "ContainerAnswer.text": JsonText(),
    "ProcessRun.text": JsonText(),
    "Asking.network": "full",
    "Asking.timeout": 10.0,
    "Budget.network": "full",
    "Budget.run": True,
    "Budget.timeout": 10.0,
    "Options.width": 100,
    "Finding.confidence": "sure",
    "Rule.sdks": "botocore",
    "Kind.programs": "no",
}


def _defaults() -> dict[str, Any]:
    found = {}
    for module in pkgutil.walk_packages(whoami_aws.__path__, "whoami_aws."):
        if module.name.startswith(LEFT_OUT) or module.name.endswith(("__main__", ".cli.app", ".grammar")):
            continue
        for name, one in vars(importlib.import_module(module.name)).items():
            if isinstance(one, type) and one.__module__ == module.name and hasattr(one, "_field_defaults"):
                found |= {f"{name}.{field}": value for field, value in one._field_defaults.items()}
    return found


def test_what_nobody_fills_says_nothing() -> None:
    found = {name: value for name, value in _defaults().items() if value not in NOTHING and not callable(value)}
    assert isinstance(found.pop("Question.machine"), ThisProcess)
    assert found == SAID


_EMPTY = {"str": "", "Phrase": "", "Literal": "", "bool": False, "int": 0, "float": 0.0, "tuple": (), "dict": {}}


def test_nothing_is_of_the_fields_own_kind() -> None:
    """`None` in a field that may be None, else the empty value of its kind."""
    checked, wrong = 0, []
    for module in pkgutil.walk_packages(whoami_aws.__path__, "whoami_aws."):
        if module.name.startswith("whoami_aws.demo") or module.name.endswith(("__main__", ".cli.app")):
            continue
        for one in vars(importlib.import_module(module.name)).values():
            if not (isinstance(one, type) and one.__module__ == module.name and hasattr(one, "_field_defaults")):
                continue
            for field, value in one._field_defaults.items():
                kind = str(getattr(one.__annotations__[field], "__forward_arg__", one.__annotations__[field]))
                empty = (
                    None if kind.endswith("| None") else _EMPTY.get(kind.partition("[")[0].rpartition(".")[2], value)
                )
                checked += 1
                if not value and (value is not empty if empty is None or empty is False else value != empty):
                    wrong.append(f"{module.name}.{one.__name__}.{field}: {kind} = {value!r}")
    assert checked > 100
    assert wrong == []
