"""The rules by topic: importing this package registers them all. A new topic is a file and a line here."""

from importlib import import_module

ABOUT_CREDENTIALS = (
    "container_tokens",
    "failing",
    "freshness",
    "key_texts",
    "keys",
    "login",
    "programs",
    "role_requests",
    "service",
    "sso",
    "sso_tokens",
    "web_identity",
    "web_tokens",
)
"""Topics of rules whose errors say that the credentials do not work."""
_OTHERS = (
    "agreement",
    "choice",
    "ci",
    "containers",
    "contents",
    "disagreement",
    "endpoints",
    "environment",
    "files",
    "hidden",
    "homes",
    "last_resort",
    "locations",
    "metadata",
    "metadata_answers",
    "metadata_way",
    "misplaced",
    "options",
    "profiles",
    "reach",
    "regions",
    "role_arns",
    "role_limits",
    "role_sources",
    "roles",
    "sections",
    "shadowing",
    "sources",
    "workloads",
)

# In this order the rules are listed, and findings of the same severity are told.
for _topic in sorted((*ABOUT_CREDENTIALS, *_OTHERS)):
    import_module(f"{__name__}.{_topic}")
