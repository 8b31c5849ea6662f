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
//! | Work | the conversation in progress: signing in, loading or saving | [`model`] |
//! | [Effect](model::Effect), [Reply](model::Reply) | one errand in the outside world, and its answer | [`model`] |
//! | View | a function that reads the model and pushes commands | [`ui`] |
//!
//! *Views push commands; the model turns commands into drafts and work; the app carries effects out and
//! replies back; a request that writes is never in company.*
//!
//! Beside the work run errands that it seldom waits for: what the keyring and the archive are asked, one thing
//! after the other.
//!
//! # Layers
//!
//! ```text
//! app   ── the only place with side effects: window, sockets, keyring, files, threads, clock
//!  ├─► ui     views (egui)                    ├─► demo   a pretend amoCRM
//!  │    ├─► text   the words (Fluent)         │     └─► crm
//!  │    └─► model  what the program knows and decides
//!  │          ├─► amo   how amoCRM speaks: requests and JSON
//!  │          └─► document   how Etapa writes things down: drafts, backups, history
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
//! 5. Every answer either *settles* the step (the base moves), *refuses* it (the item keeps the reason and
//!    is left alone), or leaves its *fate unknown*: then a reading shows whether it arrived.
//! 6. The last reading decides. Success is what the server shows, not a status code.
//!
//! What is read alone ([`Lone`](crm::Lone)) and what may still arrive ([`Expected`](crm::Expected)) are parts of
//! that last branch: one is a reading of a single thing, the other a creation whose answer is missing.
//!
//! Segments go the same way and are simpler, for they have no order: a filled-in field is an
//! [`Edit::Fill`](crm::Edit::Fill), one changed segment is one step with nothing but its changed members, and
//! merging goes field by field.
//!
//! Every change of the draft is handed to `app/archive.rs` as a [`KeptDraft`](document::KeptDraft), which a thread of
//! its own writes down. A save begins with a backup of what the first reading showed, and ends with a line of the
//! history. A backup, a file or another account comes back as one edit, [`Edit::Become`](crm::Edit::Become), which
//! carries what the account is to look like ([`Blueprint`](crm::Blueprint)), and goes through the same review and the
//! same save.
//!
//! # Invariants
//!
//! | What holds | What guards it |
//! |---|---|
//! | the core (`crm`, `amo`, `document`, `model`, `demo`) has no thread, clock, socket, file or widget | `tidy`, `clippy.toml` |
//! | a fresh reading plans nothing; whatever fails, the account ends as wanted and nothing is done twice | `tests/it/core_properties.rs`, `segment_properties.rs` |
//! | what the form can produce is written, read back equal, and plans nothing | `tests/it/segment_properties.rs` |
//! | nothing is sent that could not be read in the review before; a creation that never happened hides nothing | `model/save.rs`, `tests/it/liars.rs` |
//! | where somebody else has changed the same, the user decides; nothing of theirs vanishes silently | `tests/it/conflicts.rs` |
//! | the fewest order writes; every server behaviour converges; the loop ends | `crm/order/tests.rs` |
//! | views never change the model | `&Model` in [`ui::Cx`] |
//! | the value is there before the window wakes | `app/task.rs`, the only user of poll-promise |
//! | every request has a deadline; a token goes to its own host only | `app/transport.rs`, `tests/it/http.rs` |
//! | secrets lie in the system's keyring only, and are never read half-written | `app/vault.rs`, `tests/secret_service.rs`, `tests/desktop.rs` |
//! | tokens are renewed once at a time, and never in a loop | `model/renew.rs`, `app/renewal.rs`, `tests/it/oauth.rs` |
//! | an answer for one account never touches another | `tests/it/accounts.rs` |
//! | what comes in from a file or another account is shown, then a draft, and never sent by itself | `tests/it/transfer.rs` |
//! | what is lost by it, and what others have changed, is read in the review until it is sent, in the same run | `model/remarks.rs`, `tests/it/history.rs` |
//! | a file is the former one or the new one, whenever the program stops | `app/files.rs` |
//! | what is not saved is written down at once, and before anything is sent that changes something, unless the user wants to go on without | `model/archive.rs`, `tests/kills.rs` |
//! | what was saved stands in the history once, as soon as that can be written | `model/history.rs`, `tests/it/archive.rs` |
//! | one window at a time writes the draft of an account | `app/archive.rs`, `tests/it/archive.rs` |
//! | whoever leaves loses nothing unasked: it is written down by then, also on a slow disk, or there was a question | `model/update.rs`, `app/mod.rs`, `tests/it/archive.rs` |
//! | an account becomes like a backup but for what is told beforehand, and restoring twice is restoring once | `tests/it/restore.rs` |
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
