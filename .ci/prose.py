#!/usr/bin/env python3
"""The README and the guides tell the truth: links lead somewhere, programs they show are compiled, nothing is left open.

A Swift block that imports a module of ours has to stand, line for line apart from indentation and blank lines, in a
Swift file below Examples or Tests. Smaller blocks are illustrations and are not compared.

Usage: prose.py [root]
"""

import os
import re
import sys

sys.dont_write_bytecode = True
import hygiene  # noqa: E402
import swift_source as swift  # noqa: E402

LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```swift\n(.*?)^```", re.M | re.S)
OPEN = re.compile(r"<!--\s*to fill")
OURS = re.compile(r"^\s*(?:@\w+\s+)*import (?:%s)\b" % "|".join(sorted(hygiene.ALLOWED)), re.M)


def plain(text):
    """The lines of a program, each with a line end, without indentation and blank lines."""
    return "".join(line.strip() + "\n" for line in text.splitlines() if line.strip())


def pages(root):
    found = [os.path.join(root, name) for name in sorted(os.listdir(root)) if name.endswith(".md")]
    return found + swift.files(root, "Documentation", "Examples", "Tests", suffix=".md")


def check(path, text, programs):
    """What is wrong with one page, as (line, message)."""
    for found in OPEN.finditer(text):
        yield swift.line_of(text, found.start()), "still to fill"
    for found in BLOCK.finditer(text):
        block = plain(found.group(1))
        if OURS.search(block) and not any("\n" + block in "\n" + program for program in programs):
            yield swift.line_of(text, found.start()), "this program stands in no file below Examples or Tests"
    prose = re.sub(r"^```.*?^```", lambda block: "\n" * block.group().count("\n"), text, flags=re.M | re.S)
    for found in LINK.finditer(prose):
        target = found.group(1).split("#")[0]
        # Pictures and pages of the catalogue are resolved by docc.
        if not target or ":" in target or (".docc/" in path and "/" not in target):
            continue
        if not os.path.exists(os.path.join(os.path.dirname(path), target)):
            yield swift.line_of(prose, found.start()), f"the link {target} leads nowhere"


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".")
    programs = [plain(swift.read(path)) for path in swift.files(root, "Examples", "Tests")]
    count = 0
    read = pages(root)
    for path in read:
        for line, message in check(path, swift.read(path), programs):
            count += 1
            print(f"{os.path.relpath(path, root)}:{line}: {message}")
    print(f"{len(read)} pages, {count} violations")
    return 1 if count or not read else 0


if __name__ == "__main__":
    sys.exit(main())
