"""Looks into a file of trusted certificates: whether there is one in it, and nothing else."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from whoami_aws.gather.files import CONFIG_LIMIT, Read, read_bounded
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host.facts import Certificates, CertificatesNeed

_BEGIN, _END = b"-----BEGIN ", b"-----END "
_TYPE = b"CERTIFICATE-----"


def certificates(
    machine: Machine, need: CertificatesNeed, store: SecretStore, read_file: Read = read_bounded
) -> Certificates:
    """Whether the file has a certificate as Go has it (encoding/pem `Decode`, crypto/x509 `AppendCertsFromPEM`, 1.26):
    in PEM, without a heading, and one that can be parsed, in which Go is somewhat stricter than OpenSSL. What is none
    is passed over.
    """
    state, data = read_file(machine, store.reveal(need.path), CONFIG_LIMIT)
    if _BEGIN not in data:
        return Certificates(state)
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for block in _blocks(data.split(b"\n")):
        try:
            # A heading's colon is no base64, either.
            context.load_verify_locations(cadata=base64.b64decode(block, validate=True))
        except (binascii.Error, ssl.SSLError, ValueError):
            continue
        return Certificates(state, True)
    return Certificates(state)


def _blocks(lines: list[bytes]) -> Iterator[bytes]:
    """What is between the last line that begins one and the next that ends one."""
    begun: list[bytes] | None = None
    for line in lines:
        if line.startswith(_BEGIN):
            begun = [] if line.rstrip() == _BEGIN + _TYPE else None
        elif line.startswith(_END):
            if begun is not None and line.rstrip() == _END + _TYPE:
                yield b"".join(begun)
            begun = None
        elif begun is not None:
            begun.append(line.translate(None, b" \t\r"))
