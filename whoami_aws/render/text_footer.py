"""The foot of the report: where calls go, what kind of place this is, and how sure all of it is."""

from __future__ import annotations

from collections.abc import Iterator

from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Origin
from whoami_aws.report import Report

_PLACES = {
    "ec2": "EC2 instance",
    "ecs": "ECS task",
    "fargate": "Fargate task",
    "kubernetes": "Kubernetes pod",
    "lambda": "Lambda function",
    "codebuild": "CodeBuild",
    "cloudshell": "CloudShell",
    "cloud9": "Cloud9",
    "github-actions": "GitHub Actions",
    "gitlab-ci": "GitLab CI",
    "jenkins": "Jenkins",
    "ci": "CI job",
    "wsl": "WSL",
}
"""What kinds of places are called."""


def lines(diagnosis: Diagnosis) -> Iterator[tuple[str, str, str]]:
    """Label, value, and whose word it is."""
    region = diagnosis.region
    selected = diagnosis.view.selected
    yield "profile", diagnosis.view.profile, _said(selected.origin if selected else None)
    yield "region", (region.text or "''") if region else "none", _said(region.origin if region else None)
    if assumes := _assumes(diagnosis):
        yield "assumes", assumes, "--assume says otherwise"
    if (clients := diagnosis.clients) is None:
        return
    yield "sts", clients.sts.url, _said(clients.sts.origin)
    if clients.imds is not None:
        yield "imds", clients.imds.url, _said(clients.imds.origin)


def _assumes(diagnosis: Diagnosis) -> str:
    """Which parts the SDK is taken to have; nothing where all is known."""
    parts = diagnosis.chain.assumptions(diagnosis.host)
    there = [name for name, present in parts.items() if present]
    gone = [name for name, present in parts.items() if not present]
    return ", ".join([*there, *(f"no {name}" for name in gone)])


def _said(origin: Origin | None) -> str:
    return "default" if origin is None or origin.kind == "default" else str(origin)


def host(diagnosis: Diagnosis) -> str:
    """What this host is, each with what shows it; nothing where nothing is known."""
    kinds = diagnosis.surroundings.kinds
    return ", ".join(f"{_PLACES.get(kind.name, kind.name)} ({kind.evidence})" for kind in kinds)


def _by_the_model(diagnosis: Diagnosis) -> str:
    """That no SDK was asked here, and which version of it the model was held against elsewhere."""
    from whoami_aws.chain.sdks.conformance import proof_for

    proof = proof_for(diagnosis.chain, diagnosis.host)
    against = f"model verified against {proof.version}" if proof else "model not verified"
    return f"{diagnosis.chain.title}: predicted, not run; {against}"


def checked(report: Report) -> str:
    """By whom, and how much was asked."""
    diagnosis, host_ = report.diagnosis, report.diagnosis.host
    budget = host_.budget
    parts = [
        {"agrees": f"botocore {host_.sdk.botocore} agrees", "differs": f"botocore {host_.sdk.botocore} DIFFERS"}.get(
            diagnosis.witness
        )
        or _by_the_model(diagnosis)
    ]
    parts.append(f"{len(diagnosis.verdict.rows)} links in {report.elapsed_ms:.0f} ms")
    if budget.network != "full":
        parts.append(
            "nothing was asked over the network"
            if budget.network == "none"
            else "only the metadata endpoints were asked"
        )
    if not budget.run:
        parts.append("no program was run")
    return " · ".join(parts)
