#!/bin/sh
# Protects the program that follows from other credentials than those of its role (EXPECTED_ROLE, such as role/orders).
# What is asked of it goes to standard error, so that the program's output stays its own.
set -eu
whoami-aws check --arn "${EXPECTED_ROLE:?is not set}" --wait "${EXPECTED_WITHIN:-30s}" >&2
exec "$@"
