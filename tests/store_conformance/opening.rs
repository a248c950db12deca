//! Opening: creation, migration, refusal, and errors that help.
use crate::desk::{Desk, import, published, record, source};
use boucle::store::{Store, StoreError};

pub async fn creates_migrates_and_opens_twice(desk: Desk) {
    let first = desk.open().await;
    assert_eq!(first.revision().await.unwrap(), 0);
    assert_eq!(first.count().await.unwrap(), 0);
    import(&first, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    let second = desk.open().await;
    assert_eq!(second.revision().await.unwrap(), 1);
    assert_eq!(published(&second).await, published(&first).await);
}

pub async fn an_earlier_database_is_brought_up_to_date_with_its_content(desk: Desk) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(
        "src/store/migrations/0001_first.sql",
        folder.path().join("0001_first.sql"),
    )
    .unwrap();
    let earlier = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
    let raw = desk.raw().await;
    earlier.run(&raw).await.unwrap();
    sqlx::query(
        "INSERT INTO structures (id, slug, status, document) VALUES ('X', 'x', 'withdrawn', '{}')",
    )
    .execute(&raw)
    .await
    .unwrap();
    raw.close().await;
    let former = desk.open().await.read().await.unwrap().former;
    assert_eq!(former[0].slug, "x");
}

pub async fn a_newer_database_is_refused(desk: Desk) {
    drop(desk.open().await);
    desk.execute(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    )
    .await
    .unwrap();
    let refused = Store::open(&desk.url).await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer(9999)), "{refused:?}");
    assert!(refused.to_string().contains("upgrade the program"));
}

async fn refusal(url: &str) -> String {
    let started = std::time::Instant::now();
    let error = Store::open(url).await.unwrap_err();
    assert!(started.elapsed().as_secs() < 15, "{url} took too long");
    let told = format!("{error} {error:?}");
    assert!(!told.contains("s3cret"), "the password was told: {told}");
    error.to_string()
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    for url in ["mysql://user:s3cret@localhost/x", "boucle.db", ""] {
        assert!(refusal(url).await.contains("sqlite: or postgres://"));
    }
}

#[tokio::test]
async fn sqlite_says_what_is_wrong_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    let told = refusal(&format!("sqlite:{path}")).await;
    assert!(told.contains("cannot open the database"), "{told}");
    std::fs::write(folder.path().join("note.txt"), "not a database".repeat(100)).unwrap();
    let told = refusal(&format!("sqlite:{path}/note.txt")).await;
    assert!(
        told.contains("note.txt") && told.contains("not a database"),
        "{told}"
    );
    let told = refusal(&format!("sqlite:{path}/note.txt/x/b.db")).await;
    assert!(told.contains("cannot create the folder"), "{told}");
}

#[tokio::test]
async fn postgres_says_what_is_wrong_with_the_address() {
    let server = crate::desk::pool(&format!("{}/postgres", crate::postgres::address())).await;
    sqlx::query("CREATE ROLE locked LOGIN PASSWORD 'right'")
        .execute(&server)
        .await
        .unwrap();
    let port = crate::postgres::port();
    let at = format!("locked@127.0.0.1:{port}/postgres");
    let told = refusal(&format!(
        "postgres://locked:s3cret@127.0.0.1:{port}/postgres"
    ))
    .await;
    assert!(told.contains("password authentication failed"), "{told}");
    assert!(
        told.contains(&at) && told.contains("user, password"),
        "{told}"
    );
    let told = refusal(&format!("postgres://boucle:s3cret@127.0.0.1:{port}/absent")).await;
    assert!(told.contains("\"absent\" does not exist"), "{told}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://u:s3cret@127.0.0.1:{port}/x");
    let told = refusal(&url).await;
    assert!(told.contains("no answer within 10s"), "{told}");
    drop(listener);
    let told = refusal(&url).await;
    assert!(
        told.contains("refused") && told.contains(&port.to_string()),
        "{told}"
    );
    let told = refusal("postgres://u:s3cret@no-such-host.invalid/x").await;
    assert!(told.contains("no-such-host.invalid"), "{told}");
    refusal("postgres://u:s3cret@127.0.0.1:notaport/x").await;
}
