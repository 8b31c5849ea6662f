//! Reads any bytes as the program would, and does with what was read what the program does: nothing may
//! panic.

pub mod painted;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ehttp::{Headers, Response};
use etapa::amo::{self, Fault, Host, Pace, Token};
use etapa::crm::{
    Account, Choice, Color, Draft, Edit, Field, FieldKind, ImportMode, Item, Key, List, Loss, Mode, NewRow,
    NewSegment, NewStatus, Origin, PriceList, SEGMENT_COLORS, STATUS_COLORS, Side, Step, TargetState, Value,
};
use etapa::document::{HistoryEntry, SaveInProgress, SavedDraft, Sheet, Snapshot, Table, Words};
use etapa::model::{Command, DemoAccount, Effect, Language, Model, Now, Reply, Settings};
use etapa::text::Texts;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What an answer may be taken for, in the order in which the first byte chooses: `a` is the first.
pub const READERS: [fn(&Response); 19] = [
    account,
    statuses,
    segments,
    fields,
    lists,
    prices,
    |answer| lone(Item::Status(Key::Id(7)), answer),
    |answer| lone(Item::Segment(Key::Id(7)), answer),
    |answer| write(&Step::DeleteStatus { id: 7 }, answer),
    |answer| write(&Step::CreateStatuses(vec![new_row(5), new_row(6)]), answer),
    |answer| write(&rename(), answer),
    |answer| write(&Step::DeleteSegment { id: 7 }, answer),
    |answer| write(&Step::CreateSegment { number: 5, segment: new_segment() }, answer),
    |answer| write(&refill(), answer),
    user,
    tokens,
    lookup,
    claims,
    fault,
];

/// What the second byte chooses: `A` is the first.
pub const STATUSES: [u16; 20] =
    [200, 201, 202, 204, 301, 400, 401, 402, 403, 404, 405, 408, 410, 418, 422, 429, 500, 503, 599, 0];

/// The first byte that begins a whole conversation, in which each line is one answer, its status first.
pub const CONVERSATION: u8 = b'z';

/// More things than a draft that is written down may have.
const MOST_THINGS: usize = 1_000;

/// Takes bytes for one answer of the server, or for all answers of a conversation.
pub fn api(bytes: &[u8]) {
    match bytes {
        [CONVERSATION, answers @ ..] => conversation(answers),
        [reader, answer_bytes @ ..] => {
            let reader = READERS[usize::from(reader.wrapping_sub(b'a')) % READERS.len()];
            reader(&answer(answer_bytes));
        }
        [] => {}
    }
}

/// Takes bytes for a draft that was written down.
pub fn draft(bytes: &[u8]) {
    let Ok((kept, then)) = SavedDraft::read(bytes) else { return };
    assert_eq!(written_and_read(&kept, then), kept, "what was read is written and read again");
    for step in kept.draft.pending().update.iter().chain(&kept.draft.plan()) {
        black_box(amo::request(step, &kept.draft.base().zone));
    }
    let mut draft = kept.draft.clone();
    tell(&draft);
    while draft.can_undo() {
        draft.undo();
    }
    tell(&draft);
    while draft.can_redo() {
        draft.redo();
    }
    tell(&draft);
    let same = kept.draft.base().clone();
    let mut draft = kept.draft.clone();
    draft.rebase(same);
    tell(&draft);
    for side in [Side::Mine, Side::Theirs] {
        let mut draft = kept.draft.clone();
        draft.conflicts().iter().for_each(|conflict| draft.resolve(conflict, side));
        tell(&draft);
    }
    edited_in_every_way(kept.draft);
}

/// Takes bytes for the history of an account.
pub fn history(bytes: &[u8]) {
    let (entries, _) = HistoryEntry::read_all(bytes);
    let lines: Vec<Vec<u8>> =
        entries.iter().map(|entry| entry.write().expect("what was read can be written")).collect();
    assert_eq!(HistoryEntry::read_all(&lines.join(&b'\n')), (entries.clone(), 0), "and read again");
    TEXTS.with(|texts| {
        for entry in entries {
            black_box(texts.moment(entry.at, &entry.account.zone));
            for change in &entry.changes {
                black_box(texts.change(change, &entry.account));
            }
        }
    });
}

/// Takes bytes for a backup, or for a file with another account.
pub fn snapshot(bytes: &[u8]) {
    let Ok(read) = Snapshot::from_bytes(bytes) else { return };
    let written = read.to_bytes().expect("what was read can be written");
    assert_eq!(Snapshot::from_bytes(&written).as_ref(), Ok(&read), "and read again");
    for mode in [Mode::Periodicity, Mode::Segments] {
        let source = Account { mode, ..read.account.clone() };
        for (target, origin) in [
            (source.clone(), Origin::SameAccount),
            (blank(mode), Origin::SameAccount),
            (blank(mode), Origin::Elsewhere),
        ] {
            let brought = TargetState::of(&source, &target, origin);
            apply_target(&target, &brought.target, &brought.losses);
        }
        let list = if mode == Mode::Segments { List::Segments } else { List::Statuses };
        let table = TEXTS.with(|texts| Table::of(&source, list, &texts.table_words()));
        for delimiter in *b",;\t" {
            let bytes = table.to_csv(delimiter).expect("any table can be written");
            sheet(&bytes, list, &source);
        }
        black_box(table.to_xlsx(read.taken).ok());
    }
    use_account(read.account);
}

/// Takes bytes for a table: the first one chooses of what, the rest is CSV.
pub fn csv(bytes: &[u8]) {
    let (list, bytes) = match bytes {
        [b's', bytes @ ..] => (List::Statuses, bytes),
        [_, bytes @ ..] => (List::Segments, bytes),
        [] => return,
    };
    let mode = if list == List::Segments { Mode::Segments } else { Mode::Periodicity };
    sheet(bytes, list, &blank(mode));
}

fn sheet(bytes: &[u8], list: List, target: &Account) {
    let Ok(sheet) = WORDS.with(|words| Sheet::read(bytes, list, target, words)) else { return };
    TEXTS.with(|texts| sheet.faults.iter().for_each(|fault| drop(black_box(texts.cell_fault(fault)))));
    apply_target(target, &sheet.target, &sheet.losses);
}

/// Lets an account become like this, in both ways, and takes it back.
fn apply_target(target: &Account, wanted: &TargetState, losses: &[Loss]) {
    for way in [ImportMode::Replace, ImportMode::Merge] {
        let mut draft = Draft::new(target.clone());
        let here = draft.losses(wanted, way);
        let all: Vec<&Loss> = here.iter().chain(losses).collect();
        TEXTS.with(|texts| black_box(texts.losses(&all, all.len())));
        draft.edit(Edit::Become(Box::new(wanted.clone()), way));
        tell(&draft);
        keep(&SavedDraft { draft: draft.clone(), saving: None });
        draft.undo();
        assert!(draft.changes().is_empty(), "one step of undo");
    }
}

/// Makes an answer of the server: its status, then its body.
fn answer(bytes: &[u8]) -> Response {
    let (status, body) = bytes.split_first().unwrap_or((&b'A', &[]));
    let status = STATUSES[usize::from(status.wrapping_sub(b'A')) % STATUSES.len()];
    let start = String::from_utf8_lossy(body.get(..20).unwrap_or(body)).into_owned();
    Response {
        url: String::new(),
        ok: (200..300).contains(&status),
        status,
        status_text: String::new(),
        headers: Headers::new(&[("retry-after", &start), ("x-request-id", &start)]),
        bytes: body.to_vec(),
    }
}

// --- One answer ---

fn account(answer: &Response) {
    match amo::read_account(answer) {
        Ok(account) => use_account(Account { statuses: vec![], ..account }),
        Err(fault) => tell_fault(&fault),
    }
}

fn statuses(answer: &Response) {
    match amo::read_statuses(answer) {
        Ok(page) => use_account(Account { statuses: page.items, ..blank(Mode::Periodicity) }),
        Err(fault) => tell_fault(&fault),
    }
}

fn segments(answer: &Response) {
    match amo::read_segments(&zone(), answer) {
        Ok(page) => {
            let segments = page.items.into_iter().map(Arc::new).collect();
            use_account(Account { segments, ..blank(Mode::Segments) });
        }
        Err(fault) => tell_fault(&fault),
    }
}

fn fields(answer: &Response) {
    match amo::read_fields(answer) {
        Ok(page) => use_account(Account { fields: Arc::new(page.items), ..blank(Mode::Segments) }),
        Err(fault) => tell_fault(&fault),
    }
}

fn lists(answer: &Response) {
    match amo::read_lists(answer) {
        Ok(page) => page.items.iter().for_each(|list| {
            black_box(amo::request_prices(list.id, page.next.unwrap_or(1)));
        }),
        Err(fault) => tell_fault(&fault),
    }
}

fn prices(answer: &Response) {
    match amo::read_prices(answer) {
        Ok(page) => {
            let list = PriceList { name: "L".into(), prices: page.items };
            use_account(Account { price_lists: Some(Arc::new(vec![list])), ..blank(Mode::Segments) });
        }
        Err(fault) => tell_fault(&fault),
    }
}

fn lone(item: Item, answer: &Response) {
    match amo::read_lone(item, &zone(), answer) {
        Ok(fresh) => {
            let mut draft = Draft::new(blank(Mode::Periodicity));
            draft.edit(Edit::Rename(item, "X".into()));
            draft.mark_unconfirmed(rename());
            draft.rebase_item(fresh);
            tell(&draft);
        }
        Err(fault) => tell_fault(&fault),
    }
}

fn write(step: &Step, answer: &Response) {
    match amo::accept(step, answer) {
        Ok(accepted) => {
            let mut draft = Draft::new(blank(Mode::Periodicity));
            draft.edit(Edit::Add(new_status()));
            draft.edit(Edit::AddSegment(new_segment()));
            draft.apply_to_base(step, &accepted.created);
            tell(&draft);
        }
        Err(fault) => tell_fault(&fault),
    }
}

fn user(answer: &Response) {
    if let Err(fault) = amo::read_user(answer) {
        tell_fault(&fault);
    }
}

fn tokens(answer: &Response) {
    if let Ok(pair) = amo::read_tokens(answer, 1_700_000_000) {
        black_box(pair.is_due(i64::MAX, i64::MAX));
        black_box(amo::claims(&pair.access));
        black_box(amo::request_lookup(&host(), &pair));
    }
}

fn lookup(answer: &Response) {
    if let Ok(host) = amo::read_lookup(&host(), answer) {
        assert_eq!(host.vendor(), self::host().vendor(), "the same vendor's");
    }
}

fn claims(answer: &Response) {
    let text = String::from_utf8_lossy(&answer.bytes);
    if let Some(token) = Token::parse(&text) {
        black_box(amo::claims(&token));
    }
    if let Ok(host) = Host::parse(&text) {
        assert_eq!(Host::parse(&host.to_string()), Ok(host.clone()), "an address is its own address");
        black_box(host.integrations_page());
    }
}

fn fault(answer: &Response) {
    tell_fault(&Fault::of(answer));
    black_box(amo::request_id(answer));
}

// --- A whole conversation ---

/// Opens an account, changes it and saves it; the answers come from these lines, again and again.
fn conversation(lines: &[u8]) {
    let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let mut answers = lines.iter().cycle().take(60).map(|line| answer(line));
    let mut model = Model::new(Settings::default(), Pace::new(Duration::ZERO));
    model.update(Command::OpenDemo(DemoAccount::Statuses), now());
    run(&mut model, &mut answers);
    for command in [Command::Reload, Command::Add("New".into()), Command::Save] {
        let items: Vec<Item> = model.draft().into_iter().flat_map(|draft| draft.edited().items()).collect();
        if let Some(item) = items.last() {
            model.update(Command::Edit(Edit::Rename(*item, "X".into())), now());
            model.update(Command::Edit(Edit::Place(*item, 0)), now());
        }
        model.update(command, now());
        run(&mut model, &mut answers);
        TEXTS.with(|texts| model.notice().map(|notice| texts.notice(notice, 1)));
        model.draft().into_iter().for_each(tell);
    }
}

fn now() -> Now {
    Now { instant: Instant::now(), wall: Timestamp::UNIX_EPOCH }
}

fn run(model: &mut Model, answers: &mut impl Iterator<Item = Response>) {
    let mut now = now();
    loop {
        while let Some(issued) = model.next_effect(now) {
            let Some(answer) = answers.next() else { return };
            assert!(matches!(issued.effect, Effect::Request { .. }), "a demo account only answers requests");
            model.receive(issued.id, Reply::Answer(Ok(answer)), now);
        }
        match model.wake_at() {
            Some(then) if then > now.instant => now.instant = then,
            _ => return,
        }
    }
}

// --- What is done with what was read ---

/// Looks at an account, changes it in every way, and takes it back.
fn use_account(mut account: Account) {
    account.in_server_order();
    let draft = Draft::new(account);
    assert!(draft.plan().is_empty(), "a fresh reading wants nothing");
    assert!(draft.changes().is_empty(), "a fresh reading has no changes");
    tell(&draft);
    edited_in_every_way(draft);
}

fn edited_in_every_way(mut draft: Draft) {
    let account = draft.edited().clone();
    for item in account.items().take(3) {
        draft.edit(Edit::Rename(item, " X ".into()));
        draft.edit(Edit::Recolor(item, STATUS_COLORS[1]));
        draft.edit(Edit::Place(item, usize::MAX));
    }
    draft.edit(Edit::Add(new_status()));
    draft.edit(Edit::AddSegment(
        account.segment_proposal(account.segments.first().map(|one| one.key), "N".into()),
    ));
    if let Some(segment) = draft.edited().segments.last().map(|one| one.key) {
        for field in account.fields.iter().take(12) {
            draft.edit(Edit::Fill { segment, field: field.id, value: Some(value(field.kind)) });
        }
        draft.edit(Edit::Price { segment, price: 7, offered: true });
    }
    if let Some(item) = account.items().nth(3) {
        draft.edit(Edit::Remove(item));
    }
    draft.tidy();
    tell(&draft);
    for step in draft.plan() {
        draft.mark_unconfirmed(step);
    }
    keep(&SavedDraft {
        draft: draft.clone(),
        saving: Some(SaveInProgress { reviewed: draft.changes(), backup: Some(Timestamp::UNIX_EPOCH) }),
    });
    let same = draft.base().clone();
    draft.rebase(same);
    tell(&draft);
    draft.discard();
    while draft.can_undo() {
        draft.undo();
    }
    tell(&draft);
}

/// Writes a draft down and reads it again, unless it is larger than any.
fn keep(kept: &SavedDraft) {
    let things =
        [kept.draft.base(), kept.draft.edited()].map(|one| one.statuses.len().max(one.segments.len()));
    if things.iter().all(|count| *count <= MOST_THINGS) {
        let once = written_and_read(kept, Timestamp::UNIX_EPOCH);
        assert_eq!(once.draft.changes(), kept.draft.changes(), "what is written down is what there was");
        assert_eq!(written_and_read(&once, Timestamp::UNIX_EPOCH), once, "nothing is lost on the way");
    }
}

fn written_and_read(kept: &SavedDraft, then: Timestamp) -> SavedDraft {
    let bytes = kept.write(then).expect("a draft can be written down");
    let (again, when) = SavedDraft::read(&bytes).expect("what was written can be read");
    assert_eq!(when, then, "the moment too");
    again
}

/// Tells all that the window would tell of a draft.
fn tell(draft: &Draft) {
    let account = draft.edited();
    for step in draft.plan() {
        black_box(amo::request(&step, &account.zone));
    }
    TEXTS.with(|texts| {
        for change in draft.changes() {
            black_box(texts.change(&change, account));
        }
        for problem in draft.problems() {
            black_box(texts.problem(problem));
        }
        for conflict in draft.conflicts() {
            black_box(texts.contested(&conflict, account));
            black_box(texts.conflict_rule(&conflict));
            for kind in conflict.mine.iter().chain(&conflict.theirs) {
                black_box(texts.outcome_in_full(kind, &conflict.name, account));
            }
        }
        for condition in account.statuses.iter().flat_map(|status| status.conditions.iter().flatten()).take(9)
        {
            black_box(texts.condition(condition));
        }
        for segment in account.segments.iter().take(9) {
            for (field, value) in segment.values.iter().take(9) {
                black_box(texts.value(value, account.field(*field), account));
            }
            for moment in segment.created.iter().chain(&segment.updated) {
                black_box(texts.moment(*moment, &account.zone));
            }
        }
    });
}

fn tell_fault(fault: &Fault) {
    TEXTS.with(|texts| {
        black_box(texts.fault(fault));
        black_box(texts.refusal_of_field(fault, 9));
    });
}

thread_local! {
    static TEXTS: Texts = Texts::new(Language::Russian);
    static WORDS: [Words; 2] = Language::ALL.map(|language| Texts::new(language).table_words());
}

// --- What answers are about ---

/// An account of two statuses and a segment with every kind of field.
fn blank(mode: Mode) -> Account {
    let body = r##"{"_embedded":{"statuses":[{"id":1,"name":"A","sort":1,"color":"#ccff66","is_default":true,"type":4},
        {"id":7,"name":"B","sort":2,"color":"#fffeb2"}]}}"##;
    let statuses = amo::read_statuses(&answer(&[b"A", body.as_bytes()].concat())).expect("statuses").items;
    let kinds = [
        FieldKind::Text,
        FieldKind::TextArea,
        FieldKind::Number,
        FieldKind::Checkbox,
        FieldKind::Select,
        FieldKind::Radio,
        FieldKind::MultiSelect,
        FieldKind::Url,
        FieldKind::Date,
        FieldKind::DateTime,
        FieldKind::Address,
        FieldKind::Unknown,
    ];
    let choices = vec![Choice { id: 31, name: "C".into() }];
    let field = |(id, kind)| Field { id, name: "F".into(), code: None, kind, choices: choices.clone() };
    let is_periodic = mode == Mode::Periodicity;
    Account {
        id: 1,
        name: "Shop".into(),
        subdomain: "shop".into(),
        user: Some(1),
        mode,
        zone: zone(),
        statuses: if is_periodic { statuses } else { Vec::new() },
        segments: Vec::new(),
        fields: Arc::new((1..).zip(kinds).map(field).collect()),
        price_lists: None,
    }
}

fn value(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Number => Value::Number("1,50".into()),
        FieldKind::Checkbox => Value::Truth(true),
        FieldKind::Select | FieldKind::Radio => Value::Choice(31),
        FieldKind::MultiSelect => Value::Choices([31].into()),
        FieldKind::Date => Value::Typed("31.02".into()),
        FieldKind::DateTime => Value::Moment(Timestamp::UNIX_EPOCH),
        _ => Value::Text("x\r\ny".into()),
    }
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Moscow").expect("a zone")
}

fn host() -> Host {
    Host::parse("shop.amocrm.ru").expect("an address")
}

fn new_row(number: u32) -> NewRow {
    NewRow { number, name: "N".into(), color: STATUS_COLORS[0], sort: 2 }
}

fn new_status() -> NewStatus {
    NewStatus { name: "N".into(), color: Color(0xff, 0xfe, 0xb2), place: 1 }
}

fn new_segment() -> NewSegment {
    let values = [(1, Value::Text("x".into())), (3, Value::Number("5".into()))].into();
    NewSegment { name: "N".into(), color: SEGMENT_COLORS[0], values, prices: [7].into() }
}

fn rename() -> Step {
    Step::UpdateStatus { id: 7, name: Some("X".into()), color: None, sort: Some(3) }
}

fn refill() -> Step {
    let values = [(1, None), (3, Some(Value::Number("5".into())))].into();
    Step::UpdateSegment { id: 7, name: None, color: None, values, prices: None }
}
