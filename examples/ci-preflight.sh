#!/bin/sh
# A preflight step: stops a job that would run with other credentials than those of its role.
# usage: ci-preflight.sh [LINK ...]   the links that may win (default: assume-role-with-web-identity container-role iam-role)
# Exit code: 0 go on, 1 stop.
set -eu
allowed="${*:-assume-role-with-web-identity container-role iam-role}"
report=$(mktemp)
trap 'rm -f "$report"' EXIT
# Exit code 1 says that no credentials resolve; the report says why, so it is shown below.
whoami-aws explain --format json >"$report" || true
winner=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["winner"])' "$report")
for link in $allowed; do
    if [ "$winner" = "$link" ]; then
        echo "credentials come from $winner"
        exit 0
    fi
done
echo "credentials come from $winner, and may come from: $allowed" >&2
whoami-aws explain >&2 || true
exit 1
