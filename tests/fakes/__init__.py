"""The fakes and the layout of a host, proven against the real SDK."""
