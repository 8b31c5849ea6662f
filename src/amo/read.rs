//! Which requests read an account, and what their answers say.

use std::collections::BTreeSet;
use std::sync::Arc;

use ehttp::{Headers, Method, Request, Response};
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::crm::{
    Account, Color, Field, Item, Key, Mode, PriceType, Segment, SingleItem, Status, StatusKind,
};

use super::conditions::conditions;
use super::json::{self, AccountJson, ListJson, OwnerJson, StatusJson};
use super::segment::{self, List, segment};
use super::{CATALOGS, Fault, SEGMENTS, STATUSES};

/// How much is asked for at once: the most that the server allows, so that paging is rare.
const PAGING: &str = "limit=250";

/// More items than a server puts on one page.
const MOST_ITEMS: usize = 1_000;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items in the order in which they were listed, each once.
    pub items: Vec<T>,
    /// The page to ask for next, `None` if the server speaks of none; it is always higher than the page that
    /// the server says this one is.
    pub next: Option<u32>,
    /// How many items all pages of the list have together, if the server says so.
    pub total: Option<u64>,
    /// Whether the server lists an item of this page more than once.
    pub repeats: bool,
    /// The ids of the accounts that the items belong to by their own word.
    pub owners: BTreeSet<u64>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next: None, total: None, repeats: false, owners: BTreeSet::new() }
    }
}

impl<T> Page<T> {
    /// Returns the same with its items made into something else.
    #[must_use]
    pub fn map<U>(self, map: impl FnOnce(Vec<T>) -> Vec<U>) -> Page<U> {
        let Self { items, next, total, repeats, owners } = self;
        Page { items: map(items), next, total, repeats, owners }
    }
}

/// Asks who and where we are, and where the account's days begin.
#[must_use]
pub fn request_account() -> Request {
    get("/api/v4/account?with=datetime_settings")
}

/// Asks for one page of the statuses, from 1.
#[must_use]
pub fn request_statuses(page: u32) -> Request {
    // The first goes without a query: that is the only form which the vendor documents.
    if page <= 1 { get(STATUSES) } else { get(&format!("{STATUSES}?page={page}")) }
}

/// Asks for one page of the segments, from 1.
#[must_use]
pub fn request_segments(page: u32) -> Request {
    get(&format!("{SEGMENTS}?page={page}&{PAGING}"))
}

/// Asks for one page of the custom fields of segments, from 1, in the order in which they are shown.
#[must_use]
pub fn request_fields(page: u32) -> Request {
    // `order[sort]=asc`
    get(&format!("{SEGMENTS}/custom_fields?page={page}&{PAGING}&order%5Bsort%5D=asc"))
}

/// Asks for one page of the lists of goods, from 1.
#[must_use]
pub fn request_lists(page: u32) -> Request {
    get(&format!("{CATALOGS}?page={page}&{PAGING}"))
}

/// Asks for one page of the price types of a list of goods, from 1.
#[must_use]
pub fn request_prices(list: u64, page: u32) -> Request {
    // `filter[type][0]=price`
    get(&format!("{CATALOGS}/{list}/custom_fields?page={page}&{PAGING}&filter%5Btype%5D%5B0%5D=price"))
}

/// Asks for one thing that the server knows.
#[must_use]
pub fn request_lone(item: Item) -> Request {
    let list = match item {
        Item::Status(_) => STATUSES,
        Item::Segment(_) => SEGMENTS,
    };
    get(&format!("{list}/{}", item.key().id().unwrap_or_default()))
}

fn get(path: &str) -> Request {
    Request::new(Method::GET, path, Headers::default())
}

/// Reads the answer to [`request_account`]; its lists are left empty.
///
/// # Errors
///
/// Says what went wrong; [`Fault::Malformed`] also when the answer names neither an id nor a subdomain,
/// as the page of a hotel's network may.
pub fn read_account(response: &Response) -> Result<Account, Fault> {
    succeeded(response)?;
    let read: Option<AccountJson<'_>> = json::object(&response.bytes);
    let read =
        read.filter(|account| json::id(&account.id).is_some() || json::text(&account.subdomain).is_some());
    let account = read.ok_or_else(|| Fault::malformed("account", &response.bytes))?;
    Ok(Account {
        id: json::id(&account.id).unwrap_or_default(),
        name: json::text(&account.name).unwrap_or_default(),
        subdomain: json::text(&account.subdomain).unwrap_or_default(),
        user: json::id(&account.current_user_id),
        mode: mode(&account.customers_mode),
        zone: zone(account.embedded).unwrap_or(TimeZone::UTC),
        statuses: Vec::new(),
        segments: Vec::new(),
        fields: Arc::default(),
        price_lists: None,
    })
}

/// Reads the time zone: by its name, which knows of summer time, else by its offset.
fn zone(embedded: Option<&RawValue>) -> Option<TimeZone> {
    let embedded: Value = serde_json::from_str(embedded?.get()).ok()?;
    let settings = embedded.get("datetime_settings")?;
    let named = || TimeZone::get(settings.get("timezone")?.as_str()?.trim()).ok();
    let offset = || offset(&json::text(settings.get("timezone_offset")?)?).map(TimeZone::fixed);
    named().or_else(offset)
}

/// Reads the distance to UTC: `+03:00`, `+0300` or `+3`.
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    let unsigned = text.trim_start_matches(['+', '-']);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = match unsigned.split_once(':') {
        Some(parts) => parts,
        None if unsigned.len() > 2 => unsigned.split_at_checked(unsigned.len() - 2)?,
        None => (unsigned, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60 * sign)?;
    Offset::from_seconds(seconds).ok()
}

fn mode(value: &Value) -> Mode {
    match value.as_str() {
        Some("periodicity") => Mode::Periodicity,
        Some("segments" | "dynamic") => Mode::Segments,
        Some("disabled") => Mode::Disabled,
        Some("unavailable") => Mode::Unavailable,
        _ => Mode::Unknown,
    }
}

/// Reads the answer to [`request_statuses`].
///
/// # Errors
///
/// Says what went wrong; [`Fault::Malformed`] also when a single item of the list has no usable id: a
/// list that silently lacks a status would look as if somebody had deleted it.
pub fn read_statuses(response: &Response) -> Result<Page<Status>, Fault> {
    reading_succeeded(response)?;
    let mut sort = 0;
    let read = |raw: &RawValue| {
        // One without a number stays where the server lists it.
        let status = status(raw, sort)?;
        sort = status.sort;
        Some(status)
    };
    page("statuses", response, read, |status| status.key)
}

/// Reads the answer to [`request_segments`]; dates are days in this zone.
///
/// # Errors
///
/// The same as for [`read_statuses`].
pub fn read_segments(zone: &TimeZone, response: &Response) -> Result<Page<Segment>, Fault> {
    reading_succeeded(response)?;
    page("segments", response, |raw| segment(raw, zone), |segment| segment.key)
}

/// Reads the answer to [`request_fields`], in the order in which the fields are shown.
///
/// # Errors
///
/// The same as for [`read_statuses`].
pub fn read_fields(response: &Response) -> Result<Page<Field>, Fault> {
    reading_succeeded(response)?;
    let page = page("custom_fields", response, segment::field, |(_, field)| field.id)?;
    Ok(page.map(segment::in_order))
}

/// Reads the answer to [`request_lists`].
///
/// # Errors
///
/// Says what went wrong, as for [`read_statuses`]; lists belong to no mode.
pub fn read_lists(response: &Response) -> Result<Page<List>, Fault> {
    succeeded(response)?;
    page("catalogs", response, segment::list, |list| list.id)
}

/// Reads the answer to [`request_prices`]. Fields that hold no price are left out.
///
/// # Errors
///
/// Says what went wrong, as for [`read_statuses`]; lists belong to no mode.
pub fn read_prices(response: &Response) -> Result<Page<PriceType>, Fault> {
    succeeded(response)?;
    let page = page("custom_fields", response, segment::price, |(id, _)| *id)?;
    Ok(page.map(|items| items.into_iter().filter_map(|(_, price)| price).collect()))
}

/// Reads the list of this name in an answer of success.
fn page<T, K: Ord>(
    name: &str,
    response: &Response,
    mut read: impl FnMut(&RawValue) -> Option<T>,
    key: impl Fn(&T) -> K,
) -> Result<Page<T>, Fault> {
    if response.status == 204 {
        return Ok(Page::default());
    }
    let malformed = || Fault::malformed(name, &response.bytes);
    let list: ListJson<'_> = json::object(&response.bytes).ok_or_else(malformed)?;
    let mut items: Vec<T> = Vec::new();
    let (mut seen, mut owners, mut repeats) = (BTreeSet::new(), BTreeSet::new(), false);
    let listed = list.items(name).filter(|items| items.len() <= MOST_ITEMS).ok_or_else(malformed)?;
    for (index, raw) in listed.into_iter().enumerate() {
        let item =
            read(raw).ok_or_else(|| Fault::malformed(&format!("{name}[{index}]"), raw.get().as_bytes()))?;
        owners.extend(owner(raw));
        if seen.insert(key(&item)) {
            items.push(item);
        } else {
            repeats = true;
        }
    }
    let total = json::whole(&list.total).and_then(|total| u64::try_from(total).ok());
    Ok(Page { items, next: next_page(&list), total, repeats, owners })
}

/// Reads the answer to [`request_lone`] for the same thing; dates are days in this zone.
///
/// # Errors
///
/// Says what went wrong; [`Fault::NotFound`] also for 204, which the server answers in other places, and
/// [`Fault::Malformed`] also for another thing than the one that was asked for.
pub fn read_lone(item: Item, zone: &TimeZone, response: &Response) -> Result<SingleItem, Fault> {
    reading_succeeded(response)?;
    if response.status == 204 {
        return Err(Fault::NotFound);
    }
    let read = |raw: &RawValue| match item {
        Item::Status(_) => status(raw, 0).map(SingleItem::Status),
        Item::Segment(_) => segment(raw, zone).map(SingleItem::Segment),
    };
    let lone = serde_json::from_slice(&response.bytes).ok().and_then(read);
    lone.filter(|lone| lone.item() == item).ok_or_else(|| Fault::malformed("lone item", &response.bytes))
}

/// Returns the id of the account that a thing which was read alone belongs to by its own word.
#[must_use]
pub fn read_owner(response: &Response) -> Option<u64> {
    owner(serde_json::from_slice(&response.bytes).ok()?)
}

fn owner(raw: &RawValue) -> Option<u64> {
    let owner: OwnerJson = json::raw_object(raw)?;
    json::id(&owner.account_id).filter(|id| *id != 0)
}

fn succeeded(response: &Response) -> Result<(), Fault> {
    if (200..300).contains(&response.status) { Ok(()) } else { Err(Fault::of(response)) }
}

/// Tells apart the 422 of a list whose mode is off, unless the whole account is concerned or it is a page.
fn reading_succeeded(response: &Response) -> Result<(), Fault> {
    match succeeded(response) {
        Err(Fault::Refused { .. }) if response.status == 422 => Err(Fault::ModeOff),
        read => read,
    }
}

/// Reads one status; `sort` stands in for a number that is missing.
fn status(raw: &RawValue, sort: i64) -> Option<Status> {
    let status: StatusJson<'_> = json::raw_object(raw)?;
    Some(Status {
        key: Key::Id(json::id(&status.id)?),
        name: json::text(&status.name).unwrap_or_default(),
        color: status.color.as_str().and_then(Color::parse),
        sort: json::whole(&status.sort).unwrap_or(sort),
        system: json::truth(&status.is_default),
        kind: status_kind(json::whole(&status.kind)),
        conditions: conditions(status.conditions),
        raw: raw.get().into(),
    })
}

/// Reads what a status is for (`type`).
fn status_kind(number: Option<i64>) -> StatusKind {
    match number {
        Some(0) => StatusKind::Ordinary,
        Some(1) => StatusKind::PurchaseExpected,
        Some(2) => StatusKind::NotPurchased,
        Some(3) => StatusKind::Closed,
        Some(4) => StatusKind::RecentlyPurchased,
        _ => StatusKind::Unknown,
    }
}

/// Returns the number of the next page. Links are never followed: they may name another host.
fn next_page(list: &ListJson<'_>) -> Option<u32> {
    let number = |value: &Value| json::whole(value).and_then(|number| u32::try_from(number).ok());
    let this = number(&list.page).unwrap_or(1);
    let link = list.links.get("next").filter(|link| !link.is_null());
    let linked = || page_in(link?.get("href").or(link)?.as_str()?);
    let counted =
        || this.checked_add(1).filter(|next| number(&list.page_count).is_some_and(|count| *next <= count));
    linked().or_else(counted).filter(|next| *next > this)
}

/// Returns the `page` in the query of an address.
fn page_in(address: &str) -> Option<u32> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("page="))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Reason;
    use super::super::fault::tests::answer;
    use super::*;
    use crate::crm::FieldKind;

    /// Shaped as the vendor's example, with members of other ages and places added.
    const LIST: &str = r##"{"_total_items":9,"_links":{"self":{"href":"https://x.amocrm.ru/api"}},"_embedded":{"statuses":[
        {"id":11,"name":"Купили недавно","sort":0,"is_default":true,"conditions":[],"color":"#ccff66","type":4,
            "account_id":1,"_links":{"self":{"href":"https://shard1.amocrm.ru/x"}},"news":{"a":[1.50,"\u0041"]}},
        {"id":20,"name":"VIP","sort":1,"is_default":false,"color":"ffeab2","type":0,
            "conditions":[[{"type":"tag","match":{"value":[1],"logic":"or"}}],[]]}]}}"##;

    const STATUS: Item = Item::Status(Key::Id(7));
    const SEGMENT: Item = Item::Segment(Key::Id(7));

    fn list(items: &str) -> String {
        of_name("statuses", items)
    }

    fn of_name(name: &str, items: &str) -> String {
        format!(r#"{{"_embedded":{{"{name}":[{items}]}}}}"#)
    }

    fn lone(item: Item, http_status: u16, body: &str) -> Result<SingleItem, Fault> {
        read_lone(item, &TimeZone::UTC, &answer(http_status, body))
    }

    fn statuses(items: &str) -> Vec<Status> {
        match read_statuses(&answer(200, &list(items))) {
            Ok(page) => page.items,
            Err(fault) => panic!("{items} should be read: {fault:?}"),
        }
    }

    fn first(item: &str) -> Status {
        statuses(item).swap_remove(0)
    }

    #[test]
    fn requests_carry_a_path_and_nothing_else() {
        for (request, path) in [
            (request_account(), "/api/v4/account?with=datetime_settings"),
            (request_statuses(1), "/api/v4/customers/statuses"),
            (request_statuses(2), "/api/v4/customers/statuses?page=2"),
            (request_lone(STATUS), "/api/v4/customers/statuses/7"),
            (request_lone(SEGMENT), "/api/v4/customers/segments/7"),
            (request_segments(1), "/api/v4/customers/segments?page=1&limit=250"),
            (
                request_fields(2),
                "/api/v4/customers/segments/custom_fields?page=2&limit=250&order%5Bsort%5D=asc",
            ),
            (request_lists(1), "/api/v4/catalogs?page=1&limit=250"),
            (
                request_prices(5, 3),
                "/api/v4/catalogs/5/custom_fields?page=3&limit=250&filter%5Btype%5D%5B0%5D=price",
            ),
        ] {
            assert_eq!((request.method, request.url.as_str()), (Method::GET, path));
            assert!(request.headers.headers.is_empty() && request.body.is_empty(), "{path}");
        }
    }

    #[test]
    fn an_account_is_read_however_little_it_says() {
        let full = r#"{"id":"5","name":"Aroma","subdomain":"aroma","current_user_id":9,"customers_mode":"periodicity","x":[]}"#;
        let expected = Account {
            name: "Aroma".into(),
            subdomain: "aroma".into(),
            user: Some(9),
            mode: Mode::Periodicity,
            ..Account::empty(5)
        };
        assert_eq!(read_account(&answer(200, full)), Ok(expected));
        let bare = read_account(&answer(200, r#"{"id":5,"name":null,"subdomain":null}"#));
        assert!(
            bare.is_ok_and(|account| account.name.is_empty() && account.mode == Mode::Unknown),
            "null members"
        );
    }

    #[test]
    fn every_word_for_the_mode_is_known() {
        for (word, expected) in [
            (r#""periodicity""#, Mode::Periodicity),
            (r#""segments""#, Mode::Segments),
            (r#""dynamic""#, Mode::Segments),
            (r#""disabled""#, Mode::Disabled),
            (r#""unavailable""#, Mode::Unavailable),
            (r#""something""#, Mode::Unknown),
            ("null", Mode::Unknown),
            ("7", Mode::Unknown),
        ] {
            let account = read_account(&answer(200, &format!(r#"{{"id":1,"customers_mode":{word}}}"#)));
            assert_eq!(account.map(|account| account.mode), Ok(expected), "{word}");
        }
    }

    #[test]
    fn the_time_zone_is_known_by_name_or_else_by_its_offset() {
        let named = TimeZone::get("Europe/Moscow").expect("a zone");
        let fixed = |seconds| TimeZone::fixed(Offset::from_seconds(seconds).expect("an offset"));
        for (settings, expected) in [
            (r#"{"timezone":"Europe/Moscow","timezone_offset":"+05:00"}"#, named),
            (r#"{"timezone":"Mars/Phobos","timezone_offset":"+03:00"}"#, fixed(3 * 3600)),
            (r#"{"timezone":null,"timezone_offset":"+0530"}"#, fixed(5 * 3600 + 1800)),
            (r#"{"timezone_offset":"+3"}"#, fixed(3 * 3600)),
            (r#"{"timezone_offset":"-03:30"}"#, fixed(-(3 * 3600 + 1800))),
            (r#"{"timezone_offset":-3}"#, fixed(-3 * 3600)),
            (r#"{"timezone_offset":"+99:00"}"#, TimeZone::UTC),
            (r#"{"timezone_offset":"99999999999"}"#, TimeZone::UTC),
            (r#"{"timezone_offset":"по Москве"}"#, TimeZone::UTC),
            (r#"{"timezone_offset":""}"#, TimeZone::UTC),
            ("{}", TimeZone::UTC),
            ("[]", TimeZone::UTC),
            ("null", TimeZone::UTC),
        ] {
            let body = format!(r#"{{"id":1,"_embedded":{{"datetime_settings":{settings}}}}}"#);
            let zone = read_account(&answer(200, &body)).map(|account| account.zone);
            assert_eq!(zone, Ok(expected), "{settings}");
        }
        let odd = read_account(&answer(200, r#"{"id":1,"_embedded":[]}"#)).map(|account| account.zone);
        assert_eq!(odd, Ok(TimeZone::UTC), "nothing embedded");
    }

    #[test]
    fn what_is_no_account_is_malformed() {
        for (http_status, body) in
            [(200, "<html>Hotel</html>"), (200, "{}"), (200, r#"{"ok":true}"#), (200, "[5]"), (204, "")]
        {
            let fault = read_account(&answer(http_status, body));
            assert!(matches!(fault, Err(Fault::Malformed { .. })), "{body}");
        }
    }

    #[test]
    fn a_list_is_read_in_its_order() {
        let page = read_statuses(&answer(200, LIST)).expect("a list");
        let told: Vec<_> = page
            .items
            .iter()
            .map(|status| (status.key, status.name.as_str(), status.sort, status.system, status.kind))
            .collect();
        let expected = [
            (Key::Id(11), "Купили недавно", 0, true, StatusKind::RecentlyPurchased),
            (Key::Id(20), "VIP", 1, false, StatusKind::Ordinary),
        ];
        assert_eq!(told, expected);
        assert_eq!(page.next, None, "the vendor's list has no pages");
        let colors: Vec<_> = page.items.iter().map(|status| status.color).collect();
        assert_eq!(colors, [Some(Color(0xcc, 0xff, 0x66)), Some(Color(0xff, 0xea, 0xb2))]);
    }

    #[test]
    fn the_text_of_a_status_is_kept_to_the_letter() {
        let item = r#"{"id":1,"huge":123456789012345678901234567890,"f":1.50,"esc":"\u0041","b":2,"a":{ "x" : [ ] }}"#;
        assert_eq!(&*first(item).raw, item);
    }

    #[test]
    fn deeply_nested_conditions_are_passed_over() {
        let item = format!(r#"{{"id":1,"conditions":{}{}}}"#, "[".repeat(5000), "]".repeat(5000));
        let status = first(&item);
        assert_eq!(status.key, Key::Id(1));
        assert_eq!(&*status.raw, item.as_str());
    }

    #[test]
    fn missing_and_odd_members_do_not_lose_a_status() {
        let bare = first(r#"{"id":"7"}"#);
        assert_eq!((bare.key, bare.name.as_str(), bare.color), (Key::Id(7), "", None));
        assert_eq!((bare.sort, bare.system, bare.kind), (0, false, StatusKind::Unknown));
        let nulls = first(
            r#"{"id":7,"name":null,"sort":null,"is_default":null,"color":null,"type":null,"conditions":null}"#,
        );
        assert_eq!((nulls.name.as_str(), nulls.kind), ("", StatusKind::Unknown));
        let odd = first(
            r##"{"id":7,"name":5,"sort":"3","is_default":1,"color":"#nothex","type":99,"conditions":"x"}"##,
        );
        assert_eq!((odd.name.as_str(), odd.sort, odd.system, odd.color), ("5", 3, true, None));
        assert_eq!(odd.kind, StatusKind::Unknown);
        assert_eq!(first(r#"{"id":7,"sort":2.0}"#).sort, 2);
    }

    #[test]
    fn a_status_without_a_number_stays_behind_the_one_before() {
        let sorts: Vec<i64> = statuses(r#"{"id":1},{"id":2,"sort":4},{"id":3},{"id":4,"sort":9}"#)
            .iter()
            .map(|status| status.sort)
            .collect();
        assert_eq!(sorts, [0, 4, 4, 9]);
    }

    #[test]
    fn of_two_with_the_same_id_the_first_counts() {
        let names: Vec<String> = statuses(r#"{"id":1,"name":"A"},{"id":"1","name":"B"},{"id":2,"name":"C"}"#)
            .into_iter()
            .map(|status| status.name)
            .collect();
        assert_eq!(names, ["A", "C"]);
    }

    #[test]
    fn one_item_without_an_id_makes_the_list_malformed() {
        for item in
            ["{}", r#"{"id":null}"#, r#"{"id":-1}"#, r#"{"id":1.5}"#, r#"{"id":"x"}"#, "5", "null", "[1]"]
        {
            let read = read_statuses(&answer(200, &list(&format!(r#"{{"id":1}},{item}"#))));
            let Err(Fault::Malformed { what }) = read else { panic!("{item} should not be read: {read:?}") };
            assert!(what.starts_with("statuses[1]: "), "{what} tells which");
        }
    }

    #[test]
    fn what_is_no_list_is_malformed() {
        let deep = format!(r#"{{"_links":{}{}}}"#, "[".repeat(5000), "]".repeat(5000));
        for body in [
            "",
            "<html>",
            "{}",
            "[]",
            "null",
            r#"{"_embedded":[]}"#,
            r#"{"_embedded":{"statuses":{}}}"#,
            &deep,
        ] {
            assert!(matches!(read_statuses(&answer(200, body)), Err(Fault::Malformed { .. })), "{body}");
        }
        let mut cut = answer(200, LIST);
        cut.bytes.truncate(cut.bytes.len() - 1);
        assert!(matches!(read_statuses(&cut), Err(Fault::Malformed { .. })), "half a list");
        let mut latin = answer(200, &list(r#"{"id":1,"name":"x"}"#));
        latin.bytes.iter_mut().filter(|b| **b == b'x').for_each(|b| *b = 0xff);
        assert!(matches!(read_statuses(&latin), Err(Fault::Malformed { .. })), "not UTF-8");
    }

    #[test]
    fn a_page_tells_what_is_odd_about_its_list() {
        let page = |body: &str| read_statuses(&answer(200, body)).expect("a list");
        let listed = r#"{"_total_items":"3","_embedded":{"statuses":[{"id":1,"account_id":7},
            {"id":1,"account_id":"8"},{"id":2,"account_id":0},{"id":3,"account_id":null},{"id":4}]}}"#;
        let odd = page(listed);
        assert_eq!((odd.items.len(), odd.total, odd.repeats), (4, Some(3), true));
        assert_eq!(odd.owners.into_iter().collect::<Vec<_>>(), [7, 8], "whoever says nothing says nothing");
        let plain = page(&list(r#"{"id":1}"#));
        assert_eq!((plain.total, plain.repeats, plain.owners.len()), (None, false, 0));
        assert_eq!(page(r#"{"_total_items":-1,"_embedded":{"statuses":[]}}"#).total, None);
        assert_eq!(read_owner(&answer(200, r#"{"id":1,"account_id":7}"#)), Some(7));
        assert_eq!(read_owner(&answer(204, "")), None);
    }

    #[test]
    fn no_content_is_an_empty_list_and_a_missing_thing() {
        let empty = Page::default();
        assert_eq!(read_statuses(&answer(204, "")), Ok(empty.clone()));
        assert_eq!(read_statuses(&answer(200, &list(""))), Ok(empty));
        let none = answer(204, "");
        assert_eq!(read_segments(&TimeZone::UTC, &none).map(|page| page.items.len()), Ok(0));
        assert_eq!(read_fields(&none).map(|page| page.items.len()), Ok(0));
        assert_eq!(read_lists(&none).map(|page| page.items.len()), Ok(0));
        assert_eq!(read_prices(&none).map(|page| page.items.len()), Ok(0));
        for item in [STATUS, SEGMENT] {
            assert_eq!(lone(item, 204, ""), Err(Fault::NotFound), "{item:?}");
            assert_eq!(lone(item, 404, "{}"), Err(Fault::NotFound), "{item:?}");
        }
    }

    #[test]
    fn one_thing_is_read_like_one_of_the_list() {
        let item = r#"{"id":7,"name":"VIP","sort":3}"#;
        let padded = format!(" {item}\n");
        assert_eq!(lone(STATUS, 200, &padded), Ok(SingleItem::Status(first(item))));
        let page = read_segments(&TimeZone::UTC, &answer(200, &of_name("segments", item)));
        let segment = page.expect("a list").items.swap_remove(0);
        assert_eq!(lone(SEGMENT, 200, &padded), Ok(SingleItem::Segment(segment)));
        for body in ["", "[7]", "{}", "<html>", r#"{"id":8,"name":"VIP"}"#] {
            for item in [STATUS, SEGMENT, Item::Segment(Key::New(0))] {
                assert!(matches!(lone(item, 200, body), Err(Fault::Malformed { .. })), "{body}");
            }
        }
    }

    #[test]
    fn a_422_on_reading_means_that_the_mode_is_off() {
        let off = r#"{"title":"Unprocessable Entity","status":422,"detail":"Customers disabled"}"#;
        assert_eq!(read_statuses(&answer(422, off)), Err(Fault::Account(Reason::CustomersOff)));
        let body = r#"{"title":"Unprocessable Entity","status":422,"detail":"Periodicity is off"}"#;
        assert_eq!(read_statuses(&answer(422, body)), Err(Fault::ModeOff));
        assert_eq!(read_segments(&TimeZone::UTC, &answer(422, body)), Err(Fault::ModeOff));
        assert_eq!(read_fields(&answer(422, body)), Err(Fault::ModeOff));
        assert_eq!(lone(STATUS, 422, ""), Err(Fault::ModeOff));
        assert_eq!(lone(SEGMENT, 422, ""), Err(Fault::ModeOff));
        let refused = read_lists(&answer(422, body));
        assert!(matches!(refused, Err(Fault::Refused { .. })), "lists belong to no mode: {refused:?}");
        assert_eq!(read_prices(&answer(403, body)), Err(Fault::Forbidden));
        assert_eq!(read_statuses(&answer(401, body)), Err(Fault::SignedOut));
        assert_eq!(read_account(&answer(500, "")), Err(Fault::Broken { http_status: 500 }));
    }

    #[test]
    fn segments_are_read_in_the_order_of_the_list_each_once() {
        let body = of_name("segments", r#"{"id":9,"name":"B"},{"id":3,"name":"A"},{"id":"9","name":"C"}"#);
        let page = read_segments(&TimeZone::UTC, &answer(200, &body)).expect("a list");
        let names: Vec<&str> = page.items.iter().map(|segment| segment.name.as_str()).collect();
        assert_eq!(names, ["B", "A"]);
        let bare =
            read_segments(&TimeZone::UTC, &answer(200, &of_name("segments", r#"{"id":1},{"name":"x"}"#)));
        let Err(Fault::Malformed { what }) = bare else { panic!("not to be read: {bare:?}") };
        assert!(what.starts_with("segments[1]: "), "{what}");
        let other = read_segments(&TimeZone::UTC, &answer(200, &list("")));
        assert!(matches!(other, Err(Fault::Malformed { .. })), "a list of another name: {other:?}");
    }

    #[test]
    fn fields_and_their_choices_come_in_the_order_of_their_numbers() {
        let body = of_name(
            "custom_fields",
            r#"{"id":1,"name":"C","code":"NOTE","type":"text","sort":30,"enums":null},
            {"id":2,"name":"D","code":null,"type":"numeric","sort":null},
            {"id":3,"name":"A","type":"select","sort":"10","enums":[
                {"id":31,"value":"z","sort":500},{"id":32,"value":"y","sort":500},
                {"id":33,"value":"x","sort":1,"code":null},{"value":"no id"},5]},
            {"id":4,"name":"B","code":"","type":"text","sort":10,"enums":[{"id":41,"value":"not a choice"}]},
            {"id":5,"type":"brand_new","sort":40},
            {"id":1,"name":"again","sort":0}"#,
        );
        let fields = read_fields(&answer(200, &body)).expect("a list").items;
        let told: Vec<_> = fields.iter().map(|field| (field.id, field.name.as_str(), field.kind)).collect();
        let expected = [
            (3, "A", FieldKind::Select),
            (4, "B", FieldKind::Text),
            (1, "C", FieldKind::Text),
            (2, "D", FieldKind::Number),
            (5, "", FieldKind::Unknown),
        ];
        assert_eq!(told, expected);
        let codes: Vec<_> = fields.iter().map(|field| field.code.as_deref()).collect();
        assert_eq!(codes, [None, None, Some("NOTE"), None, None], "an empty one is none");
        let choices: Vec<_> =
            fields[0].choices.iter().map(|choice| (choice.id, choice.name.as_str())).collect();
        assert_eq!(choices, [(33, "x"), (31, "z"), (32, "y")], "equal numbers keep their order");
        assert!(fields[1..].iter().all(|field| field.choices.is_empty()), "nothing else offers a choice");
    }

    #[test]
    fn of_the_fields_of_a_list_only_prices_are_taken() {
        let lists =
            of_name("catalogs", r#"{"id":5,"name":"Goods","type":"products"},{"id":"6","name":null}"#);
        let lists = read_lists(&answer(200, &lists)).expect("a list").items;
        assert_eq!(lists, [List { id: 5, name: "Goods".into() }, List { id: 6, name: String::new() }]);
        let fields = of_name(
            "custom_fields",
            r#"{"id":1,"name":"SKU","type":"text"},{"id":2,"name":"Retail","type":"price"},
            {"id":3,"type":null},{"id":2,"type":"price"},{"id":4,"type":"price"}"#,
        );
        let prices = read_prices(&answer(200, &fields)).expect("a list").items;
        let expected = [(2, "Retail"), (4, "")].map(|(id, name)| PriceType { id, name: name.into() });
        assert_eq!(prices, expected);
        let bare = read_prices(&answer(200, &of_name("custom_fields", r#"{"type":"price"}"#)));
        assert!(matches!(bare, Err(Fault::Malformed { .. })), "a price without an id: {bare:?}");
    }

    #[test]
    fn every_list_tells_its_next_page() {
        let body = |name: &str| {
            format!(
                r#"{{"_page":1,"_links":{{"next":{{"href":"https://x/y?limit=250&page=2"}}}},"_embedded":{{"{name}":[]}}}}"#
            )
        };
        let segments = read_segments(&TimeZone::UTC, &answer(200, &body("segments")));
        assert_eq!(segments.map(|page| page.next), Ok(Some(2)));
        assert_eq!(read_fields(&answer(200, &body("custom_fields"))).map(|page| page.next), Ok(Some(2)));
        assert_eq!(read_lists(&answer(200, &body("catalogs"))).map(|page| page.next), Ok(Some(2)));
        assert_eq!(read_prices(&answer(200, &body("custom_fields"))).map(|page| page.next), Ok(Some(2)));
    }

    #[test]
    fn pages_are_followed_by_number_and_only_forward() {
        for (members, expected) in [
            (r#""_page":1,"_page_count":1"#, None),
            (r#""_page":1,"_page_count":3"#, Some(2)),
            (r#""_page":3,"_page_count":3"#, None),
            (r#""_page":"2","_page_count":"3""#, Some(3)),
            (r#""_page_count":2"#, Some(2)),
            (
                r#""_links":{"next":{"href":"https://evil.example/api/v4/customers/statuses?limit=5&page=2"}}"#,
                Some(2),
            ),
            (r#""_page":2,"_links":{"next":"/x?page=3"}"#, Some(3)),
            (r#""_page":2,"_links":{"next":{"href":"/x?page=2"}}"#, None),
            (r#""_page":2,"_links":{"next":{"href":"/x?page=1"}}"#, None),
            (r#""_links":{"next":{"href":"/x?page=99999999999"}}"#, None),
            (r#""_links":{"next":null}"#, None),
            (r#""_links":[]"#, None),
            (r#""_page":4294967295,"_page_count":4294967296"#, None),
        ] {
            let body = format!(r#"{{{members},"_embedded":{{"statuses":[]}}}}"#);
            let next = read_statuses(&answer(200, &body)).map(|page| page.next);
            assert_eq!(next, Ok(expected), "{members}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_makes_a_reader_panic(
            cut in 0..2000_usize,
            change in proptest::option::of((0..2000_usize, "[0-9a-z\\[\\]{}\",:.\\-\\\\]{1,4}")),
        ) {
            let mut body = segment::tests::SEGMENTS_LIST.as_bytes().to_vec();
            if let Some((at, words)) = change {
                let at = at.min(body.len());
                let end = (at + words.len()).min(body.len());
                body.splice(at..end, words.bytes());
            }
            if cut < 200 {
                body.truncate(body.len() - cut);
            }
            let mut response = answer(200, "");
            response.bytes = body;
            if let Ok(page) = read_segments(&TimeZone::UTC, &response) {
                prop_assert!(page.items.len() <= 2, "no more than were sent");
            }
            prop_assert!(read_lone(SEGMENT, &TimeZone::UTC, &response).is_err(), "a list is no segment");
        }

        #[test]
        fn no_value_makes_a_reader_panic(word in "[a-z_]{1,12}", value in ".{0,40}") {
            let value = serde_json::to_string(&value).expect("JSON");
            for kind in ["text", "numeric", "checkbox", "select", "date", "date_time", "multiselect", &word] {
                let body = of_name("segments", &format!(
                    r#"{{"id":7,"custom_fields_values":[{{"field_id":1,"field_type":"{kind}","values":[{{"value":{value}}}]}}]}}"#
                ));
                let page = read_segments(&TimeZone::UTC, &answer(200, &body)).expect("a list");
                prop_assert_eq!(page.items.len(), 1);
            }
        }
    }
}
