//! What was saved before, with the way back to each time.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Align, Context, Frame, Id, Layout, Margin, RichText, ScrollArea, Ui, vec2};
use egui_material_icons::icons;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::crm::{Account, Change, ChangeKind, Item, display};
use crate::model::{Command, History, HistoryEntry, Language, Session};
use crate::text::{Texts, shortened};

use super::theme::{
    COMPACT_HEIGHT, FIELD_PADDING, MENU_HEIGHT, ROUNDING, font_size, space, strong_font, width,
};
use super::widgets::announcement::alert_ui;
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, icon, menu, text_field};
use super::{Cx, page};

/// How many saves are shown at first, and how many more each time.
const PAGE: usize = 50;
/// Longer names would make the menu too wide.
const LONGEST_NAME: usize = 40;
/// A longer one would not fit beside its icons in the smallest window.
const LONGEST_CHOSEN: usize = 22;

/// Draws the history of the account or of one item.
pub fn history_ui(ui: &mut Ui, cx: &Cx<'_>, about: Option<Item>, commands: &mut Vec<Command>) {
    ui.set_max_width(width::PAGE.min(ui.available_width()));
    page::heading_ui(ui, cx, "history-heading", commands);
    let Some(session) = cx.model.session() else { return };
    let Some(history) = session.history() else { return no_history_ui(ui, cx, session) };
    let account = session.draft().base();
    ui.label(RichText::new(summary(cx, history, account)).color(cx.theme.weak));
    ui.add_space(space::M);
    if history.saves.is_empty() && history.backups.is_empty() {
        ui.label(RichText::new(cx.texts.t("history-empty")).font(strong_font(font_size::SECTION)));
        ui.label(RichText::new(cx.texts.t("history-empty-about")).color(cx.theme.weak));
        return;
    }
    if history.unreadable > 0 {
        let told = cx.texts.t_with("history-unreadable", &[("n", history.unreadable.into())]);
        callout_ui(ui, cx.theme, Tone::Warning, |ui| ui.label(told));
    }
    let filter = Filter { about, wanted: find_ui(ui, cx) };
    let shown_id = ui.scope_id().with("shown");
    let shown = ui.data(|data| data.get_temp(shown_id)).unwrap_or(PAGE);
    let page = HistoryView::of(ui.ctx(), cx.texts, history, &account.zone, filter, shown);
    let width = ui.available_width();
    beside_or_below(ui, width, |ui| {
        things_ui(ui, cx, &page, session.draft().edited(), commands);
        export_ui(ui, cx, &page, account, commands);
    });
    ui.add_space(space::XS);
    if page.rows.is_empty() {
        ui.label(RichText::new(cx.texts.t("history-not-found")).color(cx.theme.weak));
    }
    for (index, row) in page.rows.iter().enumerate() {
        ui.push_id((row.at, index), |ui| row_ui(ui, cx, row, commands));
        ui.add_space(space::M);
    }
    if page.has_more && ui.button(cx.texts.t("history-older")).clicked() {
        ui.data_mut(|data| data.insert_temp(shown_id, shown + PAGE));
    }
}

/// Tells why there is no history to show, or not yet.
fn no_history_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session) {
    if let Some(fault) = session.history_fault() {
        callout_ui(ui, cx.theme, Tone::Warning, |ui| alert_ui(ui, cx.texts.history_fault(fault)));
    } else {
        ui.label(RichText::new(cx.texts.t("history-reading")).color(cx.theme.weak));
    }
}

/// Draws controls side by side if this width has room.
fn beside_or_below(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    if width < width::TWO_CONTROLS {
        ui.vertical(content);
    } else {
        ui.horizontal(content);
    }
}

/// Tells how many backups there are, and how old the oldest is.
fn summary(cx: &Cx<'_>, history: &History, account: &Account) -> String {
    let about = cx.texts.t("history-about");
    let Some(oldest) = history.backups.last() else { return about };
    let oldest = cx.texts.minute(*oldest, &account.zone);
    let values = [("n", history.backups.len().into()), ("oldest", oldest.into())];
    format!("{about} {}", cx.texts.t_with("history-backups", &values))
}

/// Draws the field in which the user types what is looked for, and returns that.
fn find_ui(ui: &mut Ui, cx: &Cx<'_>) -> String {
    let id = Id::unique("history-find");
    let mut wanted: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let name = cx.texts.t("history-find");
    let field = text_field::line(ui, id.with("field"), &mut wanted).hint_text(name.as_str());
    ui.add(field.desired_width(f32::INFINITY).margin(FIELD_PADDING)).accessible_name(name);
    ui.data_mut(|data| data.insert_temp(id, wanted.clone()));
    wanted.trim().to_lowercase()
}

/// What the user looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    /// An item, under any of its former names.
    about: Option<Item>,
    /// Words of a sentence or of the user's name, in lower case.
    wanted: String,
}

impl Filter {
    /// Tells what of a save is looked for.
    fn told<'a>(&self, texts: &Texts, save: &'a HistoryEntry) -> Vec<(&'a Change, String)> {
        let is_by = save.user.to_lowercase().contains(&self.wanted);
        let about = save.changes.iter().filter(|change| self.about.is_none_or(|item| item == change.item));
        let told = about.map(|change| (change, texts.change(change, &save.account)));
        told.filter(|(_, sentence)| is_by || sentence.to_lowercase().contains(&self.wanted)).collect()
    }
}

/// What the page shows. It is kept from frame to frame, for there may be thousands of saves.
struct HistoryView {
    history: Arc<History>,
    language: Language,
    zone: TimeZone,
    filter: Filter,
    shown: usize,
    rows: Vec<Row>,
    /// Whether there are older ones.
    has_more: bool,
    /// Everything that was ever changed, by the name that it had last.
    things: BTreeMap<Item, String>,
}

/// One time at which something was saved, or was going to be.
struct Row {
    at: Timestamp,
    when: String,
    backup: Option<Timestamp>,
    user: String,
    /// What was saved, in sentences; nothing if there is but a backup.
    sentences: Vec<String>,
}

impl HistoryView {
    /// Returns the view of the former frame if it shows the same.
    fn of(
        ctx: &Context,
        texts: &Texts,
        history: &Arc<History>,
        zone: &TimeZone,
        filter: Filter,
        shown: usize,
    ) -> Arc<Self> {
        let id = Id::unique("history-told");
        let known = ctx.data(|data| data.get_temp::<Arc<Self>>(id)).filter(|told| {
            let is_same = Arc::ptr_eq(&told.history, history) && told.language == texts.language();
            is_same && told.zone == *zone && told.filter == filter && told.shown == shown
        });
        known.unwrap_or_else(|| {
            let told = Arc::new(Self::new(texts, Arc::clone(history), zone.clone(), filter, shown));
            ctx.data_mut(|data| data.insert_temp(id, Arc::clone(&told)));
            told
        })
    }

    fn new(texts: &Texts, history: Arc<History>, zone: TimeZone, filter: Filter, shown: usize) -> Self {
        let tell = |(at, backup, save): (Timestamp, Option<Timestamp>, Option<&HistoryEntry>)| {
            let told = save.map(|save| filter.told(texts, save)).unwrap_or_default();
            let sentences: Vec<String> = told.into_iter().map(|(_, sentence)| sentence).collect();
            let user = save.map(|save| display::line(&save.user).into_owned()).unwrap_or_default();
            let is_wanted = filter == Filter::default() || !sentences.is_empty();
            is_wanted.then(|| Row { at, when: texts.minute(at, &zone), backup, user, sentences })
        };
        // No more are told than are shown, and one that tells whether there are older ones.
        let mut rows: Vec<Row> = history.rows().into_iter().filter_map(tell).take(shown + 1).collect();
        let has_more = rows.len() > shown;
        rows.truncate(shown);
        let mut things = BTreeMap::new();
        for change in history.saves.iter().flat_map(|save| &save.changes).filter(|one| !one.item.is_new()) {
            // The latest comes first.
            things.entry(change.item).or_insert_with(|| match &change.kind {
                ChangeKind::Renamed { to } => to.clone(),
                _ => change.name.clone(),
            });
        }
        let language = texts.language();
        Self { history, language, zone, filter, shown, rows, has_more, things }
    }
}

/// Draws the choice of an item: first those of the account, then deleted ones.
fn things_ui(ui: &mut Ui, cx: &Cx<'_>, told: &HistoryView, account: &Account, commands: &mut Vec<Command>) {
    let name = |item: Item| match (account.name_of(item), told.things.get(&item)) {
        (Some(name), _) => cx.texts.name(name),
        (None, name) => {
            let name = cx.texts.name(name.map(String::as_str).unwrap_or_default());
            cx.texts.t_with("history-deleted", &[("name", name.into())])
        }
    };
    let everything = cx.texts.t("history-everything");
    let about = told.filter.about;
    let chosen = about.map_or_else(|| everything.clone(), name);
    let spoken = cx.texts.t_with("history-about-what", &[("name", chosen.as_str().into())]);
    let shown = RichText::new(shortened(&chosen, LONGEST_CHOSEN));
    let atoms = (
        icon::text(icons::ICON_FILTER_LIST).color(cx.theme.weak),
        shown,
        icon::text(icons::ICON_EXPAND_MORE).color(cx.theme.weak),
    );
    menu::menu_ui(ui, atoms, &spoken, |ui| {
        ScrollArea::vertical().max_height(MENU_HEIGHT).show(ui, |ui| {
            if menu::choice_ui(ui, cx.theme, &everything, about.is_none()) {
                commands.push(Command::ShowHistory);
            }
            let is_told = |item: &Item| about == Some(*item) || told.things.contains_key(item);
            let there = account.items().filter(is_told);
            let gone = told.things.keys().copied().filter(|item| !account.has(*item));
            for item in there.chain(gone) {
                let name = shortened(&name(item), LONGEST_NAME);
                if menu::choice_ui(ui, cx.theme, &name, about == Some(item)) {
                    commands.push(Command::ShowHistoryOf(item));
                }
            }
        });
    });
}

/// Draws the button that writes what is looked for into a table.
fn export_ui(ui: &mut Ui, cx: &Cx<'_>, told: &HistoryView, account: &Account, commands: &mut Vec<Command>) {
    let is_something = told.rows.iter().any(|row| !row.sentences.is_empty());
    let is_possible = is_something && !cx.model.lanes().is_choosing_file();
    let text = cx.texts.t("export-button");
    let atoms = (icon::text(icons::ICON_CSV), text.as_str());
    let export =
        ui.add_enabled_ui(is_possible, |ui| button::quiet(ui, atoms, vec2(0.0, COMPACT_HEIGHT))).inner;
    let is_all = told.filter == Filter::default();
    let name = cx.texts.t(if is_all { "export-history-name" } else { "export-shown-name" });
    if export.accessible_name(name).on_hover_text(cx.texts.t("export-history-tip")).clicked() {
        let title = cx.texts.t_with("export-history-title", &[("account", account.name.as_str().into())]);
        let saves = told.history.saves.iter().map(|save| (save, told.filter.told(cx.texts, save)));
        let table = cx.texts.history_table(saves, &account.zone);
        commands.push(Command::ExportTable { title, table, format: cx.texts.csv() });
    }
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, commands: &mut Vec<Command>) {
    let frame =
        Frame::new().fill(cx.theme.side).corner_radius(ROUNDING).inner_margin(Margin::symmetric(12, 10));
    frame.show(ui, |ui| {
        let width = ui.available_width();
        ui.set_width(width);
        let is_beside = width >= width::TWO_CONTROLS;
        beside_or_below(ui, width, |ui| {
            ui.label(RichText::new(row.when.as_str()).font(strong_font(font_size::BODY)));
            if !row.user.is_empty() {
                ui.label(RichText::new(row.user.as_str()).color(cx.theme.weak));
            }
            if let Some(backup) = row.backup.filter(|_| is_beside) {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    restore_ui(ui, cx, backup, &row.when, commands);
                });
            }
        });
        if row.sentences.is_empty() {
            ui.label(RichText::new(cx.texts.t("history-backup-only")).color(cx.theme.weak));
        }
        for sentence in &row.sentences {
            ui.label(sentence);
        }
        if let Some(backup) = row.backup.filter(|_| !is_beside) {
            restore_ui(ui, cx, backup, &row.when, commands);
        }
    });
}

fn restore_ui(ui: &mut Ui, cx: &Cx<'_>, backup: Timestamp, when: &str, commands: &mut Vec<Command>) {
    let text = cx.texts.t("history-restore");
    let atoms = (icon::text(icons::ICON_HISTORY), text.as_str());
    let name = cx.texts.t_with("history-restore-name", &[("when", when.into())]);
    let restore = ui
        .add_enabled_ui(cx.model.can_edit(), |ui| button::quiet(ui, atoms, vec2(0.0, COMPACT_HEIGHT)))
        .inner;
    if restore.accessible_name(&name).on_hover_text(cx.texts.t("history-restore-tip")).clicked() {
        commands.push(Command::Restore(backup));
    }
}

#[cfg(test)]
mod tests {
    use crate::crm::Key;

    use super::*;

    fn save(at: i64, user: &str, changes: &[(u64, &str, &str)]) -> HistoryEntry {
        let change = |(id, name, to): &(u64, &str, &str)| Change {
            item: Item::Status(Key::Id(*id)),
            name: (*name).to_owned(),
            kind: ChangeKind::Renamed { to: (*to).to_owned() },
        };
        let account = Account::empty(1);
        let changes = changes.iter().map(change).collect();
        HistoryEntry {
            at: Timestamp::from_second(at).expect("a moment"),
            user: user.into(),
            backup: None,
            changes,
            account,
        }
    }

    /// One status was called Gold before it was called VIP; another is called VIP 2.
    fn history() -> Arc<History> {
        let saves = vec![
            save(3, "Ann", &[(1, "Gold", "VIP"), (2, "Old", "VIP 2")]),
            save(2, "Bob", &[(1, "Silver", "Gold")]),
            save(1, "Bob", &[(3, "Odd", "Even")]),
        ];
        Arc::new(History { saves, ..History::default() })
    }

    fn told(history: &Arc<History>, about: Option<u64>, wanted: &str) -> Vec<Vec<String>> {
        let about = about.map(|id| Item::Status(Key::Id(id)));
        let filter = Filter { about, wanted: wanted.to_owned() };
        let texts = Texts::new(Language::English);
        let told = HistoryView::new(&texts, Arc::clone(history), TimeZone::UTC, filter, PAGE);
        told.rows.into_iter().map(|row| row.sentences).collect()
    }

    #[test]
    fn one_thing_is_found_under_all_its_names_and_no_other() {
        let history = history();
        let found = told(&history, Some(1), "");
        let sentences = [vec!["“Gold” is renamed to “VIP”"], vec!["“Silver” is renamed to “Gold”"]];
        assert_eq!(found, sentences);
        assert_eq!(told(&history, Some(1), "silver"), sentences[1..], "and by its words");
    }

    #[test]
    fn words_are_looked_for_in_sentences_and_in_the_name_of_the_user() {
        let history = history();
        assert_eq!(told(&history, None, "vip").concat().len(), 2);
        assert_eq!(told(&history, None, "bob").concat().len(), 2, "all that Bob saved");
        assert_eq!(told(&history, None, "").len(), 3);
        assert!(told(&history, None, "nobody").is_empty());
    }

    #[test]
    fn what_was_told_is_kept_until_something_else_is_to_be_told() {
        let (ctx, history) = (Context::default(), history());
        let (english, russian) = (Texts::new(Language::English), Texts::new(Language::Russian));
        let moscow = TimeZone::fixed(jiff::tz::offset(3));
        let other = Arc::new(History::clone(&history));
        let wanted = |wanted: &str| Filter { wanted: wanted.into(), ..Filter::default() };
        let vip = Filter { about: Some(Item::Status(Key::Id(1))), ..Filter::default() };
        let mut last = HistoryView::of(&ctx, &english, &history, &TimeZone::UTC, wanted(""), PAGE);
        for (texts, history, zone, filter, shown) in [
            (&russian, &history, &TimeZone::UTC, wanted(""), PAGE),
            (&russian, &other, &TimeZone::UTC, wanted(""), PAGE),
            (&russian, &other, &moscow, wanted(""), PAGE),
            (&russian, &other, &moscow, wanted("vip"), PAGE),
            (&russian, &other, &moscow, vip, PAGE),
            (&russian, &other, &moscow, wanted(""), 1),
        ] {
            let told = HistoryView::of(&ctx, texts, history, zone, filter.clone(), shown);
            assert!(!Arc::ptr_eq(&told, &last), "something else is told");
            let again = HistoryView::of(&ctx, texts, history, zone, filter, shown);
            assert!(Arc::ptr_eq(&told, &again), "the same is not told again");
            last = told;
        }
        assert!(last.has_more && last.rows.len() == 1, "there are older ones");
    }
}
