"""The rules by topic: importing this package registers them all. A new topic is a file and a word here."""

from whoami_aws.rules.topics import (  # noqa: F401
    agreement,
    endpoints,
    freshness,
    keys,
    metadata,
    profiles,
    shadowing,
    sources,
)
