"""What a process does once for all that are forked from it: it imports what a run of the tool may import, and makes
what never changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

_OTHERS = (
    "_strptime",
    "boto3",
    "botocore.credentials",
    "botocore.httpsession",
    "concurrent.futures.thread",
    "encodings.idna",
    "resource",
    "tests.differential.oracle",
    "tests.file_modes",
    "tests.machines",
    "tests.argv",
    "typer",
    "xml.sax.saxutils",
)
"""What a run may import that is not the package."""

_LATER = ".__main__"
"""The module that runs when it is imported."""


def prepare() -> None:
    """Does it. Nothing of the environment or of any file is read, for a child has others."""
    import botocore.hooks
    import botocore.session

    import whoami_aws
    from whoami_aws.cli import app

    ours = (module.name for module in pkgutil.walk_packages(whoami_aws.__path__, "whoami_aws."))
    for name in (*_OTHERS, *(name for name in ours if not name.endswith(_LATER))):
        importlib.import_module(name)

    # Most of the time in which a session is made goes into the names of events and the signatures of handlers.
    botocore.hooks.accepts_kwargs = cache(botocore.hooks.accepts_kwargs)
    alias = botocore.hooks.EventAliaser._alias_event_name
    aliases: dict[str, str] = {}

    def aliased(self: Any, name: str) -> str:
        if name not in aliases:
            aliases[name] = alias(self, name)
        return aliases[name]

    botocore.hooks.EventAliaser._alias_event_name = aliased
    botocore.session.Session()
    app.command = cache(app.command)
    for command in app.COMMANDS:
        app.command(command)
    know_the_data_of_botocore()
    _judge_a_host()


def know_the_data_of_botocore() -> None:
    """Keeps which files it has, and what is in those of which clients of STS and SSO are made. What a user has put
    beside them is looked for again.
    """
    from botocore.loaders import JSONFileLoader, Loader

    exists, load = JSONFileLoader.exists, JSONFileLoader._load_file
    there: dict[str, bool] = {}
    read: dict[str, Any] = {}

    def known(self: Any, path: str) -> bool:
        return there[path] if path in there else exists(self, path)

    def loaded(self: Any, path: str, opened: Any) -> Any:
        return read[path] if path in read else load(self, path, opened)

    def noting(self: Any, path: str) -> bool:
        return there.setdefault(path, exists(self, path))

    def keeping(self: Any, path: str, opened: Any) -> Any:
        return read.setdefault(path, load(self, path, opened))

    JSONFileLoader.exists, JSONFileLoader._load_file = noting, keeping
    loader = Loader(include_default_search_paths=False)
    loader.search_paths.append(Loader.BUILTIN_DATA_PATH)
    for service in ("sts", "sso", "sso-oidc"):
        for kind in ("service-2", "endpoint-rule-set-1"):
            loader.load_service_model(service, kind)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        loader.load_data(name)
    JSONFileLoader.exists, JSONFileLoader._load_file = known, loaded
    listed = Loader.list_available_services
    own = {kind: listed(loader, kind) for kind in ("service-2", "endpoint-rule-set-1")}

    def services(self: Any, type_name: str) -> list[str]:
        if type_name not in own:
            found: list[str] = listed(self, type_name)
            return found
        more = Loader(include_default_search_paths=False)
        more.search_paths.extend(path for path in self.search_paths if path != Loader.BUILTIN_DATA_PATH)
        return sorted({*own[type_name], *listed(more, type_name)})

    Loader.list_available_services = services


def _judge_a_host() -> None:
    """Compiles the patterns that the rules and the renderers use, on a host of which little is known."""
    from whoami_aws.chain.sdks import CHAINS
    from whoami_aws.host.host import Budget, Host, Sdk
    from whoami_aws.host.snapshot import decode, encode
    from whoami_aws.render import Options, json_report, text
    from whoami_aws.report import report_of

    env = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_PROFILE": "default"}
    host = Host(
        0.0, "/nonexistent", "somebody", 1000, env, None, Sdk("boto3", "1.40.0", "1.40.0", "no-crt"), Budget(), {}
    )
    decode(encode(host))
    report = report_of(host, CHAINS["boto3"])
    json_report.render(report, Options())
    text.render(report, Options())
