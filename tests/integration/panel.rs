//! The panel of filters keeps what it promises.
use crate::support::Desk;

/// The words, the address and the figure of each filter of the panel that is not on.
fn offered(page: &str) -> Vec<(String, String, usize)> {
    let panel = page.split("<details class=\"more\">").nth(1).unwrap();
    let panel = panel.split("</details>").next().unwrap();
    let one = |chip: &str| {
        let href = chip.split("href=\"").nth(1)?.split('"').next()?;
        let (words, rest) = chip.split_once(" <span class=\"n\">")?;
        let digits: String = rest
            .split("</span>")
            .next()?
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let words = words.rsplit('>').next()?;
        Some((
            words.to_owned(),
            href.replace("&amp;", "&"),
            digits.parse().ok()?,
        ))
    };
    panel
        .split("<a class=\"chip")
        .skip(1)
        .filter_map(one)
        .collect()
}

#[tokio::test]
async fn every_filter_leads_to_as_many_structures_as_it_says() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let mut seen = Vec::new();
    for query in [
        "",
        "?action=reparer",
        "?open_on=sa&category=ressourcerie",
        "?territory=department:49&appointment=false",
        "?at_home=only",
    ] {
        let page = anyone.get(&format!("/{query}")).await.body;
        for (words, href, figure) in offered(&page) {
            let asked = href.split_once('?').unwrap().1;
            // Beside others of its group a term adds to them: its figure is that of the term alone.
            if asked.contains("%2C") {
                continue;
            }
            let list = anyone
                .json(&format!("/api/v1/structures?limit=1&{asked}"))
                .await;
            assert_eq!(list["numberMatched"], figure, "{words} at /{query}: {href}");
            seen.push(words);
        }
    }
    for words in [
        "Samedi",
        "Sans rendez-vous",
        "Économie sociale et solidaire",
        "Repair café",
    ] {
        assert!(seen.iter().any(|s| s == words), "{words} in {seen:?}");
    }
}

#[tokio::test]
async fn a_day_is_put_beside_the_others_and_taken_off() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let page = anyone.get("/?open_on=we").await.body;
    let panel = page.split("<details class=\"more\">").nth(1).unwrap();
    assert!(
        panel.contains("href=\"/?open_on=we%2Csa\""),
        "Wednesday or Saturday"
    );
    assert!(
        panel.contains("class=\"chip sec- on\" href=\"/\""),
        "Wednesday taken off"
    );
}
