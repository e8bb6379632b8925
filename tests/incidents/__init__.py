"""Incidents: hosts as they were when somebody could not explain their credentials, run live and measured."""
