//! What the views are given: plain structs of owned strings, ready to be shown.
//!
//! Texts are in French, already formatted with [`super::text`]; `href`s are ready to be put in a link.
use std::collections::BTreeMap;

/// The bundled front end: logical names and the hashed names they stand for.
#[derive(Debug, Clone, Default)]
pub struct Assets(BTreeMap<String, String>);

impl Assets {
    /// From pairs of logical and hashed names, as `web/dist/manifest.json` holds them.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// Reads `manifest.json`.
    ///
    /// # Errors
    /// The text is not a JSON object of strings.
    pub fn from_manifest(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(Self)
    }

    /// Address of a file by its logical name; the name itself when the bundle does not have it.
    #[must_use]
    pub fn url(&self, logical: &str) -> String {
        format!("/assets/{}", self.0.get(logical).map_or(logical, String::as_str))
    }

    /// The bundle holds that file.
    #[must_use]
    pub fn has(&self, logical: &str) -> bool {
        self.0.contains_key(logical)
    }
}

/// Who answers for the site: what the legal notice and the privacy page must say.
///
/// Unknown parts stay `None` and are said to be missing.
#[derive(Debug, Clone, Default)]
pub struct Operator {
    /// Name of the person or body that publishes the site.
    pub name: String,
    /// Legal form, registration number.
    pub identity: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Address for questions and corrections.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Director of publication.
    pub director: Option<String>,
    /// Name and address of the host.
    pub host: Option<String>,
}

/// What is the same on every page.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Name, as in the masthead.
    pub name: String,
    /// One line under the name: "L’économie circulaire en Pays de la Loire".
    pub tagline: String,
    /// Public address without a final slash, for canonical links.
    pub base_url: String,
    /// Who publishes it.
    pub operator: Operator,
    /// Tile address with `{z}`, `{x}`, `{y}`; `"none"` for no tiles.
    pub tiles_url: String,
    /// What the tiles ask to be said, plain text.
    pub tiles_attribution: String,
    /// Code of the region that the backdrop brings forward ("52").
    pub region: Option<String>,
    /// The data are fictional: a banner says it on every page.
    pub demo: bool,
    /// The bundled front end.
    pub assets: Assets,
}

/// A link with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkView {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A filter as a link that sets it, or that removes it when it is active.
#[derive(Debug, Clone, Default)]
pub struct ChipView {
    /// "Réparateur", "Ouvert maintenant", "À moins de 10 km".
    pub label: String,
    /// How many results it would leave.
    pub count: Option<u64>,
    /// The page with this filter set, or removed when it is active.
    pub href: String,
    /// It is set now.
    pub active: bool,
    /// Tabler icon.
    pub icon: Option<String>,
    /// Sector code that colours the icon.
    pub sector: Option<String>,
}

/// One of the large intentions of the home page ("Réparer").
#[derive(Debug, Clone, Default)]
pub struct IntentView {
    /// The verb.
    pub label: String,
    /// The page that answers it.
    pub href: String,
    /// Tabler icon.
    pub icon: String,
    /// Sector code that colours the tile.
    pub sector: String,
}

/// An order of the list.
#[derive(Debug, Clone, Default)]
pub struct SortView {
    /// "Les plus proches", "Par nom".
    pub label: String,
    /// The page in that order.
    pub href: String,
    /// It is the order now.
    pub active: bool,
}

/// Open, closed or unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StateKind {
    /// Open now.
    Open,
    /// Closed now.
    Closed,
    /// Hours are not known.
    #[default]
    Unknown,
}

/// The state line.
#[derive(Debug, Clone, Default)]
pub struct StateView {
    /// Which dot.
    pub kind: StateKind,
    /// "Ouvert, ferme à 18 h 30", "Fermé, ouvre demain à 9 h", "Horaires inconnus".
    pub text: String,
}

/// A structure in a list.
#[derive(Debug, Clone, Default)]
pub struct CardView {
    /// Identifier.
    pub id: String,
    /// Address of its sheet.
    pub href: String,
    /// Name.
    pub name: String,
    /// Sector code.
    pub sector: String,
    /// Label of its category.
    pub category: String,
    /// Tabler icon of its category.
    pub icon: String,
    /// Commune.
    pub commune: Option<String>,
    /// Distance as text ("4,1 km").
    pub distance: Option<String>,
    /// What one can do there ("Réparer : petit électroménager, hi-fi").
    pub offers: Vec<String>,
    /// Open or not; `None` leaves the line out.
    pub state: Option<StateView>,
    /// Labels as badges ("`QualiRépar`", "ESS").
    pub badges: Vec<String>,
    /// Longitude and latitude, if it has a place on the map.
    pub position: Option<(f64, f64)>,
}

/// A way out of an empty list.
#[derive(Debug, Clone, Default)]
pub struct WayOut {
    /// Tabler icon.
    pub icon: String,
    /// "Sans le filtre « Ouvert maintenant »".
    pub title: String,
    /// "12 structures".
    pub detail: Option<String>,
    /// Where it leads.
    pub href: String,
}

/// Nothing found, and why.
#[derive(Debug, Clone, Default)]
pub struct EmptyView {
    /// "Aucune structure ne répare de parapluie à moins de 10 km de Saumur."
    pub title: String,
    /// What is known of the reason, one sentence each.
    pub why: Vec<String>,
    /// Other searches.
    pub ways_out: Vec<WayOut>,
}

/// What was asked, as the form shows it again.
#[derive(Debug, Clone, Default)]
pub struct PageEcho {
    /// Text of the field *Quoi ?* (the label of the object, category or action when one was chosen).
    pub what: String,
    /// Text of the field *Où ?*.
    pub place: String,
    /// Filters that the form sends along: every parameter in force but those that the two fields replace
    /// (`q`, `object`, `action`, `category`, `near`, `radius`, `territory`, `place`, `ou`, `bbox`, `cursor`).
    pub hidden: Vec<(String, String)>,
}

/// What the map needs beside the list.
#[derive(Debug, Clone, Default)]
pub struct MapView {
    /// API filters in force as a query string without `?`, resolved (a typed place is already `near` or
    /// `territory`); the map asks clusters with it.
    pub query: String,
    /// West, south, east, north that the map shows at first.
    pub bounds: Option<[f64; 4]>,
}

/// Map and list.
#[derive(Debug, Clone, Default)]
pub struct ExplorePage {
    /// Title of the page without the name of the site ("Réparer un vélo près de Saumur").
    pub title: String,
    /// Sentence for search engines.
    pub description: String,
    /// Canonical path with its query.
    pub canonical: String,
    /// Search engines should leave this page out (a filtered or paged list).
    pub noindex: bool,
    /// What was asked.
    pub echo: PageEcho,
    /// Large intentions; empty when something is asked.
    pub intents: Vec<IntentView>,
    /// Active filters first, then the most useful ones.
    pub chips: Vec<ChipView>,
    /// The other filters, folded.
    pub more_chips: Vec<ChipView>,
    /// The page without any filter, when there are some.
    pub clear_href: Option<String>,
    /// A sentence about what was understood ("Lieu compris : Saumur (49400)") or not.
    pub notice: Option<NoticeView>,
    /// How many structures there are.
    pub count: u64,
    /// Orders of the list.
    pub sorts: Vec<SortView>,
    /// This page of the list.
    pub cards: Vec<CardView>,
    /// First page, when this is a later one.
    pub first_href: Option<String>,
    /// Next page.
    pub next_href: Option<String>,
    /// Shown in place of the list when it is empty.
    pub empty: Option<EmptyView>,
    /// The map.
    pub map: MapView,
}

/// A sentence set apart.
#[derive(Debug, Clone, Default)]
pub struct NoticeView {
    /// Tabler icon.
    pub icon: String,
    /// Warm colours: it asks for attention.
    pub warn: bool,
    /// A few words in bold.
    pub title: String,
    /// The sentence.
    pub text: String,
}

/// Actions by objects.
#[derive(Debug, Clone, Default)]
pub struct OfferMatrix {
    /// Icon and label of each object, in order.
    pub objects: Vec<(String, String)>,
    /// One row per action.
    pub rows: Vec<OfferRow>,
}

/// One action.
#[derive(Debug, Clone, Default)]
pub struct OfferRow {
    /// "Réparer".
    pub action: String,
    /// One per object of the matrix.
    pub cells: Vec<bool>,
    /// Conditions ("gratuit, sur rendez-vous").
    pub note: Option<String>,
}

/// Hours of one day.
#[derive(Debug, Clone, Default)]
pub struct DayView {
    /// "Lundi".
    pub label: String,
    /// "10 h – 12 h 30, 14 h – 18 h 30", "Fermé", "Non renseigné".
    pub text: String,
    /// Open intervals in minutes after midnight; past midnight is over 1440.
    pub intervals: Vec<(u16, u16)>,
    /// It is today.
    pub today: bool,
}

/// A label and what it promises.
#[derive(Debug, Clone, Default)]
pub struct LabelView {
    /// "`QualiRépar`".
    pub label: String,
    /// What it means, for someone who never heard of it.
    pub meaning: Option<String>,
    /// Tabler icon; a check in a circle when absent.
    pub icon: Option<String>,
}

/// Where a record comes from.
#[derive(Debug, Clone, Default)]
pub struct SourceView {
    /// "© les contributeurs d’`OpenStreetMap`".
    pub name: String,
    /// Page of the source.
    pub href: Option<String>,
    /// "Licence ouverte 2.0".
    pub licence: Option<String>,
    /// Text of the licence.
    pub licence_href: Option<String>,
    /// Date of the data, as text ("24 novembre 2026").
    pub date: Option<String>,
    /// Structures that it brought ("1 250 structures"), on the page of sources.
    pub count: Option<String>,
    /// What it is, one sentence.
    pub about: Option<String>,
}

/// The sheet of one structure.
#[derive(Debug, Clone, Default)]
pub struct StructurePage {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Canonical path.
    pub canonical: String,
    /// Sentence for search engines.
    pub description: String,
    /// Sector code.
    pub sector: String,
    /// Label of the sector.
    pub sector_label: String,
    /// Labels of its categories, the main one first.
    pub categories: Vec<String>,
    /// Tabler icon of the main category.
    pub icon: String,
    /// Open or not.
    pub state: Option<StateView>,
    /// Address lines, the last one with postal code and commune.
    pub address: Vec<String>,
    /// Longitude and latitude.
    pub position: Option<(f64, f64)>,
    /// The position is only that of the street or of the commune.
    pub approximate: Option<String>,
    /// "Y aller": route planner.
    pub route_href: Option<String>,
    /// Telephone as text and as `tel:` link.
    pub phones: Vec<LinkView>,
    /// Web site.
    pub website: Option<LinkView>,
    /// Other links: e-mail, social networks.
    pub links: Vec<LinkView>,
    /// One sentence under the name.
    pub summary: Option<String>,
    /// Longer text, one string per paragraph.
    pub about: Vec<String>,
    /// What one can do there.
    pub offers: OfferMatrix,
    /// The seven days from Monday; empty when unknown.
    pub week: Vec<DayView>,
    /// Minute of today, for the mark of now.
    pub now_minute: Option<u16>,
    /// The hours as their source gives them, when they could not be read.
    pub hours_text: Option<String>,
    /// Deposit hours, exceptional closings.
    pub hour_notices: Vec<NoticeView>,
    /// Access, public, services: icon and sentence.
    pub facts: Vec<(String, String)>,
    /// Labels with their meaning.
    pub labels: Vec<LabelView>,
    /// Networks it is part of.
    pub networks: Vec<LinkView>,
    /// Cards nearby.
    pub nearby: Vec<CardView>,
    /// Where to tell about an error (a `mailto:` link or a page).
    pub correct_href: Option<String>,
    /// "Vérifié le 12 novembre 2026 par la structure."
    pub verified: Option<String>,
    /// Sources with their licence.
    pub sources: Vec<SourceView>,
    /// Back to the list, when one comes from it.
    pub back: Option<LinkView>,
}

/// A page that says what went wrong and where to go.
#[derive(Debug, Clone, Default)]
pub struct ErrorPage {
    /// HTTP status.
    pub status: u16,
    /// "Cette page n’existe pas".
    pub title: String,
    /// One or two sentences.
    pub message: String,
    /// Where to go from here.
    pub suggestions: Vec<LinkView>,
    /// Reference to quote, for an internal error.
    pub request_id: Option<String>,
}

/// The page of sources.
#[derive(Debug, Clone, Default)]
pub struct SourcesPage {
    /// Sources of the structures.
    pub sources: Vec<SourceView>,
    /// Sources of territories, outlines, map, fonts and icons that the operator adds to the built-in list.
    pub others: Vec<SourceView>,
    /// Number of structures, as text ("1 284 structures").
    pub total: Option<String>,
}
