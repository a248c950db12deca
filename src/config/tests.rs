use super::*;

fn known() -> Vec<Key> {
    let mut all = COMMON.to_vec();
    all.extend(SERVE);
    all.push(Key::of("import", "dry-run", "", "Report only"));
    all
}

fn layers(toml: &str, flags: &[(&str, &str)], env: &[(&str, &str)]) -> Result<Layers, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("boucle.toml");
    std::fs::write(&path, toml).unwrap();
    let mut flags: BTreeMap<String, String> = flags
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    flags.insert("config".to_owned(), path.display().to_string());
    let env: BTreeMap<&str, &str> = env.iter().copied().collect();
    Layers::gather(&known(), flags, |name| env.get(name).map(Into::into))
}

fn said(toml: &str) -> String {
    match layers(toml, &[], &[]) {
        Err(e) => e.to_string(),
        Ok(l) => match Settings::read(&l) {
            Ok(s) => panic!("{toml} was taken: {s:?}"),
            Err(all) => all[0].to_string(),
        },
    }
}

#[test]
fn flag_goes_before_environment_before_file_before_default() {
    let name = |l: &Layers| (l.text(&NAME).unwrap(), l.found(&NAME).unwrap().origin);
    let file = "name = \"file\"";
    let all = layers(file, &[("name", "flag")], &[("BOUCLE_NAME", "env")]).unwrap();
    assert_eq!(name(&all), ("flag".to_owned(), Origin::Flag));
    let two = layers(file, &[], &[("BOUCLE_NAME", "env")]).unwrap();
    assert_eq!(name(&two), ("env".to_owned(), Origin::Environment));
    let one = layers(file, &[], &[("BOUCLE_NAME", "")]).unwrap();
    assert_eq!(name(&one).0, "file", "an empty variable counts as not set");
    let none = layers("", &[], &[]).unwrap();
    assert_eq!(name(&none), ("Boucle".to_owned(), Origin::Default));
}

#[test]
fn a_dot_and_an_underscore_are_the_same() {
    for text in [
        "tiles_url = \"none\"",
        "tiles.url = \"none\"",
        "[tiles]\nurl = \"none\"",
    ] {
        let l = layers(text, &[], &[]).unwrap();
        assert_eq!(Settings::read(&l).unwrap().tiles_url, "none", "{text}");
    }
    let twice = said("tiles_url = \"none\"\ntiles.url = \"none\"");
    assert!(twice.contains("stands twice"), "{twice}");
}

#[test]
fn switches_are_true_or_false() {
    let key = Key::of("import", "dry-run", "", "");
    assert_eq!(
        (key.env(), key.path()),
        (
            "BOUCLE_IMPORT_DRY_RUN".to_owned(),
            "import.dry_run".to_owned()
        )
    );
    let on = layers("[import]\ndry_run = true", &[], &[]).unwrap();
    assert!(on.switch(&key).unwrap());
    let odd = layers("[import]\ndry_run = \"oui\"", &[], &[]).unwrap();
    let told = odd.switch(&key).unwrap_err().to_string();
    assert!(
        told.contains("import.dry_run in ") && told.contains("true or false"),
        "{told}"
    );
}

#[test]
fn a_wrong_file_names_the_key_and_the_cure() {
    for (text, words) in [
        ("listn = \"x\"", "no key `listn`; did you mean `listen`?"),
        ("zzz = 1", "known ones: database"),
        ("config = \"x\"", "no key `config`"),
        ("import.dry-run = true", "did you mean `import.dry_run`?"),
        ("listen = \"localhost\"", "as in 127.0.0.1:8080"),
        ("listen = 8080", "is `8080`: expected an address and a port"),
        ("database = \"mysql://x\"", "sqlite:PATH or postgres://"),
        (
            "tiles_url = \"https://example.org/a.png\"",
            "{z}, {x} and {y}",
        ),
        (
            "tiles_url = \"https://{s}.example.org/{z}/{x}/{y}\"",
            "one host",
        ),
        ("contact = \"a@example.org\"", "mailto:ADDRESS"),
        (
            "public_url = \"https://example.org/carte\"",
            "without a path",
        ),
        ("public_url = \"example.org\"", "without a path"),
        ("source_url = \"ftp://example.org\"", "an http(s) address"),
        ("log_format = \"xml\"", "text or json"),
        ("log = \"boucle=loud\"", "expected a filter"),
        ("drain = -1", "whole seconds"),
        ("name = \"\"", "expected a name"),
        ("name = ", "not sound TOML"),
        ("name = [{ a = 1 }]", "is `a table`"),
    ] {
        let told = said(text);
        assert!(
            told.contains(words) && told.contains("boucle.toml"),
            "{text}: {told}"
        );
    }
}

#[test]
fn all_wrong_settings_are_told_at_once() {
    let l = layers(
        "drain = \"x\"",
        &[("listen", "y")],
        &[("BOUCLE_CONTACT", "z")],
    )
    .unwrap();
    let told: Vec<String> = Settings::read(&l)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].starts_with("--listen is `y`") && told[2].starts_with("BOUCLE_CONTACT is `z`"),
        "{told:?}"
    );
}

#[test]
fn a_named_file_must_be_there() {
    let flags = BTreeMap::from([("config".to_owned(), "no/such.toml".to_owned())]);
    let told = Layers::gather(&known(), flags, |_| None)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("cannot read the configuration file no/such.toml"),
        "{told}"
    );
}

#[test]
fn a_password_is_never_shown() {
    let url = "postgres://boucle:s3cr:et@db.example.org/boucle";
    assert_eq!(
        shown(&DATABASE, url),
        "postgres://boucle:***@db.example.org/boucle"
    );
    let hidden = shown(&DATABASE, "postgres://db/boucle?user=u&password=s3cret");
    assert_eq!(hidden, "postgres://db/boucle");
    assert_eq!(shown(&DATABASE, "sqlite:a.db"), "sqlite:a.db");
}
