#!/usr/bin/env python3
"""Runs the examples of the documentation and says where what they show is no longer what the commands print.

An example is an indented block with lines `$ twobin ...`, each followed by what it prints on standard output. A line `...` stands for any
number of lines left out, `...` at the end of a line for the rest of that line; a command without lines below it is run and only has to end
with status 0. Blank lines between commands and times of day do not count. Everything runs in a folder of its own that holds links to the
data sets, so that nothing in the repository changes. `--record` writes what is printed now into the examples: lines that stand for
others are found again by their shape (figures aside).
"""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
INDENT = "    "
CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def shape(line):
    """The line with its figures and spacing taken out."""
    return re.sub(r"\s+", " ", re.sub(r"[0-9a-f]{12}|\d+([.,]\d+)*", "0", line)).strip()


def matches(shown, printed):
    shown, printed = CLOCK.sub("TIME", shown), CLOCK.sub("TIME", printed)
    if shown.endswith("..."):
        return printed.startswith(shown[:-3].rstrip())
    return shown.rstrip() == printed.rstrip()


def renewed(shown, printed):
    """The printed lines chosen as the shown ones are: what is left out stays left out, cut lines are cut in the same column."""
    result, place, free = [], 0, False
    for line in shown:
        if line.strip() == "...":
            result.append(line)
            free = True
            continue
        if place >= len(printed):
            break
        if free:
            likeness = [difflib.SequenceMatcher(None, shape(line.removesuffix("...")), shape(text)).ratio() for text in printed[place:]]
            place += max(range(len(likeness)), key=lambda index: (likeness[index], -index))
        text = printed[place].rstrip()
        if line.endswith("...") and len(text) > len(line):
            text = text[: len(line) - 3] + "..."
        result.append(text)
        place, free = place + 1, False
    return result


def differences(shown, printed):
    """The shown lines that the printed ones do not bear out, in order."""
    place, free, wrong = 0, False, []
    for line in shown:
        if line.strip() == "...":
            free = True
            continue
        found = next((index for index in range(place, len(printed)) if matches(line, printed[index])), None) if free else (
            place if place < len(printed) and matches(line, printed[place]) else None)
        if found is None:
            wrong.append(line)
            place += not free
        else:
            place, free = found + 1, False
    if not wrong and not free and shown and any(text.strip() for text in printed[place:]):
        wrong.append(f"(not shown: {printed[place].strip()})")
    return wrong


def trimmed(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def examples(lines):
    """(line number of the command, command, number of lines shown below it)"""
    index = 0
    while index < len(lines):
        if not lines[index].startswith(INDENT + "$ "):
            index += 1
            continue
        end = index + 1
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(INDENT)) and not lines[end].startswith(INDENT + "$ "):
            end += 1
        yield index, lines[index][len(INDENT) + 2:], len(trimmed(lines[index + 1:end]))
        index = end


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=ROOT / ".build/release/twobin", type=pathlib.Path, help="the command to run")
    parser.add_argument("--record", action="store_true", help="write what is printed now")
    parser.add_argument("pages", nargs="*", default=["docs/guide/commands.md", "docs/guide/backtest.md"], help="the pages, in this order")
    arguments = parser.parse_args()
    count = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "datasets").symlink_to(ROOT / "datasets")
        script = f'twobin() {{ "{arguments.twobin.resolve()}" "$@"; }}\n'
        for page in arguments.pages:
            path = ROOT / page
            lines = path.read_text(encoding="utf-8").split("\n")
            new, copied = [], 0
            for at, command, height in examples(lines):
                run = subprocess.run(["bash", "-c", script + command], cwd=folder, capture_output=True, text=True, check=False)
                shown = [line.removeprefix(INDENT) for line in lines[at + 1:at + 1 + height]]
                printed = trimmed(run.stdout.split("\n"))
                wrong = differences(shown, printed) if run.returncode == 0 else [f"(ended with status {run.returncode}: {run.stderr.strip()})"]
                count, bad = count + 1, bad + bool(wrong)
                for line in wrong[:3]:
                    print(f"{page}:{at + 1}: {command}\n    {line}")
                new += lines[copied:at + 1]
                body = renewed(shown, printed) if run.returncode == 0 else shown
                new += [(INDENT + line).rstrip() for line in body]
                copied = at + 1 + height
            new += lines[copied:]
            if arguments.record and new != lines:
                path.write_text("\n".join(new), encoding="utf-8")
    print(f"{count} examples, {bad} differ" + (", written anew" if arguments.record and bad else ""))
    return 1 if bad and not arguments.record else 0


if __name__ == "__main__":
    sys.exit(main())
