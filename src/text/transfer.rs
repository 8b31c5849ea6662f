//! What backups, files and copies of other accounts cannot bring, in sentences.

use fluent_bundle::FluentValue;

use jiff::tz::TimeZone;

use crate::crm::{Account, List, Loss};
use crate::document::{Cell, CellFault, DocumentFault, Miswritten, SheetFault, Table, Words};
use crate::model::{ArchiveFault, ImportFault, Language, SaveEntry, Source, TableFormat};

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

    /// Makes a table of what was saved, a row for each change.
    #[must_use]
    pub fn history_table<'a>(
        &self,
        saves: impl Iterator<Item = (&'a SaveEntry, Vec<(&'a Change, String)>)>,
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

    /// Returns the kind of CSV that spreadsheets in this language expect: where numbers have a comma, columns are
    /// parted by semicolons.
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
            ImportFault::File(ArchiveFault::Other(words)) => {
                self.t_with("import-unreadable-words", &[("words", words.as_str().into())])
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
            ArchiveFault::Unreadable => self.t("export-impossible"),
            ArchiveFault::Other(words) => self.t_with("export-other", &[("words", words.as_str().into())]),
        }
    }

    /// Tells what will not be as it was, or as it is elsewhere.
    #[must_use]
    pub fn loss(&self, loss: &Loss) -> String {
        let value = |name: &str| FluentValue::from(name.to_owned());
        match loss {
            Loss::ListOff(List::Statuses) => self.t("transfer-statuses-off"),
            Loss::ListOff(List::Segments) => self.t("transfer-segments-off"),
            Loss::NewId { list, name } => {
                let id = by_list(*list, "transfer-new-status", "transfer-new-segment");
                self.t_with(id, &[("name", self.name(name).into())])
            }
            Loss::NoRoom { list, name } => {
                let id = by_list(*list, "transfer-no-room-status", "transfer-no-room-segment");
                self.t_with(id, &[("name", self.name(name).into()), ("max", list.limit().into())])
            }
            Loss::NoSystemStatus { name } => {
                self.t_with("transfer-no-system-status", &[("name", self.name(name).into())])
            }
            Loss::OtherSide { name } => {
                self.t_with("transfer-other-side", &[("name", self.name(name).into())])
            }
            Loss::ColorNotOffered { name, color } => self.t_with(
                "transfer-colour-not-offered",
                &[("name", self.name(name).into()), ("colour", color.with_hash().into())],
            ),
            Loss::FieldGone { field } => self.t_with("transfer-field-gone", &[("field", value(field))]),
            Loss::FieldKind { field } => self.t_with("transfer-field-kind", &[("field", value(field))]),
            Loss::ChoiceGone { field, choice } => {
                self.t_with("transfer-choice-gone", &[("field", value(field)), ("choice", value(choice))])
            }
            Loss::NotUnderstood { segment, field } => self.t_with(
                "transfer-not-understood",
                &[("segment", self.name(segment).into()), ("field", value(field))],
            ),
            Loss::PriceGone { price } => self.t_with("transfer-price-gone", &[("price", value(price))]),
            Loss::PricesUnreadable => self.t("transfer-prices-unreadable"),
        }
    }

    /// Tells why a file of an account cannot be read.
    fn document_fault(&self, fault: DocumentFault) -> String {
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
        let told = texts.loss(&Loss::NoRoom { list: List::Segments, name: "VIP".into() });
        assert!(told.contains("segment “VIP”") && told.contains("100"), "{told}");
        let told = texts.loss(&Loss::ChoiceGone { field: "Size".into(), choice: "Big".into() });
        assert!(told.contains("“Size”") && told.contains("“Big”"), "{told}");
    }

    #[test]
    fn a_miswritten_cell_is_found_by_its_row_and_column() {
        let fault = CellFault { row: 1200, column: "Новости".into(), kind: Miswritten::Truth };
        let told = Texts::new(Language::Russian).cell_fault(&fault);
        assert_eq!(told, "Строка 1200, «Новости»: напишите «да» или «нет».");
    }
}
