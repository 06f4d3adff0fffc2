"""Every command has a page, a route and a method of the client; the client is what its generator makes today."""

from tools import client, reference


def test_every_command_has_its_ways():
    found = reference.ways()
    assert len(found) > 30
    assert [way for way in found if not (way.page and way.route and way.method)] == []


def test_the_client_is_up_to_date():
    """Write it anew by `python -m tools.client` (or `make docs`)."""
    assert client.main(["--check"]) == 0


def test_every_operation_has_a_method():
    from tanshi.client import Client

    names = [o["operationId"] for path in client.document()["paths"].values() for o in path.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not hasattr(Client, name)] == []
