#!/usr/bin/env python3
"""Check the positions of communes against true polygons.

    python3 geodata/rebuild/check_positions.py [-v] [communes.csv]

Standard library only. The reference is not part of the project, and rebuild.py
never reads it: it is looked for in the directory named by BOUCLE_REAL_DATA
(default: ../shared/data beside the checkout), and the check prints "skipped"
and succeeds where it is absent:

    admin/communes-pays-de-la-loire.geojson            commune polygons of 2018 (IGN)
    admin/cog_mouvements-communes.csv                  INSEE's list of commune changes
    admin/departements-version-simplifiee.geojson      department polygons (IGN, simplified)

Polygons of communes merged since are put together under today's code. The
error of a position is 0 inside its commune (or department), else the distance
to the nearest edge of the polygon; the median is over all positions of the same
precision. Fails (exit 1) when

- positions of precision "commune" hold less than 92 % of the region's population,
- one of them is more than 3 km out of its commune,
- a commune of the region has no position at all or no polygon to check against,
- anywhere in metropolitan France a position of precision "commune" is more than
  3 km out of its department (only where the department polygons are there).

-v lists every position more than 1 km out, whatever its precision.
"""
import csv
import json
import math
import os
import sys
from collections import Counter
from pathlib import Path

REGION = "52"
MIN_SHARE = 0.92
MAX_ERROR_KM = 3.0
POLYGONS_OF = "2018-01-01"
PRECISIONS = ("commune", "postal_code", "epci", "department", "none")
ROOT = Path(__file__).resolve().parents[2]
COMMUNES = ROOT / "geodata" / "territories" / "communes.csv"


def reference_dir():
    configured = Path(os.environ.get("BOUCLE_REAL_DATA", "../shared/data"))
    return configured if configured.is_absolute() else ROOT / configured


def successors(path):
    """Old code -> set of today's codes, for changes after the polygons' date."""
    rows = [r for r in csv.DictReader(open(path, encoding="utf-8"))
            if r["TYPECOM_AV"] == "COM" and r["TYPECOM_AP"] == "COM"
            and r["DATE_EFF"] > POLYGONS_OF]
    by_date = {}
    for row in rows:
        by_date.setdefault(row["DATE_EFF"], {}).setdefault(row["COM_AV"], set()).add(row["COM_AP"])
    dates = sorted(by_date)

    def today(code):
        codes = {code}
        for date in dates:
            codes = set().union(*(by_date[date].get(c, {c}) for c in codes))
        return codes
    return today


def distance_km(lon, lat, polygons):
    """0 inside one of the polygons, else the distance to the nearest edge."""
    kx, ky = 111.320 * math.cos(math.radians(lat)), 110.574
    best = math.inf
    for rings in polygons:
        inside = False
        for ring in rings:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                x1, y1, x2, y2 = (x1 - lon) * kx, (y1 - lat) * ky, (x2 - lon) * kx, (y2 - lat) * ky
                if (y1 > 0) != (y2 > 0) and x1 - y1 * (x2 - x1) / (y2 - y1) > 0:
                    inside = not inside
                dx, dy = x2 - x1, y2 - y1
                length = dx * dx + dy * dy
                t = 0 if length == 0 else max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length))
                best = min(best, math.hypot(x1 + t * dx, y1 + t * dy))
        if inside:
            return 0.0
    return best


def polygons_of(geometry):
    """A list of polygons, each a list of rings of (lon, lat)."""
    parts = geometry["coordinates"]
    parts = [parts] if geometry["type"] == "Polygon" else parts
    return [[[tuple(p[:2]) for p in ring] for ring in part] for part in parts]


def features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def check_region(communes, polygons, verbose):
    """Prints the errors of the region per precision; what fails."""
    total = sum(int(r["population"] or 0) for r in communes)
    counts, people, errors = Counter(), Counter(), {}
    for row in communes:
        counts[row["precision"]] += 1
        people[row["precision"]] += int(row["population"] or 0)
        if row["lon"] and row["code"] in polygons:
            error = distance_km(float(row["lon"]), float(row["lat"]), polygons[row["code"]])
            errors.setdefault(row["precision"], []).append((error, row["code"], row["name"]))

    print(f"region {REGION}: {len(communes)} communes, {total} inhabitants; distance to the commune's polygon:")
    for precision in PRECISIONS:
        found = sorted(errors.get(precision, []), reverse=True)
        print(f"  {precision:<12}{counts[precision]:>6} communes {people[precision] / total:>7.2%} of population  {summary(found)}")
        for error, code, name in found:
            if error > 1.0 if verbose else precision == "commune" and error > MAX_ERROR_KM:
                print(f"    {code} {name}: {error:.2f} km")

    failures = []
    share = people["commune"] / total
    if share < MIN_SHARE:
        failures.append(f"only {share:.2%} of the population at precision commune (target {MIN_SHARE:.0%})")
    far = [e for e in errors.get("commune", []) if e[0] > MAX_ERROR_KM]
    if far:
        failures.append(f"{len(far)} communes at precision commune more than {MAX_ERROR_KM:g} km out")
    if counts["none"]:
        failures.append(f"{counts['none']} communes without a position")
    unchecked = [r["code"] for r in communes if r["code"] not in polygons]
    if unchecked:
        failures.append(f"no reference polygon for {' '.join(unchecked)}")
    return failures


def summary(found):
    """Of errors, the largest first."""
    if not found:
        return "-"
    error, code, name = found[0]
    return f"largest {error:.2f} km ({code} {name}), median {found[len(found) // 2][0]:.2f} km, " \
           f"{sum(e[0] == 0 for e in found)} inside"


def check_departments(communes, polygons):
    """Prints how far positions of precision commune lie out of their department; what fails."""
    found = sorted(((distance_km(float(r["lon"]), float(r["lat"]), polygons[r["department"]]), r["code"], r["name"])
                    for r in communes if r["precision"] == "commune" and r["department"] in polygons), reverse=True)
    print(f"metropolitan France, precision commune, distance to the department's polygon: {len(found)} communes, {summary(found)}")
    far = [code for error, code, _ in found if error > MAX_ERROR_KM]
    return [f"more than {MAX_ERROR_KM:g} km out of their department: {' '.join(far)}"] if far else []


def main():
    verbose = "-v" in sys.argv[1:]
    tables = [a for a in sys.argv[1:] if a != "-v"] or [COMMUNES]
    admin = reference_dir() / "admin"
    contours = admin / "communes-pays-de-la-loire.geojson"
    changes = admin / "cog_mouvements-communes.csv"
    departments = admin / "departements-version-simplifiee.geojson"
    if not (contours.is_file() and changes.is_file()):
        print(f"skipped: no reference polygons (BOUCLE_REAL_DATA, looked in {reference_dir()})")
        return 0
    with open(tables[0], encoding="utf-8", newline="") as table:
        communes = list(csv.DictReader(table))

    today = successors(changes)
    polygons = {}
    for feature in features(contours):
        for code in today(feature["properties"]["code"]):
            polygons.setdefault(code, []).extend(polygons_of(feature["geometry"]))
    failures = check_region([r for r in communes if r["region"] == REGION], polygons, verbose)
    if departments.is_file():
        outlines = {f["properties"]["code"]: polygons_of(f["geometry"]) for f in features(departments)}
        failures += check_departments(communes, outlines)
    else:
        print(f"skipped: departments of metropolitan France (no {departments.name})")
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        print("ok: target met")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
