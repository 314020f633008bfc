#!/usr/bin/env python3
"""Prints the line coverage of each module and, for CRMCore, of its least covered files.

Reads the raw profiles which an instrumented test run leaves behind (manifest: CRM_COVERAGE=1) with the LLVM tools of
the toolchain. Prints only; it fails when there is nothing to read.

Usage: coverage.py <toolchain's bin folder> <test binary> <folder with *.profraw> [root]
"""

import glob
import json
import os
import subprocess
import sys


def export(tools, binary, profiles):
    merged = os.path.join(profiles, "merged.profdata")
    raw = glob.glob(os.path.join(profiles, "*.profraw"))
    if not raw:
        sys.exit("no profile was written: was the test run instrumented?")
    subprocess.run([os.path.join(tools, "llvm-profdata"), "merge", "-sparse", *raw, "-o", merged], check=True)
    report = subprocess.run(
        [os.path.join(tools, "llvm-cov"), "export", "-summary-only", "-instr-profile", merged, binary],
        check=True, stdout=subprocess.PIPE)
    return json.loads(report.stdout)


def share(covered, count):
    return 100.0 * covered / count if count else 100.0


def main():
    tools, binary, profiles = sys.argv[1:4]
    sources = os.path.join(os.path.realpath(sys.argv[4] if len(sys.argv) > 4 else "."), "Sources") + os.sep
    modules, core = {}, []
    for file in export(tools, binary, profiles)["data"][0]["files"]:
        path = os.path.realpath(file["filename"])
        if not path.startswith(sources):
            continue
        relative = path[len(sources):]
        lines = file["summary"]["lines"]
        total = modules.setdefault(relative.split(os.sep)[0], [0, 0])
        total[0] += lines["covered"]
        total[1] += lines["count"]
        if relative.startswith("CRMCore" + os.sep):
            core.append((share(lines["covered"], lines["count"]), relative, lines["count"] - lines["covered"]))
    if "CRMCore" not in modules:
        sys.exit("CRMCore is not in the coverage report")
    for name, (covered, count) in sorted(modules.items()):
        print(f"{name:<12} {share(covered, count):6.2f} %  ({covered} of {count} lines)")
    print("least covered files of CRMCore:")
    for percent, relative, missing in sorted(core)[:10]:
        print(f"  {percent:6.2f} %  {relative} ({missing} lines never ran)")


if __name__ == "__main__":
    main()
