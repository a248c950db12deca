//! Figures are read as XML again, and measured against their own axes.
#![allow(clippy::unwrap_used)] // a test may stop at the first surprise
use super::*;
use chrono::NaiveDate;
use maud::Markup;
use proptest::prelude::*;
use resvg::usvg::roxmltree::{Document, Node};

const PLACE: Place<'_> = Place {
    id: "essai",
    heading: Heading::Second,
};

fn band(from_m: u32, to_m: Option<u32>, population: u64, unknown_population: u64) -> Band {
    Band {
        from_m,
        to_m,
        population,
        unknown_population,
    }
}

/// Four bands of 2,500 m with 1,000, 250, 100 and 50 people, a quarter of the last two unknown.
fn bands() -> Vec<Band> {
    vec![
        band(0, Some(2_500), 1_000, 0),
        band(2_500, Some(5_000), 250, 0),
        band(5_000, Some(7_500), 75, 25),
        band(7_500, None, 0, 50),
    ]
}

fn histogram(bands: &[Band], threshold_m: u32) -> String {
    let figure = Histogram { bands, threshold_m };
    figure.figure(Lang::Fr, PLACE).into_string()
}

fn lorenz(points: &[[f64; 2]]) -> String {
    let gini = Some(0.5);
    Lorenz { points, gini }
        .figure(Lang::Fr, PLACE)
        .into_string()
}

/// The drawing with a class.
fn drawing<'a>(document: &'a Document<'_>, class: &str) -> Node<'a, 'a> {
    let wanted = format!("chart {class}");
    let all = document.descendants();
    let mut drawings = all.filter(|n| n.attribute("class") == Some(&wanted));
    drawings.next().unwrap()
}

/// What has a style, in the order of drawing.
fn styled<'a>(drawing: Node<'a, 'a>, style: &str) -> Vec<Node<'a, 'a>> {
    let all = drawing.descendants();
    all.filter(|n| n.attribute("class") == Some(style))
        .collect()
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn points(node: &Node<'_, '_>) -> Vec<(f64, f64)> {
    let pairs = node.attribute("points").unwrap().split_whitespace();
    let pair = |p: &str| {
        let (x, y) = p.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    pairs.map(pair).collect()
}

/// What an axis says: the number that is written at a place of the drawing, as a straight line through two of them.
fn axis(drawing: Node<'_, '_>, anchor: &str, along: &str) -> impl Fn(f64) -> f64 {
    let ticks = styled(drawing, "c-tick").into_iter();
    let ticks = ticks.filter(|n| n.attribute("text-anchor") == Some(anchor));
    let said: Vec<(f64, f64)> = ticks
        .filter_map(|n| {
            let value = n.text()?.replace(',', ".").replace('\u{a0}', "");
            Some((number(&n, along), value.parse().ok()?))
        })
        .collect();
    let (a, b) = (said[0], *said.last().unwrap());
    move |place| a.1 + (place - a.0) * (b.1 - a.1) / (b.0 - a.0)
}

#[test]
fn a_bar_is_as_high_as_its_people_on_the_axis() {
    let figure = histogram(&bands(), 5_000);
    let document = Document::parse(&figure).unwrap();
    for class in ["wide", "narrow"] {
        let drawing = drawing(&document, class);
        let people = axis(drawing, "end", "y");
        let kilometres = axis(drawing, "middle", "x");
        for (style, from, to, low, high) in [
            ("near-1", 0.0, 2.5, 0.0, 1_000.0),
            ("near-2", 2.5, 5.0, 0.0, 250.0),
            ("near-4", 5.0, 7.5, 0.0, 75.0),
        ] {
            let bars = styled(drawing, style);
            let [bar] = bars.as_slice() else {
                panic!("{class}: {} bars of {style}", bars.len());
            };
            let (x, y) = (number(bar, "x"), number(bar, "y"));
            let (w, h) = (number(bar, "width"), number(bar, "height"));
            // Labels stand at whole units: one in some hundreds.
            assert!(
                (people(y) - high).abs() < 5.0,
                "{class} {style}: {}",
                people(y)
            );
            assert!((people(y + h) - low).abs() < 5.0, "{class} {style}");
            assert!(
                (kilometres(x) - from).abs() < 0.05,
                "{class} {style}: {}",
                kilometres(x)
            );
            assert!((kilometres(x + w) - to).abs() < 0.05, "{class} {style}");
        }
        let unknown: Vec<(f64, f64)> = styled(drawing, "near-unknown")
            .iter()
            .map(|bar| {
                (
                    people(number(bar, "y") + number(bar, "height")),
                    people(number(bar, "y")),
                )
            })
            .collect();
        for ((low, high), (expected_low, expected_high)) in
            unknown.iter().zip([(75.0, 100.0), (0.0, 50.0)])
        {
            assert!((low - expected_low).abs() < 5.0 && (high - expected_high).abs() < 5.0);
        }
        assert_eq!(unknown.len(), 2);
    }
}

#[test]
fn each_bar_says_its_share_and_the_threshold_what_lies_beyond() {
    let figure = histogram(&bands(), 5_000);
    let document = Document::parse(&figure).unwrap();
    let drawing = drawing(&document, "wide");
    let said = |style| -> Vec<&str> {
        styled(drawing, style)
            .iter()
            .filter_map(Node::text)
            .collect()
    };
    // Of 1,400 people.
    assert_eq!(
        said("c-value"),
        ["71\u{a0}%", "18\u{a0}%", "7,1\u{a0}%", "3,6\u{a0}%"]
    );
    assert_eq!(
        said("c-limit-said"),
        ["au-delà de 5\u{a0}km\u{a0}: 150\u{a0}habitants"]
    );
    assert_eq!(said("c-caption")[0], "habitants");
    let line = styled(drawing, "c-limit");
    let kilometres = axis(drawing, "middle", "x");
    assert!((kilometres(points(&line[0])[0].0) - 5.0).abs() < 0.02);
    let says = drawing.attribute("aria-label").unwrap();
    assert!(
        says.contains("89,3\u{a0}%") && says.contains("10,7\u{a0}% plus loin"),
        "{says}"
    );
    assert!(says.contains("5,4\u{a0}% vivent là où personne"), "{says}");
    // A band on both sides of it has people of whom nobody knows on which side they are.
    assert!(!histogram(&bands(), 6_000).contains("c-limit"));
}

#[test]
fn the_table_says_what_the_drawing_says() {
    let figure = histogram(&bands(), 5_000);
    let document = Document::parse(&figure).unwrap();
    let rows: Vec<Vec<&str>> = document
        .descendants()
        .filter(|n| n.has_tag_name("tr"))
        .map(|r| r.children().filter_map(|c| c.text()).collect())
        .collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(
        rows[1],
        ["moins de 2,5\u{a0}km", "1\u{a0}000", "71,4\u{a0}%", "0"]
    );
    assert_eq!(rows[3], ["5 à 7,5\u{a0}km", "100", "7,1\u{a0}%", "25"]);
    assert_eq!(rows[4], ["plus de 7,5\u{a0}km", "50", "3,6\u{a0}%", "50"]);
}

#[test]
fn bars_without_people_or_ends_are_no_surprise() {
    let nobody = histogram(
        &[band(0, Some(5_000), 0, 0), band(5_000, None, 0, 0)],
        5_000,
    );
    assert!(nobody.contains("Aucun habitant") && !nobody.contains("<svg"));
    assert!(histogram(&[], 5_000).contains("Aucun habitant"));
    let alone = histogram(&[band(0, None, 12, 0)], 5_000);
    let document = Document::parse(&alone).unwrap();
    assert_eq!(
        styled(drawing(&document, "wide"), "c-value")[0].text(),
        Some("100\u{a0}%")
    );
    let huge = histogram(
        &[
            band(0, Some(u32::MAX), u64::MAX / 4, u64::MAX / 4),
            band(u32::MAX, None, 0, 1),
        ],
        u32::MAX,
    );
    assert!(
        huge.contains("millions d’habitants") && !huge.contains("NaN"),
        "{huge}"
    );
    Document::parse(&huge).unwrap();
}

#[test]
fn a_bar_of_the_usual_bands_has_one_class() {
    for threshold_m in [1, 5_000, 7_000, 10_000, 20_000, u32::MAX] {
        let classes = Classes::around(threshold_m);
        let edges = edges(threshold_m);
        assert!(
            classes.limits().iter().all(|l| edges.contains(l)),
            "{threshold_m}"
        );
    }
    let classes = Classes::around(10_000);
    assert_eq!(classes.limits(), [5_000, 7_500, 10_000, 15_000]);
    for (metres, class) in [
        (0.0, 0),
        (5_000.0, 0),
        (5_000.5, 1),
        (10_000.0, 2),
        (15_001.0, 4),
        (f64::INFINITY, 4),
    ] {
        assert_eq!(classes.of(metres), class, "{metres}");
    }
    let words = |i| classes.words(Lang::Fr, i).replace('\u{a0}', " ");
    assert_eq!(
        [0, 1, 4].map(words),
        ["moins de 5 km", "5 à 7,5 km", "plus de 15 km"]
    );
}

#[test]
fn the_curve_goes_through_its_points() {
    // Half of the people have a fifth of all.
    let given = [[0.0, 0.0], [0.5, 0.2], [1.0, 1.0]];
    let figure = lorenz(&given);
    let document = Document::parse(&figure).unwrap();
    let drawing = drawing(&document, "square");
    let (across, up) = (axis(drawing, "middle", "x"), axis(drawing, "end", "y"));
    let close = |(x, y): (f64, f64), at: [f64; 2]| {
        assert!(
            (across(x) - 100.0 * at[0]).abs() < 0.5 && (up(y) - 100.0 * at[1]).abs() < 0.5,
            "{x} {y}, {at:?}"
        );
    };
    let curve = points(&styled(drawing, "c-curve")[0]);
    assert_eq!(curve.len(), 3);
    curve
        .into_iter()
        .zip(given)
        .for_each(|(p, at)| close(p, at));
    let mark = styled(drawing, "c-mark")[0];
    close((number(&mark, "cx"), number(&mark, "cy")), [0.5, 0.2]);
    assert!(figure.contains("20\u{a0}%\u{a0}de\u{a0}l’offre"));
    let rows: Vec<&str> = document
        .descendants()
        .filter(|n| n.has_tag_name("td"))
        .filter_map(|n| n.text())
        .collect();
    assert_eq!(
        rows,
        [
            "4\u{a0}%",
            "10\u{a0}%",
            "20\u{a0}%",
            "60\u{a0}%",
            "84\u{a0}%"
        ]
    );
}

#[test]
fn without_a_curve_there_is_a_sentence() {
    for none in [
        &[][..],
        &[[0.0, 0.0]],
        &[[f64::NAN, 0.5], [0.5, f64::INFINITY], [2.0, 0.1]],
    ] {
        let figure = lorenz(none);
        assert!(figure.contains("il n’y a pas d’accès à comparer") && !figure.contains("<svg"));
    }
    let figure = Lorenz {
        points: &[],
        gini: None,
    }
    .figure(Lang::En, PLACE)
    .into_string();
    assert!(!figure.contains("Gini") && figure.contains("there is no access to compare"));
}

#[test]
fn a_line_of_months_says_its_last_value() {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let months = [
        (day(9, 1), 0.61),
        (day(10, 1), f64::NAN),
        (day(11, 30), 0.771),
    ];
    let trend = |points: &[(NaiveDate, f64)]| {
        let measure = Measure::Share;
        Trend {
            title: "Part",
            measure,
            points,
        }
        .figure(Lang::Fr, PLACE)
        .into_string()
    };
    let figure = trend(&months);
    let document = Document::parse(&figure).unwrap();
    let drawing = drawing(&document, "wide");
    assert_eq!(styled(drawing, "c-value")[0].text(), Some("77,1\u{a0}%"));
    assert_eq!(points(&styled(drawing, "c-curve")[0]).len(), 2);
    assert!(
        drawing
            .attribute("aria-label")
            .unwrap()
            .contains("61\u{a0}% en septembre 2026, 77,1\u{a0}% en novembre 2026")
    );
    for few in [&months[..0], &months[..1], &months[..2]] {
        assert!(trend(few).contains("dès le deuxième mois") && !trend(few).contains("<svg"));
    }
    // One that never moves, at its least and at its most.
    for value in [0.0, 1.0] {
        Document::parse(&trend(&[(day(1, 1), value), (day(2, 1), value)])).unwrap();
    }
}

#[test]
fn shares_are_told_with_their_colours() {
    let shares = Shares {
        classes: Classes::around(10_000),
        population: [500, 250, 0, 0, 150],
        unknown_population: 100,
    };
    let figure = shares.figure(Lang::Fr, PLACE).into_string();
    let document = Document::parse(&figure).unwrap();
    let rows = document
        .descendants()
        .filter(|n| n.has_tag_name("tr"))
        .skip(1);
    let rows: Vec<(String, String, String)> = rows
        .map(|row| {
            let part = |tag: &str| row.descendants().rfind(|n| n.has_tag_name(tag)).unwrap();
            let text = part("td").text().unwrap().to_owned();
            let style = part("span").attribute("class").unwrap().to_owned();
            (
                style,
                part("rect").attribute("width").unwrap().to_owned(),
                text,
            )
        })
        .collect();
    let expected = [
        ("swatch near-1", "100.00%", "50\u{a0}%"),
        ("swatch near-2", "50.00%", "25\u{a0}%"),
        ("swatch near-3", "0.00%", "0\u{a0}%"),
        ("swatch near-4", "0.00%", "0\u{a0}%"),
        ("swatch near-5", "30.00%", "15\u{a0}%"),
        ("swatch near-unknown", "20.00%", "10\u{a0}%"),
    ];
    let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(rows, expected);
    let nobody = Shares {
        population: [0; CLASSES],
        unknown_population: 0,
        ..shares
    };
    let figure = nobody.figure(Lang::Fr, PLACE).into_string();
    assert!(figure.contains("Aucun habitant") && !figure.contains("NaN"));
}

#[test]
fn hatchings_of_a_page_have_names_of_their_own() {
    let figure = histogram(&bands(), 5_000);
    let document = Document::parse(&figure).unwrap();
    for class in ["wide", "narrow"] {
        let drawing = drawing(&document, class);
        let pattern = drawing
            .descendants()
            .find(|n| n.has_tag_name("pattern"))
            .unwrap();
        let name = pattern.attribute("id").unwrap();
        assert_eq!(name, format!("essai-{class}-hatch"));
        let fills = styled(drawing, "near-unknown");
        assert!(
            fills
                .iter()
                .all(|n| n.attribute("fill") == Some(&format!("url(#{name})")))
        );
    }
}

#[test]
fn a_small_curve_as_it_is_written() {
    insta::assert_snapshot!(lorenz(&[[0.0, 0.0], [0.5, 0.2], [1.0, 1.0]]).replace("><", ">\n<"));
}

#[test]
fn axes_have_round_numbers() {
    for (most, expected) in [
        (1.0, &[0.0, 1.0][..]),
        (5.0, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        (452.3, &[0.0, 100.0, 200.0, 300.0, 400.0]),
        (1_100.0, &[0.0, 500.0, 1_000.0]),
    ] {
        assert_eq!(canvas::ticks(most), expected);
    }
}

proptest! {
    /// Whatever the bands are, the figure is a sound document without a number that is none.
    #[test]
    fn any_bands_make_a_sound_figure(
        people in proptest::collection::vec((0u64..1 << 50, 0u64..1 << 50, 1u32..100_000), 0..30),
        open: bool,
        threshold_m in 0u32..200_000,
        english: bool,
    ) {
        let mut from = 0;
        let mut bands = Vec::new();
        for (population, unknown, width) in people {
            bands.push(band(from, Some(from + width), population, unknown));
            from += width;
        }
        if let Some(last) = bands.last_mut().filter(|_| open) {
            last.to_m = None;
        }
        let lang = if english { Lang::En } else { Lang::Fr };
        let figure: Markup = Histogram { bands: &bands, threshold_m }.figure(lang, PLACE);
        let figure = figure.into_string();
        prop_assert!(!figure.contains("NaN") && !figure.contains("inf\""));
        prop_assert!(Document::parse(&figure).is_ok());
    }
}
