"""Reads the symbol graphs which `swift package dump-symbol-graph` writes."""

import glob
import json
import os
import urllib.parse


class Symbol:
    """One public symbol: where it stands, whether it is documented, what it is called."""

    def __init__(self, module, record, inherited):
        self.module = module
        self.kind = record["kind"]["displayName"]
        self.path = record["pathComponents"]
        self.precise = record["identifier"]["precise"]
        self.declaration = "".join(part["spelling"] for part in record.get("declarationFragments", []))
        location = record.get("location")
        self.file = urllib.parse.unquote(urllib.parse.urlparse(location["uri"]).path) if location else None
        self.line = location["position"]["line"] + 1 if location else None
        comment = record.get("docComment", {}).get("lines", [])
        # A witness without a comment of its own shows the comment of its requirement.
        self.is_documented = inherited or any(line["text"].strip() for line in comment)

    @property
    def name(self):
        return ".".join(self.path)

    @property
    def is_written(self):
        """Whether somebody wrote it in this package: neither derived by the compiler nor copied from a protocol."""
        return self.file is not None and "::SYNTHESIZED::" not in self.precise


def modules(folder):
    """The names of the modules that have a graph in the folder."""
    names = (os.path.basename(path) for path in glob.glob(os.path.join(folder, "*.symbols.json")))
    return sorted({name.split(".")[0].split("@")[0] for name in names})


def symbols(folder):
    """All symbols of all graphs in the folder, extensions of foreign types included."""
    found = []
    for path in sorted(glob.glob(os.path.join(folder, "*.symbols.json"))):
        module = os.path.basename(path).split(".")[0].split("@")[0]
        with open(path, encoding="utf-8") as file:
            graph = json.load(file)
        origins = {r["source"] for r in graph["relationships"] if "sourceOrigin" in r}
        for record in graph["symbols"]:
            found.append(Symbol(module, record, record["identifier"]["precise"] in origins))
    return found
