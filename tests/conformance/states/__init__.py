"""The states that every SDK is asked on: a name, and a host as `whoami_aws.demo.layout` takes it.

Beside a scenario's fields there are `imds_at_its_address` (the metadata service at 169.254.169.254 where that is
another than the one that `{imds}` stands for), `user_home` (where Java looks for a home, if not in HOME), and
`container`, which is served at 169.254.170.2, 169.254.170.23, fd00:ec2::23 and 127.0.0.1, all at port 80.
"""

from .addresses import ADDRESSES
from .answers import ANSWERS
from .bundles import BUNDLES
from .dialect import DIALECT
from .endpoints import ENDPOINTS
from .environment import ENVIRONMENT
from .generated import GENERATED
from .java import JAVA
from .links import LINKS
from .programs import PROGRAMS
from .python_v4 import PYTHON_V4
from .raw import RAW
from .roles import ROLES
from .selection import SELECTION
from .sides import SIDES
from .words import States

STATES: States = (
    LINKS
    | ENVIRONMENT
    | SELECTION
    | DIALECT
    | ROLES
    | PROGRAMS
    | ENDPOINTS
    | JAVA
    | SIDES
    | BUNDLES
    | RAW
    | PYTHON_V4
    | ADDRESSES
    | ANSWERS
    | GENERATED
)
