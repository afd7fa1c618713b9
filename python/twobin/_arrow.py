"""The Arrow C data and stream interface in ctypes: structs, capsules, and streams made of columns in memory."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_int64, c_void_p

STREAM_NAME = b"arrow_array_stream"


class ArrowSchema(ctypes.Structure):
    pass


class ArrowArray(ctypes.Structure):
    pass


class ArrowArrayStream(ctypes.Structure):
    pass


_release_schema = ctypes.CFUNCTYPE(None, POINTER(ArrowSchema))
_release_array = ctypes.CFUNCTYPE(None, POINTER(ArrowArray))
_release_stream = ctypes.CFUNCTYPE(None, POINTER(ArrowArrayStream))
_get_schema = ctypes.CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowSchema))
_get_next = ctypes.CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowArray))
_get_error = ctypes.CFUNCTYPE(c_void_p, POINTER(ArrowArrayStream))

ArrowSchema._fields_ = [
    ("format", c_char_p), ("name", c_char_p), ("metadata", c_void_p), ("flags", c_int64), ("n_children", c_int64),
    ("children", POINTER(POINTER(ArrowSchema))), ("dictionary", POINTER(ArrowSchema)), ("release", _release_schema),
    ("private_data", c_void_p),
]
ArrowArray._fields_ = [
    ("length", c_int64), ("null_count", c_int64), ("offset", c_int64), ("n_buffers", c_int64), ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)), ("children", POINTER(POINTER(ArrowArray))), ("dictionary", POINTER(ArrowArray)),
    ("release", _release_array), ("private_data", c_void_p),
]
ArrowArrayStream._fields_ = [
    ("get_schema", _get_schema), ("get_next", _get_next), ("get_last_error", _get_error), ("release", _release_stream),
    ("private_data", c_void_p),
]

# --- Capsules --------------------------------------------------------------------------------------------------------

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [c_void_p, c_char_p, c_void_p]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, c_char_p]
# For a capsule that is going away: handed over as an address, so that nobody counts references to it.
_dying_pointer = ctypes.PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))

# Streams in capsules that nobody has dropped yet, by address.
_kept: dict[int, ArrowArrayStream] = {}


@ctypes.PYFUNCTYPE(None, c_void_p)
def _drop_capsule(capsule):
    address = _dying_pointer(capsule, STREAM_NAME)
    stream = _kept.pop(address, None)
    # A consumer that has taken the stream over has left no release behind.
    if stream is not None and stream.release:
        stream.release(stream)


def stream_capsule(fill) -> object:
    """A capsule with the stream that ``fill(pointer)`` writes."""
    stream = ArrowArrayStream()
    fill(ctypes.byref(stream))
    address = ctypes.addressof(stream)
    _kept[address] = stream
    return _new_capsule(address, STREAM_NAME, ctypes.cast(_drop_capsule, c_void_p))


def capsule_stream(capsule):
    """Pointer to the stream in a capsule."""
    return ctypes.cast(_capsule_pointer(capsule, STREAM_NAME), POINTER(ArrowArrayStream))


# --- Columns in memory as a stream -------------------------------------------------------------------------------------


@_release_schema
def _schema_done(schema):
    schema[0].release = _release_schema()


@_release_array
def _array_done(array):
    array[0].release = _release_array()


class ColumnStream:
    """A stream of one record over buffers that it keeps: (name, format, length, nulls, buffers) for each column.

    Buffers are objects with an address (ctypes arrays, numpy arrays) or None. It has to live until the library has read it, which is why
    it is handed to the library itself and never to others.
    """

    def __init__(self, columns) -> None:
        self._columns = list(columns)
        count = len(self._columns)
        self._schemas = (ArrowSchema * count)()
        self._arrays = (ArrowArray * count)()
        self._kept: list[object] = []
        for index, (name, form, length, nulls, buffers) in enumerate(self._columns):
            schema, array = self._schemas[index], self._arrays[index]
            schema.format, schema.name, schema.flags, schema.release = form.encode(), name.encode(), 2, _schema_done
            pointers = (c_void_p * max(1, len(buffers)))(*[_address(buffer) for buffer in buffers])
            self._kept.append(pointers)
            array.length, array.null_count, array.n_buffers, array.release = length, nulls, len(buffers), _array_done
            array.buffers = ctypes.cast(pointers, POINTER(c_void_p))
        self._schema_list = (POINTER(ArrowSchema) * max(1, count))(*[ctypes.pointer(one) for one in self._schemas])
        self._array_list = (POINTER(ArrowArray) * max(1, count))(*[ctypes.pointer(one) for one in self._arrays])
        self._nothing = (c_void_p * 1)(None)
        self._given = False
        self.stream = ArrowArrayStream()
        self.stream.get_schema = _get_schema(self._schema)
        self.stream.get_next = _get_next(self._next)
        self.stream.get_last_error = _get_error(lambda stream: None)
        self.stream.release = _release_stream(self._release)

    def _schema(self, stream, out) -> int:
        schema = out[0]
        schema.format, schema.name, schema.flags, schema.release = b"+s", b"", 0, _schema_done
        schema.n_children = len(self._columns)
        schema.children = ctypes.cast(self._schema_list, POINTER(POINTER(ArrowSchema)))
        return 0

    def _next(self, stream, out) -> int:
        ctypes.memset(out, 0, ctypes.sizeof(ArrowArray))
        if self._given:
            return 0
        self._given = True
        array = out[0]
        array.length = self._columns[0][2] if self._columns else 0
        array.n_buffers, array.n_children, array.release = 1, len(self._columns), _array_done
        array.buffers = ctypes.cast(self._nothing, POINTER(c_void_p))
        array.children = ctypes.cast(self._array_list, POINTER(POINTER(ArrowArray)))
        return 0

    def _release(self, stream) -> None:
        stream[0].release = _release_stream()

    def pointer(self):
        return ctypes.pointer(self.stream)


def _address(buffer):
    if buffer is None:
        return None
    interface = getattr(buffer, "__array_interface__", None)
    return interface["data"][0] if interface is not None else ctypes.addressof(buffer)


def text_column(name, values):
    """Text; None and not-a-number are null."""
    encoded = []
    known = []
    for value in values:
        missing = value is None or value != value
        known.append(not missing)
        if not missing and not isinstance(value, str):
            raise TypeError(f"column {name}: {value!r} is no text; make the column text or numbers, not both")
        encoded.append(b"" if missing else value.encode())
    offsets = (c_int64 * (len(encoded) + 1))()
    place = 0
    for row, value in enumerate(encoded):
        place += len(value)
        offsets[row + 1] = place
    data = ctypes.create_string_buffer(b"".join(encoded), max(1, place))
    return (name, "U", len(encoded), known.count(False), [_bits(known), offsets, data])


def number_column(name, values):
    """Floating-point numbers; None is null."""
    known = [value is not None for value in values]
    numbers = (ctypes.c_double * max(1, len(known)))(*[0.0 if value is None else float(value) for value in values])
    return (name, "g", len(known), known.count(False), [_bits(known), numbers])


def integer_column(name, values, form="l"):
    """Whole numbers (or days, with form tdD); None is null."""
    known = [value is not None for value in values]
    kind = ctypes.c_int32 if form == "tdD" else c_int64
    numbers = (kind * max(1, len(known)))(*[0 if value is None else int(value) for value in values])
    return (name, form, len(known), known.count(False), [_bits(known), numbers])


def _bits(known):
    if all(known):
        return None
    bits = (ctypes.c_uint8 * ((len(known) + 7) // 8))()
    for row, value in enumerate(known):
        if value:
            bits[row >> 3] |= 1 << (row & 7)
    return bits
