"""The assertions by topic. `TOPICS` is the one list; importing it registers them all."""

from __future__ import annotations

from whoami_aws.check.asserted import findings, identity, place, source, usable

TOPICS = (usable, identity, source, place, findings)
