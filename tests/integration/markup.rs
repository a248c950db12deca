//! What accessibility asks of the markup, as the server makes it.
use crate::support::{Desk, between};

#[tokio::test]
async fn the_map_of_the_address_book_and_its_caption_are_one() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let page = anyone.get("/carnet?category=ressourcerie").await.body;
    let figure = between(&page, "<figure", "</figure>");
    assert!(figure.contains("role=\"figure\""));
    let label = between(figure, "aria-label=\"", "\"");
    assert_eq!(label, between(figure, "<figcaption>", "</figcaption>"));
    assert!(label.contains("Natural Earth") && label.len() > "Natural Earth".len());
    assert!(between(figure, "<svg", ">").contains("dans la liste qui suit"));
}

#[tokio::test]
async fn fields_say_what_they_want_where_their_label_has_no_room() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let page = anyone.get("/?q=velo&ou=Nantes").await.body;
    for id in ["quoi", "ou"] {
        let label = between(&page, &format!("<label for=\"{id}\">"), "</label>");
        let field = between(&page, &format!("<input id=\"{id}\""), ">");
        let title = between(field, "title=\"", "\"");
        assert!(
            title.starts_with(label) && title.len() > label.len() + 5,
            "{field}"
        );
    }
    let lost = anyone.get("/nulle-part").await.body;
    let label = between(&page, "<label for=\"quoi\">", "</label>");
    assert!(between(&lost, "<label for=\"quoi\">", "</label>").starts_with(label));
}

#[tokio::test]
async fn what_looks_like_a_heading_or_a_list_is_one() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let list = anyone.get("/?ess=true").await.body;
    assert!(list.contains("<ul class=\"badges\"><li class=\"badge\">"));
    for page in [
        "/?category=auto_ecole_sociale&ou=Saumur&radius=3000",
        "/?ess=true",
    ] {
        let page = anyone.get(page).await.body;
        assert!(
            !page.contains("<em>") && !page.contains("<i>"),
            "marks for looks"
        );
        for notice in page.split("class=\"notice").skip(1) {
            assert!(
                !notice
                    .split("</div>")
                    .next()
                    .unwrap()
                    .contains("<p><strong>")
            );
        }
    }
}

#[tokio::test]
async fn what_sources_say_is_marked_as_french_on_english_pages() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let said = "<span lang=\"fr\">Données fictives</span>";
    let list = anyone.get("/en/?ess=true").await.body;
    let sheet = format!("/en/structures/{}", between(&list, "/structures/", "\""));
    for path in ["/en/sources", "/en/carnet?ess=true", &sheet] {
        assert!(anyone.get(path).await.body.contains(said), "{path}");
    }
    let french = anyone.get("/sources").await.body;
    assert!(french.contains("<span>Données fictives</span>"));
}

#[tokio::test]
async fn a_later_page_of_a_list_has_a_title_of_its_own() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (home, more) in [("/", "(suite)"), ("/en/", "(continued)")] {
        let first = anyone.get(home).await.body;
        let pager = between(&first, "class=\"pager\"", "</nav>");
        let next = between(pager, "href=\"", "\"").replace("&amp;", "&");
        let title = |page: &str| between(page, "<title>", "</title>").to_owned();
        let later = title(&anyone.get(&next).await.body);
        assert!(
            later.contains(more) && !title(&first).contains(more),
            "{later}"
        );
    }
}
