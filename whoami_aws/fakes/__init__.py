"""The endpoints that a credential chain asks, as servers that do as a state says."""

from whoami_aws.fakes.container import FakeContainer
from whoami_aws.fakes.imds import FakeImds
from whoami_aws.fakes.server import Fake
from whoami_aws.fakes.sso import FakeSso
from whoami_aws.fakes.state import State, moment
from whoami_aws.fakes.sts import FakeSts

__all__ = ["Fake", "FakeContainer", "FakeImds", "FakeSso", "FakeSts", "State", "moment"]
