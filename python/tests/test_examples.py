"""The examples of the docstrings."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["twobin", "twobin._forecast", "twobin._plan"])
def test_docstrings(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0 and found.failed == 0
