//! What an account is wanted to look like: a backup, another account or a file, and the edit that makes it
//! so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mapping::{Mapping, pairs, same_name};
use super::{
    Account, Color, Draft, Key, MAX_SEGMENTS, MAX_STATUSES, Mode, NewSegment, NewStatus, SEGMENT_COLORS,
    STATUS_COLORS, Status, StatusKind, Value,
};

/// What an account is wanted to look like, in terms of that account: its fields, choices and prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blueprint {
    /// The statuses in their order; `None` if nothing is said about them.
    pub statuses: Option<Vec<WantedStatus>>,
    /// The segments; `None` if nothing is said about them.
    pub segments: Option<Vec<WantedSegment>>,
}

/// A status as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedStatus {
    /// Its id, if it is a status of this very account; others are known by their names only.
    pub id: Option<u64>,
    /// Its name.
    pub name: String,
    /// Its colour; `None` if nothing is said about it.
    pub color: Option<Color>,
    /// What it is for, if it is one of amoCRM's own: such a status is never created, moved or removed, and
    /// changed only if its id is known.
    pub system: Option<StatusKind>,
}

/// A segment as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedSegment {
    /// Its id, if it is a segment of this very account; others are known by their names only.
    pub id: Option<u64>,
    /// Its name.
    pub name: String,
    /// Its colour; `None` if nothing is said about it.
    pub color: Option<Color>,
    /// What is filled in, by the id of the field; `None` for an empty one. Nothing is said about other
    /// fields.
    pub values: BTreeMap<u64, Option<Value>>,
    /// The ids of its price types; `None` if nothing is said about them.
    pub prices: Option<BTreeSet<u64>>,
}

/// Where a blueprint comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An earlier state of the account: ids mean the same.
    SameAccount,
    /// Another account: only names mean the same.
    Elsewhere,
}

impl Origin {
    /// Returns the id of a thing, if it means something in the target.
    pub(super) fn id(self, key: Key) -> Option<u64> {
        key.id().filter(|_| self == Self::SameAccount)
    }
}

/// How an account becomes like a blueprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It has what the blueprint has, in its order, and nothing else.
    Replace,
    /// It gets what the blueprint has, and keeps what it has besides.
    Add,
}

/// One of the two lists of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Statuses.
    Statuses,
    /// Segments.
    Segments,
}

impl List {
    /// Returns how many things it may have.
    #[must_use]
    pub fn limit(self) -> usize {
        match self {
            Self::Statuses => MAX_STATUSES,
            Self::Segments => MAX_SEGMENTS,
        }
    }
}

/// What will not be as the blueprint says. Names are those of things of the blueprint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// The account does not have this list switched on.
    ListOff(List),
    /// It was deleted: it comes back under another id, a status without conditions, and without its
    /// customers.
    NewId {
        /// What it is.
        list: List,
        /// Its name.
        name: String,
    },
    /// There is no room for it.
    NoRoom {
        /// What it is.
        list: List,
        /// Its name.
        name: String,
    },
    /// It is one of amoCRM's own statuses, and this account has none like it.
    NoSystemStatus {
        /// Its name.
        name: String,
    },
    /// It stands on the other side of one of amoCRM's own statuses, past which nothing can be moved.
    OtherSide {
        /// Its name.
        name: String,
    },
    /// Its colour is none that can be given to it.
    ColorNotOffered {
        /// The name of the status or segment.
        name: String,
        /// The colour.
        color: Color,
    },
    /// No field corresponds to this one.
    FieldGone {
        /// The name of the field.
        field: String,
    },
    /// The field of this name takes other values.
    FieldKind {
        /// The name of the field.
        field: String,
    },
    /// The field does not offer this choice.
    ChoiceGone {
        /// The name of the field.
        field: String,
        /// The name of the choice.
        choice: String,
    },
    /// What is filled in is not understood, so it cannot be written.
    NotUnderstood {
        /// The name of the segment.
        segment: String,
        /// The name of the field.
        field: String,
    },
    /// No price corresponds to this one.
    PriceGone {
        /// The name of the price.
        price: String,
    },
    /// The prices cannot be compared, for the names of one side may not be read.
    PricesUnreadable,
}

/// What comes of carrying one account over to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The account as the target is to look.
    pub blueprint: Blueprint,
    /// The names of the fields, each with that of its counterpart in the target.
    pub fields: Vec<(String, Option<String>)>,
    /// What cannot come along, each once.
    pub losses: Vec<Loss>,
}

impl Blueprint {
    /// Says what `source` is in terms of `target`. Of its two lists, the one that is switched on is told.
    #[must_use]
    pub fn of(source: &Account, target: &Account, origin: Origin) -> Brought {
        let mut mapping = Mapping::between(source, target, origin);
        let status = |status: &Status| WantedStatus {
            id: origin.id(status.key),
            name: status.name.clone(),
            color: status.color,
            system: status.system.then_some(status.kind),
        };
        let statuses = || source.statuses.iter().map(status).collect();
        let blueprint = Self {
            statuses: (source.mode == Mode::Periodicity).then(statuses),
            segments: (source.mode == Mode::Segments)
                .then(|| source.segments.iter().map(|segment| mapping.segment(segment)).collect()),
        };
        let fields = if blueprint.segments.is_some() { mapping.told() } else { Vec::new() };
        Brought { blueprint, fields, losses: mapping.losses.into_iter().collect() }
    }
}

impl Draft {
    /// Tells what would not be as the blueprint says if the draft became like it.
    #[must_use]
    pub fn losses(&self, blueprint: &Blueprint, way: Way) -> Vec<Loss> {
        self.edited.clone().become_like(blueprint, way, 0, &self.base, &self.moved)
    }
}

impl Account {
    /// Becomes like a blueprint as far as possible, and returns what is not possible. What the user has taken
    /// away comes back from `base` as it was; added things get keys from `new` on.
    pub(super) fn become_like(
        &mut self,
        wanted: &Blueprint,
        way: Way,
        new: u32,
        base: &Self,
        moved: &[Key],
    ) -> Vec<Loss> {
        let mode = self.mode;
        let mut becoming = Becoming { account: self, base, moved, way, new, losses: Vec::new() };
        match wanted.statuses.as_deref() {
            Some(wanted) if mode == Mode::Periodicity => becoming.statuses(wanted),
            None | Some([]) => {}
            Some(_) => becoming.losses.push(Loss::ListOff(List::Statuses)),
        }
        match wanted.segments.as_deref() {
            Some(wanted) if mode == Mode::Segments => becoming.segments(wanted),
            None | Some([]) => {}
            Some(_) => becoming.losses.push(Loss::ListOff(List::Segments)),
        }
        becoming.losses
    }
}

/// What a thing is recognised by.
struct Mark<'a> {
    id: Option<u64>,
    name: &'a str,
    system: Option<StatusKind>,
    /// Whether it can be recognised by its name: what the user has taken away is not taken for another.
    named: bool,
}

/// Finds for each wanted thing the one that it is: by its id, or else by what it is for and what it is
/// called.
fn recognised(wanted: &[Mark<'_>], there: &[Mark<'_>]) -> Vec<Option<usize>> {
    let is_sort = |one: &Mark<'_>, other: &Mark<'_>| one.system.is_some() == other.system.is_some();
    let by_id =
        |one: &Mark<'_>, other: &Mark<'_>| one.id.is_some() && one.id == other.id && is_sort(one, other);
    let by_kind = |one: &Mark<'_>, other: &Mark<'_>| {
        let is_telling = !matches!(one.system, None | Some(StatusKind::Ordinary | StatusKind::Unknown));
        is_telling && one.system == other.system
    };
    let by_name = |one: &Mark<'_>, other: &Mark<'_>| {
        other.named && is_sort(one, other) && one.name.trim() == other.name.trim()
    };
    let by_like_name = |one: &Mark<'_>, other: &Mark<'_>| {
        other.named && is_sort(one, other) && same_name(one.name, other.name)
    };
    pairs(wanted, there, &[&by_id, &by_kind, &by_name, &by_like_name])
}

/// An account on its way to a blueprint.
struct Becoming<'a> {
    account: &'a mut Account,
    base: &'a Account,
    moved: &'a [Key],
    way: Way,
    /// The number from which a new key is looked for.
    new: u32,
    losses: Vec<Loss>,
}

impl Becoming<'_> {
    fn statuses(&mut self, wanted: &[WantedStatus]) {
        let keys = self.known_statuses(wanted);
        let ends = self.account.system_ends();
        if self.way == Way::Replace {
            self.account.statuses.retain(|status| status.system || keys.contains(&Some(status.key)));
        }
        let mut order: Vec<Key> = Vec::new();
        for (wanted, key) in wanted.iter().zip(keys) {
            if let Some(key) = self.status_of(wanted, key, order.last().copied()) {
                self.dress_status(key, wanted);
                order.push(key);
            }
        }
        if self.way == Way::Replace {
            self.account.arrange(&order, ends);
            self.note_other_sides(&order);
        }
    }

    /// Notes what could not be brought past a system status.
    fn note_other_sides(&mut self, wanted: &[Key]) {
        let account = &*self.account;
        let is_system = |key: &Key| account.status(*key).is_some_and(|status| status.system);
        let now: Vec<Key> = account.order().into_iter().filter(|key| wanted.contains(key)).collect();
        let passed = |order: &[Key], key: &Key| {
            order.iter().take_while(|other| *other != key).filter(|key| is_system(key)).count()
        };
        let strays = wanted.iter().filter(|key| !is_system(key) && passed(wanted, key) != passed(&now, key));
        let names = strays.filter_map(|key| Some(account.status(*key)?.name.clone()));
        let losses: Vec<Loss> = names.map(|name| Loss::OtherSide { name }).collect();
        self.losses.extend(losses);
    }

    fn known_statuses(&self, wanted: &[WantedStatus]) -> Vec<Option<Key>> {
        let is_gone = |status: &&Status| self.account.place(status.key).is_none();
        let gone = self.base.statuses.iter().filter(is_gone).map(|status| (status, false));
        let there: Vec<_> = self.account.statuses.iter().map(|status| (status, true)).chain(gone).collect();
        let marks = there.iter().map(|(status, named)| Mark {
            id: status.key.id(),
            name: &status.name,
            system: status.system.then_some(status.kind),
            named: *named,
        });
        let wanted = wanted.iter().map(|wanted| Mark {
            id: wanted.id,
            name: &wanted.name,
            system: wanted.system,
            named: true,
        });
        let found = recognised(&wanted.collect::<Vec<_>>(), &marks.collect::<Vec<_>>());
        found.into_iter().map(|place| place.map(|place| there[place].0.key)).collect()
    }

    /// Returns the status that is to be dressed as this one; it is brought back or made if there is none.
    fn status_of(&mut self, wanted: &WantedStatus, key: Option<Key>, above: Option<Key>) -> Option<Key> {
        let list = List::Statuses;
        let name = wanted.name.clone();
        match key {
            Some(key) if self.account.place(key).is_some() => return Some(key),
            None if wanted.system.is_some() => self.losses.push(Loss::NoSystemStatus { name }),
            _ if !self.account.has_room() => self.losses.push(Loss::NoRoom { list, name }),
            Some(key) => {
                self.account.revert(key, self.base, self.moved);
                return Some(key);
            }
            None => {
                if wanted.id.is_some() {
                    self.losses.push(Loss::NewId { list, name: name.clone() });
                }
                let above = above.and_then(|above| self.account.place(above));
                let place = above.map_or(0, |above| above + 1);
                let color = wanted.color.filter(|color| STATUS_COLORS.contains(color));
                let color = color.unwrap_or_else(|| self.account.free_color());
                let key = self.new_key();
                self.account.add(NewStatus { name, color, place }, key);
                return Some(key);
            }
        }
        None
    }

    fn dress_status(&mut self, key: Key, wanted: &WantedStatus) {
        let is_itself = wanted.id.is_some() && wanted.id == key.id();
        if wanted.system.is_some() && !is_itself {
            return;
        }
        let Some(status) = self.account.status(key) else { return };
        let color = self.offered(&wanted.name, wanted.color, status.color, &STATUS_COLORS);
        let is_renamed = is_itself || self.way == Way::Replace;
        let Some(status) = self.account.status_mut(key) else { return };
        if is_renamed {
            status.name.clone_from(&wanted.name);
        }
        status.color = color;
    }

    /// Returns the wanted colour if it is offered, else the one that is there.
    fn offered(
        &mut self,
        name: &str,
        wanted: Option<Color>,
        there: Option<Color>,
        offer: &[Color],
    ) -> Option<Color> {
        match wanted {
            Some(color) if wanted != there && !offer.contains(&color) => {
                self.losses.push(Loss::ColorNotOffered { name: name.to_owned(), color });
                there
            }
            Some(_) => wanted,
            None => there,
        }
    }

    fn segments(&mut self, wanted: &[WantedSegment]) {
        let keys = self.known_segments(wanted);
        if self.way == Way::Replace {
            self.account.segments.retain(|segment| keys.contains(&Some(segment.key)));
        }
        for (wanted, key) in wanted.iter().zip(keys) {
            if let Some(key) = self.segment_of(wanted, key) {
                self.dress_segment(key, wanted);
            }
        }
    }

    fn known_segments(&self, wanted: &[WantedSegment]) -> Vec<Option<Key>> {
        let gone = self.base.segments.iter().filter(|segment| self.account.segment(segment.key).is_none());
        let gone = gone.map(|segment| (segment, false));
        let there: Vec<_> = self.account.segments.iter().map(|segment| (segment, true)).chain(gone).collect();
        let mark = |id, name, named| Mark { id, name, system: None, named };
        let marks: Vec<_> =
            there.iter().map(|(segment, named)| mark(segment.key.id(), &segment.name, *named)).collect();
        let wanted: Vec<_> = wanted.iter().map(|wanted| mark(wanted.id, &wanted.name, true)).collect();
        let found = recognised(&wanted, &marks);
        found.into_iter().map(|place| place.map(|place| there[place].0.key)).collect()
    }

    /// Returns the segment that is to be dressed as this one; it is brought back or made if there is none.
    fn segment_of(&mut self, wanted: &WantedSegment, key: Option<Key>) -> Option<Key> {
        let list = List::Segments;
        let name = wanted.name.clone();
        match key {
            Some(key) if self.account.segment(key).is_some() => Some(key),
            _ if self.account.segment_room() == 0 => {
                self.losses.push(Loss::NoRoom { list, name });
                None
            }
            Some(key) => {
                self.account.revert_segment(key, self.base);
                Some(key)
            }
            None => {
                if wanted.id.is_some() {
                    self.losses.push(Loss::NewId { list, name: name.clone() });
                }
                let proposal = self.account.segment_proposal(None, name);
                let color = wanted.color.filter(|color| SEGMENT_COLORS.contains(color));
                let key = self.new_key();
                self.account
                    .add_segment(NewSegment { color: color.unwrap_or(proposal.color), ..proposal }, key);
                Some(key)
            }
        }
    }

    fn dress_segment(&mut self, key: Key, wanted: &WantedSegment) {
        let Some(there) = self.account.segment(key) else { return };
        let mut segment = there.clone();
        segment.color = self.offered(&wanted.name, wanted.color, segment.color, &SEGMENT_COLORS);
        if self.way == Way::Replace || wanted.id.is_some() && wanted.id == key.id() {
            segment.name.clone_from(&wanted.name);
        }
        let known = wanted.values.iter().filter(|(field, _)| self.account.field(**field).is_some());
        for (field, value) in known {
            match value {
                Some(value) if segment.values.get(field).is_none_or(|there| !there.means(value)) => {
                    segment.values.insert(*field, value.clone());
                }
                None if self.way == Way::Replace => {
                    segment.values.remove(field);
                }
                _ => {}
            }
        }
        if let Some(prices) = &wanted.prices {
            segment.prices.retain(|price| self.way == Way::Add || prices.contains(price));
            segment.prices.extend(prices);
        }
        if let Some(there) = self.account.segments.iter_mut().find(|one| one.key == key)
            && !there.looks_like(&segment)
        {
            *there = Arc::new(segment);
        }
    }

    fn new_key(&mut self) -> Key {
        while self.account.has_new(self.new) {
            self.new += 1;
        }
        Key::New(self.new)
    }
}

impl Account {
    /// Returns how many system statuses stand before the first ordinary one and behind the last; none do if
    /// there is no ordinary one.
    fn system_ends(&self) -> (usize, usize) {
        if self.statuses.iter().all(|status| status.system) {
            return (0, 0);
        }
        let ordinary = self.ordinary_places();
        (ordinary.start, self.statuses.len() - ordinary.end)
    }

    /// Brings the ordinary statuses into this order. System ones keep theirs, those at the ends their places,
    /// and those between stand where such stand in `wanted`.
    fn arrange(&mut self, wanted: &[Key], (leading, trailing): (usize, usize)) {
        let systems: Vec<Key> =
            self.statuses.iter().filter(|status| status.system).map(|status| status.key).collect();
        let (front, rest) = systems.split_at(leading.min(systems.len()));
        let (between, back) = rest.split_at(rest.len().saturating_sub(trailing));
        let mut between = between.iter();
        let mut passed = 0;
        let mut order = front.to_vec();
        for key in wanted {
            if !systems.contains(key) {
                order.push(*key);
            } else if passed < front.len() {
                passed += 1;
            } else {
                order.extend(between.next());
            }
        }
        order.extend(between);
        order.extend(back);
        self.statuses.sort_by_key(|status| order.iter().position(|key| *key == status.key));
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, fill, names, segments, status_item as item, text};
    use super::super::{Choice, Edit, Field, FieldKind, Item, PriceList, PriceType};
    use super::*;

    const BASE: &str = "*Recent, A, B, C, *Closed";

    /// Lets `target` become like `source`; ids mean the same only if that is said.
    fn becoming(source: &Account, target: Account, origin: Origin, way: Way) -> (Draft, Vec<Loss>) {
        let mut draft = Draft::new(target);
        let losses = become_like(&mut draft, source, origin, way);
        (draft, losses)
    }

    fn become_like(draft: &mut Draft, source: &Account, origin: Origin, way: Way) -> Vec<Loss> {
        let brought = Blueprint::of(source, draft.edited(), origin);
        let losses = [brought.losses, draft.losses(&brought.blueprint, way)].concat();
        draft.edit(Edit::Become(Box::new(brought.blueprint), way));
        losses
    }

    fn from_elsewhere(source: &str, target: &str, way: Way) -> String {
        names(becoming(&account(source), account(target), Origin::Elsewhere, way).0.edited())
    }

    #[test]
    fn an_account_that_is_like_it_stays_as_it_is() {
        for (base, way) in [(BASE, Way::Replace), (BASE, Way::Add), ("A, a, A, , ", Way::Replace)] {
            let (draft, losses) = becoming(&account(base), account(base), Origin::SameAccount, way);
            assert_eq!((losses, draft.can_undo()), (vec![], false), "{base} {way:?}");
        }
    }

    #[test]
    fn a_backup_brings_back_names_colours_and_order_in_one_step() {
        let mut draft = Draft::new(account(BASE));
        draft.edit(Edit::Rename(item(2), "X".into()));
        draft.edit(Edit::Rename(item(1), "Y".into()));
        draft.edit(Edit::Recolor(item(3), STATUS_COLORS[5]));
        draft.edit(Edit::Place(item(4), 1));
        assert_eq!(become_like(&mut draft, &account(BASE), Origin::SameAccount, Way::Replace), []);
        assert_eq!((names(draft.edited()).as_str(), draft.changes().len()), ("Recent A B C Closed", 0));
        draft.undo();
        assert_eq!(names(draft.edited()), "Y C X B Closed", "one step");
    }

    #[test]
    fn what_the_user_took_away_comes_back_as_itself_and_what_is_gone_comes_back_as_another() {
        let mut draft = Draft::new(account(BASE));
        draft.edit(Edit::Remove(item(2)));
        assert_eq!(become_like(&mut draft, &account(BASE), Origin::SameAccount, Way::Add), []);
        assert_eq!(draft.changes(), [], "it was not gone yet");
        let mut left = account(BASE);
        left.statuses.remove(2);
        let (draft, losses) = becoming(&account(BASE), left.clone(), Origin::SameAccount, Way::Add);
        assert_eq!(losses, [Loss::NewId { list: List::Statuses, name: "B".into() }]);
        assert_eq!(names(draft.edited()), "Recent A B C Closed", "below the one that it followed");
        left.statuses.insert(2, Status { key: Key::Id(77), ..account(BASE).statuses[2].clone() });
        let (draft, losses) = becoming(&account(BASE), left, Origin::SameAccount, Way::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false), "restored before, it is known by its name");
    }

    #[test]
    fn what_stood_beyond_a_system_status_stays_on_this_side_and_is_told() {
        let before = account("A, *Recent, B, *Closed");
        let mut now = before.clone();
        now.statuses.swap(0, 1);
        let (draft, losses) = becoming(&before, now, Origin::SameAccount, Way::Replace);
        assert_eq!(names(draft.edited()), "Recent A B Closed");
        assert_eq!(losses, [Loss::OtherSide { name: "A".into() }]);
    }

    #[test]
    fn replacing_takes_away_what_is_not_in_it_and_adding_takes_away_nothing() {
        assert_eq!(from_elsewhere("c, *Recent, N, a", BASE, Way::Replace), "Recent c N a Closed");
        assert_eq!(from_elsewhere("c, *Recent, N, a", BASE, Way::Add), "Recent N A B C Closed");
        assert_eq!(from_elsewhere("M, b, N", BASE, Way::Add), "Recent M A B N C Closed");
    }

    #[test]
    fn system_statuses_stay_where_they_are_and_as_they_are() {
        let (draft, losses) = becoming(
            &account("*Other, N, *RECENT, M"),
            account("*Recent, A, *Middle, B, *Closed"),
            Origin::Elsewhere,
            Way::Replace,
        );
        assert_eq!(names(draft.edited()), "Recent N M Middle Closed", "their own order and names");
        let beyond = Loss::OtherSide { name: "N".into() };
        assert_eq!(losses, [Loss::NoSystemStatus { name: "Other".into() }, beyond]);
        assert_eq!(from_elsewhere(BASE, "*Recent, *Closed", Way::Replace), "Recent A B C Closed");
    }

    #[test]
    fn a_system_status_is_also_known_by_what_it_is_for() {
        let mut source = account("A, *Closed");
        let mut target = account("A, *Geschlossen");
        for account in [&mut source, &mut target] {
            account.statuses[1].kind = StatusKind::Closed;
        }
        let (draft, losses) = becoming(&source, target, Origin::Elsewhere, Way::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let full = account(&["X"; MAX_STATUSES - 1].join(", "));
        let (draft, losses) = becoming(&account("M, N"), full, Origin::Elsewhere, Way::Add);
        assert_eq!(draft.edited().statuses.len(), MAX_STATUSES, "the limit holds");
        assert_eq!(losses, [Loss::NoRoom { list: List::Statuses, name: "N".into() }]);
        let full = segments(&["X"; MAX_SEGMENTS].join(", "));
        let (draft, losses) = becoming(&segments("N"), full, Origin::Elsewhere, Way::Add);
        assert_eq!(draft.edited().segments.len(), MAX_SEGMENTS, "the limit holds");
        assert_eq!(losses, [Loss::NoRoom { list: List::Segments, name: "N".into() }]);
    }

    #[test]
    fn a_list_that_is_off_is_told_and_the_other_is_left_alone() {
        let (draft, losses) = becoming(&account(BASE), segments("A"), Origin::SameAccount, Way::Replace);
        assert_eq!(losses, [Loss::ListOff(List::Statuses)]);
        assert!(!draft.can_undo(), "a backup of statuses says nothing about segments");
    }

    #[test]
    fn a_colour_that_is_not_offered_is_told() {
        let mut source = account("A, N");
        source.statuses.iter_mut().for_each(|status| status.color = Some(Color(1, 2, 3)));
        let (draft, losses) = becoming(&source, account("A"), Origin::Elsewhere, Way::Replace);
        let lost = |name: &str| Loss::ColorNotOffered { name: name.into(), color: Color(1, 2, 3) };
        assert_eq!(losses, [lost("A"), lost("N")]);
        let colors: Vec<_> = draft.edited().statuses.iter().map(|status| status.color).collect();
        assert_eq!(colors, [Some(STATUS_COLORS[0]), Some(STATUS_COLORS[1])], "the old one, and a free one");
        let (draft, losses) = becoming(&source, source.clone(), Origin::SameAccount, Way::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false), "what it has it may keep");
    }

    fn with_fields(names: &str, fields: Vec<Field>) -> Account {
        Account { fields: Arc::new(fields), ..segments(names) }
    }

    fn field(id: u64, name: &str, code: Option<&str>, kind: FieldKind, choices: &[(u64, &str)]) -> Field {
        let choice = |(id, name): &(u64, &str)| Choice { id: *id, name: (*name).into() };
        let choices = choices.iter().map(choice).collect();
        Field { id, name: name.into(), code: code.map(str::to_owned), kind, choices }
    }

    #[test]
    fn fields_are_known_by_code_then_by_name_and_choices_by_name() {
        use FieldKind::{Checkbox, MultiSelect, Number, Radio, Select, Text, TextArea};
        let mut source = with_fields(
            "A",
            vec![
                field(1, "Note", Some("NOTE"), Text, &[]),
                field(2, " size ", None, Select, &[(21, "Big"), (22, "Odd")]),
                field(3, "Tags", None, MultiSelect, &[(31, "x"), (32, "y")]),
                field(4, "Sum", None, Number, &[]),
                field(5, "Only here", None, Checkbox, &[]),
            ],
        );
        for (field, value) in [
            (1, text("n")),
            (2, Value::Choice(21)),
            (3, Value::Choices([31, 32].into())),
            (4, Value::Number("5".into())),
            (5, Value::Truth(true)),
        ] {
            source.fill(Key::Id(1), field, Some(value));
        }
        let target = with_fields(
            "A",
            vec![
                field(10, "Note", None, Text, &[]),
                field(11, "Remark", Some("NOTE"), TextArea, &[]),
                field(12, "Size", None, Radio, &[(5, "small"), (6, " BIG")]),
                field(13, "Tags", None, MultiSelect, &[(7, "y")]),
                field(14, "Sum", None, Text, &[]),
            ],
        );
        let brought = Blueprint::of(&source, &target, Origin::Elsewhere);
        let told: Vec<_> = brought.fields.iter().map(|(from, to)| (from.trim(), to.as_deref())).collect();
        let expected = [
            ("Note", Some("Remark")),
            ("size", Some("Size")),
            ("Tags", Some("Tags")),
            ("Sum", None),
            ("Only here", None),
        ];
        assert_eq!(told, expected);
        let gone = Loss::FieldGone { field: "Only here".into() };
        let choice = Loss::ChoiceGone { field: "Tags".into(), choice: "x".into() };
        assert_eq!(brought.losses, [gone, Loss::FieldKind { field: "Sum".into() }, choice]);
        let mut draft = Draft::new(target);
        draft.edit(Edit::Become(Box::new(brought.blueprint), Way::Replace));
        let values = [(11, text("n")), (12, Value::Choice(6)), (13, Value::Choices([7].into()))];
        assert_eq!(draft.edited().segments[0].values, values.into());
    }

    #[test]
    fn a_backup_empties_what_was_empty_and_leaves_alone_what_it_cannot_know() {
        let backup = segments("A");
        let mut now = backup.clone();
        now.fill(Key::Id(1), 1, Some(text("new")));
        now.fill(Key::Id(1), 99, Some(text("in a field that is gone")));
        let (draft, losses) = becoming(&backup, now.clone(), Origin::SameAccount, Way::Replace);
        assert_eq!(losses, []);
        let left: Vec<u64> = draft.edited().segments[0].values.keys().copied().collect();
        assert_eq!(left, [99]);
        let (draft, _) = becoming(&backup, now, Origin::SameAccount, Way::Add);
        assert!(!draft.can_undo(), "adding empties nothing");
    }

    #[test]
    fn what_was_chosen_comes_back_unless_the_choice_is_gone() {
        let mut backup = segments("A, B");
        backup.fill(Key::Id(1), 3, Some(Value::Choice(31)));
        backup.fill(Key::Id(2), 3, Some(Value::Choice(31)));
        backup.fill(Key::Id(2), 2, Some(Value::Unknown("[1]".into())));
        let mut now = backup.clone();
        Arc::make_mut(&mut now.fields)[2].choices.remove(0);
        let (draft, losses) = becoming(&backup, now.clone(), Origin::SameAccount, Way::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false), "it is chosen still");
        now.fill(Key::Id(2), 3, None);
        now.fill(Key::Id(2), 2, None);
        let (draft, losses) = becoming(&backup, now, Origin::SameAccount, Way::Replace);
        assert!(!draft.can_undo(), "neither can be written");
        let choice = Loss::ChoiceGone { field: "Field 3".into(), choice: "Choice 31".into() };
        let unknown = Loss::NotUnderstood { segment: "B".into(), field: "Field 2".into() };
        assert_eq!(losses, [choice, unknown]);
    }

    #[test]
    fn prices_are_known_by_their_list_and_name_then_by_their_name() {
        let price = |(id, name): (u64, &str)| PriceType { id, name: name.into() };
        let list = |name: &str, prices: &[(u64, &str)]| PriceList {
            name: name.into(),
            prices: prices.iter().copied().map(price).collect(),
        };
        let mut source = segments("A");
        source.price_lists = Some(Arc::new(vec![
            list("Goods", &[(1, "Retail"), (2, "Old")]),
            list("Services", &[(3, "Retail")]),
        ]));
        (1..=3).for_each(|id| source.offer_price(Key::Id(1), id, true));
        let mut target = segments("A");
        target.price_lists =
            Some(Arc::new(vec![list("services", &[(7, "retail")]), list("Shop", &[(8, "Retail")])]));
        target.offer_price(Key::Id(1), 8, true);
        let (draft, losses) = becoming(&source, target.clone(), Origin::Elsewhere, Way::Replace);
        assert_eq!(draft.edited().segments[0].prices, [7].into());
        assert_eq!(losses, [Loss::PriceGone { price: "Old".into() }]);
        let (draft, _) = becoming(&source, target.clone(), Origin::Elsewhere, Way::Add);
        assert_eq!(draft.edited().segments[0].prices, [7, 8].into());
        target.price_lists = None;
        let (draft, losses) = becoming(&source, target, Origin::Elsewhere, Way::Replace);
        assert_eq!(losses, [Loss::PricesUnreadable]);
        assert!(!draft.can_undo(), "what cannot be compared is left alone");
    }

    #[test]
    fn segments_come_back_and_go() {
        let mut draft = Draft::new(segments("A, B, C"));
        draft.edit(Edit::Remove(Item::Segment(Key::Id(1))));
        draft.edit(Edit::Rename(Item::Segment(Key::Id(2)), "X".into()));
        draft.edit(fill(3, 1, Some(text("x"))));
        draft.edit(Edit::AddSegment(draft.edited().segment_proposal(None, "N".into())));
        assert_eq!(become_like(&mut draft, &segments("A, B, C"), Origin::SameAccount, Way::Replace), []);
        assert_eq!(draft.changes(), [], "as it was");
        let (draft, losses) =
            becoming(&segments("A, B, C"), segments("A"), Origin::SameAccount, Way::Replace);
        assert_eq!(draft.edited().segments.len(), 3);
        let anew = |name: &str| Loss::NewId { list: List::Segments, name: name.into() };
        assert_eq!(losses, [anew("B"), anew("C")]);
    }
}
