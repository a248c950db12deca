use super::*;

fn asked(n: usize) -> Vec<Asked> {
    let one = |i| Asked::new(&format!("{i} Rue d’Essai"), "49000", "Angers", "49007").unwrap();
    (1..=n).map(one).collect()
}

const HEADER: &str = "boucle_row,street,postcode,city,latitude,longitude,result_label,result_score,result_score_next,result_type,result_id,result_housenumber,result_postcode,result_citycode,result_status\n";

fn answer(rows: &str, n: usize) -> Result<Vec<Reply>, String> {
    read(format!("\u{feff}{HEADER}{rows}").as_bytes(), &asked(n))
}

#[test]
fn addresses_of_servers_are_understood() {
    let search = "https://data.geopf.fr/geocodage/search";
    for url in [
        search,
        "https://data.geopf.fr/geocodage",
        "https://data.geopf.fr/geocodage/search/",
        "https://data.geopf.fr/geocodage/search/csv",
        "https://data.geopf.fr/geocodage/search/csv/",
    ] {
        assert_eq!(search_of(url), search);
    }
    assert_eq!(
        search_of("http://127.0.0.1:7878"),
        "http://127.0.0.1:7878/search"
    );
}

#[test]
fn a_question_is_a_table_in_quotation_marks() {
    let text = String::from_utf8(written(&asked(2))).unwrap();
    assert_eq!(
        text,
        "\"boucle_row\",\"street\",\"postcode\",\"city\"\n\"0\",\"1 Rue d’Essai\",\"49000\",\"Angers\"\n\"1\",\"2 Rue d’Essai\",\"49000\",\"Angers\"\n"
    );
}

#[test]
fn answers_are_read_row_by_row() {
    let rows = "0,1 Rue d’Essai,49000,Angers,47.47,-0.55,1 Rue d’Essai 49000 Angers,0.94,0.3,housenumber,x,1,49000,49007,ok\r\n\
        1,2 Rue d’Essai,49000,Angers,,,,,,,,,,,not-found\r\n\
        2,3 Rue d’Essai,49000,Angers,,,,,,,,,,,error\r\n\
        3,4 Rue d’Essai,49000,Angers,47.48,-0.56,\"Angers, 49\",0.4,,municipality,y,,,,ok\r\n";
    let replies = answer(rows, 4).unwrap();
    let place = |lon, lat, label: &str, score, kind, codes: [Option<&str>; 2]| {
        let [postal_code, insee] = codes.map(|c| c.map(str::to_owned));
        Reply::Found(Place {
            position: Coordinates { lon, lat },
            kind,
            score,
            label: label.to_owned(),
            insee,
            postal_code,
        })
    };
    let codes = [Some("49000"), Some("49007")];
    assert_eq!(
        replies,
        [
            place(
                -0.55,
                47.47,
                "1 Rue d’Essai 49000 Angers",
                0.94,
                PlaceKind::Housenumber,
                codes
            ),
            Reply::Nothing,
            Reply::Failed,
            place(
                -0.56,
                47.48,
                "Angers, 49",
                0.4,
                PlaceKind::Municipality,
                [None; 2]
            ),
        ]
    );
}

#[test]
fn another_answer_than_the_one_that_was_asked_for_is_told() {
    let good = "0,1 Rue,49000,Angers,47.47,-0.55,L,0.94,,street,x,,,,\n";
    for (rows, n, words) in [
        (String::new(), 1, "0 rows for 1 addresses"),
        (good.to_owned(), 2, "1 rows for 2 addresses"),
        (good.repeat(2), 2, "row `0` in place of row 1"),
        (
            good.replace("0,1 Rue", "1,1 Rue"),
            1,
            "row `1` in place of row 0",
        ),
        (good.replace("47.47", "247.47"), 1, "`-0.55, 247.47, 0.94`"),
        (good.replace("47.47", ""), 1, "`-0.55, , 0.94`"),
        (good.replace("0.94", "gut"), 1, "`-0.55, 47.47, gut`"),
        (good.replace("0.94", "NaN"), 1, "score"),
    ] {
        let told = answer(&rows, n).unwrap_err();
        assert!(told.contains(words), "{rows}: {told}");
    }
    for (text, words) in [
        ("<!DOCTYPE html><html>", "a web page (HTML)"),
        (" \n<html>", "a web page (HTML)"),
        ("a,b\n1,2\n", "without the column `boucle_row`"),
        (r#"{"code":400}"#, "without the column"),
        ("", "without the column"),
    ] {
        let told = read(text.as_bytes(), &asked(1)).unwrap_err();
        assert!(told.contains(words), "{text}: {told}");
    }
}

#[test]
fn one_place_is_read() {
    let feature = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[-0.55,47.47]},"properties":{"label":"1 Rue\u0000 A","score":0.9,"type":"street","citycode":"49007"}}"#;
    let Ok(Reply::Found(p)) = first(format!(r#"{{"features":[{feature}]}}"#).as_bytes()) else {
        panic!("nothing was read");
    };
    assert_eq!(
        (p.label.as_str(), p.score, p.kind),
        ("1 Rue A", 0.9, PlaceKind::Street)
    );
    assert_eq!((p.insee.as_deref(), p.postal_code), (Some("49007"), None));
    assert_eq!(first(br#"{"features":[]}"#), Ok(Reply::Nothing));
    let off = feature.replace("[-0.55,47.47]", "[200,47]");
    for text in ["", "<html>", "[]", &format!(r#"{{"features":[{off}]}}"#)] {
        assert!(first(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn requests_become_smaller_and_stay_so() {
    let mut bulk = Bulk::new("http://127.0.0.1:1", Pace::default());
    let mut sizes = vec![bulk.rows];
    while bulk.shrinks() {
        sizes.push(bulk.rows);
    }
    assert_eq!(sizes, [500, 125, 31, 20]);
    let pace = Pace {
        rows: 2,
        ..Pace::default()
    };
    assert!(!Bulk::new("http://127.0.0.1:1", pace).shrinks());
}
