//! What the window shows beside the account itself: the page, the selection, the question, and what is said.

use crate::amo::Host;
use crate::crm::{Account, Draft, Item};
use crate::document::Imported;
use crate::sync::{Cleaned, Connection, Credentials, Leave, Notice, Session};

use super::about::About;
use super::command::Command;
use super::import::{Import, Preview};
use super::segment_order::SegmentOrder;
use super::start_notes::StartNote;

/// What the middle of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The selected item.
    #[default]
    Editor,
    /// The list of changes.
    Review,
    /// What was saved before, of everything or of one item.
    History(Option<Item>),
    /// What can be written into files.
    Export,
    /// The accounts that can be copied from.
    Copy,
    /// What the account would become.
    Import,
}

/// What the user is asked, in front of everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// To which place this item is to be moved.
    Place(Item),
    /// Whether this item is to be deleted.
    Delete(Item),
    /// Whether all that is selected is to be deleted.
    DeleteSelected,
    /// Whether to leave although changes are not saved.
    Leave(Leave),
    /// Another token, because the server does not accept this one any more.
    Token,
    /// Another code of the user's own integration, because the vendor does not renew its tokens any more.
    Code,
    /// Whether to forget this account.
    Forget(Host),
    /// Nothing: it is shown what the program knows about itself.
    About,
}

/// What the window shows beside the account itself.
#[derive(Debug, Default)]
pub struct Screen {
    pub(super) page: Page,
    pub(super) selection: Selection,
    pub(super) question: Option<Question>,
    pub(super) notices: Notices,
    /// What the draft may become like, while that is shown.
    pub(super) import: Option<Import>,
    /// What the start screen has to say of former runs.
    pub(super) start_notes: Vec<StartNote>,
    pub(super) about: About,
}

impl Screen {
    /// Returns what the middle of the window shows.
    #[must_use]
    pub fn page(&self) -> Page {
        self.page
    }

    /// Returns what is known of this run.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Returns what was selected first: what the editor shows if it is alone, and where a range begins.
    #[must_use]
    pub fn selection(&self) -> Option<Item> {
        self.selection.first
    }

    /// Returns what the user is being asked.
    #[must_use]
    pub fn question(&self) -> Option<Question> {
        self.question.clone()
    }

    /// Returns what is shown beside the notice: it concerns the last input and cannot wait.
    #[must_use]
    pub fn notice_beside(&self) -> Option<&Notice> {
        self.notices.beside()
    }

    /// Returns what the open account would become by an import.
    #[must_use]
    pub fn preview(&self) -> Option<Preview<'_>> {
        self.import.as_ref()?.preview()
    }

    /// Returns what the start screen has to say.
    #[must_use]
    pub fn start_notes(&self) -> &[StartNote] {
        &self.start_notes
    }

    /// Does what the user asks of the window alone.
    pub(super) fn update(&mut self, command: Command) {
        match command {
            Command::TellCleaned(cleaned) => self.notices.cleaned(cleaned),
            Command::Review => self.page = Page::Review,
            Command::CloseReview => self.page = Page::Editor,
            Command::ShowExport => self.page = Page::Export,
            Command::ShowCopy => self.page = Page::Copy,
            Command::ChooseWay(way) => {
                if let Some(import) = &mut self.import {
                    import.way = way;
                }
            }
            Command::Cancel => self.question = None,
            Command::DismissStartNote(note) => self.start_notes.retain(|known| *known != note),
            _ => {}
        }
    }

    /// Returns all that is selected, in the order of the list.
    pub(super) fn selected(&self, draft: &Draft, order: SegmentOrder) -> Vec<Item> {
        self.selection.among(|| self.items(draft, order))
    }

    /// Returns everything of the kind of what is selected, in the order in which it is shown.
    pub(super) fn items(&self, draft: &Draft, order: SegmentOrder) -> Vec<Item> {
        match self.selection.first {
            Some(Item::Segment(_)) => order.items(draft),
            _ => draft.edited().order().into_iter().map(Item::Status).collect(),
        }
    }

    pub(super) fn say(&mut self, notice: Notice) {
        self.notices.main = Some(notice);
    }

    /// Shows the editor of an account that is opened, or the start screen.
    pub(super) fn reset(&mut self) {
        self.page = Page::Editor;
        self.selection.only(None);
        self.question = None;
        self.notices.later = None;
    }

    /// Asks for what opens the account that is open, over its draft.
    pub(super) fn ask_to_sign_in(&mut self, open: Option<&Session>) {
        match open.map(Session::connection) {
            Some(Connection::Live { credentials: Credentials::OAuth(_), .. }) => {
                self.question = Some(Question::Code);
            }
            Some(Connection::Live { credentials: Credentials::Token(_), .. }) => {
                self.question = Some(Question::Token);
            }
            Some(Connection::Demo(_)) | None => {}
        }
    }

    /// Shows what the open account would become.
    pub(super) fn show_import(&mut self, imported: Imported) {
        self.import = Some(Import::new(imported));
        self.notices.main = None;
        self.page = Page::Import;
    }

    /// Keeps what is shown of an import in step with the draft, and forgets it as soon as the user looks at
    /// something else: it may be large.
    pub(super) fn follow_import(&mut self, draft: Option<&Draft>) {
        self.import.take_if(|_| self.page != Page::Import);
        if let (Some(import), Some(draft)) = (&mut self.import, draft) {
            import.follow(draft);
        }
    }

    /// Keeps the selection and the question on something that exists, by the keys that the items have now.
    pub(super) fn keep_existing(&mut self, draft: Option<&Draft>, order: SegmentOrder) {
        let Some(draft) = draft else { return self.selection.only(None) };
        let account = draft.edited();
        self.question.take_if(|asked| match asked {
            Question::Place(item) | Question::Delete(item) => {
                *item = draft.current(*item);
                !account.has(*item)
            }
            _ => false,
        });
        self.selection.keep_existing(draft, || {
            let ordinary = account.statuses.iter().find(|status| !status.system);
            let ordinary = ordinary.map(|status| Item::Status(status.key));
            ordinary.or_else(|| order.items(draft).first().copied())
        });
    }
}

/// What is selected.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// What the editor shows if it is alone, and where a range begins.
    pub first: Option<Item>,
    /// What is selected besides, in no order.
    pub also: Vec<Item>,
}

impl Selection {
    pub fn only(&mut self, item: Option<Item>) {
        self.first = item;
        self.also.clear();
    }

    /// Returns which of these items are selected, in their order.
    pub fn among(&self, items: impl FnOnce() -> Vec<Item>) -> Vec<Item> {
        if self.also.is_empty() {
            // Asked several times a frame, and then nothing has to be sorted.
            return self.first.into_iter().collect();
        }
        let is_selected = |item: &Item| self.first == Some(*item) || self.also.contains(item);
        items().into_iter().filter(is_selected).collect()
    }

    /// Selects one item besides, which then is what the user looks at, or leaves it out again. Only items of
    /// one kind are selected together.
    pub fn toggle(&mut self, item: Item) {
        if self.first.is_some_and(|first| !first.is_like(item)) {
            self.only(Some(item));
        } else if let Some(at) = self.also.iter().position(|other| *other == item) {
            self.also.remove(at);
        } else if self.first == Some(item) {
            // The last one stays: there is always something to show.
            self.first = self.also.pop().or(self.first);
        } else {
            self.also.extend(self.first.replace(item));
        }
    }

    /// Selects all of `items` between the first selected one and this one.
    pub fn extend_to(&mut self, item: Item, items: &[Item]) {
        let Some(first) = self.first else { return self.only(Some(item)) };
        let place = |item: Item| items.iter().position(|other| *other == item);
        if let (Some(from), Some(to)) = (place(first), place(item)) {
            self.also = items[from.min(to)..=from.max(to)].to_vec();
            self.also.retain(|other| *other != first);
        }
    }

    /// Selects all of `items`.
    pub fn all(&mut self, items: Vec<Item>) {
        let first = self.first;
        self.also = items.into_iter().filter(|item| Some(*item) != first).collect();
    }

    /// Selects the neighbour of the first selected item if that one is about to go.
    pub fn leave(&mut self, gone: &[Item], items: &[Item], account: &Account) {
        if let Some(item) = self.first.filter(|item| gone.contains(item)) {
            self.only(neighbour(account, items, item, gone));
        }
    }

    fn keep_existing(&mut self, draft: &Draft, fallback: impl FnOnce() -> Option<Item>) {
        let account = draft.edited();
        self.also.iter_mut().chain(&mut self.first).for_each(|item| *item = draft.current(*item));
        self.also.retain(|item| account.has(*item));
        let first = self.first.filter(|item| account.has(*item)).or_else(|| self.also.pop());
        self.first = first.or_else(fallback);
    }
}

/// Returns the item that moves up to this one when all of `gone` go, or else the one above: one that is not
/// amoCRM's own if there is one beside it.
fn neighbour(account: &Account, items: &[Item], item: Item, gone: &[Item]) -> Option<Item> {
    let place = items.iter().position(|other| *other == item)?;
    let stays = |item: &&Item| !gone.contains(item);
    let (above, below) = items.split_at(place);
    let beside = [below.iter().find(stays), above.iter().rev().find(stays)];
    let beside = || beside.into_iter().flatten().copied();
    beside().find(|item| !account.is_system(*item)).or_else(|| beside().next())
}

/// What is said to the user, one sentence at a time.
#[derive(Debug, Default)]
pub(super) struct Notices {
    pub main: Option<Notice>,
    /// What is said once the main notice is put away: it is about something beside what the user does, such
    /// as the keyring, and can wait.
    pub later: Option<Notice>,
}

impl Notices {
    pub fn current(&self) -> Option<&Notice> {
        self.main.as_ref().or(self.later.as_ref())
    }

    /// Says that what was pasted has been cleaned: alone, or beside what matters more.
    pub fn cleaned(&mut self, cleaned: Cleaned) {
        let is_minor = |shown: &Notice| shown.is_good() || matches!(shown, Notice::Cleaned(_));
        if self.main.as_ref().is_none_or(is_minor) {
            self.main = Some(Notice::Cleaned(cleaned));
        } else {
            self.later.take_if(|later| matches!(later, Notice::Cleaned(_)));
            self.later.get_or_insert(Notice::Cleaned(cleaned));
        }
    }

    /// Returns the id of the account that answers in the place of another, while that is said.
    pub fn other_account(&self) -> Option<u64> {
        match &self.main {
            Some(Notice::OtherAccount(other)) => Some(other.told.id),
            _ => None,
        }
    }

    /// Returns what is shown beside the main notice: it concerns the last input and cannot wait.
    pub fn beside(&self) -> Option<&Notice> {
        self.later.as_ref().filter(|later| self.main.is_some() && matches!(later, Notice::Cleaned(_)))
    }

    pub fn dismiss(&mut self) {
        if self.main.take().is_none() {
            self.later = None;
        }
    }

    /// Drops what an edit has made untrue: `open` counts the conflicts that are left to decide.
    pub fn edited(&mut self, has_problems: bool, open: usize) {
        if let Some(Notice::Conflicts { count, .. }) = &mut self.main {
            *count = open;
        }
        self.main.take_if(|notice| match notice {
            Notice::Problems { .. } => !has_problems,
            Notice::Conflicts { .. } => open == 0,
            // Old good news would contradict what is on the screen now.
            notice => notice.is_good(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::Key;

    fn items(ids: impl IntoIterator<Item = u64>) -> Vec<Item> {
        ids.into_iter().map(|id| Item::Status(Key::Id(id))).collect()
    }

    #[test]
    fn a_range_begins_at_the_first_selected_item_and_a_toggle_never_leaves_nothing() {
        let all = items(1..=5);
        let mut selection = Selection::default();
        selection.extend_to(all[3], &all);
        assert_eq!(selection.first, Some(all[3]), "nothing was selected before");
        selection.extend_to(all[1], &all);
        assert_eq!(selection.among(|| all.clone()), all[1..=3], "in the order of the list");
        selection.toggle(all[2]);
        assert_eq!(selection.among(|| all.clone()), [all[1], all[3]]);
        selection.toggle(all[3]);
        selection.toggle(all[1]);
        assert_eq!(selection.among(|| all.clone()), [all[1]], "the last one stays");
    }

    #[test]
    fn a_later_notice_waits_for_the_main_one() {
        let mut notices = Notices { main: Some(Notice::NoToken), later: Some(Notice::NoDialog) };
        assert_eq!(notices.current(), Some(&Notice::NoToken));
        notices.dismiss();
        assert_eq!(notices.current(), Some(&Notice::NoDialog));
        notices.dismiss();
        assert_eq!(notices.current(), None);
    }

    #[test]
    fn what_was_cleaned_is_shown_beside_a_failure() {
        let cleaned = |unseen| Cleaned { unseen, ..Cleaned::default() };
        let mut notices = Notices { main: Some(Notice::NoToken), later: None };
        notices.cleaned(cleaned(1));
        notices.cleaned(cleaned(2));
        assert_eq!(notices.current(), Some(&Notice::NoToken), "what matters more");
        assert_eq!(notices.beside(), Some(&Notice::Cleaned(cleaned(2))), "of the last paste");
        notices.dismiss();
        assert_eq!((notices.current(), notices.beside()), (Some(&Notice::Cleaned(cleaned(2))), None), "once");
    }
}
