"""botocore's links, one file each (four readers of key files share one). Each is a pure function from a View to a
Probe, declared with what is known of it. `LINKS` is the one list; a link is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from whoami_aws.chain.link import DECLARED, Kind, Link

_FILES = {
    "env": "env",
    "assume-role": "assume_role",
    "assume-role-with-web-identity": "web_identity",
    "sso": "sso",
    "shared-credentials-file": "key_files",
    "login": "login",
    "custom-process": "process",
    "config-file": "key_files",
    "ec2-credentials-file": "key_files",
    "boto-config": "key_files",
    "container-role": "container",
    "iam-role": "instance",
}
"""Each link with its module in this package, in the order of botocore/credentials.py `create_credential_resolver` and
`ProfileProviderBuilder.providers`. A new link is a file and a line here.
"""

_OF_OTHER_SDKS = {
    "system-properties": Kind(keys="properties"),
    "profile": Kind(by_profile=True, names_role=True),
}


class _Links(Mapping[str, Link]):
    def __getitem__(self, name: str) -> Link:
        if name not in DECLARED:
            import_module(f"{__name__}.{_FILES[name]}")
        return DECLARED[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_FILES)

    def __len__(self) -> int:
        return len(_FILES)


LINKS: Mapping[str, Link] = _Links()


def kind_of(name: str) -> Kind:
    """What is known of a link of any SDK."""
    return LINKS[name].kind if name in _FILES else _OF_OTHER_SDKS.get(name, Kind())


def links_that(are: Callable[[Kind], object]) -> tuple[str, ...]:
    """The links of all SDKs of which this is true: botocore's in their order, then others."""
    return tuple(name for name in (*_FILES, *_OF_OTHER_SDKS) if are(kind_of(name)))
