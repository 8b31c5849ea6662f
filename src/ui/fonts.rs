//! The fonts that are compiled in, so that every machine shows the same letters.
//!
//! egui's own font is a light cut that is hard to read on small screens, and it lacks the signs of the
//! rouble and the tenge. Letters that Inter lacks still come from egui's font and from the system's.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

const REGULAR: &str = "inter-regular";
const SEMI_BOLD: &str = "inter-semi-bold";

/// Returns the family of headings and names.
pub fn strong() -> FontFamily {
    FontFamily::Name(SEMI_BOLD.into())
}

/// Installs the letters and the icons.
pub(super) fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let regular = FontData::from_static(include_bytes!("../../assets/fonts/Inter-Regular.otf"));
    let semi_bold = FontData::from_static(include_bytes!("../../assets/fonts/Inter-SemiBold.otf"));
    fonts.font_data.insert(REGULAR.to_owned(), Arc::new(regular));
    fonts.font_data.insert(SEMI_BOLD.to_owned(), Arc::new(semi_bold));

    let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
    proportional.insert(0, REGULAR.to_owned());
    let mut headings = proportional.clone();
    headings.insert(0, SEMI_BOLD.to_owned());
    fonts.families.insert(strong(), headings);

    ctx.set_fonts(fonts);
    egui_material_icons::initialize(ctx);
}
