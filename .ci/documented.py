#!/usr/bin/env python3
"""Every public symbol has a documentation comment, enum cases and initialisers included.

The formatter's own rule does not see enum cases. Members which the compiler derives are left out; a witness may leave
its comment to the requirement of the protocol.

Usage: documented.py <folder with symbol graphs> [root]
"""

import os
import sys

sys.dont_write_bytecode = True
import symbol_graph  # noqa: E402


def main():
    folder = sys.argv[1]
    root = os.path.realpath(sys.argv[2] if len(sys.argv) > 2 else ".")
    written = [symbol for symbol in symbol_graph.symbols(folder) if symbol.is_written]
    missing = [symbol for symbol in written if not symbol.is_documented]
    for symbol in sorted(missing, key=lambda s: (s.file, s.line)):
        path = os.path.relpath(os.path.realpath(symbol.file), root)
        print(f"{path}:{symbol.line}: {symbol.kind} {symbol.module}.{symbol.name} has no documentation")
    counts = {}
    for symbol in written:
        counts[symbol.module] = counts.get(symbol.module, 0) + 1
    for module in symbol_graph.modules(folder):
        print(f"{module}: {counts.get(module, 0)} public symbols")
    print(f"{len(written)} public symbols, {len(missing)} without documentation")
    if not written:
        print("there is no public symbol at all: the symbol graphs are missing")
        return 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
