//! Words about accounts: whose they are, who their user is, how long a token is good, what labels are called.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::{Host, Label, Vendor};

use super::Texts;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
/// Fewer days than these and the user should make another token soon.
const NEAR: i64 = 14 * DAY;

/// How long a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The token does not say, or is renewed by itself.
    NotTold,
    /// Until this moment.
    Until {
        /// The moment.
        moment: Timestamp,
        /// How many seconds are left, which are negative afterwards.
        left: i64,
    },
}

impl Expiry {
    /// Reads what a token says, in Unix seconds.
    #[must_use]
    pub fn new(expires_at: Option<i64>, now: Timestamp) -> Self {
        let moment = expires_at.and_then(|second| Timestamp::from_second(second).ok());
        moment.map_or(Self::NotTold, |moment| Self::Until {
            moment,
            left: moment.as_second().saturating_sub(now.as_second()),
        })
    }

    /// Tells whether the user should make another token soon.
    #[must_use]
    pub fn is_near(self) -> bool {
        matches!(self, Self::Until { left, .. } if left < NEAR)
    }
}

impl Texts {
    /// Tells how long a token is good: `Valid until 3 May 2031, 4 years left`.
    #[must_use]
    pub fn expiry(&self, expiry: Expiry) -> String {
        let Expiry::Until { moment, left } = expiry else { return self.t("expiry-not-told") };
        // The view has no time zone of the user's; a day more or less is no matter but on the last one.
        let date = self.date(TimeZone::UTC.to_datetime(moment).date());
        if left <= 0 {
            return self.t_with("expiry-over", &[("date", date.into())]);
        }
        let (id, n) = match left {
            0..HOUR => ("left-minutes", (left / 60).max(1)),
            HOUR..DAY => ("left-hours", left / HOUR),
            _ if left < 60 * DAY => ("left-days", left / DAY),
            _ if left < 730 * DAY => ("left-months", left / (30 * DAY)),
            _ => ("left-years", left / (365 * DAY)),
        };
        let left = self.t_with(id, &[("n", n.into())]);
        self.t_with("expiry-until", &[("date", date.into()), ("left", left.into())])
    }

    /// Tells whether the user is an administrator.
    #[must_use]
    pub fn admin(&self, is_admin: Option<bool>) -> String {
        self.t(match is_admin {
            Some(true) => "admin-yes",
            Some(false) => "admin-no",
            None => "admin-unknown",
        })
    }

    /// Tells whose account an address is.
    #[must_use]
    pub fn recognized(&self, host: &Host) -> String {
        let id = match host.vendor() {
            Some(Vendor::AmoCrm) => "recognised-amocrm",
            Some(Vendor::Kommo) => "recognised-kommo",
            None => "recognised-local",
        };
        self.t_with(id, &[("host", host.to_string().into())])
    }

    /// Names the colour of a label.
    #[must_use]
    pub fn label(&self, label: Option<Label>) -> String {
        self.t(match label {
            None => "label-none",
            Some(Label::Red) => "label-red",
            Some(Label::Orange) => "label-orange",
            Some(Label::Green) => "label-green",
            Some(Label::Turquoise) => "label-turquoise",
            Some(Label::Blue) => "label-blue",
            Some(Label::Violet) => "label-violet",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Language;

    use super::*;

    /// 3 May 2027, noon.
    const NOW: i64 = 1_809_345_600;

    fn told(language: Language, left: i64) -> String {
        let now = Timestamp::from_second(NOW).expect("a moment");
        Texts::new(language).expiry(Expiry::new(Some(NOW + left), now))
    }

    #[test]
    fn an_expiry_is_a_day_and_what_is_left_in_the_largest_unit() {
        for (left, english, russian) in [
            (1461 * DAY, "Valid until 3 May 2031, 4 years left", "Действует до 3 мая 2031, осталось 4 года"),
            (
                200 * DAY,
                "Valid until 19 November 2027, 6 months left",
                "Действует до 19 ноября 2027, осталось 6 месяцев",
            ),
            (DAY, "Valid until 4 May 2027, 1 day left", "Действует до 4 мая 2027, остался 1 день"),
            (5 * HOUR, "Valid until 3 May 2027, 5 hours left", "Действует до 3 мая 2027, осталось 5 часов"),
            (1, "Valid until 3 May 2027, 1 minute left", "Действует до 3 мая 2027, осталась 1 минута"),
            (-DAY, "The token expired on 2 May 2027", "Срок токена истёк 2 мая 2027"),
        ] {
            assert_eq!(told(Language::English, left), english);
            assert_eq!(told(Language::Russian, left), russian);
        }
    }

    #[test]
    fn two_weeks_before_the_end_it_is_near() {
        let now = Timestamp::from_second(NOW).expect("a moment");
        let is_near = |left: i64| Expiry::new(Some(NOW + left), now).is_near();
        assert!(is_near(-1) && is_near(13 * DAY), "the end is near");
        assert!(!is_near(14 * DAY) && !Expiry::new(None, now).is_near(), "there is time");
    }
}
