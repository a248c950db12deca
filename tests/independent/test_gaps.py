"""`boucle gaps`: which communes are too far, in which order, and from what."""

import math

import numpy as np
import pytest
from definitions import Filter

CASES = [
    ("demo", Filter(("repair_cafe",))),
    ("demo", Filter(("reparateur",))),
    ("real", Filter(("vrac_consigne",))),
    ("real", Filter(("boutique_solidaire", "ressourcerie"))),
    ("edges", Filter()),
    ("edges", Filter(("reparateur",))),
    ("edges", Filter(("vrac_consigne",))),
]


# A millimetre: every commune but those that are served at home.
@pytest.mark.parametrize("territory, threshold", [("department:49", 10_000), ("region:52", 5_000), (None, 0.001)])
@pytest.mark.parametrize("name, wanted", CASES, ids=str)
def test_the_same_communes_in_the_same_order(desks, name, wanted, territory, threshold):
    desk = desks(name)
    communes, reach = desk.communes, desk.reach(wanted)
    scope = {"within": territory} if territory else {}
    rows = desk.program.rows("gaps", **scope, **wanted.asked, threshold=threshold)
    far = np.flatnonzero(communes.inside(territory) & (reach.nearest > threshold))
    expected = sorted(far, key=lambda i: (-communes.population[i], -reach.nearest[i], communes.code[i]))
    # One bit, as the difference of lists this long takes minutes to tell.
    same = [row["code"] for row in rows] == [communes.code[i] for i in expected]
    assert same, f"{len(rows)} rows, {len(expected)} expected"
    number = {s.id: n for n, s in enumerate(reach.structures)}
    for row, i in zip(rows, expected):
        assert (row["population"] or 0) == communes.population[i]
        assert row["department"]["code"] == communes.around["department"][i]
        assert (row["epci"] or {"code": ""})["code"] == communes.around["epci"][i]
        if math.isinf(reach.nearest[i]):
            assert row["nearest_m"] is None and row["nearest"] is None
            continue
        assert abs(row["nearest_m"] - reach.nearest[i]) <= 0.01, row
        # Of several at one place any may be named.
        assert abs(reach.metres[number[row["nearest"]["id"]], i] - reach.nearest[i]) <= 0.01, row


def test_the_command_line_says_the_same(desks):
    desk = desks("demo")
    asked = {"within": "department:49", "category": "repair_cafe", "threshold": 5_000}
    assert desk.program.figures("gaps", **asked)["rows"] == desk.program.ask("gaps", **asked)["rows"]
