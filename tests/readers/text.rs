use super::{run, told};

const MAPPING: &str = "format=\"csv\"\nid=[\"id\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n\
    [fields]\nname=[\"nom\"]\nstreet=[\"adresse\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\ncoordinates=[\"point\"]\n\
    x_lambert93=[\"x\"]\ny_lambert93=[\"y\"]\nlambert93=[\"xy\"]\n";

/// Letters of MacRoman, from Apple's table (ROMAN.TXT).
const MAC: [(char, u8); 8] = [
    ('é', 0x8e),
    ('è', 0x8f),
    ('ê', 0x90),
    ('à', 0x88),
    ('ô', 0x99),
    ('ç', 0x8d),
    ('É', 0x83),
    ('’', 0xd5),
];

#[test]
fn bars_and_macroman() {
    let text = "id|nom|adresse\n1|Légumerie de l’été|3 allée du Château d’Eau, à côté\n2|Épicerie à façon|12 rue Molière\n";
    let bytes: Vec<u8> = text
        .replace('â', "a")
        .chars()
        .map(|c| {
            let mac = MAC.iter().find(|(m, _)| *m == c).map(|(_, b)| *b);
            mac.unwrap_or_else(|| u8::try_from(c).unwrap())
        })
        .collect();
    let (report, records) = run(bytes.as_slice(), MAPPING).unwrap();
    let name = |i: usize| records[i].fields.name.as_deref().unwrap();
    assert_eq!(name(0), "Légumerie de l’été");
    assert_eq!(name(1), "Épicerie à façon");
    assert_eq!(report.counts.get("old_encoding"), Some(&1));
    assert!(report.messages[0].message.contains("MacRoman"));
}

#[test]
fn a_title_above_the_names_is_told_and_rows_keep_their_numbers() {
    for title in [
        "Liste des ressourceries 2024;;;;",
        "Liste des ressourceries, 2024",
        "\n;;;;\nListe des ressourceries 2024\n",
    ] {
        let text = format!(
            "{title}\n\nid;nom;adresse;lat;lon\n1;Le Bac;1 rue A;rien;1\n\n2;La Cale;2 rue B;rien;1\n"
        );
        let (report, records) = run(text.as_bytes(), MAPPING).unwrap();
        let names = records.iter().map(|r| r.fields.name.as_deref().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["Le Bac", "La Cale"], "{title}");
        let told = |code: &str| {
            let all = report.messages.iter().filter(|m| m.code == code);
            all.map(|m| (m.row, m.original.clone())).collect::<Vec<_>>()
        };
        let line = |word: &str| text.lines().position(|l| l.contains(word)).unwrap() as u64 + 1;
        let titles = told("title_above");
        assert_eq!(titles.len(), 1, "{report:?}");
        assert_eq!(titles[0].0, line("Liste"));
        assert!(titles[0].1.starts_with("Liste des ressourceries"));
        let rows: Vec<u64> = told("bad_position").iter().map(|t| t.0).collect();
        assert_eq!(rows, [line("Bac"), line("Cale")]);
    }
}

/// Bytes of a file that was written by a program of DOS, from the table of CP850.
#[test]
fn what_dos_wrote() {
    let mut bytes = b"id;nom;adresse\n1;L\x82gumerie de l'\x82t\x82;3 all\x82e du Ch\x83teau, \x85 c\x93t\x82\n".to_vec();
    bytes.extend(b"2;\x90picerie;12 rue Moli\x8are\n3;Fa\x87ade;1 rue de la For\x88t\n");
    let (report, records) = run(bytes.as_slice(), MAPPING).unwrap();
    let told = |i: usize| {
        let f = &records[i].fields;
        let street = f.address.as_ref().unwrap().lines[0].as_str();
        (f.name.as_deref().unwrap(), street)
    };
    assert_eq!(
        told(0),
        ("Légumerie de l'été", "3 allée du Château, à côté")
    );
    assert_eq!(told(1), ("Épicerie", "12 rue Molière"));
    assert_eq!(told(2), ("Façade", "1 rue de la Forêt"));
    assert_eq!(report.counts.get("old_encoding"), Some(&1));
    assert!(report.messages[0].message.contains("CP850"));
}

#[test]
fn utf_16_with_its_mark() {
    for (mark, bytes) in [
        ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let text = "id;nom\r\n1;\"L’Œuf\ndu coin\"\r\n";
        let mut file = mark.to_vec();
        file.extend(text.encode_utf16().flat_map(bytes));
        let (report, records) = run(file.as_slice(), MAPPING).unwrap();
        // But for the columns that this file lacks.
        let counts = report.counts.into_iter().collect::<Vec<_>>();
        assert_eq!(counts, [("missing_column", 1)]);
        assert_eq!(records[0].fields.name.as_deref(), Some("L’Œuf du coin"));
    }
}

/// The same place of Nantes, told in every way; metres worked out by the formula of EPSG 9802.
#[test]
fn a_place_told_in_every_way() {
    let rows = "id;nom;lat;lon;point;x;y;xy\n\
        1;Un;47,218; -1,553;;;;\n\
        2;Deux;;;47.218, -1.553;;;\n\
        3;Trois;;;-1.553|47.218;;;\n\
        4;Quatre;;;;355620,6;6689676,1;\n\
        5;Cinq;;;;;;355620.6 6689676.1\n\
        6;Six;;;rien;;;\n\
        7;Sept;;;;1;2;\n\
        8;Huit;;;;355000;;\n\
        9;Neuf;0;0;;;;\n";
    let (report, records) = run(rows.as_bytes(), MAPPING).unwrap();
    let places: Vec<_> = records.iter().map(|r| r.fields.position).collect();
    let first = places[0].unwrap().coordinates;
    assert_eq!((first.lon, first.lat), (-1.553, 47.218));
    for at in &places[1..5] {
        let away = at.unwrap().coordinates.distance_m(first);
        assert!(away < 0.2, "{at:?} {away}");
    }
    assert_eq!(places[3], places[4]);
    assert_eq!(places[5..], [None, None, None, None]);
    assert_eq!(report.counts.get("bad_position"), Some(&4));
}

#[test]
fn a_place_far_from_france_is_told_though_nothing_else_says_where_it_is() {
    let rows = "id;nom;lat;lon\n1;Ici;47.218;-1.553\n2;Échangé;-1.553;47.218\n3;Au large;46;-9\n4;Jersey;49.19;-2.11\n5;Cayenne;4.93;-52.33\n";
    let (report, records) = run(rows.as_bytes(), MAPPING).unwrap();
    assert_eq!(records.len(), 5);
    let told: Vec<_> = report
        .messages
        .iter()
        .filter(|m| m.code == "suspicious_position")
        .map(|m| (m.row, m.proposal.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(told, [(3, "-1.553, 47.218"), (4, "")]);
}

#[test]
fn rows_are_those_that_an_editor_shows() {
    for end in ["\n", "\r\n", "\r"] {
        let rows = [
            "id;nom;lat;lon",
            "1;Un;rien;1",
            "",
            "2;\"Deux\nlignes\";rien;1",
            "3;Trois;rien;1",
            "",
        ];
        let (report, _) = run(rows.join(end).as_bytes(), MAPPING).unwrap();
        let told: Vec<u64> = report
            .messages
            .iter()
            .filter(|m| m.code == "bad_position")
            .map(|m| m.row)
            .collect();
        assert_eq!(told, [2, 4, 6], "{end:?}");
    }
    let open = "id;nom;lat;lon\r\n1;Un;47;-1\r\n2;\"Deux;47;-1\r\n3;Trois;47;-1\r\n";
    let told = told(open.as_bytes(), MAPPING);
    assert!(
        told.contains("line 3 is never closed") && told.contains("Nothing was imported"),
        "{told}"
    );
}
