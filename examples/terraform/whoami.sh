#!/bin/sh
# Protects whatever depends on this data source: it fails, with the reason, unless the account is the expected one.
# Terraform gives the query as JSON, and wants a flat JSON object of texts.
set -eu
account=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["account"])')
report=$(whoami-aws check --account "$account" --format json) || {
    whoami-aws check --account "$account" --format text >&2
    exit 1
}
printf '%s' "$report" | python3 -c '
import json, sys
sdk = json.load(sys.stdin)["sdks"][0]
print(json.dumps({"arn": sdk["identity"]["arn"] or "", "account": sdk["identity"]["account"], "link": sdk["winner"]}))'
