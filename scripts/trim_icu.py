#!/usr/bin/env python3
"""Writes the Unicode data of Foundation's ICU without the languages that Twobin never speaks, as an object to link before Foundation's own.

    scripts/trim_icu.py lib_FoundationICU.a icu_data.o

Foundation brings 34 MB of ICU data, most of it names, sort orders and calendars of some 800 locales. Twobin writes plain numbers, ISO dates and
English, and needs the time zones, the properties of characters, and the locale `en`. The object defines the symbol of the whole data
(`icudt76_dat`); the linker then leaves Foundation's copy in its archive. What is asked of another locale falls back to the root, as ICU
does for any locale that it does not know. Needs binutils and gcc.

The layout of the data ("common data", CmnD): a header whose first 16 bits are its length; from there a table of contents, that is the
number of entries and for each the offsets of its name and of its bytes; the entries are sorted by name and start at multiples of 16.
"""

import os
import re
import struct
import subprocess
import sys
import tempfile

# Folders of texts for people, by locale: of these only what every locale falls back to, and English.
LOCALE = re.compile(r"^[a-z]{2,3}(_[A-Za-z0-9]+)*\.res$")
KEPT_LOCALES = {"en.res", "en_001.res", "en_US.res", "en_US_POSIX.res"}
# Dictionaries that find words in scripts without spaces, tables of other encodings, names of characters, and rules to spell numbers and
# transliterate: nothing that Twobin calls.
LEFT_OUT = re.compile(r"\.(dict|lstm|cnv)$|^unames\.icu$|^translit/|^rbnf/|^cnvalias\.icu$")


def is_kept(name):
    """Whether an entry (without its package, such as `zone/fr.res`) is linked."""
    if LEFT_OUT.search(name):
        return False
    return not LOCALE.match(name.rsplit("/", 1)[-1]) or name.rsplit("/", 1)[-1] in KEPT_LOCALES


def entries(data):
    """Names and bytes of the entries, in their order."""
    start = struct.unpack_from("<H", data, 0)[0]
    count = struct.unpack_from("<I", data, start)[0]
    places = [struct.unpack_from("<II", data, start + 4 + 8 * index) for index in range(count)]
    ends = [place for _, place in places[1:]] + [len(data) - start]
    for (name, place), end in zip(places, ends):
        text = data[start + name : data.index(b"\0", start + name)].decode("ascii")
        yield text, data[start + place : start + end]


def packed(header, kept):
    """The common data of some entries."""
    names, offsets = bytearray(), []
    table = 4 + 8 * len(kept)
    for name, _ in kept:
        offsets.append(table + len(names))
        names += name.encode("ascii") + b"\0"
    body = bytearray(table) + names
    struct.pack_into("<I", body, 0, len(kept))
    for index, (_, content) in enumerate(kept):
        body += bytes(-len(body) % 16)
        struct.pack_into("<II", body, 4 + 8 * index, offsets[index], len(body))
        body += content
    return header + bytes(body)


def main():
    archive, target = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["ar", "x", os.path.abspath(archive), "icu_packaged_data.cpp.o"], cwd=folder, check=True)
        member, raw = os.path.join(folder, "icu_packaged_data.cpp.o"), os.path.join(folder, "data")
        symbols = subprocess.run(["nm", member], check=True, capture_output=True, text=True).stdout
        symbol = re.search(r"\bR (icudt\d+_dat)$", symbols, re.MULTILINE)
        if symbol is None:
            sys.exit(f"trim_icu: {archive} holds no data of ICU")
        subprocess.run(["objcopy", "-O", "binary", "--only-section=.rodata", member, raw], check=True)
        with open(raw, "rb") as file:
            data = file.read()
        length, magic = struct.unpack_from("<HH", data, 0)
        if magic != 0x27DA or data[12:16] != b"CmnD":
            sys.exit(f"trim_icu: the data of ICU in {archive} is not of the layout this script knows")
        kept = [(name, content) for name, content in entries(data) if is_kept(name.split("/", 1)[1])]
        with open(raw, "wb") as file:
            file.write(packed(data[:length], kept))
        source = os.path.join(folder, "data.s")
        with open(source, "w", encoding="ascii") as file:
            file.write(
                f'.section .rodata\n.balign 16\n.globl {symbol[1]}\n.type {symbol[1]}, @object\n{symbol[1]}:\n.incbin "{raw}"\n'
                f".size {symbol[1]}, . - {symbol[1]}\n.section .note.GNU-stack,\"\",@progbits\n")
        subprocess.run(["gcc", "-c", "-o", target, source], check=True)
        print(f"trim_icu: {len(kept)} of {sum(1 for _ in entries(data))} entries, {os.path.getsize(raw) / 1e6:.1f} of {len(data) / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
