"""How the JSON of the container endpoint and of the metadata service is written: readers of JSON differ in that."""

from __future__ import annotations

import json
import re

from .words import RELATIVE, SECRET, TOKEN, States, host, with_prefix

_WHOLE = {"SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": "2099-01-01T00:00:00Z"}
_IDS = {"container": "ASIACONTAINR7EXAMPLE", "imds": "ASIAIOSFODNN7EXAMPLE"}


def _written(kind: str) -> dict[str, str]:
    """The texts by what they are called."""
    given = {"Code": "Success"} if kind == "imds" else {}
    whole = json.dumps({**given, "AccessKeyId": _IDS[kind], **_WHOLE})

    def without(name: str, value: str) -> str:
        return re.sub(rf'"{name}": "[^"]*"', f'"{name}": {value}', whole)

    def more(text: str) -> str:
        return f"{whole[:-1]}, {text}}}"

    texts = {
        "names in lower case": re.sub(r'"\w+":', lambda name: name[0].lower(), whole),
        "names in capitals": re.sub(r'"\w+":', lambda name: name[0].upper(), whole),
        "names in camel case": re.sub(r'"\w+":', lambda name: f'"{name[0][1].lower()}{name[0][2:]}', whole),
        "names of a program": whole.replace('"Token"', '"SessionToken"'),
        "names of JavaScript": re.sub(
            r'"(AccessKeyId|SecretAccessKey|SessionToken|Expiration)":',
            lambda name: f'"{name[1][0].lower()}{name[1][1:]}":',
            whole.replace('"Token"', '"SessionToken"'),
        ),
        "names of a cached token": whole.replace('"Expiration"', '"ExpiresAt"'),
        "one name in capitals": whole.replace("AccessKeyId", "AccessKeyID"),
        "id, number": without("AccessKeyId", "7"),
        "id, boolean": without("AccessKeyId", "true"),
        "id, null": without("AccessKeyId", "null"),
        "id, list": without("AccessKeyId", '["x"]'),
        "id, object": without("AccessKeyId", '{"x": 1}'),
        "secret, number": without("SecretAccessKey", "7"),
        "secret, null": without("SecretAccessKey", "null"),
        "secret, list": without("SecretAccessKey", '["x"]'),
        "secret, empty": without("SecretAccessKey", '""'),
        "token, number": without("Token", "7"),
        "token, null": without("Token", "null"),
        "token, empty": without("Token", '""'),
        "expiration, null": without("Expiration", "null"),
        "expiration, number": without("Expiration", "4070908800"),
        "expiration, list": without("Expiration", '["x"]'),
        "expiration, empty": without("Expiration", '""'),
        "repeated id": more('"AccessKeyId": "ASIAREPEATEDN7EXAMPL"'),
        "repeated id, other case": more('"accesskeyid": "ASIAREPEATEDN7EXAMPL"'),
        "repeated id, null": more('"AccessKeyId": null'),
        "words behind": f"{whole}\nhello",
        "brace behind": f"{whole}}}",
        "two objects": f"{whole}\n{whole}",
        "words in front": f"hello\n{whole}",
        "mark in front": f"\ufeff{whole}",
        "form feed around": f"\f{whole}\f",
        "no-break space around": f"\u00a0{whole}\u00a0",
        "line ends around": f"\r\n{whole}\r\n",
        "NaN": more('"More": NaN'),
        "tab in a text": more('"More": "\t"'),
        "trailing comma": f"{whole[:-1]},}}",
        "comment": f"/* mine */ {whole}",
        "object in a list": f"[{whole}]",
        "account, number": more('"AccountId": 123456789012'),
    }
    if kind == "imds":
        texts |= {
            "code in lower case": whole.replace("Success", "success"),
            "code, null": without("Code", "null"),
            "code, number": without("Code", "0"),
            "code repeated": more('"Code": "Failed"'),
            "name of the code in lower case": whole.replace('"Code"', '"code"'),
        }
    return texts


_CONTAINER: States = {
    name: host(RELATIVE, container={"path": "/creds", "body": text}) for name, text in _written("container").items()
}
_IMDS: States = {name: host(imds={"role": "app", "credentials_body": text}) for name, text in _written("imds").items()}

ANSWERS = with_prefix("container writes", _CONTAINER) | with_prefix("imds writes", _IMDS)
