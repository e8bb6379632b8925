"""The preflight: what is asked of a report, and whether it holds. Pure: reports in, outcomes out."""
