//! Many addresses at once: `POST .../search/csv` of an addok or of the Géoplateforme; where there is no such thing, one
//! `GET .../search` after the other. Nothing but the addresses is sent.
//!
//! Postal code and town stand in the text that is searched and are not sent as filters: addok-csv 1.1.0 answers 500 to
//! any filter of rows below addok 1.3, and a wrong postal code would find nothing. Whoever asks compares the answer's.
use super::download::{
    DownloadError, Failure, LONGEST_PAUSE, Patience, passes, patient, retry_after,
};
use super::pages::{Unread, body};
use crate::domain::Coordinates;
use crate::domain::geocoding::{Asked, Place, PlaceKind};
use serde::Deserialize;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use ureq::http::{Response, StatusCode};
use ureq::unversioned::multipart::{Form, Part};

/// How a geocoder is asked.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long it is waited for, and how often it is asked.
    pub patience: Patience,
    /// Time from one request to the next; the Géoplateforme allows 50 a second.
    pub between: Duration,
    /// Addresses of one request.
    pub rows: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            patience: Patience {
                // A whole batch is looked up before the first byte comes.
                stall: Duration::from_mins(1),
                pause: Duration::from_secs(1),
                tries: 4,
            },
            between: Duration::from_millis(50),
            rows: 500,
        }
    }
}

/// Requests that cannot be answered in time are made smaller, down to this many addresses.
const FEWEST: usize = 20;
/// Addresses that are asked for one by one between two times that they are kept.
const SINGLE: usize = 20;
/// Bytes of an answer.
const LONGEST: u64 = 8 << 20;
/// Letters of a label.
const LABEL: usize = 160;

/// What there is for one address.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A place, however far from the question.
    Found(Place),
    /// Nothing.
    Nothing,
    /// The server failed over this one: it may be asked another time.
    Failed,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GeocodingError {
    /// The connection or the answer's status.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// Something else than the addresses that were asked for.
    #[error("{url} answered {what}; check the address of the geocoder")]
    NotTheAnswer {
        /// What was asked.
        url: String,
        /// What came.
        what: String,
    },
}

/// Why a try failed.
enum Lost {
    Final(GeocodingError),
    /// Worth another try: why, and when the server said so.
    Again(String, Option<Duration>),
    /// There is no search of many here.
    OneByOne,
    /// So many at once are refused.
    TooMany(GeocodingError),
}

impl From<Failure> for Lost {
    fn from(f: Failure) -> Self {
        match f {
            Failure::Final(e) => Self::Final(e.into()),
            Failure::Again(cause, after) => Self::Again(cause, after),
        }
    }
}

/// A geocoder that is asked for many addresses.
#[derive(Debug)]
pub struct Bulk {
    agent: ureq::Agent,
    search: String,
    pace: Pace,
    /// Addresses of the next request.
    rows: usize,
    one_by_one: bool,
    answered: bool,
    last: Option<Instant>,
}

/// The address of a geocoder's search, of that or of what stands before it: `https://data.geopf.fr/geocodage` and
/// `https://data.geopf.fr/geocodage/search` are one.
#[must_use]
pub fn search_of(url: &str) -> String {
    let base = url.trim_end_matches('/');
    let base = base.strip_suffix("/csv").unwrap_or(base);
    if base.ends_with("/search") {
        return base.to_owned();
    }
    format!("{base}/search")
}

impl Bulk {
    /// The geocoder at this address.
    #[must_use]
    pub fn new(url: &str, pace: Pace) -> Self {
        let config = patient(pace.patience.stall)
            .timeout_global(Some(pace.patience.stall * 5))
            .accept_encoding("gzip")
            .build();
        Self {
            agent: config.into(),
            search: search_of(url),
            pace,
            rows: pace.rows.max(1),
            one_by_one: false,
            answered: false,
            last: None,
        }
    }

    /// Asks for the first of these addresses, as many as one request takes, and answers for each of them in their
    /// order; blocks until the answer is there. With no addresses there is no request.
    ///
    /// # Errors
    /// No answer after some tries, or none to this question. Nothing is known of any of the addresses then.
    pub fn ask(&mut self, waiting: &[Asked]) -> Result<Vec<Reply>, GeocodingError> {
        let mut tries = 0;
        loop {
            let few = self.few(waiting);
            if few.is_empty() {
                return Ok(Vec::new());
            }
            let (cause, after) = match self.attempt(few) {
                Ok(replies) => return Ok(replies),
                Err(Lost::Final(e)) => return Err(e),
                Err(Lost::OneByOne) => {
                    self.one_by_one = true;
                    continue;
                }
                Err(Lost::TooMany(e)) => {
                    if self.shrinks() {
                        continue;
                    }
                    return Err(e);
                }
                Err(Lost::Again(cause, after)) => (cause, after),
            };
            tries += 1;
            if tries >= self.pace.patience.tries {
                let url = self.asked_url();
                return Err(DownloadError::GivenUp { url, tries, cause }.into());
            }
            if after.is_none() {
                self.shrinks();
            }
            let pause = self.pace.patience.pause * 2_u32.saturating_pow(tries - 1);
            std::thread::sleep(after.unwrap_or(pause).min(LONGEST_PAUSE));
        }
    }

    fn few<'a>(&self, waiting: &'a [Asked]) -> &'a [Asked] {
        let most = if self.one_by_one { SINGLE } else { self.rows };
        &waiting[..waiting.len().min(most)]
    }

    /// Asks for fewer addresses from now on; `false` when they are few already.
    fn shrinks(&mut self) -> bool {
        let smaller = (self.rows / 4).max(FEWEST).min(self.rows);
        std::mem::replace(&mut self.rows, smaller) != smaller
    }

    fn asked_url(&self) -> String {
        if self.one_by_one {
            return self.search.clone();
        }
        format!("{}/csv", self.search)
    }

    /// Keeps the time between two requests.
    fn keep_pace(&mut self) {
        if let Some(last) = self.last {
            std::thread::sleep(self.pace.between.saturating_sub(last.elapsed()));
        }
        self.last = Some(Instant::now());
    }

    fn attempt(&mut self, few: &[Asked]) -> Result<Vec<Reply>, Lost> {
        if self.one_by_one {
            return few.iter().map(|a| self.search_one(a)).collect();
        }
        self.keep_pace();
        let url = self.asked_url();
        let file = written(few);
        let part = Part::bytes(&file).file_name("addresses.csv");
        let part = part
            .mime_str("text/csv; charset=utf-8")
            .map_err(|e| unanswered(&url, &e, true))?;
        let form = COLUMNS
            .iter()
            .fold(Form::new(), |f, column| f.text("columns", column));
        let answer = self.agent.post(&url).send(form.part("data", part));
        let answer = answer.map_err(|e| unanswered(&url, &e, self.answered))?;
        self.answered = true;
        match answer.status() {
            StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::NOT_IMPLEMENTED => {
                return Err(Lost::OneByOne);
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                return Err(Lost::TooMany(refused(&url, answer.status())));
            }
            _ => {}
        }
        let bytes = sound(&url, answer)?;
        read(&bytes, few).map_err(|what| Lost::Final(GeocodingError::NotTheAnswer { url, what }))
    }

    fn search_one(&mut self, asked: &Asked) -> Result<Reply, Lost> {
        self.keep_pace();
        let request = self.agent.get(&self.search).query("q", asked.text());
        let request = request.query("limit", "1").query("autocomplete", "0");
        let answer = request
            .call()
            .map_err(|e| unanswered(&self.search, &e, self.answered))?;
        self.answered = true;
        if answer.status() == StatusCode::BAD_REQUEST {
            return Ok(Reply::Failed);
        }
        let bytes = sound(&self.search, answer)?;
        let url = || self.search.clone();
        first(&bytes).map_err(|what| Lost::Final(GeocodingError::NotTheAnswer { url: url(), what }))
    }
}

/// A server that is silent over a batch is worth another, smaller one; one that nobody finds is not.
fn unanswered(url: &str, e: &ureq::Error, answered: bool) -> Lost {
    let silent = matches!(
        e,
        ureq::Error::Timeout(
            ureq::Timeout::Global | ureq::Timeout::RecvResponse | ureq::Timeout::RecvBody
        )
    );
    Failure::unanswered(url, e, answered || silent).into()
}

fn refused(url: &str, status: StatusCode) -> GeocodingError {
    let (url, status) = (url.to_owned(), status.to_string());
    DownloadError::Refused { url, status }.into()
}

/// The bytes of an answer that is one.
fn sound(url: &str, answer: Response<ureq::Body>) -> Result<Vec<u8>, Lost> {
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            return Err(Lost::Final(DownloadError::Missing(url.to_owned()).into()));
        }
        s if passes(s) => {
            let after = retry_after(answer.headers());
            return Err(Lost::Again(format!("it answered {s}"), after));
        }
        s => return Err(Lost::Final(refused(url, s))),
    }
    body(answer, LONGEST).map_err(|e| match e {
        Unread::Broken(cause) => Lost::Again(cause, None),
        Unread::TooLong => Lost::Final(GeocodingError::NotTheAnswer {
            url: url.to_owned(),
            what: format!("more than {LONGEST} bytes"),
        }),
    })
}

/// The columns that are searched, in the order of an address.
const COLUMNS: [&str; 3] = ["street", "postcode", "city"];
/// The column that tells which row an answer belongs to.
const NUMBER: &str = "boucle_row";

/// The file of a question. Every cell is in quotation marks, so that no server has to guess its form.
fn written(few: &[Asked]) -> Vec<u8> {
    let mut w = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = w.write_record([NUMBER, COLUMNS[0], COLUMNS[1], COLUMNS[2]]);
    for (i, a) in few.iter().enumerate() {
        let _ = w.write_record([i.to_string().as_str(), &a.street, &a.postal_code, &a.city]);
    }
    w.into_inner().unwrap_or_default()
}

/// What a whole answer says of each address; else what is wrong with it.
fn read(bytes: &[u8], few: &[Asked]) -> Result<Vec<Reply>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err("a web page (HTML), not a table of addresses (a maintenance page, or the sign-in of a network?)".to_owned());
    }
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = rows.headers().map_err(|e| format!("no CSV ({e})"))?;
    let columns: HashMap<String, usize> = header.iter().map(str::to_owned).zip(0..).collect();
    for needed in [
        NUMBER,
        "latitude",
        "longitude",
        "result_score",
        "result_type",
    ] {
        if !columns.contains_key(needed) {
            return Err(format!("a table without the column `{needed}`"));
        }
    }
    let mut replies = Vec::with_capacity(few.len());
    for row in rows.records() {
        let row = row.map_err(|e| format!("broken CSV ({e})"))?;
        let cell = |name: &str| {
            columns
                .get(name)
                .and_then(|i| row.get(*i))
                .unwrap_or_default()
                .trim()
        };
        if cell(NUMBER) != replies.len().to_string() {
            return Err(format!(
                "row `{}` in place of row {}",
                cell(NUMBER).chars().take(20).collect::<String>(),
                replies.len()
            ));
        }
        replies.push(reply(cell)?);
    }
    if replies.len() != few.len() {
        return Err(format!(
            "{} rows for {} addresses",
            replies.len(),
            few.len()
        ));
    }
    Ok(replies)
}

/// One row of an answer. Blank means that nothing was found.
fn reply<'a>(cell: impl Fn(&str) -> &'a str) -> Result<Reply, String> {
    if cell("result_status") == "error" {
        return Ok(Reply::Failed);
    }
    let (lon, lat) = (cell("longitude"), cell("latitude"));
    if lon.is_empty() && lat.is_empty() {
        return Ok(Reply::Nothing);
    }
    let number = |text: &str| text.parse::<f64>().ok();
    let position = number(lon).zip(number(lat));
    let position = position.and_then(|(lon, lat)| Coordinates::new(lon, lat));
    let score = number(cell("result_score")).filter(|s| s.is_finite());
    let Some((position, score)) = position.zip(score) else {
        let row = [lon, lat, cell("result_score")].join(", ");
        let row: String = row.chars().take(60).collect();
        return Err(format!("`{row}` for longitude, latitude and score"));
    };
    let told = |name: &str| Some(cell(name).to_owned()).filter(|t| !t.is_empty());
    Ok(Reply::Found(Place {
        position,
        kind: PlaceKind::parse(cell("result_type")),
        score,
        label: short(cell("result_label")),
        insee: told("result_citycode"),
        postal_code: told("result_postcode"),
    }))
}

fn short(label: &str) -> String {
    let label = label.chars().filter(|c| !c.is_control());
    label.take(LABEL).collect::<String>().trim().to_owned()
}

#[derive(Deserialize)]
struct Answer {
    features: Vec<Feature>,
}
#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    properties: Properties,
}
#[derive(Deserialize)]
struct Geometry {
    coordinates: [f64; 2],
}
#[derive(Deserialize)]
struct Properties {
    #[serde(default)]
    label: String,
    score: f64,
    r#type: String,
    citycode: Option<String>,
    postcode: Option<String>,
}

/// The first place of an answer to one question; else what is wrong with it.
fn first(bytes: &[u8]) -> Result<Reply, String> {
    let answer: Answer =
        serde_json::from_slice(bytes).map_err(|e| format!("no places in GeoJSON ({e})"))?;
    let Some(Feature {
        geometry,
        properties: p,
    }) = answer.features.into_iter().next()
    else {
        return Ok(Reply::Nothing);
    };
    let [lon, lat] = geometry.coordinates;
    let position = Coordinates::new(lon, lat).ok_or("a point off the globe")?;
    Ok(Reply::Found(Place {
        position,
        kind: PlaceKind::parse(&p.r#type),
        score: p.score,
        label: short(&p.label),
        insee: p.citycode,
        postal_code: p.postcode,
    }))
}

#[cfg(test)]
mod tests;
