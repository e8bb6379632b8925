"""Lays a host out for real: its files in a temporary home, its endpoints as fakes."""
