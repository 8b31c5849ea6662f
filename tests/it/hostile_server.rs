//! A server that answers anything, as data: what it answers, what the window must say, and which requests may
//! be sent after that. Every kind of answer meets every write and every reading.

use std::collections::BTreeMap;

use ehttp::{Headers, Method, Response};
use etapa::crm::{Draft, Edit, NewSegment, NewStatus, SEGMENT_COLORS, STATUS_COLORS, Value};
use etapa::demo::{
    FaultKind, FaultyServer, ScriptedFault, Server, World, WorldField, WorldSegment, WorldStatus,
};
use etapa::model::{Command, Language, LineState};
use etapa::text::Texts;
use serde::Deserialize;

use crate::support::conversation::Conversation;

const ANSWERS: &str = include_str!("hostile_server/answers.json");

/// How often the user presses Save before giving up on the program.
const MOST_PRESSES: usize = 4;

/// What a server answers once.
#[derive(Debug, Deserialize)]
struct Hostile {
    name: String,
    status: u16,
    #[serde(rename = "type")]
    content_type: String,
    /// Where a redirect leads.
    #[serde(default)]
    location: String,
    body: String,
    /// What this answer to a write proves.
    write: Proof,
    /// What the window says when it answers a write.
    write_says: String,
    /// What the window says when it answers a reading of the list before anything was sent.
    read_says: String,
}

/// What an answer to a write proves.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Proof {
    /// That nothing was done.
    NotDone,
    /// Nothing: only a reading tells whether it was done.
    Nothing,
    /// That nothing was done, and that the same may be sent once more after a while.
    NotYet,
}

/// One kind of change, which is one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Write {
    CreateStatus,
    CreateTwoStatuses,
    RenameStatus,
    MoveStatus,
    DeleteStatus,
    CreateSegment,
    ChangeSegment,
    DeleteSegment,
}
use Write::{
    ChangeSegment, CreateSegment, CreateStatus, CreateTwoStatuses, DeleteSegment, DeleteStatus, MoveStatus,
    RenameStatus,
};

impl Write {
    const ALL: [Self; 8] = [
        CreateStatus,
        CreateTwoStatuses,
        RenameStatus,
        MoveStatus,
        DeleteStatus,
        CreateSegment,
        ChangeSegment,
        DeleteSegment,
    ];

    fn is_of_segments(self) -> bool {
        matches!(self, CreateSegment | ChangeSegment | DeleteSegment)
    }

    fn method(self) -> Method {
        match self {
            CreateStatus | CreateTwoStatuses | CreateSegment => Method::POST,
            RenameStatus | MoveStatus | ChangeSegment => Method::PATCH,
            DeleteStatus | DeleteSegment => Method::DELETE,
        }
    }

    fn edits(self, talk: &Conversation) -> Vec<Edit> {
        let status =
            |name: &str, place| Edit::Add(NewStatus { name: name.into(), color: STATUS_COLORS[0], place });
        match self {
            CreateStatus => vec![status("New", 2)],
            CreateTwoStatuses => vec![status("New", 2), status("Newer", 3)],
            RenameStatus => vec![Edit::Rename(talk.item("B"), "X".into())],
            MoveStatus => vec![Edit::Place(talk.item("C"), 1)],
            CreateSegment => {
                let (values, prices) = ([(NOTE, Value::Text("n".into()))].into(), [].into());
                let new = NewSegment { name: "New".into(), color: SEGMENT_COLORS[0], values, prices };
                vec![Edit::AddSegment(new)]
            }
            ChangeSegment => {
                let item = talk.item("B");
                let value = Some(Value::Text("changed".into()));
                vec![Edit::Rename(item, "X".into()), Edit::Fill { segment: item.key(), field: NOTE, value }]
            }
            DeleteStatus | DeleteSegment => vec![Edit::Remove(talk.item("B"))],
        }
    }
}

/// The field of the segments.
const NOTE: u64 = 7;

fn world(segments: bool) -> World {
    let (color, hue) = (STATUS_COLORS[0], SEGMENT_COLORS[0]);
    if segments {
        let named = [(1, "A"), (2, "B"), (3, "C")].map(|(id, name)| WorldSegment::new(id, name, hue));
        return World::with_segments(named.into(), vec![WorldField::new(NOTE, "Note", "text", 1)]);
    }
    World::with_statuses(vec![
        WorldStatus::system(1, "S", 0, color, 4),
        WorldStatus::ordinary(2, "A", 10, color),
        WorldStatus::ordinary(3, "B", 20, color),
        WorldStatus::ordinary(4, "C", 30, color),
        WorldStatus::system(5, "E", 40, color, 3),
    ])
}

fn answers() -> Vec<Hostile> {
    serde_json::from_str(ANSWERS).expect("the answers are well-formed")
}

fn response(hostile: &Hostile) -> Response {
    Response {
        url: String::new(),
        ok: (200..300).contains(&hostile.status),
        status: hostile.status,
        status_text: String::new(),
        headers: Headers::new(&[("content-type", &hostile.content_type), ("location", &hostile.location)]),
        bytes: hostile.body.as_bytes().to_vec(),
    }
}

/// All that the window says about a save: its notice, and the reason at each refused change.
fn said(talk: &Conversation, texts: &Texts) -> String {
    let unsaved = talk.model.draft().map_or(0, |draft| draft.changes().len());
    let notice = talk.notice().map(|notice| texts.notice(notice, unsaved));
    let lines = talk.model.lines();
    let reasons = lines.iter().filter_map(|line| match &line.state {
        LineState::Refused(fault) => Some(texts.fault(fault)),
        _ => None,
    });
    notice.into_iter().chain(reasons).collect::<Vec<_>>().join(" | ")
}

/// How often each name stands on the server.
fn names(talk: &mut Conversation) -> BTreeMap<String, usize> {
    let world = talk.server.server().world();
    let statuses = world.statuses.iter().map(|status| status.name.clone());
    let segments = world.segments.iter().map(|segment| segment.name.clone());
    let mut count = BTreeMap::new();
    statuses.chain(segments).for_each(|name| *count.entry(name).or_default() += 1);
    count
}

fn open(write: Write, script: Vec<ScriptedFault>) -> Conversation {
    let server = Server::new(world(write.is_of_segments()));
    let mut talk = Conversation::open_faulty(FaultyServer::new(server, script));
    for edit in write.edits(&talk) {
        talk.press(Command::Edit(edit));
    }
    talk
}

/// Plays one answer to one write; returns what went wrong.
fn play_write(write: Write, hostile: &Hostile, is_done: bool, texts: &Texts) -> Result<(), String> {
    let response = response(hostile);
    let fault_kind = if is_done { FaultKind::DoneBut(response) } else { FaultKind::Instead(response) };
    let mut talk = open(write, vec![ScriptedFault::new(write.method(), 1, fault_kind)]);
    let wanted = talk.edited().clone();
    // What cannot be taken back is read before it is sent.
    talk.press(Command::Review);
    talk.press(Command::Save);
    let first = talk.sent.clone();
    let said = said(&talk, texts);
    let at = first.iter().position(|sent| !sent.starts_with("GET")).ok_or("nothing was written")?;
    let next = first.get(at + 1);
    if hostile.write == Proof::Nothing && next.is_some_and(|next| !next.starts_with("GET")) {
        return Err(format!("a write of unknown outcome is followed by a reading: {first:#?}"));
    }
    if hostile.write != Proof::NotYet && first[at + 1..].contains(&first[at]) {
        return Err(format!("nothing is sent twice within one save: {first:#?}"));
    }
    if !is_done && !said.contains(&hostile.write_says) {
        return Err(format!("it says “{said}” and not “{}”", hostile.write_says));
    }
    for _ in 0..MOST_PRESSES {
        if talk.model.draft().is_some_and(|draft| draft.changes().is_empty()) {
            break;
        }
        // Whoever was signed out gives the same token once more; whoever may not write asks again.
        talk.press(Command::Cancel);
        talk.press(Command::Reload);
        talk.press(Command::Review);
        talk.press(Command::Save);
    }
    let left = talk.model.draft().map(Draft::changes).unwrap_or_default();
    if !left.is_empty() {
        return Err(format!("the change never arrives: {left:?}, {:?}", talk.notice()));
    }
    let expected: Vec<&str> = wanted.items().filter_map(|item| wanted.name_of(item)).collect();
    let names = names(&mut talk);
    if let Some((twin, count)) = names.iter().find(|(_, count)| **count > 1) {
        return Err(format!("{twin} was made {count} times"));
    }
    if names.len() != expected.len() || !expected.iter().all(|name| names.contains_key(*name)) {
        return Err(format!("the server has {names:?} and not {expected:?}"));
    }
    Ok(())
}

#[test]
fn whatever_answers_a_write_it_is_told_and_neither_lost_nor_done_twice() {
    let (texts, mut count, mut wrong) = (Texts::new(Language::English), 0, Vec::new());
    for hostile in answers() {
        for write in Write::ALL {
            let fates: &[bool] = if hostile.write == Proof::Nothing { &[false, true] } else { &[false] };
            for is_done in fates {
                count += 1;
                if let Err(why) = play_write(write, &hostile, *is_done, &texts) {
                    wrong.push(format!("{write:?}, {}, done: {is_done}: {why}", hostile.name));
                }
            }
        }
    }
    println!("hostile answers to writes: {count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whatever_answers_a_reading_nothing_is_sent_and_the_draft_stays() {
    let (texts, mut count, mut wrong) = (Texts::new(Language::English), 0, Vec::new());
    for hostile in answers() {
        for write in [RenameStatus, ChangeSegment] {
            for command in [Command::Save, Command::Reload] {
                count += 1;
                let response = response(&hostile);
                // The account itself was read when it was opened.
                let list = if write.is_of_segments() { "/customers/segments" } else { "/customers/statuses" };
                let fault_kind = FaultKind::Instead(response);
                // Failed readings are repeated, so every one of them is spoilt.
                let mut talk = open(write, Vec::new());
                let spoilt =
                    (1..=20).map(|nth| ScriptedFault::new(Method::GET, nth, fault_kind.clone()).at(list));
                let server = talk.server.server().clone();
                talk.server = FaultyServer::new(server, spoilt.collect());
                let before = talk.model.lines().len();
                talk.press(command.clone());
                let said = said(&talk, &texts);
                let place = format!("{command:?} of {write:?}, {}", hostile.name);
                if talk.writes() > 0 {
                    wrong.push(format!("{place}: something was written: {:#?}", talk.sent));
                }
                if talk.model.lines().len() != before {
                    wrong.push(format!("{place}: the draft has changed"));
                }
                if !said.contains(&hostile.read_says) {
                    wrong.push(format!("{place}: it says “{said}” and not “{}”", hostile.read_says));
                }
            }
        }
    }
    println!("hostile answers to readings: {count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
