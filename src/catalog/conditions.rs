//! How many of some structures fit what a list can be narrowed by beside the terms of the taxonomy.
use super::matching::{low32, mask};
use super::select::Filter;
use super::snapshot::{OfferMask, Snapshot, Tri};
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
    /// Of the matches of a filter, those with an offer of one of some actions that names no object: nobody said whether
    /// it is for those that are wanted, which is not the same as that it is not.
    #[must_use]
    pub fn unsaid(&self, f: &Filter, actions: &[String]) -> usize {
        let wanted = low32(mask(&self.taxonomy.actions, actions));
        let names_none = |o: &OfferMask| o.actions & wanted != 0 && o.objects == 0;
        let sets = self.offer_sets.iter();
        let unsaid: Vec<bool> = sets.map(|set| set.iter().any(names_none)).collect();
        let offers = |i: &u32| self.rows[*i as usize].offers as usize;
        let matches = self.matches(f);
        let those = matches
            .iter()
            .filter(|i| unsaid.get(offers(i)) == Some(&true));
        those.count()
    }

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
            out.at_home += usize::from(row.perimeter.at_home());
        }
        out
    }
}
