"""An authority of our own, so that SDKs which speak only TLS believe the fakes of STS and IAM Identity Center."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
STS = ("sts.amazonaws.com", *(f"sts.{region}.amazonaws.com" for region in REGIONS))
SSO = tuple(f"{service}.{region}.amazonaws.com" for service in ("portal.sso", "oidc") for region in REGIONS)


def make_trust(folder: Path) -> None:
    """`certs/` (an authority as OpenSSL, Node and botocore want it), `java.p12`, and the servers' `server.pem`."""
    if (folder / "done").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    certs = folder / "certs"
    certs.mkdir(parents=True)
    subject = "/CN=whoami-aws conformance tests"
    _openssl(folder, "req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout ca.key -out certs/ca.pem -subj", subject)
    shutil.copy(certs / "ca.pem", certs / "ca-certificates.crt")
    name = _openssl(folder, "x509 -hash -noout -in certs/ca.pem").strip()
    (certs / f"{name}.0").symlink_to("ca.pem")
    names = ",".join(f"DNS:{host}" for host in (*STS, *SSO))
    (folder / "names").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
    _openssl(folder, "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj", "/CN=fakes")
    signing = "x509 -req -days 3650 -in server.csr -CA certs/ca.pem -CAkey ca.key -CAcreateserial"
    _openssl(folder, f"{signing} -extfile names -out server.crt")
    (folder / "server.pem").write_text((folder / "server.key").read_text() + (folder / "server.crt").read_text())
    if shutil.which("keytool"):
        store = "-importcert -noprompt -alias fakes -storetype PKCS12 -storepass changeit -keystore java.p12"
        _run(folder, "keytool", *store.split(), "-file", "certs/ca.pem")
    (folder / "done").touch()


def _openssl(folder: Path, words: str, *more: str) -> str:
    return _run(folder, "openssl", *words.split(), *more)


def _run(folder: Path, *words: str) -> str:
    return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout
