"""What the model says of a host, each in a child of its own. Asked by `{"sdk", "profile", "env", "cwd"}`."""

from __future__ import annotations

import os
from typing import Any

import whoami_aws.gather.container
from tests.differential.model import told
from tests.forkserver import serve
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.botocore.region import client_error, region, region_error
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Budget

SECONDS = 60


def ask(sdk: str, profile: str | None) -> dict[str, Any]:
    """The verdict, the region and what selected the profile."""
    whoami_aws.gather.container._PAUSE = 0
    host = gather(Question(profile, sdk, budget=Budget("metadata", True, 30)))
    chain = CHAINS[sdk]
    view = BotocoreView(host, chain)
    where = region(view)
    missing, whole = region_error(view), client_error(view)
    return told(judge(host, chain)) | {
        "region": where.text if where else None,
        "region_kind": where.origin.kind if where else None,
        "region_error": list(missing) if missing else None,
        "client_error": list(whole) if whole else None,
        "version": host.sdk.version,
        "profile": view.selected.text if view.selected else None,
        "profile_kind": view.selected.origin.kind if view.selected else None,
    }


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    return ask(job["sdk"], job["profile"])


if __name__ == "__main__":
    serve(_answer, SECONDS)
