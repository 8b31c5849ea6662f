//! Statuses or segments as a table for a spreadsheet.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use rust_xlsxwriter::{Color as Fill, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::crm::{Account, Color, Field, FieldKind, Item, List, Value, decimal, same_name};

use super::DocumentFault;

/// The most characters that a cell of a spreadsheet holds, in units of UTF-16.
const MAX_CELL: usize = 32_767;

/// The words of a table in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Above the ids.
    pub id: String,
    /// Above the names.
    pub name: String,
    /// Above the colours.
    pub color: String,
    /// Above the marks of amoCRM's own statuses.
    pub system: String,
    /// A tick.
    pub yes: String,
    /// No tick.
    pub no: String,
}

/// What stands in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Name,
    Color,
    System,
    /// The field of this id.
    Field(u64),
}

/// A table: a row of headings, and rows of as many cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The headings.
    pub header: Vec<String>,
    /// The rows below.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, which is never taken for a formula.
    Text(String),
    /// A decimal number in its shortest spelling, with a point.
    Number(String),
    /// A day.
    Date(Date),
    /// A moment in the time zone of the account.
    Moment(Box<Zoned>),
    /// A colour.
    Color(Color),
}

impl Table {
    /// Makes the table of one list: id, name, colour, for statuses whether it is amoCRM's own, for segments a
    /// column for each custom field that Etapa understands.
    #[must_use]
    pub fn of(account: &Account, list: List, words: &Words) -> Self {
        let columns = columns(account, list, words);
        let is_listed = |item: &Item| matches!(item, Item::Status(_)) == (list == List::Statuses);
        let row =
            |item: Item| columns.iter().map(|(column, _)| cell(account, item, *column, words)).collect();
        let rows = account.items().filter(is_listed).map(row).collect();
        Self { header: columns.into_iter().map(|(_, heading)| heading).collect(), rows }
    }

    /// Writes the table as CSV in UTF-8 with its mark, which Excel asks for. A point in numbers becomes a
    /// comma where columns are not parted by commas: so it is in the countries where they are not.
    ///
    /// # Errors
    ///
    /// None is known; the writer could tell one.
    pub fn to_csv(&self, delimiter: u8) -> Result<Vec<u8>, DocumentFault> {
        // Quotes keep a text whole for a spreadsheet that expects another delimiter.
        let mut writer = WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::NonNumeric)
            .from_writer("\u{feff}".as_bytes().to_vec());
        let header = self.header.iter().map(|heading| guarded(heading)).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| written(cell, delimiter)).collect());
        for row in std::iter::once(header).chain(rows) {
            let row: Vec<String> = row;
            writer.write_record(row).map_err(|_| DocumentFault::Damaged)?;
        }
        writer.into_inner().map_err(|_| DocumentFault::Damaged)
    }

    /// Writes the table as an Excel file that says it was made at this moment.
    ///
    /// # Errors
    ///
    /// A table that is too large for a spreadsheet is refused.
    pub fn to_xlsx(&self, made: Timestamp) -> Result<Vec<u8>, DocumentFault> {
        self.workbook(made).map_err(|_| DocumentFault::Damaged)
    }

    fn workbook(&self, made: Timestamp) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_timestamp(made.as_second())?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = book.add_worksheet();
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, heading) in (0..).zip(&self.header) {
            sheet.write_string_with_format(0, column, cut(heading), &bold)?;
            let cells = self.rows.iter().filter_map(|row| row.get(usize::from(column)));
            let widths = cells.map(|cell| width(&written(cell, b';')));
            sheet.set_column_width(column, widths.fold(width(heading), f64::max))?;
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                write_cell(sheet, row, column, cell)?;
            }
        }
        book.save_to_buffer()
    }
}

/// Returns the columns of a table, each with its heading; no two headings are the same.
pub(super) fn columns(account: &Account, list: List, words: &Words) -> Vec<(Column, String)> {
    let mut columns = vec![
        (Column::Id, words.id.clone()),
        (Column::Name, words.name.clone()),
        (Column::Color, words.color.clone()),
    ];
    if list == List::Statuses {
        columns.push((Column::System, words.system.clone()));
        return columns;
    }
    for field in account.fields.iter().filter(|field| field.kind != FieldKind::Unknown) {
        let namesakes = account.fields.iter().filter(|other| same_name(&other.name, &field.name)).count();
        let is_taken = columns.iter().any(|(_, heading)| same_name(heading, &field.name));
        let is_telling = namesakes == 1 && !is_taken && !field.name.trim().is_empty();
        let heading = if is_telling { field.name.clone() } else { format!("{} #{}", field.name, field.id) };
        columns.push((Column::Field(field.id), heading));
    }
    columns
}

fn cell(account: &Account, item: Item, column: Column, words: &Words) -> Cell {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    match (column, item) {
        (Column::Id, _) => item.key().id().map_or(Cell::Empty, |id| Cell::Number(id.to_string())),
        (Column::Name, _) => text(account.name_of(item).unwrap_or_default()),
        (Column::Color, _) => account.color_of(item).map_or(Cell::Empty, Cell::Color),
        (Column::System, _) => text(if account.is_system(item) { &words.yes } else { &words.no }),
        (Column::Field(id), Item::Segment(key)) => {
            let value = account.segment(key).and_then(|segment| segment.values.get(&id));
            let cell = value.zip(account.field(id));
            cell.map_or(Cell::Empty, |(value, field)| filled(account, field, value, words))
        }
        (Column::Field(_), Item::Status(_)) => Cell::Empty,
    }
}

fn filled(account: &Account, field: &Field, value: &Value, words: &Words) -> Cell {
    match value {
        Value::Number(number) => decimal(number).map_or_else(|| Cell::Text(number.clone()), Cell::Number),
        Value::Text(text) | Value::Typed(text) => Cell::Text(text.clone()),
        Value::Truth(true) => Cell::Text(words.yes.clone()),
        Value::Truth(false) => Cell::Text(words.no.clone()),
        Value::Choice(id) => Cell::Text(choice_word(field, *id)),
        Value::Choices(ids) => {
            let words: Vec<String> = ids.iter().map(|id| choice_word(field, *id)).collect();
            Cell::Text(words.join("\n"))
        }
        Value::Date(date) => Cell::Date(*date),
        Value::Moment(moment) => Cell::Moment(Box::new(moment.to_zoned(account.zone.clone()))),
        Value::Unknown(_) => Cell::Empty,
    }
}

/// Returns the name of a choice, or its id if the name does not tell it from others.
fn choice_word(field: &Field, id: u64) -> String {
    let namesakes = |name: &str| field.choices.iter().filter(|one| same_name(&one.name, name)).count();
    let is_telling = |name: &&str| {
        !name.trim().is_empty()
            && !name.contains(['\n', '\r'])
            && !name.starts_with('#')
            && namesakes(name) == 1
    };
    let name = field.choice(id).map(|choice| choice.name.as_str()).filter(is_telling);
    name.map_or_else(|| format!("#{id}"), str::to_owned)
}

/// Returns what stands in a CSV file for a cell.
fn written(cell: &Cell, delimiter: u8) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Number(number) if delimiter == b',' => number.clone(),
        Cell::Number(number) => number.replace('.', ","),
        Cell::Date(date) => guarded(&date.to_string()),
        Cell::Moment(moment) => guarded(&moment_text(moment)),
        Cell::Color(color) => color.with_hash(),
    }
}

/// Writes a moment as the clock shows it there, and the distance to UTC only if the clock shows that twice.
fn moment_text(moment: &Zoned) -> String {
    let local = moment.datetime();
    let is_telling = moment.time_zone().to_timestamp(local).is_ok_and(|read| read == moment.timestamp());
    moment.strftime(if is_telling { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S %:z" }).to_string()
}

/// Puts an apostrophe before a text that a spreadsheet might take for a formula, and before one that would
/// lose its own apostrophe when it is read back.
fn guarded(text: &str) -> String {
    if looks_like_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// Takes that apostrophe away.
pub(super) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| looks_like_formula(rest.trim_start_matches('\''))).unwrap_or(text)
}

/// Tells whether a spreadsheet might take this for a formula: OWASP's list for CSV injection, with the wide
/// forms that Japanese editions read alike, also behind spaces.
fn looks_like_formula(text: &str) -> bool {
    let is_skipped = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}';
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(is_skipped)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{2212}'])
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let written = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => {
            if let Some(exact) = exact(number) {
                sheet.write_number(row, column, exact)?;
                return Ok(());
            }
            number.clone()
        }
        Cell::Color(color) => {
            let [black, white] = [Fill::Black, Fill::White];
            let text = if color.wants_black_text() { black } else { white };
            let Color(red, green, blue) = *color;
            let fill = Fill::RGB(u32::from_be_bytes([0, red, green, blue]));
            let format = Format::new().set_background_color(fill).set_font_color(text);
            sheet.write_string_with_format(row, column, color.with_hash(), &format)?;
            return Ok(());
        }
        Cell::Date(date) => {
            if let Some(excel) = excel_date(*date) {
                let format = Format::new().set_num_format("yyyy-mm-dd");
                sheet.write_datetime_with_format(row, column, &excel, &format)?;
                return Ok(());
            }
            date.to_string()
        }
        Cell::Moment(moment) => {
            let time = moment.time();
            let [hour, minute, second] = [time.hour(), time.minute(), time.second()].map(i8::cast_unsigned);
            let day = excel_date(moment.date());
            if let Some(excel) = day.and_then(|day| day.and_hms(hour.into(), minute, second).ok()) {
                let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
                sheet.write_datetime_with_format(row, column, &excel, &format)?;
                return Ok(());
            }
            moment_text(moment)
        }
    };
    sheet.write_string(row, column, cut(&written))?;
    Ok(())
}

/// Returns a number if a spreadsheet, which counts in 15 digits, would not change it.
fn exact(number: &str) -> Option<f64> {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    number.parse().ok().filter(|_| digits <= 15)
}

fn excel_date(date: Date) -> Option<ExcelDateTime> {
    // Excel counts a 29th of February 1900, which there was not, so days before March are one off.
    let year = u16::try_from(date.year()).ok().filter(|year| *year > 1900)?;
    ExcelDateTime::from_ymd(year, date.month().cast_unsigned(), date.day().cast_unsigned()).ok()
}

/// Cuts a text to what a cell holds.
fn cut(text: &str) -> String {
    let mut left = MAX_CELL;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect()
}

/// Returns how wide a column is to be for a text, in characters; a long text is read in its cell.
fn width(text: &str) -> f64 {
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    f64::from(u8::try_from(longest.clamp(8, 60)).unwrap_or(60)) + 2.0
}
