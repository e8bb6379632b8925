"""The links, one file each (four readers of key files share one). Each is a pure function from a View to a Probe."""
