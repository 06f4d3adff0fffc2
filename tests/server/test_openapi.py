"""The description of the API: valid OpenAPI 3.1, every operation typed, every example what its schema allows."""

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from tools import client

from tanshi.server.app import routes
from tanshi.server.routing import Param
from tanshi.server.run import platform_of


@pytest.fixture(scope="module")
def document():
    return client.document()


def operations(document):
    return [(path, method, o) for path, found in document["paths"].items() for method, o in found.items()]


def test_the_document_is_valid(document):
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_of_the_api_is_in_it(document, year_market):
    found = {(method.upper(), path) for path, method, _ in operations(document)}
    of_api = {(r.method, r.path.replace(":path", "")) for r in routes(platform_of(year_market)) if r.is_api}
    assert found == of_api


def test_every_operation_has_a_name_and_declares_its_refusals(document):
    for path, method, operation in operations(document):
        assert operation["operationId"].isidentifier(), path
        refused = set(operation["responses"]) - {"200"}
        assert {"400", "401", "403", "429", "503"} <= refused, path
        if method != "get":
            assert {"409", "413"} <= refused, path


#: What answers with a document of which only its kind is known: JSON schemas, trees.
UNTYPED = {"why", "list_schema"}


def test_answers_are_typed(document):
    for path, _, operation in operations(document):
        content = operation["responses"]["200"]["content"]
        schema = content.get("application/json", {"schema": {"$ref": "file"}})["schema"]
        typed = any(key in schema for key in ("$ref", "anyOf", "items", "properties"))
        name = operation["operationId"]
        assert typed or name in UNTYPED or name.startswith("form_"), path


def test_examples_are_what_their_schemas_allow(document):
    count = 0
    for path, _, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if "example" in content:
                whole = {**content["schema"], "components": document["components"]}
                jsonschema.Draft202012Validator(whole).validate(content["example"])
                count += 1
        for parameter in operation["parameters"]:
            if "example" in parameter:
                jsonschema.validate(parameter["example"], parameter["schema"]), path
    assert count > 30


@pytest.mark.parametrize(
    ("param", "good", "bad"),
    [
        (Param("dry_run", "", kind="boolean"), ["true", "false"], ["True", "1", "yes", ""]),
        (Param("at", "", kind="integer", least=0), ["0", "12"], ["-1", "1.0", "x", "", "٣", "9" * 30]),
        (Param("n", "", kind="integer"), ["-5"], ["--5", "0x1"]),
        (Param("lang", "", choices=("zh", "en")), ["zh"], ["ZH", "fr", ""]),
        (Param("name", ""), ["", "anything"], []),
    ],
)
def test_what_nobody_understands_is_refused_and_never_guessed(param, good, bad):
    assert [value for value in good if param.wrong(value)] == []
    assert [value for value in bad if not param.wrong(value)] == []
