//! What goes out into files that the user chooses, and what comes in from files and from other accounts.
//!
//! What comes in is shown first, in terms of the open account, and becomes a draft only then.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::amo::Host;
use crate::crm::{Account, Blueprint, Brought, ChangeKind, Draft, Edit, Loss, Mode, Origin, Way, display};
use crate::document::{CellFault, DocumentFault, Sheet, SheetFault, Snapshot, Table, Words, without_mark};

use super::archive::{ArchiveFault, Folder};
use super::effect::{EffectId, Errand};
use super::session::{AccountKey, Session};
use super::{Model, Notice, Page};

/// The most bytes of the name of an account in the name of a file: with the day and the ending every file system
/// takes it.
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

    fn extension(&self) -> &'static str {
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

/// What the draft may become like.
#[derive(Clone, Debug)]
pub struct Import {
    source: Source,
    wanted: Wanted,
    way: Way,
    /// What that comes to, once it was reckoned.
    outcome: Option<Box<Reckoned>>,
}

/// What an import comes to, and the draft and the way for which that was reckoned.
#[derive(Clone, Debug)]
struct Reckoned {
    draft: Draft,
    way: Way,
    outcome: Outcome,
}

/// What it comes to if the draft becomes like something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outcome {
    statuses: Option<usize>,
    segments: Option<usize>,
    fields: Vec<(String, Option<String>)>,
    losses: Vec<Loss>,
    differs: bool,
    changes: usize,
    removals: usize,
}

#[derive(Clone, Debug)]
enum Wanted {
    Account(Box<Account>, Origin),
    Sheet(Box<Sheet>),
}

impl Import {
    fn new(source: Source, wanted: Wanted) -> Self {
        Self { source, wanted, way: Way::Add, outcome: None }
    }

    /// Reckons what it comes to, unless that is known of this draft.
    fn reckon(&mut self, draft: &Draft) {
        let is_known = |known: &Reckoned| known.way == self.way && known.draft == *draft;
        if !self.outcome.as_deref().is_some_and(is_known) {
            let (draft, way, outcome) = (draft.clone(), self.way, self.outcome(draft));
            self.outcome = Some(Box::new(Reckoned { draft, way, outcome }));
        }
    }

    fn outcome(&self, draft: &Draft) -> Outcome {
        let brought = self.brought(draft);
        let losses = all_losses(draft, &brought, self.way);
        let Brought { blueprint, fields, .. } = brought;
        let statuses = blueprint.statuses.as_ref().map(Vec::len);
        let segments = blueprint.segments.as_ref().map(Vec::len);
        let mut after = draft.clone();
        after.edit(Edit::Become(Box::new(blueprint), self.way));
        let changes = after.changes();
        Outcome {
            statuses,
            segments,
            fields,
            losses,
            differs: !after.edited().looks_like(draft.edited()),
            changes: changes.len(),
            removals: changes.iter().filter(|change| change.kind == ChangeKind::Removed).count(),
        }
    }

    /// Says what is wanted in terms of the draft as it is now.
    fn brought(&self, draft: &Draft) -> Brought {
        match &self.wanted {
            Wanted::Account(account, origin) => Blueprint::of(account, draft.edited(), *origin),
            Wanted::Sheet(sheet) => {
                let Sheet { blueprint, fields, losses, .. } = sheet.as_ref().clone();
                Brought { blueprint, fields, losses }
            }
        }
    }
}

/// What the draft would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview<'a> {
    /// Where it comes from.
    pub source: &'a Source,
    /// Whether it is added, or everything else goes.
    pub way: Way,
    /// How many statuses there are to bring, if any are told.
    pub statuses: Option<usize>,
    /// How many segments, likewise.
    pub segments: Option<usize>,
    /// The names of the fields, each with that of the one it goes to.
    pub fields: &'a [(String, Option<String>)],
    /// What cannot come along.
    pub losses: &'a [Loss],
    /// What in a table could not be read.
    pub faults: &'a [CellFault],
    /// Whether the draft would change at all.
    pub differs: bool,
    /// How many changes would wait.
    pub changes: usize,
    /// How many of them are deletions.
    pub removals: usize,
}

/// An account that can be copied from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    /// Which one.
    pub key: AccountKey,
    /// Its name, or its address where it has none.
    pub name: String,
    /// Which list it uses; `None` if it was not read in this run, so that there is nothing to copy yet.
    pub mode: Option<Mode>,
}

/// The dialog for files that may be open: there is one at a time.
#[derive(Debug, Default)]
pub(super) struct Files {
    wish: Option<(Errand, Dialog)>,
    running: Option<(EffectId, Dialog)>,
}

/// What a dialog is open for.
#[derive(Debug)]
struct Dialog {
    account: AccountKey,
    /// The headings that a table may have.
    words: Vec<Words>,
}

impl Files {
    pub fn running(&self) -> Option<EffectId> {
        self.running.as_ref().map(|(id, _)| *id)
    }

    fn ended(&mut self, id: EffectId) -> Option<Dialog> {
        self.running.take_if(|(running, _)| *running == id).map(|(_, dialog)| dialog)
    }
}

impl Model {
    /// Tells whether the user is being asked for a file.
    #[must_use]
    pub fn is_choosing_file(&self) -> bool {
        self.files.wish.is_some() || self.files.running.is_some()
    }

    pub(super) fn next_file_errand(&mut self) -> Option<Errand> {
        let (errand, dialog) = self.files.wish.take()?;
        self.files.running = Some((self.wire.next_id(), dialog));
        Some(errand)
    }

    pub(super) fn export_account(&mut self) {
        let Some(session) = &self.session else { return };
        let account = session.draft.base().clone();
        let (title, taken) = (account.name.clone(), self.now());
        let snapshot = Snapshot { taken, place: place_of(session), account };
        self.export(&title, Contents::Account(Box::new(snapshot)));
    }

    pub(super) fn export_table(&mut self, title: &str, table: Table, format: TableFormat) {
        self.export(title, Contents::Table(table, format));
    }

    fn export(&mut self, title: &str, contents: Contents) {
        let Some(session) = &self.session else { return };
        let made = self.now();
        let day = session.draft.base().zone.to_datetime(made).date();
        let name = file_name(title, day, contents.extension());
        self.ask_for(Errand::SaveFile { name, made, contents }, Vec::new());
    }

    pub(super) fn ask_for_file(&mut self, words: Vec<Words>) {
        self.ask_for(Errand::OpenFile, words);
    }

    fn ask_for(&mut self, errand: Errand, words: Vec<Words>) {
        let Some(session) = self.session.as_ref().filter(|_| !self.is_choosing_file()) else { return };
        let account = session.connection.key();
        self.files.wish = Some((errand, Dialog { account, words }));
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_second(self.renewals.now).unwrap_or_default()
    }

    pub(super) fn file_saved(&mut self, id: EffectId, saved: Result<Option<String>, ArchiveFault>) {
        if self.files.ended(id).is_none() {
            return;
        }
        match saved {
            Ok(Some(name)) => self.notice = Some(Notice::Exported { name }),
            Ok(None) => {}
            Err(fault) => self.notice = Some(Notice::NotExported(fault)),
        }
    }

    /// Says that the system has no dialog to ask the user with.
    pub(super) fn no_dialog(&mut self, id: EffectId) {
        if self.files.ended(id).is_some() {
            self.notice = Some(Notice::NoDialog);
        }
    }

    /// Lets a file be read in terms of the account that it was asked for, as that is by now.
    pub(super) fn file_opened(&mut self, id: EffectId, opened: Result<Option<ChosenFile>, ArchiveFault>) {
        let Some(Dialog { account, words }) = self.files.ended(id) else { return };
        let Some(session) = self.session.as_ref().filter(|session| session.connection.key() == account)
        else {
            return;
        };
        match opened {
            Ok(None) => {}
            Ok(Some(file)) => {
                let reading = Box::new(FileReading::new(session, file, words));
                self.files.wish = Some((Errand::ReadFile(reading), Dialog { account, words: Vec::new() }));
            }
            Err(fault) => self.notice = Some(Notice::NotImported(ImportFault::File(fault))),
        }
    }

    /// Shows what a file would make of the account that it was read for.
    pub(super) fn file_read(&mut self, id: EffectId, read: Result<Import, ImportFault>) {
        let Some(Dialog { account, .. }) = self.files.ended(id) else { return };
        match read {
            _ if self.session.as_ref().map(|session| session.connection.key()) != Some(account) => {}
            Ok(import) => self.show_import(import),
            Err(fault) => self.notice = Some(Notice::NotImported(fault)),
        }
    }

    fn show_import(&mut self, import: Import) {
        if self.session.is_some() {
            self.import = Some(import);
            self.notice = None;
            self.page = Page::Import;
        }
    }

    /// Keeps what is shown of an import in step with the draft, and forgets it as soon as the user looks at something
    /// else: it may be large.
    pub(super) fn follow_import(&mut self) {
        self.import.take_if(|_| self.page != Page::Import);
        if let (Some(import), Some(session)) = (&mut self.import, &self.session) {
            import.reckon(&session.draft);
        }
    }

    /// Returns the accounts that the open one can be made like: those of the list and the demo accounts.
    #[must_use]
    pub fn copy_sources(&self) -> Vec<CopySource> {
        let open = self.session.as_ref().map(|session| session.connection.key());
        let listed = self.book.known.iter().map(|known| AccountKey::Live(known.host.clone()));
        let demo = self.book.shelf.keys().filter(|key| matches!(key, AccountKey::Demo(_))).cloned();
        let others = listed.chain(demo).filter(|key| Some(key) != open.as_ref());
        let mode = |key: &AccountKey| self.book.shelf.get(key).map(|session| session.draft.base().mode);
        others.map(|key| CopySource { name: self.name_of(&key), mode: mode(&key), key }).collect()
    }

    fn name_of(&self, key: &AccountKey) -> String {
        let read = self.book.shelf.get(key).map(|session| session.draft.base().name.clone());
        let (listed, address) = match key {
            AccountKey::Live(host) => {
                (self.book.entry(host).map(|known| known.name.clone()), host.to_string())
            }
            AccountKey::Demo(_) => (None, String::new()),
        };
        [read, listed].into_iter().flatten().find(|name| !name.trim().is_empty()).unwrap_or(address)
    }

    /// Shows what the open account would become like another one, as that one was read last.
    pub(super) fn copy_from(&mut self, key: &AccountKey) {
        let Some(session) = self.book.shelf.get(key) else { return };
        let wanted = Wanted::Account(Box::new(session.draft.base().clone()), Origin::Elsewhere);
        let source = Source::Account { account: self.name_of(key) };
        self.show_import(Import::new(source, wanted));
    }

    pub(super) fn choose_way(&mut self, way: Way) {
        if let Some(import) = &mut self.import {
            import.way = way;
        }
    }

    /// Returns what the open account would become.
    #[must_use]
    pub fn preview(&self) -> Option<Preview<'_>> {
        let Import { source, wanted, way, outcome } = self.import.as_ref()?;
        let Reckoned { outcome, .. } = outcome.as_deref()?;
        Some(Preview {
            source,
            way: *way,
            statuses: outcome.statuses,
            segments: outcome.segments,
            fields: &outcome.fields,
            losses: &outcome.losses,
            faults: match wanted {
                Wanted::Sheet(sheet) => &sheet.faults,
                Wanted::Account(..) => &[],
            },
            differs: outcome.differs,
            changes: outcome.changes,
            removals: outcome.removals,
        })
    }

    /// Makes a draft of what is shown, and opens the review. Nothing is sent.
    pub(super) fn take_import(&mut self) {
        if !self.can_edit() {
            return;
        }
        let (Some(session), Some(import)) = (&self.session, self.import.take()) else { return };
        self.become_like(import.brought(&session.draft), import.way);
        let count = self.draft().map_or(0, |draft| draft.changes().len());
        self.page = Page::Review;
        self.notice = Some(Notice::Imported { count });
    }

    /// Makes the draft like something else, in one step of undo. The review says what cannot come along.
    pub(super) fn become_like(&mut self, brought: Brought, way: Way) {
        let Some(session) = &self.session else { return };
        let (losses, before) = (all_losses(&session.draft, &brought, way), session.draft.edited().clone());
        self.edit(Edit::Become(Box::new(brought.blueprint), way));
        if let Some(session) = &mut self.session {
            session.remarks.became_like(before, losses);
        }
    }
}

/// Returns what cannot come along, each once.
fn all_losses(draft: &Draft, brought: &Brought, way: Way) -> Vec<Loss> {
    let mut losses = [brought.losses.clone(), draft.losses(&brought.blueprint, way)].concat();
    losses.sort();
    losses.dedup();
    losses
}

/// Returns where an account lives, as files tell it; empty for a demo account.
pub(super) fn place_of(session: &Session) -> String {
    session.connection.host().map(ToString::to_string).unwrap_or_default()
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
    fn new(session: &Session, file: ChosenFile, words: Vec<Words>) -> Self {
        let host = session.connection.host().cloned();
        Self { file, words, target: session.draft.edited().clone(), host }
    }

    /// Reads the file. A large one takes its time, so that is for a thread of its own.
    ///
    /// # Errors
    ///
    /// It is neither an account nor a table, or the account has no list for a table.
    pub fn read(self) -> Result<Import, ImportFault> {
        let ChosenFile { name, bytes } = &self.file;
        let plain = without_mark(bytes);
        if plain.trim_ascii_start().starts_with(b"{") {
            let snapshot = Snapshot::from_bytes(&plain).map_err(ImportFault::Document)?;
            let origin = self.origin(&snapshot);
            let Snapshot { taken, account, .. } = snapshot;
            let source = Source::Snapshot { file: name.clone(), account: account.name.clone(), taken };
            return Ok(Import::new(source, Wanted::Account(Box::new(account), origin)));
        }
        let list = self.target.mode.list().ok_or(ImportFault::NoList)?;
        let sheet = Sheet::read(bytes, list, &self.target, &self.words).map_err(ImportFault::Sheet)?;
        Ok(Import::new(Source::Sheet { file: name.clone() }, Wanted::Sheet(Box::new(sheet))))
    }

    /// Tells whether the ids in a file are those of the account, which may have got another address since.
    fn origin(&self, snapshot: &Snapshot) -> Origin {
        let (here, there) = (self.target.id, snapshot.account.id);
        let is_same = match (&self.host, Host::parse(&snapshot.place)) {
            (Some(host), Ok(place)) => Folder::of_host(host, here) == Folder::of_host(&place, there),
            (None, _) => snapshot.place.is_empty() && here == there,
            (Some(_), Err(_)) => false,
        };
        if is_same { Origin::SameAccount } else { Origin::Elsewhere }
    }
}

/// Suggests a name that every file system takes, such as `Aroma Coffee 2026-11-22.xlsx`.
fn file_name(title: &str, day: Date, extension: &str) -> String {
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
