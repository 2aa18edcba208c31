"""`tillhouse completion`: the shell's own completion, made by click."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="Print the script that completes commands in your shell.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes commands in your shell.

    \b
    bash:  tillhouse completion bash > ~/.local/share/bash-completion/completions/tillhouse
    zsh:   eval "$(tillhouse completion zsh)"      (in ~/.zshrc)
    fish:  tillhouse completion fish > ~/.config/fish/completions/tillhouse.fish
    """
    maker = get_completion_class(shell)
    assert maker is not None
    root = context.find_root().command
    click.echo(maker(root, {}, "tillhouse", "_TILLHOUSE_COMPLETE").source())
