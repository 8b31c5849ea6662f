//! Tells of invisible characters: those removed from a pasted text, and those within a change.

use crate::crm::{Account, Change, ChangeKind, Item, Value, unseen};
use crate::model::Cleaned;

use super::Texts;

/// More different characters than these are not listed.
const MOST_LISTED: usize = 5;

impl Texts {
    /// Tells what was removed from pasted text.
    #[must_use]
    pub fn cleaned(&self, cleaned: Cleaned) -> String {
        let unseen = (cleaned.unseen > 0)
            .then(|| self.t_with("notice-cleaned-unseen", &[("n", cleaned.unseen.into())]));
        let breaks = (cleaned.breaks > 0).then(|| self.t("notice-cleaned-breaks"));
        unseen.into_iter().chain(breaks).collect::<Vec<_>>().join(" ")
    }

    /// Tells which invisible characters a change contains, and which were there before.
    #[must_use]
    pub fn unseen(&self, change: &Change, account: &Account) -> Vec<String> {
        let name = || unseen_in_name(&change.name);
        let (before, now) = match &change.kind {
            ChangeKind::Removed => (name(), Vec::new()),
            ChangeKind::Renamed { to } => (name(), unseen_in_name(to)),
            ChangeKind::Filled { from, to, .. } => (unseen_in(from.as_ref()), unseen_in(to.as_ref())),
            ChangeKind::Added { .. } => {
                (Vec::new(), [name(), unseen_in_values(change.item, account)].concat())
            }
            ChangeKind::Recolored { .. } | ChangeKind::Moved { .. } | ChangeKind::Priced { .. } => {
                (Vec::new(), name())
            }
        };
        let told = [("review-unseen-before", before), ("review-unseen", now)].into_iter();
        let told = told.filter(|(_, unseen)| !unseen.is_empty());
        told.map(|(id, unseen)| self.t_with(id, &[("codes", codes(&unseen).into())])).collect()
    }
}

/// Returns the invisible characters of a name, which is one line.
fn unseen_in_name(name: &str) -> Vec<char> {
    let mut found = unseen(name);
    found.extend(name.chars().filter(|c| c.is_whitespace() && c.is_control()));
    found
}

fn unseen_in(value: Option<&Value>) -> Vec<char> {
    match value {
        Some(Value::Text(text)) => unseen(text),
        _ => Vec::new(),
    }
}

fn unseen_in_values(item: Item, account: &Account) -> Vec<char> {
    let values = account.segment(item.key()).into_iter().flat_map(|segment| segment.values.values());
    values.flat_map(|value| unseen_in(Some(value))).collect()
}

/// Writes characters as the tables of Unicode do, each once.
fn codes(chars: &[char]) -> String {
    let mut counts: Vec<(char, usize)> = Vec::new();
    for c in chars {
        match counts.iter_mut().find(|(known, _)| known == c) {
            Some((_, count)) => *count += 1,
            None => counts.push((*c, 1)),
        }
    }
    let code = |(c, count): &(char, usize)| {
        let times = if *count > 1 { format!(" ×{count}") } else { String::new() };
        format!("U+{:04X}{times}", u32::from(*c))
    };
    let listed: Vec<String> = counts.iter().take(MOST_LISTED).map(code).collect();
    let more = if counts.len() > MOST_LISTED { ", …" } else { "" };
    format!("{}{more}", listed.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::crm::Key;
    use crate::model::Language;

    use super::super::changes::tests::account;
    use super::*;

    #[test]
    fn it_is_told_which_and_how_many() {
        assert_eq!(codes(&['\u{200b}', '\t', '\u{200b}']), "U+200B ×2, U+0009");
        let many: Vec<char> = ('\u{e0100}'..='\u{e0105}').collect();
        assert_eq!(codes(&many), "U+E0100, U+E0101, U+E0102, U+E0103, U+E0104, …");
    }

    #[test]
    fn what_stood_there_and_what_stands_there_are_told_apart() {
        let texts = Texts::new(Language::English);
        let account = account();
        let change =
            |name: &str, kind| Change { item: Item::Status(Key::Id(1)), name: name.to_owned(), kind };
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let renamed = |to: &str| ChangeKind::Renamed { to: to.to_owned() };
        let filled = |from, to| ChangeKind::Filled { field: 1, from, to };
        for (change, before, now) in [
            (change("V\u{ad}IP", renamed("VIP")), true, false),
            (change("VIP", renamed("VIP\u{200b}")), false, true),
            (change("VIP", renamed("VIP 2")), false, false),
            (change("VIP", renamed("V\tIP")), false, true),
            (change("V\u{ad}IP", ChangeKind::Removed), true, false),
            (change("V\u{ad}IP", ChangeKind::Moved { from: 1, to: 2 }), false, true),
            (change("VIP", filled(text("a\u{feff}"), text("a\n\tb"))), true, false),
            (change("VIP", filled(None, text("a\u{feff}"))), false, true),
        ] {
            let told = texts.unseen(&change, &account);
            let was = told.iter().any(|told| told.starts_with("Before"));
            assert_eq!(
                (was, told.len()),
                (before, usize::from(before) + usize::from(now)),
                "{change:?}: {told:?}"
            );
        }
    }
}
