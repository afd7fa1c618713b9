"""Random CSV texts with the records Python's csv module reads from them, one JSON object per line: the reference of
DifferentialTests.

python csv_differential.py COUNT SEED > csv_differential.jsonl
"""
import csv
import io
import json
import random
import sys

count, seed = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(seed)
pieces = ["a", "bc", "7", "0012", " ", ",", ";", "\"", "\"\"", "\n", "\r\n", "\r", "\t", "é", "€", "😀", "\"x\"", "\"p,q\"", "\"l\nm\"", "=1", "'", "", ""]


def quoted(text):
    return "\"" + text.replace("\"", "\"\"") + "\""


def case():
    delimiter = draw.choice(",,,;\t|")
    if draw.random() < 0.5:
        # Well formed: every field as a writer would put it.
        rows = []
        for _ in range(draw.randint(1, 6)):
            fields = []
            for _ in range(draw.randint(1, 5)):
                text = "".join(draw.choice(pieces) for _ in range(draw.randint(0, 4)))
                needs = any(c in text for c in "\"\r\n" + delimiter)
                fields.append(quoted(text) if needs or draw.random() < 0.3 else text)
            rows.append(delimiter.join(fields))
        text = draw.choice(["\n", "\r\n"]).join(rows) + draw.choice(["", "\n"])
    else:
        # Anything at all.
        text = "".join(draw.choice(pieces + [delimiter] * 4) for _ in range(draw.randint(1, 25)))
    return delimiter, text


written = 0
while written < count:
    delimiter, text = case()
    if text.startswith("\ufeff"):
        continue
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error:
        continue
    # A quote that is never closed is an error of ours; Python takes the rest of the text.
    state_open = False
    try:
        list(csv.reader(io.StringIO(text + "\n", newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        state_open = "unexpected end of data" in str(error)
        if not state_open:
            # Strict mode stops at text behind a closing quote; look for an open field by appending a marker record.
            probe = list(csv.reader(io.StringIO(text + "\n@@end@@", newline=""), delimiter=delimiter))
            state_open = not probe or probe[-1] != ["@@end@@"]
    if state_open:
        rows = None
    else:
        rows = [row for row in rows if row]
    print(json.dumps({"delimiter": delimiter, "text": text, "rows": rows}, ensure_ascii=True))
    written += 1
