#!/usr/bin/env python3
"""Documentation/Features.md tells the truth: its entry points are public symbols, its tests exist.

A row is `| id | what it does | public entry point | test that shows it | status |`. Names stand in backticks:
an entry point as `Type.member(label:)`, `Type.member` or `Module.Type`; a test as `Suite`, `Suite.test` or the path of
a file below Tests. The status is `done` or `part: what is missing`.

Usage: features.py <folder with symbol graphs> [root]
"""

import os
import re
import sys

sys.dont_write_bytecode = True
import swift_source as swift  # noqa: E402
import symbol_graph  # noqa: E402

ID = re.compile(r"^(?:CR|CU|PL|SE|CA|CO|IN|WS|FO)-\d+$")
NAME = re.compile(r"`([^`]+)`")
HEADER = ["id", "what it does", "public entry point", "test that shows it", "status"]


def without_labels(name):
    return re.sub(r"\(.*\)$", "", name)


def entry_points(folder):
    """Every way in which a public symbol may be written in the table."""
    names = set(symbol_graph.modules(folder))
    for symbol in symbol_graph.symbols(folder):
        for name in (symbol.name, without_labels(symbol.name)):
            names |= {name, f"{symbol.module}.{name}"}
    return names


_SCOPE = re.compile(
    r"\b(?:struct|class|enum|actor|extension)\s+([\w.]+)|@Test\b|\bfunc\s+(`[^`\n]+`|\w+)|[{}]"
)


def tests(root):
    """`Suite` and `Suite.test` of every test function below Tests."""
    names = set()
    for path in swift.files(root, "Tests"):
        code = swift.code_only(swift.read(path))
        scopes, depth, opening, is_test = [], 0, None, False
        for found in _SCOPE.finditer(code):
            if found.group(1):
                opening = found.group(1)
            elif found.group(2):
                if is_test:
                    suite = ".".join(name for name, _ in scopes)
                    test = found.group(2).strip("`")
                    names |= {suite, f"{suite}.{test}"} if suite else {test}
                is_test, opening = False, None
            elif found.group() == "{":
                depth += 1
                if opening:
                    scopes.append((opening, depth))
                opening = None
            elif found.group() == "}":
                if scopes and scopes[-1][1] == depth:
                    scopes.pop()
                depth -= 1
            else:
                is_test = True
    return names


def rows(text):
    """The cells of each row of the table, with its line number, header and rule included."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("|"):
            yield number, [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def check(text, known_entries, known_tests, root):
    """What is wrong with the table, as (line, message)."""
    table = list(rows(text))
    if not table or [cell.lower() for cell in table[0][1]] != HEADER:
        yield 1, f"the table starts with | {' | '.join(HEADER)} |"
        return
    seen = set()
    for number, cells in table[1:]:
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells) or [c.lower() for c in cells] == HEADER:
            continue
        if len(cells) != len(HEADER):
            yield number, f"{len(cells)} cells instead of {len(HEADER)}"
            continue
        identity, what, entry, test, status = cells
        if not ID.match(identity):
            yield number, f"{identity} is no id of the specification"
        if identity in seen:
            yield number, f"{identity} has a row already"
        seen.add(identity)
        if not what:
            yield number, f"{identity} does not say what it does"
        if status != "done" and not re.match(r"part: \S", status):
            yield number, f"{identity}: the status is `done` or `part: what is missing`"
        entries, shown = NAME.findall(entry), NAME.findall(test)
        if not entries:
            yield number, f"{identity} names no entry point"
        if not shown:
            yield number, f"{identity} names no test"
        for name in entries:
            if name not in known_entries:
                yield number, f"{identity}: there is no public symbol {name}"
        for name in shown:
            plain = without_labels(name).replace("/", ".") if not name.endswith(".swift") else name
            is_file = "/" in name and os.path.isfile(os.path.join(root, "Tests", name))
            if plain not in known_tests and not is_file:
                yield number, f"{identity}: there is no test {name}"


def main():
    folder = sys.argv[1]
    root = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else ".")
    path = os.path.join(root, "Documentation", "Features.md")
    text = swift.read(path)
    found = list(check(text, entry_points(folder), tests(root), root))
    for line, message in found:
        print(f"Documentation/Features.md:{line}: {message}")
    named = [cells for _, cells in rows(text) if ID.match(cells[0])]
    done = sum(1 for cells in named if cells[-1] == "done")
    print(f"{len(named)} features: {done} done, {len(named) - done} in part; {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
