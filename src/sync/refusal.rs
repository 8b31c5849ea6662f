//! What a refusal by the server is about.

use crate::amo::{Detail, Fault, Part};
use crate::crm::{Change, ChangeKind, Item, Key, NewRow, Step};

/// Returns what of a refusal is about this change, one of `left`. What it does not say of any one of an
/// item's changes is said at the first.
pub(crate) fn about(refused: &Fault, change: &Change, left: &[Change]) -> Option<Fault> {
    let Fault::Refused { details } = refused else { return Some(refused.clone()) };
    let mine: Vec<&Change> = left.iter().filter(|other| other.item == change.item).collect();
    let is_first = mine.first().is_none_or(|first| first.kind.is_same_member(&change.kind));
    let names =
        |detail: &Detail, change: &Change| detail.part.is_some_and(|part| carries(part, &change.kind));
    let is_meant = |detail: &&Detail| {
        names(detail, change) || (is_first && !mine.iter().any(|other| names(detail, other)))
    };
    let meant: Vec<Detail> = details.iter().filter(is_meant).cloned().collect();
    (!meant.is_empty() || (is_first && details.is_empty())).then_some(Fault::Refused { details: meant })
}

/// Tells whether a part of what was sent carries this change.
fn carries(part: Part, kind: &ChangeKind) -> bool {
    match (part, kind) {
        (_, ChangeKind::Added { .. })
        | (Part::Name, ChangeKind::Renamed { .. })
        | (Part::Color, ChangeKind::Recolored { .. })
        | (Part::Sort, ChangeKind::Moved { .. })
        | (Part::Prices(_), ChangeKind::Priced { .. }) => true,
        (Part::Field(id), ChangeKind::Filled { field, .. }) => id == *field,
        _ => false,
    }
}

/// Returns the items that are refused with this step.
pub(crate) fn items(step: &Step, fault: &Fault) -> Vec<Item> {
    match step {
        Step::UpdateStatus { id, .. } | Step::DeleteStatus { id } => vec![Item::Status(Key::Id(*id))],
        Step::CreateStatuses(news) => complained_about(news, fault),
        Step::DeleteSegment { id } | Step::UpdateSegment { id, .. } => vec![Item::Segment(Key::Id(*id))],
        Step::CreateSegment { .. } => step.creates(),
    }
}

/// Returns which of the wanted ones the server complains about; all of them if it does not say.
fn complained_about(news: &[NewRow], fault: &Fault) -> Vec<Item> {
    let is_meant = |new: &&NewRow| match fault {
        Fault::Refused { details } => {
            let number = new.number.to_string();
            details.iter().any(|detail| detail.request_id.as_deref() == Some(&*number))
        }
        _ => false,
    };
    let item = |new: &NewRow| Item::Status(Key::New(new.number));
    let meant: Vec<Item> = news.iter().filter(is_meant).map(item).collect();
    if meant.is_empty() { news.iter().map(item).collect() } else { meant }
}

/// Says of a refusal that it is about the place, as nothing else was sent.
pub(crate) fn of_place(fault: &Fault) -> Fault {
    let mut fault = fault.clone();
    if let Fault::Refused { details } = &mut fault {
        for detail in details {
            detail.part = Some(Part::Sort);
        }
    }
    fault
}
