//! What the model asks of the outside world, and what comes back.

use crate::amo::SendFault;

use super::Connection;

/// Names one effect, so that its reply is never taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub u64);

/// One request to be sent.
///
/// The request's `url` is a path (`/api/v4/…`); host and token are in `connection`.
#[derive(Clone, Debug)]
pub struct Effect {
    /// To be handed back with the reply.
    pub id: EffectId,
    /// Where to.
    pub connection: Connection,
    /// What; without host, token or any header but `Content-Type`.
    pub request: ehttp::Request,
}

/// What came back: an answer of any HTTP status, or why none came.
pub type Reply = Result<ehttp::Response, SendFault>;
