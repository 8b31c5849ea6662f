//! What the user asks of the program. Views push these; nothing else changes the model.

use jiff::Timestamp;

use crate::amo::{Host, Secret};
use crate::crm::{Conflict, Edit, ImportMode, Item, Key, Side};
use crate::document::{Table, TableFormat, Words};
use crate::sync::{Access, AccountKey, Cleaned, DemoAccount, SignInMethod};

use super::accounts::Label;
use super::segment_order::SegmentOrder;
use super::start_notes::StartNote;

/// One wish of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Change the draft.
    Edit(Edit),
    /// Add a status of this name below the selected one, and select it.
    Add(String),
    /// Make a segment of this name, like that one where there is one, and select it.
    AddSegment {
        /// Whose colour, values and price types it gets.
        like: Option<Key>,
        /// Its name.
        name: String,
    },
    /// Delete this item; asks first unless it is not created yet.
    Delete(Item),
    /// Delete all that is selected; asks first unless none of it is created yet.
    DeleteSelected,
    /// What was typed is complete: what is typed next is a step of undo of its own.
    Typed,
    /// Say what was cleaned out of what has been pasted.
    TellCleaned(Cleaned),
    /// Take back the last edit.
    Undo,
    /// Do the last undone edit again.
    Redo,
    /// Take back everything that is not saved. Can be undone.
    Discard,
    /// Let one side's version stay where somebody else has changed the same thing.
    Resolve(Conflict, Side),
    /// Open the review.
    Review,
    /// Go back to the editor.
    CloseReview,
    /// Send the changes.
    Save,
    /// Show what was saved before.
    ShowHistory,
    /// Show the same of one thing only, whatever it was called then.
    ShowHistoryOf(Item),
    /// Make the draft as the account was when this backup was taken.
    Restore(Timestamp),
    /// Show what can be written into files.
    ShowExport,
    /// Write the account as the server has it into a file, as JSON.
    ExportAccount,
    /// Write a table into a file.
    ExportTable {
        /// What the file is called, besides the day.
        title: String,
        /// The table.
        table: Table,
        /// What kind of file.
        format: TableFormat,
    },
    /// Ask for a file, and show what the account would become by it. Tables may have these headings.
    Import(Vec<Words>),
    /// Show the accounts that can be copied from.
    ShowCopy,
    /// Show what the account would become like another one.
    CopyFrom(AccountKey),
    /// Add what is shown, or let the account have nothing else.
    ChooseWay(ImportMode),
    /// Make a draft of what is shown.
    TakeImport,
    /// Show what the program knows about itself.
    ShowAbout,
    /// Show the folder where everything lies that is written.
    ShowFolder,
    /// Stop loading, or stop saving before the next request.
    Stop,
    /// Read the account again.
    Reload,
    /// Read this again, alone.
    ReloadItem(Item),
    /// Begin to sign in to the account at this address, which is any page of it, as the user typed it.
    Locate(String),
    /// Look whom this opens.
    Check(SignInMethod),
    /// Open what was found, and keep what opens it in the keyring.
    Connect,
    /// Go one step back in the sign-in; ends a check.
    StepBack,
    /// Go on without the keyring, which takes its time: what opens the account is kept for this run only, or
    /// typed in.
    SkipKeyring,
    /// Connect to an account in one step; both texts as the user typed them.
    SignIn {
        /// Any address of a page of the account.
        address: String,
        /// The access token.
        token: Secret,
    },
    /// Go on with another token, or another code if that was asked for, which is what the user typed.
    Renew(Secret),
    /// Look at an account of the list. What is not saved in this one stays; does nothing while saving.
    OpenAccount(Host),
    /// Look at a built-in demo account, likewise.
    OpenDemo(DemoAccount),
    /// Show the start screen, to sign in to another account, likewise.
    AddAccount,
    /// Give an account of the list a colour, or none.
    SetLabel(Host, Option<Label>),
    /// Lock an account of the list against changes, or unlock it.
    SetAccess(Host, Access),
    /// Ask whether to forget an account of the list.
    AskForget(Host),
    /// Forget the account that was asked about: its place in the list, its secrets and its draft.
    ForgetAccount,
    /// Change the open account in this window, if it is not open in another one any more.
    EditHere,
    /// Leave the open account for the one that its address or token opens now; what is not saved stays with
    /// its own.
    OpenOtherAccount,
    /// Ask for another token or code for the open account.
    AskToSignIn,
    /// Go back to the start screen; asks first if changes are not saved and would be lost.
    SignOut,
    /// Show this item in the editor, or nothing.
    Select(Option<Item>),
    /// Select this item besides, or not any more.
    SelectAlso(Item),
    /// Select all from the first selected item to this one.
    SelectTo(Item),
    /// Select everything in the list.
    SelectAll,
    /// Ask for a place to move this item to.
    AskPlace(Item),
    /// Put the question away without doing anything.
    Cancel,
    /// Leave, and give up what is not saved.
    LeaveAnyway,
    /// Leave the program; asks first if changes are not saved and would be lost.
    Close,
    /// Put a sentence away.
    Dismiss,
    /// Put away what the start screen says of a former run.
    DismissStartNote(StartNote),
    /// Change the language.
    SetLanguage(Language),
    /// Change the theme.
    SetTheme(Theme),
    /// Sort the segments for the eye.
    SortSegments(SegmentOrder),
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Russian];

    /// Reads a code such as `ru`, `ru-RU` or `en_US.UTF-8`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_', '.']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// Returns the code of ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the desktop says.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amo::Token;

    #[test]
    fn a_token_does_not_print_itself() {
        let command = Command::SignIn { address: String::new(), token: "secret".to_owned().into() };
        assert!(!format!("{command:?}").contains("secret"), "as typed");
        let connection = Token::parse("secret").map(|token| format!("{token:?}"));
        assert_eq!(connection.as_deref(), Some("***"), "three stars instead of the secret");
    }
}
