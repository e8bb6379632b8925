"""Calls of AWS's services that a fix tells to make are calls that botocore's models of these services know."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache

import jmespath
import pytest
from botocore import xform_name
from botocore.loaders import create_loader
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape

from tests.scenario import all_scenarios

# These edit files or need a browser, and belong to no service.
_OF_THE_CLI_ITSELF = ("configure", "login", "sso")


def _calls() -> list[str]:
    """Each command once, without what stands around it in the shell."""
    found: set[str] = set()
    for scenario in all_scenarios():
        for finding in json.loads(scenario.expected.read_text(encoding="utf-8"))["findings"]:
            for command in finding.get("commands", ()):
                call = re.fullmatch(r"(?:\w+=\$\()?(aws (\S+) .*?)\)?", command)
                if call and call[2] not in _OF_THE_CLI_ITSELF:
                    found.add(call[1])
    return sorted(found)


@pytest.mark.parametrize("call", _calls())
def test_a_service_has_the_call(call: str) -> None:
    _, service, name, *rest = shlex.split(call)
    assert list(_wrong(_operations(service)[name], rest)) == []


@cache
def _operations(service: str) -> dict[str, OperationModel]:
    model = ServiceModel(create_loader().load_service_model(service, "service-2"), service)
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


def _wrong(operation: OperationModel, words: list[str]) -> Iterator[str]:
    """What the service or the AWS CLI would not take."""
    members = {xform_name(name, "-"): (name, shape) for name, shape in operation.input_shape.members.items()}
    given: set[str] = set()
    while words:
        option, value = words.pop(0).removeprefix("--"), words.pop(0)
        if option == "query":
            first = re.match(r"\w+", value)
            if not first or first[0] not in operation.output_shape.members or not jmespath.compile(value):
                yield f"the answer has no {value}"
        elif option in members:
            name, shape = members[option]
            given.add(name)
            yield from (f"--{option}: {why}" for why in _wrong_value(shape, value))
        elif (option, value) != ("output", "text"):
            yield f"there is no --{option}"
    yield from (f"{name} is required" for name in operation.input_shape.required_members if name not in given)


def _wrong_value(shape: Shape, value: str) -> Iterator[str]:
    match shape:
        case ListShape():
            yield from _wrong_value(shape.member, value)
        case StructureShape():
            for pair in re.split(r",(?=\w+=)", value):
                name, _, inner = pair.partition("=")
                if name not in shape.members:
                    yield f"{name} is not one of {', '.join(shape.members)}"
                else:
                    yield from _wrong_value(shape.members[name], inner)
        case _ if shape.type_name == "integer" and not value.isdigit():
            yield f"{value} is not a number"
        case _ if getattr(shape, "enum", None) and value not in shape.enum:
            yield f"{value} is not one of {', '.join(shape.enum)}"


@pytest.mark.parametrize(
    "call",
    [
        "ec2 modify-instance-metadata-options --instance-id i-1 --http-tokens on",
        "ec2 modify-instance-metadata-options --http-tokens required",
        "ec2 modify-instance-metadata-options --instance-id i-1 --http-put-response-hop-limit two",
        "ec2 associate-iam-instance-profile --instance-id i-1 --iam-instance-profile Profile=x",
        "iam get-role --role-name x --query Policy.AssumeRolePolicyDocument",
        "iam get-role --name x",
    ],
)
def test_a_wrong_call_is_noticed(call: str) -> None:
    service, name, *rest = shlex.split(call)
    assert list(_wrong(_operations(service)[name], rest)) != []
