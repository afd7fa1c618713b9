"""A plan in parts: what a panel teaches is learnt once, each part is forecast by that alone, and one budget is shared out over all parts."""

from __future__ import annotations

import json
import os
import tempfile
from ctypes import byref, c_char_p, c_int64, c_void_p
from typing import Any, Optional, Sequence

from . import errors
from ._library import Handle, library, run
from ._plan import _Run
from ._plan_inputs import write_inputs

# The largest hash: a sample that holds every item.
ALL = 2**64 - 1


def item_hash(code: str) -> int:
    """The hash by which the engine chooses the items of a sample (PanelSample)."""
    value = 0xCBF29CE484222325
    for byte in code.encode():
        value = (value ^ byte) * 0x100000001B3 & ALL
    value ^= value >> 32
    value = value * 0xD6E8FEB86659FD93 & ALL
    return value ^ value >> 32


def sample_limit(wanted: int, items: int) -> int:
    """Items with a hash of at most this are in a sample of about so many."""
    return ALL if wanted >= items else ALL // items * max(wanted, 1)


class Inputs:
    """Tables and keys as a plan file in a temporary folder."""

    def __init__(self, sales: Any, items: Any, keys: dict[str, Any]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="twobin-")
        given = dict(keys)
        period = given.pop("period", None)
        shorthands = {name: given.pop(name, None) for name in ("budget", "fill_rate", "expected_backorders", "weight")}
        _, text = write_inputs(self._folder.name, sales, items, shorthands, period, given)
        self.path = os.path.join(self._folder.name, "plan.toml")
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def call(self, body, threads: Optional[int] = None) -> int:
        """Runs a call; messages name files without the folder."""
        try:
            return run(body, threads)
        except errors.Error as problem:
            if problem.args:
                problem.args = (str(problem.args[0]).replace(self._folder.name + os.sep, ""), *problem.args[1:])
            raise


def _bytes(address: Optional[int]) -> bytes:
    import ctypes

    length = c_int64()
    try:
        return ctypes.string_at(library().tb_text_bytes(address, byref(length)), length.value)
    finally:
        library().tb_text_free(address)


def learn(sales, items, keys: dict[str, Any], as_of: Optional[str], first_day: str, last_day: str, count: int, threads: Optional[int] = None) -> bytes:
    """What the rows of a sample teach of a panel with so many items, whose sales lie between two days."""
    inputs = Inputs(sales, items, keys)
    out = c_void_p()
    inputs.call(
        lambda call: library().tb_panel_learn(
            inputs.path.encode(), as_of.encode() if as_of else None, first_day.encode(), last_day.encode(), count, call, byref(out)), threads)
    return _bytes(out.value)


class Part(Handle):
    """Some items of a panel, forecast."""

    def __init__(self, address: int, inputs: Inputs) -> None:
        super().__init__(address, "tb_part_free")
        self._inputs = inputs

    @classmethod
    def made(cls, sales, items, keys: dict[str, Any], facts: bytes, threads: Optional[int] = None) -> "Part":
        inputs = Inputs(sales, items, keys)
        out = c_void_p()
        inputs.call(lambda call: library().tb_part_make(inputs.path.encode(), facts, len(facts), call, byref(out)), threads)
        return cls(out.value or 0, inputs)

    @classmethod
    def unpacked(cls, packed: bytes, keys: dict[str, Any]) -> "Part":
        inputs = Inputs(_NO_SALES, None, keys)
        out = c_void_p()
        inputs.call(lambda call: library().tb_part_unpack(inputs.path.encode(), packed, len(packed), call, byref(out)))
        return cls(out.value or 0, inputs)

    def packed(self) -> bytes:
        out = c_void_p()
        run(lambda call: library().tb_part_pack(self.address, byref(out)))
        return _bytes(out.value)

    def answer(self, question: bytes, threads: Optional[int] = None) -> bytes:
        out = c_void_p()
        run(lambda call: library().tb_part_answer(self.address, question, len(question), call, byref(out)), threads)
        return _bytes(out.value)

    def finished(self, outcome: bytes, threads: Optional[int] = None) -> _Run:
        """The plan of the part; items that failed are in its table with the reason."""
        out = c_void_p()
        run(lambda call: library().tb_part_finish(self.address, outcome, len(outcome), call, byref(out)), threads)
        return _Run(out.value or 0)


# The plan file of a part names a table of sales, whose rows an unpacked part no longer needs.
_NO_SALES = {"date": ["2024-01-01"], "item": ["-"], "quantity": [0.0]}


class Search:
    """The search for the budget of a plan: `question` for all parts, or None once there is an `outcome` (empty where there is no budget)."""

    def __init__(self, keys: dict[str, Any]) -> None:
        inputs = Inputs(_NO_SALES, None, keys)
        out = c_void_p()
        inputs.call(lambda call: library().tb_search_begin(inputs.path.encode(), byref(out)))
        self.rounds = 0
        self._read(_bytes(out.value) if out.value else None)

    def _read(self, text: Optional[bytes]) -> None:
        self._text = text
        state = json.loads(text) if text else {}
        self.question = json.dumps(state["question"]).encode() if state.get("question") is not None else None
        self.outcome = json.dumps(state["outcome"]).encode() if state.get("outcome") is not None else b""

    def take(self, answers: Sequence[bytes]) -> None:
        """Takes the answers of all parts, in any order."""
        if not answers:
            raise errors.InputError("there is nothing to plan: no part has an item")
        texts, lengths, out = (c_char_p * len(answers))(*answers), (c_int64 * len(answers))(*map(len, answers)), c_void_p()
        text = self._text or b""
        run(lambda call: library().tb_search_next(text, len(text), texts, lengths, len(answers), byref(out)))
        self.rounds += 1
        self._read(_bytes(out.value))
