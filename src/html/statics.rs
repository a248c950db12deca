//! Pages of words: sources, legal notice, privacy, accessibility, errors.
use super::layout::{Meta, Shell};
use super::text;
use maud::{Markup, html};

fn prose(s: &Shell<'_>, path: &'static str, title: &str, words: &str, body: &Markup) -> Markup {
    let meta = Meta {
        title,
        description: words,
        canonical: Some(path),
        body: "page",
        current: path,
        ..Meta::default()
    };
    s.page(
        &meta,
        &html! { main #contenu.wrap.prose tabindex="-1" { h1 { (title) } (body) } },
    )
}

/// One source: name, attribution, licence, address, records.
pub struct SourceLine {
    /// Name for people.
    pub name: String,
    /// What to cite.
    pub attribution: String,
    /// Licence, by its name.
    pub licence: String,
    /// Where it can be had.
    pub url: Option<String>,
    /// Structures that it tells of.
    pub count: usize,
}

/// `/sources`; `tiles` is the credit of the tiles, when there are some.
#[must_use]
pub fn sources(s: &Shell<'_>, lines: &[SourceLine], tiles: Option<&str>) -> Markup {
    let body = html! {
        p.lede { "Chaque fiche cite les sources dont elle vient. Les voici toutes, avec leur licence." }
        h2 { "Structures" }
        @if lines.is_empty() { p { "Aucune donnée n’est encore chargée." } }
        @else { ul.sources { @for l in lines {
            li {
                p { strong { @if let Some(u) = &l.url { a href=(u) rel="external" { (l.name) } } @else { (l.name) } } }
                p.mut { (text::structures(l.count)) " · " (l.attribution) " · " (l.licence) }
            }
        } } }
        h2 { "Territoires et carte" }
        ul.sources {
            li { p { strong { "Communes, intercommunalités, départements, régions" } } p.mut { "INSEE et DGCL · Licence Ouverte 2.0" } }
            li { p { strong { "Positions des communes" } } p.mut { "GeoNames · CC BY 4.0" } }
            li { p { strong { "Contours du fond imprimé" } } p.mut { "Natural Earth · domaine public" } }
            @if let Some(t) = tiles { li { p { strong { "Fond de carte" } } p.mut { (t) } } }
        }
        h2 { "Dessin et logiciels" }
        ul.sources {
            li { p { strong { a href="https://tabler.io/icons" rel="external" { "Tabler Icons" } } } p.mut { "Icônes · licence MIT" } }
            li { p { strong { "Bricolage Grotesque et Atkinson Hyperlegible Next" } } p.mut { "Polices de caractères · SIL Open Font License 1.1" } }
            li { p { strong { a href="https://leafletjs.com/" rel="external" { "Leaflet" } } } p.mut { "Carte interactive · licence BSD à deux clauses" } }
        }
    };
    prose(
        s,
        "/sources",
        "Sources",
        "D’où viennent les données, sous quelle licence.",
        &body,
    )
}

/// How to write to the operator, as the end of a sentence.
fn contact(s: &Shell<'_>) -> Markup {
    html! {
        @if s.contact.is_empty() { em { "adresse non renseignée par l’exploitant" } }
        @else { a href=(s.contact) { (s.contact.strip_prefix("mailto:").unwrap_or("page de contact")) } }
    }
}

/// Who answers for the service, as the operator says it; what is empty is not known.
#[derive(Default)]
pub struct Legal<'a> {
    /// Who runs it.
    pub operator: &'a str,
    /// Address, telephone and registration of the operator.
    pub address: &'a str,
    /// Who directs the publication.
    pub director: &'a str,
    /// Name, address and telephone of the hosting provider.
    pub hosting: &'a str,
    /// Where the source of the program that runs here can be had.
    pub source: &'a str,
}

/// What the operator said, or that nothing was said.
fn said(words: &str) -> Markup {
    html! { @if words.trim().is_empty() { em { "information non renseignée" } } @else { strong { (words) } } }
}

/// `/mentions-legales`.
#[must_use]
pub fn legal(s: &Shell<'_>, l: &Legal<'_>) -> Markup {
    let missing = [l.operator, l.address, l.director, l.hosting]
        .iter()
        .any(|x| x.trim().is_empty());
    let body = html! {
        @if missing { (s.notice("warn", "alert-triangle", &html! { p { "Ces mentions sont incomplètes\u{a0}: l’exploitant de ce service ne les a pas encore toutes renseignées." } })) }
        h2 { "Éditeur" }
        p { "Exploitant du service\u{a0}: " (said(l.operator)) "." }
        p { "Adresse, téléphone, immatriculation\u{a0}: " (said(l.address)) "." }
        p { "Direction de la publication\u{a0}: " (said(l.director)) "." }
        p { "Contact\u{a0}: " (contact(s)) "." }
        h2 { "Hébergement" }
        p { "Hébergeur du service\u{a0}: " (said(l.hosting)) "." }
        h2 { "Contenus et licences" }
        p {
            "Les informations sur les structures viennent des sources citées sur chaque fiche et sur la page "
            a href="/sources" { "Sources" } ", chacune sous sa licence."
        }
        p {
            "Le logiciel Boucle est libre, sous licence " a href="https://www.gnu.org/licenses/agpl-3.0.html" rel="external" hreflang="en" { "GNU Affero General Public License, version 3 ou ultérieure" }
            "\u{a0}: vous pouvez l’utiliser, l’étudier, le modifier et le partager. "
            @if l.source.is_empty() { "L’exploitant doit vous donner le code source du logiciel qui fonctionne ici, si vous le lui demandez." }
            @else { a href=(l.source) rel="external" { "Code source du logiciel qui fonctionne ici" } "." }
        }
        h2 { "Exactitude" }
        p { "Les horaires et les services peuvent avoir changé depuis leur dernière vérification\u{a0}: appelez avant un long trajet." @if !s.contact.is_empty() { " Une erreur\u{a0}? " a href=(s.contact) { "Écrivez-nous" } "." } }
    };
    prose(
        s,
        "/mentions-legales",
        "Mentions légales",
        "Éditeur du service, licences des contenus et du logiciel.",
        &body,
    )
}

/// `/confidentialite`; `tiles` is the credit of the tiles, when there are some.
#[must_use]
pub fn privacy(s: &Shell<'_>, tiles: Option<&str>) -> Markup {
    let body = html! {
        p.lede { "Ce service se consulte sans compte, sans cookie et sans mesure d’audience." }
        h2 { "Ce que nous ne faisons pas" }
        ul.bullets {
            li { "Aucun cookie n’est déposé, aucun traceur, aucune publicité." }
            li { "Les polices, les icônes et les scripts viennent de ce service\u{a0}: rien n’est demandé à un tiers pour les afficher." }
        }
        h2 { "Votre position" }
        p { "Le bouton «\u{a0}Autour de moi\u{a0}» demande l’accord de votre navigateur. Votre position, arrondie à une centaine de mètres, sert à trier la liste. Elle figure dans l’adresse de la page\u{a0}: votre navigateur peut donc la garder dans son historique, et le serveur dans ses journaux techniques (voir plus bas). Elle n’est enregistrée nulle part ailleurs sur ce service." }
        p { "Avant de partager l’adresse d’une recherche faite autour de vous, souvenez-vous qu’elle contient cette position." }
        h2 { "Le fond de carte" }
        @if let Some(t) = tiles { p { "Les images du fond de carte sont demandées par votre navigateur à leur fournisseur (" (t) "), qui voit donc votre adresse IP et la zone affichée. Rien d’autre ne sort d’ici." } }
        @else { p { "Le fond de carte vient de ce service\u{a0}: aucune requête n’est envoyée à un tiers." } }
        h2 { "Journaux techniques" }
        p { "Le serveur, ou celui qui le protège, peut garder des journaux techniques pour sa sécurité\u{a0}: adresse demandée (avec les mots cherchés et le lieu), adresse IP, date, réponse. Leur durée de conservation est fixée par l’exploitant." }
        h2 { "Dans votre navigateur" }
        p { "Tant que l’onglet est ouvert, votre navigateur retient à quel endroit de la liste vous étiez, pour vous y ramener. Cela reste chez vous et s’efface à la fermeture de l’onglet." }
        h2 { "Les structures et les personnes" }
        p { "Les adresses électroniques des structures ne sont publiées qu’avec leur accord, et l’adresse exacte d’une personne qui travaille chez elle ne l’est jamais. Pour consulter, corriger ou effacer une donnée qui vous concerne\u{a0}: " (contact(s)) ". Vous pouvez aussi saisir la " a href="https://www.cnil.fr/" rel="external" { "CNIL" } "." }
    };
    prose(
        s,
        "/confidentialite",
        "Confidentialité",
        "Ce que le service sait de vous\u{a0}: presque rien.",
        &body,
    )
}

/// `/accessibilite`.
#[must_use]
pub fn accessibility(s: &Shell<'_>) -> Markup {
    let body = html! {
        p.lede { "État\u{a0}: non conforme. Aucun audit de conformité au RGAA n’a encore été mené." }
        p { "Ce service est conçu pour suivre les règles WCAG 2.2, niveau AA. Des contrôles automatiques (axe) accompagnent son développement, mais ils ne remplacent pas un audit\u{a0}: tant qu’il n’a pas eu lieu, nous déclarons le service non conforme." }
        h2 { "Ce qui est prévu pour vous" }
        ul.bullets {
            li { "La liste contient tout ce que montre la carte\u{a0}: vous pouvez vous passer de la carte." }
            li { "Tout se fait au clavier\u{a0}; des liens d’évitement mènent à la liste et à la carte." }
            li { "La recherche, les filtres et les fiches fonctionnent sans JavaScript." }
            li { "Une couleur n’est jamais seule à porter une information." }
            li { "Les thèmes clair et sombre, la taille du texte et la réduction des animations suivent vos réglages." }
        }
        h2 { "Ce qui manque, à notre connaissance" }
        ul.bullets {
            li { "Sur la carte, les structures regroupées se lisent comme un nombre\u{a0}: pour leurs noms, utilisez la liste." }
            li { "Les images du fond de carte, quand l’exploitant en a choisi un, n’ont pas d’équivalent en texte." }
            li { "Le service n’a pas encore été essayé par des personnes qui utilisent une aide technique." }
        }
        h2 { "Nous signaler un obstacle" }
        p { "Dites-nous ce qui vous a bloqué\u{a0}: " (contact(s)) ". Nous vous donnerons l’information autrement." }
        p { "Sans réponse satisfaisante, vous pouvez saisir le " a href="https://formulaire.defenseurdesdroits.fr/" rel="external" { "Défenseur des droits" } "." }
    };
    prose(
        s,
        "/accessibilite",
        "Accessibilité",
        "État de l’accessibilité du service et moyens de nous écrire.",
        &body,
    )
}

/// An error as people read it.
pub struct ErrorWords<'a> {
    /// HTTP status.
    pub status: u16,
    /// What happened.
    pub title: &'a str,
    /// Why, or what to do.
    pub message: &'a str,
    /// The number under which the log knows the cause.
    pub reference: Option<&'a str>,
}

/// An error with ways out; `links` are addresses and words.
#[must_use]
pub fn error(s: &Shell<'_>, e: &ErrorWords<'_>, links: &[(String, String)]) -> Markup {
    let meta = Meta {
        title: e.title,
        noindex: true,
        body: "page",
        ..Meta::default()
    };
    let content = html! {
        main #contenu.wrap.prose.err tabindex="-1" {
            p.kicker { "Erreur " (e.status) }
            h1 { (e.title) }
            p.lede { (e.message) }
            @if let Some(r) = e.reference { p { "Si vous nous écrivez, citez cette référence\u{a0}: " code { (r) } } }
            form.again action="/" method="get" role="search" {
                label for="quoi" { "Chercher une structure, un objet, une activité" }
                div { input #quoi name="q" maxlength="200"; button.btn.primary type="submit" { (s.icon("search")) "Chercher" } }
            }
            ul.opt {
                @for (href, words) in links { li { (s.icon("arrow-right")) div { a href=(href) { (words) } } } }
                li { (s.icon("map-2")) div { a href="/" { "Voir la carte et la liste" } } }
                @if !s.contact.is_empty() { li { (s.icon("mail")) div { a href=(s.contact) { "Nous écrire" } } } }
            }
        }
    };
    s.page(&meta, &content)
}
