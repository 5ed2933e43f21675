"""A typed client of the API: `Client(server, key)`, a method for every operation, `ApiRefused` for every refusal."""

from upheld.client.connection import Client
from upheld.client.line import Retries
from upheld.client.refusals import ApiRefused, Fault, Unreachable

__all__ = ["ApiRefused", "Client", "Fault", "Retries", "Unreachable"]
