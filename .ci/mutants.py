#!/usr/bin/env python3
"""Shows that the tests see it when a rule is broken: breaks one rule after the other and expects tests to fail.

Usage: mutants.py check            the list fits the sources and covers every id (cheap; no build)
       mutants.py run [name|id …]  builds once with all mutants, then runs the named tests with each of them switched on

`mutants/*.toml` lists them:

    [[mutant]]
    name = "a tie permits"        # what is broken, in a few words
    ids = ["CO-10"]               # the rows of Documentation/Features.md that the rule belongs to
    file = "Sources/Consent/Ledger/LedgerReading.swift"
    at = "guard «grant.date > suppression.act.date» else"   # occurs once in the file; what stands between « and » …
    new = "grant.date >= suppression.act.date"    # … becomes this; nothing at all leaves a statement out
    tests = ["ConsentDecisionTests/theLastWordOfThePersonWinsAndATieRestricts"]   # every one of them has to fail

Needs Python 3.11 for TOML.

The mutants are put into a copy of the sources, below .build, behind a switch: `old` becomes `mutant(7) ? new : old`, a
statement `if !mutant(7) { old }`. So there is one build for all of them, and an incremental one after a change. What cannot
be written as an expression can be as a pair of statements: begin `new` with `;`.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib

sys.dont_write_bytecode = True
import features  # noqa: E402
import swift_source as swift  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LISTS = os.path.join(ROOT, ".ci", "mutants")
COPY = os.path.join(ROOT, ".build", "mutants")
COPIED = ["Package.swift", "Sources", "Tests"]
# The rows of Documentation/Features.md of which every one needs a mutant.
COVERED = re.compile(r"^CO-\d+$")
SWITCH = '''import Foundation

private let active = ProcessInfo.processInfo.environment["CRM_MUTANT"].flatMap { Int($0) }

/// Whether the rule of this number is broken.
public func mutant(_ number: Int) -> Bool { number == active }
'''


def load(folder=LISTS):
    """All mutants, in the order of the files."""
    mutants = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".toml"):
            with open(os.path.join(folder, name), "rb") as file:
                mutants += tomllib.load(file).get("mutant", [])
    return mutants


def place(text, at):
    """Where the marked part of a snippet stands in a text, as (start, end); a message where that is not clear."""
    if at.count("«") != 1 or at.count("»") != 1 or at.index("«") > at.index("»"):
        return "there is no «part» in " + repr(at)
    before, rest = at.split("«")
    old, after = rest.split("»")
    count = text.count(before + old + after)
    if count != 1:
        return f"{repr(before + old + after)} occurs {count} times"
    start = text.index(before + old + after) + len(before)
    return start, start + len(old)


def switched(old, new, number):
    """The code that is `old`, or `new` when the mutant is on."""
    if new == "":
        return f"if !mutant({number}) {{ {old} }}"
    if new.startswith(";"):
        return f"if mutant({number}) {{ {new[1:].strip()} }} else {{ {old} }}"
    return f"(mutant({number}) ? ({new}) : ({old}))"


def mutated(text, mutants):
    """A text with all its mutants behind their switches; `mutants` are pairs of number and mutant."""
    places = sorted((place(text, mutant["at"]), number, mutant) for number, mutant in mutants)
    for (_, end), (start, _) in zip([p for p, _, _ in places], [p for p, _, _ in places][1:]):
        if start < end:
            raise ValueError("two mutants overlap")
    for (start, end), number, mutant in reversed(places):
        text = text[:start] + switched(text[start:end], mutant["new"], number) + text[end:]
    return text


def check(mutants, root=ROOT):
    """What is wrong with the list, as messages."""
    tests = features.tests(root)
    names = set()
    for mutant in mutants:
        name = mutant["name"]
        if name in names:
            yield f"{name}: there are two of this name"
        names.add(name)
        path = os.path.join(root, mutant["file"])
        if not os.path.isfile(path):
            yield f"{name}: there is no {mutant['file']}"
            continue
        found = place(swift.read(path), mutant["at"])
        if isinstance(found, str):
            yield f"{name}: {mutant['file']}: {found}"
        for test in mutant["tests"]:
            if test.replace("/", ".") not in tests:
                yield f"{name}: there is no test {test}"
        if not mutant["tests"]:
            yield f"{name}: no test is named"
    ids = {identifier for mutant in mutants for identifier in mutant["ids"]}
    for row in features_ids(root):
        if COVERED.match(row) and row not in ids:
            yield f"{row} has no mutant"


def features_ids(root):
    """The ids of the table of features."""
    for line in swift.read(os.path.join(root, "Documentation", "Features.md")).splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 2 and features.ID.match(cells[1]):
            yield cells[1]


def write(path, text):
    """Writes a file unless it has this text already, so that only what changed is built again."""
    if os.path.isfile(path) and swift.read(path) == text:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def prepare(mutants):
    """Brings the copy up to date, with all mutants behind their switches."""
    by_file = {}
    for number, mutant in enumerate(mutants, 1):
        by_file.setdefault(mutant["file"], []).append((number, mutant))
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *COPIED], cwd=ROOT, check=True,
                            stdout=subprocess.PIPE, text=True).stdout.splitlines()
    kept = {os.path.join("Sources", "CRMCore", "Mutant.swift")}
    write(os.path.join(COPY, "Sources", "CRMCore", "Mutant.swift"), SWITCH)
    for name in listed:
        source = os.path.join(ROOT, name)
        if not os.path.isfile(source):
            continue
        kept.add(name)
        if name.endswith(".swift"):
            text = swift.read(source)
            write(os.path.join(COPY, name), mutated(text, by_file[name]) if name in by_file else text)
        else:
            target = os.path.join(COPY, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(source, target)
    for folder in ("Sources", "Tests"):
        for base, _, leaves in os.walk(os.path.join(COPY, folder)):
            for leaf in leaves:
                path = os.path.join(base, leaf)
                if os.path.relpath(path, COPY) not in kept:
                    os.remove(path)


def swift_command(*arguments, mutant=None):
    environment = {**os.environ, "CRM_STRICT": "0"}
    environment.pop("CRM_COVERAGE", None)
    if mutant is not None:
        environment["CRM_MUTANT"] = str(mutant)
    command = [os.environ.get("CI_SWIFT", "swift"), *arguments]
    return subprocess.run(command, cwd=COPY, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=1800 if mutant is None else 120)


def ended(output):
    """The names of the test functions that passed and of those that failed, by what `swift test` printed."""
    ends = re.findall(r"^. Test (\w+)\([^)]*\)(?: with \d+ test cases?)? (passed|failed) after", output, re.MULTILINE)
    passed, failed = ({name for name, end in ends if end == word} for word in ("passed", "failed"))
    return passed - failed, failed


def run_tests(tests, mutant=None):
    """Those of some tests that do not pass, with one mutant switched on, and what was printed."""
    pattern = "|".join(re.escape(test) + r"\(" for test in tests)
    try:
        result = swift_command("test", "--skip-build", "--filter", pattern, mutant=mutant)
    except subprocess.TimeoutExpired:
        return set(tests), "no end"
    output = result.stdout.decode(errors="replace")
    passed, failed = ended(output)
    # A trap ends the process: then whatever did not pass before has failed.
    crashed = result.returncode != 0 and not failed
    names = {test: test.split("/")[1] for test in tests}
    if mutant is None:
        return {test for test, name in names.items() if name not in passed or name in failed}, output
    return {test for test, name in names.items() if name in failed or crashed and name not in passed}, output


def run(mutants, wanted):
    prepare(mutants)
    build = swift_command("build", "--build-tests")
    if build.returncode:
        output = build.stdout.decode(errors="replace")
        print("\n".join(line for line in output.splitlines() if "error:" in line) or output[-4000:])
        return 1
    chosen = [(number, mutant) for number, mutant in enumerate(mutants, 1)
              if not wanted or mutant["name"] in wanted or set(mutant["ids"]) & wanted]
    failing, output = run_tests(sorted({test for _, mutant in chosen for test in mutant["tests"]}))
    if failing:
        print("without a mutant these do not pass:", ", ".join(sorted(failing)))
        print(output[-4000:])
        return 1
    survivors = 0
    for number, mutant in chosen:
        failed, _ = run_tests(mutant["tests"], number)
        missing = sorted(set(mutant["tests"]) - failed)
        survivors += bool(missing)
        print(f"{'SURVIVES' if missing else 'killed':9}{', '.join(mutant['ids']):13}{mutant['name']}", flush=True)
        for test in missing:
            print(f"{'':9}{test} does not fail", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants make every test fail that is named")
    return 1 if survivors else 0


def main(arguments):
    mutants = load()
    complaints = list(check(mutants))
    for complaint in complaints:
        print(f"error: {complaint}")
    if complaints or arguments[:1] == ["check"]:
        print(f"{len(mutants)} mutants")
        return 1 if complaints else 0
    if arguments[:1] != ["run"]:
        print(__doc__)
        return 2
    return run(mutants, set(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
