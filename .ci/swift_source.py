"""A small reader of Swift source text, shared by the gates.

It knows comments, string literals and interpolations, which is what the gates need to tell code from prose. It is no
parser: regular-expression literals are read as code.
"""

import os
import re

SKIPPED_FOLDERS = {".git", ".swiftpm", "node_modules"}


def files(root, *folders, suffix=".swift"):
    """Every file with the suffix below the folders, sorted, without build products."""
    found = []
    for folder in folders:
        for base, names, leaves in os.walk(os.path.join(root, folder)):
            names[:] = sorted(n for n in names if n not in SKIPPED_FOLDERS and not n.startswith(".build"))
            found += [os.path.join(base, leaf) for leaf in sorted(leaves) if leaf.endswith(suffix)]
    return found


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def line_of(text, offset):
    """The line number, from 1, of a character offset."""
    return text.count("\n", 0, offset) + 1


_OPENING = re.compile(r'//|/\*|(#*)("""|")')


def code_only(text):
    """The text with comments and the contents of string literals blanked; lengths and lines stay as they are.

    Code inside an interpolation is kept.
    """
    kept = list(text)

    def blank(start, end):
        for index in range(start, min(end, len(kept))):
            if kept[index] != "\n":
                kept[index] = " "

    def skip_block_comment(at):
        depth, index = 1, at + 2
        while index < len(text) and depth:
            if text.startswith("/*", index):
                depth, index = depth + 1, index + 2
            elif text.startswith("*/", index):
                depth, index = depth - 1, index + 2
            else:
                index += 1
        blank(at, index)
        return index

    def skip_string(at, hashes, quote):
        index = at + len(hashes) + len(quote)
        start = index
        closing, escape = quote + hashes, "\\" + hashes
        while index < len(text):
            if text.startswith(closing, index):
                blank(start, index)
                return index + len(closing)
            if text.startswith(escape, index):
                after = index + len(escape)
                if after < len(text) and text[after] == "(":
                    blank(start, after)
                    index = start = scan(after + 1, until_parenthesis=True)
                else:
                    index = after + 1
            elif quote == '"' and text[index] == "\n":
                break
            else:
                index += 1
        blank(start, index)
        return index

    def scan(index, until_parenthesis=False):
        depth = 1
        while index < len(text):
            opening = _OPENING.match(text, index)
            if opening is None:
                if until_parenthesis and text[index] in "()":
                    depth += 1 if text[index] == "(" else -1
                    if depth == 0:
                        return index + 1
                index += 1
            elif opening.group() == "//":
                end = text.find("\n", index)
                end = len(text) if end < 0 else end
                blank(index, end)
                index = end
            elif opening.group() == "/*":
                index = skip_block_comment(index)
            else:
                index = skip_string(index, opening.group(1), opening.group(2))
        return index

    scan(0)
    return "".join(kept)
