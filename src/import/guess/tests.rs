use super::*;

fn taxonomy() -> Taxonomy {
    Taxonomy::parse(include_str!("../../../geodata/taxonomy.toml")).unwrap()
}

fn csv(text: &str) -> Result<Guess, GuessError> {
    guess(
        text.as_bytes(),
        Format::Csv,
        "Recensement Été 2026.csv",
        &taxonomy(),
    )
}

/// Field of each column.
fn fields(g: &Guess) -> BTreeMap<&str, (&str, bool)> {
    g.columns
        .iter()
        .filter_map(|c| Some((c.name.as_str(), (c.field.as_deref()?, c.sure))))
        .collect()
}

#[test]
fn headers_are_understood_in_french_and_english() {
    let g = csv("Raison sociale;ADRESSE;Code Postal;Ville;Tél.;Courriel;Site internet;Catégorie;lat;lng;couleur\n\
         Le Bac;1 rue A;44000;Nantes;02 40 12 34 56;a@example.org;https://example.org;Ressourcerie;47,2;-1,55;vert\n")
    .unwrap();
    let told = fields(&g);
    for (column, field) in [
        ("Raison sociale", "name"),
        ("ADRESSE", "street"),
        ("Code Postal", "postal_code"),
        ("Ville", "city"),
        ("Tél.", "phone"),
        ("Courriel", "email"),
        ("Site internet", "website"),
        ("Catégorie", "categories"),
        ("lat", "latitude"),
        ("lng", "longitude"),
    ] {
        assert_eq!(told.get(column), Some(&(field, true)), "{column}");
    }
    assert_eq!(told.get("couleur"), None);
    assert_eq!(g.mapping.source.code, "recensement-ete-2026");
    assert_eq!(g.mapping.source.licence, "non précisée");
}

#[test]
fn values_tell_what_a_header_does_not() {
    let g = csv("Nom du lieu;c1;c2;c3;c4;c5;c6;x;y\n\
         Un;a@example.org;02 40 12 34 56;44000;73282932000074;https://example.org/a;Mo-Fr 10:00-12:00;355577,1;6689723,4\n\
         Deux;b@example.org;0612345678;49000;73282932000074;www.example.org;Tu 09:00-12:00;355600;6689700\n")
    .unwrap();
    let told = fields(&g);
    for (column, field) in [
        ("c1", "email"),
        ("c2", "phone"),
        ("c3", "postal_code"),
        ("c4", "siret"),
        ("c6", "opening_hours"),
    ] {
        assert_eq!(told.get(column), Some(&(field, false)), "{column}");
    }
    assert_eq!(told["x"], ("x_lambert93", true));
    assert_eq!(told["y"], ("y_lambert93", true));
}

#[test]
fn a_name_that_its_values_deny_is_not_taken() {
    let g = csv("nom;site;lat;type\nUn;Nord;47.2;rouge\nDeux;Sud;47.3;vert\n").unwrap();
    let told = fields(&g);
    assert_eq!(told.get("site"), None);
    // Half of a position.
    assert_eq!(told.get("lat"), None);
    assert_eq!(told.get("type"), None);
    assert!(g.remarks[0].contains("categories"), "{:?}", g.remarks);
}

#[test]
fn what_stands_against_the_name_of_a_column_is_told() {
    let g = csv("nom;siret;lat;lon;code;site\nUn;73282932000074;47.2;-1.5;a;Nord\n\nDeux;en cours;47.3;;a;\nTrois;à demander;47.3;;c;\n").unwrap();
    let why = |name: &str| {
        let column = g.columns.iter().find(|c| c.name == name).unwrap();
        column.denied.as_ref().map(|d| d.why(name))
    };
    let told = why("siret").unwrap();
    for words in [
        "called as siret, but 2 of 3 values do not look so: row 4 `en cours`, row 5 `à demander`.",
        "siret = [\"siret\"]",
    ] {
        assert!(told.contains(words), "{told}");
    }
    assert!(
        why("code")
            .unwrap()
            .contains("called as id, but 1 of 3 rows are blank or repeat a value: row 4 `a`")
    );
    assert!(
        why("site")
            .unwrap()
            .contains("1 of 1 values do not look so: row 2 `Nord`")
    );
    assert_eq!((why("nom"), why("lat")), (None, None));
    let g = csv("nom;lat;lon\nUn;47.2;ouest\n").unwrap();
    let half = g.columns.iter().find(|c| c.name == "lat").unwrap();
    let told = half.denied.as_ref().unwrap().why("lat");
    assert!(told.contains("no column holds the longitude"), "{told}");
}

#[test]
fn one_cell_and_free_hours() {
    let g = csv(
        "nom;geo_point_2d;horaires\nUn;47.2, -1.55;le mardi matin\nDeux;47.3, -1.5;sur demande\n",
    )
    .unwrap();
    let told = fields(&g);
    assert_eq!(told["geo_point_2d"], ("coordinates", true));
    assert_eq!(told["horaires"], ("opening_text", true));
}

#[test]
fn a_file_without_names_is_refused_with_its_columns() {
    let told = csv("a;b\n1;2\n3;4\n").unwrap_err().to_string();
    assert!(
        told.contains("a, b") && told.contains("--mapping"),
        "{told}"
    );
}

#[test]
fn what_other_mappings_are_for_is_recognised() {
    let osm = r#"{"features":[{"type":"Feature","properties":{"@id":"node/1","name":"Un","shop":"charity"},"geometry":{"type":"Point","coordinates":[-1.5,47.2]}}]}"#;
    let g = guess(osm.as_bytes(), Format::Geojson, "x.geojson", &taxonomy()).unwrap();
    assert_eq!(g.mapping.source.code, "osm");
}

#[test]
fn what_is_written_is_read_as_the_same_mapping() {
    let g = csv("nom \"exact\";code;adresse\nUn;a1;\"1 rue A\"\nDeux;a2;2 rue B\n").unwrap();
    let again = Mapping::parse(&g.toml).unwrap();
    assert_eq!(again.fields, g.mapping.fields);
    assert_eq!(again.id, ["code"]);
    assert_eq!(again.fields["name"], ["nom \"exact\""]);
}

#[test]
fn the_table_names_only_fields_that_can_be_filled() {
    let table: Vocabulary = toml::from_str(include_str!("../../../geodata/guess.toml")).unwrap();
    for known in table.fields.iter().filter(|k| k.field != "id") {
        let mut fields = BTreeMap::new();
        fields.insert(known.field.as_str(), vec!["c".to_owned()]);
        let toml = written(Format::Csv, false, "a", "a", &fields);
        Mapping::parse(&toml).unwrap_or_else(|e| panic!("{}: {e}", known.field));
        assert!(!known.names.is_empty());
    }
}
