"""`boucle sites`: against the exact maximal covering location, by CBC."""

import functools
import math

import numpy as np
import pytest
from definitions import Filter
from solvers import Cover

CASES = [
    ("demo", Filter(("repair_cafe",))),
    ("demo", Filter(("reparateur", "ressourcerie"))),
    ("real", Filter(("repair_cafe",))),
    ("real", Filter(("vrac_consigne", "boutique_solidaire"))),
]
DEPARTMENTS = [f"department:{code}" for code in (44, 49, 53, 72, 85)]
SCOPES = [(t, metres) for t in ("region:52", *DEPARTMENTS) for metres in (5_000, 10_000)]
ENOUGH = 0.99
RATIOS = []


@functools.lru_cache(maxsize=1)
def cover(desk, wanted, territory, threshold):
    return Cover(desk.reach(wanted), desk.communes.inside(territory), threshold)


@pytest.fixture(scope="module", autouse=True)
def told(notes):
    yield
    if RATIOS:
        equal = sum(r == 1 for r in RATIOS)
        notes.append(f"sites: {equal} of {len(RATIOS)} are the exact optimum, the least {min(RATIOS):.4%} of it")


def against_the_optimum(desk, wanted, territory, threshold, count):
    exact = cover(desk, wanted, territory, threshold)
    answer = desk.program.ask("sites", within=territory, threshold=threshold, count=count, **wanted.asked)
    rows = answer["rows"]
    gains = [row["gain"] for row in rows]
    assert gains == exact.gains([row["code"] for row in rows])
    assert gains == sorted(gains, reverse=True) and 0 not in gains
    assert len({row["code"] for row in rows}) == len(rows) <= count
    people = exact.territory_people
    assert answer["population"] == people
    assert abs(answer["share_before"] - exact.covered_before / people) <= 1e-9
    for n, row in enumerate(rows, 1):
        assert row["rank"] == n
        assert abs(row["share_within"] - (exact.covered_before + sum(gains[:n])) / people) <= 1e-9
    best = exact.optimum(count)
    assert sum(gains) <= best
    if best:
        RATIOS.append(sum(gains) / best)
        assert RATIOS[-1] >= ENOUGH, f"{sum(gains)} of {best}"


@pytest.mark.parametrize("territory, threshold", SCOPES)
@pytest.mark.parametrize("name, wanted", CASES, ids=str)
@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_gain_is_that_of_the_exact_optimum(desks, name, wanted, territory, threshold, count):
    against_the_optimum(desks(name), wanted, territory, threshold, count)


@pytest.mark.parametrize("threshold, count", [(10_000, 10), (15_000, 8), (20_000, 5)])
@pytest.mark.parametrize("name, wanted", CASES, ids=str)
def test_also_where_sites_compete_for_the_same_people(desks, name, wanted, threshold, count):
    against_the_optimum(desks(name), wanted, "region:52", threshold, count)


def test_the_command_line_says_the_same(desks):
    desk = desks("demo")
    asked = {"within": "department:49", "category": "repair_cafe", "threshold": 5_000, "count": 4}
    assert desk.program.figures("sites", **asked)["rows"] == desk.program.ask("sites", **asked)["rows"]


@pytest.mark.parametrize("name, wanted", [*CASES, ("edges", Filter())], ids=str)
def test_a_loss_is_what_no_other_structure_reaches(desks, name, wanted):
    desk = desks(name)
    reach, people = desk.reach(wanted), desk.communes.population
    threshold = 8_000
    some = range(0, len(reach.structures), max(1, len(reach.structures) // 20))
    lost_somewhere = 0
    for j in some:
        others = np.delete(reach.metres, j, axis=0).min(axis=0, initial=math.inf)
        lost = (reach.metres[j] <= threshold) & (others > threshold)
        answer = desk.program.ask(
            "sites/loss", structure=reach.structures[j].id, threshold=threshold, within="region:52", **wanted.asked
        )
        lost &= desk.communes.inside("region:52")
        assert answer["loss"] == people[lost].sum(), reach.structures[j]
        assert {row["code"] for row in answer["rows"]} == set(desk.communes.code[lost])
        lost_somewhere += int(lost.any())
    assert lost_somewhere > 0
