"""A typed client of the API: `from tanshi.client import Client`.

    with Client("https://market.example.org", key) as market:
        for holding in market.list_holdings(instrument="CEA22"):
            print(holding.account, holding.amount)
        market.registry_surrender(RegistrySurrender(holder="H1", instrument="CEA22", amount_t=100, period="2022"))

Records and methods are generated from the API's own description (`tanshi.client.api`); the rest needs nothing but the
standard library.
"""

from tanshi.client.api import Client
from tanshi.client.base import Download, Listing, new_id
from tanshi.client.problems import (
    ApiProblem,
    Found,
    NotFound,
    NotPermitted,
    NotSignedIn,
    NotUnderstood,
    Refused,
    TooMany,
    Unavailable,
)
from tanshi.client.transport import HttpTransport, Lost, Reply, Through, Transport

__all__ = [
    "ApiProblem",
    "Client",
    "Download",
    "Found",
    "HttpTransport",
    "Listing",
    "Lost",
    "NotFound",
    "NotPermitted",
    "NotSignedIn",
    "NotUnderstood",
    "Refused",
    "Reply",
    "Through",
    "TooMany",
    "Transport",
    "Unavailable",
    "new_id",
]
