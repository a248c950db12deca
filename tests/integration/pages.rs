//! The pages, as they come without JavaScript.
use crate::support::{Answer, Desk};
use axum::http::{StatusCode, header};

#[tokio::test]
async fn pages_answer_without_javascript_and_never_break() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let Answer {
        status,
        headers,
        body,
        ..
    } = anyone.get("/?utm_source=x&category=atelier_velo").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("(démo)") && body.contains("Données de démonstration"));
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let slug = body
        .split("/structures/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(
        anyone.get(&format!("/structures/{slug}")).await.status,
        StatusCode::OK
    );
    for odd in [
        "/?bbox=9,9,1,1",
        "/?category=zzz",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?ou=zzzzzz",
        "/?cursor=%00",
    ] {
        let Answer { status, body, .. } = anyone.get(odd).await;
        assert_eq!(status, StatusCode::OK, "{odd}");
        assert!(!body.contains("<script>alert"), "{odd}");
    }
    for page in [
        "/sources",
        "/mentions-legales",
        "/confidentialite",
        "/accessibilite",
        "/health/live",
        "/health/ready",
    ] {
        assert_eq!(anyone.get(page).await.status, StatusCode::OK, "{page}");
    }
    let Answer { status, body, .. } = anyone.get("/nulle-part").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("Page introuvable") && body.contains("href=\"/\""));
}
