"""Asks the container credentials endpoint, by the SDK's own fetcher."""

from __future__ import annotations

import time

from botocore.httpsession import URLLib3Session
from botocore.utils import ContainerMetadataFetcher

from whoami_aws.chain.blocks import container_urls
from whoami_aws.chain.endpoints import ADDRESS, FULL, RELATIVE, TOKEN
from whoami_aws.gather import http_answers
from whoami_aws.gather.files import TOKEN_LIMIT, Read, read_bounded, text_of
from whoami_aws.gather.http import Recorder, Sent, is_unreadable
from whoami_aws.gather.lenient_json import written
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host.address import AMBIGUOUS, PLAIN_HTTP, address_of, is_askable
from whoami_aws.host.facts import ContainerAnswer, ContainerNeed, Reply
from whoami_aws.host.values import seal_url

_AGENTS = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
"""AWS's own agents beside a container, on link-local addresses that no router passes on: the token is theirs."""

_PAUSE = 0.2
"""Seconds between attempts; the SDK waits one, which changes nothing of the answer."""


def real_url(machine: Machine, need: ContainerNeed, store: SecretStore) -> str | None:
    """The URL with what the Host does not keep of it; None if that is not known."""
    given = machine.environ.get(RELATIVE if need.relative else FULL)
    if given is None:
        return _revealed(need, store)
    url = (
        f"http://{ADDRESS}{container_urls.path(given, need.readings)}"
        if need.relative
        else container_urls.full_url(given, need.readings)
    )
    # What a property of a Java virtual machine names stands in the need alone.
    if seal_url(url) == seal_url(need.url):
        return url
    return _revealed(need, store)


def _revealed(need: ContainerNeed, store: SecretStore) -> str | None:
    start = f"http://{ADDRESS}" if need.relative else ""
    rest = store.reveal_url(need.url.removeprefix(start))
    return None if rest is None else start + rest


def ask_container(
    machine: Machine,
    need: ContainerNeed,
    url: str,
    until: float,
    store: SecretStore,
    log: list[Sent],
    read_file: Read = read_bounded,
) -> ContainerAnswer:
    """The answer to a need, whose URL is `url` in full; every exchange is appended to `log`. Never raises."""
    address, headers = address_of(url), headers_of(machine, need, store, read_file)
    if not is_askable(url) and not is_unreadable(url):
        return ContainerAnswer(Reply(), not_sent=AMBIGUOUS)
    if (
        headers
        and address is not None
        and address.scheme == "http"
        and not (address.is_loopback or address.host in _AGENTS)
    ):
        return ContainerAnswer(Reply(), not_sent=PLAIN_HTTP)
    if any("\n" in value or "\r" in value for value in headers.values()):
        return ContainerAnswer(Reply(), unsent=True)
    timeout = ContainerMetadataFetcher.TIMEOUT_SECONDS
    recorder = Recorder(machine, lambda: URLLib3Session(timeout=timeout), until)
    recorder.log = log
    fetcher = ContainerMetadataFetcher(session=recorder, sleep=lambda _: time.sleep(_PAUSE))
    try:
        fetcher.retrieve_full_uri(url, headers=headers or None)
    except Exception:  # the log has what matters
        pass
    reply = http_answers.reply_of(log, store, http_answers.as_utf8)
    if reply is None:
        return ContainerAnswer(Reply(), unfinished=True)
    outcome = log[-1].outcome
    content = http_answers.json_object(outcome, http_answers.as_utf8)
    http_answers.keep_secrets(content, store)
    excerpt = ""
    if not isinstance(outcome, Exception) and outcome.status_code != 200:
        text = outcome.content.decode("utf-8", "replace")
        http_answers.keep_written_secrets(text, store)
        excerpt = http_answers.shortened(text, store)
    return ContainerAnswer(
        reply=reply,
        fields=http_answers.fields(outcome, http_answers.as_utf8),
        key_id=http_answers.key_id(content, store),
        has_token=bool(content.get("Token")),
        expiration=http_answers.text_field(content, "Expiration", store),
        account=http_answers.text_field(content, "AccountId", store),
        role_arn=http_answers.text_field(content, "RoleArn", store),
        body_excerpt=excerpt,
        unfinished=http_answers.unfinished(log),
        text=written(outcome, store),
    )


def headers_of(machine: Machine, need: ContainerNeed, store: SecretStore, read_file: Read) -> dict[str, str]:
    """The headers of the request: the authorization token, if there is one."""
    if need.auth == "none":
        return {}
    if need.auth == "variable":
        token = machine.environ.get(TOKEN, "")
    else:
        token = text_of(machine, read_file(machine, store.reveal(need.auth), TOKEN_LIMIT)[1])
    store.keep(token)
    return {"Authorization": token.strip() if need.bare_token else token}
