//! What was saved is told, and the way back to each time is open.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use ehttp::Method;
use etapa::crm::{Change, ChangeKind, Color, Edit, Item, Loss, NewStatus};
use etapa::demo::{FaultKind, FaultyServer, ScriptedFault, SeedWords, Server, World};
use etapa::model::{Command, History, Language, LineState, Notice, Page, Session, Settings};

use crate::support::conversation::Conversation;
use crate::support::window::Window;

fn open() -> Conversation {
    Conversation::open_archived(Server::new(World::demo(SeedWords::English)))
}

fn rename(talk: &Conversation, from: &str, to: &str) -> Command {
    Command::Edit(Edit::Rename(talk.item(from), to.to_owned()))
}

fn history(talk: &mut Conversation) -> History {
    talk.press(Command::ShowHistory);
    let history = talk.model.session().and_then(Session::history).expect("a history");
    History::clone(history)
}

fn restore_the_latest(talk: &mut Conversation) {
    let latest = history(talk).backups[0];
    talk.press(Command::Restore(latest));
}

#[test]
fn each_save_is_told_with_the_backup_before_it() {
    let mut talk = open();
    assert_eq!(history(&mut talk), History::default(), "nothing was saved");
    talk.press(rename(&talk, "VIP", "First"));
    talk.press(Command::Save);
    talk.press(rename(&talk, "First", "Second"));
    talk.place("Second", 1);
    talk.press(Command::Save);
    let history = history(&mut talk);
    assert_eq!((history.saves.len(), history.backups.len(), history.unreadable), (2, 2, 0));
    let kinds = |changes: &[Change]| changes.iter().map(|change| change.name.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&history.saves[0].changes), ["First", "First"], "the latest first: renamed and moved");
    assert_eq!(kinds(&history.saves[1].changes), ["VIP"]);
    let rows = history.rows();
    assert_eq!(
        rows.iter().map(|(_, backup, _)| *backup).collect::<Vec<_>>(),
        history.backups.iter().copied().map(Some).collect::<Vec<_>>()
    );
}

#[test]
fn a_save_that_sends_nothing_leaves_no_trace() {
    let mut talk = open();
    talk.press(rename(&talk, "VIP", ""));
    talk.press(Command::Save);
    assert_eq!(history(&mut talk), History::default(), "it was not begun");
}

#[test]
fn what_turns_out_to_have_arrived_is_told_and_can_be_undone() {
    for by_saving in [true, false] {
        let silent = |method, nth, path| ScriptedFault::new(method, nth, FaultKind::Silence).at(path);
        let script = vec![
            ScriptedFault::new(Method::PATCH, 1, FaultKind::DoneButLost),
            silent(Method::GET, 1, "/statuses/"),
        ];
        let server = Server::new(World::demo(SeedWords::English));
        let mut talk = Conversation::open_archived_faulty(FaultyServer::new(server, script));
        talk.press(rename(&talk, "VIP", "Best"));
        talk.press(Command::Save);
        assert!(matches!(talk.notice(), Some(Notice::Failed(_))), "{:?}", talk.notice());
        assert_eq!(history(&mut talk).saves, [], "nobody knows");
        talk.press(if by_saving { Command::Save } else { Command::Reload });
        let told = history(&mut talk);
        let names = told.saves.iter().flat_map(|save| &save.changes).map(|change| change.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["VIP"], "by saving: {by_saving}");
        assert_eq!(told.backups.len(), 1, "nothing was changed since");
        if by_saving {
            assert_eq!(talk.model.way_back(), Some(told.backups[0]));
        }
        talk.press(Command::Restore(told.backups[0]));
        assert_eq!(talk.model.lines().len(), 1, "the old name is wanted: {:?}", talk.model.lines());
    }
}

#[test]
fn what_others_made_pointless_is_not_told_as_saved() {
    let mut talk = open();
    talk.press(rename(&talk, "VIP", "Best"));
    talk.press(rename(&talk, "Sleeping", "Mine"));
    let there = |world: &mut World| {
        for (name, to) in [("VIP", "Best"), ("Sleeping", "Theirs")] {
            world.statuses.iter_mut().find(|status| status.name == name).expect("a status").name = to.into();
        }
    };
    talk.meanwhile(1, there);
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Conflicts { .. })), "{:?}", talk.notice());
    assert_eq!(history(&mut talk).saves, [], "nothing was sent");
}

#[test]
fn a_save_that_deletes_says_why_it_was_not_begun() {
    let mut talk = open();
    talk.press(Command::Edit(Edit::Remove(talk.item("Regular"))));
    talk.press(Command::Save);
    assert_eq!((talk.notice(), talk.sent.len()), (Some(&Notice::ReadFirst), 0));
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
}

#[test]
fn undoing_a_save_brings_everything_back_but_what_was_deleted_is_new() {
    let mut talk = open();
    let before = talk.edited().clone();
    talk.press(rename(&talk, "VIP", "Best"));
    talk.place("Sleeping", 1);
    talk.press(Command::Edit(Edit::Remove(talk.item("Regular"))));
    let color = Color(0xff, 0x8f, 0x92);
    talk.press(Command::Edit(Edit::Add(NewStatus { name: "Extra".into(), color, place: 2 })));
    talk.press(Command::Review);
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
    let backup = talk.model.session().and_then(Session::backup).expect("a backup");
    talk.press(Command::Restore(backup));
    assert_eq!(talk.model.screen().page(), Page::Review, "nothing is sent before it was looked at");
    assert_eq!(talk.writes(), 0, "{:?}", talk.sent);
    assert!(matches!(talk.notice(), Some(Notice::Restored { .. })), "{:?}", talk.notice());
    assert!(loses_regular(&talk), "{:?}", losses(&talk));
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
    let seen = |account: &etapa::crm::Account| {
        account.statuses.iter().map(|status| (status.name.clone(), status.color)).collect::<Vec<_>>()
    };
    assert_eq!(seen(talk.edited()), seen(&before), "as it was");
    let again = talk.item("Regular");
    assert!(before.status(again.key()).is_none(), "under another id");
    assert_eq!(history(&mut talk).saves.len(), 2, "that was a save too");
}

/// Returns what the review says of what is lost.
fn losses(talk: &Conversation) -> Vec<&Loss> {
    talk.model.session().map(Session::losses).unwrap_or_default()
}

fn loses_regular(talk: &Conversation) -> bool {
    matches!(&losses(talk)[..], [Loss::NewId { name, .. }] if name == "Regular")
}

/// Goes back to before a status was deleted.
fn restored() -> Conversation {
    let mut talk = open();
    talk.press(Command::Edit(Edit::Remove(talk.item("Regular"))));
    talk.press(Command::Review);
    talk.press(Command::Save);
    restore_the_latest(&mut talk);
    talk
}

#[test]
fn what_is_lost_and_what_others_changed_is_told_until_it_is_sent() {
    let mut talk = restored();
    let there = |world: &mut World| {
        world.statuses.iter_mut().find(|status| status.name == "VIP").expect("a status").name =
            "Theirs".into();
    };
    talk.meanwhile(1, there);
    talk.press(Command::Reload);
    for command in
        [Command::Dismiss, Command::CloseReview, Command::ShowExport, Command::Reload, Command::Review]
    {
        talk.press(command);
        let others = talk.model.session().map(Session::others).unwrap_or_default();
        assert!(matches!(&others[0].kind, ChangeKind::Renamed { to } if to == "Theirs"), "{others:?}");
        assert!(loses_regular(&talk), "{:?}", losses(&talk));
    }
    talk.press(rename(&talk, "Sleeping", "Mine"));
    assert!(loses_regular(&talk), "the way back is among the changes");
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
    talk.press(rename(&talk, "Mine", "Other"));
    assert!(losses(&talk).is_empty() && talk.model.session().is_some_and(|one| one.others().is_empty()));
}

#[test]
fn what_is_lost_is_told_as_long_as_the_way_back_is_not_undone() {
    for before in [None, Some("Mine")] {
        let mut talk = restored();
        talk.press(Command::Undo);
        if let Some(name) = before {
            talk.press(rename(&talk, "Sleeping", name));
            restore_the_latest(&mut talk);
            talk.press(Command::Undo);
        }
        assert!(losses(&talk).is_empty(), "undone");
        talk.press(Command::Redo);
        assert!(loses_regular(&talk), "done again");
        talk.press(Command::Undo);
        talk.press(rename(&talk, "VIP", "Best"));
        assert!(losses(&talk).is_empty(), "there is no way back to it");
    }
}

#[test]
fn a_restored_draft_is_one_step_of_undo() {
    let mut talk = open();
    talk.press(rename(&talk, "VIP", "Best"));
    talk.press(Command::Save);
    talk.press(rename(&talk, "Sleeping", "Mine"));
    restore_the_latest(&mut talk);
    assert_eq!(talk.edited().name_of(talk.item("VIP")), Some("VIP"));
    assert!(talk.edited().items().all(|item| talk.edited().name_of(item) != Some("Mine")), "as it was then");
    talk.press(Command::Undo);
    let named = |talk: &Conversation, name: &str| {
        talk.edited().items().any(|item| talk.edited().name_of(item) == Some(name))
    };
    assert!(named(&talk, "Mine") && named(&talk, "Best"), "what was not saved is not lost");
}

#[test]
fn segments_come_back_with_what_was_filled_in() {
    let mut talk = Conversation::open_archived(Server::new(World::demo_segments(SeedWords::English)));
    let before = talk.edited().clone();
    let full = before.segments.iter().max_by_key(|segment| segment.values.len()).expect("a segment");
    let item = Item::Segment(full.key);
    let edits = full.values.keys().map(|field| Edit::Fill { segment: full.key, field: *field, value: None });
    talk.press(Command::Edit(Edit::Several(edits.collect())));
    talk.press(Command::Save);
    let lines = history(&mut talk).saves[0].changes.clone();
    assert!(
        lines.iter().all(|change| matches!(change.kind, ChangeKind::Filled { .. }) && change.item == item),
        "{lines:?}"
    );
    restore_the_latest(&mut talk);
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
    assert_eq!(talk.edited().segment(item.key()).map(|segment| &segment.values), Some(&full.values));
}

#[test]
fn a_backup_that_is_gone_is_told_and_changes_nothing() {
    let mut talk = open();
    talk.press(Command::Restore(jiff::Timestamp::UNIX_EPOCH));
    assert!(matches!(talk.notice(), Some(Notice::NotRead(_))), "{:?}", talk.notice());
    assert!(
        talk.model.lines().is_empty() && talk.model.session().and_then(Session::archive_fault).is_none(),
        "only that"
    );
}

#[test]
fn a_backup_that_cannot_be_read_is_told_even_where_the_last_save_is() {
    let mut talk = open();
    talk.press(rename(&talk, "VIP", "Best"));
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
    talk.press(Command::Restore(jiff::Timestamp::UNIX_EPOCH));
    assert!(matches!(talk.notice(), Some(Notice::NotRead(_))), "{:?}", talk.notice());
}

#[test]
fn only_the_latest_fifty_backups_are_kept() {
    let mut talk = open();
    let item = talk.item("VIP");
    for number in 0..52 {
        talk.press(Command::Edit(Edit::Rename(item, format!("Name {number}"))));
        talk.press(Command::Save);
    }
    let history = history(&mut talk);
    assert_eq!((history.saves.len(), history.backups.len()), (52, 50));
    assert!(history.rows()[51].1.is_none(), "the oldest save has no backup any more");
}

#[test]
fn the_history_is_shown_searched_and_led_back_from() {
    let mut window = Window::demo();
    window.click("Move VIP up");
    window.click("Save");
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    window.click("Undo this save");
    assert!(
        window.shows("1 change brings back") || window.shows("One change brings back"),
        "{:?}",
        window.texts()
    );
    window.click("Discard");
    window.click("More");
    window.find(Role::MenuItem, "History").click();
    window.settle();
    assert!(window.shows("One backup is kept") && window.shows("“VIP”"), "{:?}", window.texts());
    window.fill(Role::TextInput, "Find in the history", "no such thing");
    assert!(window.shows("Nothing of the kind was saved") && !window.shows("“VIP”"), "{:?}", window.texts());
    window.fill(Role::TextInput, "Find in the history", "vip");
    assert!(window.shows("“VIP”"), "whatever the case: {:?}", window.texts());
    window.fill(Role::TextInput, "Find in the history", "");
    window.click("Back");
    assert!(window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn the_history_of_one_status_is_chosen_there_or_on_its_page() {
    let mut window = Window::demo();
    for (name, to) in [("VIP", "Gold"), ("Gold", "VIP 1"), ("Regular", "VIP 2")] {
        window.click(name);
        window.fill(Role::TextInput, "Name", to);
        window.click("Save");
    }
    window.harness.set_size([1120.0, 1300.0].into());
    window.click("VIP 1");
    window.harness.get_by_label("Details").click();
    window.settle();
    window.click("History of this status");
    for told in ["“VIP” is renamed to “Gold”", "“Gold” is renamed to “VIP 1”"] {
        assert!(window.shows(told), "{told}: {:?}", window.texts());
    }
    assert!(!window.shows("VIP 2”") && window.is_enabled("Export what is shown as a table (CSV)…"));
    window.click("Status or segment: VIP 1");
    window.find(Role::MenuItemRadio, "VIP 2").click();
    window.settle();
    assert!(
        window.shows("“Regular” is renamed to “VIP 2”") && !window.shows("Gold”"),
        "{:?}",
        window.texts()
    );
    window.click("Status or segment: VIP 2");
    window.find(Role::MenuItemRadio, "All statuses and segments").click();
    window.settle();
    assert!(
        window.shows("“Gold” is renamed") && window.shows("“Regular” is renamed"),
        "{:?}",
        window.texts()
    );
    window.harness.set_size([760.0, 520.0].into());
    window.settle();
    let (page, export) =
        (window.button("Back").rect(), window.button("Export the history as a table (CSV)…").rect());
    assert!(export.right() <= page.right(), "nothing makes the page wider than it is: {export:?}, {page:?}");
    window.harness.set_size([1120.0, 1300.0].into());
    window.settle();
    window.click("Back");
    window.click("Add status");
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!window.is_enabled("History of this status"), "it has none yet");
}

#[test]
fn an_empty_history_says_so_in_every_language() {
    for (language, more, history, empty) in [
        (Language::English, "More", "History", "Nothing was saved yet"),
        (Language::Russian, "Ещё", "История", "Пока ничего не сохранено"),
    ] {
        let settings = Settings { language, ..Settings::default() };
        let mut window = Window::with(Server::new(World::demo(SeedWords::English)), settings);
        window.click(more);
        window.find(Role::MenuItem, history).click();
        window.settle();
        assert!(window.shows(empty), "{:?}", window.texts());
    }
}

#[test]
fn going_back_forgets_what_was_refused_before() {
    let refusal = FaultKind::instead(400, "application/problem+json", r#"{"detail":"No."}"#);
    let server = Server::new(World::demo(SeedWords::English));
    let script = vec![ScriptedFault::new(Method::PATCH, 2, refusal)];
    let mut talk = Conversation::open_archived_faulty(FaultyServer::new(server, script));
    talk.press(rename(&talk, "VIP", "Best"));
    talk.press(Command::Save);
    talk.press(rename(&talk, "Best", "Odd"));
    talk.press(Command::Save);
    assert!(matches!(talk.model.lines()[0].state, LineState::Refused(_)), "{:?}", talk.model.lines());
    let oldest = *history(&mut talk).backups.last().expect("a backup");
    talk.press(Command::Restore(oldest));
    let states: Vec<_> = talk.model.lines().into_iter().map(|line| line.state).collect();
    assert_eq!(states, [LineState::Planned], "the old name was never sent");
}
