#!/usr/bin/env python3
"""Prints what each gate took, longest first, and the sum.

Usage: timings.py <tab-separated file: gate, result, seconds>
"""

import sys

BUDGET_MINUTES = 90


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    total = sum(float(seconds) for _, _, seconds in rows)
    print("\ntime per gate")
    for name, result, seconds in sorted(rows, key=lambda row: -float(row[2])):
        taken = float(seconds)
        bar = "█" * round(30 * taken / total) if total else ""
        print(f"  {taken:8.1f} s  {name:<16} {result:<7} {bar}")
    print(f"  {total:8.1f} s  altogether, of {BUDGET_MINUTES} minutes")


if __name__ == "__main__":
    main()
