"""What of `whoami_aws/rules/` no scenario reaches, each with the reason.

`rule_coverage.py` and `test_rule_branches.py` read this. An entry that is reached after all makes them fail.
"""

from __future__ import annotations

_CHECK = "`check` asks what was not gathered: tests/check and tests/test_needs.py"
_GATE = "a gate of the builder of commands, which no rule comes to: tests/test_shell.py"
_DIFFER = "no host is known on which the model and botocore differ: tests/test_disagreement.py"
_COMPARE = "said where several SDKs are compared, and expected.json is about one: tests/test_compare.py"
_NOT_STARTED = "a program below the winner is not started; only a recorded host that is changed has such a run"

FILES: dict[str, str] = {
    "needs.py": _CHECK,
    "pages.py": "the pages of `rules` and `rule`, which no host decides about: tests/test_rules.py",
}
"""Whole files."""

PLACES: dict[str, str] = {
    "finding.py current_id: return OLD_IDS.get(name, name)": "the command line asks it: tests/test_old_rule_ids.py",
    'finding.py register: if name in RULES: → raise ValueError(f"two rules are called {name}")': (
        "stops the import where somebody makes that slip"
    ),
    "finding.py needs: code = self.function.__code__": _CHECK,
    "run.py _run: except Exception as error:  # noqa: BLE001 - one rule must never take the report down": (
        "no host is known on which a rule fails: tests/hostile"
    ),
    "shell/files.py edit: if not scripts: → raise NotPasteable": _GATE,
    'shell/files.py change_mode: if not re.fullmatch(r"[0-7]{3}|[augo]*\\+[rwx]+", mode): → raise NotPasteable(mode)': (
        _GATE
    ),
    'shell/quoting.py path_word: if not path or (ending and path.endswith("/")): → raise NotPasteable(path)': _GATE,
    "topics/agreement.py model_and_sdk_differ: if diagnosis.witness != DIFFERS or diagnosis.model.outcome == UNKNOWN: "
    "→ model, said = diagnosis.model, diagnosis.testimony": _DIFFER,
    'topics/expiry.py _renewed: case "login": → return Fix("log in again", '
    'shell.aws("login", profile=named_profile(view)))': (
        "STS is asked with the keys of `aws login` only where awscrt is installed, and for the tests it is not"
    ),
    "topics/imds.py metadata_hop_limit: if not isinstance(settings, MetadataSettings) or not settings.v1_disabled: "
    "→ return": (
        "a token request without an answer and no request after it: only where the tool's own time ends between the two"
    ),
    'topics/imds_access.py metadata_behind_proxy: if address in listed or listed == ["*"]: → return': (
        "no proxy is used then; only a recorded host that is changed still has its answers"
    ),
    "topics/imds_access.py metadata_endpoint_overridden: if value is None or value.origin != origin or "
    "url in (endpoints.IPV4_URL, endpoints.IPV6_URL): → return": (
        "nobody at 169.254.169.254: scenarios never ask there; tests/netns does, in a namespace of its own"
    ),
    'topics/sts_network.py sts_unreachable: if answer.cause == "SSLCertVerificationError": → '
    'why = "its certificate is not trusted"': (
        "no scenario serves TLS, for which a certificate must be made: tests/test_tls.py"
    ),
}
"""Branches that are not taken (`FILE FUNCTION: statement → the statement there`), and statements that never run."""

SEVERITIES: dict[tuple[str, str], str] = {
    ("model-and-sdk-differ", "warning"): _DIFFER,
    ("sdks-disagree", "warning"): _COMPARE,
    ("credential-process-bad-answer", "info"): _NOT_STARTED,
    ("credential-process-expired-answer", "info"): _NOT_STARTED,
    ("credential-process-needs-shell", "info"): _NOT_STARTED,
    ("credential-process-not-found", "info"): _NOT_STARTED,
    ("credential-process-not-json", "info"): _NOT_STARTED,
    ("credential-process-prints-nothing", "info"): _NOT_STARTED,
    ("credential-process-wants-input", "info"): _NOT_STARTED,
}
"""Severities of a rule that no scenario expects."""

CONFIDENCES: dict[tuple[str, str], str] = {
    ("model-and-sdk-differ", "sure"): _DIFFER,
}
"""Confidences of a rule that no scenario has."""
