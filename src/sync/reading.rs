//! Reading the lists of an account, one request at a time, and making sure of what they seem to say.
//!
//! A list may contradict itself (an id twice, fewer items than it counts) because its pages shifted while
//! they were read: then it is read once more. What a list lacks is not believed to be deleted where unsaved
//! changes depend on it: it is asked for by its id. And what belongs to another account is no reading of this
//! one: `/account` decides.

use std::collections::BTreeSet;
use std::sync::Arc;

use ehttp::{Request, Response};

use crate::amo::{self, Fault, List, Page, Reason, SendFault};
use crate::crm::{Account, Draft, Field, Item, Mode, PriceList, Segment, Status};

/// More pages than the longest list can ever fill: a server that goes on is not believed.
const MAX_PAGES: u32 = 30;

/// The most lists of goods that are asked for their prices.
const MAX_LISTS: usize = 100;

/// More bytes than all answers about one account have together.
const MAX_BYTES: usize = 1 << 25;

/// Lists that are being read one after the other, page by page, into an account.
#[derive(Debug)]
pub(crate) struct Reading {
    account: Account,
    stage: Stage,
    page: u32,
    /// How many bytes the answers had.
    bytes: usize,
    /// What is read last.
    scope: Scope,
    found: Found,
    tally: Tally,
    doubt: Doubt,
}

/// What was read of the lists that are not complete.
#[derive(Debug, Default)]
struct Found {
    statuses: Vec<Status>,
    segments: Vec<Arc<Segment>>,
    fields: Vec<Field>,
    lists: Vec<List>,
    price_lists: Vec<PriceList>,
}

/// What the pages of one list tell about it.
#[derive(Debug, Default)]
struct Tally {
    /// How many different items they have.
    different: usize,
    /// Whether an item is there more than once.
    repeats: bool,
    /// How many items the list has by its own count.
    total: Option<usize>,
    /// Whether the list is being read for the second time.
    is_second: bool,
}

impl Tally {
    /// Tells whether the list contradicts itself.
    fn is_odd(&self) -> bool {
        self.repeats || self.total.is_some_and(|total| total != self.different)
    }

    /// Returns what the list may lack something by, if so: for whoever looks into it.
    fn shortage(&self) -> Option<Shortage> {
        let Self { different, repeats, total, .. } = self;
        let missing = total.map_or(usize::from(*repeats), |total| total.saturating_sub(*different));
        let what = match total {
            Some(total) => format!("a list has {different} of {total} items"),
            None => format!("a list of {different} items repeats some"),
        };
        (missing > 0).then_some(Shortage { missing, what })
    }
}

/// How a list may lack something.
#[derive(Clone, Debug)]
struct Shortage {
    /// How many items, by its own count.
    missing: usize,
    /// The same, for whoever looks into it.
    what: String,
}

/// What is not sure about the lists that were read.
#[derive(Debug, Default)]
struct Doubt {
    /// What the server does not know by its id either.
    gone: Vec<Item>,
    /// How the list of statuses or segments may lack something although it was read twice.
    shortage: Option<Shortage>,
    /// Whether it was read twice.
    was_read_twice: bool,
    /// The accounts that things belong to by their own word.
    owners: BTreeSet<u64>,
    /// Whether the server has confirmed which account it is.
    is_confirmed: bool,
}

/// What a reading must not get wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stakes<'a> {
    /// The draft whose unsaved changes depend on the reading.
    pub draft: &'a Draft,
    /// Whether something that was to be created may be there without its id being known: if a list lacked it
    /// by mistake, it would be created once more.
    pub awaits: bool,
    /// How many items the list was short of when it was read last: servers are known to count what they do
    /// not list.
    pub shortage: usize,
    /// What the server has just said not to know by its id.
    pub gone: Option<Item>,
    /// Whether a write follows, so that it must be sure which account this is.
    pub precedes_write: bool,
}

/// How much of an account is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The statuses, or the segments.
    Items,
    /// The same, and the definitions of the segments' fields.
    Fields,
    /// Everything.
    All,
}

/// Which list is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Statuses,
    Segments,
    Fields,
    /// The lists of goods.
    Lists,
    /// The price types of the list at this place.
    Prices(usize),
    /// Something that a list lacks.
    Missing(Item),
    /// The account itself.
    Owner,
    Done,
}

impl Reading {
    /// Starts to read what the account has according to its mode; what is not read stays as it is in
    /// `account`.
    pub fn new(account: Account, scope: Scope) -> Self {
        let stage = if account.mode == Mode::Segments { Stage::Segments } else { Stage::Statuses };
        Self {
            account,
            stage,
            page: 1,
            bytes: 0,
            scope,
            found: Found::default(),
            tally: Tally::default(),
            doubt: Doubt::default(),
        }
    }

    /// Returns how many items the list of statuses or segments is short of, by its own count.
    pub fn shortage(&self) -> usize {
        self.doubt.shortage.as_ref().map_or(0, |shortage| shortage.missing)
    }

    /// Returns the request for the page that is wanted next.
    pub fn request(&self) -> Request {
        match self.stage {
            Stage::Statuses | Stage::Done => amo::request_statuses(self.page),
            Stage::Segments => amo::request_segments(self.page),
            Stage::Fields => amo::request_fields(self.page),
            Stage::Lists => amo::request_lists(self.page),
            Stage::Prices(at) => {
                amo::request_prices(self.found.lists.get(at).map_or(0, |list| list.id), self.page)
            }
            Stage::Missing(item) => amo::request_lone(item),
            Stage::Owner => amo::request_account(),
        }
    }

    /// Takes one answer; `Some` is the account with all that was wanted. `stakes` is what is known of the
    /// account by now, if it is open.
    ///
    /// [`Fault::OtherAccount`] if the answers are about another one.
    pub fn receive(
        &mut self,
        response: &Response,
        stakes: Option<Stakes<'_>>,
    ) -> Result<Option<Account>, Fault> {
        self.bytes += response.bytes.len();
        if self.bytes > MAX_BYTES {
            return Err(Fault::NoAnswer(SendFault::TooLarge));
        }
        match self.stage {
            Stage::Missing(item) => self.receive_missing(item, response)?,
            Stage::Owner => self.receive_owner(response)?,
            _ => match self.receive_page(response) {
                Ok(Some(next)) if next > self.page && next <= MAX_PAGES => {
                    self.page = next;
                    return Ok(None);
                }
                Ok(_) if self.decides() && !self.tally.is_second && self.is_doubtful(stakes) => {
                    self.read_again(self.stage);
                }
                Ok(_) => self.finish_stage(),
                Err(fault) => self.give_up_stage(fault)?,
            },
        }
        self.page = 1;
        if self.stage == Stage::Done { self.finish(stakes) } else { Ok(None) }
    }

    /// Returns what is to be made sure of next.
    fn doubted(&self, stakes: Option<Stakes<'_>>) -> Result<Stage, Fault> {
        let Doubt { gone, shortage, owners, is_confirmed, .. } = &self.doubt;
        let stakes = stakes.filter(|stakes| stakes.draft.base().mode == self.account.mode);
        let is_unseen = |item: &Item| !self.account.has(*item) && !gone.contains(item);
        let missing = stakes.and_then(|Stakes { draft, gone, .. }| {
            draft.at_stake().into_iter().find(|item| is_unseen(item) && gone != Some(*item))
        });
        // Its own things say whose a list is; an empty one says nothing.
        let id = self.account.id;
        let is_strange = id != 0 && owners.iter().any(|owner| *owner != id);
        let is_silent = id == 0 || owners.is_empty();
        let must_be_sure = missing.is_some() || stakes.is_some_and(|stakes| stakes.precedes_write);
        if !is_confirmed && (is_strange || must_be_sure && is_silent) {
            return Ok(Stage::Owner);
        }
        if let Some(stakes) = stakes {
            check_plausible(stakes.draft.base(), &self.account)?;
        }
        match (missing, shortage) {
            (Some(item), _) => Ok(Stage::Missing(item)),
            (None, Some(Shortage { missing, what }))
                if stakes.is_some_and(|stakes| stakes.awaits && *missing > stakes.shortage) =>
            {
                Err(Fault::Malformed { what: what.clone() })
            }
            (None, _) => Ok(Stage::Done),
        }
    }

    /// Tells whether the list under way is worth a second look: it contradicts itself, is empty where there
    /// were items, or lacks a field that was there, which has no address of its own to be asked at.
    fn is_doubtful(&self, stakes: Option<Stakes<'_>>) -> bool {
        let base = stakes.map(|stakes| stakes.draft.base());
        let is_lacking = |field: &Field| !self.found.fields.iter().any(|found| found.id == field.id);
        let is_short = |base: &Account| match self.stage {
            Stage::Statuses => self.found.statuses.is_empty() && !base.statuses.is_empty(),
            Stage::Segments => self.found.segments.is_empty() && !base.segments.is_empty(),
            Stage::Fields => base.fields.iter().any(is_lacking),
            _ => false,
        };
        self.tally.is_odd() || base.is_some_and(is_short)
    }

    /// Tells whether what the list under way lacks counts as deleted.
    fn decides(&self) -> bool {
        matches!(self.stage, Stage::Statuses | Stage::Segments | Stage::Fields)
    }

    /// Begins a list once more.
    fn read_again(&mut self, stage: Stage) {
        match stage {
            Stage::Statuses => self.found.statuses.clear(),
            Stage::Segments => self.found.segments.clear(),
            _ => self.found.fields.clear(),
        }
        self.stage = stage;
        self.tally = Tally { is_second: true, ..Tally::default() };
    }

    /// Takes what a list lacks: if the server has it, the list was wrong.
    fn receive_missing(&mut self, item: Item, response: &Response) -> Result<(), Fault> {
        match amo::read_lone(item, &self.account.zone, response) {
            Ok(found) => {
                self.doubt.owners.extend(amo::read_owner(response));
                if !self.doubt.was_read_twice {
                    // All other lists were read already.
                    self.scope = Scope::Items;
                    let list = matches!(item, Item::Status(_));
                    self.read_again(if list { Stage::Statuses } else { Stage::Segments });
                    return Ok(());
                }
                let what = format!("a list lacks {item:?}");
                self.doubt.shortage = Some(Shortage { missing: usize::MAX, what });
                self.account.add_unlisted(found);
            }
            Err(Fault::NotFound) => self.doubt.gone.push(item),
            Err(fault) => return Err(fault),
        }
        self.stage = Stage::Done;
        Ok(())
    }

    /// Takes the word of the account itself.
    fn receive_owner(&mut self, response: &Response) -> Result<(), Fault> {
        let told = amo::read_account(response)?.identity();
        if told.differs(&self.account.identity()) {
            return Err(Fault::OtherAccount(Box::new(told)));
        }
        self.doubt.is_confirmed = true;
        self.stage = Stage::Done;
        Ok(())
    }

    /// Takes over the things of one page, and returns the number of the next.
    fn receive_page(&mut self, response: &Response) -> Result<Option<u32>, Fault> {
        Ok(match self.stage {
            Stage::Segments => {
                let page = amo::read_segments(&self.account.zone, response)?;
                let page = page.map(|segments| segments.into_iter().map(Arc::new).collect());
                self.count(&page);
                add_new(&mut self.tally, &mut self.found.segments, page, |segment| segment.key)
            }
            Stage::Fields => {
                let page = amo::read_fields(response)?;
                self.count(&page);
                add_new(&mut self.tally, &mut self.found.fields, page, |field| field.id)
            }
            Stage::Lists => {
                let page = amo::read_lists(response)?;
                add_new(&mut self.tally, &mut self.found.lists, page, |list| list.id)
            }
            Stage::Prices(at) => {
                let page = amo::read_prices(response)?;
                if self.page == 1 {
                    let name = self.found.lists.get(at).map(|list| list.name.clone()).unwrap_or_default();
                    self.found.price_lists.push(PriceList { name, prices: Vec::new() });
                }
                let list = self.found.price_lists.last_mut();
                list.and_then(|list| add_new(&mut self.tally, &mut list.prices, page, |price| price.id))
            }
            Stage::Statuses | Stage::Missing(_) | Stage::Owner | Stage::Done => {
                let page = amo::read_statuses(response)?;
                self.count(&page);
                add_new(&mut self.tally, &mut self.found.statuses, page, |status| status.key)
            }
        })
    }

    /// Remembers what a page says besides its items.
    fn count<T>(&mut self, page: &Page<T>) {
        self.tally.repeats |= page.repeats;
        self.tally.total = page.total.and_then(|total| usize::try_from(total).ok()).or(self.tally.total);
        self.doubt.owners.extend(&page.owners);
    }

    /// Puts a list that is complete into the account, and goes on to the next one.
    fn finish_stage(&mut self) {
        let tally = std::mem::take(&mut self.tally);
        if matches!(self.stage, Stage::Statuses | Stage::Segments) {
            self.doubt.shortage = tally.shortage();
            self.doubt.was_read_twice = tally.is_second;
        }
        self.stage = match self.stage {
            Stage::Statuses => {
                self.account.statuses = std::mem::take(&mut self.found.statuses);
                self.account.in_server_order();
                // The list is here, so the mode is on, whatever else was told or not told.
                self.account.mode = Mode::Periodicity;
                Stage::Done
            }
            Stage::Segments => {
                self.account.segments = std::mem::take(&mut self.found.segments);
                self.account.mode = Mode::Segments;
                if self.scope == Scope::Items { Stage::Done } else { Stage::Fields }
            }
            Stage::Fields => {
                self.account.fields = Arc::new(std::mem::take(&mut self.found.fields));
                if self.scope == Scope::All { Stage::Lists } else { Stage::Done }
            }
            Stage::Lists => {
                self.found.lists.truncate(MAX_LISTS);
                self.prices_or_done(0)
            }
            Stage::Prices(at) => self.prices_or_done(at + 1),
            Stage::Missing(_) | Stage::Owner | Stage::Done => Stage::Done,
        };
    }

    fn prices_or_done(&mut self, at: usize) -> Stage {
        if at < self.found.lists.len() {
            return Stage::Prices(at);
        }
        self.found.price_lists.retain(|list| !list.prices.is_empty());
        self.account.price_lists = Some(Arc::new(std::mem::take(&mut self.found.price_lists)));
        Stage::Done
    }

    /// Goes on where the account uses the other list, or none: when an account is opened that is no failure.
    fn give_up_stage(&mut self, fault: Fault) -> Result<(), Fault> {
        if self.scope != Scope::All {
            return Err(fault);
        }
        let mode = self.account.mode;
        let is_off = matches!(fault, Fault::Account(Reason::CustomersOff | Reason::NotInPlan));
        self.stage = match (self.stage, if is_off { Fault::ModeOff } else { fault }) {
            (Stage::Statuses, Fault::ModeOff) if mode == Mode::Unknown => Stage::Segments,
            (Stage::Segments, Fault::ModeOff) if mode == Mode::Segments => {
                self.account.mode = Mode::Disabled;
                Stage::Statuses
            }
            (Stage::Statuses | Stage::Segments, Fault::ModeOff) => {
                if matches!(mode, Mode::Periodicity | Mode::Unknown) {
                    self.account.mode = Mode::Disabled;
                }
                Stage::Done
            }
            (Stage::Statuses | Stage::Segments, Fault::NotFound) => {
                self.account.mode = Mode::Unavailable;
                Stage::Done
            }
            // Without the definitions what is filled in can still be seen, and all the rest be done.
            (
                Stage::Fields,
                Fault::Forbidden
                | Fault::NotFound
                | Fault::ModeOff
                | Fault::Account(_)
                | Fault::Refused { .. },
            ) => Stage::Lists,
            (_, fault) => return Err(fault),
        };
        self.tally = Tally::default();
        Ok(())
    }

    /// Returns the account without the names of prices if those are what failed: they are a comfort, and not
    /// every user may read them.
    pub fn without_prices(
        &mut self,
        fault: Fault,
        stakes: Option<Stakes<'_>>,
    ) -> Result<Option<Account>, Fault> {
        let is_about_prices = matches!(self.stage, Stage::Lists | Stage::Prices(_));
        let says_more = matches!(fault, Fault::NoAnswer(_)) || fault.ends_access();
        if !is_about_prices || says_more {
            return Err(fault);
        }
        self.account.price_lists = None;
        self.finish(stakes)
    }

    /// Returns the account if nothing about it is in doubt.
    fn finish(&mut self, stakes: Option<Stakes<'_>>) -> Result<Option<Account>, Fault> {
        (self.page, self.stage) = (1, self.doubted(stakes)?);
        Ok((self.stage == Stage::Done).then(|| self.account.clone()))
    }
}

/// Adds what is not there yet, and returns the number of the next page. Servers are known to repeat things at
/// the seam of two pages.
fn add_new<T, K: Ord>(
    tally: &mut Tally,
    known: &mut Vec<T>,
    page: Page<T>,
    key: impl Fn(&T) -> K,
) -> Option<u32> {
    let mut seen: BTreeSet<K> = known.iter().map(&key).collect();
    let all = known.len() + page.items.len();
    known.extend(page.items.into_iter().filter(|item| seen.insert(key(item))));
    tally.different = known.len();
    tally.repeats |= known.len() < all;
    page.next
}

/// Tells whether a list of statuses can be that of this account: amoCRM's own cannot be deleted, so an empty
/// one in their place is a failure and not the work of somebody else.
pub(crate) fn check_plausible(base: &Account, fresh: &Account) -> Result<(), Fault> {
    let had_system = base.statuses.iter().any(|status| status.system);
    if had_system && fresh.statuses.is_empty() {
        return Err(Fault::Malformed { what: "statuses: none at all".to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::crm::{Edit, Key};

    const OWN: u64 = 7;
    const MINE: Item = Item::Segment(Key::Id(2));

    fn answer(http_status: u16, body: &Value) -> Response {
        amo::answer(http_status, &body.to_string())
    }

    fn whose(id: u64) -> Response {
        answer(200, &json!({ "id": id, "name": "Shop", "customers_mode": "segments" }))
    }

    fn segment(id: u64, owner: u64) -> Value {
        json!({ "id": id, "name": format!("S{id}"), "color": "6610f2", "account_id": owner })
    }

    /// A list of these segments that counts so many.
    fn list(ids: &[u64], total: usize, owner: u64) -> Response {
        let segments: Vec<Value> = ids.iter().map(|id| segment(*id, owner)).collect();
        answer(200, &json!({ "_total_items": total, "_embedded": { "segments": segments } }))
    }

    /// The draft of an account of segments 1, 2 and 3, of which the second has another name.
    fn draft() -> Draft {
        let account = amo::read_account(&whose(OWN)).expect("an account");
        let read = Reading::new(account, Scope::Items).receive(&list(&[1, 2, 3], 3, OWN), None);
        let mut draft = Draft::new(read.expect("a list").expect("the whole account"));
        draft.edit(Edit::Rename(MINE, "Mine".to_owned()));
        draft
    }

    fn stakes(draft: &Draft) -> Stakes<'_> {
        Stakes { draft, awaits: false, shortage: 0, gone: None, precedes_write: false }
    }

    /// What a reading asks and what comes of it, with these answers.
    fn read(stakes: Stakes<'_>, answers: &[Response]) -> (Vec<String>, Result<Option<Account>, Fault>) {
        let mut reading = Reading::new(stakes.draft.base().clone(), Scope::Items);
        let (mut asked, mut outcome) = (Vec::new(), Ok(None));
        for answer in answers {
            let request = reading.request();
            asked.push(request.url.trim_start_matches("/api/v4/").split('?').next().unwrap_or("").to_owned());
            outcome = reading.receive(answer, Some(stakes));
            if !matches!(outcome, Ok(None)) {
                break;
            }
        }
        (asked, outcome)
    }

    fn ids(outcome: Result<Option<Account>, Fault>) -> Vec<u64> {
        let account = outcome.expect("a reading").expect("all that was wanted");
        account.segments.iter().filter_map(|segment| segment.key.id()).collect()
    }

    const LIST: &str = "customers/segments";
    const ONE: &str = "customers/segments/2";

    #[test]
    fn a_list_that_contradicts_itself_is_read_once_more() {
        let draft = draft();
        for odd in [list(&[1, 2, 2], 3, OWN), list(&[1, 2], 3, OWN), list(&[1, 2, 3], 2, OWN)] {
            let (asked, read) = read(stakes(&draft), &[odd, list(&[1, 2, 3], 3, OWN)]);
            assert_eq!((asked, ids(read)), (vec![LIST.to_owned(); 2], vec![1, 2, 3]));
        }
        let empty = || answer(204, &json!({}));
        let (asked, found) = read(stakes(&draft), &[empty(), list(&[1, 2, 3], 3, OWN)]);
        assert_eq!(
            (asked, ids(found)),
            (vec![LIST.to_owned(); 2], vec![1, 2, 3]),
            "nothing, where there was much"
        );
        let off = || list(&[1, 2, 3], 9, OWN);
        let (asked, read) = read(stakes(&draft), &[off(), off()]);
        assert_eq!((asked.len(), ids(read)), (2, vec![1, 2, 3]), "and then taken as it is");
    }

    #[test]
    fn what_depends_on_it_is_deleted_only_if_its_id_says_so_too() {
        let draft = draft();
        let lacking = || list(&[1, 3], 2, OWN);
        for gone in [204, 404] {
            let (asked, read) = read(stakes(&draft), &[lacking(), answer(gone, &json!({}))]);
            assert_eq!((asked, ids(read)), ([LIST, ONE].map(str::to_owned).to_vec(), vec![1, 3]), "{gone}");
        }
        let there = || answer(200, &segment(2, OWN));
        let (asked, found) = read(stakes(&draft), &[lacking(), there(), list(&[1, 2, 3], 3, OWN)]);
        assert_eq!((asked.len(), ids(found)), (3, vec![1, 2, 3]), "the list was wrong, and is right now");
        let (asked, found) = read(stakes(&draft), &[lacking(), there(), lacking(), there()]);
        assert_eq!((asked.len(), ids(found)), (4, vec![1, 3, 2]), "the list stays wrong");
        let refusal = answer(403, &json!({ "title": "Forbidden", "status": 403 }));
        let (_, outcome) = read(stakes(&draft), &[lacking(), refusal]);
        assert_eq!(outcome, Err(Fault::Forbidden), "nobody knows");
        let known = Stakes { gone: Some(MINE), ..stakes(&draft) };
        assert_eq!(read(known, &[lacking()]).0, [LIST], "that was asked just before");
    }

    #[test]
    fn the_account_itself_is_asked_where_its_things_say_something_else_or_nothing() {
        let draft = draft();
        let theirs = || list(&[1, 2, 3], 3, 8);
        let (asked, outcome) = read(stakes(&draft), &[theirs(), whose(8)]);
        assert_eq!(asked, [LIST, "account"]);
        assert!(matches!(outcome, Err(Fault::OtherAccount(told)) if told.id == 8), "another account");
        let (asked, read_all) = read(stakes(&draft), &[theirs(), whose(OWN)]);
        assert_eq!((asked.len(), ids(read_all)), (2, vec![1, 2, 3]), "the account has the last word");
        let silent = || answer(204, &Value::Null);
        let before_a_write = Stakes { precedes_write: true, ..stakes(&draft) };
        let (asked, outcome) = read(before_a_write, &[silent(), silent(), whose(8)]);
        assert_eq!(asked, [LIST, LIST, "account"]);
        assert!(matches!(outcome, Err(Fault::OtherAccount(_))), "before anything is asked for by its id");
        let sure = read(before_a_write, &[list(&[1, 2, 3], 3, OWN)]);
        assert_eq!((sure.0.len(), ids(sure.1)), (1, vec![1, 2, 3]), "things that tell cost nothing");
    }

    #[test]
    fn a_list_that_stays_short_is_no_proof_that_nothing_was_created() {
        let draft = draft();
        let short = || list(&[1, 2, 3], 4, OWN);
        let awaiting = Stakes { awaits: true, ..stakes(&draft) };
        assert!(
            matches!(read(awaiting, &[short(), short()]).1, Err(Fault::Malformed { .. })),
            "four of three"
        );
        assert_eq!(ids(read(stakes(&draft), &[short(), short()]).1), [1, 2, 3], "else it does no harm");
    }

    /// What a server may answer to anything.
    fn any_answer() -> impl Strategy<Value = (usize, Response)> {
        let ids = prop::collection::vec(1..5_u64, 0..5);
        let owner = prop::sample::select(vec![OWN, OWN, OWN, 8]);
        (0..7_usize, ids, 0..5_usize, owner).prop_map(|(kind, ids, total, owner)| {
            let response = match kind {
                0 | 1 => list(&ids, total, owner),
                2 => answer(200, &segment(2, owner)),
                3 => whose(owner),
                4 => answer(404, &json!({})),
                5 => answer(204, &Value::Null),
                _ => answer(500, &json!({})),
            };
            (kind, response)
        })
    }

    proptest! {
        #[test]
        fn no_sequence_of_answers_deletes_what_its_id_does_not(
            answers in prop::collection::vec(any_answer(), 1..12),
        ) {
            let draft = draft();
            let stakes = Stakes { precedes_write: true, ..stakes(&draft) };
            let mut reading = Reading::new(draft.base().clone(), Scope::Items);
            let (mut is_denied, mut is_sure) = (false, false);
            for (kind, response) in answers {
                let asks_for_one = reading.request().url.ends_with("/segments/2");
                let asks_for_account = reading.request().url.contains("/account");
                let outcome = reading.receive(&response, Some(stakes));
                is_denied |= asks_for_one && matches!(kind, 4 | 5);
                let body = String::from_utf8_lossy(&response.bytes);
                is_sure |= outcome.is_ok() && (asks_for_account || body.contains(r#""account_id":7"#));
                if let Ok(Some(account)) = outcome {
                    prop_assert!(account.has(MINE) || is_denied, "asked for by its id");
                    prop_assert!(is_sure, "somebody has said whose it is");
                    break;
                }
            }
        }
    }
}
