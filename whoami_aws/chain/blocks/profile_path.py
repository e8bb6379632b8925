"""The way from profile to profile. A step is one profile on it; a building block is one thing that a step may hold.

A block gives None where the profile has nothing of its kind, so that an SDK's file reads as its own code does:
`keys(step) or sso(step) or process(step)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple

from whoami_aws.chain.blocks.dialect import STOP
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.probe import Hop, Input, Probe, SdkError, breaks, declines, input_of, not_probed, removal_of
from whoami_aws.chain.profiles import ACCESS_KEY, SECRET_KEY, Profile
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

KEY, SECRET, TOKEN = ACCESS_KEY, SECRET_KEY, "aws_session_token"


class Steps(NamedTuple):
    """What an SDK makes of the profiles."""

    profile: Block
    """What the profile in force gives."""
    source: Block
    """What one gives that a `source_profile` names."""
    empty_counts: bool = False
    """Whether a setting that is empty is set; keys and programs have rules of their own."""
    own_source_breaks: bool = False
    """Whether a profile that names itself as its source is a circle like any other."""


class Step:
    """One profile on the way."""

    def __init__(self, sight: SdkView, steps: Steps, name: str, before: tuple[str, ...] = ()) -> None:
        self.sight, self.steps, self.name, self.before = sight, steps, name, before
        self.layers = sight.layers(name)
        self.found: Profile = self.layers[0] if self.layers else {}
        """The settings that are looked at: the merged ones, or those of one file (`in_each_file`)."""

    @property
    def way(self) -> tuple[str, ...]:
        """The profiles up to this one, the one in force first."""
        return (*self.before, self.name)

    @property
    def is_source(self) -> bool:
        """Whether a `source_profile` names it."""
        return bool(self.before)

    @property
    def is_own_source(self) -> bool:
        """Whether its own `source_profile` names it, and this is the second time that it is looked at."""
        return self.name in self.before

    def value(self, key: str) -> Value | None:
        """The value of a setting that counts as set."""
        return filled(self.found, key, self.steps.empty_counts)

    def below(self, source: str) -> Probe:
        """What the profile gives that a `source_profile` names."""
        return _at(Step(self.sight, self.steps, source, self.way))

    def by_file(self) -> Iterator[Step]:
        """The step with the settings of each file where an SDK does not merge them, the last file first."""
        for found in self.layers:
            step = Step.__new__(Step)
            step.__dict__.update(self.__dict__, found=found, layers=(found,))
            yield step


Block = Callable[[Step], "Probe | None"]
"""What a profile may hold."""

if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec

    Options = ParamSpec("Options")


def filled(found: Profile, key: str, empty_counts: bool = False) -> Value | None:
    """The value of a setting that is there and, mostly, not empty."""
    setting = found.get(key)
    return None if setting is None or (setting.value.empty and not empty_counts) else setting.value


def in_each_file(
    block: Callable[Concatenate[Step, Options], Probe | None],
) -> Callable[Concatenate[Step, Options], Probe | None]:
    """A block that looks into one file after the other, where an SDK does not merge them."""

    @wraps(block)
    def each(step: Step, /, *given: Options.args, **options: Options.kwargs) -> Probe | None:
        for one in step.by_file() if len(step.layers) > 1 else (step,):
            if (found := block(one, *given, **options)) is not None:
                return found
        return None

    return each


_LONGEST = 60
"""How many profiles are followed from one to the next. What an SDK makes of more depends on its stack; and here each
takes up to eight nested calls, of the thousand that Python allows.
"""


def of_profile(sight: SdkView, steps: Steps) -> Probe:
    """What the profile in force gives."""
    return _at(Step(sight, steps, sight.profile))


def _at(step: Step) -> Probe:
    if (unread := _unread(step.sight)) is not None:
        return unread
    if not step.layers:
        return _missing(step)
    hops = tuple(map(Hop, step.way))
    if len(step.way) > _LONGEST:
        text = f"the path from {step.way[0]!r} has more than {_LONGEST} profiles, so it was not followed to its end"
        return not_probed(text, (), code="role-path-too-long")._replace(hops=hops)
    if step.is_own_source and (step.steps.own_source_breaks or step.before[-1] != step.name):
        way = " → ".join(step.way)
        return breaks("role-loop", f"{way} is a circle", SdkError("Circular", way), ())._replace(hops=hops)
    probe = (step.steps.source if step.is_source else step.steps.profile)(step)
    if probe is None:
        code = "own-empty" if step.is_own_source else "profile-empty"
        text = f"the profile {step.name!r} has no credentials in {_places(step.sight)}"
        return declines(code, text, *_files(step.sight))
    return probe if probe.hops else probe._replace(hops=hops)


def _unread(sight: SdkView) -> Probe | None:
    """What follows from files that cannot be read, or that were not read."""
    if sight.missing:
        shown = ", ".join(sight.host.shown(need.path) for need in sight.missing)
        return not_probed(f"{shown} was not read", sight.missing)
    if (broken := sight.broken) is not None and sight.dialect.files.broken == STOP:
        line = broken.problem.line if broken.problem else 0
        text = f"{broken.shown}:{line} cannot be parsed" if line else f"{broken.shown} cannot be read"
        # Without the file, its name would be refused all the same.
        named = broken.path_refused and broken.origin.kind == "env"
        away = Change("unset", broken.origin.name) if named else Change("drop-file", broken.shown)
        return breaks("unparsable-file", text, SdkError("ParseError", text), (away,))
    return None


def _missing(step: Step) -> Probe:
    rules, selected = step.sight.dialect.selection, step.sight.selected
    if step.is_source:
        text = f"the source profile {step.name!r} does not exist"
        return breaks("source-missing", text, SdkError("ProfileNotFound", text), ())
    counts = selected is not None and (rules.missing_for is None or selected.origin.name in rules.missing_for)
    text = f"there is no profile {step.name!r} in {_places(step.sight)}"
    named = input_of(selected.origin.name, selected) if selected is not None else None
    if counts and rules.missing == STOP:
        error = SdkError("ProfileNotFound", text)
        return breaks("profile-missing", text, error, removal_of(selected), *filter(None, [named]))
    return declines("profile-missing", text, *([named] if named is not None else _files(step.sight)))


def _places(sight: SdkView) -> str:
    """The files that are read, as far as they are there."""
    there = [file.shown for file in sight.files if file.document is not None]
    gone = [f"{file.shown} (not there)" for file in sight.files if file.document is None]
    return ", ".join([*there, *gone]) or "any file: none is read"


def _files(sight: SdkView) -> list[Input]:
    return [Input(file.shown, "absent", Origin("file", file.shown)) for file in sight.files]
