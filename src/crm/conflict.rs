//! What the user and somebody else have changed in different ways, until the user decides.

use super::change::means_same;
use super::{Account, Change, ChangeKind, Draft, Edit, Item, NewSegment, NewStatus, SEGMENT_COLORS, changes};

/// One thing that the user and somebody else have changed in different ways.
///
/// It is about one member (name, colour, place, value of one field), or about an item that one of them has
/// deleted: then the other side holds all that was changed about it. Until the user decides, the draft shows
/// what the user wants, but for an item that is gone there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about.
    pub item: Item,
    /// Its name before anybody changed it.
    pub name: String,
    /// What the user has changed.
    pub mine: Vec<ChangeKind>,
    /// What somebody else has changed.
    pub theirs: Vec<ChangeKind>,
}

/// Whose version stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The user's.
    Mine,
    /// That of somebody else.
    Theirs,
}

/// What somebody else has deleted while the user was changing it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gone {
    conflict: Conflict,
    /// Makes the user's version as a new item.
    again: Edit,
}

impl Conflict {
    /// Tells whether somebody else has deleted the item.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.theirs == [ChangeKind::Removed]
    }

    /// Tells whether one side has deleted the item, so that it is about all of it.
    #[must_use]
    pub fn is_about_all(&self) -> bool {
        self.is_gone() || self.is_removal()
    }

    /// Tells whether the user has deleted the item.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.mine == [ChangeKind::Removed]
    }
}

impl Account {
    /// Tells whether one more thing of this kind fits.
    #[must_use]
    pub fn has_room_like(&self, item: Item) -> bool {
        match item {
            Item::Status(_) => self.has_room(),
            Item::Segment(_) => self.segment_room() > 0,
        }
    }

    /// Returns what makes a new thing that looks like this one and stands at its place.
    fn copied(&self, item: Item) -> Option<Edit> {
        Some(match item {
            Item::Status(key) => {
                let status = self.status(key)?;
                let color = status.color.unwrap_or_else(|| self.free_color());
                Edit::Add(NewStatus { name: status.name.clone(), color, place: self.place(key)? })
            }
            Item::Segment(key) => {
                let segment = self.segment(key)?.clone();
                let color = segment.color.unwrap_or(SEGMENT_COLORS[0]);
                let (name, values, prices) = (segment.name, segment.values, segment.prices);
                Edit::AddSegment(NewSegment { name, color, values, prices })
            }
        })
    }
}

impl Draft {
    /// Returns what the user has to decide before anything is saved.
    ///
    /// One goes away by itself as soon as the user's change is not there any more.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let gone = self.gone.iter().map(|gone| gone.conflict.clone());
        if self.contested.is_empty() {
            return gone.collect();
        }
        let contested = self.changes().into_iter().filter_map(|mine| {
            let theirs: Vec<&Change> = self.contested.iter().filter(|theirs| meets(&mine, theirs)).collect();
            let name = theirs.first()?.name.clone();
            let theirs = theirs.into_iter().map(|theirs| theirs.kind.clone()).collect();
            Some(Conflict { item: mine.item, name, mine: vec![mine.kind], theirs })
        });
        gone.chain(contested).collect()
    }

    /// Counts what would be lost if the draft were: changes that are not saved, and versions of what somebody
    /// else has deleted.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        self.changes().len() + self.gone.len()
    }

    /// Lets one side's version stay. What changes the draft by that is one step of undo.
    ///
    /// Keeping mine of what is gone makes it as a new item, if there is room for it.
    pub fn resolve(&mut self, conflict: &Conflict, side: Side) {
        if let Some(at) = self.gone.iter().position(|gone| gone.conflict == *conflict) {
            if side == Side::Mine {
                if !self.edited.has_room_like(conflict.item) {
                    return;
                }
                self.edit(self.gone[at].again.clone());
            }
            self.gone.remove(at);
        } else if side == Side::Mine {
            let is_decided =
                |theirs: &Change| theirs.item == conflict.item && conflict.theirs.contains(&theirs.kind);
            self.contested.retain(|theirs| !is_decided(theirs));
        } else if self.conflicts().contains(conflict) {
            let Conflict { item, name, mine, .. } = conflict.clone();
            let change = |kind| Edit::TakeBack(Change { item, name: name.clone(), kind });
            self.edit(Edit::Several(mine.into_iter().map(change).collect()));
        }
    }

    /// Takes note of where `theirs` meets what the user has changed, before the draft is put onto it.
    pub(super) fn note_conflicts(&mut self, theirs: &[Change]) {
        let mine = self.changes();
        for theirs in theirs {
            if theirs.kind == ChangeKind::Removed {
                self.gone.extend(self.deleted_there(theirs, &mine));
            } else if mine.iter().any(|mine| meets(mine, theirs)) {
                self.contest(theirs);
            }
        }
    }

    /// Keeps the user's version of what somebody else has deleted, if the user has changed it.
    fn deleted_there(&self, theirs: &Change, mine: &[Change]) -> Option<Gone> {
        let mine = mine.iter().filter(|mine| mine.item == theirs.item).map(|mine| mine.kind.clone());
        let mine: Vec<ChangeKind> = mine.collect();
        let again = self.edited.copied(theirs.item).filter(|_| !mine.is_empty())?;
        let (item, name) = (theirs.item, theirs.name.clone());
        Some(Gone { conflict: Conflict { item, name, mine, theirs: vec![ChangeKind::Removed] }, again })
    }

    /// Remembers what somebody else has changed; of the same member the oldest *before* counts.
    fn contest(&mut self, theirs: &Change) {
        let is_same =
            |known: &&mut Change| known.item == theirs.item && is_same_member(&known.kind, &theirs.kind);
        match self.contested.iter_mut().find(is_same) {
            None => self.contested.push(theirs.clone()),
            Some(known) => {
                if let (
                    ChangeKind::Priced { added, removed },
                    ChangeKind::Priced { added: more, removed: less },
                ) = (&mut known.kind, &theirs.kind)
                {
                    added.extend(more);
                    removed.extend(less);
                }
            }
        }
    }

    /// Looks at the new base: what is gone may be back, and what was contested may be otherwise or settled.
    pub(super) fn review_conflicts(&mut self) {
        let (back, gone) = std::mem::take(&mut self.gone)
            .into_iter()
            .partition(|gone: &Gone| self.base.has(gone.conflict.item));
        self.gone = gone;
        for Gone { conflict, .. } in back {
            // A reading of many pages may have missed it.
            let edits = conflict.mine.iter().filter_map(|kind| wanted_again(conflict.item, kind)).collect();
            self.edited.apply(Edit::Several(edits), 0, &self.base, &self.moved);
        }
        self.contested.retain_mut(|theirs| is_still_so(theirs, &self.base));
        self.forget_agreed();
    }

    /// Forgets what is not contested any more, because the user's change is not there.
    pub(super) fn forget_agreed(&mut self) {
        if !self.contested.is_empty() {
            let mine = changes(&self.base, &self.edited, &self.moved);
            self.contested.retain(|theirs| mine.iter().any(|mine| meets(mine, theirs)));
        }
    }
}

/// Tells whether not both can stay. Prices are merged one by one, so they never meet.
fn meets(mine: &Change, theirs: &Change) -> bool {
    mine.item == theirs.item
        && match (&mine.kind, &theirs.kind) {
            (ChangeKind::Removed, theirs) => *theirs != ChangeKind::Removed,
            (ChangeKind::Priced { .. }, _) => false,
            (mine, theirs) => is_same_member(mine, theirs),
        }
}

fn is_same_member(one: &ChangeKind, other: &ChangeKind) -> bool {
    match (one, other) {
        (ChangeKind::Filled { field: one, .. }, ChangeKind::Filled { field: other, .. }) => one == other,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// Brings what somebody else has changed up to date; tells whether it is still changed.
fn is_still_so(theirs: &mut Change, now: &Account) -> bool {
    let item = theirs.item;
    let Some(name) = now.name_of(item) else { return false };
    match &mut theirs.kind {
        ChangeKind::Renamed { to } => {
            name.clone_into(to);
            *to != theirs.name
        }
        ChangeKind::Recolored { from, to } => {
            *to = now.color_of(item);
            from != to
        }
        ChangeKind::Moved { to, .. } => {
            *to = now.place(item.key()).unwrap_or(*to);
            true
        }
        ChangeKind::Filled { field, from, to } => {
            *to = now.segment(item.key()).and_then(|segment| segment.values.get(field)).cloned();
            !means_same(from.as_ref(), to.as_ref())
        }
        ChangeKind::Priced { added, removed } => {
            let is_offered =
                |price: &u64| now.segment(item.key()).is_some_and(|segment| segment.prices.contains(price));
            added.retain(is_offered);
            removed.retain(|price| !is_offered(price));
            !(added.is_empty() && removed.is_empty())
        }
        ChangeKind::Removed | ChangeKind::Added { .. } => false,
    }
}

/// Returns what makes a change once more.
fn wanted_again(item: Item, kind: &ChangeKind) -> Option<Edit> {
    let segment = item.key();
    Some(match kind.clone() {
        ChangeKind::Renamed { to } => Edit::Rename(item, to),
        ChangeKind::Recolored { to, .. } => Edit::Recolor(item, to?),
        ChangeKind::Moved { to, .. } => Edit::Place(item, to),
        ChangeKind::Filled { field, to, .. } => Edit::Fill { segment, field, value: to },
        ChangeKind::Priced { added, removed } => {
            let price = |offered| move |price| Edit::Price { segment, price, offered };
            let (added, removed) =
                (added.into_iter().map(price(true)), removed.into_iter().map(price(false)));
            Edit::Several(added.chain(removed).collect())
        }
        ChangeKind::Removed | ChangeKind::Added { .. } => return None,
    })
}
