"""Log-in through a provider the place already has: who vouches, and how that is asked for and read."""

from dukao.identity.sso.arrival import Arrival, NotProved
from dukao.identity.sso.providers import Provider, linkable, provider_called, providers

__all__ = ["Arrival", "NotProved", "Provider", "linkable", "provider_called", "providers"]
