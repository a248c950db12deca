#![allow(clippy::unwrap_used)] // a test may stop at the first surprise
use super::*;
use crate::domain::TerritoryKind;
use proptest::prelude::*;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 26).unwrap()
}

fn of(text: &str) -> Result<Vec<CensusEntry>, CensusError> {
    read(text.as_bytes(), &REFERENCE, today())
}

#[test]
fn a_file_is_read_in_the_forms_that_people_have() {
    let rows = "department:49;ressourcerie;surveyed;2026-05-01;Réseau;porte à porte\r\ncommune:49007;;partial;2026-11-26;Mairie;-\r\n";
    let text = format!("territory;category;status;date;source;note\r\n{rows}");
    let found = of(&text).unwrap();
    assert_eq!(found, of(&format!("\u{feff}{text}")).unwrap());
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    assert_eq!(found, read(&*latin, &REFERENCE, today()).unwrap());
    assert_eq!(
        found[0].territory,
        TerritoryRef::new(TerritoryKind::Department, "49")
    );
    assert_eq!(found[0].note.as_deref(), Some("porte à porte"));
    assert_eq!((&found[1].category, &found[1].note), (&None, &None));
    // Columns in another order, those that are not needed left out.
    let short = "source,date,territory,status\nMairie,2026-11-26,commune:49007,partial\n";
    assert_eq!(of(short).unwrap(), found[1..]);
}

#[test]
fn every_wrong_value_is_told_with_row_field_and_cure() {
    let text = "territory,category,status,date,source,note\n\
        departement:49,,surveyed,2026-05-01,A,\n\
        department:Maine et Loir,,surveyed,2026-05-01,A,\n\
        department:49,resourcerie,done,01/05/2026,,\n\
        department:49,,never,2026-11-27,A,\n\
        department:49,,never,0206-11-27,A,\n\
        department:44,,never,2026-11-01,A,b,c\n\
        region:52,,surveyed,2026-11-01,A,\n\
        region:52,,partial,2026-11-02,B,\n";
    let Err(CensusError::Rows(wrong)) = of(text) else {
        panic!("it was taken")
    };
    let expected = [
        (2, "territory", "as in department:49"),
        (
            3,
            "territory",
            "did you mean department:49 (Maine-et-Loire)?",
        ),
        (4, "category", "did you mean `ressourcerie`?"),
        (4, "status", "surveyed, partial or never"),
        (4, "date", "as in 2026-05-01"),
        (4, "source", "say who made the census"),
        (5, "date", "2026-11-26 at the latest"),
        (6, "date", "check the year"),
        (7, "row", "7 values for 6 columns"),
        (9, "territory", "row 8 has the same"),
    ];
    assert_eq!(wrong.len(), expected.len(), "{wrong:?}");
    for ((row, wrong), (at, field, words)) in wrong.iter().zip(expected) {
        assert_eq!((*row, wrong.field.as_str()), (at, field), "{wrong:?}");
        assert!(wrong.message.contains(words), "{}", wrong.message);
    }
}

/// A column that is passed over would make an entry of one category one of all.
#[test]
fn a_column_that_nobody_knows_is_refused() {
    let text = "territory,categorie,status,date,source\nregion:52,ressourcerie,surveyed,2026-05-01,A\nregion:53,reseau,surveyed,2026-05-01,A\n";
    let Err(CensusError::Rows(wrong)) = of(text) else {
        panic!("it was taken")
    };
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!((wrong[0].0, wrong[0].1.field.as_str()), (2, "categorie"));
    assert!(wrong[0].1.message.contains("did you mean `category`?"));
    for empty in [
        "territory,category,status,date,source,note\n",
        "territory\n\n\n",
    ] {
        assert!(matches!(of(empty), Err(CensusError::Empty)));
    }
    assert!(matches!(of(""), Err(CensusError::Read(ReadError::Empty))));
}

#[test]
fn a_merged_commune_is_kept_under_the_code_of_today() {
    let (old, _, now) = REFERENCE.gazetteer.former().next().unwrap();
    let draft = Draft {
        territory: &format!("commune:{old}"),
        status: "surveyed",
        date: "2026-05-01",
        source: "A",
        ..Draft::default()
    };
    let found = entry(draft, &REFERENCE, today()).unwrap();
    assert_eq!(found.territory.code, now.code);
}

#[test]
fn a_preview_tells_what_the_store_would() {
    let all = of("territory,status,date,source\nregion:52,surveyed,2026-05-01,A\nregion:53,surveyed,2026-05-01,A\nregion:28,never,2026-05-01,A\n").unwrap();
    let mut stored = all[..2].to_vec();
    stored[1].source = "B".to_owned();
    let change = preview(&stored, &all);
    assert_eq!(
        (change.created, change.updated, change.unchanged),
        (1, 1, 1)
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in prop::collection::btree_map((0..2_000usize, prop::option::of(0..20usize)), ("\\PC{0,12}|.{0,12}|['=+@-]{0,3}a?", ".{0,12}|['=+@-]{0,3}", 0..3usize, 0..9_000i64), 1..12)) {
        let mut entries = Vec::new();
        for ((place, category), (source, note, status, days)) in rows {
            let at = TerritoryRef::from(&REFERENCE.gazetteer.all()[place]).to_string();
            let category = category.and_then(|c| REFERENCE.taxonomy.categories.nth(c));
            let draft = Draft {
                territory: &at,
                category: category.map_or("", |t| &t.code),
                status: CensusStatus::ALL[status].as_str(),
                date: &(today() - chrono::Duration::days(days)).to_string(),
                source: &source,
                note: &note,
            };
            match entry(draft, &REFERENCE, today()) {
                Ok(e) => entries.push(e),
                Err(wrong) => prop_assert_eq!(&wrong[0].field, "source"),
            }
        }
        prop_assume!(!entries.is_empty());
        let again = read(&*csv(&entries), &REFERENCE, today()).unwrap();
        prop_assert_eq!(again, entries);
    }
}
