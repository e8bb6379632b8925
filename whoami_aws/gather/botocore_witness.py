"""The witness: the installed botocore's own chain, asked the same question on the same host.

Its providers are the real ones, reading the real environment and files. Endpoints and programs answer it with what
they have just answered us (see `http.Replay`, `restraint`).
"""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.config import Config
from botocore.utils import ContainerMetadataFetcher

from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED
from whoami_aws.gather.botocore_sandbox import Refused, no_prompt, refuse_unsafe
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.http import Guarded, Replay, Unfinished, Unsafe, UnsafeFile
from whoami_aws.gather.http_answers import shortened
from whoami_aws.gather.shapes import seal_key_id
from whoami_aws.host.facts import ContainerNeed, ImdsNeed, Need, WitnessResult
from whoami_aws.host.values import Reading

CONNECT_TIMEOUT, READ_TIMEOUT, ATTEMPTS = 2, 3, 2
"""Seconds, seconds, and one retry: for every call that the identity needs."""


class Witness:
    """One session of botocore; asked once."""

    def __init__(self, profile: str | None, gatherer: Gatherer) -> None:
        self._gatherer = gatherer
        self.session: Any = botocore.session.Session(profile=profile)
        # Every client that a provider makes on the way gets these.
        self.session.set_default_client_config(
            Config(
                connect_timeout=CONNECT_TIMEOUT,
                read_timeout=READ_TIMEOUT,
                retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            )
        )
        self._watch_clients()
        self._providers: dict[str, Any] = {}
        self._loaded: dict[str, Any] = {}

    def ask(self) -> WitnessResult:
        """Walks the real chain. Run it inside `restrained`."""
        return self._walk()._replace(links=tuple(self._providers))

    def _walk(self) -> WitnessResult:
        link: str | None = None
        try:
            self.session.get_component("data_loader")  # boto3.Session() looks for `data_path` first
            for provider in self.session.get_component("credential_provider").providers:
                self._tame(provider)
                self._providers[provider.METHOD] = provider
            for link in self._providers:
                if (credentials := self._load(link)) is not None:
                    return WitnessResult(RESOLVED, credentials.method, key_id=_key_id(credentials))
        except UnsafeFile as error:
            shown = shortened(error.path, self._gatherer.store)
            return WitnessResult(why_not=f"it would read {shown}, which is not a regular file or is too large")
        except (Unfinished, Refused, Unsafe):
            return WitnessResult(why_not=f"{link} was not asked" if link else "it was not asked")
        except Exception as error:  # what the SDK raises is its answer
            return WitnessResult(
                ERROR,
                None,
                type(error).__name__,
                shortened(str(error), self._gatherer.store, self._gatherer.store.arguments),
                link,
            )
        return WitnessResult(NONE)

    def credentials(self, link: str) -> Any:
        """The credentials object of a link; None if it has none or may not be asked. Each provider is asked once:
        assume-role takes a second time for a loop.
        """
        if link not in self._providers:
            return None
        try:
            return self._load(link)
        except Exception:
            return None

    def _load(self, link: str) -> Any:
        if link not in self._loaded:
            self._loaded[link] = None
            self._loaded[link] = self._providers[link].load()
        return self._loaded[link]

    def _watch_clients(self) -> None:
        """Keys that a client is made with can come back in an error's text; those of a role's source pass only here.
        What a client reads is bounded, and where it may send to is checked (see `http.Guarded`).
        """
        create, store = self.session.create_client, self._gatherer.store
        trusted, environ = self._gatherer.budget.trusted, self._gatherer.machine.environ

        def noting(service: str, *arguments: Any, **named: Any) -> Any:
            for name in ("aws_secret_access_key", "aws_session_token"):
                if named.get(name):
                    store.keep(named[name])
            # OpenSSL reads this one, and not Python.
            bundle = self.session.get_config_variable("ca_bundle") or environ.get("REQUESTS_CA_BUNDLE")
            if isinstance(bundle, str):
                refuse_unsafe(bundle)
            client = create(service, *arguments, **named)
            client._endpoint.http_session = Guarded(
                client._endpoint.http_session, self._gatherer.until, trusted, client.meta.endpoint_url
            )
            return client

        self.session.create_client = noting

    def _tame(self, provider: Any) -> None:
        match provider.METHOD:
            case "assume-role":
                provider._prompter = no_prompt
            case "container-role":
                provider._fetcher = ContainerMetadataFetcher(session=self._replay(ContainerNeed), sleep=lambda _: None)
            case "iam-role":
                provider._role_fetcher._session = self._replay(ImdsNeed)
            case _:
                pass

    def _replay(self, kind: type[Need]) -> Replay:
        return Replay(lambda: self._gatherer.exchanges(kind), self._gatherer.until)


def _key_id(credentials: Any) -> Reading | None:
    # The public property of refreshable credentials would ask a service.
    key = credentials.__dict__.get("_access_key", credentials.__dict__.get("access_key"))
    return seal_key_id(key) if isinstance(key, str) else None
