"""Imports whose addresses a real addok looks up, in bulk and one by one."""

import csv

import pytest
from geocoder import Addok
from program import Program

MAPPING = """
format = "csv"
id = ["id"]
categories = ["compostage"]
[source]
code = "t"
name = "T"
licence = "L"
attribution = "A"
[fields]
name = ["nom"]
street = ["rue"]
postal_code = ["cp"]
city = ["ville"]
hide_exact_position = ["cache"]
"""


def street(name, postcode, citycode, city, lon, lat, numbers=(), kind="street", importance=0.3):
    """A document of the BAN; each number lies a little further along."""
    houses = {
        n: {"id": f"{citycode}_{name}_{n}", "lon": round(lon + i / 1000, 6), "lat": round(lat + i / 2000, 6)}
        for i, n in enumerate(numbers, 1)
    }
    return {
        "id": f"{citycode}_{name}", "type": kind, "name": name, "postcode": postcode, "citycode": citycode,
        "city": city, "context": "Pays de la Loire", "lon": lon, "lat": lat, "importance": importance,
        "housenumbers": houses,
    }


STREETS = [
    street("Rue Imaginaire", "49100", "49007", "Angers", -0.5501, 47.4701, ["1", "12", "12 bis", "14"]),
    street("Place des Essais", "49000", "49007", "Angers", -0.5601, 47.4601, ["3"]),
    street("Rue Imaginaire", "44000", "44109", "Nantes", -1.5501, 47.2101, ["5", "12"]),
    street("La Fiction", "49240", "49015", "Avrillé", -0.6001, 47.5001, kind="locality", importance=0.1),
    street("Angers", "49000", "49007", "Angers", -0.5632, 47.4736, kind="municipality", importance=0.6),
    street("Nantes", "44000", "44109", "Nantes", -1.5536, 47.2184, kind="municipality", importance=0.7),
]

# Name: the address as somebody typed it, the street that it is, the number there; no street where it is not to be found.
ROWS = {
    "juste": (("12 Rue Imaginaire", "49100", "Angers"), 0, "12"),
    "majuscules": (("12, RUE IMAGINAIRE", "49100", "ANGERS"), 0, "12"),
    "faute": (("14 rue imaginnaire", "49100", "Angers"), 0, "14"),
    "bis": (("12 bis rue Imaginaire", "49100", "Angers"), 0, "12 bis"),
    "cedex": (("1 rue Imaginaire", "49105", "Angers"), 0, "1"),
    "sans_numero": (("Rue Imaginaire", "49100", "Angers"), 0, None),
    "autre_numero": (("99 rue Imaginaire", "49100", "Angers"), 0, None),
    "place": (("3 place des Essais", "49000", "Angers"), 1, "3"),
    "autre_ville": (("12 rue Imaginaire", "44000", "Nantes"), 2, "12"),
    "lieu_dit": (("La Fiction", "49240", "Avrillé"), 3, None),
    "autre_rue": (("4 rue des Lys", "49000", "Angers"), None, None),
    "commune_seule": (("Angers", "49000", "Angers"), None, None),
    "rue_d_ailleurs": (("3 place des Essais", "44000", "Nantes"), None, None),
    "domicile": (("5 rue Imaginaire", "44000", "Nantes"), None, None),
}


def expected(name):
    """Longitude, latitude and precision; nothing where the commune stands in."""
    _, which, number = ROWS[name]
    if which is None:
        return None
    found = STREETS[which]
    precision = "rooftop" if number else "street"
    at = found["housenumbers"][number] if number else found
    return at["lon"], at["lat"], precision


@pytest.fixture(scope="module", params=[(), ("csv",)], ids=["bulk", "one-by-one"])
def addok(request):
    geocoder = Addok(STREETS, blocked=request.param)
    yield geocoder
    geocoder.close()


def test_positions_are_those_of_the_register(addok, tmp_path):
    (tmp_path / "t.toml").write_text(MAPPING)
    with (tmp_path / "a.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "nom", "rue", "cp", "ville", "cache"])
        for name, (address, _, _) in ROWS.items():
            writer.writerow([name, name, *address, "oui" if name == "domicile" else ""])
    program = Program(tmp_path)
    command = ["import", "csv", "a.csv", "--mapping", "t.toml"]
    program.run(*command, f"--geocode={addok.url}")
    found = {}
    for feature in program.export():
        properties = feature["properties"]
        found[properties["name"]] = (*feature["geometry"]["coordinates"], properties["precision"])
    assert set(found) == set(ROWS)
    for name in ROWS:
        if expected(name) is None:
            assert found[name][2] == "commune", name
        else:
            assert found[name] == expected(name), name
    asked = addok.asked()
    # Two ways of writing one address are one question, and a home is none.
    assert len(asked) == len(ROWS) - 2, asked
    assert not any("5 rue Imaginaire" in text for text in asked)
    # What is known is not asked for again.
    program.run(*command, f"--geocode={addok.url}")
    assert len(addok.asked()) == len(asked)
