//! A pretend amoCRM: it answers requests as the vendor documents, without socket, token or clock.
//!
//! A [`Server`] changes a [`World`]; a [`FaultyServer`] breaks as its script says. It is what the user
//! gets as demo account, and what tests of everything above run against.

mod faulty;
mod oauth;
mod seed;
mod seed_segments;
mod server;
mod world;

pub use faulty::{Answer, FaultKind, FaultyServer, ScriptedFault};
pub use oauth::{OAuth, Rotation};
pub use seed::SeedWords;
pub use server::{Rights, Server, SystemStatuses};
pub use world::{World, WorldChoice, WorldField, WorldList, WorldSegment, WorldStatus};
