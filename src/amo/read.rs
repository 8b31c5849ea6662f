//! Which requests read an account, and what their answers say.

use std::collections::BTreeSet;
use std::sync::Arc;

use ehttp::{Headers, Method, Request, Response};
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::crm::{Account, Color, Field, Item, Key, Lone, Mode, PriceType, Segment, Status, StatusKind};

use super::conditions::conditions;
use super::json::{self, AccountJson, ListJson, StatusJson};
use super::segment::{self, List, segment};
use super::{CATALOGS, Fault, SEGMENTS, STATUSES};

/// How much is asked for at once: the most that the server allows, so that paging is rare.
const PAGING: &str = "limit=250";

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items in the order in which they were listed, each once.
    pub items: Vec<T>,
    /// The page to ask for next, `None` if the server speaks of none; it is always higher than the page that
    /// the server says this one is.
    pub next: Option<u32>,
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
    Ok(Page { items: segment::in_order(page.items), next: page.next })
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
    Ok(Page { items: page.items.into_iter().filter_map(|(_, price)| price).collect(), next: page.next })
}

/// Reads the list of this name in an answer of success.
fn page<T, K: Ord>(
    name: &str,
    response: &Response,
    mut read: impl FnMut(&RawValue) -> Option<T>,
    key: impl Fn(&T) -> K,
) -> Result<Page<T>, Fault> {
    if response.status == 204 {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let malformed = || Fault::malformed(name, &response.bytes);
    let list: ListJson<'_> = json::object(&response.bytes).ok_or_else(malformed)?;
    let mut items: Vec<T> = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, raw) in list.items(name).ok_or_else(malformed)?.into_iter().enumerate() {
        let item =
            read(raw).ok_or_else(|| Fault::malformed(&format!("{name}[{index}]"), raw.get().as_bytes()))?;
        if seen.insert(key(&item)) {
            items.push(item);
        }
    }
    Ok(Page { items, next: next_page(&list) })
}

/// Reads the answer to [`request_lone`] for the same thing; dates are days in this zone.
///
/// # Errors
///
/// Says what went wrong; [`Fault::NotFound`] also for 204, which the server answers in other places, and
/// [`Fault::Malformed`] also for another thing than the one that was asked for.
pub fn read_lone(item: Item, zone: &TimeZone, response: &Response) -> Result<Lone, Fault> {
    reading_succeeded(response)?;
    if response.status == 204 {
        return Err(Fault::NotFound);
    }
    let read = |raw: &RawValue| match item {
        Item::Status(_) => status(raw, 0).map(Lone::Status),
        Item::Segment(_) => segment(raw, zone).map(Lone::Segment),
    };
    let lone = serde_json::from_slice(&response.bytes).ok().and_then(read);
    lone.filter(|lone| lone.item() == item).ok_or_else(|| Fault::malformed("lone item", &response.bytes))
}

fn succeeded(response: &Response) -> Result<(), Fault> {
    if (200..300).contains(&response.status) { Ok(()) } else { Err(Fault::of(response)) }
}

/// Tells apart the 422 of a list whose mode is off.
fn reading_succeeded(response: &Response) -> Result<(), Fault> {
    if response.status == 422 { Err(Fault::ModeOff) } else { succeeded(response) }
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
        kind: StatusKind::from_number(json::whole(&status.kind)),
        conditions: conditions(status.conditions),
        raw: raw.get().into(),
    })
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
    use super::super::fault::tests::answer;
    use super::*;

    /// Shaped as the vendor's example, with members of other ages and places added.
    const LIST: &str = r##"{"_total_items":9,"_links":{"self":{"href":"https://x.amocrm.ru/api"}},"_embedded":{"statuses":[
        {"id":11,"name":"Купили недавно","sort":0,"is_default":true,"conditions":[],"color":"#ccff66","type":4,
            "account_id":1,"_links":{"self":{"href":"https://shard1.amocrm.ru/x"}},"news":{"a":[1.50,"\u0041"]}},
        {"id":20,"name":"VIP","sort":1,"is_default":false,"color":"ffeab2","type":0,
            "conditions":[[{"type":"tag","match":{"value":[1],"logic":"or"}}],[]]}]}}"##;

    fn list(items: &str) -> String {
        format!(r#"{{"_embedded":{{"statuses":[{items}]}}}}"#)
    }

    fn statuses(items: &str) -> Vec<Status> {
        match read_statuses(&answer(200, &list(items))) {
            Ok(page) => page.statuses,
            Err(fault) => panic!("{items} should be read: {fault:?}"),
        }
    }

    fn first(item: &str) -> Status {
        statuses(item).swap_remove(0)
    }

    #[test]
    fn requests_carry_a_path_and_nothing_else() {
        for (request, path) in [
            (request_account(), "/api/v4/account"),
            (request_statuses(1), "/api/v4/customers/statuses"),
            (request_statuses(2), "/api/v4/customers/statuses?page=2"),
            (request_status(7), "/api/v4/customers/statuses/7"),
        ] {
            assert_eq!((request.method, request.url.as_str()), (Method::GET, path));
            assert!(request.headers.headers.is_empty() && request.body.is_empty(), "{path}");
        }
    }

    #[test]
    fn an_account_is_read_however_little_it_says() {
        let full = r#"{"id":"5","name":"Aroma","subdomain":"aroma","current_user_id":9,"customers_mode":"periodicity","x":[]}"#;
        let expected = Account {
            id: 5,
            name: "Aroma".into(),
            subdomain: "aroma".into(),
            user: Some(9),
            mode: Mode::Periodicity,
            statuses: Vec::new(),
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
            .statuses
            .iter()
            .map(|status| (status.key, status.name.as_str(), status.sort, status.system, status.kind))
            .collect();
        let expected = [
            (Key::Id(11), "Купили недавно", 0, true, StatusKind::RecentlyPurchased),
            (Key::Id(20), "VIP", 1, false, StatusKind::Ordinary),
        ];
        assert_eq!(told, expected);
        assert_eq!(page.next, None, "the vendor's list has no pages");
        let colors: Vec<_> = page.statuses.iter().map(|status| status.color).collect();
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
    fn no_content_is_an_empty_list_and_a_missing_status() {
        let empty = StatusesPage { statuses: Vec::new(), next: None };
        assert_eq!(read_statuses(&answer(204, "")), Ok(empty.clone()));
        assert_eq!(read_statuses(&answer(200, &list(""))), Ok(empty));
        assert_eq!(read_status(7, &answer(204, "")), Err(Fault::NotFound));
        assert_eq!(read_status(7, &answer(404, "{}")), Err(Fault::NotFound));
    }

    #[test]
    fn one_status_is_read_like_one_of_the_list() {
        let item = r#"{"id":7,"name":"VIP","sort":3}"#;
        let status = read_status(7, &answer(200, &format!(" {item}\n")));
        assert_eq!(status, Ok(first(item)));
        for body in ["", "[7]", "{}", "<html>", r#"{"id":8,"name":"VIP"}"#] {
            assert!(matches!(read_status(7, &answer(200, body)), Err(Fault::Malformed { .. })), "{body}");
        }
    }

    #[test]
    fn a_422_on_reading_means_that_the_mode_is_off() {
        let body = r#"{"title":"Unprocessable Entity","status":422,"detail":"Customers disabled"}"#;
        assert_eq!(read_statuses(&answer(422, body)), Err(Fault::ModeOff));
        assert_eq!(read_status(7, &answer(422, "")), Err(Fault::ModeOff));
        assert_eq!(read_statuses(&answer(401, body)), Err(Fault::SignedOut));
        assert_eq!(read_account(&answer(500, "")), Err(Fault::Broken { http_status: 500 }));
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
}
