#!/usr/bin/env python3
"""Shows that the gates can fail: each rule is given a sample that breaks it and one that does not.

Usage: selftest.py
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import api_diff  # noqa: E402
import features  # noqa: E402
import hygiene  # noqa: E402
import mutants  # noqa: E402
import prose  # noqa: E402
import swift_source as swift  # noqa: E402
import symbol_graph  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Source(unittest.TestCase):
    """Code is told from comments and literals."""

    def test_comments_and_strings_are_blanked(self):
        code = swift.code_only('a! // b!\n/* c! /* d! */ e! */ f "g!" \'h\' #"i! \\(j!) \\#(k!)"#\n"""\n l! " m!\n"""')
        self.assertEqual([letter for letter in "abcdefghijklm" if letter + "!" in code], ["a", "k"])
        self.assertEqual(code.count("\n"), 4)

    def test_code_in_an_interpolation_is_kept(self):
        self.assertIn("x!", swift.code_only('"a \\(f(x!, "b!")) c!"'))
        self.assertNotIn("b!", swift.code_only('"a \\(f(x!, "b!")) c!"'))


class Hygiene(unittest.TestCase):
    """Every rule finds what it is for, and leaves alone what looks like it."""

    def messages(self, text, module="Pipeline", path="Sources/Pipeline/A.swift"):
        return [message for _, message in hygiene.check_source(path, text, module)]

    def test_shortcuts(self):
        for text in ["struct A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1", "// TODO: later",
                     "// FIXME", "let a = try! b()", "let a = b as! C", "fatalError()"]:
            self.assertTrue(self.messages(text), text)
        for text in ["let todos = 1", "let a = try? b()", "let a = b as? C", "let a = b is C"]:
            self.assertEqual(self.messages(text), [], text)

    def test_force_unwraps(self):
        for text in ["let a = b!", "let a = b[0]!.c", "f()!.g", "var a: String!", "x = a! + 1", "$0!", 'd["k"]!',
                     "var a: [Int]!", '"\\(a!)"']:
            self.assertTrue(self.messages(text), text)
        for text in ["a != b", "a!=b", "if !a {}", "f(!a)", "#if !os(Linux)\n#endif", "// a!", '"a!"', "a !== b",
                     "return !a.b", "[!a, !b]", "prefix static func ! (a: A) -> A"]:
            self.assertEqual(self.messages(text), [], text)

    def test_what_comes_from_outside_is_asked_for(self):
        for text in ["Date()", "Date.now", "UUID()", "TimeZone.current", "a.shuffled()", "Int.random(in: 0..<6)",
                     "Bool.random()"]:
            self.assertTrue(self.messages(text), text)
            self.assertEqual(self.messages(text, "CRMCore", "Sources/CRMCore/Time/CRMEnvironment.swift"), [], text)
        for text in ["Date(timeIntervalSince1970: 0)", "UUID(uuid: a)", "Int.random(in: 0..<6, using: &g)",
                     "a.shuffled(using: &g)", "environment.now()"]:
            self.assertEqual(self.messages(text), [], text)

    def test_arrows_point_down(self):
        for module, name in [("CRMCore", "Customers"), ("Customers", "Consent"), ("Consent", "Customers"),
                             ("Pipeline", "Service"), ("Insights", "CRMCore"), ("CRMFormats", "Insights"),
                             ("CRMTesting", "Testing"), ("Pipeline", "NIO"), ("Pipeline", "CRM")]:
            self.assertTrue(self.messages(f"public import {name}", module), (module, name))
        for module, name in [("Campaigns", "Consent"), ("CRM", "Service"), ("CRMCore", "Synchronization")]:
            self.assertEqual(self.messages(f"@_exported public import {name}", module), [], (module, name))
        self.assertTrue(self.messages("import struct Customers.Customer", "CRMCore"))
        self.assertTrue(self.messages("", "Unheard"))

    def test_names(self):
        for text in ["public struct Task {}", "public final class DealManager {}", "public protocol Service {}",
                     "public indirect enum Result {}", "public typealias Customers = Int", "public enum DateUtils {}"]:
            self.assertTrue(self.messages(text), text)
        for text in ["struct Task {}", "public struct FollowUp {}", "public struct TaskList {}"]:
            self.assertEqual(self.messages(text), [], text)

    def test_length(self):
        self.assertEqual(self.messages("\n" * hygiene.LONGEST_FILE), [])
        self.assertTrue(self.messages("\n" * (hygiene.LONGEST_FILE + 1)))

    def test_machine_paths(self):
        for folder in ["work", "farm", "tmp/x", "home/me", "Users/me"]:
            self.assertTrue(list(hygiene.check_text("README.md", f"see /{folder}/a")), folder)
        self.assertEqual(list(hygiene.check_text("README.md", "framework/a and /tmp")), [])

    def test_no_other_package(self):
        self.assertTrue(list(hygiene.check_manifest("Package.swift", '.package(url: "https://example.com", from: "1")')))
        self.assertEqual(list(hygiene.check_manifest("Package.swift", '// .package(\n.product(name: "CRM")')), [])

    def test_an_empty_folder_fails(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assertTrue(list(hygiene.violations(empty)))


def graph(folder, *symbols, module="CRMCore", origins=()):
    """Writes a symbol graph; a symbol is (name, has location, comment)."""
    record = {
        "module": {"name": module},
        "symbols": [
            {
                "kind": {"identifier": "swift.struct", "displayName": "Structure"},
                "identifier": {"precise": f"s:{name}"},
                "pathComponents": name.replace("::SYNTHESIZED::", "").split("."),
                "declarationFragments": [{"spelling": f"var {name}"}],
                **({"location": {"uri": "file:///A.swift", "position": {"line": 4}}} if located else {}),
                **({"docComment": {"lines": [{"text": comment}]}} if comment is not None else {}),
            }
            for name, located, comment in symbols
        ],
        "relationships": [{"source": f"s:{name}", "sourceOrigin": {}} for name in origins],
    }
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{module}.symbols.json"), "w", encoding="utf-8") as file:
        json.dump(record, file)


def script(name, *arguments):
    command = [sys.executable, os.path.join(ROOT, ".ci", name), *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    return result.returncode, result.stdout


class Graphs(unittest.TestCase):
    """The gates that read symbol graphs."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = self.folder.name

    def test_undocumented_symbols_are_named_with_their_line(self):
        graph(self.path, ("A", True, "A thing."), ("A.b", True, None), ("A.c", True, "  "))
        code, output = script("documented.py", self.path)
        self.assertEqual(code, 1)
        self.assertIn("A.swift:5: Structure CRMCore.A.b has no documentation", output)
        self.assertIn("A.c", output)

    def test_derived_and_inherited_members_need_none(self):
        graph(self.path, ("A", True, "A thing."), ("A.==", False, None), ("A.!=::SYNTHESIZED::A", True, None),
              ("A.hash(into:)", True, None), origins=["A.hash(into:)"])
        self.assertEqual(script("documented.py", self.path)[0], 0)

    def test_no_graph_fails(self):
        self.assertEqual(script("documented.py", self.path)[0], 1)

    def test_entry_points(self):
        graph(self.path, ("Desk", True, ""), ("Desk.open(_:at:)", True, ""))
        names = features.entry_points(self.path)
        for name in ["Desk", "Desk.open(_:at:)", "Desk.open", "CRMCore.Desk", "CRMCore"]:
            self.assertIn(name, names)
        self.assertNotIn("Desk.close", names)

    def test_breaking_changes_must_be_announced(self):
        old, new = os.path.join(self.path, "old"), os.path.join(self.path, "new")
        graph(old, ("Desk", True, ""), ("Desk.open", True, ""))
        graph(new, ("Desk", True, ""), ("Desk.shut", True, ""))
        for notes, expected in [("", 1), ("- `Desk.open` is gone", 0), ("- `Desk.opens` is gone", 1)]:
            with open(os.path.join(self.path, "CHANGELOG.md"), "w", encoding="utf-8") as file:
                file.write(f"## [Unreleased]\n{notes}\n\n## [0.1.0]\n`Desk.open`\n")
            self.assertEqual(script("api_diff.py", old, new, self.path)[0], expected, notes)
        self.assertEqual(api_diff.unreleased("# None"), "")
        self.assertEqual(symbol_graph.modules(new), ["CRMCore"])


class Features(unittest.TestCase):
    """The feature table."""

    HEAD = "| id | what it does | public entry point | test that shows it | status |\n|---|---|---|---|---|\n"

    def faults(self, *rows):
        text = self.HEAD + "\n".join(rows)
        return [m for _, m in features.check(text, {"Money", "Money.init"}, {"MoneyTests", "MoneyTests.adds"}, ROOT)]

    def test_good_rows(self):
        self.assertEqual(self.faults("| CR-3 | Adds money | `Money`, `Money.init` | `MoneyTests.adds()` | done |",
                                     "| CR-4 | Other | `Money` | `MoneyTests/adds` | part: rounding |",
                                     "| CO-30 | Other | `Money` | `DoesNotCompile/Harness/ConsumedTwice.swift` | done |"),
                         [])

    def test_bad_rows(self):
        good = "| CR-3 | Adds money | `Money` | `MoneyTests` | done |"
        for old, new in [("CR-3", "XX-3"), ("`Money`", "`Monet`"), ("`Money`", "Money"), ("`MoneyTests`", "`Gone`"),
                         ("`MoneyTests`", "-"), ("done", "nearly"), ("done", "part:"), ("Adds money", ""),
                         (" | done", ""), ("`MoneyTests`", "`DoesNotCompile/Gone.swift`")]:
            self.assertTrue(self.faults(good.replace(old, new)), (old, new))
        self.assertTrue(self.faults(good, good), "an id twice")
        self.assertTrue(list(features.check("nothing", set(), set(), ROOT)), "no table")

    def test_tests_are_found(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "Tests", "ATests"))
            with open(os.path.join(root, "Tests", "ATests", "A.swift"), "w", encoding="utf-8") as file:
                file.write('@Suite("Money") struct MoneyTests {\n  struct Fake { func no() {} }\n'
                           "  @Test(arguments: [1]) func adds(n: Int) { if true {} }\n"
                           "  // @Test func gone() {}\n  @Suite struct Inner {\n    @Test\n    func deep() {}\n  }\n}\n"
                           "extension MoneyTests { @Test func more() {} }\n@Test func free() {}\n")
            self.assertEqual(features.tests(root), {"MoneyTests", "MoneyTests.adds", "MoneyTests.Inner",
                                                    "MoneyTests.Inner.deep", "MoneyTests.more", "free"})


class Mutants(unittest.TestCase):
    """Rules are broken where the list says, and the list has to fit."""

    def test_code_is_put_behind_a_switch(self):
        text = "if a > b, c { f() }\nreturn d\n"
        found = mutants.mutated(text, [(1, {"at": "if «a > b», c", "new": "a >= b"}), (2, {"at": "«f()»", "new": ""}),
                                       (3, {"at": "«return d»", "new": "; return e"})])
        self.assertEqual(found, "if (mutant(1) ? (a >= b) : (a > b)), c { if !mutant(2) { f() } }\n"
                                "if mutant(3) { return e } else { return d }\n")

    def test_unclear_places(self):
        for at in ["a", "«a", "»a«", "«a»", "«c»"]:
            self.assertIsInstance(mutants.place("a b a", at), str, at)
        self.assertEqual(mutants.place("a b a", "a «b»"), (2, 3))
        with self.assertRaises(ValueError):
            mutants.mutated("a b c", [(1, {"at": "«a b» c", "new": "x"}), (2, {"at": "a «b c»", "new": "x"})])

    def test_the_list_is_checked(self):
        good = mutants.load()
        self.assertEqual(list(mutants.check(good)), [])
        for change in [{"at": "«no such code»"}, {"file": "Sources/Gone.swift"}, {"tests": ["Gone/gone"]}, {"tests": []},
                       {"name": good[1]["name"]}]:
            self.assertTrue(list(mutants.check([{**good[0], **change}, *good[1:]])), change)
        self.assertTrue(list(mutants.check([one for one in good if "CO-10" not in one["ids"]])))

    def test_the_output_of_tests_is_read(self):
        output = ("✔ Test a() passed after 0.1 seconds.\n✘ Test b(_:c:) with 2 test cases failed after 1.0 seconds with 1 issue.\n"
                  "✘ Test a() recorded an issue\n✔ Test d(_:) with 1 test case passed after 0.1 seconds.\n")
        self.assertEqual(mutants.ended(output), ({"a", "d"}, {"b"}))


class Prose(unittest.TestCase):
    """Pages."""

    def faults(self, text, *programs):
        page = os.path.join(ROOT, "README.md")
        return [message for _, message in prose.check(page, text, [prose.plain(p) for p in programs])]

    def test_open_places_and_dead_links(self):
        self.assertTrue(self.faults("<!-- to fill: later -->"))
        self.assertTrue(self.faults("see [this](Nowhere.md)"))
        for text in ["see [this](LICENSE)", "see [this](https://example.com)", "```\n[a](Nowhere.md)\n```", "[a](#part)"]:
            self.assertEqual(self.faults(text), [], text)

    def test_programs_are_compiled_somewhere(self):
        program = "import CRM\n\nprint(1)\n"
        self.assertEqual(self.faults(f"```swift\n{program}```", "// A\n  import CRM\n  print(1)\nprint(2)\n"), [])
        self.assertTrue(self.faults(f"```swift\n{program}```", "import CRM\nprint(2)\n"))
        self.assertTrue(self.faults(f"```swift\n{program}```", "import CRM\nprint(1)2\n"))
        self.assertTrue(self.faults(f"```swift\n{program}```"))
        self.assertEqual(self.faults('```swift\n.product(name: "CRM")\n```'), [])


class DoesNotCompile(unittest.TestCase):
    """The runner of the negative compile tests fails when it should."""

    NEGATIVE = "struct A: ~Copyable {}\nfunc take(_ a: consuming A) {}\nfunc twice(_ a: consuming A) {ERROR\n" \
               "  take(a)NOTE\n  take(a)AGAIN\n}\n"
    POSITIVE = "struct A: ~Copyable {}\nfunc take(_ a: consuming A) {}\nfunc once(_ a: consuming A) { take(a) }\n"

    def run_on(self, **files):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "Topic"))
            for name, text in files.items():
                with open(os.path.join(root, "Topic", name.replace("_", ".") + ".swift"), "w") as file:
                    file.write(text)
            runner = os.path.join(ROOT, "Tests", "DoesNotCompile", "run")
            result = subprocess.run([sys.executable, runner, "--modules", root, "--tests", root],
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            return result.returncode

    def expecting(self, error="consumed more than once"):
        return (self.NEGATIVE.replace("ERROR", "  // expected-error {{" + error + "}}")
                .replace("NOTE", "  // expected-note {{consumed here}}")
                .replace("AGAIN", "  // expected-note {{consumed again here}}"))

    def test_misuse_with_a_twin_passes(self):
        self.assertEqual(self.run_on(A=self.expecting(), A_twin=self.POSITIVE), 0)

    def test_everything_else_fails(self):
        self.assertNotEqual(self.run_on(), 0, "no test")
        self.assertNotEqual(self.run_on(A=self.expecting()), 0, "no twin")
        self.assertNotEqual(self.run_on(A=self.expecting(), A_twin="import Nowhere\n"), 0, "a twin that fails")
        self.assertNotEqual(self.run_on(A=self.expecting(), A_twin=self.POSITIVE, B_twin=self.POSITIVE), 0, "a widow")
        self.assertNotEqual(self.run_on(A=self.expecting("something else"), A_twin=self.POSITIVE), 0, "another error")
        self.assertNotEqual(self.run_on(A=self.POSITIVE, A_twin=self.POSITIVE), 0, "no expected error")
        fine = self.POSITIVE + "// expected-error {{is never produced}}\n"
        self.assertNotEqual(self.run_on(A=fine, A_twin=self.POSITIVE), 0, "an error that does not come")


if __name__ == "__main__":
    unittest.main()
