"""Twobin: demand forecasts and reorder points from a shop's sales history.

>>> import twobin
>>> series = {"unique_id": ["a"] * 20, "ds": list(range(20)), "y": [2.0, 3.0] * 10}
>>> twobin.forecast(series, h=1)["ds"]
[20]
"""

from __future__ import annotations

from ._forecast import cross_validation, forecast
from ._plan import Plan, Scenario, plan
from .errors import Error, InputError, InternalError, OutputError, SeriesWarning, UsageError

__version__ = "0.2.0"

__all__ = [
    "Error", "InputError", "InternalError", "OutputError", "Plan", "Scenario", "SeriesWarning", "UsageError", "__version__", "cross_validation",
    "forecast", "plan",
]
