//! Etapa: arrange the customer statuses and segments of amoCRM and Kommo accounts by clicking and dragging.
//!
//! # Eight words
//!
//! | Word | Is | Layer |
//! |---|---|---|
//! | [Account](crm::Account) | everything the server told us; a value, never edited in place | [`crm`] |
//! | [Edit](crm::Edit) | one thing the user wants changed | [`crm`] |
//! | [Draft](crm::Draft) | the account as read, as the user wants it, the way back, and what is to be decided | [`crm`] |
//! | [Plan](crm::plan) | the difference of the two as [Step](crm::Step)s; one step is one request | [`crm`] |
//! | [Command](model::Command) | what the user asked of the program; an edit is one kind | [`model`] |
//! | [Session](sync::Session) | one open account: its draft, what is stored of it, what the server has refused | [`sync`] |
//! | [Effect](sync::Effect), [Reply](sync::Reply) | one thing to be done in the outside world, and its answer | [`sync`] |
//! | View | a function that reads the model and pushes commands | [`ui`] |
//!
//! *Views push commands; the model turns commands into edits of a session's draft, and into one job at a
//! time; the app carries effects out and replies back; a request that writes is never in company.*
//!
//! A job is signing in, reading or saving. Beside it run three queues of effects with one in flight each: the
//! keyring, the disk, and the dialogs for files.
//!
//! Each machine of [`sync`] (reading, saving, signing in, the journal, the tokens) owns its state, takes
//! inputs and returns what it wants as values; only `model/apply.rs` does it. Of the files with methods of
//! the [`Model`](model::Model) each calls the ones before it only: `mod.rs`, `apply.rs`, `deliver.rs` and
//! `dispatch.rs`.
//!
//! # Layers
//!
//! ```text
//! app   ── the only place with side effects: window, sockets, keyring, files, threads, clock
//!  ├─► ui     views (egui)                    ├─► demo   a pretend amoCRM
//!  │    ├─► text   the words (Fluent)         │     └─► crm
//!  │    └─► model  the program: accounts, the job in progress, the screen
//!  │          └─► sync   one account: reading, saving, what is stored of it
//!  │                ├─► document   how Etapa writes things down: drafts, backups, history
//!  │                └─► amo   how amoCRM speaks: requests and JSON
//!  └────────────────► crm   what an account is      (an arrow: "may import"; everything may import crm)
//! ```
//!
//! `tests/it/tidy.rs` holds the layers to this picture, and `clippy.toml` forbids what belongs to one file
//! only, such as asking for the time.
//!
//! # One gesture, end to end
//!
//! 1. A status is dragged: `ui/widgets/reorder.rs` turns pointer and row rectangles into (key, place), and
//!    the view pushes [`Edit::Place`](crm::Edit::Place). Keys name things, never row numbers.
//! 2. The [`Draft`](crm::Draft) moves the row; the review shows [`Draft::changes`](crm::Draft::changes) as
//!    sentences, the difference of two values and nothing that is stored.
//! 3. Save begins with a reading. If others have changed the account so that the sentences read
//!    differently, nothing is sent and the review opens.
//! 4. [`Draft::next_step`](crm::Draft::next_step) answers one request at a time. What the server does with
//!    numbers of order is documented nowhere, so the status that the user moved is written first and the
//!    list is read once; [`crm::order`] says how few writes are left then, and proves that they suffice.
//! 5. Every answer either *confirms* the step (the base moves), *refuses* it (the item keeps the reason and
//!    is left alone), or leaves its *outcome unknown*: then it is [`Pending`](crm::Pending) in the draft
//!    until a reading shows whether it was done.
//! 6. The last reading decides. Success is what the server shows, not a status code.
//!
//! What is read alone ([`SingleItem`](crm::SingleItem)) is a part of that last branch: a reading of the one
//! item that the step is about. A created item goes by the server's id as soon as that is known; whoever
//! remembers it by the key that it had before asks [`Draft::current`](crm::Draft::current).
//!
//! Segments go the same way and are simpler, for they have no order: a filled-in field is an
//! [`Edit::Fill`](crm::Edit::Fill), one changed segment is one step with nothing but its changed members, and
//! merging goes field by field.
//!
//! Every change of the draft is handed to `app/account_store.rs` as a [`SavedDraft`](document::SavedDraft),
//! which a thread of its own stores. A save begins with a backup of what the first reading showed, and ends
//! with a line of the history. A backup, a file or another account comes back as one edit,
//! [`Edit::Become`](crm::Edit::Become), which carries what the account is to look like
//! ([`TargetState`](crm::TargetState)), and goes through the same review and the same save.
//!
//! # Invariants
//!
//! | What holds | What guards it |
//! |---|---|
//! | the core (`crm`, `amo`, `document`, `sync`, `model`, `demo`) has no thread, clock, socket, file or widget | `tidy`, `clippy.toml` |
//! | a fresh reading plans nothing; whatever fails, the account ends as wanted and nothing is done twice | `tests/it/core_properties.rs`, `segment_properties.rs` |
//! | what the form can produce is written, read back equal, and plans nothing | `tests/it/segment_properties.rs` |
//! | nothing is sent that could not be read in the review before; a creation that never happened hides nothing | `sync/save/mod.rs`, `tests/it/liars.rs` |
//! | where somebody else has changed the same, the user decides; nothing of theirs vanishes silently | `tests/it/conflicts.rs` |
//! | the fewest order writes; every server behaviour converges; the loop ends | `crm/order/tests.rs` |
//! | views never change the model | `&Model` in [`ui::Cx`] |
//! | the value is there before the window wakes | `app/task.rs`, the only user of poll-promise |
//! | every request has a deadline; a token goes to its own host only | `app/transport.rs`, `tests/it/http.rs` |
//! | secrets lie in the system's keyring only, and are never read half-written | `app/credential_store.rs`, `tests/secret_service.rs`, `tests/desktop.rs` |
//! | tokens are renewed once at a time, and never in a loop | `sync/tokens.rs`, `app/renewal.rs`, `tests/it/oauth.rs` |
//! | an answer for one account never touches another | `tests/it/accounts.rs` |
//! | what comes in from a file or another account is shown, then a draft, and never sent by itself | `tests/it/transfer.rs` |
//! | what is lost by it, and what others have changed, is read in the review until it is sent, in the same run | `sync/review_notes.rs`, `tests/it/history.rs` |
//! | a file is the former one or the new one, whenever the program stops | `app/files.rs` |
//! | what is not saved is written down at once, and before anything is sent that changes something, unless the user wants to go on without | `sync/journal.rs`, `sync/save/phase.rs`, `tests/kills.rs` |
//! | what was saved stands in the history once, as soon as that can be written | `sync/journal.rs`, `tests/it/archive.rs` |
//! | one window at a time writes the draft of an account | `app/account_store.rs`, `tests/it/archive.rs` |
//! | whoever leaves loses nothing unasked: it is written down by then, also on a slow disk, or there was a question | `model/apply.rs`, `app/mod.rs`, `tests/it/archive.rs` |
//! | an account becomes like a backup but for what is told beforehand, and restoring twice is restoring once | `tests/it/restore.rs` |
//! | only the vendor's own refusal proves that a write was not done; after anything else a reading decides | `amo::proves_undone`, `tests/it/hostile_server.rs`, `faults.rs` |
//! | nothing is sent to another account than the one that the draft belongs to | `sync/reading.rs`, `tests/it/other_account.rs` |
//! | what has unsaved changes is deleted only if its own id says so | `sync/reading.rs`, `tests/it/gone.rs` |
//! | the number of a system status is never written | `crm/order`, `tests/it/core_properties.rs` |
//! | whatever a text holds, it is shown, and the tree of accessibility is whole | `crm/display.rs`, `ui/displayed.rs`, `tests/it/displayed.rs` |
//! | a key counts with exactly its modifiers | `ui/keys.rs`, `tests/it/keys.rs` |
//! | no crash keeps an account shut | `app/crash.rs`, `tests/it/crashes.rs` |
//! | whatever bytes are read, it ends in a value or a fault | `tests/it/hostile.rs`, `hostile_api.rs`, `tests/fuzz` |
//! | a backup of any earlier version is read; no text of a table is a formula | `tests/it/tables.rs` |
//! | every input has a name, every glyph exists, idle means no repaint | the screen tests |
//! | no visible word outside `assets/locales` | `tidy`, `tests/it/texts.rs` |

pub mod crm;

pub mod amo;

pub mod demo;

pub mod document;

pub mod sync;

pub mod model;

pub mod text;

pub mod ui;

pub mod app;
