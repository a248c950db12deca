//! The page about accessibility: its figures are those of the data.
use crate::support::{Desk, between};
use boucle::html::rgaa::{self, Finding};
use boucle::html::words::Lang;

#[tokio::test]
async fn the_page_tells_all_criteria_and_its_figures_are_those_of_the_data() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let all = rgaa::assessment();
    let counts = all.counts();
    for lang in Lang::ALL {
        let page = anyone.get(&lang.path("/accessibilite")).await.body;
        assert_eq!(page.matches("<th scope=\"row\">").count(), 106);
        assert_eq!(
            page.matches("<table class=\"criteria\"><caption").count(),
            13
        );
        assert_eq!(page.matches("<th scope=\"col\">").count(), 3 * 13);
        let figures = between(&page, "<ul class=\"figures\">", "</ul>");
        let figures: Vec<usize> = figures
            .split("<strong>")
            .skip(1)
            .map(|f| f.split('<').next().unwrap().parse().unwrap())
            .collect();
        let (bad, open) = (counts.failing, counts.unchecked);
        assert_eq!(figures, [counts.holding, bad, open, counts.without_object]);
        let lede = between(&page, "<p class=\"lede\">", "</p>");
        for n in [counts.holding, counts.applicable()] {
            assert!(lede.contains(&n.to_string()), "{lede}");
        }
        assert!(lede.contains(&lang.number(counts.share(), 1)), "{lede}");
        let table = |c: &&rgaa::Criterion| {
            let row = format!("<tr><th scope=\"row\">{}</th><td>{}", c.id, c.title(lang));
            assert!(page.contains(&row), "{row}");
            c.state == Finding::Holds
        };
        assert_eq!(all.criteria().filter(table).count(), counts.holding);
    }
}

#[tokio::test]
async fn what_does_not_hold_comes_first_with_its_reason() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for lang in Lang::ALL {
        let page = anyone.get(&lang.path("/accessibilite")).await.body;
        let first = between(&page, "<ul class=\"sources\">", "</ul>");
        assert!(page.find("<ul class=\"sources\">") < page.find("<table"));
        let (wanting, others): (Vec<_>, Vec<_>) = rgaa::assessment()
            .criteria()
            .partition(|c| c.state.wanting());
        for c in wanting {
            let head = format!("<h3>{} {}</h3>", c.id, c.title(lang));
            assert!(first.contains(&head) && first.contains(c.note(lang).unwrap()));
        }
        for c in others {
            assert!(!first.contains(c.title(lang)), "{} holds", c.id);
        }
    }
}

#[tokio::test]
async fn the_status_of_every_footer_is_that_of_the_figures() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for lang in Lang::ALL {
        let state = rgaa::state(lang);
        assert_eq!(state, lang.t(rgaa::assessment().counts().status()));
        for path in ["/", "/sources", "/accessibilite", "/nulle-part"] {
            let page = anyone.get(&lang.path(path)).await.body;
            let footer = between(&page, "<footer", "</footer>");
            assert!(footer.contains(&*state), "{path}: {footer}");
            assert_eq!(footer.matches("<a").count(), footer.matches("<li").count());
        }
        let page = anyone.get(&lang.path("/accessibilite")).await.body;
        assert!(between(&page, "<p class=\"lede\">", "</p>").contains(&*state));
    }
}
