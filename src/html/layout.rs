//! The shell of every page.
use maud::{DOCTYPE, Markup, html};

/// What every page needs from the operator and the bundle.
pub struct Shell<'a> {
    /// Name of the service.
    pub name: &'a str,
    /// Where people write; empty when none is configured.
    pub contact: &'a str,
    /// Demonstration records are shown.
    pub demo: bool,
    /// Address of a bundled file by its logical name.
    pub asset: fn(&str) -> String,
}

impl Shell<'_> {
    /// An icon of the sprite; decorative, the words stand beside it.
    #[must_use]
    pub fn icon(&self, name: &str) -> Markup {
        let href = format!("{}#{name}", (self.asset)("sprite.svg"));
        html! { svg.i aria-hidden="true" focusable="false" { use href=(href) {} } }
    }

    /// A whole document.
    #[must_use]
    pub fn page(&self, title: &str, description: &str, scripts: bool, main: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="fr" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    title { (title) " · " (self.name) }
                    meta name="description" content=(description);
                    link rel="icon" href=((self.asset)("favicon.svg")) type="image/svg+xml";
                    link rel="preload" href=((self.asset)("atkinson.woff2")) as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=((self.asset)("app.css"));
                    @if scripts { script type="module" src=((self.asset)("app.js")) {} }
                }
                body {
                    a.skip href="#results" { "Aller à la liste" }
                    header.mast {
                        a.brandmark href="/" { img src=((self.asset)("favicon.svg")) alt="" width="34" height="34"; b { (self.name) } span { "L’économie circulaire" br; "près de chez vous" } }
                        nav aria-label="Principale" { ul { li { a href="/" { "Carte" } } li { a href="/sources" { "Sources" } } } }
                    }
                    div.rule2 {}
                    @if self.demo {
                        p.demo-banner role="note" { (self.icon("info-circle")) " Données de démonstration\u{a0}: ces structures sont fictives." }
                    }
                    (main)
                    (self.footer())
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer.foot-links {
                a href="/mentions-legales" { "Mentions légales" }
                a href="/confidentialite" { "Confidentialité" }
                a href="/accessibilite" { "Accessibilité\u{a0}: non conforme" }
                a href="/sources" { "Sources" }
                @if !self.contact.is_empty() { a href=(self.contact) { "Contact" } }
            }
        }
    }
}
