//! What the draft may become like: shown first, in terms of the open account, and a draft only then.

use crate::crm::{ChangeKind, Conversion, Draft, Edit, ImportMode, Loss};
use crate::document::{CellFault, Imported, Source};

/// What the draft may become like, and what that comes to.
#[derive(Clone, Debug)]
pub(super) struct Import {
    imported: Imported,
    pub way: ImportMode,
    /// What it comes to, once that was computed.
    preview: Option<Box<CachedPreview>>,
}

/// What an import comes to, and the draft and the way for which that was computed.
#[derive(Clone, Debug)]
struct CachedPreview {
    draft: Draft,
    way: ImportMode,
    outcome: Outcome,
}

/// What it comes to if the draft becomes like something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outcome {
    statuses: Option<usize>,
    segments: Option<usize>,
    fields: Vec<(String, Option<String>)>,
    losses: Vec<Loss>,
    differs: bool,
    changes: usize,
    removals: usize,
}

impl Import {
    pub fn new(imported: Imported) -> Self {
        Self { imported, way: ImportMode::Merge, preview: None }
    }

    /// Computes what it comes to, unless that is known of this draft.
    pub fn follow(&mut self, draft: &Draft) {
        let is_known = |known: &CachedPreview| known.way == self.way && known.draft == *draft;
        if !self.preview.as_deref().is_some_and(is_known) {
            let (draft, way, outcome) = (draft.clone(), self.way, self.outcome(draft));
            self.preview = Some(Box::new(CachedPreview { draft, way, outcome }));
        }
    }

    fn outcome(&self, draft: &Draft) -> Outcome {
        let brought = self.brought(draft);
        let losses = all_losses(draft, &brought, self.way);
        let Conversion { target, fields, .. } = brought;
        let statuses = target.statuses.as_ref().map(Vec::len);
        let segments = target.segments.as_ref().map(Vec::len);
        let mut after = draft.clone();
        after.edit(Edit::Become(Box::new(target), self.way));
        let changes = after.changes();
        Outcome {
            statuses,
            segments,
            fields,
            losses,
            differs: !after.edited().looks_like(draft.edited()),
            changes: changes.len(),
            removals: changes.iter().filter(|change| change.kind == ChangeKind::Removed).count(),
        }
    }

    /// Says what is wanted in terms of the draft as it is now.
    pub fn brought(&self, draft: &Draft) -> Conversion {
        self.imported.brought(draft.edited())
    }

    /// Returns what the open account would become, once that was computed.
    pub fn preview(&self) -> Option<Preview<'_>> {
        let CachedPreview { outcome, .. } = self.preview.as_deref()?;
        Some(Preview {
            source: self.imported.source(),
            way: self.way,
            statuses: outcome.statuses,
            segments: outcome.segments,
            fields: &outcome.fields,
            losses: &outcome.losses,
            faults: self.imported.faults(),
            differs: outcome.differs,
            changes: outcome.changes,
            removals: outcome.removals,
        })
    }
}

/// Returns what cannot come along, each once.
pub(super) fn all_losses(draft: &Draft, brought: &Conversion, way: ImportMode) -> Vec<Loss> {
    let mut losses = [brought.losses.clone(), draft.losses(&brought.target, way)].concat();
    losses.sort();
    losses.dedup();
    losses
}

/// What the draft would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview<'a> {
    /// Where it comes from.
    pub source: &'a Source,
    /// Whether it is added, or everything else goes.
    pub way: ImportMode,
    /// How many statuses there are to bring, if any are told.
    pub statuses: Option<usize>,
    /// How many segments, likewise.
    pub segments: Option<usize>,
    /// The names of the fields, each with that of the one it goes to.
    pub fields: &'a [(String, Option<String>)],
    /// What cannot come along.
    pub losses: &'a [Loss],
    /// What in a table could not be read.
    pub faults: &'a [CellFault],
    /// Whether the draft would change at all.
    pub differs: bool,
    /// How many changes would wait.
    pub changes: usize,
    /// How many of them are deletions.
    pub removals: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{Account, Mode, NewStatus, STATUS_COLORS};

    /// Returns the draft of an account that has statuses of these names.
    fn draft(names: &[&str]) -> Draft {
        let mut draft = Draft::new(Account { mode: Mode::Periodicity, ..Account::empty(1) });
        for (place, name) in names.iter().enumerate() {
            draft.edit(Edit::Add(NewStatus { name: (*name).into(), color: STATUS_COLORS[0], place }));
        }
        draft
    }

    #[test]
    fn a_preview_counts_what_would_change_and_follows_the_draft() {
        let from = draft(&["A", "B"]).edited().clone();
        let mut import = Import::new(Imported::from_account("Other".into(), from));
        assert_eq!(import.preview(), None, "nothing is computed yet");
        let mut target = draft(&["A"]);
        import.follow(&target);
        let preview = import.preview().expect("a preview");
        assert_eq!((preview.statuses, preview.differs, preview.removals), (Some(2), true, 0));
        let conversion = import.brought(&target);
        target.edit(Edit::Become(Box::new(conversion.target), import.way));
        import.follow(&target);
        assert!(!import.preview().expect("a preview").differs, "it is like that now");
    }
}
