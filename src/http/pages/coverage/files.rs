//! The files of `/couverture`: one for each table of the page.
use super::zoom::written;
use super::{Desk, OWN};

impl Desk<'_> {
    pub(super) fn files(&self) -> Vec<(String, String)> {
        let by = Some(self.by.as_str());
        let (view, codes) = (self.view.as_ref().map(written), self.compared());
        let view = ("view", view.as_deref());
        let file = |key: &str, endpoint: &str, changes: &[(&str, Option<&str>)]| {
            (self.lang.t(key).into_owned(), self.file(endpoint, changes))
        };
        let (csv, geojson) = (("format", Some("csv")), ("format", Some("geojson")));
        let mut all = vec![
            file("file-rows", "coverage", &[("by", by), view, csv]),
            file(
                "file-rows-geojson",
                "coverage",
                &[("by", by), view, geojson],
            ),
            file("file-classes", "coverage/classes", &[("by", by), view, csv]),
            file("file-gaps", "gaps", &[csv]),
        ];
        if let Some(codes) = codes {
            let codes = ("codes", Some(codes.as_str()));
            all.push(file(
                "file-pair",
                "coverage",
                &[("by", by), view, codes, csv],
            ));
        }
        all
    }

    /// Codes of the two territories that are compared.
    fn compared(&self) -> Option<String> {
        self.pair()?;
        let p = &self.wanted.asked.p;
        Some(format!("{},{}", p.get("a")?, p.get("b")?))
    }

    /// An address of the API without what is of the page alone.
    fn file(&self, endpoint: &str, changes: &[(&str, Option<&str>)]) -> String {
        let within = self
            .within
            .map(|t| format!("{}:{}", t.kind.as_str(), t.code));
        let mut all: Vec<(&str, Option<&str>)> = OWN.iter().map(|name| (*name, None)).collect();
        all.retain(|(name, _)| changes.iter().all(|(n, _)| n != name) && *name != "within");
        all.push(("within", within.as_deref()));
        all.extend_from_slice(changes);
        self.wanted.api(endpoint, &all)
    }
}
