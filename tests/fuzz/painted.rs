//! Shows an account made of any texts in the window, page by page: what is painted and what a screen reader
//! is told hold nothing that cannot be displayed, and every item has its row.

use std::mem;
use std::time::{Duration, Instant};

use egui::accesskit::{Action, ActionRequest, Node, NodeId, Role, TreeId};
use egui::{Context, Event, Memory, Rect, Shape, pos2, vec2};
use ehttp::{Headers, Method, Request, Response};
use etapa::amo::{OAuthFault, Pace};
use etapa::app::account_store::AccountStore;
use etapa::crm::{Draft, Edit, Item, Mode, SEGMENT_COLORS, STATUS_COLORS, Value, display};
use etapa::demo::{self, WorldField, WorldList, WorldSegment, WorldStatus};
use etapa::model::{ChosenFile, Command, Effect, Language, Model, Now, Reply, Settings, SignInMethod};
use etapa::text::Texts;
use etapa::ui;
use jiff::Timestamp;
use serde_json::json;

/// Where the texts of an account come from; the window is drawn with one text for each.
pub const PLACES: [&str; 20] = [
    "account", "user", "status", "newer", "tag", "segment", "field", "lines", "choice", "radio", "tick",
    "list", "price", "value", "area", "address", "number", "refusal", "file", "gone",
];

/// Longer texts would be cut here and there.
const LONGEST: usize = 200;
/// More effects than opening and saving a small account may need.
const ENDLESS: usize = 1_000;
/// More pages than any window has.
const SIZE: [f32; 2] = [1_280.0, 8_000.0];

/// One page as it was drawn.
pub struct Page {
    /// What a test calls it.
    pub name: &'static str,
    /// What a screen reader is told.
    pub nodes: Vec<(NodeId, Node)>,
    /// The texts that are painted.
    pub painted: Vec<String>,
}

/// Takes bytes for the texts of an account, parted by 0xff.
pub fn shown(bytes: &[u8]) {
    let parts: Vec<String> = bytes
        .split(|byte| *byte == 0xff)
        .map(|part| String::from_utf8_lossy(part).chars().take(LONGEST).collect())
        .collect();
    pages(&std::array::from_fn(|at| parts[at % parts.len()].clone()));
}

/// Draws every page of an account made of these texts, one for each of [`PLACES`].
pub fn pages(texts: &[String; PLACES.len()]) -> Vec<Page> {
    let text = |place: &str| {
        let at = PLACES.iter().position(|other| *other == place);
        texts[at.expect("a place of the table")].as_str()
    };
    let mut pages = Vec::new();
    statuses(&text, &mut pages);
    segments(&text, &mut pages);
    pages
}

fn statuses<'a>(text: &impl Fn(&str) -> &'a str, pages: &mut Vec<Page>) {
    let tag = json!([[{"type": "tag", "conditions": [{"id": 1, "name": text("tag")}],
        "match": {"value": [1], "logic": "or"}}]]);
    let world = demo::World {
        name: text("account").to_owned(),
        ..demo::World::with_statuses(vec![
            WorldStatus::system(1, "First", 0, STATUS_COLORS[0], 4),
            WorldStatus::ordinary(2, text("status"), 1, STATUS_COLORS[1]).with_conditions(tag),
            WorldStatus::ordinary(3, "Plain", 2, STATUS_COLORS[2]),
            WorldStatus::system(4, "Last", 3, STATUS_COLORS[3], 3),
        ])
    };
    let mut program = Program::new(world, text("user"), text("refusal"));
    program.press(Command::Locate(HOST.to_owned()));
    program.press(Command::Check(SignInMethod::Token("token".to_owned().into())));
    pages.push(program.draw("sign-in"));
    program.press(Command::Connect);
    let item = Item::Status(etapa::crm::Key::Id(2));
    program.press(Command::Select(Some(item)));
    pages.push(program.draw("status"));
    pages.push(program.click("account", Role::Button, &program.account_name()));
    program.press(Command::Edit(Edit::Rename(item, format!("{}!", text("newer")))));
    program.press(Command::Review);
    pages.push(program.draw("review"));
    program.refuses = true;
    program.press(Command::Save);
    pages.push(program.draw("refused"));
    program.press(Command::CloseReview);
    pages.push(program.draw("refused-status"));
    program.refuses = false;
    program.press(Command::Save);
    program.press(Command::ShowHistory);
    pages.push(program.draw("history"));
    program.press(Command::Delete(item));
    pages.push(program.draw("question"));
    program.press(Command::Cancel);
    program.press(Command::AddAccount);
    pages.push(program.draw("start"));
}

fn segments<'a>(text: &impl Fn(&str) -> &'a str, pages: &mut Vec<Page>) {
    let choices = |place: &str| {
        let text = text(place).to_owned();
        move |field: WorldField| {
            let id = CHOICES + field.id;
            field.with_choices(&[(id, &text)])
        }
    };
    let values = [
        (11, json!(text("value"))),
        (12, json!(text("area"))),
        (13, json!(CHOICES + 13)),
        (14, json!(CHOICES + 14)),
        (15, json!(CHOICES + 15)),
        (16, json!(text("number"))),
        (17, json!(text("address"))),
    ];
    let segment = WorldSegment {
        values: values.into_iter().map(|(field, value)| (field, vec![value])).collect(),
        prices: vec![21],
        ..WorldSegment::new(5, text("segment"), SEGMENT_COLORS[0])
    };
    let fields = vec![
        WorldField::new(11, text("field"), "text", 1),
        WorldField::new(12, text("lines"), "textarea", 2),
        choices("choice")(WorldField::new(13, "Choice", "select", 3)),
        choices("radio")(WorldField::new(14, "Radio", "radiobutton", 4)),
        choices("tick")(WorldField::new(15, "Tick", "multiselect", 5)),
        WorldField::new(16, "Number", "numeric", 6),
        WorldField::new(17, "Address", "url", 7),
    ];
    let list = WorldList {
        id: 20,
        name: text("list").to_owned(),
        kind: "products",
        prices: vec![(21, text("price").to_owned())],
        texts: Vec::new(),
    };
    let world = demo::World {
        name: text("account").to_owned(),
        lists: vec![list],
        ..demo::World::with_segments(vec![segment.clone()], fields.clone())
    };

    // Another account with a field that this one lacks, as a file.
    let mut fields = fields;
    fields.push(WorldField::new(18, text("gone"), "text", 8));
    let there = WorldSegment { values: [(18, vec![json!("x")])].into(), ..segment };
    let other = demo::World { id: 77, ..demo::World { ..demo::World::with_segments(vec![there], fields) } };
    let other = demo::World { name: text("account").to_owned(), ..other };
    let mut program = Program::new(other, text("user"), text("refusal"));
    program.open();
    program.press(Command::ExportAccount);
    let bytes = program.written.pop().expect("an account was written");

    let mut program = Program::new(world, text("user"), text("refusal"));
    program.chosen = Some(ChosenFile { name: text("file").to_owned(), bytes });
    program.open();
    let item = Item::Segment(etapa::crm::Key::Id(5));
    program.press(Command::Select(Some(item)));
    pages.push(program.draw("segment"));
    pages.push(program.click("choices", Role::ComboBox, "Choice"));
    let value = Value::Text(format!("{}!", text("value")));
    program.press(Command::Edit(Edit::Fill { segment: item.key(), field: 11, value: Some(value) }));
    program.press(Command::Edit(Edit::Price { segment: item.key(), price: 21, offered: false }));
    program.press(Command::Review);
    pages.push(program.draw("segment-review"));
    program.press(Command::CloseReview);
    program.press(Command::Discard);
    program.press(Command::ShowExport);
    pages.push(program.draw("export"));
    program.press(Command::Import(Texts::all_table_words()));
    pages.push(program.draw("import"));
    program.press(Command::TakeImport);
    pages.push(program.draw("imported"));
}

/// Added to the id of a field it is that of its choice.
const CHOICES: u64 = 104_000;

// --- The program without its window ---

const HOST: &str = "shop.amocrm.ru";

/// A model, the account that it talks to, and what is kept.
struct Program {
    model: Model,
    server: demo::Server,
    archive: AccountStore,
    /// The user's name.
    user: String,
    /// What the server says when it refuses.
    words: String,
    refuses: bool,
    chosen: Option<ChosenFile>,
    written: Vec<Vec<u8>>,
    now: Now,
}

impl Program {
    fn new(world: demo::World, user: &str, words: &str) -> Self {
        Self {
            model: Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive(),
            server: demo::Server::new(world),
            archive: AccountStore::new(None),
            user: user.to_owned(),
            words: words.to_owned(),
            refuses: false,
            chosen: None,
            written: Vec::new(),
            now: Now { instant: Instant::now(), wall: Timestamp::constant(1_800_000_000, 0) },
        }
    }

    fn open(&mut self) {
        self.press(Command::SignIn { address: HOST.to_owned(), token: "token".to_owned().into() });
    }

    fn press(&mut self, command: Command) {
        self.model.update(command, self.now);
        for _ in 0..ENDLESS {
            if let Some(issued) = self.model.next_effect(self.now) {
                let reply = self.reply(issued.effect);
                self.model.receive(issued.id, reply, self.now);
            } else {
                match self.model.wake_at() {
                    Some(then) if then > self.now.instant => self.now.instant = then,
                    _ => return,
                }
            }
        }
        panic!("effects without an end");
    }

    fn reply(&mut self, effect: Effect) -> Reply {
        match effect {
            Effect::Request { request, .. } => Reply::Answer(Ok(self.answer(&request))),
            Effect::Exchange { .. } => Reply::TokenGranted(Err(OAuthFault::CodeExpired)),
            Effect::Refresh { .. } => Reply::Refreshed(Err(OAuthFault::RefreshRevoked)),
            Effect::Read { .. } => Reply::CredentialsRead(Ok(None)),
            Effect::Keep { .. } | Effect::Forget { .. } => Reply::CredentialsStored(Ok(())),
            Effect::Disk { folder, request } => Reply::Disk(self.archive.carry_out(&folder, request)),
            Effect::SaveFile { name, made, contents } => {
                self.written.push(contents.to_bytes(made).expect("contents that can be written"));
                Reply::FileSaved(Ok(Some(name)))
            }
            Effect::OpenFile => Reply::FileOpened(Ok(self.chosen.take())),
            Effect::ShowFolder => Reply::FolderShown(true),
            Effect::ReadFile(reading) => Reply::FileRead(reading.read()),
        }
    }

    fn answer(&mut self, request: &Request) -> Response {
        let path = request.url.as_str();
        if path.contains("/api/v4/users/") {
            let user = json!({"id": 10_874_311, "name": self.user, "rights": {"is_admin": true}});
            return answer(200, &user);
        }
        if self.refuses && request.method == Method::PATCH {
            let error = json!({"code": "Odd", "path": "name", "detail": self.words});
            return answer(400, &json!({"status": 400, "validation-errors": [{"errors": [error]}]}));
        }
        self.server.answer(request)
    }

    fn account_name(&self) -> String {
        let account = self.model.draft().expect("an account is open").base();
        let name = [&account.name, &account.subdomain].into_iter().find(|name| !name.trim().is_empty());
        display::line(name.expect("a name")).into_owned()
    }

    /// Draws what is to be seen now, and looks whether it is whole.
    fn draw(&self, name: &'static str) -> Page {
        self.draw_after(name, |_| None)
    }

    /// Draws what is to be seen after a click.
    fn click(&self, name: &'static str, role: Role, label: &str) -> Page {
        self.draw_after(name, |nodes| {
            let found = nodes.iter().find(|(_, node)| node.role() == role && node.label() == Some(label));
            let (id, _) = found.unwrap_or_else(|| panic!("no {role:?} is named {label:?}"));
            Some(Event::AccessKitActionRequest(ActionRequest {
                action: Action::Click,
                target_tree: TreeId::ROOT,
                target_node: *id,
                data: None,
            }))
        })
    }

    fn draw_after(&self, name: &'static str, event: impl FnOnce(&[(NodeId, Node)]) -> Option<Event>) -> Page {
        CONTEXT.with(|ctx| {
            // Whatever was shown before has left nothing behind.
            ctx.memory_mut(|memory| {
                let options = mem::take(&mut memory.options);
                *memory = Memory::default();
                memory.options = options;
            });
            let mut page = frame(ctx, &self.model, Vec::new());
            for events in [vec![], event(&page.nodes).into_iter().collect(), vec![], vec![]] {
                page = frame(ctx, &self.model, events);
            }
            page.name = name;
            page.is_whole();
            self.has_rows(&page);
            page
        })
    }

    /// Looks whether every item of the account has a row, painted and told.
    fn has_rows(&self, page: &Page) {
        let Some(account) = self.model.draft().map(Draft::edited) else { return };
        let items = account.items().filter(|item| match item {
            Item::Status(_) => account.mode == Mode::Periodicity,
            Item::Segment(_) => account.mode == Mode::Segments,
        });
        for item in items {
            let name = display::line(account.name_of(item).expect("a name"));
            if !name.trim().is_empty() {
                assert!(page.tells(Role::Button, &name), "{}: no row tells {name:?}", page.name);
                assert!(page.paints(&name), "{}: no row shows {name:?}", page.name);
            }
        }
    }
}

fn answer(status: u16, body: &serde_json::Value) -> Response {
    Response {
        url: String::new(),
        ok: status < 300,
        status,
        status_text: String::new(),
        headers: Headers::default(),
        bytes: body.to_string().into_bytes(),
    }
}

// --- The window ---

thread_local! {
    static CONTEXT: Context = {
        let ctx = Context::default();
        ctx.enable_accesskit();
        ui::install(&ctx);
        ctx
    };
    static ENGLISH: Texts = Texts::new(Language::English);
}

fn frame(ctx: &Context, model: &Model, events: Vec<Event>) -> Page {
    let screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(SIZE[0], SIZE[1])));
    let input = egui::RawInput { screen_rect, events, ..Default::default() };
    let mut output = ctx.run_ui(input, |ui| {
        ENGLISH.with(|texts| drop(ui::root_ui(ui, model, texts, Timestamp::UNIX_EPOCH)));
    });
    // Nobody draws the letters.
    output.textures_delta.clear();
    let mut painted = Vec::new();
    for clipped in mem::take(&mut output.shapes) {
        collect(&clipped.shape, &mut painted);
    }
    let tree = output.platform_output.accesskit_update.take().expect("a tree");
    Page { name: "", nodes: tree.nodes, painted }
}

fn collect(shape: &Shape, painted: &mut Vec<String>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, painted)),
        Shape::Text(text) => painted.push(text.galley.text().to_owned()),
        _ => {}
    }
}

impl Page {
    /// Tells whether exactly this text is painted.
    pub fn paints(&self, text: &str) -> bool {
        self.painted.iter().any(|painted| painted == text)
    }

    /// Tells whether this is painted, alone or as a part.
    pub fn paints_part(&self, text: &str) -> bool {
        self.painted.iter().any(|painted| painted.contains(text))
    }

    /// Tells whether a screen reader is told of a widget of this role and name.
    pub fn tells(&self, role: Role, name: &str) -> bool {
        self.nodes.iter().any(|(_, node)| node.role() == role && node.label() == Some(name))
    }

    /// Tells whether a screen reader is told this, alone or as a part.
    pub fn tells_part(&self, text: &str) -> bool {
        self.nodes.iter().flat_map(|(_, node)| texts_of(node)).any(|told| told.contains(text))
    }

    fn is_whole(&self) {
        for (_, node) in &self.nodes {
            for text in texts_of(node) {
                assert_eq!(display::node(text), text, "{}: a {:?} tells this", self.name, node.role());
            }
            if node.role() == Role::TextRun {
                let lengths = node.character_lengths().iter().map(|length| usize::from(*length));
                assert_eq!(lengths.sum::<usize>(), node.value().unwrap_or_default().len(), "{}", self.name);
            }
        }
        for text in &self.painted {
            let is_icon = text.chars().count() == 1 && display::node(text) == text.as_str();
            assert!(is_icon || display::lines(text) == text.as_str(), "{}: {text:?} is painted", self.name);
        }
    }
}

fn texts_of(node: &Node) -> impl Iterator<Item = &str> {
    [node.label(), node.value(), node.description(), node.placeholder()].into_iter().flatten()
}
