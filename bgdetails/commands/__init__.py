"""One module a subcommand: its arguments and its run()."""
