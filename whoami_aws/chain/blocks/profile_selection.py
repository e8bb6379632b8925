"""Which files an SDK reads, and which profile it selects."""

from __future__ import annotations

from whoami_aws.chain.blocks.dialect import Dialect, Files
from whoami_aws.chain.blocks.dialect import Selection as ProfileSelection
from whoami_aws.chain.model import Selection
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin, Value

_TRUE = ("1", "t", "T", "TRUE", "true", "True")
"""What strconv.ParseBool takes for true."""


def path(host: Host, rules: Files, which: str) -> tuple[str, Origin]:
    """Where a file is, and who says so."""
    names = rules.config_variables if which == "config" else rules.credentials_variables
    default = f"~/.aws/{which}"
    for name in names if not rules.paths_switched or which in rules.settings_in or is_on(host, rules) else ():
        value = host.property(name.removeprefix("-D")) if name.startswith("-D") else host.variable(name)
        if value is None or (value.empty and rules.empty_path == "default"):
            continue
        named = value.text or ("." if rules.empty_path == "here" and value.empty else "")
        expand = host.expand_user if rules.tilde_names == "refused" else host.expand_home
        return (expand(named) if rules.expands_home else named), value.origin
    home = _home(host, rules)
    if home == "" and rules.empty_home == "relative":
        return default.removeprefix("~/"), Origin("default", default)
    return (f"{home.rstrip('/')}{default[1:]}" if home else default), Origin("default", default)


def _home(host: Host, rules: Files) -> str | None:
    match rules.home:
        case "passwd" | "java":
            if rules.home == "java" and (own := host.variable("HOME")) is not None:
                return own.text
            value = host.property("user.home")
            return value.text if value is not None else host.passwd_home
        case "variable":
            value = host.variable("HOME")
            return value.text if value is not None else None
        case _:
            return host.home


def is_on(host: Host, rules: Files) -> bool:
    """Whether the switch that lets the SDK read both files is on."""
    if rules.switch is None:
        return True
    value = host.variable(rules.switch)
    text = (value.text or "") if value else ""
    return text in _TRUE if rules.switch_on == "true" else text != ""


def select(host: Host, dialect: Dialect) -> Selection:
    """The profile in force, and what selects it."""
    rules = dialect.selection
    by = _selects(host, rules, is_on(host, dialect.files))
    if by is None:
        return Selection(None, "default")
    name = (by.text or "").strip() if rules.stripped else by.text or ""
    said = rules.empty_option_is_name if by.origin.kind == "option" else None
    return Selection(by, name or ("" if (rules.empty_is_name if said is None else said) else "default"))


def _selects(host: Host, rules: ProfileSelection, switched: bool) -> Value | None:
    if host.option_profile is not None:
        return Value(host.option_profile, Origin("option", "--profile"))
    by_property = [host.property(name) for name in rules.properties]
    names = (*rules.variables, *(rules.switched if switched else ()))
    by_variable = [host.variable(name) for name in names]
    for value in [*by_property, *by_variable] if rules.properties_first else [*by_variable, *by_property]:
        if value is None:
            continue
        blank = value.empty or (rules.stripped and not (value.text or "").strip())
        if not blank or rules.empty_is_name:
            return value
    return None
