//! Imports whose addresses are looked up, against geocoders on loopback.
use crate::geocoder::{Hit, Row, answer, rows};
use crate::harness::{Place, Ran};
use crate::loopback::{Answer, Loopback};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

const MAPPING: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\nstreet=[\"rue\"]\npostal_code=[\"cp\"]\ncity=[\"ville\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\nhide_exact_position=[\"cache\"]\nat_home=[\"domicile\"]\n";

const FILE: &str = "id;nom;rue;cp;ville;lat;lon;cache;domicile\n\
    porte;Porte;12, rue Imaginaire;49100;Angers;;;;\n\
    double;Double;12 RUE IMAGINAIRE;49100;ANGERS;;;;\n\
    voie;Voie;99 rue Imaginaire;49100;Angers;;;;\n\
    ici;Ici;1 rue Connue;49000;Angers;47.47;-0.55;;\n\
    cachee;Cachée;7 rue Secrète;49000;Angers;;;oui;\n\
    chezvous;Chez Vous;8 rue Secrète;49000;Angers;;;;30 km\n\
    atelier;Atelier;9 rue Publique;49000;Angers;;;non;30 km\n\
    inconnue;Inconnue;1 rue Inouïe;49000;Angers;;;;\n\
    ville;Ville;2 rue Inouïe;49000;Angers;;;;\n\
    faible;Faible;3 rue Semblable;49000;Angers;;;;\n\
    loin;Loin;4 rue Lointaine;49000;Angers;;;;\n\
    voisine;Voisine;5 rue Voisine;49000;Angers;;;;\n\
    sansrue;Sans rue;;49000;Angers;;;;\n\
    sansville;Sans ville;6 rue Perdue;;;;;;\n";

fn hit(lon: f64, lat: f64, label: &'static str, kind: &'static str) -> Hit {
    Hit {
        lon,
        lat,
        label,
        score: 0.9,
        kind,
        postcode: "49000",
        citycode: "49007",
    }
}

fn find(row: &Row) -> Option<Hit> {
    match row[1].as_str() {
        "12 rue Imaginaire" | "12 RUE IMAGINAIRE" => Some(hit(
            -0.5522,
            47.4722,
            "12 Rue Imaginaire 49100 Angers",
            "housenumber",
        )),
        "99 rue Imaginaire" => Some(hit(-0.5501, 47.4701, "Rue Imaginaire", "street")),
        "9 rue Publique" => Some(hit(-0.5533, 47.4733, "9 Rue Publique", "housenumber")),
        "2 rue Inouïe" => Some(hit(-0.56, 47.47, "Angers", "municipality")),
        "3 rue Semblable" => Some(Hit {
            score: 0.52,
            ..hit(-0.5544, 47.4744, "Rue Ressemblante", "street")
        }),
        // As the crow flies 80 km.
        "4 rue Lointaine" => Some(hit(
            -1.55,
            47.21,
            "4 Rue Lointaine 44000 Nantes",
            "housenumber",
        )),
        "5 rue Voisine" => Some(Hit {
            postcode: "49240",
            citycode: "49015",
            ..hit(-0.6, 47.5, "5 Rue Voisine 49240 Avrillé", "housenumber")
        }),
        _ => None,
    }
}

/// Where each is in the database, how well, by its name: homes as they are, not as they are shown.
async fn positions(p: &Place) -> BTreeMap<String, (String, Value)> {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}", p.path("data/boucle.db").display());
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let all: Vec<String> = sqlx::query_scalar("SELECT document FROM source_records")
        .fetch_all(&pool)
        .await
        .unwrap();
    pool.close().await;
    let one = |text: &String| {
        let r: Value = serde_json::from_str(text).unwrap();
        let position = &r["fields"]["position"];
        let precision = position["precision"].as_str().unwrap_or("none").to_owned();
        let name = r["fields"]["name"].as_str().unwrap().to_owned();
        (name, (precision, position["coordinates"].clone()))
    };
    all.iter().map(one).collect()
}

fn place() -> Place {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write("a.csv", FILE);
    p
}

fn import(p: &Place, more: &str) -> Ran {
    p.run(&format!("import csv a.csv --mapping t.toml {more}"))
}

/// All streets that a geocoder was sent, sorted.
fn sent(server: &Loopback) -> Vec<String> {
    let posted = server.posted();
    let posted = posted.iter().filter(|b| !b.is_empty());
    let mut all: Vec<String> = posted.flat_map(|b| rows(b)).map(|r| r[1].clone()).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_looked_up_once_and_homes_never() {
    let server = Loopback::start_reading(|_, _, _, body| answer(body, find));
    let p = place();
    let geocode = format!("--geocode={}/geocodage", server.url);
    import(&p, &format!("{geocode} --report r.csv")).expect(
        0,
        &[
            "Looking up the addresses",
            "127.0.0.1",
            "8 addresses asked for, 5 of them found",
            "4 records have the position of their address",
            "14 created",
        ],
    );
    assert_eq!(server.asked(), ["/geocodage/search/csv"]);
    let streets = sent(&server);
    let once = ["12 RUE IMAGINAIRE", "12 rue Imaginaire"].map(str::to_owned);
    assert_eq!(streets.iter().filter(|s| once.contains(s)).count(), 1);
    let others: Vec<&String> = streets.iter().filter(|s| !once.contains(s)).collect();
    assert_eq!(
        others,
        [
            "1 rue Inouïe",
            "2 rue Inouïe",
            "3 rue Semblable",
            "4 rue Lointaine",
            "5 rue Voisine",
            "9 rue Publique",
            "99 rue Imaginaire",
        ]
    );
    let everything = server.posted().join("");
    for home in ["Secrète", "Connue", "Perdue", "Cachée", "Porte"] {
        assert!(!everything.contains(home), "{home} was sent");
    }
    let at = positions(&p).await;
    let rooftop = ("rooftop".to_owned(), serde_json::json!([-0.5522, 47.4722]));
    assert_eq!(at["Porte"], rooftop);
    assert_eq!(at["Double"], rooftop);
    assert_eq!(
        at["Voie"],
        ("street".to_owned(), serde_json::json!([-0.5501, 47.4701]))
    );
    assert_eq!(
        at["Atelier"],
        ("rooftop".to_owned(), serde_json::json!([-0.5533, 47.4733]))
    );
    assert_eq!(at["Ici"].1, serde_json::json!([-0.55, 47.47]));
    for name in [
        "Cachée",
        "Chez Vous",
        "Inconnue",
        "Ville",
        "Faible",
        "Loin",
        "Voisine",
        "Sans rue",
    ] {
        assert_eq!(at[name], at["Sans rue"], "{name}");
        assert_eq!(at[name].0, "commune", "{name}");
    }
    assert_eq!(at["Sans ville"].0, "none");
    report(&p.read("r.csv"));

    // Nothing is asked twice, and what is known holds without asking.
    for more in [geocode.as_str(), "", "--dry-run"] {
        import(&p, more).expect(0, &["Nothing changed"]);
    }
    assert_eq!(server.asked().len(), 1);
}

/// Each remark with its address and what was found.
fn report(text: &str) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let told: Vec<[String; 5]> = reader
        .records()
        .map(|r| r.unwrap())
        .filter(|r| r[1] == *"position" || r[1] == *"address")
        .map(|r| [0, 2, 3, 5, 6].map(|i| r[i].to_owned()))
        .collect();
    let expected = [
        [
            "2",
            "info",
            "geocoded",
            "12 rue Imaginaire 49100 Angers",
            "12 Rue Imaginaire 49100 Angers",
        ],
        [
            "3",
            "info",
            "geocoded",
            "12 RUE IMAGINAIRE 49100 Angers",
            "12 Rue Imaginaire 49100 Angers",
        ],
        [
            "4",
            "info",
            "geocoded",
            "99 rue Imaginaire 49100 Angers",
            "Rue Imaginaire",
        ],
        [
            "8",
            "info",
            "geocoded",
            "9 rue Publique 49000 Angers",
            "9 Rue Publique",
        ],
        [
            "9",
            "warning",
            "address_not_found",
            "1 rue Inouïe 49000 Angers",
            "",
        ],
        [
            "10",
            "warning",
            "address_not_found",
            "2 rue Inouïe 49000 Angers",
            "",
        ],
        [
            "11",
            "warning",
            "doubtful_address",
            "3 rue Semblable 49000 Angers",
            "Rue Ressemblante",
        ],
        [
            "12",
            "warning",
            "doubtful_address",
            "4 rue Lointaine 49000 Angers",
            "4 Rue Lointaine 44000 Nantes",
        ],
        [
            "13",
            "warning",
            "doubtful_address",
            "5 rue Voisine 49000 Angers",
            "5 Rue Voisine 49240 Avrillé",
        ],
    ];
    assert_eq!(told, expected.map(|r| r.map(str::to_owned)));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_geocoder_the_commune_stands_in_and_a_later_import_fills_in() {
    let p = place();
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr();
    let gone = gone.unwrap();
    import(&p, &format!("--geocode=http://{gone}")).expect(
        0,
        &[
            "warning",
            "cannot be reached",
            "8 wait",
            "--geocode",
            "14 created",
        ],
    );
    let before = positions(&p).await;
    assert_eq!(before["Porte"].0, "commune");
    assert_eq!(before["Porte"], before["Sans rue"]);
    let html =
        Loopback::start(|_, _, _| Answer::Body("text/html", b"<html>sign in</html>".to_vec()));
    import(&p, &format!("--geocode={}", html.url))
        .expect(0, &["a web page (HTML)", "Nothing changed"]);
    let server = Loopback::start_reading(|_, _, _, body| answer(body, find));
    // The same file: only what has a position now is another record.
    import(&p, &format!("--geocode={}", server.url)).expect(0, &["4 updated, 10 unchanged"]);
    assert_eq!(positions(&p).await["Porte"].0, "rooftop");
    p.run("imports undo last").expect(0, &["4 as before"]);
    assert_eq!(positions(&p).await, before);
    import(&p, "").expect(0, &["4 updated"]);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let mut file = "id;nom;rue;cp;ville\n".to_owned();
    for i in 0..1_200 {
        writeln!(file, "{i};Lieu {i};{i} rue Imaginaire;49100;Angers").unwrap();
    }
    let p = place();
    p.write("a.csv", &file);
    let silent = Loopback::start_reading(|_, before, _, body| {
        if before == 2 {
            return Answer::Stall(b"boucle_row".to_vec(), Duration::from_mins(2));
        }
        answer(body, |_| {
            Some(hit(-0.55, 47.47, "Rue Imaginaire", "street"))
        })
    });
    let run = format!("import csv a.csv --mapping t.toml --geocode={}", silent.url);
    let mut child = p.command(&run).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    while silent.asked().len() < 3 {
        assert!(Instant::now() < until, "it asked {:?}", silent.asked());
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let first: Vec<String> = silent.posted()[..2]
        .iter()
        .flat_map(|b| rows(b))
        .map(|r| r[1].clone())
        .collect();
    assert_eq!(first.len(), 1_000);
    assert_eq!(
        p.content().matches("\"Feature\"").count(),
        0,
        "nothing was imported"
    );

    let server = Loopback::start_reading(|_, _, _, body| {
        answer(body, |_| {
            Some(hit(-0.56, 47.48, "Rue Imaginaire", "street"))
        })
    });
    import(&p, &format!("--geocode={}", server.url)).expect(
        0,
        &[
            "200 addresses asked for",
            "1200 records have the position",
            "1200 created",
        ],
    );
    let rest = sent(&server);
    assert_eq!(rest.len(), 200);
    assert!(rest.iter().all(|street| !first.contains(street)));
}

#[test]
fn a_dry_run_sends_no_address() {
    let server = Loopback::start_reading(|_, _, _, body| answer(body, find));
    let p = place();
    p.run("setup").expect(0, &[]);
    import(&p, &format!("--geocode={} --dry-run", server.url)).expect(
        0,
        &[
            "8 addresses would be asked for: a dry run sends none",
            "14 created",
            "Dry run",
        ],
    );
    assert!(server.asked().is_empty());
}

#[test]
fn only_records_that_are_taken_are_asked_for() {
    let server = Loopback::start_reading(|_, _, _, body| answer(body, find));
    let p = place();
    p.write(
        "a.csv",
        "id;nom;rue;cp;ville\n1;Ici;99 rue Imaginaire;49100;Angers\n2;Ailleurs;5 rue d’Ailleurs;44000;Nantes\n\
         3;Sans rue;;49000;Angers\n1;Deux fois;6 rue Refusée;49000;Angers\n",
    );
    import(&p, &format!("--geocode={} --department 49", server.url))
        .expect(0, &["2 accepted, 1 refused"]);
    assert_eq!(sent(&server), ["99 rue Imaginaire"]);
    // A file that is refused asks nobody.
    p.write(
        "b.json",
        "[{\"id\":1,\"nom\":\"A\",\"rue\":\"7 rue Coupée\",\"cp\":\"49000\"},",
    );
    p.write("j.toml", &MAPPING.replace("csv", "json"));
    p.run(&format!(
        "import json b.json --mapping j.toml --geocode={}",
        server.url
    ))
    .expect(1, &["JSON is broken"]);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn sources_are_geocoded_when_the_configuration_says_so() {
    let server = Loopback::start_reading(|path, _, _, body| match path {
        "/a.csv" => Answer::Body("text/csv", FILE.as_bytes().to_vec()),
        // A list that comes once only, as from ADEME.
        _ if path.starts_with("/lines") => Answer::json(
            r#"{"total":1,"results":[{"identifiant":"x","nom":"Fictive","adresse":"99 rue Imaginaire","code_postal":"49100","ville":"Angers","type_dacteur":"ess"}]}"#,
        ),
        _ => answer(body, find),
    });
    let p = place();
    let config = "[[sources]]\ncode = \"t\"\nkind = \"csv\"\nurl = \"HOST/a.csv\"\nmapping = \"t.toml\"\n\
                  [[sources]]\nkind = \"ademe\"\nurl = \"HOST/lines\"\nregion = \"52\"\n";
    let config = config.replace("HOST", &server.url);
    p.write("boucle.toml", &config);
    p.run("sync")
        .expect(0, &["t: 14 created", "ademe: 1 created"]);
    assert!(
        !server.asked().iter().any(|a| a.contains("search")),
        "off unless said"
    );
    p.write(
        "boucle.toml",
        &format!("geocode = \"{}\"\n{config}", server.url),
    );
    let checked = p.run("check").expect(0, &[]).text();
    assert!(
        checked.contains("geocode = \"http://127.0.0.1"),
        "{checked}"
    );
    p.run("sync --force").expect(
        0,
        &["t: 0 created, 4 updated", "ademe: 0 created, 1 updated"],
    );
    let asked = server.asked();
    // The one address of the second source is among those of the first.
    assert_eq!(
        asked.iter().filter(|a| a.contains("search")).count(),
        1,
        "{asked:?}"
    );
    p.run("sync --force --geocode=none")
        .expect(0, &["t: 0 created, 0 updated"]);
}

#[test]
fn a_slip_in_the_geocoders_address_is_told() {
    let p = place();
    for (text, place) in [
        ("geocode = \"ftp://a\"", "geocode in boucle.toml"),
        ("geocode = 3", "geocode in boucle.toml"),
    ] {
        p.write("boucle.toml", text);
        p.run("check")
            .expect(2, &[place, "true, an http(s) address of an addok, or none"]);
    }
    p.write(
        "boucle.toml",
        "geocode = true\ngeocoder = \"http://127.0.0.1:1/geocodage/search\"\n",
    );
    p.run("check").expect(0, &[]);
    // The geocoder of the suggestions is the one that is meant.
    import(&p, "").expect(0, &["127.0.0.1:1 cannot be reached"]);
    import(&p, "--geocode=false").expect(0, &["Nothing changed"]);
    let help = p.run("import --help").expect(0, &[]).text();
    assert!(
        help.contains("--geocode[=<URL>]") && help.contains("BOUCLE_GEOCODE"),
        "{help}"
    );
}
