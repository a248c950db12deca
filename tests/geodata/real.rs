//! Contours of 2018 and structures as they are, against a plain look at every polygon.
use super::REFERENCE;
use boucle::domain::structure::CommuneAssignment;
use boucle::domain::{Coordinates, TerritoryKind};
use boucle::service::Reference;
use boucle::service::geodata::{From, Patience, Wanted, survey, update};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

fn real_data() -> Option<PathBuf> {
    let folder = std::env::var("BOUCLE_REAL_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = PathBuf::from(folder);
    if !folder.join("admin").exists() {
        println!("skipped: no real data beside the project (BOUCLE_REAL_DATA)");
        return None;
    }
    Some(folder)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Code of today of a code of 2018: a walk along the lines of the movements, day by day.
fn today(rows: &[(String, String, String)], code: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::from([code.to_owned()]);
    let days: BTreeSet<&str> = rows.iter().map(|r| r.0.as_str()).collect();
    for day in days {
        let mut next = BTreeSet::new();
        for code in &codes {
            let of = rows.iter().filter(|r| r.0 == day && r.1 == *code);
            let after: BTreeSet<String> = of.map(|r| r.2.clone()).collect();
            if after.is_empty() {
                next.insert(code.clone());
            }
            next.extend(after);
        }
        codes = next;
    }
    codes
}

/// Whether a point is inside rings: how often a line to the east crosses them.
fn inside(rings: &Value, [x, y]: [f64; 2]) -> bool {
    let mut odd = false;
    for ring in rings.as_array().unwrap() {
        let of = |p: &Value| [p[0].as_f64().unwrap(), p[1].as_f64().unwrap()];
        let corners: Vec<[f64; 2]> = ring.as_array().unwrap().iter().map(of).collect();
        for pair in corners.windows(2) {
            let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
            if (y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1) {
                odd = !odd;
            }
        }
    }
    odd
}

#[test]
fn real_points_lie_where_every_polygon_one_by_one_says() {
    let Some(folder) = real_data() else { return };
    let place = tempfile::tempdir().unwrap();
    let wanted = Wanted {
        from: From::Folder(folder.join("admin")),
        year: 2018,
        resolution: "100m".to_owned(),
        partial: Some("region:52".to_owned()),
        folder: place.path().to_owned(),
        patience: Patience::default(),
    };
    let contours = update(&REFERENCE.gazetteer, &wanted, &mut |_| {}).unwrap();
    let about = contours.about().unwrap();
    assert_eq!((about.followed, about.unknown.len()), (47, 0));
    let account = survey(&REFERENCE.gazetteer, &contours);
    assert_eq!(account.counts[0], (TerritoryKind::Commune, 1226, 1228));
    assert!(account.missing.is_empty(), "{:?}", account.missing);
    assert_eq!(account.shared.len(), 1);
    let reference = Reference::with(contours).unwrap();

    let moves = std::fs::File::open(folder.join("admin/cog_mouvements-communes.csv")).unwrap();
    let rows: Vec<HashMap<String, String>> = csv::Reader::from_reader(moves)
        .deserialize()
        .map(Result::unwrap)
        .collect();
    let rows: Vec<(String, String, String)> = rows
        .into_iter()
        .filter(|r| r["TYPECOM_AV"] == "COM" && r["TYPECOM_AP"] == "COM")
        .filter(|r| r["DATE_EFF"].as_str() > "2018-01-01")
        .map(|r| {
            (
                r["DATE_EFF"].clone(),
                r["COM_AV"].clone(),
                r["COM_AP"].clone(),
            )
        })
        .collect();
    let published = json(&folder.join("admin/communes-pays-de-la-loire.geojson"));
    let communes = published["features"].as_array().unwrap();
    let code_at = |at: [f64; 2]| {
        let covers = |f: &&Value| {
            let shape = &f["geometry"]["coordinates"];
            match f["geometry"]["type"].as_str().unwrap() {
                "Polygon" => inside(shape, at),
                _ => shape.as_array().unwrap().iter().any(|p| inside(p, at)),
            }
        };
        let found = communes.iter().find(covers)?;
        Some(today(&rows, found["properties"]["code"].as_str().unwrap()))
    };
    let export = json(&folder.join("structures/osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson"));
    let (mut there, mut separated, mut wrong_by_nearness) = (0, 0, 0);
    for f in export["features"].as_array().unwrap() {
        let at = &f["geometry"]["coordinates"];
        let at = [at[0].as_f64().unwrap(), at[1].as_f64().unwrap()];
        let point = Coordinates::from(at);
        let found = reference.commune_at(point);
        let Some(expected) = code_at(at) else {
            assert!(found.is_none(), "{at:?}: {found:?}");
            continue;
        };
        there += 1;
        let (commune, how) = found.unwrap();
        assert!(
            expected.contains(&commune.code),
            "{at:?}: {expected:?}, {}",
            commune.code
        );
        if expected.len() > 1 {
            separated += 1;
            assert_eq!(how, CommuneAssignment::Nearest);
        } else {
            assert_eq!(how, CommuneAssignment::Contour);
        }
        let nearest = REFERENCE.nearest_commune(point).unwrap();
        wrong_by_nearness += usize::from(!expected.contains(&nearest.code));
    }
    println!(
        "{there} points, {separated} in a commune separated since, {wrong_by_nearness} wrong by nearness alone"
    );
    assert_eq!((there, separated), (343, 1));
    // What contours are for.
    assert!(wrong_by_nearness > 50, "{wrong_by_nearness}");
}
