//! Imports: the demonstration set, ugly files, corrections, the real files.
use crate::support::{Desk, REFERENCE};
use boucle::import::Mapping;
use boucle::service::changes;
use boucle::service::imports::{self, Options};

const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\nterritory=\"region:52\"\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\npostal_code=[\"cp\"]\ncity=[\"ville\"]\nemail=[\"mail\"]\n";

#[tokio::test]
async fn demo_comes_twice_changes_nothing_and_goes() {
    let d = Desk::empty().await;
    let first = imports::demo(&d.store, &REFERENCE).await.unwrap();
    assert!(first.import.created >= 300, "{:?}", first.import);
    assert_eq!(first.report.refused, 0, "{:?}", first.report.messages);
    let revision = d.store.revision().await.unwrap();
    let again = imports::demo(&d.store, &REFERENCE).await.unwrap();
    assert_eq!(
        (
            again.import.created,
            again.import.updated,
            again.import.withdrawn
        ),
        (0, 0, 0)
    );
    assert_eq!(d.store.revision().await.unwrap(), revision);
    d.store.remove_source("demo").await.unwrap();
    assert_eq!(d.store.count().await.unwrap(), 0);
    assert!(d.store.sources().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bad_csv_is_told_row_by_row() {
    let d = Desk::empty().await;
    let text = "\u{feff}id;nom ;lat;lon;cp;ville;mail;autre\n\
        1;Bon;47,2;-1,55;44000;Nantes;a@example.org;x\n\
        ;;;;;;;\n\
        2;Moins perdu;47.2;1.55;44000;Nantes;;\n\
        3;Échangé;-1.55;47.2;44000;Nantes;;\n\
        4;Sans position;;;44000;Nantes;;\n\
        1;Deux fois;47.2;-1.55;44000;Nantes;;\n\
        5;Lettres;abc;-1.5;44000;Nantes;;\n";
    let out = d.import(CSV, text).await;
    let r = &out.report;
    assert_eq!(
        (r.rows, r.accepted, r.refused, r.empty),
        (7 - 1, 5, 1, 1),
        "{r:?}"
    );
    assert_eq!(r.unknown_columns, ["autre"]);
    let told: Vec<(u64, &str)> = r.messages.iter().map(|m| (m.row, m.code)).collect();
    assert_eq!(
        told,
        [
            (4, "suspicious_position"),
            (5, "suspicious_position"),
            (7, "id_twice"),
            (8, "bad_position")
        ]
    );
    assert!(
        r.messages[0].message.contains("lost minus sign")
            && r.messages[1].message.contains("swapped")
    );
    let anyone = d.anonymous().await;
    let list = anyone.json("/api/v1/structures").await;
    assert_eq!(list["numberMatched"], 5);
    assert!(
        !list.to_string().contains("example.org"),
        "an e-mail leaked"
    );
}

#[tokio::test]
async fn broken_json_keeps_nothing_and_odd_shapes_are_told() {
    let d = Desk::empty().await;
    let mapping = CSV.replace("csv", "geojson");
    let parsed = Mapping::parse(&mapping).unwrap();
    let broken = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"nom":"A"}},{"#;
    let failed = imports::run(
        &d.store,
        &REFERENCE,
        &parsed,
        "t",
        broken.as_bytes(),
        Options::default(),
        &mut |_| {},
    )
    .await;
    assert!(failed.unwrap_err().to_string().contains("line 1"));
    assert_eq!(d.store.count().await.unwrap(), 0);
    let odd = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":false},"properties":{"id":"1","nom":"Faux"}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[-1.55,47.2,12]},"properties":{"id":"2","nom":"Haut"}},
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.5,47.2],[-1.5,47.3],[-1.6,47.2]]]},"properties":{"id":"3","nom":"Aire"}}]}"#;
    let out = d.import(&mapping, odd).await;
    assert_eq!(
        (out.report.accepted, out.report.unplaced),
        (3, 1),
        "{:?}",
        out.report
    );
    assert_eq!(out.report.messages[0].code, "bad_position");
}

#[tokio::test]
async fn a_correction_survives_a_refresh_and_an_address_stays() {
    let d = Desk::empty().await;
    d.import(CSV, "id;nom;lat;lon\n1;Avant;47.2;-1.55\n").await;
    let id = d.store.known("t").await.unwrap()["1"].structure.clone();
    let set = boucle::domain::Fields {
        name: Some("Corrigé".into()),
        ..Default::default()
    };
    d.store.correct(&id, set, Vec::new()).await.unwrap();
    let out = d.import(CSV, "id;nom;lat;lon\n1;Après;47.3;-1.55\n").await;
    assert_eq!(out.import.updated, 1);
    let anyone = d.anonymous().await;
    let one = anyone.json(&format!("/api/v1/structures/{id}")).await;
    assert_eq!(one["properties"]["name"], "Corrigé");
    assert_eq!(one["geometry"]["coordinates"][1], 47.3);
    assert_eq!(one["properties"]["slug"], "avant");
}

/// Real files: where they are, what is known of them.
#[tokio::test]
async fn real_files_are_swallowed() {
    let folder = std::env::var("BOUCLE_REAL_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = std::path::Path::new(&folder);
    if !folder.exists() {
        println!("skipped: no real data beside the project (BOUCLE_REAL_DATA)");
        return;
    }
    let d = Desk::empty().await;
    for (file, mapping, rows, accepted) in [
        (
            "structures/osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson",
            "osm",
            355,
            355,
        ),
        (
            "structures/nantes_structures_2022.json",
            "nantes-structures",
            256,
            256,
        ),
        (
            "structures/nantes_conteneurs_2022.json",
            "nantes-conteneurs",
            1192,
            1189,
        ),
        (
            "ugly/nantes_points_compost_LaTricyclerie.csv",
            "compost-tricyclerie",
            22,
            22,
        ),
        (
            "ugly/nantes_points_compost_OuiValo.csv",
            "compost-ouivalo",
            14,
            14,
        ),
    ] {
        let mapping = imports::built_in(mapping).unwrap();
        let open = || std::fs::File::open(folder.join(file)).unwrap();
        let out = imports::run(
            &d.store,
            &REFERENCE,
            &mapping,
            file,
            open(),
            Options::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
        let errors: Vec<_> = out
            .report
            .messages
            .iter()
            .filter(|m| m.severity == boucle::import::Severity::Error)
            .collect();
        assert_eq!(
            (out.report.rows, out.report.accepted),
            (rows, accepted),
            "{file}: {errors:?}"
        );
        let again = imports::run(
            &d.store,
            &REFERENCE,
            &mapping,
            file,
            open(),
            Options::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
        assert_eq!(
            (
                again.import.created,
                again.import.updated,
                again.import.withdrawn
            ),
            (0, 0, 0),
            "{file}"
        );
    }
}

#[tokio::test]
async fn a_refused_row_does_not_withdraw_what_is_stored() {
    let d = Desk::empty().await;
    let unnamed = CSV.replace("categories=[\"compostage\"]\n", "");
    d.import(&unnamed, "id;nom\n1;Un\n2;Deux\n3;Trois\n").await;
    let out = d.import(&unnamed, "id;nom;cp\n1;Un;\n2;;44000\n").await;
    assert_eq!(
        (out.report.refused, out.report.kept, out.import.withdrawn),
        (1, 1, 1),
        "{:?}",
        out.report
    );
    let list = d
        .anonymous()
        .await
        .json("/api/v1/structures?sort=name")
        .await;
    let names: Vec<&str> = list["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["properties"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Deux", "Un"]);
}

/// What is wrong with the place of a home is told, and not the place.
#[tokio::test]
async fn a_home_in_doubt_is_told_without_its_place() {
    let desk = Desk::empty().await;
    let mapping = "format = \"csv\"\nid = [\"id\"]\ncategories = [\"reparateur\"]\n[source]\ncode = \"h\"\nname = \"H\"\nlicence = \"L\"\nattribution = \"A\"\n[fields]\nname = [\"nom\"]\nlongitude = [\"x\"]\nlatitude = [\"y\"]\nstreet = [\"rue\"]\npostal_code = [\"cp\"]\ncity = [\"ville\"]\nsiret = [\"siret\"]\nhide_exact_position = [\"domicile\"]\n";
    let head = "id,nom,x,y,rue,cp,ville,siret,domicile\n";
    let row = "h-73282932000074,Couture,0.55721,47.48123,3 rue du Secret,49000,Angers,73282932000074,oui\n";
    let told = desk.import(mapping, &format!("{head}{row}")).await;
    assert_eq!(told.report.counts.get("suspicious_position"), Some(&1));
    let changed = row
        .replace("0.55721", "0.5573")
        .replace("73282932000074,oui", "44306184100047,oui");
    let again = desk.import(mapping, &format!("{head}{changed}")).await;
    assert_eq!(again.import.updated, 1);
    let mapping = Mapping::parse(mapping).unwrap();
    for outcome in [told, again] {
        let account = serde_json::to_string(&(&outcome.report, &outcome.changes)).unwrap();
        let csv = String::from_utf8(outcome.report.csv()).unwrap();
        let all = format!("{account}{csv}{}", outcome.page(&mapping, false));
        for secret in [
            "0.5572",
            "0.5573",
            "47.481",
            "Secret",
            "73282932000074",
            "44306184100047",
        ] {
            assert!(!all.contains(secret), "{secret} in {all}");
        }
    }
}

/// What is exported and imported into the same directory changes nothing; what was corrected on the way changes just that.
#[tokio::test]
async fn a_table_of_ours_comes_home() {
    let desk = Desk::empty().await;
    let file = r#"[
        {"id": "1", "name": "Atelier Un", "geo": {"latitude": 47.47, "longitude": -0.55}, "status": 1, "telephone": "02 41 00 00 00"},
        {"id": "2", "name": "Atelier Deux", "geo": {"latitude": 47.48, "longitude": -0.56}, "status": 1, "categories": ["Recyclerie"],
         "email": "a@example.org", "openHoursString": "sur rendez-vous"},
        {"id": "3", "name": "Atelier Trois", "status": 1, "address": {"addressLocality": "Cholet"}}
    ]"#;
    desk.import(Mapping::built_in("gogocarto").unwrap(), file)
        .await;
    // One of them is somebody's home.
    let home = "format = \"csv\"\nid = [\"id\"]\ncategories = [\"reparateur\"]\n[source]\ncode = \"h\"\nname = \"H\"\nlicence = \"L\"\nattribution = \"A\"\npriority = 50\n[fields]\nname = [\"nom\"]\nlongitude = [\"x\"]\nlatitude = [\"y\"]\nstreet = [\"rue\"]\npostal_code = [\"cp\"]\ncity = [\"ville\"]\nhide_exact_position = [\"domicile\"]\n";
    desk.import(
        home,
        "id,nom,x,y,rue,cp,ville,domicile\n9,Couture,-0.557,47.48123,3 rue du Secret,49000,Angers,oui\n",
    )
    .await;
    let before = desk
        .anonymous()
        .await
        .json("/api/v1/structures?sort=name")
        .await;
    assert_eq!(before["numberMatched"], 4);
    let revision = desk.store.revision().await.unwrap();
    let own = Mapping::built_in("boucle").unwrap();
    let csv = desk
        .anonymous()
        .await
        .get("/api/v1/export/structures.csv")
        .await
        .body;
    let geojson = desk
        .anonymous()
        .await
        .get("/api/v1/export/structures.geojson")
        .await
        .body;
    for (text, format) in [(&csv, "csv"), (&geojson, "geojson")] {
        let mapping = own.replace("\"geojson\"", &format!("\"{format}\""));
        let told = desk.import(&mapping, text).await;
        let counts = (
            told.import.created,
            told.import.updated,
            told.import.unchanged,
        );
        assert_eq!(counts, (0, 0, 4), "{format}");
        assert_eq!(desk.store.revision().await.unwrap(), revision, "{format}");
    }
    // Two rows are corrected, one is new.
    let corrected = csv
        .replace("Atelier Un", "Atelier Premier")
        .replace("Couture", "Couture Bis")
        + "X1,Atelier Quatre,reparateur\n";
    let mapping = own.replace("\"geojson\"", "\"csv\"");
    let told = desk.import(&mapping, &corrected).await;
    let counts = (
        told.import.created,
        told.import.updated,
        told.import.unchanged,
    );
    assert_eq!(counts, (1, 2, 2));
    assert!(told.import.merged == 0, "nothing is a duplicate of itself");
    let page = told.page(&Mapping::parse(&mapping).unwrap(), false);
    assert!(
        page.contains("Atelier Premier") && page.contains("Atelier Un") && !page.contains("Secret")
    );
    // And later the same is told: the structures as they were, though no record of this source was there.
    let import = desk.store.imports().await.unwrap().remove(0);
    let shown = changes::of_import(&desk.store, &import).await.unwrap();
    let listed = |all: &changes::Changes| {
        let mut all: Vec<String> = all
            .records
            .iter()
            .map(|r| format!("{:?} {} {:?}", r.kind, r.name, r.fields))
            .collect();
        all.sort();
        all
    };
    let shown = listed(&shown.unwrap());
    assert_eq!(shown, listed(&told.changes));
    assert!(
        shown.iter().any(|l| l.contains("before: \"Atelier Un\"")),
        "{shown:?}"
    );
    let after = desk
        .anonymous()
        .await
        .json("/api/v1/structures?sort=name")
        .await;
    assert_eq!(after["numberMatched"], 5);
    let of = |all: &serde_json::Value, name: &str| {
        let found = all["features"]
            .as_array()
            .unwrap()
            .iter()
            .find(|f| f["properties"]["name"] == name);
        found.unwrap_or_else(|| panic!("no {name}")).clone()
    };
    let (old, new) = (of(&before, "Atelier Un"), of(&after, "Atelier Premier"));
    assert_eq!(old["id"], new["id"]);
    assert_eq!(new["properties"]["phone"], "+33 2 41 00 00 00");
    let (old, new) = (of(&before, "Couture"), of(&after, "Couture Bis"));
    assert_eq!(
        (&old["id"], &old["geometry"]),
        (&new["id"], &new["geometry"])
    );
    assert!(!new.to_string().contains("Secret") && !new.to_string().contains("47.481"));
    // A table with some of them corrects those, and leaves the former corrections.
    let rows: Vec<&str> = csv.lines().collect();
    let two = rows.iter().find(|r| r.contains("Atelier Deux")).unwrap();
    let two = two.replace("Atelier Deux", "Atelier Second");
    let part = format!("{}\n{two}\nX1,Atelier Quatre,reparateur\n", rows[0]);
    let told = desk.import(&mapping, &part).await;
    let counts = (told.import.updated, told.import.withdrawn);
    assert_eq!((counts, told.held), ((1, 0), None));
    let all = desk
        .anonymous()
        .await
        .json("/api/v1/structures?sort=name")
        .await;
    for name in [
        "Atelier Premier",
        "Atelier Second",
        "Atelier Quatre",
        "Couture Bis",
    ] {
        of(&all, name);
    }
    let last = desk.store.imports().await.unwrap()[0].id.clone();
    desk.store.undo(&last).await.unwrap();
    // And all of it can be taken back.
    let last = desk.store.imports().await.unwrap()[1].id.clone();
    desk.store.undo(&last).await.unwrap();
    let back = desk
        .anonymous()
        .await
        .json("/api/v1/structures?sort=name")
        .await;
    let names = |all: &serde_json::Value| -> Vec<String> {
        let all = all["features"].as_array().unwrap().iter();
        all.map(|f| f["properties"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&back), names(&before));
}
