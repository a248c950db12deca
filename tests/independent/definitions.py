"""The definitions of coverage a second time, from the embedded tables and from what the program exports.

Nothing here is taken from the program's own code: the distance is the haversine, every commune is compared with every
structure, and sums are numpy's.
"""

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

EARTH_M = 6_371_008.8
COMMUNES = Path(__file__).parents[2] / "geodata" / "territories" / "communes.csv"
# Structures that lie in no commune belong to the landmass of a commune at most this far away.
SHORE_M = 60_000.0


def haversine(lon, lat, lons, lats):
    """Metres on a sphere; degrees in, nan where there is no position."""
    lon, lat, lons, lats = (np.radians(x) for x in (lon, lat, lons, lats))
    h = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(h, 1.0)))


class Communes:
    """The country's communes as columns, in the order of their table."""

    def __init__(self):
        with open(COMMUNES, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        number = lambda text: float(text) if text else math.nan
        self.code = np.array([r["code"] for r in rows])
        self.population = np.array([int(r["population"] or 0) for r in rows])
        self.lon = np.array([number(r["lon"]) for r in rows])
        self.lat = np.array([number(r["lat"]) for r in rows])
        self.placed = ~np.isnan(self.lon)
        around = {kind: np.array([r[kind] for r in rows]) for kind in ("department", "region", "epci")}
        self.around = {"commune": self.code, **around}
        # Overseas departments and territories have codes of three digits; each stands alone.
        self.land = np.array([d if len(d) == 3 else "metropolitan" for d in around["department"]])
        self.index = {code: i for i, code in enumerate(self.code)}

    def inside(self, territory):
        """Of `kind:code`, or of all, which communes it has."""
        if territory is None:
            return np.ones(len(self.code), bool)
        kind, code = territory.split(":")
        return self.around[kind] == code

    def from_point(self, lon, lat):
        return haversine(lon, lat, self.lon, self.lat)


@dataclass
class Structure:
    id: str
    categories: set
    commune: str | None
    point: tuple | None
    at_home: dict | None

    @classmethod
    def of(cls, feature):
        p = feature["properties"]
        geometry = feature["geometry"]
        return cls(
            id=feature["id"],
            categories=set(p["categories"]),
            commune=(p.get("commune") or {}).get("code"),
            point=tuple(geometry["coordinates"]) if geometry else None,
            at_home=p.get("at_home"),
        )

    @property
    def national(self):
        return bool(self.at_home) and self.at_home["kind"] in ("metropolitan", "overseas")

    @property
    def local(self):
        return bool(self.at_home) and not self.national

    def land(self, communes):
        if self.commune is not None:
            return communes.land[communes.index[self.commune]]
        metres = communes.from_point(*self.point)
        nearest = int(np.nanargmin(metres))
        return communes.land[nearest] if metres[nearest] <= SHORE_M else None

    def distances(self, communes):
        """Metres from every commune, infinite where the structure does not count."""
        metres = np.full(len(communes.code), math.inf)
        if self.national:
            return metres
        if self.point is not None:
            same = communes.placed & (communes.land == self.land(communes))
            metres[same] = communes.from_point(*self.point)[same]
        if self.local and self.at_home["kind"] == "km":
            metres[metres <= self.at_home["km"] * 1000.0] = 0.0
        elif self.local:
            metres[communes.around["department"] == self.at_home["code"]] = 0.0
        return metres


@dataclass(frozen=True)
class Filter:
    """A question: categories, any of which is enough, and what is wanted of those who come home."""

    categories: tuple = ()
    at_home: str = "include"

    @property
    def asked(self):
        asked = {"category": ",".join(self.categories)} if self.categories else {}
        return asked if self.at_home == "include" else {**asked, "at_home": self.at_home}

    def passes(self, s):
        fits = not self.categories or not s.categories.isdisjoint(self.categories)
        return fits and (self.at_home == "include" or bool(s.at_home) == (self.at_home == "only"))

    def __str__(self):
        return "+".join(self.categories or ("all",)) + ("" if self.at_home == "include" else f"-{self.at_home}")


@dataclass
class Reach:
    """What a filter gives: its structures and how far each is from every commune."""

    communes: Communes
    structures: list
    metres: np.ndarray = field(init=False)
    nearest: np.ndarray = field(init=False)

    def __post_init__(self):
        rows = [s.distances(self.communes) for s in self.structures]
        self.metres = np.array(rows).reshape(len(rows), len(self.communes.code))
        self.nearest = self.metres.min(axis=0, initial=math.inf)


def quantile(metres, people, part, whole):
    """The least distance within which `part` of `whole` people live: one entry per inhabitant, in order."""
    order = np.argsort(metres, kind="stable")
    passed = np.cumsum(people[order])
    at = np.searchsorted(passed * whole, part * passed[-1])
    found = float(metres[order][at])
    return found if math.isfinite(found) else None


def summary(metres, people, threshold):
    """Mean, median, P90 and share of one territory; None where there is nothing to say."""
    total = int(people.sum())
    if total == 0:
        return {"mean": None, "median": None, "p90": None, "share": None}
    reached = np.isfinite(metres) & (people > 0)
    return {
        "mean": float(np.average(metres[reached], weights=people[reached])) if reached.any() else None,
        "median": quantile(metres, people, 1, 2),
        "p90": quantile(metres, people, 9, 10),
        "share": int(people[metres <= threshold].sum()) / total,
    }


def gini(access, people):
    """Half of the mean absolute difference of two inhabitants over the mean; None when nobody has anything."""
    access, people = access[people > 0], people[people > 0].astype(float)
    total = people.sum()
    mean = (people * access).sum() / total if total else 0.0
    if mean <= 0.0:
        return None
    differences = np.abs(access[:, None] - access[None, :])
    return float(people @ differences @ people / (2 * total**2 * mean))


def lorenz(access, people, at):
    """The part of all access that the least served part `at` of the people has."""
    order = np.argsort(access, kind="stable")
    people, access = people[order].astype(float), access[order]
    have = np.concatenate(([0.0], np.cumsum(people * access)))
    heads = np.concatenate(([0.0], np.cumsum(people)))
    return np.interp(at, heads / heads[-1], have / have[-1])
