"""Changes the code in one place at a time and sees whether a test fails: `python -m tests.mutation`."""
