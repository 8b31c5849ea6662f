//! What planning costs at 30 statuses, and one frame of the full window with many statuses or segments.

use std::sync::Arc;
use std::time::Duration;

use egui_kittest::Harness;
use etapa::amo::Pace;
use etapa::app::crash::Watch;
use etapa::app::credential_store::CredentialStore;
use etapa::app::dialogs::Native;
use etapa::app::outside::Demo;
use etapa::app::transport::Deadlines;
use etapa::app::{App, Start};
use etapa::crm::order::{Attempts, Numbered, SortRules, next_write};
use etapa::crm::{Account, Draft, Edit, Item, Key, Mode, SEGMENT_COLORS, STATUS_COLORS, Status, StatusKind};
use etapa::demo::{SeedWords, Server, World, WorldField, WorldSegment, WorldStatus};
use etapa::model::{Command, DemoAccount, Settings};
use jiff::tz::TimeZone;

fn main() {
    divan::main();
}

const COUNT: u32 = 30;

/// Thirty statuses with dense numbers, one system status in front and three behind.
fn account() -> Account {
    let status = |place: u32| Status {
        key: Key::Id(u64::from(place) + 1),
        name: format!("Status {place}"),
        color: Some(STATUS_COLORS[0]),
        sort: i64::from(place),
        system: is_system(place),
        kind: StatusKind::Ordinary,
        conditions: Vec::new(),
        raw: "{}".into(),
    };
    Account {
        id: 1,
        name: "Shop".into(),
        subdomain: "shop".into(),
        user: Some(1),
        mode: Mode::Periodicity,
        zone: TimeZone::UTC,
        statuses: (0..COUNT).map(status).collect(),
        segments: Vec::new(),
        fields: Arc::default(),
        price_lists: None,
    }
}

fn is_system(place: u32) -> bool {
    place == 0 || place >= COUNT - 3
}

/// A draft in which every ordinary status stands elsewhere.
fn shuffled() -> Draft {
    let mut draft = Draft::new(account());
    for place in 1..26 {
        let item = Item::Status(Key::Id(place + 1));
        draft.edit(Edit::Place(item, usize::try_from(place * 7 % 26).unwrap_or_default() + 1));
    }
    draft
}

#[divan::bench]
fn changes_of_a_shuffled_account(bencher: divan::Bencher<'_, '_>) {
    let draft = shuffled();
    bencher.bench_local(|| draft.changes());
}

#[divan::bench]
fn plan_of_a_shuffled_account(bencher: divan::Bencher<'_, '_>) {
    let draft = shuffled();
    bencher.bench_local(|| draft.plan());
}

#[divan::bench]
fn next_write_with_nothing_learnt(bencher: divan::Bencher<'_, '_>) {
    next_write_with(bencher, SortRules::default());
}

#[divan::bench]
fn next_write_on_a_server_that_renumbers(bencher: divan::Bencher<'_, '_>) {
    let mut rules = SortRules::default();
    // The written one keeps its number and the others move up: it is not the one that keeps all numbers.
    rules.observe(&[(1, 0), (2, 1), (3, 2)], (3, 0), &[(3, 0), (1, 1), (2, 2)]);
    next_write_with(bencher, rules);
}

fn next_write_with(bencher: divan::Bencher<'_, '_>, rules: SortRules) {
    let draft = shuffled();
    let numbered = |status: &Status| {
        let id = status.key.id()?;
        Some(Numbered { id, sort: status.sort, system: status.system, free: false, written: false })
    };
    let current: Vec<Numbered> = draft.base().statuses.iter().filter_map(numbered).collect();
    let wanted: Vec<u64> = draft.edited().order().into_iter().filter_map(Key::id).collect();
    bencher.bench_local(|| next_write(&current, &wanted, &[], rules, &mut Attempts::default()));
}

#[divan::bench(args = [10, COUNT])]
fn one_frame_of_the_window(bencher: divan::Bencher<'_, '_>, count: u32) {
    let status = |place: u32| {
        let (id, name) = (u64::from(place) + 1, format!("Status {place}"));
        WorldStatus::ordinary(id, &name, i64::from(place), STATUS_COLORS[0])
    };
    let statuses = Server::new(World::with_statuses((0..count).map(status).collect()));
    let demo = Demo { statuses, ..Demo::new(SeedWords::English) };
    frame(bencher, demo, DemoAccount::Statuses);
}

/// Thirty fields, all of them filled in every segment.
#[divan::bench(args = [10, 100])]
fn one_frame_of_the_window_with_segments(bencher: divan::Bencher<'_, '_>, count: u64) {
    const FIELDS: u64 = 30;
    let field = |id: u64| {
        let sort = i64::try_from(id).unwrap_or_default();
        WorldField::new(id, &format!("Field {id}"), "text", sort)
    };
    let segment = |id: u64| {
        let mut segment = WorldSegment::new(id, &format!("Segment {id}"), SEGMENT_COLORS[0]);
        segment.customers = id * 10;
        segment.values = (1..=FIELDS).map(|field| (field, vec![format!("Value {id}").into()])).collect();
        segment
    };
    let world = World::with_segments((1..=count).map(segment).collect(), (1..=FIELDS).map(field).collect());
    let demo = Demo { segments: Server::new(world), ..Demo::new(SeedWords::English) };
    frame(bencher, demo, DemoAccount::Segments);
}

fn frame(bencher: divan::Bencher<'_, '_>, demo: Demo, account: DemoAccount) {
    let start = Start {
        settings: Settings::default(),
        pace: Pace::new(Duration::ZERO),
        deadlines: Deadlines::default(),
        data_dir: None,
        store: CredentialStore::new("Etapa bench"),
        dialogs: Arc::new(Native::alone()),
        accounts: Vec::new(),
        notes: Vec::new(),
        watch: Watch::default(),
        demo,
        command: Some(Command::OpenDemo(account)),
    };
    let size = egui::vec2(1120.0, 740.0);
    let mut harness = Harness::builder().with_size(size).build_eframe(|cc| App::new(&cc.egui_ctx, start));
    harness.run();
    bencher.bench_local(|| harness.step());
}
