//! Tells changes in sentences.

use fluent_bundle::FluentValue;

use crate::crm::{Account, Change, ChangeKind, Field, Item, Value, display};

use super::Texts;

impl Texts {
    /// Tells one change, with places that count from 1. The account knows the names of fields and prices.
    #[must_use]
    pub fn change(&self, change: &Change, account: &Account) -> String {
        let name = ("name", self.name(&change.name).into());
        match &change.kind {
            ChangeKind::Removed => {
                self.t_with(by_item(change.item, "change-removed", "change-removed-segment"), &[name])
            }
            ChangeKind::Added { place: Some(place) } => {
                self.t_with("change-added", &[name, ("place", place_value(*place))])
            }
            ChangeKind::Added { place: None } => self.added_segment(change, account),
            ChangeKind::Renamed { to } => {
                self.t_with("change-renamed", &[name, ("to", self.name(to).into())])
            }
            ChangeKind::Recolored { from, to } => {
                let (from, to) = (self.color_word(*from), self.color_word(*to));
                self.t_with("change-recoloured", &[name, ("from", from.into()), ("to", to.into())])
            }
            ChangeKind::Moved { from, to } => {
                self.t_with("change-moved", &[name, ("from", place_value(*from)), ("to", place_value(*to))])
            }
            ChangeKind::Filled { field, from, to } => {
                let id = match (from, to) {
                    (_, None) => "change-cleared",
                    (None, Some(_)) => "change-filled",
                    (Some(_), Some(_)) => "change-refilled",
                };
                let tell = |value: &Option<Value>| self.filled(*field, value.as_ref(), account).into();
                let named = ("field", Self::field_name(*field, account).into());
                self.t_with(id, &[name, named, ("from", tell(from)), ("to", tell(to))])
            }
            ChangeKind::Priced { added, removed } => {
                let names = |ids: &[u64]| -> FluentValue<'static> {
                    ids.iter().map(|id| self.price(*id, account)).collect::<Vec<_>>().join(", ").into()
                };
                let id = match (added.is_empty(), removed.is_empty()) {
                    (false, true) => "change-prices-added",
                    (true, _) => "change-prices-removed",
                    (false, false) => "change-prices",
                };
                self.t_with(id, &[name, ("added", names(added)), ("removed", names(removed))])
            }
        }
    }

    fn added_segment(&self, change: &Change, account: &Account) -> String {
        let segment = account.segment(change.item.key());
        let (fields, prices) = segment.map_or((0, 0), |segment| (segment.values.len(), segment.prices.len()));
        let name = ("name", self.name(&change.name).into());
        let values = [name, ("fields", fields.into()), ("prices", prices.into())];
        let mut told = self.t_with("change-added-segment", &values);
        for (count, id) in [(fields, "change-added-fields"), (prices, "change-added-prices")] {
            if count > 0 {
                told = format!("{told}, {}", self.t_with(id, &values));
            }
        }
        told
    }

    /// Names a custom field.
    pub(super) fn field_name(id: u64, account: &Account) -> String {
        account.field(id).map_or_else(|| format!("#{id}"), |field| display::line(&field.name).into_owned())
    }

    /// Names a price type.
    #[must_use]
    pub fn price(&self, id: u64, account: &Account) -> String {
        match account.price_type(id) {
            Some(price) => display::line(&price.name).into_owned(),
            None => self.t_with("prices-unknown", &[("id", id.to_string().into())]),
        }
    }

    /// Tells what is filled into a field, on one line.
    #[must_use]
    pub fn value(&self, value: &Value, field: Option<&Field>, account: &Account) -> String {
        let choice = |id: u64| match field.and_then(|field| field.choice(id)) {
            Some(choice) => display::line(&choice.name).into_owned(),
            None => self.t_with("values-choice-gone", &[("id", id.to_string().into())]),
        };
        match value {
            Value::Text(text) | Value::Typed(text) => shortened(text),
            Value::Number(number) => display::line(&self.typed_number(number)).into_owned(),
            Value::Truth(true) => self.t("values-yes"),
            Value::Truth(false) => self.t("values-no"),
            Value::Choice(id) => choice(*id),
            Value::Choices(ids) => {
                let ids: Vec<u64> = match field {
                    // In the order in which they are offered, and what is not offered last.
                    Some(field) => {
                        let offered =
                            field.choices.iter().map(|choice| choice.id).filter(|id| ids.contains(id));
                        offered.chain(ids.iter().copied().filter(|id| field.choice(*id).is_none())).collect()
                    }
                    None => ids.iter().copied().collect(),
                };
                ids.into_iter().map(choice).collect::<Vec<_>>().join(", ")
            }
            Value::Date(date) => self.date(*date),
            Value::Moment(moment) => self.moment(*moment, &account.zone),
            Value::Unknown(raw) => shortened(raw),
        }
    }
}

/// Cuts a text that would make a sentence unreadable, and puts it on one line.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    let text = display::lines(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let start: String = line.chars().take(LONGEST - 1).collect();
    format!("{}…", start.trim_end())
}

fn by_item(item: Item, status: &'static str, segment: &'static str) -> &'static str {
    match item {
        Item::Status(_) => status,
        Item::Segment(_) => segment,
    }
}

/// People count places from 1. A text, so that no language puts marks between its digits.
pub(super) fn place_value(place: usize) -> FluentValue<'static> {
    // A damaged file may tell any place.
    place.saturating_add(1).to_string().into()
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::crm::{
        Choice, FieldKind, Key, Mode, NewSegment, PriceList, PriceType, SEGMENT_COLORS, STATUS_COLORS,
    };
    use crate::crm::{Draft, Edit};
    use crate::model::Language;

    /// An account with four fields and a price type.
    pub fn account() -> Account {
        let choice = |id, name: &str| Choice { id, name: name.to_owned() };
        let field =
            |id, name: &str, kind, choices| Field { id, name: name.to_owned(), code: None, kind, choices };
        let fields = vec![
            field(1, "Note", FieldKind::Text, Vec::new()),
            field(2, "Discount", FieldKind::Number, Vec::new()),
            field(3, "Channels", FieldKind::MultiSelect, vec![choice(31, "Mail"), choice(32, "Phone")]),
            field(4, "Until", FieldKind::Date, Vec::new()),
        ];
        let prices = vec![PriceType { id: 9, name: "Retail".to_owned() }];
        Account {
            mode: Mode::Segments,
            fields: Arc::new(fields),
            price_lists: Some(Arc::new(vec![PriceList { name: "Goods".to_owned(), prices }])),
            ..Account::empty(1)
        }
    }

    #[test]
    fn what_is_filled_in_is_told_from_old_to_new() {
        let texts = Texts::new(Language::English);
        let account = account();
        let value = |text: &str| Some(Value::Text(text.to_owned()));
        let filled = |field, from, to| ChangeKind::Filled { field, from, to };
        let date = Value::Date(jiff::civil::date(2026, 12, 31));
        for (kind, sentence) in [
            (filled(1, None, value("a\n b")), "“VIP”: “Note” is filled with “a b”"),
            (filled(1, value("a"), value("b")), "“VIP”: “Note” changes from “a” to “b”"),
            (
                filled(2, Some(Value::Number("1.5".into())), None),
                "“VIP”: “Discount” is cleared, it was “1.5”",
            ),
            (
                filled(3, None, Some(Value::Choices([32, 31, 7].into()))),
                "Mail, Phone, #7 (no longer offered)",
            ),
            (filled(4, None, Some(date)), "31 December 2026"),
            (filled(77, value("a"), None), "“#77”"),
            (ChangeKind::Priced { added: vec![9], removed: vec![] }, "Retail"),
            (ChangeKind::Priced { added: vec![], removed: vec![8] }, "#8 (unknown)"),
            (ChangeKind::Removed, "The segment “VIP” is deleted"),
        ] {
            let change = Change { item: Item::Segment(Key::Id(1)), name: "VIP".into(), kind };
            let told = texts.change(&change, &account);
            assert!(told.contains(sentence), "{told} does not say {sentence}");
        }
    }

    #[test]
    fn a_new_segment_is_told_with_what_it_has() {
        let texts = Texts::new(Language::English);
        let mut draft = Draft::new(account());
        let values = [(1, Value::Text("x".into())), (2, Value::Number("1".into()))].into();
        let new = NewSegment { name: "VIP".into(), color: SEGMENT_COLORS[0], values, prices: [9].into() };
        draft.edit(Edit::AddSegment(new));
        let told: Vec<String> =
            draft.changes().iter().map(|change| texts.change(change, draft.edited())).collect();
        assert_eq!(told, ["The segment “VIP” is added, 2 fields filled in, 1 price type"]);
    }

    #[test]
    fn changes_are_told_with_places_from_one() {
        let (texts, account) = (Texts::new(Language::English), account());
        for (kind, sentence) in [
            (ChangeKind::Removed, "“VIP” is deleted"),
            (ChangeKind::Added { place: Some(0) }, "“VIP” is added at place 1"),
            (ChangeKind::Renamed { to: "Gold".to_owned() }, "“VIP” is renamed to “Gold”"),
            (ChangeKind::Moved { from: 4, to: 1 }, "“VIP” moves from place 5 to place 2"),
            (
                ChangeKind::Recolored { from: None, to: Some(STATUS_COLORS[14]) },
                "“VIP” changes its colour from no colour to mint",
            ),
        ] {
            let change = Change { item: Item::Status(Key::Id(1)), name: "VIP".into(), kind };
            assert_eq!(texts.change(&change, &account), sentence);
        }
    }
}
