"""Access by PySAL and exact sites by CBC."""

import math

import numpy as np
import pandas as pd
import pulp
from access import Access, weights


def falloff(word, d0):
    if word == "step":
        return weights.step_fn({d0 / 3: 1.0, 2 * d0 / 3: 0.68, d0: 0.22})
    return weights.gaussian(sigma=d0 / 3)


def pysal_access(reach, word, d0):
    """Structures per inhabitant that each commune reaches: the enhanced two steps of PySAL on our own distances.

    Demand are all communes of the country where somebody lives, supply one of each structure.
    """
    communes = reach.communes
    lived_in = communes.population > 0
    row, column = np.nonzero((reach.metres <= d0) & lived_in)
    found = np.zeros(len(communes.code))
    if len(row) == 0:
        return found
    used = np.unique(row)
    a = Access(
        demand_df=pd.DataFrame({"code": communes.code[lived_in], "people": communes.population[lived_in].astype(float)}),
        demand_index="code",
        demand_value="people",
        supply_df=pd.DataFrame({"id": [reach.structures[j].id for j in used], "supply": 1.0}),
        supply_index="id",
        supply_value="supply",
        cost_df=pd.DataFrame(
            {
                "origin": communes.code[column],
                "dest": [reach.structures[j].id for j in row],
                "cost": reach.metres[row, column],
            }
        ),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    a.enhanced_two_stage_fca(name="e2sfca", weight_fn=falloff(word, d0), max_cost=d0)
    for code, value in a.access_df["e2sfca_supply"].items():
        found[communes.index[code]] = 0.0 if math.isnan(value) else value
    return found


class Cover:
    """Which communes of a territory each of its communes would bring within a threshold, were it given a structure."""

    def __init__(self, reach, inside, threshold):
        c = reach.communes
        self.territory_people = int(c.population[inside].sum())
        self.covered_before = int(c.population[inside & (reach.nearest <= threshold)].sum())
        self.candidates = np.flatnonzero(inside & c.placed)
        self.open = np.flatnonzero(inside & c.placed & (c.population > 0) & (reach.nearest > threshold))
        self.people = c.population[self.open]
        self.codes = c.code[self.candidates]
        # reached[i, k]: candidate k reaches open commune i.
        self.reached = np.array(
            [
                (c.from_point(c.lon[i], c.lat[i]) <= threshold)[self.candidates]
                & (c.land[self.candidates] == c.land[i])
                for i in self.open
            ]
        ).reshape(len(self.open), len(self.candidates))

    def gains(self, codes):
        """People whom each of these brings besides those before it."""
        covered = np.zeros(len(self.open), bool)
        gains = []
        for code in codes:
            (k,) = np.flatnonzero(self.codes == code)
            gains.append(int(self.people[self.reached[:, k] & ~covered].sum()))
            covered |= self.reached[:, k]
        return gains

    def optimum(self, count):
        """The most people that `count` places can bring, proved by CBC, and counted once more by ourselves."""
        columns = np.flatnonzero(self.reached.any(axis=0))
        if len(columns) == 0:
            return 0
        problem = pulp.LpProblem("mclp", pulp.LpMaximize)
        x = {k: pulp.LpVariable(f"x{k}", cat="Binary") for k in columns}
        y = [pulp.LpVariable(f"y{i}", 0, 1) for i in range(len(self.open))]
        problem += pulp.lpSum(int(p) * v for p, v in zip(self.people, y))
        for i, v in enumerate(y):
            problem += v <= pulp.lpSum(x[k] for k in np.flatnonzero(self.reached[i]))
        problem += pulp.lpSum(x.values()) <= count
        # Not `threads=1`: CBC then waits ten seconds now and again.
        status = problem.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0, timeLimit=120))
        assert pulp.LpStatus[status] == "Optimal" and problem.sol_status == pulp.LpSolutionOptimal
        chosen = [k for k in columns if x[k].value() > 0.5]
        assert len(chosen) <= count
        people = sum(self.gains(self.codes[chosen]))
        assert abs(people - pulp.value(problem.objective)) < 0.5
        return people
