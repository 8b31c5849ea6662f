//! The prices that the customers of a segment may buy at.

use egui::{Checkbox, RichText, Role, Ui, UiBuilder};

use crate::crm::{Account, Change, ChangeKind, Edit, Item, PriceType, Segment, display};
use crate::model::{Command, Session};

use super::Cx;
use super::theme::{font_size, space, strong_font};
use super::values::{heading_ui, note_ui, space_ticks};
use super::widgets::callout::Tone;

/// Draws the price types of the account, by list, and what the segment has beside them.
pub fn prices_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    session: &Session,
    segment: &Segment,
    commands: &mut Vec<Command>,
) {
    let account = session.draft().edited();
    heading_ui(ui, &cx.texts.t("prices-heading"));
    let lists = account.price_lists.as_deref().map(Vec::as_slice).unwrap_or_default();
    let other = unknown(cx, account, segment);
    let has_names = lists.iter().any(|list| !list.prices.is_empty());
    let about = match &account.price_lists {
        None => "prices-unreadable",
        Some(_) if has_names || !other.is_empty() => "prices-about",
        Some(_) => "prices-none",
    };
    ui.label(RichText::new(cx.texts.t(about)).color(cx.theme.weak));
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        let is_priced = |change: &Change| {
            change.item == Item::Segment(segment.key) && matches!(change.kind, ChangeKind::Priced { .. })
        };
        let is_wanted = || segment.key.id().is_none() || session.draft().changes().iter().any(is_priced);
        let refusal = session.refusal(Item::Segment(segment.key)).filter(|_| is_wanted());
        let refused = |price| refusal.and_then(|fault| cx.texts.refusal_of_price(fault, price));
        let other_name = cx.texts.t("prices-other");
        let lists = lists.iter().map(|list| (list.name.as_str(), list.prices.as_slice()));
        for (name, prices) in lists.chain([(other_name.as_str(), other.as_slice())]) {
            list_ui(ui, cx, segment, (name, prices), &refused, commands);
        }
    });
}

/// Returns the price types that have no name; those that the server holds stay in sight when they are
/// unticked.
fn unknown(cx: &Cx<'_>, account: &Account, segment: &Segment) -> Vec<PriceType> {
    let held = cx.model.draft().and_then(|draft| draft.base().segment(segment.key));
    let mut ids = segment.prices.clone();
    ids.extend(held.into_iter().flat_map(|held| &held.prices));
    let ids = ids.into_iter().filter(|id| account.price_type(*id).is_none());
    let name = |id: u64| cx.texts.t_with("prices-unknown", &[("id", id.to_string().into())]);
    ids.map(|id| PriceType { id, name: name(id) }).collect()
}

fn list_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    segment: &Segment,
    (name, prices): (&str, &[PriceType]),
    refused: &dyn Fn(u64) -> Option<String>,
    commands: &mut Vec<Command>,
) {
    if prices.is_empty() {
        return;
    }
    let name = display::line(name);
    ui.add_space(space::XS);
    ui.label(RichText::new(name.as_ref()).font(strong_font(font_size::NOTE)).color(cx.theme.weak));
    ui.add_space(-space::XS);
    let builder = UiBuilder::new().accessibility_role(Role::Group).accessibility_label(name.as_ref());
    ui.scope_builder(builder, |ui| {
        space_ticks(ui);
        for price in prices {
            let mut offered = segment.prices.contains(&price.id);
            let tick = Checkbox::new(&mut offered, display::line(&price.name).as_ref());
            if ui.push_id((segment.key, price.id), |ui| ui.add(tick)).inner.changed() {
                commands.push(Command::Edit(Edit::Price { segment: segment.key, price: price.id, offered }));
            }
            if let Some(words) = refused(price.id) {
                note_ui(ui, cx, Tone::Danger, words);
            }
        }
    });
}
