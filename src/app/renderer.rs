//! Chooses what draws the window: not every computer can do what is best elsewhere.

use eframe::Renderer;

/// What is built in, the best first.
pub const BUILT_IN: &[Renderer] = &[
    #[cfg(not(target_os = "linux"))]
    Renderer::Wgpu,
    Renderer::Glow,
];

/// Returns the renderers in the order in which they are tried: what was asked for, then what has painted before, then
/// the best, and at last the one with which nothing was ever painted.
#[must_use]
pub fn in_order<R: Copy + PartialEq>(
    built_in: &[R],
    asked_for: Option<R>,
    painted: Option<R>,
    failed: Option<R>,
) -> Vec<R> {
    let mut order = built_in.to_vec();
    order.sort_by_key(|renderer| {
        let renderer = Some(*renderer);
        (renderer != asked_for, renderer == failed, renderer != painted)
    });
    order
}

/// Opens a window with the first of these renderers that can, and returns when it is closed. Of each other one it is
/// `told` why it cannot, and whether another one is tried.
///
/// # Errors
///
/// What went wrong at last.
pub fn open_with<R: Copy, E>(
    renderers: &[R],
    mut open: impl FnMut(R) -> Result<(), E>,
    may_be_better: impl Fn(&E) -> bool,
    mut tell: impl FnMut(R, &E),
) -> Result<(), E> {
    let mut left = renderers.iter();
    let Some(mut renderer) = left.next() else { return Ok(()) };
    loop {
        match (open(*renderer), left.next()) {
            (Err(error), Some(next)) if may_be_better(&error) => {
                tell(*renderer, &error);
                renderer = next;
            }
            (outcome, _) => return outcome,
        }
    }
}

/// Tells whether another renderer may do better. Where there is no display none does.
#[must_use]
pub fn is_about_drawing(error: &eframe::Error) -> bool {
    !matches!(error, eframe::Error::AppCreation(_) | eframe::Error::WinitEventLoop(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_comes_first_and_what_never_painted_last() {
        let order = |asked_for, painted, failed| -> String {
            in_order(&['w', 'g'], asked_for, painted, failed).into_iter().collect()
        };
        assert_eq!(order(None, None, None), "wg", "at the first start");
        assert_eq!(order(None, Some('g'), None), "gw", "what worked is remembered");
        assert_eq!(order(None, None, Some('w')), "gw", "a start that never painted anything");
        assert_eq!(order(None, Some('w'), Some('w')), "gw", "it worked before, and does not any more");
        assert_eq!(order(None, Some('g'), Some('w')), "gw");
        assert_eq!(order(Some('w'), Some('g'), Some('w')), "wg", "the command line has the first word");
        assert_eq!(in_order(&['g'], Some('w'), Some('w'), Some('g')), ['g'], "only what is built in");
    }

    /// Opens windows where only these renderers can; returns what was tried and what was told.
    fn try_where(able: &str, error: &'static str) -> (Result<(), &'static str>, String, String) {
        let (mut tried, mut told) = (String::new(), String::new());
        let outcome = open_with(
            &['w', 'g'],
            |renderer| {
                tried.push(renderer);
                if able.contains(renderer) { Ok(()) } else { Err(error) }
            },
            |error| *error == "device is lost",
            |renderer, _| told.push(renderer),
        );
        (outcome, tried, told)
    }

    #[test]
    fn the_next_renderer_is_tried_once_where_it_may_be_better() {
        assert_eq!(try_where("wg", ""), (Ok(()), "w".to_owned(), String::new()), "the first one can");
        assert_eq!(try_where("g", "device is lost"), (Ok(()), "wg".to_owned(), "w".to_owned()));
        assert_eq!(
            try_where("", "device is lost"),
            (Err("device is lost"), "wg".to_owned(), "w".to_owned()),
            "none can"
        );
        assert_eq!(try_where("g", "no display"), (Err("no display"), "w".to_owned(), String::new()));
    }

    #[test]
    fn where_there_is_no_display_no_renderer_is_blamed() {
        let error = eframe::Error::WinitEventLoop(winit::error::EventLoopError::ExitFailure(1));
        assert!(!is_about_drawing(&error), "{error}");
        let error = eframe::Error::OpenGL(eframe::egui_glow::PainterError::from("no shaders".to_owned()));
        assert!(is_about_drawing(&error), "{error}");
    }
}
