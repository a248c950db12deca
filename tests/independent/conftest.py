"""Sets of structures, each loaded once into the built program (BOUCLE_BIN)."""

import functools
import json
import os
from pathlib import Path

import pytest
from definitions import Communes, Filter, Reach, Structure
from edges import edges
from program import Program

ROOT = Path(__file__).parents[2]
REAL = Path(os.environ.get("BOUCLE_REAL_DATA") or ROOT / ".." / "shared" / "data") / "structures"
NOTES = []


@functools.cache
def communes():
    return Communes()


class Desk:
    """One set: the program that has it, and the structures as it exports them."""

    def __init__(self, name, folder):
        self.name = name
        self.program = Program(folder)
        getattr(self, f"_{name}")(folder)
        self.structures = [Structure.of(f) for f in self.program.export()]
        assert self.structures
        self.communes = communes()
        self._last = (None, None)

    def _demo(self, _):
        self.program.run("setup", "--ademe-url", "none")

    def _real(self, _):
        osm = REAL / "osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson"
        self.program.run("import", "geojson", osm, "--mapping", "osm", "--yes")
        nantes = REAL / "nantes_structures_2022.json"
        self.program.run("import", "json", nantes, "--mapping", "nantes-structures", "--yes")

    def _edges(self, folder):
        (folder / "edges.geojson").write_text(json.dumps(edges()))
        self.program.run("import", "geojson", "edges.geojson", "--mapping", "boucle", "--yes")

    def reach(self, wanted: Filter) -> Reach:
        """The last one is kept: the tests of one filter come one after the other."""
        if self._last[0] != str(wanted):
            found = [s for s in self.structures if wanted.passes(s)]
            self._last = (str(wanted), Reach(self.communes, found))
        return self._last[1]


@pytest.fixture(scope="session")
def desks(tmp_path_factory):
    """Each set by its name, loaded when it is first asked for."""
    loaded = {}

    def load(name):
        if name == "real" and not REAL.is_dir():
            pytest.skip("no real data beside the project (BOUCLE_REAL_DATA)")
        if name not in loaded:
            loaded[name] = Desk(name, tmp_path_factory.mktemp(name))
        return loaded[name]

    yield load
    for desk in loaded.values():
        desk.program.close()


@pytest.fixture(scope="session")
def notes():
    """Lines for the end of the run."""
    return NOTES


def pytest_configure(config):
    # The packages are pinned: what later versions will change is no news.
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning")
    config.addinivalue_line("filterwarnings", "ignore::FutureWarning")
    config.addinivalue_line("filterwarnings", "ignore:.*deprecated")
    if "BOUCLE_BIN" not in os.environ:
        raise pytest.UsageError("BOUCLE_BIN is not set: the path of the built program, as in target/debug/boucle")


def pytest_terminal_summary(terminalreporter):
    for line in NOTES:
        terminalreporter.write_line(line)
