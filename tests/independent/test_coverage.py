"""`boucle coverage`: distances, shares, counts, access by PySAL and inequality of every territory."""

import numpy as np
import pytest
from definitions import Filter, gini, lorenz, summary
from solvers import pysal_access

REGION = "region:52"
# Shown to the centimetre.
METRES = 0.01
CASES = [
    ("demo", Filter(("repair_cafe",))),
    ("demo", Filter(("reparateur",))),
    ("demo", Filter(("ressourcerie", "atelier_velo"))),
    ("demo", Filter((), "only")),
    ("demo", Filter(("reparateur",), "exclude")),
    ("real", Filter(("vrac_consigne",))),
    ("real", Filter(("repair_cafe",))),
    ("real", Filter(("boutique_solidaire", "ressourcerie"))),
    ("edges", Filter()),
    ("edges", Filter((), "only")),
    ("edges", Filter((), "exclude")),
    ("edges", Filter(("reparateur",))),
    ("edges", Filter(("vrac_consigne",))),
]


def named(case):
    return f"{case[0]}-{case[1]}"


@pytest.fixture(scope="module", params=CASES, ids=named)
def case(request, desks):
    name, wanted = request.param
    desk = desks(name)
    return desk, wanted, desk.reach(wanted)


def same_metres(found, expected, where):
    if expected is None or found is None:
        assert found is None and expected is None, f"{where}: {found} {expected}"
    else:
        assert abs(found - expected) <= METRES, f"{where}: {found} {expected}"


def same(found, expected, tolerance, where):
    if expected is None or found is None:
        assert found is None and expected is None, f"{where}: {found} {expected}"
    else:
        assert abs(found - expected) <= tolerance, f"{where}: {found} {expected}"


def rows(desk, wanted, by, within, **asked):
    """From the service, which need not start anew for each question."""
    scope = {"within": within} if within else {}
    answer = desk.program.ask("coverage", by=by, **scope, **wanted.asked, **asked)
    return {row["territory"]["code"]: row for row in answer["rows"]}


def members(communes, by, within):
    """The communes of each territory of a kind: its code and their numbers.

    An EPCI that crosses the border is there with all its communes.
    """
    around = communes.around[by]
    numbers = np.flatnonzero(np.isin(around, around[communes.inside(within)]) & (around != ""))
    codes, group, sizes = np.unique(communes.around[by][numbers], return_inverse=True, return_counts=True)
    parts = np.split(numbers[np.argsort(group, kind="stable")], np.cumsum(sizes)[:-1])
    return zip(map(str, codes), parts)


def check(case, by, within, thresholds):
    desk, wanted, reach = case
    communes = desk.communes
    located = {}
    for s in reach.structures:
        located.setdefault(communes.index.get(s.commune), []).append(s)
    for threshold in thresholds:
        found = rows(desk, wanted, by, within, threshold=threshold)
        expected = dict(members(communes, by, within))
        assert found.keys() == expected.keys()
        shares = {}
        for code, inside in expected.items():
            row, where = found[code], f"{by} {code} within {threshold}"
            people = communes.population[inside]
            of = summary(reach.nearest[inside], people, threshold)
            same_metres(row["nearest_mean_m"], of["mean"], where)
            same_metres(row["nearest_median_m"], of["median"], where)
            same_metres(row["nearest_p90_m"], of["p90"], where)
            same(row["share_within"], of["share"], 1e-9, where)
            shares[code] = of["share"]
            here = [s for i in inside for s in located.get(int(i), ())]
            total = int(people.sum())
            assert row["population"] == total
            assert row["count"] == len(here), where
            same(row["per_10k"], len(here) / total * 10_000 if total else None, 1e-9, where)
            assert row["unplaced"] == sum(s.point is None for s in here), where
            assert row["unknown"] == int((~communes.placed[inside]).sum()), where
            at_home = {"local": sum(s.local for s in here), "national": sum(s.national for s in here)}
            assert row["at_home"] == at_home, where
        known = np.sort([s for s in shares.values() if s is not None])
        for code, share in shares.items():
            rank = None if share is None else 1 + len(known) - int(np.searchsorted(known, share, "right"))
            assert (found[code]["rank"], found[code]["peers"]) == (rank, len(known))


@pytest.mark.parametrize("by", ["commune", "epci", "department", "region"])
def test_distances_shares_and_counts_of_the_region(case, by):
    check(case, by, REGION, [3_000, 10_000])


def test_distances_shares_and_counts_of_the_country(case):
    check(case, "commune", None, [10_000])
    check(case, "department", None, [20_000])


def test_the_command_line_says_the_same(case):
    desk, wanted, _ = case
    asked = {"by": "department", "within": REGION, "threshold": 5_000, **wanted.asked}
    assert desk.program.figures("coverage", **asked)["rows"] == desk.program.ask("coverage", **asked)["rows"]


def test_access_is_that_of_pysal(case):
    desk, wanted, reach = case
    communes = desk.communes
    for weight in ("step", "gaussian"):
        expected = pysal_access(reach, weight, 20_000.0) * 10_000
        found = rows(desk, wanted, "commune", REGION, weight=weight)
        assert len(found) == 1_228
        for code, row in found.items():
            value = expected[communes.index[code]]
            if communes.population[communes.index[code]] == 0:
                assert row["accessibility"] is None
                continue
            assert abs(row["accessibility"] - value) <= 1e-6 * value, f"{code} {weight}"
        if reach.structures and not all(s.national for s in reach.structures):
            assert sum(row["accessibility"] > 0 for row in found.values()) > 5


@pytest.mark.parametrize("by", ["epci", "department", "region"])
def test_access_and_inequality_of_territories(case, by):
    desk, wanted, reach = case
    communes = desk.communes
    twentieths = np.arange(21) / 20
    for weight in ("step", "gaussian"):
        access = pysal_access(reach, weight, 20_000.0)
        found = rows(desk, wanted, by, REGION, weight=weight)
        for code, inside in members(communes, by, REGION):
            row, where = found[code], f"{by} {code} {weight}"
            mean = np.average(access[inside], weights=communes.population[inside]) * 10_000
            assert abs(row["accessibility"] - mean) <= 1e-6 * mean, where
            expected = gini(access[inside], communes.population[inside])
            same(row["gini"], expected, 1e-9, where)
            if expected is None:
                assert row["lorenz"] is None
                continue
            curve = lorenz(access[inside], communes.population[inside], twentieths)
            assert np.abs(np.array(row["lorenz"]) - np.column_stack((twentieths, curve))).max() <= 1e-9, where
