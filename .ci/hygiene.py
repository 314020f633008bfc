#!/usr/bin/env python3
"""Rules of the house that need no compiler. Prints `file:line: what is wrong`; exits 1 when anything is.

Usage: hygiene.py [root]
"""

import os
import re
import sys

sys.dont_write_bytecode = True
import swift_source as swift  # noqa: E402

LONGEST_FILE = 400
WORTH_SPLITTING = 300

# What each module may import of ours: arrows point down only.
FLOOR = {"CRMCore"}
TOOLS = FLOOR | {"CRMFormats", "Insights"}
PARTIES = TOOLS | {"Customers", "Consent"}
DOMAINS = {"Pipeline", "Service", "Campaigns"}
ALLOWED = {
    "CRMCore": set(),
    "CRMFormats": FLOOR,
    "Insights": set(),
    "Customers": TOOLS,
    "Consent": TOOLS,
    "Pipeline": PARTIES,
    "Service": PARTIES,
    "Campaigns": PARTIES,
    "CRM": PARTIES | DOMAINS,
    "CRMTesting": FLOOR | {"CRMFormats", "Customers", "Consent"},
    "CRMSQLite": FLOOR,
    "CRMPostgres": FLOOR,
}
# What comes with the toolchain or the operating system.
FOUNDATION = {"Foundation", "FoundationEssentials", "FoundationInternationalization", "Swift", "Synchronization"}
SYSTEM = FOUNDATION | {"Dispatch", "Darwin", "Glibc", "Musl", "Android", "System", "os"}
SYSTEM_ALLOWED = {
    "CRMCore": SYSTEM,
    "CRMTesting": SYSTEM,
    "CRMSQLite": SYSTEM | {"CSQLite", "SQLite3"},
    "CRMPostgres": SYSTEM | {"CLibPQ"},
}

FORBIDDEN_TYPES = set(
    "Task Notification Error Result Clock Progress Process Predicate Operation Unit Port Host Scanner Service CRM "
    "Manager Helper".split()
) | set(ALLOWED)
FORBIDDEN_ENDINGS = ("Manager", "Helper", "Utils")

SHORTCUTS = re.compile(
    r"@unchecked Sendable|nonisolated\(unsafe\)|\bTODO\b|\bFIXME\b|(?<![A-Za-z])(?:try!|as!)|\bfatalError\b"
)
# `!` that follows a value or a type directly: force unwrap, or an implicitly unwrapped type. `!=` is an operator.
FORCE_UNWRAP = re.compile(r"(?<!\btry)(?<!\bas)(?<=[\w)\]}>`?\"])!(?!=)")
AMBIENT = re.compile(
    r"\bDate\(\)|\bDate\.now\b|\bUUID\(\)|\bSystemRandomNumberGenerator\b"
    r"|\b(?:Locale|TimeZone|Calendar)\.(?:current|autoupdatingCurrent)\b"
    r"|\.(?:shuffled|shuffle|randomElement)\(\)|\.random\((?![^()]*\busing\b)[^()]*\)"
)
IMPORT = re.compile(
    r"^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?"
    r"import[ \t]+(?:(?:struct|class|enum|protocol|typealias|func|let|var)[ \t]+)?(\w+)",
    re.M,
)
PUBLIC_TYPE = re.compile(
    r"\b(?:public|open)[ \t]+(?:(?:final|indirect|nonisolated|distributed)[ \t]+)*"
    r"(?:struct|class|enum|protocol|actor|typealias)[ \t]+`?(\w+)"
)
# Folders of a developer's machine. Written so that this line does not match itself.
MACHINE_PATH = re.compile(r"/(?:work|farm)/|/tmp/[a-z]+/|/(?:home|Users)/[a-z]+/")
THIRD_PARTY = re.compile(r"\.package\s*\(|\.binaryTarget\s*\(")


def check_text(path, text):
    """What holds for every text file of the repository."""
    for found in MACHINE_PATH.finditer(text):
        yield swift.line_of(text, found.start()), f"a path of a machine: {found.group()}"


def check_source(path, text, module):
    """What holds for a Swift file in Sources."""
    code = swift.code_only(text)
    lines = len(text.splitlines())
    if lines > LONGEST_FILE:
        yield lines, f"{lines} lines; a file has at most {LONGEST_FILE}"
    for found in SHORTCUTS.finditer(text):
        yield swift.line_of(text, found.start()), f"a shortcut: {found.group()}"
    for found in FORCE_UNWRAP.finditer(code):
        yield swift.line_of(code, found.start()), "a force unwrap or an implicitly unwrapped type"
    if not (module == "CRMCore" and "Environment" in os.path.basename(path)):
        for found in AMBIENT.finditer(code):
            yield swift.line_of(code, found.start()), f"{found.group()}: ask CRMEnvironment, or take it as an argument"
    for found in PUBLIC_TYPE.finditer(code):
        name = found.group(1)
        if name in FORBIDDEN_TYPES or name.endswith(FORBIDDEN_ENDINGS):
            yield swift.line_of(code, found.start()), f"no public type is called {name}"
    permitted = ALLOWED.get(module)
    if permitted is None:
        yield 1, f"module {module} is unknown to .ci/hygiene.py: say there what it may import"
        return
    for found in IMPORT.finditer(code):
        name = found.group(1)
        if name not in permitted and name not in SYSTEM_ALLOWED.get(module, FOUNDATION):
            yield swift.line_of(code, found.start()), f"{module} may not import {name}"


def check_manifest(path, text):
    """What holds for the manifest at the root: no package beside this one."""
    code = swift.code_only(text)
    for found in THIRD_PARTY.finditer(code):
        yield swift.line_of(code, found.start()), "the root manifest has no dependency on another package"


def text_files(root):
    """Every file of the repository which is text, without build products."""
    for base, names, leaves in os.walk(root):
        names[:] = sorted(n for n in names if n not in swift.SKIPPED_FOLDERS and not n.startswith(".build"))
        for leaf in sorted(leaves):
            path = os.path.join(base, leaf)
            try:
                yield path, swift.read(path)
            except (UnicodeDecodeError, OSError):
                continue


def violations(root):
    """All violations as (path relative to the root, line, message)."""
    sources = os.path.join(root, "Sources")
    count = 0
    for path, text in text_files(root):
        relative = os.path.relpath(path, root)
        checks = [check_text(path, text)]
        if path.endswith(".swift") and path.startswith(sources + os.sep):
            count += 1
            checks.append(check_source(path, text, os.path.relpath(path, sources).split(os.sep)[0]))
        if relative == "Package.swift":
            checks.append(check_manifest(path, text))
        for check in checks:
            for line, message in check:
                yield relative, line, message
    if count == 0:
        yield "Sources", 1, "there is no Swift file"


def long_files(root):
    """Files that still pass and are worth splitting."""
    for path in swift.files(root, "Sources"):
        lines = len(swift.read(path).splitlines())
        if WORTH_SPLITTING < lines <= LONGEST_FILE:
            yield os.path.relpath(path, root), lines


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(violations(root))
    for path, line, message in found:
        print(f"{path}:{line}: {message}")
    for path, lines in long_files(root):
        print(f"note: {path} has {lines} lines; over {WORTH_SPLITTING} is worth splitting")
    print(f"{len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
