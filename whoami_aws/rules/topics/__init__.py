"""The rules by topic: importing this package registers them all. A new topic is a file and a line here."""

from importlib import import_module

TOPICS = (
    "agreement",
    "selection",
    "ci",
    "container_tokens",
    "containers",
    "file_syntax",
    "disagreement",
    "endpoints",
    "environment",
    "failed_links",
    "files",
    "expiry",
    "file_shadowing",
    "home_directory",
    "key_texts",
    "keys",
    "no_credentials",
    "locations",
    "login",
    "imds",
    "imds_answers",
    "imds_access",
    "misplaced",
    "options",
    "profiles",
    "programs",
    "sts_network",
    "regions",
    "role_arns",
    "role_limits",
    "role_requests",
    "role_sources",
    "roles",
    "sections",
    "sts_answers",
    "shadowing",
    "legacy_sources",
    "sso",
    "sso_tokens",
    "web_identity",
    "web_tokens",
    "workloads",
)
"""The files of this package, in the order in which rules are listed and findings of the same severity are told."""
ABOUT_CREDENTIALS = frozenset(
    (
        "container_tokens",
        "expiry",
        "failed_links",
        "key_texts",
        "keys",
        "login",
        "programs",
        "role_requests",
        "sso",
        "sso_tokens",
        "sts_answers",
        "web_identity",
        "web_tokens",
    )
)
"""Topics of rules whose errors say that the credentials do not work."""

for _topic in TOPICS:
    import_module(f"{__name__}.{_topic}")
