#!/usr/bin/env python3
"""Compares the public surface with that of the last release.

A symbol that went away or whose declaration changed may break a host. That is allowed when CHANGELOG.md says so: the
symbol's name has to stand under `## [Unreleased]`. New symbols are counted.

Usage: api_diff.py <graphs of the last release> <graphs of today> [root]
"""

import os
import re
import sys

sys.dont_write_bytecode = True
import symbol_graph  # noqa: E402
import swift_source as swift  # noqa: E402


def surface(folder):
    return {(s.module, s.precise): s for s in symbol_graph.symbols(folder) if s.is_written}


def unreleased(changelog):
    found = re.search(r"^## \[Unreleased\](.*?)(?=^## |\Z)", changelog, re.M | re.S)
    return found.group(1) if found else ""


def is_announced(symbol, notes):
    """Whether the notes name the symbol or a type that contains it, without parameter labels."""
    parts = [re.sub(r"\(.*", "", part) for part in symbol.path]
    names = [".".join(parts[:n]) for n in range(1, len(parts) + 1)] + [parts[-1]]
    return any(re.search(rf"`(?:\w+\.)?{re.escape(name)}(?:\([^`]*\))?`", notes) for name in names)


def main():
    before, after = surface(sys.argv[1]), surface(sys.argv[2])
    root = sys.argv[3] if len(sys.argv) > 3 else "."
    notes = unreleased(swift.read(os.path.join(root, "CHANGELOG.md")))
    broken = 0
    for key, old in sorted(before.items(), key=lambda item: (item[0][0], item[1].name)):
        new = after.get(key)
        if new is not None and new.declaration == old.declaration:
            continue
        change = "is gone" if new is None else f"was `{old.declaration}`, is `{new.declaration}`"
        announced = is_announced(old, notes)
        broken += not announced
        print(f"{'announced' if announced else 'BREAKING'}: {old.module}.{old.name} {change}")
    print(f"{len(after.keys() - before.keys())} symbols are new, {broken} breaking changes are not in CHANGELOG.md")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
