//! A whole account at one moment, as a backup and as a file for other programs.
//!
//! The file is JSON in UTF-8, spread over lines. Members that are not named here may be added and are passed
//! over.
//!
//! | Member | Is |
//! |---|---|
//! | `format` | the words `etapa account` |
//! | `version` | a number; this is version 1, and later ones may have other shapes |
//! | `content.taken` | when the account was read, as in `2026-11-22T09:30:00Z` |
//! | `content.place` | where it was read: the host of the account, such as `shop.amocrm.ru` |
//! | `content.account` | the account |
//!
//! | Member of the account | Is |
//! |---|---|
//! | `id`, `name`, `subdomain` | the account's id (0 if it is not known), its name, the first label of its address |
//! | `user` | the id of the user who read it, or null |
//! | `mode` | which list is on: `periodicity` (statuses), `segments`, `disabled`, `unavailable`, `unknown` |
//! | `zone` | the name of its time zone as in the IANA database |
//! | `statuses` | the statuses in their order |
//! | `segments` | the segments; their order means nothing |
//! | `fields` | the custom fields of segments in their order |
//! | `price_lists` | lists of `name` and `prices` (`id`, `name`), or null if the user may not read them |
//!
//! | Member of a status | Is |
//! |---|---|
//! | `key` | `{"id": 5}`: its id |
//! | `name`, `color` | its name; six hex digits, or null |
//! | `sort` | the number that amoCRM orders by |
//! | `system` | whether it is one of amoCRM's own |
//! | `kind` | `ordinary`, `purchase_expected`, `not_purchased`, `closed`, `recently_purchased`, `unknown` |
//! | `conditions` | when amoCRM moves customers into it, in groups; for the eye, never restored |
//!
//! | Member of a segment | Is |
//! |---|---|
//! | `key`, `name`, `color` | as of a status |
//! | `customers` | how many customers it had |
//! | `values` | what is filled in, by the id of the field: one of `{"text": "…"}`, `{"number": "1.5"}`, `{"truth": true}`, `{"choice": 31}`, `{"choices": [31, 32]}`, `{"date": "2026-12-31"}`, `{"moment": "2026-12-31T09:00:00Z"}`, `{"unknown": "…"}` (the JSON of the server as text) |
//! | `prices` | the ids of its price types |
//! | `created`, `updated` | when it was made and changed last, or null |
//!
//! | Member of a field | Is |
//! |---|---|
//! | `id`, `name`, `code` | its id, its name, the word that programs know it by or null |
//! | `kind` | `text`, `text_area`, `number`, `checkbox`, `select`, `radio`, `multi_select`, `url`, `date`, `date_time`, `address`, `unknown` |
//! | `choices` | what can be chosen: lists of `id` and `name` |

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crm::Account;

use super::{DocumentFault, Format};

/// Many times more things than there are in an account, all kinds together.
const MOST_THINGS: usize = 100_000;

/// A whole account at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When the account was read.
    pub taken: Timestamp,
    /// Where it was read: the host of the account.
    pub place: String,
    /// What was read.
    pub account: Account,
}

impl Snapshot {
    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Time zones without a name cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, DocumentFault> {
        Format::Account.write(self)
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Other files, later versions, and accounts that cannot be: with two things of one key, with things that
    /// were never created, or with too many.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DocumentFault> {
        let snapshot: Self = Format::Account.read(bytes)?;
        let is_read = snapshot.account.items().all(|item| !item.is_new());
        if is_read && snapshot.account.is_possible() && size(&snapshot.account) <= MOST_THINGS {
            Ok(snapshot)
        } else {
            Err(DocumentFault::Damaged)
        }
    }
}

/// Counts everything that takes time to carry over to another account.
fn size(account: &Account) -> usize {
    let choices = account.fields.iter().map(|field| field.choices.len());
    let filled = account.segments.iter().map(|segment| segment.values.len() + segment.prices.len());
    let lists = account.price_lists.iter().flat_map(|lists| lists.iter());
    let prices = lists.map(|list| 1 + list.prices.len());
    account.items().count() + account.fields.len() + choices.chain(filled).chain(prices).sum::<usize>()
}
