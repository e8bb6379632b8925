#!/bin/sh
# A preflight step for any CI. Protects from a job that runs with other credentials than those of its role.
# usage: ci-preflight.sh [LINK ...]   the links that may win (default: assume-role-with-web-identity container-role iam-role)
# WITHIN: how long to wait for what comes late (30s). Exit code: 0 go on, 1 stop.
set -eu
[ $# -gt 0 ] || set -- assume-role-with-web-identity container-role iam-role
for link; do
    set -- "$@" --source "$link"
    shift
done
exec whoami-aws check "$@" --wait "${WITHIN:-30s}"
