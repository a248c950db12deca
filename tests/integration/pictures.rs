//! `apercu.png`: pictures for those who share a page.
use crate::support::{Answer, Desk};
use axum::http::{StatusCode, header};

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// Width and height of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(png[..8], SIGNATURE);
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test]
async fn each_structure_has_its_picture_and_readers_keep_it() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let list = anyone.json("/api/v1/structures?limit=2&sort=name").await;
    let slug = |n: usize| {
        list["features"][n]["properties"]["slug"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut seen = Vec::new();
    for path in [
        "/apercu.png".to_owned(),
        format!("/structures/{}/apercu.png", slug(0)),
        format!("/structures/{}/apercu.png", slug(1)),
        format!("/en/structures/{}/apercu.png", slug(1)),
    ] {
        let Answer {
            status,
            headers,
            bytes,
            ..
        } = anyone.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(headers[header::CONTENT_TYPE], "image/png");
        assert_eq!(size(&bytes), (1200, 630), "{path}");
        assert!(
            bytes.len() > 8_000 && bytes.len() < 400_000,
            "{path}: {}",
            bytes.len()
        );
        assert!(!seen.contains(&bytes), "{path} differs from the others");
        let tag = headers[header::ETAG].to_str().unwrap();
        let again = anyone.get_with(&path, &[("if-none-match", tag)]).await;
        assert_eq!(
            (again.status, again.bytes.len()),
            (StatusCode::NOT_MODIFIED, 0)
        );
        // The second time it comes from memory, the same.
        assert_eq!(anyone.get(&path).await.bytes, bytes, "{path}");
        seen.push(bytes);
    }
    assert_eq!(
        anyone.get("/structures/nulle-part/apercu.png").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_empty_directory_has_a_picture_too() {
    let anyone = Desk::empty().await.anonymous().await;
    let picture = anyone.get("/apercu.png").await;
    assert_eq!(size(&picture.bytes), (1200, 630));
}
