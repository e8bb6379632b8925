"""The commands, one module each, named for the command; `cli.app` lists them."""
