//! Pictures that stand for a page where somebody shares it: 1200 by 630 points, drawn by the server with our own type.
use super::plan::{self, Frame, Spot, Town};
use crate::catalog::Land;
use crate::domain::Coordinates;
use maud::{Markup, PreEscaped, html};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::collections::HashMap;
use std::sync::Arc;

/// Width and height, as those who show such pictures ask for.
pub const SIZE: (u32, u32) = (1200, 630);
/// Colours of the light theme.
const PAPER: &str = "#FBF8F3";
const INK: &str = "#1D2A26";
const SOFT: &str = "#47534D";
const LINE: &str = "#8B8370";
/// The type: headings, text.
const HEAD: &str = "Bricolage Grotesque";
const TEXT: &str = "Atkinson Hyperlegible Next";
/// Distance from the edges.
const EDGE: f64 = 64.0;
/// The map on the right: left, top, width, height.
const MAP: (f64, f64, f64, f64) = (800.0, 64.0, 336.0, 400.0);
/// Units of the map for a point of the picture: its letters are made for paper.
const MAP_SCALE: f64 = 1.3;
/// Degrees of longitude of the map around one structure.
const AROUND: f64 = 1.1;
/// Letters of a text that are measured: a picture has no room for more.
const MOST_LETTERS: usize = 300;
/// Sizes of the name, the first that fits is taken.
const SIZES: [f64; 8] = [84.0, 76.0, 68.0, 60.0, 54.0, 48.0, 42.0, 36.0];
/// Where the name stands: top, height.
const NAME: (f64, f64) = (166.0, 236.0);
/// Height of a line, in sizes of its letters.
const LEADING: f64 = 1.12;
/// The size at which words are measured; their width grows with it.
const MEASURED: f64 = 100.0;

/// Type and icons, read once.
#[derive(Debug)]
pub struct Kit {
    options: Options<'static>,
    icons: HashMap<String, String>,
}

impl Kit {
    /// From the fonts of headings and of text as browsers get them (WOFF 2), and the sprite of icons.
    ///
    /// # Errors
    /// When a font cannot be read.
    pub fn new(fonts: [&[u8]; 2], sprite: &str) -> Result<Self, String> {
        let mut db = fontdb::Database::new();
        for (packed, name) in fonts.iter().zip([HEAD, TEXT]) {
            let font = wuff::decompress_woff2(packed).map_err(|e| format!("{name}: {e:?}"))?;
            let source = fontdb::Source::Binary(Arc::new(font));
            for id in db.load_font_source(source) {
                // A font that varies calls itself after one of its instances; here it bears the name that styles use.
                let Some(mut face) = db.face(id).cloned() else {
                    continue;
                };
                face.families = vec![(name.to_owned(), fontdb::Language::English_UnitedStates)];
                db.remove_face(id);
                db.push_face_info(face);
            }
        }
        if db.len() < fonts.len() {
            return Err("a font without a face".to_owned());
        }
        let options = Options {
            fontdb: Arc::new(db),
            font_family: TEXT.to_owned(),
            ..Options::default()
        };
        let icons = sprite.split("<symbol id=\"").skip(1).filter_map(|s| {
            let (name, rest) = s.split_once('"')?;
            let (_, body) = rest.split_once('>')?;
            let (inner, _) = body.split_once("</symbol>")?;
            Some((name.to_owned(), inner.to_owned()))
        });
        Ok(Self {
            icons: icons.collect(),
            options,
        })
    }

    /// Width of a text in letters of one point.
    fn width(&self, text: &str, family: &str, weight: u16) -> f64 {
        let drawing = svg(&html! {
            text x="0" y="200" font-family=(family) font-weight=(weight) font-size=(MEASURED) { (text) }
        });
        let tree = Tree::from_str(&drawing, &self.options);
        tree.map_or(0.0, |t| {
            f64::from(t.root().abs_bounding_box().width()) / MEASURED
        })
    }

    fn icon(&self, name: &str, (x, y): (f64, f64), size: f64, colour: &str) -> Markup {
        let inner = self.icons.get(name).map_or("", String::as_str);
        html! {
            g transform={ "translate(" (x) " " (y) ") scale(" (size / 24.0) ")" } fill="none" stroke=(colour) stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {
                (PreEscaped(inner))
            }
        }
    }

    /// The picture as a PNG.
    ///
    /// # Errors
    /// When the drawing cannot be read, or the picture not be made.
    pub fn png(&self, drawing: &str) -> Result<Vec<u8>, String> {
        let tree = Tree::from_str(drawing, &self.options).map_err(|e| e.to_string())?;
        let mut canvas = Pixmap::new(SIZE.0, SIZE.1).ok_or("no room for a picture")?;
        resvg::render(&tree, Transform::identity(), &mut canvas.as_mut());
        canvas.encode_png().map_err(|e| e.to_string())
    }

    /// Lines of a text, and the size of its letters: the largest at which all words have room.
    fn set(&self, text: &str, room: (f64, f64)) -> (Vec<String>, f64) {
        // Each word is measured; no more letters than these have room.
        let text: String = text.chars().take(MOST_LETTERS).collect();
        let text = text.as_str();
        let words: Vec<(&str, f64)> = text
            .split_whitespace()
            .map(|w| (w, self.width(w, HEAD, 700)))
            .collect();
        let space = self.width("n n", HEAD, 700) - self.width("nn", HEAD, 700);
        for size in SIZES {
            let lines = wrapped(&words, space, room.0 / size);
            let tall = lines.len() as f64 * size * LEADING;
            if let Some(lines) = Some(lines).filter(|l| tall <= room.1 && l.iter().all(|x| x.1)) {
                return (lines.into_iter().map(|x| x.0).collect(), size);
            }
        }
        let size = SIZES[SIZES.len() - 1];
        let mut rest = self.cut(text, HEAD, 700, size, room.0 * 3.0);
        // Even the smallest letters have no room: what is left of the name ends in a sign for more.
        let mut lines = Vec::new();
        while !rest.is_empty() && lines.len() < 4 {
            let line = self.prefix(&rest, room.0 / size);
            rest = rest[line.len()..].trim_start().to_owned();
            lines.push(line.trim_end().to_owned());
        }
        (lines, size)
    }

    /// The longest beginning that is not wider than `room` ems.
    fn prefix(&self, text: &str, room: f64) -> String {
        let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        let fit = ends.partition_point(|end| self.width(&text[..*end], HEAD, 700) <= room);
        text[..ends.get(fit.max(1) - 1).copied().unwrap_or(text.len())].to_owned()
    }

    /// A line, shortened until it has room.
    fn cut(&self, text: &str, family: &str, weight: u16, size: f64, room: f64) -> String {
        let text: String = text.chars().take(MOST_LETTERS).collect();
        let text = text.as_str();
        let fits = |line: &str| self.width(line, family, weight) * size <= room;
        if fits(text) {
            return text.to_owned();
        }
        let shorter = |end: usize| format!("{}…", text[..end].trim_end());
        let ends: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        let fit = ends.partition_point(|end| fits(&shorter(*end)));
        shorter(ends.get(fit.max(1) - 1).copied().unwrap_or_default())
    }
}

/// Lines of words, and whether each has room; widths are in ems.
fn wrapped(words: &[(&str, f64)], space: f64, room: f64) -> Vec<(String, bool)> {
    let mut lines: Vec<(String, f64)> = Vec::new();
    for (word, width) in words {
        match lines.last_mut() {
            Some((line, taken)) if *taken + space + width <= room => {
                line.push(' ');
                line.push_str(word);
                *taken += space + width;
            }
            _ => lines.push(((*word).to_owned(), *width)),
        }
    }
    lines
        .into_iter()
        .map(|(line, w)| (line, w <= room))
        .collect()
}

fn svg(content: &Markup) -> String {
    let (w, h) = SIZE;
    html! { svg xmlns="http://www.w3.org/2000/svg" width=(w) height=(h) viewBox={ "0 0 " (w) " " (h) } { (content) } }.into_string()
}

/// The five arcs of the mark.
fn mark((x, y): (f64, f64), size: f64) -> Markup {
    let arcs = [
        ("reemploi", "M18.07 4.45A12.6 12.6 0 0 1 29.6 16.76"),
        ("reparation", "M29.46 18.9A12.6 12.6 0 0 1 17.77 29.58"),
        ("mobilite", "M15.63 29.53A12.6 12.6 0 0 1 5.55 22.25"),
        ("dechets", "M4.82 20.24A12.6 12.6 0 0 1 7.08 9.24"),
        ("accompagnement", "M8.53 7.67A12.6 12.6 0 0 1 15.93 4.45"),
    ];
    html! {
        g transform={ "translate(" (x) " " (y) ") scale(" (size / 34.0) ")" } fill="none" stroke-width="6.2" {
            @for (sector, d) in arcs { path d=(d) stroke=(plan::colour(sector)) {} }
        }
    }
}

/// The map, with what lies on it, in its place.
fn map(frame: &Frame, lands: &[Land], on_it: &Markup) -> Markup {
    let (x, y, w, h) = MAP;
    html! {
        clipPath id="map" { rect x=(x) y=(y) width=(w) height=(h) rx="18" {} }
        g clip-path="url(#map)" {
            g transform={ "translate(" (x) " " (y) ") scale(" (1.0 / MAP_SCALE) ")" } { (plan::ground(frame, lands)) (on_it) }
        }
        rect x=(x) y=(y) width=(w) height=(h) rx="18" fill="none" stroke=(LINE) stroke-width="2" {}
    }
}

/// Size of the map, in its own units.
fn map_size() -> (f64, f64) {
    (MAP.2 * MAP_SCALE, MAP.3 * MAP_SCALE)
}

/// The foot: who tells it.
fn foot(kit: &Kit, name: &str, tagline: &str) -> Markup {
    let end = f64::from(SIZE.0);
    let name = kit.cut(name, HEAD, 700, 46.0, 420.0);
    html! {
        rect x="0" y="512" width=(end) height="118" fill=(PAPER) {}
        rect x="0" y="512" width=(end) height="4" fill=(INK) {}
        rect x="0" y="519" width=(end) height="2" fill=(INK) {}
        (mark((EDGE - 6.0, 542.0), 64.0))
        text x="138" y="590" font-family=(HEAD) font-weight="700" font-size="46" letter-spacing="-1" fill=(INK) { (name) }
        text x=(end - EDGE) y="587" font-family=(TEXT) font-size="27" fill=(SOFT) text-anchor="end" { (tagline) }
    }
}

/// What a picture of a structure tells.
pub struct Portrait<'a> {
    /// Name.
    pub name: &'a str,
    /// Sector code.
    pub sector: &'a str,
    /// Icon of the category.
    pub icon: &'a str,
    /// Words of sector and category.
    pub kind: &'a str,
    /// Commune.
    pub commune: &'a str,
    /// Where it is.
    pub at: Option<Coordinates>,
    /// Outlines.
    pub lands: &'a [Land],
    /// Towns, the largest first.
    pub towns: &'a [Town],
    /// Name of the service and what it is.
    pub site: (&'a str, &'a str),
}

impl Portrait<'_> {
    /// The drawing, as SVG.
    #[must_use]
    pub fn drawing(&self, kit: &Kit) -> String {
        let colour = plan::colour(self.sector);
        let wide = f64::from(SIZE.0);
        let frame = self
            .at
            .and_then(|c| Frame::around(&[c], map_size(), 0.0, AROUND));
        let right = if frame.is_some() {
            MAP.0 - 44.0
        } else {
            wide - EDGE
        };
        let (lines, size) = kit.set(self.name, (right - EDGE, NAME.1));
        let kind = kit.cut(self.kind, TEXT, 700, 30.0, right - EDGE - 96.0);
        let commune = kit.cut(self.commune, TEXT, 400, 34.0, right - EDGE - 46.0);
        svg(&html! {
            rect width=(wide) height="512" fill=(plan::tint(self.sector)) {}
            rect width=(wide) height="14" fill=(colour) {}
            circle cx=(EDGE + 38.0) cy="102" r="38" fill=(colour) {}
            (kit.icon(self.icon, (EDGE + 16.0, 80.0), 44.0, "#FFF"))
            text x=(EDGE + 94.0) y="113" font-family=(TEXT) font-weight="700" font-size="30" fill=(colour) { (kind) }
            g #name font-family=(HEAD) font-weight="700" font-size=(size) fill=(INK) {
                @for (i, line) in lines.iter().enumerate() {
                    text x=(EDGE) y=(format!("{:.1}", NAME.0 + size * (0.86 + LEADING * i as f64))) { (line) }
                }
            }
            @if !commune.is_empty() {
                (kit.icon("map-pin", (EDGE - 2.0, 424.0), 36.0, SOFT))
                text x=(EDGE + 46.0) y="454" font-family=(TEXT) font-size="34" fill=(SOFT) { (commune) }
            }
            @if let Some(frame) = &frame { (map(frame, self.lands, &self.pin(kit, frame, colour))) }
            (foot(kit, self.site.0, self.site.1))
        })
    }

    fn pin(&self, kit: &Kit, frame: &Frame, colour: &str) -> Markup {
        let (x, y) = (frame.size.0 / 2.0, frame.size.1 / 2.0);
        let taken = [Spot::around((x, y - 20.0))];
        html! {
            (plan::town_names(frame, &taken, self.towns))
            path d={ "M" (x) " " (y) "l-20 -30h40z" } fill=(colour) {}
            circle cx=(x) cy=(y - 42.0) r="32" fill=(colour) stroke="#FFFEFB" stroke-width="5" {}
            (kit.icon(self.icon, (x - 18.0, y - 60.0), 36.0, "#FFF"))
        }
    }
}

/// What the picture of the whole tells.
pub struct Panorama<'a> {
    /// Name of the service and what it is, in two lines.
    pub site: (&'a str, [&'a str; 2]),
    /// "1 284 structures".
    pub count: &'a str,
    /// Outlines.
    pub lands: &'a [Land],
    /// Places with the codes of their sectors.
    pub points: &'a [(Coordinates, &'a str)],
}

impl Panorama<'_> {
    /// The drawing, as SVG.
    #[must_use]
    pub fn drawing(&self, kit: &Kit) -> String {
        let wide = f64::from(SIZE.0);
        let places: Vec<Coordinates> = self.points.iter().map(|p| p.0).collect();
        let frame = Frame::around(&places, map_size(), 24.0, AROUND);
        let name = kit.cut(self.site.0, HEAD, 700, 128.0, 560.0);
        svg(&html! {
            rect width=(wide) height=(SIZE.1) fill=(PAPER) {}
            rect width=(wide) height="10" fill=(INK) {}
            rect y="15" width=(wide) height="3" fill=(INK) {}
            (mark((EDGE - 12.0, 92.0), 150.0))
            text x=(EDGE + 158.0) y="210" font-family=(HEAD) font-weight="700" font-size="128" letter-spacing="-4" fill=(INK) { (name) }
            @for (i, line) in self.site.1.iter().enumerate() {
                text x=(EDGE) y=(330 + 58 * i) font-family=(TEXT) font-size="46" fill=(SOFT) { (line) }
            }
            text x=(EDGE) y="520" font-family=(HEAD) font-weight="700" font-size="46" fill="#12503F" { (self.count) }
            @if let Some(frame) = &frame {
                g transform="translate(0 32)" { (map(frame, self.lands, &self.dots(frame))) }
            }
        })
    }

    fn dots(&self, frame: &Frame) -> Markup {
        html! {
            @for (c, sector) in self.points {
                @let (x, y) = frame.at(c.lon, c.lat);
                circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="5.5" fill=(plan::colour(sector)) stroke="#FFFEFB" stroke-width="1.5" {}
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::path::Path;

    /// From the bundle itself.
    fn kit() -> Kit {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist");
        let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
        let manifest: HashMap<String, String> = serde_json::from_str(&manifest).unwrap();
        let file = |name: &str| std::fs::read(folder.join(&manifest[name])).unwrap();
        let (head, text) = (file("bricolage.woff2"), file("atkinson.woff2"));
        let sprite = String::from_utf8(file("sprite.svg")).unwrap();
        Kit::new([&head, &text], &sprite).unwrap()
    }

    fn portrait(name: &str, at: Option<Coordinates>) -> Portrait<'_> {
        Portrait {
            name,
            sector: "reemploi",
            icon: "tool",
            kind: "Réemploi · Ressourcerie, recyclerie",
            commune: "Château-Gontier-sur-Mayenne",
            at,
            lands: &[],
            towns: &[],
            site: ("Boucle", "L’économie circulaire près de chez vous"),
        }
    }

    /// Left, top, right, bottom of the drawn name.
    fn name_of(kit: &Kit, drawing: &str) -> [f64; 4] {
        let tree = Tree::from_str(drawing, &kit.options).unwrap();
        let b = tree.node_by_id("name").unwrap().abs_bounding_box();
        [b.left(), b.top(), b.right(), b.bottom()].map(f64::from)
    }

    #[test]
    fn every_name_has_its_room_and_short_ones_are_large() {
        let kit = kit();
        let long = "Ressourcerie-Recyclerie Intercommunale de la Vallée du Haut-Anjou Segréen et du Pays de Château-Gontier";
        let endless =
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "
                .repeat(3);
        let at = Coordinates::new(-0.7, 47.8);
        let mut heights = Vec::new();
        for name in ["Fab", "La Petite Rustine", long, &endless, ""] {
            for at in [at, None] {
                let drawing = portrait(name, at).drawing(&kit);
                if name.is_empty() {
                    assert!(kit.png(&drawing).is_ok());
                    continue;
                }
                let [left, top, right, bottom] = name_of(&kit, &drawing);
                let end = if at.is_some() {
                    MAP.0
                } else {
                    f64::from(SIZE.0) - EDGE + 4.0
                };
                assert!(
                    left >= EDGE - 4.0 && right <= end,
                    "{name}: {left} to {right}"
                );
                // Below the line of the category, above that of the commune.
                assert!(top >= 140.0 && bottom <= 424.0, "{name}: {top} to {bottom}");
                heights.push(bottom - top);
            }
        }
        assert!(heights[0] > 50.0, "{heights:?}");
        assert!(kit.set(long, (700.0, 236.0)).0.len() > 2);
    }

    #[test]
    fn the_type_is_ours_and_bold_is_bold() {
        let kit = kit();
        let width = |family, weight| kit.width("Ressourcerie", family, weight);
        assert!(width(HEAD, 400) > 3.0 && width(TEXT, 400) > 3.0);
        assert!(
            width(HEAD, 800) > width(HEAD, 300) * 1.03,
            "the weight axis is used"
        );
        let (head, text) = (width(HEAD, 700), width(TEXT, 700));
        assert!(
            (head - text).abs() > 0.05,
            "two families: {head} and {text}"
        );
        assert!(kit.icons.contains_key("map-pin"));
    }

    #[test]
    fn signs_of_names_stay_words() {
        let kit = kit();
        let drawing = portrait("Vélo & <Cie> \"l’atelier\"", None).drawing(&kit);
        assert!(!drawing.contains("<Cie>"));
        assert!(kit.png(&drawing).is_ok());
    }
}
