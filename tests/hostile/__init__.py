"""Hosts that are broken, huge or malicious, and hosts full of secrets: the real command line on each, in a child."""
