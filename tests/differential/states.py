"""Generates host states: every link wins, every link stops the chain, and all of them meet.

A state has the form of a scenario's `host` (see `whoami_aws.demo.layout`), and `awscrt`: whether that is installed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from . import caches, endpoints, profiles, variables, written
from .dice import SECRET, TOKEN, Dice
from .programs import outputs

LINKS = (
    "env",
    "assume-role",
    "assume-role-with-web-identity",
    "sso",
    "shared-credentials-file",
    "login",
    "custom-process",
    "config-file",
    "ec2-credentials-file",
    "boto-config",
    "container-role",
    "iam-role",
)
_FEATURE = {
    "assume-role": "role",
    "assume-role-with-web-identity": "web",
    "sso": "sso",
    "shared-credentials-file": "static",
    "login": "login",
    "custom-process": "process",
    "config-file": "static",
}


def state_of(seed: int | str, number: int) -> dict[str, Any]:
    """The state of that number in the series of a seed."""
    return _Maker(Dice(f"{seed}:{number}")).state()


class _Maker:
    """One state. `focus` is the link that is meant to decide: little is put above it, and much below."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.focus = dice.weighted({link: 3.0 if link == "assume-role" else 1.0 for link in LINKS})
        self.good = dice.happens(0.6)
        self.chained = self.focus == "assume-role" and self.good and dice.happens(0.7)
        self.env: dict[str, str | None] = {}
        self.argv: list[str] = []
        self.files: dict[str, Any] = {
            "~/token": dice.weighted({"EXAMPLE": 12, "": 1, " ": 0.5, "EXAMPLE\n": 1, "EXAMPLE\nEXAMPLE": 1, "é": 0.5}),
            **{f"~/token-{number}": text for number, text in enumerate(endpoints.TOKENS)},
            "~/dir": {"directory": True},
            "~/bytes": {"bytes_hex": "ff"},
        }
        self.config: list[written.Section] = []
        self.credentials: list[written.Section] = []
        self.state_: dict[str, Any] = {}

    def state(self) -> dict[str, Any]:
        self._profiles()
        self._environment()
        self._legacy_files()
        self.state_ |= endpoints.endpoints(self.dice, self.env, self._how("container-role"), self._how("iam-role"))
        self._settings()
        self._shared_files()
        variables.astray(self.dice, self.env)
        dice = self.dice
        self.state_ |= {"sso_cache": caches.sso_cache(dice), "login_cache": caches.login_cache(dice)}
        texts = (file.get("text", "") if isinstance(file, dict) else file for file in self.files.values())
        self.files |= outputs("\n".join(texts))
        modes = self.state_.get("file_modes", {})
        self.state_["file_modes"] = {path: mode for path, mode in modes.items() if path in self.files}
        return {"env": self.env, "argv": self.argv, "files": self.files, "awscrt": dice.happens(0.8), **self.state_}

    def _how(self, link: str) -> str:
        """`absent`, `good` or `bad` for a link, by where it stands to the focus."""
        place, focus = LINKS.index(link), LINKS.index(self.focus)
        if place == focus:
            return "good" if self.good else "bad"
        if not self.dice.happens(0.06 if place < focus else 0.35):
            return "absent"
        return "good" if self.dice.happens(0.6) else "bad"

    def _profiles(self) -> None:
        dice = self.dice
        names = list(dict.fromkeys(["default", *dice.some(profiles.NAMES, 5)]))
        selected = self._select(names)
        if selected == "default" and not self.argv and not self.env and dice.happens(0.2):
            names.remove("default")
        self.names = names = names or ["spare"]
        for name in names:
            keys = profiles.noise(dice) if dice.happens(0.4) else {}
            for link, feature in _FEATURE.items():
                if name == selected and self.chained and feature in ("role", "web"):
                    continue
                how = self._how(link) if name == selected else dice.weighted({"absent": 8, "good": 1.5, "bad": 0.7})
                if how == "absent":
                    continue
                made = profiles.feature(dice, feature, names, how == "good")
                if feature == "static":
                    target = self.credentials if link == "shared-credentials-file" else self.config
                    self._put(name, made, 1.0 if target is self.config else 0.0)
                else:
                    keys = made | keys if dice.happens(0.5) else keys | made
            if not keys and name == selected and dice.happens(0.9):
                keys = {"region": "us-east-1"}
            self._put(name, keys, dice.weighted({1.0: 12, 0.0: 3, 0.5: 3}))
        if self.chained:
            self._role_chain(selected)

    def _role_chain(self, first: str) -> None:
        """Roles upon roles, mostly with credentials at their end."""
        dice = self.dice
        path = [first, *(f"hop{number}" for number in range(dice.randint(1, 6)))]
        self.names += path[1:]
        for name, source in pairwise(path):
            keys = {"role_arn": f"{profiles.ROLE}{name}".replace(" ", "-"), "source_profile": source}
            if dice.happens(0.06):
                keys |= dice.one_of({"mfa_serial": "arn:aws:iam::111122223333:mfa/jane"}, {"aws_access_key_id": "x"})
            self._put(name, keys, dice.weighted({1.0: 5, 0.0: 1}))
        end = dice.weighted(
            {"static": 5, "process": 3, "web": 1, "sso": 2, "login": 2, "source": 3, "loop": 4, "none": 1, "wrong": 3}
        )
        if end == "loop":
            back = dice.one_of(path[0], path[-1], dice.choice(path))
            keys = {"role_arn": f"{profiles.ROLE}end", "source_profile": back}
            if dice.happens(0.6):
                # Keys where the path comes back to: they count only for a profile that is its own source.
                held = {"aws_access_key_id": dice.key_id(), "aws_secret_access_key": SECRET}
                if dice.happens(0.4):
                    del held[dice.choice(list(held))]
                self._put(back, held, dice.one_of(1.0, 0.0))
        elif end == "source":
            source = dice.one_of("Environment", "EcsContainer", "Ec2InstanceMetadata")
            keys = {"role_arn": f"{profiles.ROLE}end", "credential_source": source}
        elif end == "none":
            keys = {"region": "us-east-1"}
        elif end == "wrong":
            wrong = (
                {"source_profile": path[0], "credential_source": "Environment"},
                {"credential_source": "environment"},
                {"source_profile": "\na = b"},
                {"source_profile": "nowhere"},
                {},
            )
            keys = {"role_arn": f"{profiles.ROLE}end"} | dice.choice(wrong)
        else:
            keys = profiles.feature(dice, end, path, dice.happens(0.7))
        self._put(path[-1], keys, dice.weighted({1.0: 5, 0.0: 2, 0.5: 1}))

    def _select(self, names: list[str]) -> str:
        dice = self.dice
        name = dice.one_of("default", *names)
        how = dice.weighted({"none": 8, "AWS_PROFILE": 5, "AWS_DEFAULT_PROFILE": 2, "option": 5, "both": 1, "bad": 0.6})
        if self.focus == "env" and how == "option" and dice.happens(0.8):
            how = "AWS_PROFILE"
        if how == "none":
            return "default"
        if how in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
            self.env[how] = name
        elif how == "option":
            self.argv = ["--profile", name]
            if dice.happens(0.2):
                self.env["AWS_PROFILE"] = dice.one_of(*names, "nowhere", "")
        elif how == "both":
            self.env |= {"AWS_DEFAULT_PROFILE": name, "AWS_PROFILE": dice.choice(names)}
        else:
            wrong = dice.one_of("nowhere", "", " default", "DEFAULT")
            if dice.happens(0.5):
                self.argv = ["--profile", wrong]
            else:
                self.env[dice.one_of("AWS_PROFILE", "AWS_DEFAULT_PROFILE")] = wrong
        return name

    def _put(self, name: str, keys: profiles.Keys, in_config: float) -> None:
        config, credentials = {}, {}
        for key, value in keys.items():
            (config if self.dice.happens(in_config) else credentials)[key] = value
        if config or (self.dice.happens(0.5) and not keys):
            self.config.append((written.header(self.dice, name, name), config))
        if credentials and name:
            self.credentials.append((name, credentials))

    def _shared_files(self) -> None:
        dice = self.dice
        if dice.happens(0.04):
            self.config.append(("DEFAULT", profiles.feature(dice, "static", self.names, dice.happens(0.5))))
        if dice.happens(0.04):
            self.credentials.append(("DEFAULT", profiles.noise(dice)))
        for session in profiles.SESSIONS[:2]:
            keys = {
                "sso_start_url": dice.choice(caches.START_URLS),
                "sso_region": dice.one_of("us-east-1", "us-east-1", "eu-west-1"),
            }
            for key in dice.some(list(keys), 1) if dice.happens(0.1) else ():
                del keys[key]
            if dice.happens(0.03):
                keys["sso_role_name"] = "Other"
            if dice.happens(0.9):
                self.config.append((f'sso-session "{session}"', keys))
        if dice.happens(0.5):
            self.config.append(("services local", {"sts": "\nendpoint_url = {sts}"}))
        if dice.happens(0.02):
            # Nobody but root can read such a file.
            self.state_["file_modes"] = {dice.one_of("~/.aws/config", "~/.aws/credentials", "~/token"): 0}
        dice.shuffle(self.config)
        dice.shuffle(self.credentials)
        for variable, path, sections in (
            ("AWS_CONFIG_FILE", "~/.aws/config", self.config),
            ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", self.credentials),
        ):
            how = dice.weighted(
                {
                    "default": 30,
                    "named": 2,
                    "expanded": 1,
                    "missing": 0.5,
                    "": 0.3,
                    "directory": 0.2,
                    "other": 0.6,
                    "loop": 0.1,
                }
            )
            if how == "named":
                path = "~/elsewhere"[: 11 - len(variable) % 2]
                self.env[variable] = path.replace("~", "{home}")
            elif how == "expanded":
                self.env[variable] = path.replace(
                    "~", dice.one_of("$HOME", "${HOME}", "~", ".", "$NOPE", "$HOME/", "~~", "./")
                )
            elif how == "other":
                self.env[variable] = "{home}/.aws/" + dice.one_of("credentials", "config")
            elif how in ("missing", "directory", ""):
                self.env[variable] = {"missing": "{home}/nowhere", "directory": "{home}/dir", "": ""}[how]
            elif how == "loop":
                self.files["~/loop"] = {"symlink": "~/loop"}
                self.env[variable] = "{home}/loop"
            if not sections and dice.happens(0.7):
                continue
            text = written.text_of(dice, sections, broken=dice.happens(0.012))
            kind = dice.weighted({"plain": 60, "mark": 0.3, "bytes": 0.3})
            if kind == "mark":
                self.files[path] = {"encoding": "utf-8-sig", "text": text}
            elif kind == "bytes":
                self.files[path] = text + "# \ufffd" if dice.happens(0.5) else {"encoding": "utf-16", "text": text}
            else:
                self.files[path] = text

    def _environment(self) -> None:
        dice, env = self.dice, self.env
        how = self._how("env")
        if how != "absent":
            env |= {"AWS_ACCESS_KEY_ID": dice.odd_key_id(), "AWS_SECRET_ACCESS_KEY": SECRET}
            if how == "bad":
                env[dice.one_of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")] = dice.one_of(None, "", " ")
        for name, chance in (("AWS_SESSION_TOKEN", 0.3), ("AWS_SECURITY_TOKEN", 0.1), ("AWS_ACCOUNT_ID", 0.1)):
            if dice.happens(chance if how != "absent" else 0.03):
                env[name] = dice.one_of(TOKEN, TOKEN, "", " ", "111122223333")
        if dice.happens(0.35 if how != "absent" else 0.03):
            env["AWS_CREDENTIAL_EXPIRATION"] = dice.moment()
        if (how := self._how("assume-role-with-web-identity")) != "absent" and dice.happens(0.6):
            env |= {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": f"{profiles.ROLE}irsa"}
            if how == "bad":
                env[dice.one_of("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN")] = dice.one_of(
                    None, "", profiles.token_path(dice)
                )
            if dice.happens(0.3):
                env["AWS_ROLE_SESSION_NAME"] = dice.one_of("me", "")
        elif dice.happens(0.05):
            env[dice.one_of("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")] = dice.one_of("", f"{profiles.ROLE}alone")

    def _legacy_files(self) -> None:
        dice, env = self.dice, self.env
        if (how := self._how("ec2-credentials-file")) != "absent":
            env["AWS_CREDENTIAL_FILE"] = dice.one_of("{home}/ec2", "~/ec2", "ec2")
            lines = [f"AWSAccessKeyId={dice.odd_key_id()}", f" AWSSecretKey = {SECRET}"]
            if how == "bad":
                if dice.happens(0.5):
                    env["AWS_CREDENTIAL_FILE"] = dice.one_of(
                        "", "{home}/nowhere", "{home}/dir", "{home}/bytes", " ", "$HOME/ec2"
                    )
                lines = dice.some(
                    [*lines, "[default]", "aws_access_key_id = x", "AWSAccessKeyId=", "awsaccesskeyid=x"], 3
                )
            self.files["~/ec2"] = "\n".join(lines) + "\n"
        if (how := self._how("boto-config")) != "absent":
            keys = {"aws_access_key_id": dice.odd_key_id(), "aws_secret_access_key": SECRET}
            if how == "bad":
                del keys[dice.choice(list(keys))]
            section = dice.weighted({"Credentials": 12, "credentials": 1, "Boto": 1})
            path = "~/.boto"
            if dice.happens(0.4):
                path = "~/boto2"
                env["BOTO_CONFIG"] = dice.weighted(
                    {
                        "{home}/boto2": 8,
                        "~/boto2": 2,
                        "$HOME/boto2": 1,
                        "": 1,
                        "{home}/nowhere": 1,
                        "{home}/boto2:/etc/boto.cfg": 1,
                    }
                )
            self.files[path] = written.text_of(dice, [(section, keys)], broken=how == "bad" and dice.happens(0.3))

    def _settings(self) -> None:
        dice, env = self.dice, self.env
        for name, texts, chance in (
            ("AWS_METADATA_SERVICE_TIMEOUT", ("1", "2", " 3 ", "0.5", "", "1s", "0", "-1"), 0.025),
            ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", ("1", "2", "3", "0", "-1", "x", ""), 0.03),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", ("ipv4", "IPv6", "ipv5", "", "ipv6 "), 0.02),
            ("AWS_IMDS_USE_IPV6", ("true", "1", ""), 0.02),
            ("AWS_EC2_METADATA_V1_DISABLED", ("true", "TRUE", "1", "", "false"), 0.05),
            ("AWS_DATA_PATH", ("{home}/models", ""), 0.02),
            ("AWS_DEFAULT_REGION", ("eu-west-1", "", "us-east-1"), 0.1),
            ("AWS_REGION", ("eu-west-3", "us-west-2"), 0.03),
            (
                "AWS_LOGIN_CACHE_DIRECTORY",
                ("{home}/.aws/login/cache", "~/.aws/login/cache", "$HOME/.aws/login/cache", "", "{home}/x"),
                0.04,
            ),
            ("BOTO_DISABLE_CRT", ("true", "TRUE", "1", ""), 0.02),
            ("AWS_ENDPOINT_URL", ("", "http://127.0.0.1:9"), 0.02),
            ("HOME", ("", "relative", "{home}/", "{home}/nowhere"), 0.008),
        ):
            if dice.happens(chance):
                env[name] = dice.choice(texts)
        if dice.happens(0.02):
            # With all of these set, no file is opened before the first link is asked.
            env |= {
                "AWS_DATA_PATH": "{home}/models",
                "AWS_METADATA_SERVICE_TIMEOUT": "1",
                "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4",
                "AWS_EC2_METADATA_V1_DISABLED": "false",
            }
