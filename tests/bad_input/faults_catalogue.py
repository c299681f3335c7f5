"""Every broken case that the tests know: names, files, and what must be said about each."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken
from bad_input.plant_cases import case_faults
from bad_input.plant_files import file_faults
from bad_input.plant_keys import key_faults
from bad_input.plant_lines import line_faults
from bad_input.plant_orders import order_faults
from bad_input.plant_sense import sense_faults
from bad_input.plant_time import time_faults
from bad_input.plant_values import value_faults
from bad_input.plant_yaml import yaml_faults


def catalogue() -> Iterator[Broken]:
    """All broken cases, each with its own name."""
    yield from yaml_faults()
    yield from key_faults()
    yield from value_faults()
    yield from sense_faults()
    yield from order_faults()
    yield from line_faults()
    yield from time_faults()
    yield from file_faults()
    yield from case_faults()
