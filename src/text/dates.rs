//! Dates as people write them: in whole sentences, and in the fields that they are typed into.

use fluent_bundle::FluentValue;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::model::Language;

use super::Texts;

/// The names of the months as they stand alone.
const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];

/// The names of the months as they stand behind a day.
const OF_MONTHS: [&str; 12] = [
    "month-of-january",
    "month-of-february",
    "month-of-march",
    "month-of-april",
    "month-of-may",
    "month-of-june",
    "month-of-july",
    "month-of-august",
    "month-of-september",
    "month-of-october",
    "month-of-november",
    "month-of-december",
];

impl Texts {
    /// Tells a day: `31 December 2026`.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let month = OF_MONTHS.get(month_index(date)).map(|id| self.t(id));
        self.t_with(
            "date-long",
            &[
                ("day", date.day().to_string().into()),
                ("month", month.unwrap_or_default().into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// Tells a moment as the clocks of a time zone show it: `31 December 2026, 14:05`.
    #[must_use]
    pub fn moment(&self, moment: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(moment);
        let values = [("date", self.date(local.date()).into()), ("time", clock(local.time()).into())];
        self.t_with("date-moment", &values)
    }

    /// Tells a moment to the minute, for what happened and not for what is filled in.
    #[must_use]
    pub fn minute(&self, moment: Timestamp, zone: &TimeZone) -> String {
        let second = i64::from(zone.to_datetime(moment).time().second());
        self.moment(moment.checked_sub(SignedDuration::from_secs(second)).unwrap_or(moment), zone)
    }

    /// Names a month above a calendar: `December 2026`.
    #[must_use]
    pub fn month(&self, day: Date) -> String {
        let month = MONTHS.get(month_index(day)).map(|id| self.t(id));
        let values = [("month", month.unwrap_or_default().into()), ("year", day.year().to_string().into())];
        self.t_with("date-month", &values)
    }

    /// Names a day of the week in two letters.
    #[must_use]
    pub fn weekday(&self, weekday: Weekday) -> String {
        self.t(match weekday {
            Weekday::Monday => "weekday-monday",
            Weekday::Tuesday => "weekday-tuesday",
            Weekday::Wednesday => "weekday-wednesday",
            Weekday::Thursday => "weekday-thursday",
            Weekday::Friday => "weekday-friday",
            Weekday::Saturday => "weekday-saturday",
            Weekday::Sunday => "weekday-sunday",
        })
    }

    /// Returns the day that weeks begin with: Monday in Russian; Sunday in English, as in most of America,
    /// where Kommo comes from.
    #[must_use]
    pub fn first_weekday(&self) -> Weekday {
        match self.language() {
            Language::English => Weekday::Sunday,
            Language::Russian => Weekday::Monday,
        }
    }

    /// Writes a day as it is typed: `2026-12-31` in English, because `12/31` means nothing in half of the
    /// world; `31.12.2026` in Russian.
    #[must_use]
    pub fn typed_date(&self, date: Date) -> String {
        let two = |number: i8| FluentValue::from(format!("{number:02}"));
        let year = format!("{:04}", date.year());
        self.t_with(
            "date-typed",
            &[("day", two(date.day())), ("month", two(date.month())), ("year", year.into())],
        )
    }

    /// Writes a moment as it is typed, `2026-12-31 14:05`, with seconds where there are any.
    #[must_use]
    pub fn typed_moment(&self, moment: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(moment);
        format!("{} {}", self.typed_date(local.date()), clock(local.time()))
    }

    /// Reads a day in any of the usual forms, months as numbers or as words; `None` if it is not complete,
    /// not in the calendar, or could be two different days.
    #[must_use]
    pub fn date_of(&self, text: &str) -> Option<Date> {
        let is_gap = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '/' | '-');
        let parts: Vec<&str> = text.split(is_gap).filter(|part| !part.is_empty()).collect();
        let [first, second, third] = parts[..] else { return None };
        let (year, month, day) = if let Some(year) = year_of(first) {
            (year, self.month_of(second)?, number(third)?)
        } else {
            let (month, day) = self.month_and_day(first, second, text.contains('/'))?;
            (year_of(third)?, month, day)
        };
        Date::new(year, month, day).ok()
    }

    /// Reads a day with a time, `14:05` or `14:05:30`, as the clocks of a time zone show it. A time that they
    /// leave out in spring counts as the same time after the change, as jiff has it.
    #[must_use]
    pub fn moment_of(&self, text: &str, zone: &TimeZone) -> Option<Timestamp> {
        let (date, time) = text.trim().rsplit_once(char::is_whitespace)?;
        let local = DateTime::from_parts(self.date_of(date)?, time_of(time)?);
        zone.to_timestamp(local).ok()
    }

    /// Tells month and day apart. With a slash between them, English has both orders: then only a number
    /// above 12 can tell.
    fn month_and_day(&self, first: &str, second: &str, has_slash: bool) -> Option<(i8, i8)> {
        let Some(leading) = number(first) else { return Some((self.month_of(first)?, number(second)?)) };
        let day_first = (self.month_of(second), Some(leading));
        let month_first = (self.month_of(first), number(second));
        let (month, day) = match number(second) {
            Some(second) if has_slash && self.language() == Language::English => match (leading, second) {
                (..=12, 13..) => month_first,
                (..=12, ..=12) if leading != second => return None,
                _ => day_first,
            },
            _ => day_first,
        };
        Some((month?, day?))
    }

    /// Reads a month: a number, or its name in either form, which may be cut to three letters or more.
    fn month_of(&self, text: &str) -> Option<i8> {
        if let Some(number) = number(text) {
            return Some(number);
        }
        let word = text.to_lowercase();
        let is_meant = |id: &str| self.t(id).to_lowercase().starts_with(&word);
        let names = MONTHS.iter().zip(&OF_MONTHS).zip(1..);
        let mut meant = names.filter(|((alone, of), _)| is_meant(alone) || is_meant(of));
        meant.next().filter(|_| word.chars().count() >= 3).map(|(_, month)| month)
    }
}

fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs()).saturating_sub(1)
}

/// Writes a time, with seconds where there are any.
fn clock(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match time.second() {
        0 => format!("{hour:02}:{minute:02}"),
        second => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

fn time_of(text: &str) -> Option<Time> {
    let parts: Option<Vec<i8>> = text.split(':').map(number).collect();
    match parts?[..] {
        [hour, minute] => Time::new(hour, minute, 0, 0).ok(),
        [hour, minute, second] => Time::new(hour, minute, second, 0).ok(),
        _ => None,
    }
}

/// Reads a year of four digits: of two, nobody knows the century.
fn year_of(text: &str) -> Option<i16> {
    let is_year = text.len() == 4 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_year)
}

/// Reads a number of one or two digits.
fn number(text: &str) -> Option<i8> {
    let is_number = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn english() -> Texts {
        Texts::new(Language::English)
    }

    fn russian() -> Texts {
        Texts::new(Language::Russian)
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a time zone of the bundle")
    }

    #[test]
    fn a_day_is_read_in_any_usual_form() {
        let day = Some(date(2026, 12, 31));
        let of_both = ["2026-12-31", " 31.12.2026 ", "31 12 2026", "31-12-2026", "2026/12/31", "31/12/2026"];
        for text in of_both {
            assert_eq!(english().date_of(text), day, "English, {text:?}");
            assert_eq!(russian().date_of(text), day, "Russian, {text:?}");
        }
        for text in ["31 Dec 2026", "31 december, 2026", "Dec 31, 2026", "December 31 2026", "12/31/2026"] {
            assert_eq!(english().date_of(text), day, "{text:?}");
        }
        for text in ["31 декабря 2026", "31 дек. 2026", "31 ДЕКАБРЬ 2026"] {
            assert_eq!(russian().date_of(text), day, "{text:?}");
        }
        assert_eq!(russian().date_of("9 мая 2026"), Some(date(2026, 5, 9)));
        assert_eq!(russian().date_of("3.4.2026"), Some(date(2026, 4, 3)), "the day comes first");
    }

    #[test]
    fn what_is_no_day_or_might_be_two_is_none() {
        for text in [
            "",
            "31",
            "31.12",
            "31.12.",
            "31.12.26",
            "31.12.026",
            "31.12.0026",
            "31.12.20266",
            "31.02.2026",
            "29.02.2026",
            "0.1.2026",
            "1.13.2026",
            "1 1 1 2026",
            "31 De 2026",
            "31 Brumaire 2026",
            "tomorrow",
        ] {
            assert_eq!(english().date_of(text), None, "{text:?}");
            assert_eq!(russian().date_of(text), None, "{text:?}");
        }
        assert_eq!(english().date_of("03/04/2026"), None, "March or April?");
        assert_eq!(english().date_of("04/04/2026"), Some(date(2026, 4, 4)), "the same either way");
        assert_eq!(russian().date_of("03/04/2026"), Some(date(2026, 4, 3)), "Russian has one order only");
        assert_eq!(english().date_of("29.02.2028"), Some(date(2028, 2, 29)), "a leap year");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let moscow = zone("Europe/Moscow");
        for texts in [english(), russian()] {
            for month in 1..=12 {
                let day = date(2026, month, 28);
                assert_eq!(texts.date_of(&texts.typed_date(day)), Some(day), "as it is typed");
                assert_eq!(texts.date_of(&texts.date(day)), Some(day), "in words");
            }
            for second in [1_798_729_500, 1_798_729_507] {
                let moment = Timestamp::from_second(second).expect("a moment");
                assert_eq!(texts.moment_of(&texts.typed_moment(moment, &moscow), &moscow), Some(moment));
            }
        }
    }

    #[test]
    fn a_moment_is_what_the_clocks_of_the_zone_show() {
        let (texts, berlin) = (english(), zone("Europe/Berlin"));
        let read = |text: &str| texts.moment_of(text, &berlin).map(|moment| moment.to_string());
        assert_eq!(read("2026-12-31 14:05").as_deref(), Some("2026-12-31T13:05:00Z"), "winter");
        assert_eq!(read("31 Jul 2026, 9:05").as_deref(), Some("2026-07-31T07:05:00Z"), "summer");
        assert_eq!(
            read("2026-03-29 02:30").as_deref(),
            Some("2026-03-29T01:30:00Z"),
            "left out by the clocks"
        );
        for text in
            ["2026-12-31", "2026-12-31 14", "2026-12-31 24:00", "2026-12-31 14:60", "14:05", "x 14:05"]
        {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn days_and_moments_are_told_in_the_language() {
        let moment = Timestamp::from_second(1_795_345_500).expect("a moment");
        let moscow = zone("Europe/Moscow");
        assert_eq!(english().moment(moment, &moscow), "22 November 2026, 14:05");
        assert_eq!(russian().moment(moment, &moscow), "22 ноября 2026, 14:05");
        let day = date(2026, 3, 1);
        assert_eq!((english().month(day), russian().month(day)), ("March 2026".into(), "Март 2026".into()));
        assert_eq!(
            (english().typed_date(day), russian().typed_date(day)),
            ("2026-03-01".into(), "01.03.2026".into())
        );
        assert_eq!(russian().weekday(Weekday::Monday), "Пн");
    }
}
