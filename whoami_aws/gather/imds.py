"""Asks the instance metadata service, by the SDK's own fetcher, and once more for what it tells of the instance."""

from __future__ import annotations

import re
import threading
import time
from functools import partial
from typing import Any
from urllib.parse import quote

from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.utils import InstanceMetadataFetcher

from whoami_aws.gather import http_answers
from whoami_aws.gather.http import TOKEN_HEADER, Recorder, Sent, Unfinished
from whoami_aws.gather.lenient_json import written
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.host.facts import ImdsAnswer, ImdsNeed
from whoami_aws.host.values import seal_url

TOKEN_PATH = "latest/api/token"
ROLE_PATH = "latest/meta-data/iam/security-credentials/"
INFO_PATH = "latest/meta-data/iam/info"
DOCUMENT_PATH = "latest/dynamic/instance-identity/document"

_HEDGE = 0.05
"""Seconds after which the request that follows a failed token request is started beside it. An instance answers in a
few milliseconds; one that has not after this long will mostly never, and then the two time-outs run side by side.
"""


def ask_imds(machine: Machine, need: ImdsNeed, until: float, store: SecretStore, log: list[Sent]) -> ImdsAnswer:
    """The answer to a need; every exchange is appended to `log`. Never raises."""
    start = time.monotonic()
    proxies = {} if need.direct else machine.proxies_for(need.base_url)
    recorder = _recorder(machine, need, proxies, until)
    recorder.log = log
    fetcher = _fetcher(need)
    fetcher._session = recorder
    stop = threading.Event()
    if not need.v1_disabled and need.attempts > 0:
        threading.Thread(target=_hedge, args=(recorder, fetcher, stop), daemon=True).start()
    try:
        fetcher.retrieve_iam_role_credentials()
    except Exception:  # the log has what matters; the model says what the SDK makes of it
        pass
    finally:
        stop.set()
    answer = _answer(fetcher, log, store)
    if need.role is not None and need.role != answer.role_name and _speaks(answer):
        answer = answer._replace(first=ImdsAnswer(role_name=need.role))
    if answer.first is not None:
        answer = answer._replace(first=_for_first(answer, fetcher, recorder, log, store))
    if _speaks(answer) and not answer.unfinished:
        # Not with the SDK's recorder: it never asks these, and what comes too late takes nothing of its answer away.
        ask = partial(_instance, answer, fetcher, _recorder(machine, need, proxies, until), _headers(log), store)
        try:
            answer = Task(ask).result(until)
        except Late:
            pass
    if proxy := proxies.get(need.base_url.partition(":")[0].lower()):
        answer = _past_the_proxy(machine, answer._replace(proxy=seal_url(proxy)), need, until, store)
    return answer._replace(elapsed_ms=(time.monotonic() - start) * 1000)


def _speaks(answer: ImdsAnswer) -> bool:
    """Whether it is worth asking for more: it gave a token or a role, or said that there is none."""
    return answer.version is not None or (answer.role is not None and answer.role.status == 404)


def ask_v1(machine: Machine, need: ImdsNeed, until: float, with_token: bool) -> bool | None:
    """Whether a request without a token is answered; None if nothing refuses it, or everything is refused: only 401
    asks for a token, unless a request with one was answered (`with_token`). Never raises.
    """
    fetcher = _fetcher(need)
    recorder = _recorder(machine, need, {} if need.direct else machine.proxies_for(need.base_url), until)
    try:
        request = AWSRequest(method="GET", url=fetcher._construct_url(ROLE_PATH), headers={})
        status = recorder.send(request.prepare()).status_code
    except (Exception, Unfinished):
        return None
    if status in (200, 404):
        return True
    return False if status == 401 or (with_token and status < 500) else None


def _past_the_proxy(
    machine: Machine, answer: ImdsAnswer, need: ImdsNeed, until: float, store: SecretStore
) -> ImdsAnswer:
    """The same answer, with what a service says that is asked without the proxy: one attempt of a second a request."""
    log: list[Sent] = []
    recorder = Recorder(machine, lambda: URLLib3Session(timeout=1), until - 1)
    recorder.log = log
    fetcher = _fetcher(need._replace(attempts=1))
    fetcher._session = recorder
    try:
        token = fetcher._fetch_metadata_token()
        role = str(fetcher._get_iam_role(token)) if token else None
    except Exception:  # nothing answers, or it refuses; the log tells which
        role = None
    spoke = any(not isinstance(sent.outcome, Exception) for sent in log)
    return answer._replace(direct=spoke, direct_role=http_answers.shortened(role, store) if role else None)


def _fetcher(need: ImdsNeed) -> InstanceMetadataFetcher:
    return InstanceMetadataFetcher(
        timeout=need.timeout,
        num_attempts=need.attempts,
        env={},  # whether it is disabled was decided before
        config={"ec2_metadata_service_endpoint": need.base_url, "ec2_metadata_v1_disabled": need.v1_disabled},
    )


def _recorder(machine: Machine, need: ImdsNeed, proxies: dict[str, str], until: float) -> Recorder:
    return Recorder(machine, lambda: URLLib3Session(timeout=need.timeout, proxies=proxies), until)


def _hedge(recorder: Recorder, fetcher: InstanceMetadataFetcher, stop: threading.Event) -> None:
    if not stop.wait(_HEDGE) and not recorder.log:
        recorder.send_early(AWSRequest(method="GET", url=fetcher._construct_url(ROLE_PATH), headers={}))


def _answer(fetcher: InstanceMetadataFetcher, log: list[Sent], store: SecretStore) -> ImdsAnswer:
    list_url = fetcher._construct_url(ROLE_PATH)
    tokens = [sent for sent in log if sent.key[0] == "PUT"]
    roles = [sent for sent in log if sent.key[:2] == ("GET", list_url)]
    leaves = [sent for sent in log if sent.key[0] == "GET" and sent.key[1] != list_url]
    for sent in tokens:
        if not isinstance(sent.outcome, Exception):
            store.keep(sent.outcome.content.decode("latin-1"))
    role = http_answers.reply_of(roles, store)
    name = http_answers.shortened(_text(roles[-1]) or "", store) if role and role.ok else None
    listed = _listed(roles[-1].outcome, store) if name else None
    first = (listed or "").strip().partition("\n")[0].strip()
    return _with_credentials(
        ImdsAnswer(
            token=http_answers.reply_of(tokens, store),
            token_empty=bool(tokens) and not getattr(tokens[-1].outcome, "content", b"x"),
            role=role,
            role_name=name,
            unfinished=http_answers.unfinished(log),
            server=_server(log, store),
            excerpt=_excerpt(leaves or roles, store),
            role_list=listed,
            first=ImdsAnswer(role_name=first) if first != name and _NAME.fullmatch(first) else None,
        ),
        leaves,
        store,
    )


_NAME = re.compile(r"[\w+=,.@-]{1,128}")
"""A role's name, and no line of a page that somebody else answers with."""


def _listed(response: Any, store: SecretStore) -> str:
    """The list of roles as it came: mostly one name."""
    return http_answers.shortened(response.content.decode("utf-8", "replace"), store)


def _for_first(
    answer: ImdsAnswer, fetcher: InstanceMetadataFetcher, recorder: Recorder, log: list[Sent], store: SecretStore
) -> ImdsAnswer:
    """What is answered for another role than the list: that of its first line, or one that a setting names."""
    first, kept = answer.first or ImdsAnswer(), len(log)
    url = fetcher._construct_url(ROLE_PATH + quote(first.role_name or "", safe="+=,@"))
    try:
        recorder.send(AWSRequest(method="GET", url=url, headers=_headers(log)).prepare())
    except Exception:  # the log has it
        pass
    sent = log[kept:]
    del log[kept:]  # the SDK whose fetcher this is never asks it
    known = first._replace(token=answer.token, token_empty=answer.token_empty, role=answer.role)
    return _with_credentials(known, sent, store)._replace(unfinished=http_answers.unfinished(sent))


def _with_credentials(answer: ImdsAnswer, leaves: list[Sent], store: SecretStore) -> ImdsAnswer:
    """The same answer with what was said of the role's credentials."""
    content = http_answers.json_object(leaves[-1].outcome) if leaves else {}
    http_answers.keep_secrets(content, store)
    return answer._replace(
        credentials=http_answers.reply_of(leaves, store),
        fields=http_answers.fields(leaves[-1].outcome) if leaves else (),
        key_id=http_answers.key_id(content, store),
        has_token=bool(content.get("Token")),
        expiration=http_answers.text_field(content, "Expiration", store),
        code=http_answers.text_field(content, "Code", store),
        message=http_answers.text_field(content, "Message", store),
        text=written(leaves[-1].outcome if leaves else None, store),
    )


def _server(log: list[Sent], store: SecretStore) -> str | None:
    """Who says to be answering: Amazon's own service is `EC2ws`."""
    for sent in log:
        if not isinstance(sent.outcome, Exception) and (name := sent.outcome.headers.get("Server")):
            return http_answers.shortened(str(name), store)
    return None


_EXCERPT = 120


def _excerpt(sent: list[Sent], store: SecretStore) -> str:
    """How an answer begins that is neither a role nor credentials: it tells who is speaking."""
    if not sent or isinstance(sent[-1].outcome, Exception) or http_answers.json_object(sent[-1].outcome):
        return ""
    text = " ".join((_text(sent[-1]) or "").split())
    http_answers.keep_written_secrets(text, store)
    return "" if sent[-1].outcome.status_code == 200 and "<" not in text else store.scrub(text[:_EXCERPT])


def _text(sent: Sent) -> str | None:
    """The text of an answer as the SDK reads it."""
    if isinstance(sent.outcome, Exception):
        return None
    try:
        return str(sent.outcome.text)
    except http_answers.UNDECODABLE:
        return None


def _instance(
    answer: ImdsAnswer,
    fetcher: InstanceMetadataFetcher,
    recorder: Recorder,
    headers: dict[str, str],
    store: SecretStore,
) -> ImdsAnswer:
    """The same answer with what the service says of the instance."""
    info = _get(fetcher._construct_url(INFO_PATH), headers, recorder)
    document = _get(fetcher._construct_url(DOCUMENT_PATH), headers, recorder)
    return answer._replace(
        instance_profile_arn=http_answers.text_field(info, "InstanceProfileArn", store),
        region=http_answers.text_field(document, "region", store),
        zone=http_answers.text_field(document, "availabilityZone", store),
        instance_id=http_answers.text_field(document, "instanceId", store),
        account=http_answers.text_field(document, "accountId", store),
        info_code=http_answers.text_field(info, "Code", store),
        info_message=http_answers.text_field(info, "Message", store),
    )


def _headers(log: list[Sent]) -> dict[str, str]:
    """The token that was given, as it is sent."""
    token = next((_text(sent) for sent in log if sent.key[0] == "PUT" and _is_ok(sent.outcome)), None)
    return {TOKEN_HEADER: token} if token else {}


def _is_ok(outcome: Any) -> bool:
    return getattr(outcome, "status_code", None) == 200


def _get(url: str, headers: dict[str, str], recorder: Recorder) -> dict[str, Any]:
    try:
        response = recorder.send(AWSRequest(method="GET", url=url, headers=headers).prepare())
    except (Exception, Unfinished):
        return {}
    return http_answers.json_object(response) if _is_ok(response) else {}
