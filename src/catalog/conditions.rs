//! How many of some structures fit what a list can be narrowed by beside the terms of the taxonomy.
use super::select::Filter;
use super::snapshot::{Snapshot, Tri};
use chrono::NaiveDate;

/// Counts of what a further filter would leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Open for sure on Monday ... Sunday, and on some public holiday.
    pub days: [usize; 8],
    /// Of the social and solidarity economy.
    pub ess: usize,
    /// One can come without an appointment.
    pub no_appointment: usize,
    /// Takes on all brands.
    pub any_brand: usize,
    /// Serves at home.
    pub at_home: usize,
}

impl Snapshot {
    /// Those counts over the matches of a filter; the days are those of the weeks from `from` on.
    #[must_use]
    pub fn conditions(&self, f: &Filter, from: NaiveDate) -> Conditions {
        let weekdays = self.weekdays(from);
        let mut out = Conditions::default();
        for i in self.matches(f) {
            let row = &self.rows[i as usize];
            let days = weekdays.of(row.hours);
            for (day, n) in out.days.iter_mut().enumerate() {
                *n += usize::from(days >> day & 1);
            }
            out.ess += usize::from(row.ess == Tri::Yes);
            out.no_appointment += usize::from(row.appointment == Tri::No);
            out.any_brand += usize::from(row.brand_only == Tri::No);
            out.at_home += usize::from(row.at_home);
        }
        out
    }
}
