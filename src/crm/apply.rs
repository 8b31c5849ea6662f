//! The edit that makes an account what it is wanted to be, as far as that is possible.

use super::mapping::{pairs, same_name};
use super::member::Content;
use super::{
    Account, Color, Draft, ImportMode, Item, Key, List, Loss, NewSegment, NewStatus, StatusKind, TargetState,
    WantedItem,
};

impl Draft {
    /// Tells what would not be as the target says if the draft became like it.
    #[must_use]
    pub fn losses(&self, target: &TargetState, way: ImportMode) -> Vec<Loss> {
        self.edited.clone().apply_target(target, way, 0, &self.base, &self.order.moved)
    }
}

impl Account {
    /// Becomes like a target as far as possible, and returns what is not possible. What the user has taken
    /// away comes back from `base` as it was; added items get keys from `new` on.
    pub(super) fn apply_target(
        &mut self,
        wanted: &TargetState,
        way: ImportMode,
        new: u32,
        base: &Self,
        moved: &[Key],
    ) -> Vec<Loss> {
        let on = self.mode.list();
        let mut applying = Applying { account: self, base, moved, way, new, losses: Vec::new() };
        for (list, wanted) in [(List::Statuses, &wanted.statuses), (List::Segments, &wanted.segments)] {
            match wanted.as_deref() {
                Some(wanted) if on == Some(list) => applying.apply(list, wanted),
                None | Some([]) => {}
                Some(_) => applying.losses.push(Loss::ListOff(list)),
            }
        }
        applying.losses
    }
}

/// What an item is recognised by.
struct Mark<'a> {
    id: Option<u64>,
    name: &'a str,
    system: Option<StatusKind>,
    /// Whether it can be recognised by its name: what the user has taken away is not taken for another.
    named: bool,
}

/// Finds for each wanted item the one that it is: by its id, or else by what it is for and what it is
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

/// An account on its way to a target.
struct Applying<'a> {
    account: &'a mut Account,
    base: &'a Account,
    moved: &'a [Key],
    way: ImportMode,
    /// The number from which a new key is looked for.
    new: u32,
    losses: Vec<Loss>,
}

impl Applying<'_> {
    fn apply(&mut self, list: List, wanted: &[WantedItem]) {
        let known = self.known(list, wanted);
        let ends = self.account.system_ends();
        if self.way == ImportMode::Replace {
            let is_kept = |item: &Item| self.account.is_system(*item) || known.contains(&Some(*item));
            let there = self.account.items().filter(|item| item.list() == list && !is_kept(item));
            let superfluous: Vec<Item> = there.collect();
            for item in superfluous {
                self.account.remove(item);
            }
        }
        let mut order: Vec<Key> = Vec::new();
        for (wanted, item) in wanted.iter().zip(known) {
            if let Some(item) = self.item_of(list, wanted, item, order.last().copied()) {
                self.apply_fields(item, wanted);
                order.push(item.key());
            }
        }
        if self.way == ImportMode::Replace && list == List::Statuses {
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

    /// Finds for each wanted item the one that it is, among those that are there and those that the user has
    /// taken away.
    fn known(&self, list: List, wanted: &[WantedItem]) -> Vec<Option<Item>> {
        let there = self.account.items().map(|item| (item, true));
        let gone = self.base.items().filter(|item| !self.account.has(*item)).map(|item| (item, false));
        let items: Vec<(Item, bool)> = there.chain(gone).filter(|(item, _)| item.list() == list).collect();
        let marks = items.iter().map(|(item, named)| {
            let account = if *named { &*self.account } else { self.base };
            let status = account.status(item.key()).filter(|status| list == List::Statuses && status.system);
            Mark {
                id: item.key().id(),
                name: account.name_of(*item).unwrap_or_default(),
                system: status.map(|status| status.kind),
                named: *named,
            }
        });
        let wanted = wanted.iter().map(|wanted| {
            let WantedItem { id, ref name, system, .. } = *wanted;
            Mark { id, name, system, named: true }
        });
        let found = recognised(&wanted.collect::<Vec<_>>(), &marks.collect::<Vec<_>>());
        found.into_iter().map(|place| place.map(|place| items[place].0)).collect()
    }

    /// Returns the item that is to get the members of this one; it is brought back or made if there is none.
    fn item_of(
        &mut self,
        list: List,
        wanted: &WantedItem,
        item: Option<Item>,
        above: Option<Key>,
    ) -> Option<Item> {
        let name = wanted.name.clone();
        match item {
            Some(item) if self.account.has(item) => return Some(item),
            None if wanted.system.is_some() => self.losses.push(Loss::NoSystemStatus { name }),
            _ if self.account.room(list) == 0 => self.losses.push(Loss::NoRoom { list, name }),
            Some(item) => {
                self.account.revert(item, self.base, self.moved);
                return Some(item);
            }
            None => {
                if wanted.id.is_some() {
                    self.losses.push(Loss::NewId { list, name: name.clone() });
                }
                return Some(self.make(list, wanted.color, name, above));
            }
        }
        None
    }

    /// Makes an item in this colour if it is offered.
    fn make(&mut self, list: List, color: Option<Color>, name: String, above: Option<Key>) -> Item {
        let color = self.account.offered_or_free(list, color);
        self.new = self.account.free_number(self.new);
        let key = Key::New(self.new);
        match list {
            List::Statuses => {
                let above = above.and_then(|above| self.account.place(above));
                self.account.add(NewStatus { name, color, place: above.map_or(0, |above| above + 1) }, key);
                Item::Status(key)
            }
            List::Segments => {
                let proposal = self.account.segment_proposal(None, name);
                self.account.add_segment(NewSegment { color, ..proposal }, key);
                Item::Segment(key)
            }
        }
    }

    /// Gives an item the members that are wanted of it.
    fn apply_fields(&mut self, item: Item, wanted: &WantedItem) {
        let is_itself = wanted.id.is_some() && wanted.id == item.key().id();
        let Some(there) = self.account.members(item) else { return };
        if wanted.system.is_some() && !is_itself {
            return;
        }
        let is_replaced = self.way == ImportMode::Replace;
        let mut contents = Vec::new();
        if is_itself || is_replaced {
            contents.push(Content::Name(&wanted.name));
        }
        match wanted.color {
            Some(color) if wanted.color != there.color && !item.list().colors().contains(&color) => {
                self.losses.push(Loss::ColorNotOffered { name: wanted.name.clone(), color });
            }
            Some(_) => contents.push(Content::Color(wanted.color)),
            None => {}
        }
        let values = wanted.values.iter().map(|(field, value)| (*field, value.as_ref()));
        let values = values.filter(|(field, _)| self.account.field(*field).is_some());
        let values = values.filter(|(_, value)| is_replaced || value.is_some());
        contents.extend(values.map(|(field, value)| Content::Value(field, value)));
        if let Some(prices) = &wanted.prices {
            let others = there.prices.difference(prices).filter(|_| is_replaced);
            contents.extend(others.map(|price| Content::Price(*price, false)));
            contents.extend(prices.iter().map(|price| Content::Price(*price, true)));
        }
        contents.retain(|content| !content.same(there.get(content.member())));
        for content in contents {
            self.account.set(item, content);
        }
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
    use std::sync::Arc;

    use super::super::draft::tests::{account, fill, names, segments, status_item as item, text};
    use super::super::{
        Choice, Edit, Field, FieldKind, MAX_SEGMENTS, MAX_STATUSES, Origin, PriceList, PriceType,
        STATUS_COLORS, Status, Value,
    };
    use super::*;

    const BASE: &str = "*Recent, A, B, C, *Closed";

    /// Lets `target` become like `source`; ids mean the same only if that is said.
    fn becoming(source: &Account, target: Account, origin: Origin, way: ImportMode) -> (Draft, Vec<Loss>) {
        let mut draft = Draft::new(target);
        let losses = apply_target(&mut draft, source, origin, way);
        (draft, losses)
    }

    fn apply_target(draft: &mut Draft, source: &Account, origin: Origin, way: ImportMode) -> Vec<Loss> {
        let brought = TargetState::of(source, draft.edited(), origin);
        let losses = [brought.losses, draft.losses(&brought.target, way)].concat();
        draft.edit(Edit::Become(Box::new(brought.target), way));
        losses
    }

    fn from_elsewhere(source: &str, target: &str, way: ImportMode) -> String {
        names(becoming(&account(source), account(target), Origin::Elsewhere, way).0.edited())
    }

    #[test]
    fn an_account_that_is_like_it_stays_as_it_is() {
        for (base, way) in
            [(BASE, ImportMode::Replace), (BASE, ImportMode::Merge), ("A, a, A, , ", ImportMode::Replace)]
        {
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
        assert_eq!(apply_target(&mut draft, &account(BASE), Origin::SameAccount, ImportMode::Replace), []);
        assert_eq!((names(draft.edited()).as_str(), draft.changes().len()), ("Recent A B C Closed", 0));
        draft.undo();
        assert_eq!(names(draft.edited()), "Y C X B Closed", "one step");
    }

    #[test]
    fn what_the_user_took_away_comes_back_as_itself_and_what_is_gone_comes_back_as_another() {
        let mut draft = Draft::new(account(BASE));
        draft.edit(Edit::Remove(item(2)));
        assert_eq!(apply_target(&mut draft, &account(BASE), Origin::SameAccount, ImportMode::Merge), []);
        assert_eq!(draft.changes(), [], "it was not gone yet");
        let mut left = account(BASE);
        left.statuses.remove(2);
        let (draft, losses) = becoming(&account(BASE), left.clone(), Origin::SameAccount, ImportMode::Merge);
        assert_eq!(losses, [Loss::NewId { list: List::Statuses, name: "B".into() }]);
        assert_eq!(names(draft.edited()), "Recent A B C Closed", "below the one that it followed");
        left.statuses.insert(2, Status { key: Key::Id(77), ..account(BASE).statuses[2].clone() });
        let (draft, losses) = becoming(&account(BASE), left, Origin::SameAccount, ImportMode::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false), "restored before, it is known by its name");
    }

    #[test]
    fn what_stood_beyond_a_system_status_stays_on_this_side_and_is_told() {
        let before = account("A, *Recent, B, *Closed");
        let mut now = before.clone();
        now.statuses.swap(0, 1);
        let (draft, losses) = becoming(&before, now, Origin::SameAccount, ImportMode::Replace);
        assert_eq!(names(draft.edited()), "Recent A B Closed");
        assert_eq!(losses, [Loss::OtherSide { name: "A".into() }]);
    }

    #[test]
    fn replacing_takes_away_what_is_not_in_it_and_adding_takes_away_nothing() {
        assert_eq!(from_elsewhere("c, *Recent, N, a", BASE, ImportMode::Replace), "Recent c N a Closed");
        assert_eq!(from_elsewhere("c, *Recent, N, a", BASE, ImportMode::Merge), "Recent N A B C Closed");
        assert_eq!(from_elsewhere("M, b, N", BASE, ImportMode::Merge), "Recent M A B N C Closed");
    }

    #[test]
    fn system_statuses_stay_where_they_are_and_as_they_are() {
        let (draft, losses) = becoming(
            &account("*Other, N, *RECENT, M"),
            account("*Recent, A, *Middle, B, *Closed"),
            Origin::Elsewhere,
            ImportMode::Replace,
        );
        assert_eq!(names(draft.edited()), "Recent N M Middle Closed", "their own order and names");
        let beyond = Loss::OtherSide { name: "N".into() };
        assert_eq!(losses, [Loss::NoSystemStatus { name: "Other".into() }, beyond]);
        assert_eq!(from_elsewhere(BASE, "*Recent, *Closed", ImportMode::Replace), "Recent A B C Closed");
    }

    #[test]
    fn a_system_status_is_also_known_by_what_it_is_for() {
        let mut source = account("A, *Closed");
        let mut target = account("A, *Geschlossen");
        for account in [&mut source, &mut target] {
            account.statuses[1].kind = StatusKind::Closed;
        }
        let (draft, losses) = becoming(&source, target, Origin::Elsewhere, ImportMode::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let full = account(&["X"; MAX_STATUSES - 1].join(", "));
        let (draft, losses) = becoming(&account("M, N"), full, Origin::Elsewhere, ImportMode::Merge);
        assert_eq!(draft.edited().statuses.len(), MAX_STATUSES, "the limit holds");
        assert_eq!(losses, [Loss::NoRoom { list: List::Statuses, name: "N".into() }]);
        let full = segments(&["X"; MAX_SEGMENTS].join(", "));
        let (draft, losses) = becoming(&segments("N"), full, Origin::Elsewhere, ImportMode::Merge);
        assert_eq!(draft.edited().segments.len(), MAX_SEGMENTS, "the limit holds");
        assert_eq!(losses, [Loss::NoRoom { list: List::Segments, name: "N".into() }]);
    }

    #[test]
    fn a_list_that_is_off_is_told_and_the_other_is_left_alone() {
        let (draft, losses) =
            becoming(&account(BASE), segments("A"), Origin::SameAccount, ImportMode::Replace);
        assert_eq!(losses, [Loss::ListOff(List::Statuses)]);
        assert!(!draft.can_undo(), "a backup of statuses says nothing about segments");
    }

    #[test]
    fn a_colour_that_is_not_offered_is_told() {
        let mut source = account("A, N");
        source.statuses.iter_mut().for_each(|status| status.color = Some(Color(1, 2, 3)));
        let (draft, losses) = becoming(&source, account("A"), Origin::Elsewhere, ImportMode::Replace);
        let lost = |name: &str| Loss::ColorNotOffered { name: name.into(), color: Color(1, 2, 3) };
        assert_eq!(losses, [lost("A"), lost("N")]);
        let colors: Vec<_> = draft.edited().statuses.iter().map(|status| status.color).collect();
        assert_eq!(colors, [Some(STATUS_COLORS[0]), Some(STATUS_COLORS[1])], "the old one, and a free one");
        let (draft, losses) = becoming(&source, source.clone(), Origin::SameAccount, ImportMode::Replace);
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
        let brought = TargetState::of(&source, &target, Origin::Elsewhere);
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
        draft.edit(Edit::Become(Box::new(brought.target), ImportMode::Replace));
        let values = [(11, text("n")), (12, Value::Choice(6)), (13, Value::Choices([7].into()))];
        assert_eq!(draft.edited().segments[0].values, values.into());
    }

    #[test]
    fn a_backup_empties_what_was_empty_and_leaves_alone_what_it_cannot_know() {
        let backup = segments("A");
        let mut now = backup.clone();
        now.fill(Key::Id(1), 1, Some(text("new")));
        now.fill(Key::Id(1), 99, Some(text("in a field that is gone")));
        let (draft, losses) = becoming(&backup, now.clone(), Origin::SameAccount, ImportMode::Replace);
        assert_eq!(losses, []);
        let left: Vec<u64> = draft.edited().segments[0].values.keys().copied().collect();
        assert_eq!(left, [99]);
        let (draft, _) = becoming(&backup, now, Origin::SameAccount, ImportMode::Merge);
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
        let (draft, losses) = becoming(&backup, now.clone(), Origin::SameAccount, ImportMode::Replace);
        assert_eq!((losses, draft.can_undo()), (vec![], false), "it is chosen still");
        now.fill(Key::Id(2), 3, None);
        now.fill(Key::Id(2), 2, None);
        let (draft, losses) = becoming(&backup, now, Origin::SameAccount, ImportMode::Replace);
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
        let (draft, losses) = becoming(&source, target.clone(), Origin::Elsewhere, ImportMode::Replace);
        assert_eq!(draft.edited().segments[0].prices, [7].into());
        assert_eq!(losses, [Loss::PriceGone { price: "Old".into() }]);
        let (draft, _) = becoming(&source, target.clone(), Origin::Elsewhere, ImportMode::Merge);
        assert_eq!(draft.edited().segments[0].prices, [7, 8].into());
        target.price_lists = None;
        let (draft, losses) = becoming(&source, target, Origin::Elsewhere, ImportMode::Replace);
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
        assert_eq!(
            apply_target(&mut draft, &segments("A, B, C"), Origin::SameAccount, ImportMode::Replace),
            []
        );
        assert_eq!(draft.changes(), [], "as it was");
        let (draft, losses) =
            becoming(&segments("A, B, C"), segments("A"), Origin::SameAccount, ImportMode::Replace);
        assert_eq!(draft.edited().segments.len(), 3);
        let anew = |name: &str| Loss::NewId { list: List::Segments, name: name.into() };
        assert_eq!(losses, [anew("B"), anew("C")]);
    }
}
