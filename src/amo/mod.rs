//! How amoCRM speaks: values to requests, and answers to values.
//!
//! Nothing here sends anything. Requests carry a path (`/api/v4/…`) and neither host nor token: the
//! transport adds both, so that no other code can send a token anywhere. JSON of the server is read
//! through mirror types that forgive what the server is known to do; see `read` and `fault`. The sign-in
//! itself (`oauth`) is the exception: its requests carry secrets, and so name the host that may have them.

mod conditions;
mod fault;
mod host;
mod json;
mod jwt;
mod oauth;
mod pace;
mod read;
mod reason;
mod secret;
mod segment;
mod user;
mod value;
mod write;

#[cfg(test)]
pub(crate) use fault::tests::answer;
pub use fault::{Detail, Fault, Part, SendFault, proves_undone, request_id};
pub use host::{Host, HostFault, Vendor};
pub use jwt::{Claims, claims};
pub use oauth::{
    Integration, OAuthFault, OAuthRequest, TokenPair, read_lookup, read_tokens, request_exchange,
    request_lookup, request_refresh,
};
pub use pace::Pace;
pub use read::{
    Page, read_account, read_fields, read_lists, read_lone, read_owner, read_prices, read_segments,
    read_statuses, request_account, request_fields, request_lists, request_lone, request_prices,
    request_segments, request_statuses,
};
pub use reason::Reason;
pub use secret::{Secret, Token};
pub use segment::List;
pub use user::{User, read_user, request_user};
pub use write::{Accepted, accept, request};

/// The path of the list of statuses.
const STATUSES: &str = "/api/v4/customers/statuses";

/// The path of the list of segments.
const SEGMENTS: &str = "/api/v4/customers/segments";

/// The path of the list of lists of goods.
const CATALOGS: &str = "/api/v4/catalogs";
