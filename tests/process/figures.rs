//! `coverage`, `gaps` and `sites` on the command line.
use crate::harness::Place;

#[test]
fn a_table_for_people_and_files_for_programs() {
    let p = Place::with_demo();
    let table = p.run("coverage --within region:52 --category repair_cafe");
    table.expect(0, &[]);
    let text = table.text();
    assert_eq!(text.lines().count(), 6, "{text}");
    assert!(text.starts_with("code") && text.contains("Maine-et-Loire"));
    let json = p.run("coverage --within region:52 --category repair_cafe --format json");
    let json: serde_json::Value = serde_json::from_slice(&json.out).unwrap();
    let row = &json["rows"][1];
    assert_eq!(row["territory"]["code"], "49");
    let line = text.lines().find(|l| l.contains("Maine-et-Loire")).unwrap();
    let share = row["share_within"].as_f64().unwrap();
    assert!(line.contains(&format!("{share:.4}")) && line.contains(&row["count"].to_string()));
    let csv =
        p.run("gaps --within department:49 --category repair_cafe --threshold 5000 --format csv");
    let gaps = p.run(
        "gaps --within department:49 --category repair_cafe --threshold 5000 --format geojson",
    );
    let gaps: serde_json::Value = serde_json::from_slice(&gaps.out).unwrap();
    let features = gaps["features"].as_array().unwrap().len();
    assert!(features > 5);
    assert_eq!(csv.text().lines().count(), features + 1);
    p.write(
        "boucle.toml",
        "[sites]\ncount = 2\ncategory = \"repair_cafe\"\n",
    );
    let sites = p.run("sites --within department:49");
    assert_eq!(sites.text().lines().count(), 3, "{}", sites.text());
}

#[test]
fn wrong_use_is_told_before_a_database_is_asked_for() {
    let p = Place::new();
    for (arguments, words) in [
        ("coverage --within region:520", &["--within", "`520`"][..]),
        ("coverage --by canton", &["--by", "region"]),
        ("gaps --threshold NaN", &["--threshold", "as in 10000"]),
        ("sites --count 0", &["--count", "from 1 to 50"]),
        ("sites --format xml", &["--format", "`xml`"]),
        (
            "gaps --category repaircafe",
            &["--category", "did you mean `repair_cafe`?"],
        ),
    ] {
        p.run(arguments).expect(2, words);
    }
    assert!(!p.path("data").exists());
}
