"""What goes wrong: one small function a rule, whose docstring is its page."""
