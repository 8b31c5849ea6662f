//! What the program has to say to the user.

use jiff::Zoned;

use crate::amo::{Fault, HostFault, OAuthFault};
use crate::crm::{Change, Identity};
use crate::document::{ArchiveFault, DocumentFault, ImportFault};

use super::effect::VaultFault;

/// Ways to leave an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Back to the start screen.
    SignOut,
    /// Out of the program.
    Close,
    /// To the account of this id, which the open one's address or token opens now.
    OpenOther(u64),
}

/// What was cleaned out of what the user has pasted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// How many characters were left out that nobody sees.
    pub unseen: usize,
    /// How many tabs and line breaks have become blanks.
    pub breaks: usize,
}

/// One sentence for the user; [`crate::text`] words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// All changes are saved, and the server shows them.
    Saved {
        /// How many changes.
        count: usize,
        /// What the server shows otherwise than it was sent, and what others have changed meanwhile.
        made: Vec<Change>,
    },
    /// Some changes are saved; the server refused the others, which stay in the draft.
    PartlySaved {
        /// How many changes are saved.
        saved: usize,
        /// How many are left.
        left: usize,
    },
    /// The user stopped the saving.
    Stopped {
        /// How many changes are saved.
        saved: usize,
        /// How many are left.
        left: usize,
    },
    /// Nothing was sent: others have changed the account so that the changes read differently now.
    ChangedMeanwhile(Vec<Change>),
    /// Others have changed what the user is changing too, so the user has to decide before it is saved.
    Conflicts {
        /// How many things are to be decided.
        count: usize,
        /// How many changes were saved before that was seen.
        saved: usize,
        /// All that others have changed.
        others: Vec<Change>,
    },
    /// The account was read again.
    Reloaded(Vec<Change>),
    /// One status or segment was read again.
    ItemReloaded {
        /// What others have changed in it.
        changes: Vec<Change>,
        /// Whether a status has another number now: then the list may be in another order.
        moved: bool,
    },
    /// Nothing was sent: the address or the token of an account opens another one now.
    OtherAccount(Box<OtherAccount>),
    /// The server keeps showing another order than the one that was sent.
    OrderNotKept,
    /// A write got no answer, and a reading shows that it did not arrive. The draft holds it.
    NotArrived(Fault),
    /// Something failed; what is not saved is still in the draft.
    Failed(Fault),
    /// What was typed is no address of an account.
    Address(HostFault),
    /// What was typed is no token.
    NoToken,
    /// What was typed is no code.
    NoCode,
    /// The vendor gives no tokens; what is not saved is still in the draft.
    SignIn(OAuthFault),
    /// The keyring does not open the account; the user can sign in.
    Keyring(VaultFault),
    /// What opens the account is kept for this run only.
    NotKept(VaultFault),
    /// Something of a forgotten account may be left in the keyring.
    NotForgotten(VaultFault),
    /// What was not saved in the last run is here again.
    Resumed {
        /// How many changes.
        count: usize,
        /// When they were kept.
        then: Zoned,
        /// What others have changed meanwhile.
        others: Vec<Change>,
    },
    /// What was not saved cannot be read; its file was set aside.
    DraftSetAside(DocumentFault),
    /// The draft is as the account was when a backup was taken; nothing is sent yet.
    Restored {
        /// When the backup was taken.
        then: Zoned,
        /// How many changes that makes.
        count: usize,
    },
    /// A file was written.
    Exported {
        /// Its name.
        name: String,
    },
    /// A file could not be written.
    NotExported(ArchiveFault),
    /// The draft is like a file or another account; nothing is sent yet.
    Imported {
        /// How many changes wait now.
        count: usize,
    },
    /// What the user has chosen cannot be imported; nothing has changed.
    NotImported(ImportFault),
    /// The system has no dialog in which the user could choose a file.
    NoDialog,
    /// The desktop does not show the folder where everything lies that is written.
    FolderNotShown,
    /// Nothing was sent: something is deleted, so the changes are to be read first.
    ReadFirst,
    /// Nothing was sent: neither a backup nor what is being done can be written down.
    BackupFailed(ArchiveFault),
    /// What was asked for cannot be read on this computer.
    NotRead(ArchiveFault),
    /// The account is still open in another window.
    StillElsewhere,
    /// The account was to be taken over from another window, and was not read.
    NotTakenOver,
    /// The account is left as soon as everything is written down.
    Leaving(Leave),
    /// What was pasted has been cleaned.
    Cleaned(Cleaned),
    /// Something has to be mended before anything is sent.
    Problems {
        /// How many things have to be mended.
        count: usize,
    },
}

/// An account that the server answers for in the place of the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherAccount {
    /// The one that the server answers for.
    pub told: Identity,
    /// Its address.
    pub address: String,
    /// The one that was asked for.
    pub known: Identity,
}

impl Notice {
    /// Tells whether this is good news.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Saved { .. }
                | Self::ReadFirst
                | Self::Restored { .. }
                | Self::Exported { .. }
                | Self::Imported { .. }
                | Self::Resumed { .. }
                | Self::Reloaded(_)
                | Self::ItemReloaded { .. }
        )
    }
}
