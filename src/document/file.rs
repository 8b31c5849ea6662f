//! The files that the user chooses: what goes out into one, and what comes in from one.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::amo::Host;
use crate::crm::{Account, Conversion, Origin, TargetState, display};

use super::{
    ArchiveFault, CellFault, DocumentFault, Sheet, SheetFault, Snapshot, StoreId, Table, Words, without_mark,
};

/// The most bytes of the name of an account in the name of a file: with the day and the ending every file
/// system takes it.
const MAX_STEM: usize = 120;

/// What is to be written into a file.
#[derive(Clone, Debug)]
pub enum Contents {
    /// A whole account, as JSON.
    Account(Box<Snapshot>),
    /// A table for a spreadsheet.
    Table(Table, TableFormat),
}

/// What kind of file a table becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// A file of Excel.
    Xlsx,
    /// A text with this byte between the columns.
    Csv {
        /// A comma, a semicolon or a tab.
        delimiter: u8,
    },
}

impl Contents {
    /// Makes the bytes of the file; it may say that it was made at this moment.
    ///
    /// # Errors
    ///
    /// What cannot be written in this way is refused.
    pub fn to_bytes(&self, made: Timestamp) -> Result<Vec<u8>, DocumentFault> {
        match self {
            Self::Account(snapshot) => snapshot.to_bytes(),
            Self::Table(table, TableFormat::Xlsx) => table.to_xlsx(made),
            Self::Table(table, TableFormat::Csv { delimiter }) => table.to_csv(*delimiter),
        }
    }

    /// Returns the ending of such a file's name.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        match self {
            Self::Account(_) => "json",
            Self::Table(_, TableFormat::Xlsx) => "xlsx",
            Self::Table(_, TableFormat::Csv { .. }) => "csv",
        }
    }
}

/// A file that the user has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why nothing can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportFault {
    /// The file cannot be read.
    File(ArchiveFault),
    /// The file of an account cannot be understood.
    Document(DocumentFault),
    /// The table cannot be understood.
    Sheet(SheetFault),
    /// Neither of the two lists is switched on.
    NoList,
}

/// Where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// From an account in a file.
    Snapshot {
        /// The name of the file.
        file: String,
        /// The name of the account.
        account: String,
        /// When it was read.
        taken: Timestamp,
    },
    /// From a table in a file.
    Sheet {
        /// The name of the file.
        file: String,
    },
    /// From another account of this window.
    Account {
        /// Its name.
        account: String,
    },
}

/// What a file or another account holds, before it is looked at in terms of the open account.
#[derive(Clone, Debug)]
pub struct Imported {
    source: Source,
    wanted: Wanted,
}

/// What it holds.
#[derive(Clone, Debug)]
enum Wanted {
    Account(Box<Account>, Origin),
    Sheet(Box<Sheet>),
}

impl Imported {
    /// Takes what another account holds, which goes by this name.
    #[must_use]
    pub fn from_account(name: String, account: Account) -> Self {
        let wanted = Wanted::Account(Box::new(account), Origin::Elsewhere);
        Self { source: Source::Account { account: name }, wanted }
    }

    /// Returns where it comes from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns what in a table could not be read.
    #[must_use]
    pub fn faults(&self) -> &[CellFault] {
        match &self.wanted {
            Wanted::Sheet(sheet) => &sheet.faults,
            Wanted::Account(..) => &[],
        }
    }

    /// Says what is wanted in terms of an account.
    #[must_use]
    pub fn brought(&self, target: &Account) -> Conversion {
        match &self.wanted {
            Wanted::Account(account, origin) => TargetState::of(account, target, *origin),
            Wanted::Sheet(sheet) => {
                let Sheet { target, fields, losses, .. } = sheet.as_ref().clone();
                Conversion { target, fields, losses }
            }
        }
    }
}

/// A file that the user has chosen, with what is needed to read it in terms of the open account.
#[derive(Clone, Debug)]
pub struct FileReading {
    file: ChosenFile,
    /// The headings that a table may have.
    words: Vec<Words>,
    /// The account that the user sees.
    target: Account,
    /// Where it lives; `None` if nowhere.
    host: Option<Host>,
}

impl FileReading {
    /// Prepares the reading of a file in terms of `target`, the account at this host, if it lives anywhere.
    #[must_use]
    pub fn new(file: ChosenFile, words: Vec<Words>, target: Account, host: Option<Host>) -> Self {
        Self { file, words, target, host }
    }

    /// Reads the file. A large one takes its time, so that is for a thread of its own.
    ///
    /// # Errors
    ///
    /// It is neither an account nor a table, or the account has no list for a table.
    pub fn read(self) -> Result<Imported, ImportFault> {
        let ChosenFile { name, bytes } = &self.file;
        let plain = without_mark(bytes);
        if plain.trim_ascii_start().starts_with(b"{") {
            let snapshot = Snapshot::from_bytes(&plain).map_err(ImportFault::Document)?;
            let origin = self.origin(&snapshot);
            let Snapshot { taken, account, .. } = snapshot;
            let source = Source::Snapshot { file: name.clone(), account: account.name.clone(), taken };
            return Ok(Imported { source, wanted: Wanted::Account(Box::new(account), origin) });
        }
        let list = self.target.mode.list().ok_or(ImportFault::NoList)?;
        let sheet = Sheet::read(bytes, list, &self.target, &self.words).map_err(ImportFault::Sheet)?;
        Ok(Imported { source: Source::Sheet { file: name.clone() }, wanted: Wanted::Sheet(Box::new(sheet)) })
    }

    /// Tells whether the ids in a file are those of the account, which may have got another address since.
    fn origin(&self, snapshot: &Snapshot) -> Origin {
        let (here, there) = (self.target.id, snapshot.account.id);
        let is_same = match (&self.host, Host::parse(&snapshot.place)) {
            (Some(host), Ok(place)) => StoreId::of_host(host, here) == StoreId::of_host(&place, there),
            (None, _) => snapshot.place.is_empty() && here == there,
            (Some(_), Err(_)) => false,
        };
        if is_same { Origin::SameAccount } else { Origin::Elsewhere }
    }
}

/// Suggests a name that every file system takes, such as `Aroma Coffee 2026-11-22.xlsx`.
#[must_use]
pub fn file_name(title: &str, day: Date, extension: &str) -> String {
    // Marks that turn the direction of writing could make the ending look like another.
    let title = display::line(title);
    let is_hidden = |c| matches!(c, display::STAND_IN | display::LINE_BREAK | display::TAB);
    let is_refused = |c: char| is_hidden(c) || r#"<>:"/\|?*"#.contains(c);
    let words: Vec<&str> =
        title.split(|c: char| c.is_whitespace() || is_refused(c)).filter(|word| !word.is_empty()).collect();
    let stem = words.join(" ");
    let stem = stem[..stem.floor_char_boundary(MAX_STEM)].trim_matches([' ', '.']);
    let stem = if stem.is_empty() { "Etapa" } else { stem };
    format!("{stem} {day}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_system_takes_the_suggested_name() {
        let name = |title: &str| file_name(title, jiff::civil::date(2026, 11, 22), "csv");
        assert_eq!(name("Aroma Coffee"), "Aroma Coffee 2026-11-22.csv");
        assert_eq!(name("../a\\b: \"c\"?\u{202e}"), "a b c 2026-11-22.csv", "no path, no mark of a system");
        assert_eq!(name("a\0b\u{ad}c\u{feff}"), "a b c 2026-11-22.csv", "nothing that cannot be displayed");
        assert_eq!(name(" . "), "Etapa 2026-11-22.csv");
        let long = name(&"ё".repeat(300));
        assert!(long.len() < 150 && long.starts_with("ёё"), "{} bytes", long.len());
    }
}
