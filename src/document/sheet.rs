//! A table that somebody has edited in a spreadsheet, read back.

use std::collections::{BTreeMap, BTreeSet};

use csv::{ReaderBuilder, StringRecord};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::crm::{
    Account, Choice, Color, Comma, Field, FieldKind, Item, Key, List, Loss, StatusKind, TargetState, Value,
    WantedItem, same_name, typed_decimal,
};

use super::table::{Column, Words, columns, unguarded};

/// More rows than this are no table of an account.
const MAX_ROWS: usize = 1_000;

/// More columns than this are no table of an account.
const MAX_COLUMNS: usize = 1_000;

/// Why a table cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFault {
    /// It is not written in UTF-8.
    Encoding,
    /// It has no column of names.
    NoNames,
    /// It has more rows or columns than an account could have.
    TooLarge,
}

/// What is wrong with one cell, which is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The number of its row as spreadsheets show it: the headings are row 1.
    pub row: usize,
    /// The heading of its column.
    pub column: String,
    /// What is wrong.
    pub kind: Miswritten,
}

/// How a cell can be miswritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miswritten {
    /// There is no name, so the whole row is left out.
    Nameless,
    /// Not six hex digits.
    Color,
    /// Not a number.
    Number,
    /// Neither yes nor no.
    Truth,
    /// Not a day.
    Date,
    /// Not a day with a time.
    Moment,
}

/// What a table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The account as it is to look.
    pub target: TargetState,
    /// The headings of fields, each with the name of the field that the account has for it.
    pub fields: Vec<(String, Option<String>)>,
    /// What the account has no place for.
    pub losses: Vec<Loss>,
    /// What could not be read.
    pub faults: Vec<CellFault>,
}

impl Sheet {
    /// Reads CSV with its headings in any of these languages, as a table of one list of `target`. Things are
    /// known by their ids if the account has them, else by their names; columns that are not there say
    /// nothing.
    ///
    /// # Errors
    ///
    /// A file that is no such table is refused as a whole.
    pub fn read(bytes: &[u8], list: List, target: &Account, words: &[Words]) -> Result<Self, SheetFault> {
        let text = str::from_utf8(bytes).map_err(|_| SheetFault::Encoding)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let delimiter = delimiter(text);
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let header = records.next().and_then(Result::ok).ok_or(SheetFault::NoNames)?;
        if header.len() > MAX_COLUMNS {
            return Err(SheetFault::TooLarge);
        }
        let mut reading = Reading {
            target,
            words,
            // Spreadsheets part columns by semicolons where the comma is the decimal sign.
            comma: if delimiter == b';' { Comma::Decimal } else { Comma::Unclear },
            fields: Vec::new(),
            losses: BTreeSet::new(),
            faults: Vec::new(),
            row: 1,
            id: None,
        };
        let columns = reading.columns(&header, list);
        if !columns.iter().any(|(_, column, _)| *column == Column::Name) {
            return Err(SheetFault::NoNames);
        }
        let mut target = TargetState { statuses: None, segments: None };
        match list {
            List::Statuses => target.statuses = Some(Vec::new()),
            List::Segments => target.segments = Some(Vec::new()),
        }
        for record in records {
            // The text is UTF-8 and rows may differ in length, so every record can be read.
            let Ok(record) = record else { continue };
            reading.row += 1;
            if reading.row > MAX_ROWS {
                return Err(SheetFault::TooLarge);
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if let Some(statuses) = &mut target.statuses {
                statuses.extend(reading.status(&columns, &record));
            }
            if let Some(segments) = &mut target.segments {
                segments.extend(reading.segment(&columns, &record));
            }
        }
        let Reading { fields, losses, faults, .. } = reading;
        Ok(Self { target, fields, losses: losses.into_iter().collect(), faults })
    }
}

/// Returns what parts the columns: whichever of the usual marks stands most often in the first row.
fn delimiter(text: &str) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        is_quoted ^= byte == b'"';
        if !is_quoted && matches!(byte, b'\n' | b'\r') {
            break;
        }
        if !is_quoted && let Some((_, count)) = counts.iter_mut().find(|(mark, _)| *mark == byte) {
            *count += 1;
        }
    }
    let [comma, semicolon, tab] = counts;
    let best = if semicolon.1 > comma.1 { semicolon } else { comma };
    if tab.1 > best.1 { tab.0 } else { best.0 }
}

/// The places of the columns in a row, what they are, and their headings.
type Columns = Vec<(usize, Column, String)>;

struct Reading<'a> {
    target: &'a Account,
    words: &'a [Words],
    comma: Comma,
    fields: Vec<(String, Option<String>)>,
    losses: BTreeSet<Loss>,
    faults: Vec<CellFault>,
    /// The number of the row that is being read, from 1.
    row: usize,
    /// The id that this row tells, if the account has such a thing.
    id: Option<u64>,
}

impl Reading<'_> {
    /// Finds what stands in which column; of two with the same heading the first counts.
    fn columns(&mut self, header: &StringRecord, list: List) -> Columns {
        let known: Vec<_> = self.words.iter().flat_map(|words| columns(self.target, list, words)).collect();
        let mut found: Columns = Vec::new();
        for (place, heading) in header.iter().enumerate() {
            let heading = unguarded(heading).trim();
            let column = known.iter().find(|(_, known)| same_name(known, heading)).map(|(column, _)| *column);
            match column {
                Some(column) if found.iter().all(|(_, other, _)| *other != column) => {
                    if let Column::Field(id) = column {
                        let field = self.target.field(id).map(|field| field.name.clone());
                        self.fields.push((heading.to_owned(), field));
                    }
                    found.push((place, column, heading.to_owned()));
                }
                Some(_) => {}
                None if heading.is_empty() => {}
                None => {
                    self.fields.push((heading.to_owned(), None));
                    self.losses.insert(Loss::FieldGone { field: heading.to_owned() });
                }
            }
        }
        found
    }

    fn blame(&mut self, column: &str, kind: Miswritten) {
        self.faults.push(CellFault { row: self.row, column: column.to_owned(), kind });
    }

    /// Returns id, name and colour of a row; `None` if it has no name.
    fn head(
        &mut self,
        columns: &Columns,
        record: &StringRecord,
        item: fn(Key) -> Item,
    ) -> Option<(String, Option<Color>)> {
        self.id = None;
        let (mut name, mut color) = (String::new(), None);
        for (place, column, heading) in columns {
            let cell = unguarded(record.get(*place).unwrap_or_default());
            match column {
                Column::Id => {
                    let id = cell.trim().parse().ok();
                    self.id = id.filter(|id| self.target.has(item(Key::Id(*id))));
                }
                Column::Name => cell.clone_into(&mut name),
                Column::Color if !cell.trim().is_empty() => {
                    color = Color::parse(cell);
                    if color.is_none() {
                        self.blame(heading, Miswritten::Color);
                    }
                }
                _ => {}
            }
        }
        if name.trim().is_empty() {
            let heading = columns.iter().find(|(_, column, _)| *column == Column::Name);
            self.blame(heading.map_or("", |(_, _, heading)| heading), Miswritten::Nameless);
            // Known by its id, it keeps the name that it has: left out, it would count as removed.
            let item = item(Key::Id(self.id?));
            self.target.name_of(item)?.clone_into(&mut name);
        }
        Some((name, color))
    }

    fn status(&mut self, columns: &Columns, record: &StringRecord) -> Option<WantedItem> {
        let (name, color) = self.head(columns, record, Item::Status)?;
        let told = columns.iter().find(|(_, column, _)| *column == Column::System);
        let told = told.and_then(|(place, _, _)| self.truth(record.get(*place).unwrap_or_default()));
        let known = match self.id {
            Some(id) => self.target.status(Key::Id(id)),
            None => self.target.statuses.iter().find(|one| one.system && same_name(&one.name, &name)),
        };
        let is_system = match (self.id, known) {
            (Some(_), Some(status)) => status.system,
            _ => told.unwrap_or(known.is_some()),
        };
        let kind = known.map_or(StatusKind::Unknown, |status| status.kind);
        let system = is_system.then_some(kind);
        Some(WantedItem { id: self.id, name, color, system, ..WantedItem::default() })
    }

    fn segment(&mut self, columns: &Columns, record: &StringRecord) -> Option<WantedItem> {
        let (name, color) = self.head(columns, record, Item::Segment)?;
        let there = self.id.and_then(|id| self.target.segment(Key::Id(id)));
        let mut values = BTreeMap::new();
        for (place, column, heading) in columns {
            let Column::Field(id) = column else { continue };
            let Some(field) = self.target.field(*id) else { continue };
            let cell = unguarded(record.get(*place).unwrap_or_default());
            let is_hidden =
                there.is_some_and(|there| matches!(there.values.get(id), Some(Value::Unknown(_))));
            if !cell.is_empty() {
                if let Some(value) = self.value(field, heading, cell) {
                    values.insert(*id, Some(value));
                }
            } else if !is_hidden {
                values.insert(*id, None);
            }
        }
        Some(WantedItem { id: self.id, name, color, values, ..WantedItem::default() })
    }

    fn value(&mut self, field: &Field, heading: &str, cell: &str) -> Option<Value> {
        let (value, kind) = match field.kind {
            FieldKind::Text | FieldKind::TextArea | FieldKind::Url | FieldKind::Address => {
                return Some(Value::Text(cell.to_owned()));
            }
            FieldKind::Select | FieldKind::Radio => return self.choice(field, cell).map(Value::Choice),
            FieldKind::MultiSelect => {
                let lines = cell.lines().filter(|line| !line.trim().is_empty());
                let choices: Option<_> = lines.map(|line| self.choice(field, line)).collect();
                return choices.map(Value::Choices);
            }
            FieldKind::Unknown => return None,
            FieldKind::Number => (typed_decimal(cell, self.comma).map(Value::Number), Miswritten::Number),
            FieldKind::Checkbox => (self.truth(cell).map(Value::Truth), Miswritten::Truth),
            FieldKind::Date => (date(cell).map(Value::Date), Miswritten::Date),
            FieldKind::DateTime => (self.moment(cell).map(Value::Moment), Miswritten::Moment),
        };
        if value.is_none() {
            self.blame(heading, kind);
        }
        value
    }

    fn choice(&mut self, field: &Field, word: &str) -> Option<u64> {
        let of_name = |one: &&Choice| same_name(&one.name, word);
        let id = word.trim().strip_prefix('#').and_then(|digits| digits.parse().ok());
        let choice = id.and_then(|id| field.choice(id)).or_else(|| field.choices.iter().find(of_name));
        if choice.is_none() {
            let (field, choice) = (field.name.clone(), word.trim().to_owned());
            self.losses.insert(Loss::ChoiceGone { field, choice });
        }
        choice.map(|choice| choice.id)
    }

    fn truth(&self, cell: &str) -> Option<bool> {
        let is = |word: &str| same_name(word, cell);
        if self.words.iter().any(|words| is(&words.yes)) || ["1", "true"].into_iter().any(is) {
            return Some(true);
        }
        let is_no = self.words.iter().any(|words| is(&words.no)) || ["0", "false"].into_iter().any(is);
        is_no.then_some(false)
    }

    fn moment(&self, cell: &str) -> Option<Timestamp> {
        let cell = cell.trim();
        if let Ok(moment) = Timestamp::strptime("%Y-%m-%d %H:%M:%S %:z", cell) {
            return Some(moment);
        }
        let forms = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"];
        let local = forms.into_iter().find_map(|form| DateTime::strptime(form, cell).ok());
        self.target.zone.to_timestamp(local?).ok()
    }
}

/// Reads a day as Etapa writes it, or as the spreadsheets of most of Europe do.
fn date(cell: &str) -> Option<Date> {
    ["%Y-%m-%d", "%d.%m.%Y"].into_iter().find_map(|form| Date::strptime(form, cell.trim()).ok())
}
