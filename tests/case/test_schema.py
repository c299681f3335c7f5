"""The description of the language: fields explained, the JSON Schema true, the template whole."""

import json

import jsonschema
import pytest
import yaml
from case.small import BREAKERS, TEXT, faults, swapped
from pydantic import BaseModel

from detente.case import entries, moves
from detente.case.document import Document
from detente.case.faults import CaseErrors
from detente.case.jsonschema import case_schema
from detente.case.schema import Case
from detente.case.template import template, write_template
from detente.case.validate import by_key, fields_at

MODELS = [Case] + [
    one
    for module in (entries, moves)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, entries.Entry) and one is not entries.Entry
]
VALIDATOR = jsonschema.Draft202012Validator(case_schema())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_described_with_an_example(model: type[BaseModel]):
    assert model.__doc__
    for key, info in by_key(model).items():
        assert info.description, key
        assert info.description.endswith("."), key
        assert info.examples, key
        assert all(isinstance(example, str) for example in info.examples), key


def test_examples_of_single_fields_can_be_read():
    """An example is a piece of a case file: it must at least pass the schema of its field."""
    definitions = case_schema()["$defs"]
    for model in MODELS[1:]:
        properties = definitions[model.__name__]["properties"]
        for key, info in by_key(model).items():
            for example in info.examples:
                value = Document.parse(f"k: {example}").data["k"]
                schema = properties[key] | {"$defs": definitions}
                jsonschema.Draft202012Validator(schema).validate(value)


def test_the_json_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(case_schema())
    assert "null" not in json.dumps(case_schema())


def test_the_json_schema_accepts_good_cases_as_text_and_as_editors_read_them():
    VALIDATOR.validate(Document.parse(TEXT).data)
    typed = yaml.load(TEXT, _Core)
    assert typed["actors"]["Ben"]["cares"]["gauge"]["why"] == "¶3"
    VALIDATOR.validate(typed)


class _Core(yaml.SafeLoader):
    """YAML 1.2's core types, as editors see a file: numbers and true/false, but no dates or yes."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, pattern) for tag, pattern in found if tag.endswith((":int", ":float"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@pytest.mark.parametrize(("old", "new"), BREAKERS)
def test_the_json_schema_refuses_what_an_editor_can_see(old, new):
    assert not VALIDATOR.is_valid(Document.parse(swapped((old, new))).data)


def test_the_keys_at_a_place_are_known():
    assert "decides" in fields_at(("parties", "US"))
    assert "while" in fields_at(("rules", "r"))
    assert "from" in fields_at(("levers", "l"))
    assert "yes_if" in fields_at(("forecasts", 0))
    assert "chance" in fields_at(("actors", "A", "spoils"))
    assert fields_at(("parties",)) == {}
    assert fields_at(("actors", "A", "hears", "B")) == {}


def test_a_new_case_is_written_once(tmp_path):
    folder = tmp_path / "my_river"
    path = write_template(folder)
    assert path == folder / "case.yaml"
    assert 'title: "my river"' in path.read_text(encoding="utf-8")
    with pytest.raises(CaseErrors, match="nothing is overwritten"):
        write_template(folder)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CaseErrors, match="nothing is overwritten"):
        write_template(tmp_path / "file")


TITLES = ['a "quoted" title', "with: colon", "한국", "  ", "$x {y} #z", "a\\b"]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_makes_a_good_case(tmp_path, title):
    assert faults(tmp_path, template(title)["case.yaml"]) == ()
