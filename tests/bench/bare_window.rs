//! A window with one label: what any program of this kind costs before it does anything.

fn main() -> eframe::Result {
    eframe::run_ui_native("bare-window", eframe::NativeOptions::default(), |ui, _frame| {
        ui.label("bare");
    })
}
