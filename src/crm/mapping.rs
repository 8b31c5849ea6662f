//! Which field, choice and price of one account is which of another.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Account, Choice, Field, FieldKind, Key, Loss, Origin, PriceType, Segment, Status, Value, WantedItem,
};

/// Tells whether the second item is the counterpart of the first.
type Test<'a, A, B> = &'a dyn Fn(&A, &B) -> bool;

/// Finds for each of `wanted` its counterpart in `there`, as a place. The first test finds its pairs before
/// the second is asked; nothing is the counterpart of two.
pub(super) fn pairs<A, B>(wanted: &[A], there: &[B], tests: &[Test<'_, A, B>]) -> Vec<Option<usize>> {
    let mut found = vec![None; wanted.len()];
    let mut is_taken = vec![false; there.len()];
    for is_alike in tests {
        for (one, found) in wanted.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            let free = |at: &usize| !is_taken[*at] && is_alike(one, &there[*at]);
            *found = (0..there.len()).find(free);
            if let Some(at) = *found {
                is_taken[at] = true;
            }
        }
    }
    found
}

/// Tells whether two names are the same to a reader who minds neither spaces around them nor capitals.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    fn lower(name: &str) -> impl Iterator<Item = char> + '_ {
        name.trim().chars().flat_map(char::to_lowercase)
    }
    lower(one).eq(lower(other))
}

/// The way of what is filled in from one account to another.
pub(super) struct Mapping<'a> {
    source: &'a Account,
    target: &'a Account,
    origin: Origin,
    /// For each field of the source its counterpart.
    counterparts: Vec<Option<&'a Field>>,
    /// What cannot come along, each once.
    pub losses: BTreeSet<Loss>,
}

impl<'a> Mapping<'a> {
    /// Finds the counterparts: by id in the same account, by code, by name, and only among fields that take
    /// the same values.
    pub fn between(source: &'a Account, target: &'a Account, origin: Origin) -> Self {
        let by_id = |one: &Field, other: &Field| {
            origin == Origin::SameAccount && one.id == other.id && one.kind.becomes(other.kind)
        };
        let by_code = |one: &Field, other: &Field| {
            one.code.is_some() && one.code == other.code && one.kind.becomes(other.kind)
        };
        let by_name =
            |one: &Field, other: &Field| same_name(&one.name, &other.name) && one.kind.becomes(other.kind);
        let places = pairs(&source.fields, &target.fields, &[&by_id, &by_code, &by_name]);
        let counterparts = places.into_iter().map(|place| place.map(|place| &target.fields[place])).collect();
        Self { source, target, origin, counterparts, losses: BTreeSet::new() }
    }

    /// Returns the names of the source's fields, each with that of its counterpart.
    pub fn told(&self) -> Vec<(String, Option<String>)> {
        let name = |field: &Field| field.name.clone();
        let fields = self.source.fields.iter().zip(&self.counterparts);
        fields.map(|(from, to)| (name(from), to.map(name))).collect()
    }

    /// Returns what a status of the source is to be in the target.
    pub fn status(&self, status: &Status) -> WantedItem {
        WantedItem {
            id: self.origin.id(status.key),
            name: status.name.clone(),
            color: status.color,
            system: status.system.then_some(status.kind),
            ..WantedItem::default()
        }
    }

    /// Returns what a segment of the source is to be in the target.
    pub fn segment(&mut self, segment: &Segment) -> WantedItem {
        let id = self.origin.id(segment.key);
        let there = id.and_then(|id| self.target.segment(Key::Id(id)));
        let mut values: BTreeMap<u64, Option<Value>> =
            self.counterparts.iter().flatten().map(|field| (field.id, None)).collect();
        for (field, value) in &segment.values {
            if there.is_some_and(|there| there.values.get(field) == Some(value)) {
                // It never went away, whatever has become of its field.
                values.insert(*field, Some(value.clone()));
                continue;
            }
            let to = self.counterpart(*field);
            match (to, self.carried(&segment.name, *field, to, value)) {
                (Some(to), Some(value)) => {
                    values.insert(to.id, Some(value));
                }
                // Nothing can be said of it, so it is left alone.
                (Some(to), None) => {
                    values.remove(&to.id);
                }
                (None, _) => {}
            }
        }
        let (name, color, prices) = (segment.name.clone(), segment.color, self.prices(segment, there));
        WantedItem { id, name, color, system: None, values, prices }
    }

    fn counterpart(&self, field: u64) -> Option<&'a Field> {
        let place = self.source.fields.iter().position(|one| one.id == field)?;
        self.counterparts[place]
    }

    /// Returns what is to be filled into `to` for a value of a field of the source.
    fn carried(&mut self, segment: &str, field: u64, to: Option<&Field>, value: &Value) -> Option<Value> {
        let from = self.source.field(field);
        let name = from.map_or_else(|| format!("#{field}"), |field| field.name.clone());
        let loss = match (value, to) {
            (Value::Unknown(_), _) => Loss::NotUnderstood { segment: segment.to_owned(), field: name },
            (_, Some(to)) => return self.value(segment, from, to, value),
            (_, None) if from.is_some_and(|from| self.has_namesake(from)) => Loss::FieldKind { field: name },
            (_, None) => Loss::FieldGone { field: name },
        };
        self.losses.insert(loss);
        None
    }

    /// Tells whether the target has a field that would be the counterpart if it took the same values.
    fn has_namesake(&self, field: &Field) -> bool {
        let is_namesake = |other: &Field| {
            same_name(&other.name, &field.name) || field.code.is_some() && field.code == other.code
        };
        self.target.fields.iter().any(is_namesake)
    }

    fn value(&mut self, segment: &str, from: Option<&Field>, to: &Field, value: &Value) -> Option<Value> {
        use FieldKind as Kind;
        match (to.kind, value) {
            (Kind::Text | Kind::TextArea | Kind::Url | Kind::Address, Value::Text(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::Checkbox, Value::Truth(_))
            | (Kind::Date, Value::Date(_))
            | (Kind::DateTime, Value::Moment(_)) => Some(value.clone()),
            (Kind::Select | Kind::Radio, Value::Choice(id)) => self.choice(from, to, *id).map(Value::Choice),
            (Kind::MultiSelect, Value::Choices(ids)) => {
                let ids: BTreeSet<u64> = ids.iter().filter_map(|id| self.choice(from, to, *id)).collect();
                (!ids.is_empty()).then_some(Value::Choices(ids))
            }
            _ => {
                let (segment, field) = (segment.to_owned(), to.name.clone());
                self.losses.insert(Loss::NotUnderstood { segment, field });
                None
            }
        }
    }

    fn choice(&mut self, from: Option<&Field>, to: &Field, id: u64) -> Option<u64> {
        if self.origin == Origin::SameAccount && to.choice(id).is_some() {
            return Some(id);
        }
        let choice = from.and_then(|field| field.choice(id));
        let is_same = |other: &&Choice| choice.is_some_and(|choice| same_name(&choice.name, &other.name));
        let found = to.choices.iter().find(is_same).map(|choice| choice.id);
        if found.is_none() {
            let choice = choice.map_or_else(|| format!("#{id}"), |choice| choice.name.clone());
            self.losses.insert(Loss::ChoiceGone { field: to.name.clone(), choice });
        }
        found
    }

    /// Returns the prices of a segment; `None`, which leaves them alone, if their names cannot be compared.
    fn prices(&mut self, segment: &Segment, there: Option<&Segment>) -> Option<BTreeSet<u64>> {
        let is_readable = self.source.price_lists.is_some() && self.target.price_lists.is_some();
        if self.origin == Origin::Elsewhere && !is_readable && !segment.prices.is_empty() {
            self.losses.insert(Loss::PricesUnreadable);
            return None;
        }
        Some(segment.prices.iter().filter_map(|id| self.price(*id, there)).collect())
    }

    fn price(&mut self, id: u64, there: Option<&Segment>) -> Option<u64> {
        let is_there = self.target.price_lists.is_none() || self.target.price_type(id).is_some();
        let is_kept = there.is_some_and(|there| there.prices.contains(&id));
        // The server may hold a price that none of its lists tells.
        let was_there = self.source.price_type(id).is_some();
        if self.origin == Origin::SameAccount && (is_there || is_kept || !was_there) {
            return Some(id);
        }
        let found = self.price_of_name(id);
        if found.is_none() {
            let name = self.source.price_type(id).map(|price| price.name.clone());
            self.losses.insert(Loss::PriceGone { price: name.unwrap_or_else(|| format!("#{id}")) });
        }
        found
    }

    /// Finds the price of the same name, in the list of the same name if there is one.
    fn price_of_name(&self, id: u64) -> Option<u64> {
        let (list, price) = listed_prices(self.source).find(|(_, price)| price.id == id)?;
        let mut namesakes: Vec<_> =
            listed_prices(self.target).filter(|(_, other)| same_name(&price.name, &other.name)).collect();
        namesakes.sort_by_key(|(other, _)| !same_name(list, other));
        namesakes.first().map(|(_, price)| price.id)
    }
}

/// Returns every price of an account with the name of its list.
fn listed_prices(account: &Account) -> impl Iterator<Item = (&str, &PriceType)> {
    let lists = account.price_lists.iter().flat_map(|lists| lists.iter());
    lists.flat_map(|list| list.prices.iter().map(|price| (list.name.as_str(), price)))
}
