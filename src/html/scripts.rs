//! What scripts say: the messages that a page sends along as data, so that there is one dictionary.
use super::words::Lang;
use maud::{Markup, PreEscaped, html};
use std::sync::LazyLock;

/// Messages for the scripts of the list and the map.
const OF_EXPLORE: &[&str] = &[
    "structures-count",
    "place-here",
    "explore-around-me",
    "filters-categories",
    "sources-structures",
    "suggest-for",
    "suggest-runs",
    "suggest-opens",
    "suggest-none",
    "suggest-count",
    "suggest-searches",
    "suggest-addresses",
    "suggest-objects",
    "suggest-actions",
    "suggest-communes",
    "suggest-epcis",
    "suggest-departments",
    "suggest-regions",
    "locate-waiting",
    "locate-refused",
    "locate-failed",
    "map-missing-list",
    "map-zoom-in",
    "map-zoom-out",
    "map-search-here",
    "map-ring",
    "map-failed",
    "map-stale",
    "map-retry",
    "map-in-view",
    "map-out-of-view",
    "map-back",
    "map-credit",
    "map-fullscreen",
    "map-fullscreen-leave",
    "locate-slow",
    "locate-late",
    "locate-vague",
    "locate-nothing",
    "panel-more",
    "panel-less",
    "offline-copy",
    "share-copied",
    "share-copied-list",
    "share-refused",
    "share-refused-aloud",
];

/// Messages for the scripts of a sheet.
const OF_SHEET: &[&str] = &[
    "map-missing",
    "share-copied",
    "share-copied-aloud",
    "share-refused",
    "share-refused-aloud",
    "offline-copy",
];

/// Messages for the page without a connection.
const OF_OFFLINE: &[&str] = &["offline-forgotten", "offline-home", "offline-copy"];

/// Messages for the list of what a device keeps.
const OF_FAVOURITES: &[&str] = &[
    "share-copied",
    "share-copied-list",
    "share-refused",
    "share-refused-aloud",
    "offline-copy",
];

/// Messages for the map of coverage.
const OF_COVERAGE: &[&str] = &["cover-zoom-keys", "offline-copy"];

/// Messages for any other page: each may come from the device instead of the server, and says so.
const OF_PAGES: &[&str] = &["offline-copy"];

/// Which scripts a page has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scripts {
    /// The list and the map.
    Explore,
    /// The small map and the help of a sheet.
    Sheet,
    /// The list of what can be read without a connection.
    Offline,
    /// What a device keeps.
    Favourites,
    /// The map of coverage.
    Coverage,
    /// Those of every page.
    #[default]
    Page,
}

static WRITTEN: LazyLock<[[String; 2]; 6]> = LazyLock::new(|| {
    [
        OF_EXPLORE,
        OF_SHEET,
        OF_OFFLINE,
        OF_FAVOURITES,
        OF_COVERAGE,
        OF_PAGES,
    ]
    .map(|keys| Lang::ALL.map(|l| l.data(keys)))
});

/// The messages of a page's scripts; a block of data, which no policy takes for a script.
#[must_use]
pub fn words(lang: Lang, scripts: Scripts) -> Markup {
    let of = match scripts {
        Scripts::Explore => &WRITTEN[0],
        Scripts::Sheet => &WRITTEN[1],
        Scripts::Offline => &WRITTEN[2],
        Scripts::Favourites => &WRITTEN[3],
        Scripts::Coverage => &WRITTEN[4],
        Scripts::Page => &WRITTEN[5],
    };
    let json = lang.pick(&of[0], &of[1]);
    html! { script #words type="application/json" { (PreEscaped(json)) } }
}
