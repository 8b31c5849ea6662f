//! The keys of created items.

use std::collections::BTreeMap;

use super::{Change, Draft, Item, Key, Skip};

/// Which keys new items get, and by which key an item goes that had another one.
///
/// Only the draft lets its items go by other keys: by the server's id once that is told. Whoever remembers an
/// item by the key that it had keeps that, and asks [`Draft::current`].
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    /// The number of the next new item.
    pub next: u32,
    /// The next key of each item that has had another one in this run.
    replaced: BTreeMap<Item, Item>,
}

/// Former keys end with the run of the program.
impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        self.next == other.next
    }
}

impl Keys {
    /// Returns a key that no item of this draft has had.
    pub fn create(&mut self) -> Key {
        self.next += 1;
        Key::New(self.next - 1)
    }

    fn current(&self, mut item: Item) -> Item {
        while let Some(next) = self.replaced.get(&item) {
            item = *next;
        }
        item
    }
}

impl Draft {
    /// Returns the key by which an item goes now that has had this one in this run: what was created goes by
    /// the server's id, and what turned out not to be created by a number of ours again. An id that is shown
    /// after all is that item's own.
    #[must_use]
    pub fn current(&self, item: Item) -> Item {
        if self.base.has(item) || self.edited.has(item) { item } else { self.keys.current(item) }
    }

    /// Returns a change by the key by which its item goes now.
    #[must_use]
    pub fn current_change(&self, change: &Change) -> Change {
        Change { item: self.current(change.item), ..change.clone() }
    }

    /// Returns what is left alone, by the keys by which it goes now.
    #[must_use]
    pub fn current_skip(&self, skip: &Skip) -> Skip {
        Skip { items: skip.items.iter().map(|item| self.current(*item)).collect(), order: skip.order }
    }

    /// Lets an item go by another key, in the steps of undo too.
    pub(super) fn rekey(&mut self, old: Item, key: Key) {
        let new = old.with_key(key);
        self.for_each_state(|state| state.rename_key(old, key));
        if let Item::Status(old) = old {
            self.order.moved.iter_mut().filter(|moved| **moved == old).for_each(|moved| *moved = key);
        }
        self.remote.rekey(old, new);
        // It may have had this key before; thus no circle can arise.
        self.keys.replaced.remove(&new);
        self.keys.replaced.insert(old, new);
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::account;
    use super::super::{Color, Edit, NewStatus};
    use super::*;

    #[test]
    fn an_item_is_found_by_every_key_that_it_has_had() {
        let shown = account("*S, A, *E");
        let mut draft = Draft::new(shown.clone());
        draft.edit(Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 2 }));
        let made = Item::Status(Key::New(0));
        let is_there = |draft: &Draft, id: u64| {
            let now = draft.current(made);
            assert_eq!(draft.edited().name_of(now), Some("N"), "{now:?}");
            assert_eq!(draft.current(Item::Status(Key::Id(id))), now, "the id leads there too");
            now.key().id()
        };
        assert_eq!(draft.current(made), made, "nothing has happened to it");
        draft.apply_to_base(&draft.plan()[0], &[(0, 77)]);
        assert_eq!(is_there(&draft, 77), Some(77), "the server has said so");
        draft.rebase(shown.clone());
        assert_eq!(is_there(&draft, 77), None, "and does not show it");
        let mut fresh = shown;
        let mut status = fresh.statuses[1].clone();
        (status.key, status.name, status.color) = (Key::Id(77), "N".into(), Some(Color(0, 0, 0)));
        fresh.statuses.insert(2, status);
        draft.rebase(fresh);
        assert_eq!(is_there(&draft, 77), Some(77), "it was only late");
    }
}
