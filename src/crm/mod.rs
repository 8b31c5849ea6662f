//! What an account is: plain values, no input or output.
//!
//! An [`Account`] is what the server told us. An [`Edit`] is one thing the user wants changed. A
//! [`Draft`] is the account as read together with the account as wanted. The [`plan`] is the
//! difference of the two, told to the user as [`Change`]s and to the server as [`Step`]s.
//!
//! This layer names nothing but `std`, the derives of serde, the calendar of jiff and the properties of
//! Unicode, so every rule in it can be tested without a window, a socket or a clock.

mod account;
mod apply;
mod change;
mod check;
mod color;
mod condition;
mod conflict;
pub mod display;
mod draft;
mod edit;
mod field;
mod key;
mod keys;
mod mapping;
mod member;
pub mod order;
mod pending;
mod plan;
mod proposal;
mod rebase;
mod record;
mod segment;
mod status;
mod target;
mod undo;
mod unseen;
mod value;
mod written;

pub use account::{Account, Identity, MAX_SEGMENTS, MAX_STATUSES, Mode};
pub use change::{Change, ChangeKind, changes};
pub use check::{Problem, problems};
pub use color::{Color, SEGMENT_COLORS, STATUS_COLORS};
pub use condition::{Condition, Tag};
pub use conflict::{Conflict, Side};
pub use draft::Draft;
pub use edit::{Edit, NewStatus};
pub use field::{Choice, Field, FieldKind};
pub use key::{Item, Key, List};
pub use mapping::same_name;
pub use order::{SortRule, SortRules};
pub use pending::{Pending, PendingCreate};
pub use plan::{Attempts, NewRow, NextStep, Skip, Step, plan};
pub use rebase::SingleItem;
pub use record::SerializedDraft;
pub use segment::{NewSegment, PriceList, PriceType, Segment};
pub use status::{Status, StatusKind};
pub use target::{Conversion, ImportMode, Loss, Origin, TargetState, WantedItem};
pub use unseen::{is_unseen, plain, unquoted, unseen, without_unseen};
pub use value::{Comma, MAX_TEXT, Value, Wrong, decimal, is_plain_number, is_web_address, typed_decimal};
pub use written::Created;
