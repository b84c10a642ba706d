#!/usr/bin/env python3
"""The page of misprints, out of what `lrnn errata --format json` prints."""
import json
import sys


def code(text):
    return f"`{text}`" if text else ""


with open(sys.argv[1], encoding="utf-8") as file:
    errata = json.load(file)
misprints = [equation for equation in errata["equations"] if equation["verdict"] == "misprint"]
print("# The misprints")
print()
print(f"Of {len(errata['equations'])} printed results that were compared with the derivation, {len(misprints)} are misprints. Generated from")
print("`lrnn errata --format json`; formulas are written as the program reads them.")
for group in dict.fromkeys(equation["group"] for equation in misprints):
    print(f"\n## {group[0].upper()}{group[1:]}\n")
    for equation in misprints:
        if equation["group"] == group:
            print(f"**{equation['number'] if ' ' in equation['number'] else '(' + equation['number'] + ')'}**\n")
            print(f"- printed: {code(equation['printed'])}")
            print(f"- right: {code(equation['corrected'])}")
            if equation["counterexample"]:
                print(f"- counterexample: {code(equation['counterexample'])}")
            if equation["note"]:
                print(f"- {equation['note']}")
            print()
