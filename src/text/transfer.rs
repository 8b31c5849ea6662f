//! What backups, files and copies of other accounts cannot bring, in sentences.

use fluent_bundle::FluentValue;

use jiff::tz::TimeZone;

use crate::crm::{Account, Change, List, Loss};
use crate::document::{Cell, CellFault, DocumentFault, Miswritten, SheetFault, Table, Words};
use crate::model::{ArchiveFault, HistoryEntry, ImportFault, Language, Source, TableFormat};

use super::Texts;

impl Texts {
    /// Returns the words of a table.
    #[must_use]
    pub fn table_words(&self) -> Words {
        Words {
            id: self.t("transfer-heading-id"),
            name: self.t("transfer-heading-name"),
            color: self.t("transfer-heading-colour"),
            system: self.t("transfer-heading-system"),
            yes: self.t("transfer-yes"),
            no: self.t("transfer-no"),
        }
    }

    /// Returns the words that a table may have, in every language.
    #[must_use]
    pub fn all_table_words() -> Vec<Words> {
        Language::ALL.map(|language| Self::new(language).table_words()).to_vec()
    }

    /// Makes a table of the list that the account has switched on; `None` if it has none.
    #[must_use]
    pub fn table(&self, account: &Account) -> Option<Table> {
        account.mode.list().map(|list| Table::of(account, list, &self.table_words()))
    }

    /// Makes a table of what was saved, a row for each change with its sentence.
    #[must_use]
    pub fn history_table<'a>(
        &self,
        saves: impl Iterator<Item = (&'a HistoryEntry, Vec<(&'a Change, String)>)>,
        zone: &TimeZone,
    ) -> Table {
        let header =
            ["history-column-when", "history-column-who", "history-column-what", "history-column-change"];
        let rows = saves.flat_map(|(save, told)| {
            told.into_iter().map(|(change, sentence)| {
                vec![
                    Cell::Moment(Box::new(save.at.to_zoned(zone.clone()))),
                    Cell::Text(save.user.clone()),
                    Cell::Text(change.name.clone()),
                    Cell::Text(sentence),
                ]
            })
        });
        Table { header: header.map(|id| self.t(id)).to_vec(), rows: rows.collect() }
    }

    /// Returns the kind of CSV that spreadsheets in this language expect: where numbers have a comma, columns
    /// are parted by semicolons.
    #[must_use]
    pub fn csv(&self) -> TableFormat {
        let delimiter = match self.language() {
            Language::English => b',',
            Language::Russian => b';',
        };
        TableFormat::Csv { delimiter }
    }

    /// Tells where something that may be imported comes from.
    #[must_use]
    pub fn import_source(&self, source: &Source, zone: &TimeZone) -> String {
        match source {
            Source::Snapshot { file, account, taken } => {
                let then = self.minute(*taken, zone);
                let values = [("file", file.as_str().into()), ("account", self.name(account).into())];
                self.t_with("import-from-snapshot", &[&values[..], &[("then", then.into())]].concat())
            }
            Source::Sheet { file } => self.t_with("import-from-table", &[("file", file.as_str().into())]),
            Source::Account { account } => {
                self.t_with("import-from-account", &[("account", self.name(account).into())])
            }
        }
    }

    pub(super) fn import_fault(&self, fault: &ImportFault) -> String {
        match fault {
            ImportFault::File(ArchiveFault::Unreadable) => self.t("transfer-damaged"),
            ImportFault::File(ArchiveFault::Newer) => self.document_fault(DocumentFault::Newer),
            ImportFault::File(ArchiveFault::System(fault)) => {
                format!("{} {}", self.t("import-unreadable-system"), self.system_fault(fault))
            }
            ImportFault::File(ArchiveFault::Denied | ArchiveFault::Full) => self.t("import-unreadable"),
            ImportFault::Document(fault) => self.document_fault(*fault),
            ImportFault::Sheet(fault) => self.sheet_fault(*fault),
            ImportFault::NoList => self.t("import-no-list"),
        }
    }

    pub(super) fn export_fault(&self, fault: &ArchiveFault) -> String {
        match fault {
            ArchiveFault::Full => self.t("export-full"),
            ArchiveFault::Denied => self.t("export-denied"),
            ArchiveFault::Unreadable | ArchiveFault::Newer => self.t("export-impossible"),
            ArchiveFault::System(fault) => format!("{} {}", self.t("export-other"), self.system_fault(fault)),
        }
    }

    /// Tells what will not be as it was, or as it is elsewhere: in one sentence what differs in its name
    /// only, and no more sentences than `most`. Returns how many more there would be.
    #[must_use]
    pub fn losses(&self, losses: &[&Loss], most: usize) -> (Vec<String>, usize) {
        let mut groups = losses.chunk_by(|one, other| is_alike(one, other));
        let told = groups.by_ref().take(most).map(|alike| self.alike(alike)).collect();
        (told, groups.count())
    }

    /// Tells losses that differ in a name only.
    fn alike(&self, losses: &[&Loss]) -> String {
        let Some(first) = losses.first() else { return String::new() };
        let value = |name: &str| FluentValue::from(name.to_owned());
        let n = ("n", losses.len().into());
        let names = ("names", self.names(losses).into());
        match first {
            Loss::ListOff(List::Statuses) => self.t("transfer-statuses-off"),
            Loss::ListOff(List::Segments) => self.t("transfer-segments-off"),
            Loss::NewId { list, .. } => {
                self.t_with(by_list(*list, "transfer-new-status", "transfer-new-segment"), &[n, names])
            }
            Loss::NoRoom { list, .. } => {
                let id = by_list(*list, "transfer-no-room-status", "transfer-no-room-segment");
                self.t_with(id, &[n, names, ("max", list.limit().into())])
            }
            Loss::NoSystemStatus { .. } => self.t_with("transfer-no-system-status", &[n, names]),
            Loss::OtherSide { .. } => self.t_with("transfer-other-side", &[n, names]),
            Loss::ColorNotOffered { name, color } => self.t_with(
                "transfer-colour-not-offered",
                &[("name", self.name(name).into()), ("colour", color.with_hash().into())],
            ),
            Loss::FieldGone { .. } => self.t_with("transfer-field-gone", &[n, names]),
            Loss::FieldKind { .. } => self.t_with("transfer-field-kind", &[n, names]),
            Loss::ChoiceGone { field, .. } => {
                self.t_with("transfer-choice-gone", &[names, ("field", value(field))])
            }
            Loss::NotUnderstood { segment, field } => self.t_with(
                "transfer-not-understood",
                &[("segment", self.name(segment).into()), ("field", value(field))],
            ),
            Loss::PriceGone { .. } => self.t_with("transfer-price-gone", &[n, names]),
            Loss::PricesUnreadable => self.t("transfer-prices-unreadable"),
        }
    }

    /// Lists what losses are about, each name in quotation marks; more than a few are counted.
    fn names(&self, losses: &[&Loss]) -> String {
        const MOST_NAMED: usize = 8;
        let named = losses.iter().take(MOST_NAMED).filter_map(|loss| match loss {
            Loss::NewId { name, .. }
            | Loss::NoRoom { name, .. }
            | Loss::NoSystemStatus { name }
            | Loss::OtherSide { name } => Some(self.name(name)),
            Loss::FieldGone { field: name }
            | Loss::FieldKind { field: name }
            | Loss::ChoiceGone { choice: name, .. }
            | Loss::PriceGone { price: name } => Some(name.clone()),
            _ => None,
        });
        let quoted = named.map(|name| self.t_with("transfer-quoted", &[("name", name.into())]));
        let names = quoted.collect::<Vec<_>>().join(", ");
        match losses.len().saturating_sub(MOST_NAMED) {
            0 => names,
            more => self.t_with("transfer-names-more", &[("names", names.into()), ("n", more.into())]),
        }
    }

    /// Tells why a file of an account cannot be read.
    pub(super) fn document_fault(&self, fault: DocumentFault) -> String {
        self.t(match fault {
            DocumentFault::Damaged => "transfer-damaged",
            DocumentFault::Newer => "transfer-newer",
        })
    }

    /// Tells why a table cannot be read, and what to do about it.
    fn sheet_fault(&self, fault: SheetFault) -> String {
        match fault {
            SheetFault::Encoding => self.t("transfer-encoding"),
            SheetFault::NoNames => {
                self.t_with("transfer-no-names", &[("name", self.t("transfer-heading-name").into())])
            }
            SheetFault::TooLarge => self.t("transfer-too-large"),
        }
    }

    /// Tells what is wrong with a cell of a table, and what to write there.
    #[must_use]
    pub fn cell_fault(&self, fault: &CellFault) -> String {
        let id = match fault.kind {
            Miswritten::Nameless => "transfer-nameless",
            Miswritten::Color => "transfer-no-colour",
            Miswritten::Number => "transfer-no-number",
            Miswritten::Truth => "transfer-no-truth",
            Miswritten::Date => "transfer-no-date",
            Miswritten::Moment => "transfer-no-moment",
        };
        // A row is a number like one of a street: nothing parts its thousands.
        let place = [("row", fault.row.to_string().into()), ("column", fault.column.clone().into())];
        let ticks = [("yes", self.t("transfer-yes").into()), ("no", self.t("transfer-no").into())];
        self.t_with(id, &[place, ticks].concat())
    }
}

/// Tells whether one sentence can tell both.
fn is_alike(one: &Loss, other: &Loss) -> bool {
    match (one, other) {
        (Loss::NewId { list, .. }, Loss::NewId { list: too, .. })
        | (Loss::NoRoom { list, .. }, Loss::NoRoom { list: too, .. }) => list == too,
        (Loss::ChoiceGone { field, .. }, Loss::ChoiceGone { field: too, .. }) => field == too,
        (Loss::NoSystemStatus { .. }, Loss::NoSystemStatus { .. })
        | (Loss::OtherSide { .. }, Loss::OtherSide { .. })
        | (Loss::FieldGone { .. }, Loss::FieldGone { .. })
        | (Loss::FieldKind { .. }, Loss::FieldKind { .. })
        | (Loss::PriceGone { .. }, Loss::PriceGone { .. }) => true,
        _ => false,
    }
}

fn by_list(list: List, status: &'static str, segment: &'static str) -> &'static str {
    match list {
        List::Statuses => status,
        List::Segments => segment,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Language;

    use super::*;

    #[test]
    fn a_loss_is_told_with_names_and_numbers() {
        let texts = Texts::new(Language::English);
        let told = |loss: &Loss| texts.losses(&[loss], 1).0.concat();
        let no_room = told(&Loss::NoRoom { list: List::Segments, name: "VIP".into() });
        assert!(no_room.contains("segment “VIP”") && no_room.contains("100"), "{no_room}");
        let gone = told(&Loss::ChoiceGone { field: "Size".into(), choice: "Big".into() });
        assert!(gone.contains("“Size”") && gone.contains("“Big”"), "{gone}");
    }

    #[test]
    fn losses_that_differ_in_a_name_are_one_sentence_and_no_more_than_a_few_are_told() {
        let new = |list, name: &str| Loss::NewId { list, name: name.into() };
        let field = |number: usize| Loss::FieldGone { field: format!("F{number}") };
        let unreadable = |name: &str| Loss::NotUnderstood { segment: name.into(), field: "F".into() };
        let mut losses = vec![new(List::Statuses, "A"), new(List::Statuses, "B"), new(List::Segments, "C")];
        losses.extend((0..10).map(field));
        losses.extend(["X", "Y", "Z"].map(unreadable));
        let losses: Vec<&Loss> = losses.iter().collect();
        for (language, quoted, rest) in [
            (Language::English, "“A”, “B”", "“F7” and 2 more"),
            (Language::Russian, "«A», «B»", "«F7» и ещё 2"),
        ] {
            let (told, more) = Texts::new(language).losses(&losses, 4);
            assert_eq!((told.len(), more), (4, 2), "{told:#?}");
            assert!(told[0].contains(quoted) && told[2].contains(rest), "{told:#?}");
        }
    }

    #[test]
    fn a_miswritten_cell_is_found_by_its_row_and_column() {
        let fault = CellFault { row: 1200, column: "Новости".into(), kind: Miswritten::Truth };
        let told = Texts::new(Language::Russian).cell_fault(&fault);
        assert_eq!(told, "Строка 1200, «Новости»: напишите «да» или «нет».");
    }
}
