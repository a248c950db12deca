"""A small set made for what is easily got wrong: borders, oceans, homes, places without a position."""


def _structure(number, category, point, insee=None, at_home=None):
    properties = {"name": f"Point {number}", "categories": [category], "website": f"https://example.org/{number}"}
    if insee:
        properties["address"] = {"insee": insee}
    if at_home:
        properties["at_home"] = at_home
    geometry = point and {"type": "Point", "coordinates": list(point)}
    return {"type": "Feature", "id": f"edge-{number}", "geometry": geometry, "properties": properties}


def edges():
    km = lambda km: {"kind": "km", "km": km}
    department = lambda code: {"kind": "department", "code": code}
    rows = [
        # Two at one place.
        ("ressourcerie", (-0.5632, 47.4736), "49007"),
        ("ressourcerie", (-0.5632, 47.4736), "49007"),
        # To the homes around Cholet, which the next nearest does not reach.
        ("reparateur", (-0.8783, 47.0607), "49099", km(12.5)),
        # Of Nantes, to all homes of Mayenne; and the people of Nantes may go there.
        ("reparateur", (-1.5536, 47.2173), "44109", department("53")),
        # To all homes of Vendée, from a place whose position is not known.
        ("reparateur", None, "72386", department("85")),
        # To the homes of the country, of which it says nothing where it stands.
        ("reparateur", (0.1996, 48.0077), "72181", {"kind": "metropolitan"}),
        ("reparateur", (55.45, -20.88), "97411", {"kind": "overseas"}),
        # Counted, but nobody knows where.
        ("atelier_velo", None, "72386"),
        # Beyond the region's border, and beyond oceans.
        ("atelier_velo", (-1.2100, 48.1245), "35360"),
        ("atelier_velo", (8.7369, 41.9267), "2A004"),
        ("atelier_velo", (55.4504, -20.8823), "97411"),
        ("atelier_velo", (-61.0667, 14.6037), "97209"),
        ("atelier_velo", (-61.7292, 15.9985), "97105"),
        # At sea, near enough to the coast of Vendée to belong to the mainland.
        ("atelier_velo", (-2.15, 46.55), None),
        # Geneva: no commune of ours, but people of Ain go there.
        ("atelier_velo", (6.1432, 46.2044), None),
        # In no commune of the country.
        ("atelier_velo", (-73.9, 40.7), None),
    ]
    features = [_structure(n, *row) for n, row in enumerate(rows, 1)]
    return {"type": "FeatureCollection", "features": features}
