#!/usr/bin/env python3
"""Check the commune positions of one region against true commune polygons.

    python3 geodata/rebuild/check_positions.py

Standard library only. The reference is not part of the project: it is looked
for in the directory named by BOUCLE_REAL_DATA (default: ../shared/data beside
the checkout) and the check prints "skipped" and succeeds where it is absent:

    admin/communes-pays-de-la-loire.geojson   commune polygons of 2018 (IGN)
    admin/cog_mouvements-communes.csv         INSEE's list of commune changes

Polygons of communes merged since are put together under today's code. The
error of a position is 0 inside its commune, else the distance to its edge.
Fails (exit 1) when positions of precision "commune" hold less than 92 % of
the region's population, when one of them is more than 3 km out, or when a
commune has no position at all.
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


def main():
    admin = reference_dir() / "admin"
    contours = admin / "communes-pays-de-la-loire.geojson"
    changes = admin / "cog_mouvements-communes.csv"
    if not (contours.is_file() and changes.is_file()):
        print(f"skipped: no reference polygons (BOUCLE_REAL_DATA, looked in {reference_dir()})")
        return 0
    today = successors(changes)
    polygons = {}
    for feature in json.load(open(contours, encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        parts = [parts] if geometry["type"] == "Polygon" else parts
        for code in today(feature["properties"]["code"]):
            polygons.setdefault(code, []).extend([[tuple(p[:2]) for p in ring] for ring in part] for part in parts)

    communes = [r for r in csv.DictReader(open(COMMUNES, encoding="utf-8")) if r["region"] == REGION]
    total = sum(int(r["population"] or 0) for r in communes)
    unreferenced = [r["code"] for r in communes if r["code"] not in polygons]
    counts, people, errors = Counter(), Counter(), {}
    for row in communes:
        counts[row["precision"]] += 1
        people[row["precision"]] += int(row["population"] or 0)
        if row["lon"] and row["code"] in polygons:
            error = distance_km(float(row["lon"]), float(row["lat"]), polygons[row["code"]])
            errors.setdefault(row["precision"], []).append((error, row["code"], row["name"]))

    print(f"region {REGION}: {len(communes)} communes, {total} inhabitants")
    for precision in ("commune", "postal_code", "epci", "department", "none"):
        found = sorted(errors.get(precision, []), reverse=True)
        worst = f"max error {found[0][0]:.2f} km ({found[0][1]} {found[0][2]}), mean {sum(e[0] for e in found) / len(found):.2f} km, " \
                f"{sum(e[0] == 0 for e in found)} inside" if found else "-"
        print(f"  {precision:<12}{counts[precision]:>6} communes {people[precision] / total:>7.2%} of population  {worst}")
        if precision == "commune" or "-v" in sys.argv:
            for error, code, name in found:
                if error > (MAX_ERROR_KM if "-v" not in sys.argv else 1.0):
                    print(f"    {code} {name}: {error:.2f} km")
    if unreferenced:
        print(f"  no reference polygon, not checked: {' '.join(unreferenced)}")

    failures = []
    share = people["commune"] / total
    if share < MIN_SHARE:
        failures.append(f"only {share:.2%} of the population at precision commune (target {MIN_SHARE:.0%})")
    far = [e for e in errors.get("commune", []) if e[0] > MAX_ERROR_KM]
    if far:
        failures.append(f"{len(far)} communes at precision commune more than {MAX_ERROR_KM:g} km out")
    if counts["none"]:
        failures.append(f"{counts['none']} communes without a position")
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        print("ok: target met")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
