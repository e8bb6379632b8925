"""`whoami-aws completion SHELL`: a script that completes without starting Python, from the commands as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

import typer

from whoami_aws.cli.output import Outcome

Shell = Literal["bash", "zsh", "fish"]


class Word(NamedTuple):
    """An option."""

    names: tuple[str, ...]
    help: str
    takes: bool
    """Whether a value follows."""
    values: tuple[str, ...] = ()
    """The values that are known beforehand."""
    is_file: bool = False
    """Whether the value is a file."""


class Command(NamedTuple):
    """A command; `values` are those of its first argument."""

    name: str
    help: str
    options: tuple[Word, ...]
    values: tuple[str, ...]


def completion(
    context: typer.Context, shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish.")]
) -> Outcome:
    """Print a completion script, for bash, zsh or fish: `source <(whoami-aws completion bash)`."""
    return Outcome(0, _SCRIPTS[shell](commands(context.find_root())))


def commands(context: Any) -> list[Command]:  # noqa: ANN401 - typer's own classes, which move about
    """All commands with what may follow them; the first one is the program itself."""
    root = context.command
    found = [Command("", "", tuple(_words(root, context)), tuple(root.list_commands(context)))]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        arguments = [param for param in command.params if param.param_type_name == "argument"]
        known = _values(arguments[0], context) if arguments else ()
        found.append(Command(name, _line(command.help), tuple(_words(command, context)), known))
    return found


def _words(command: Any, context: Any) -> list[Word]:  # noqa: ANN401
    found = [Word(("-h", "--help"), "Show this message and exit.", False)]
    for param in command.params:
        if param.param_type_name == "option" and param.name != "help":
            is_file = (param.metavar or "").endswith("FILE")
            known = _values(param, context)
            found.append(Word(tuple(param.opts), _line(param.help), not param.is_flag, known, is_file))
    return found


def _values(param: Any, context: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(item.value for item in param.shell_complete(context, ""))


def _line(text: str | None) -> str:
    """The first sentence, without what a shell would read something into."""
    line = " ".join((text or "").strip().split("\n\n")[0].split())
    return "".join(char for char in line if char not in "'\"`$\\[]:;()<>|&")


def _bash(found: list[Command]) -> str:
    cases = []
    for command in found:
        words = " ".join((*command.values, *(name for word in command.options for name in word.names)))
        valued = [word for word in command.options if word.takes]
        inner = [f"      {'|'.join(w.names)}) words='{' '.join(w.values)}'; files={int(w.is_file)};;" for w in valued]
        cases += [f"    '{command.name}')", f"      words='{words}'", '      case "$prev" in', *inner, "      esac;;"]
    return _BASH.format(cases="\n".join(cases), names=" ".join(command.name for command in found[1:]))


_BASH = """# whoami-aws: completion for bash. Source it, or put it where bash-completion looks.
_whoami_aws() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command='' words='' files=0 word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {names} " in *" $word "*) command=$word; break;; esac
  done
  case "$command" in
{cases}
  esac
  if [ "$files" = 1 ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  fi
}}
complete -o filenames -F _whoami_aws whoami-aws
"""


def _zsh(found: list[Command]) -> str:
    lines = ["#compdef whoami-aws", "# whoami-aws: completion for zsh. Save it as _whoami-aws in $fpath, or source it."]
    lines += ["_whoami-aws() {", "  local context state state_descr line", "  typeset -A opt_args"]
    own, *rest = found
    top = [*_zsh_options(own), "'1:command:->command'", "'*::argument:->argument'"]
    lines += [f"  _arguments -C {' '.join(top)}", "  case $state in", "    command)", "      local -a commands"]
    lines += ["      commands=(" + " ".join(f"'{one.name}:{one.help}'" for one in rest) + ")"]
    lines += ["      _describe command commands;;", "    argument)", "      case $line[1] in"]
    for command in rest:
        parts = [*_zsh_options(command), *([f"'1:value:({' '.join(command.values)})'"] if command.values else [])]
        lines.append(f"        {command.name}) _arguments {' '.join(parts)};;")
    # Found in $fpath, the file is the function's body the first time; sourced, it only defines it.
    lines += ["      esac;;", "  esac", "}", 'if [ "$funcstack[1]" = "_whoami-aws" ]; then', '  _whoami-aws "$@"']
    lines += ["else", "  compdef _whoami-aws whoami-aws", "fi"]
    return "\n".join(lines) + "\n"


def _zsh_options(command: Command) -> list[str]:
    found = []
    for word in command.options:
        action = "_files" if word.is_file else f"({' '.join(word.values)})" if word.values else " "
        found += [f"'*{name}[{word.help}]{f':value:{action}' if word.takes else ''}'" for name in word.names]
    return found


def _fish(found: list[Command]) -> str:
    lines = ["# whoami-aws: completion for fish. Save it as ~/.config/fish/completions/whoami-aws.fish."]
    lines.append("complete -c whoami-aws -f")
    for command in found:
        when = f"__fish_seen_subcommand_from {command.name}" if command.name else "__fish_use_subcommand"
        head = f"complete -c whoami-aws -n '{when}'"
        if command.name:
            lines.append(f"complete -c whoami-aws -n __fish_use_subcommand -a {command.name} -d '{command.help}'")
            lines += [f"{head} -a '{' '.join(command.values)}'"] if command.values else []
        for word in command.options:
            names = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in word.names)
            value = " -r" + (f" -a '{' '.join(word.values)}'" if word.values else "") if word.takes else ""
            force = " -F" if word.is_file else ""
            lines.append(f"{head} {names}{value}{force} -d '{word.help}'")
    return "\n".join(lines) + "\n"


_SCRIPTS: dict[Shell, Callable[[list[Command]], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
