//! Other searches, where nothing was found: further away, for what is akin, or without the filter that costs most.
use super::asked::Asked;
use super::{commune, label};
use crate::catalog::Snapshot;
use crate::domain::Coordinates;
use crate::domain::query::{BoundingBox, Sort, StructureQuery};
use crate::domain::taxonomy::{Term, Terms};
use crate::html::explore::{Chip, WayOut};
use crate::html::text;
use crate::html::words::Lang;

/// Filters that are offered to be taken off.
const MOST: usize = 3;
/// Objects, and kinds of places, that are offered instead.
const MOST_AKIN: usize = 2;
/// How many times as far one may look.
const FURTHER: [f64; 3] = [3.0, 5.0, 10.0];
/// A circle is never widened beyond this, metres.
const WIDEST: f64 = 100_000.0;

/// Ways out of an empty list; `on` are the active filters.
pub(super) fn ways_out(s: &Snapshot, asked: &Asked, on: &[Chip]) -> Vec<WayOut> {
    let nearest = nearest(asked.lang, s, &asked.q);
    let perhaps = perhaps(s, asked);
    let mut fewer = without(s, asked, on);
    fewer.retain(|way| perhaps.as_ref().is_none_or(|p| p.href != way.href));
    perhaps
        .into_iter()
        .chain(nearest)
        .chain(wider(s, asked))
        .chain(akin(s, asked))
        .chain(fewer)
        .collect()
}

/// Where what is wanted is done without anybody having said with what: a shop that sells second-hand may have the
/// furniture that one looks for.
fn perhaps(s: &Snapshot, asked: &Asked) -> Option<WayOut> {
    let (lang, q) = (asked.lang, &asked.q);
    if q.actions.is_empty() || q.objects.is_empty() {
        return None;
    }
    let any = StructureQuery {
        objects: Vec::new(),
        ..q.clone()
    };
    let filter = s.compile(&any);
    let unsaid = s.unsaid(&filter, &q.actions);
    let objects = q
        .objects
        .iter()
        .map(|o| label(lang, &s.taxonomy.objects, o));
    let objects = text::either(lang, &objects.collect::<Vec<_>>());
    let about = |key| lang.f(key, &[("words", objects.as_str().into())]);
    let of = [("n", unsaid.into()), ("all", s.count(&filter).into())];
    (unsaid > 0).then(|| WayOut {
        icon: "info-circle",
        title: about("way-perhaps"),
        detail: lang.f("way-perhaps-detail", &of),
        verb: lang.t("way-see"),
        aim: about("way-perhaps"),
        href: asked.href(&[("object", None)]),
    })
}

/// Where one looked: the point, the middle of the box, that of the territory.
fn centre(s: &Snapshot, q: &StructureQuery) -> Option<Coordinates> {
    if let Some(near) = q.near {
        return Some(near);
    }
    if let Some(b) = q.bbox {
        return middle(&b);
    }
    let (kind, code) = q.territories.first()?;
    s.gazetteer.get(*kind, code)?.position
}

/// Of a box across the antimeridian, the middle of the way that it goes.
fn middle(b: &BoundingBox) -> Option<Coordinates> {
    let east = b.east + if b.west > b.east { 360.0 } else { 0.0 };
    let lon = f64::midpoint(b.west, east);
    let lon = if lon > 180.0 { lon - 360.0 } else { lon };
    Coordinates::new(lon, f64::midpoint(b.south, b.north))
}

/// The nearest that answers to all but the place.
fn nearest(lang: Lang, s: &Snapshot, q: &StructureQuery) -> Option<WayOut> {
    let placed = q.radius.is_some() || q.bbox.is_some() || !q.territories.is_empty();
    let from = centre(s, q).filter(|_| placed)?;
    let anywhere = StructureQuery {
        near: Some(from),
        radius: None,
        bbox: None,
        territories: Vec::new(),
        ..q.clone()
    };
    let found = s.select(&s.compile(&anywhere), Sort::Distance, 0, 1);
    let (i, distance) = found.items.first()?;
    let p = s.structure(*i)?;
    let commune = Some(commune(&p)).filter(|c| !c.is_empty());
    let away = distance.map(|d| {
        let key = match (q.near, q.bbox) {
            (Some(_), _) => "way-from-point",
            (None, Some(_)) => "way-from-box",
            (None, None) => "way-from-territory",
        };
        lang.f(key, &[("distance", text::distance(lang, d).into())])
    });
    let words = [Some(p.name.clone()), commune, away];
    let words: Vec<String> = words.into_iter().flatten().collect();
    Some(WayOut {
        icon: "map-pin",
        title: lang.t("way-nearest").into_owned(),
        detail: words.join(", "),
        verb: lang.t("way-see"),
        aim: p.name,
        href: lang.path(&format!("/structures/{}", p.slug)),
    })
}

/// Three times as far around the point, or more where that finds nothing.
fn wider(s: &Snapshot, asked: &Asked) -> Option<WayOut> {
    let radius = asked.q.near.and(asked.q.radius)?;
    let found = FURTHER.iter().map(|times| {
        let wider = (radius * times).min(WIDEST);
        let q = StructureQuery {
            radius: Some(wider),
            ..asked.q.clone()
        };
        (wider, s.count(&s.compile(&q)))
    });
    let (wider, n) = found.into_iter().find(|(_, n)| *n > 0)?;
    let lang = asked.lang;
    let distance = text::distance(lang, wider);
    let within = |key| lang.f(key, &[("distance", distance.as_str().into())]);
    Some(WayOut {
        icon: "map-search",
        title: within("filter-within"),
        detail: text::structures(asked.lang, n),
        verb: lang.t("way-widen"),
        aim: within("way-widen-to"),
        href: asked.href(&[("radius", Some(&format!("{wider:.0}")))]),
    })
}

/// The same for the broader object, for its other parts, and for other kinds of places of the sector.
fn akin(s: &Snapshot, asked: &Asked) -> Vec<WayOut> {
    let (lang, q, t) = (asked.lang, &asked.q, &s.taxonomy);
    let found = |name: &str, term: &Term, q: &StructureQuery| {
        let n = s.count(&s.compile(q));
        let label = lang.pick(&term.label_fr, &term.label_en);
        let words = |key| lang.f(key, &[("label", label.as_str().into())]);
        let way = WayOut {
            icon: "adjustments-horizontal",
            title: words("way-instead"),
            detail: text::structures(lang, n),
            verb: lang.t("way-see"),
            aim: words("way-instead-aim"),
            href: asked.href(&[(name, Some(&term.code)), ("q", None)]),
        };
        (n > 0).then_some((n, way))
    };
    let objects = related_objects(&t.objects, &q.objects).filter_map(|o| {
        let other = StructureQuery {
            objects: vec![o.code.clone()],
            ..q.clone()
        };
        found("object", o, &other)
    });
    let categories = related_categories(&t.categories, &q.categories).filter_map(|c| {
        let other = StructureQuery {
            categories: vec![c.code.clone()],
            ..q.clone()
        };
        found("category", c, &other)
    });
    let best = |mut list: Vec<(usize, WayOut)>| {
        list.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        list.into_iter().take(MOST_AKIN).map(|(_, way)| way)
    };
    best(objects.collect())
        .chain(best(categories.collect()))
        .collect()
}

/// The broader objects of some, and the other parts of these.
fn related_objects<'a>(terms: &'a Terms, asked: &'a [String]) -> impl Iterator<Item = &'a Term> {
    let parents: Vec<&str> = asked
        .iter()
        .filter_map(|code| terms.get(code)?.parent.as_deref())
        .collect();
    terms.iter().filter(move |t| {
        let related = parents.contains(&t.code.as_str())
            || t.parent.as_deref().is_some_and(|p| parents.contains(&p));
        related && !asked.contains(&t.code)
    })
}

/// Other kinds of places of the sectors of some.
fn related_categories<'a>(terms: &'a Terms, asked: &'a [String]) -> impl Iterator<Item = &'a Term> {
    let sectors: Vec<&str> = asked
        .iter()
        .filter_map(|code| terms.get(code)?.sector.as_deref())
        .collect();
    terms.iter().filter(move |t| {
        let related = t.sector.as_deref().is_some_and(|s| sectors.contains(&s));
        related && !asked.contains(&t.code)
    })
}

/// The search without one of its filters, the most fruitful first.
fn without(s: &Snapshot, asked: &Asked, on: &[Chip]) -> Vec<WayOut> {
    let mut without: Vec<(usize, &Chip)> = on
        .iter()
        .filter(|c| asked.anything() && c.href.contains('?'))
        .map(|c| {
            let other = Asked::read(
                asked.lang,
                c.href.split_once('?').map(|(_, query)| query),
                s,
            );
            (s.count(&s.compile(&other.q)), c)
        })
        .filter(|(n, _)| *n > 0)
        .collect();
    without.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let one = |(n, c): (usize, &Chip)| {
        let words = c.label.trim_matches(['«', '»', '“', '”', '\u{a0}']);
        let about = |key| asked.lang.f(key, &[("words", words.into())]);
        WayOut {
            icon: "x",
            title: about("way-without"),
            detail: text::structures(asked.lang, n),
            verb: asked.lang.t("way-remove"),
            aim: about("quoted"),
            href: c.href.clone(),
        }
    };
    without.into_iter().take(MOST).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Reference;

    #[test]
    #[allow(clippy::unwrap_used)]
    fn what_is_akin_has_the_same_parent_or_sector() {
        let t = Reference::embedded().unwrap().taxonomy;
        let of = |code: &str| {
            let asked = [code.to_owned()];
            let objects = related_objects(&t.objects, &asked).map(|o| o.code.clone());
            objects.collect::<Vec<_>>()
        };
        assert_eq!(of("moto")[..2], ["vehicule", "voiture"]);
        assert!(!of("moto").contains(&"moto".to_owned()));
        assert!(of("vehicule").is_empty() && of("nothing").is_empty());
        let asked = ["auto_ecole_sociale".to_owned()];
        let mut categories = related_categories(&t.categories, &asked).peekable();
        assert!(categories.peek().is_some());
        assert!(categories.all(|c| c.sector.as_deref() == Some("mobilite")));
    }

    #[test]
    fn the_middle_of_a_box_lies_in_it() {
        for (text, at) in [
            ("-2,46,0,48", (-1.0, 47.0)),
            ("170,-20,-170,0", (180.0, -10.0)),
            ("178,0,-160,10", (-171.0, 5.0)),
        ] {
            let b = BoundingBox::parse(text).ok();
            let found = b.and_then(|b| middle(&b)).map(|c| (c.lon, c.lat));
            assert_eq!(found, Some(at), "{text}");
        }
    }
}
