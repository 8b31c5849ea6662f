//! Stores the settings of the window in `settings.json`.

use std::io::{self, ErrorKind};

use serde_json::{Map, Value};

use crate::document::read_json;
use crate::model::{Language, SegmentOrder, Settings, StartNote, Theme};

use super::files::DataDir;

const FILE: &str = "settings.json";
/// Far more bytes than settings need.
const LIMIT: usize = 1 << 20;

/// Settings that were chosen before; nothing where none was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The language of the interface.
    pub language: Option<Language>,
    /// Light or dark.
    pub theme: Option<Theme>,
    /// How segments are sorted for the eye.
    pub segment_order: Option<SegmentOrder>,
}

/// Reads the stored settings, and the note for the start screen if the file is damaged, which is then
/// quarantined, or cannot be read. Unreadable settings count as not chosen.
#[must_use]
pub fn read(dir: &DataDir) -> (Chosen, Option<StartNote>) {
    let (members, note) = match read_members(dir) {
        Ok((members, is_damaged)) => (members, is_damaged.then_some(StartNote::SettingsLost)),
        Err(_) => (Map::new(), Some(StartNote::SettingsOutOfReach)),
    };
    let word = |name: &str| members.get(name).and_then(Value::as_str);
    let chosen = Chosen {
        language: word("language").and_then(Language::from_code),
        theme: word("theme").and_then(theme_from_word),
        segment_order: word("segment_order").and_then(order_from_word),
    };
    (chosen, note)
}

/// Writes the changes against the former settings. Other members stay: the command line may have set a
/// language for one run only, and a later version may have written more.
///
/// # Errors
///
/// The error of the system; the former file is unchanged.
pub fn write(dir: &DataDir, former: &Settings, settings: &Settings) -> io::Result<()> {
    let (mut members, _) = read_members(dir)?;
    if settings.language != former.language {
        members.insert("language".to_owned(), settings.language.code().into());
    }
    if settings.theme != former.theme {
        members.insert("theme".to_owned(), theme_word(settings.theme).into());
    }
    if settings.segment_order != former.segment_order {
        members.insert("segment_order".to_owned(), order_word(settings.segment_order).into());
    }
    dir.write_whole(FILE, format!("{:#}\n", Value::Object(members)).as_bytes())
}

/// Reads all members, and tells whether the file was damaged and is quarantined now; a folder in its place
/// counts as damaged.
fn read_members(dir: &DataDir) -> io::Result<(Map<String, Value>, bool)> {
    let members = match dir.read_whole(FILE, LIMIT) {
        Ok(None) => return Ok((Map::new(), false)),
        Ok(Some(bytes)) => read_json(&bytes).ok(),
        Err(error) if matches!(error.kind(), ErrorKind::FileTooLarge | ErrorKind::IsADirectory) => None,
        Err(error) => return Err(error),
    };
    match members {
        Some(members) => Ok((members, false)),
        None => dir.set_aside(FILE).map(|()| (Map::new(), true)),
    }
}

fn theme_word(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

fn theme_from_word(word: &str) -> Option<Theme> {
    [Theme::System, Theme::Light, Theme::Dark].into_iter().find(|theme| theme_word(*theme) == word)
}

fn order_word(order: SegmentOrder) -> &'static str {
    match order {
        SegmentOrder::Name => "name",
        SegmentOrder::Customers => "customers",
        SegmentOrder::Color => "color",
        SegmentOrder::Changed => "changed",
    }
}

fn order_from_word(word: &str) -> Option<SegmentOrder> {
    SegmentOrder::ALL.into_iter().find(|order| order_word(*order) == word)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::time::Duration;

    use tempfile::TempDir;

    use super::super::autosave::Autosave;
    use super::super::files::tests::scratch;
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);
    const START: Settings =
        Settings { language: Language::English, theme: Theme::System, segment_order: SegmentOrder::Name };
    const RUSSIAN: Settings = Settings { language: Language::Russian, ..START };
    const DARK: Settings = Settings { theme: Theme::Dark, ..START };

    fn memory(dir: &DataDir, start: Settings) -> Autosave<Settings> {
        Autosave::new(dir.clone(), start, write)
    }

    fn text(scratch: &TempDir) -> String {
        fs::read_to_string(scratch.path().join(FILE)).expect("the settings")
    }

    #[test]
    fn nothing_is_chosen_before_the_first_run() {
        let (scratch, dir) = scratch();
        assert_eq!(read(&dir), (Chosen::default(), None), "no file");
        memory(&dir, RUSSIAN).finish(&RUSSIAN);
        assert!(!scratch.path().join(FILE).exists(), "what was not changed is not written");
    }

    #[test]
    fn only_what_was_changed_is_remembered() {
        let (_scratch, dir) = scratch();
        let start = Settings { theme: Theme::Light, ..RUSSIAN };
        memory(&dir, start).finish(&Settings { theme: Theme::Dark, ..start });
        assert_eq!(
            read(&dir).0,
            Chosen { theme: Some(Theme::Dark), ..Chosen::default() },
            "the language was not chosen"
        );
        memory(&dir, Settings::default()).finish(&RUSSIAN);
        let both =
            Chosen { language: Some(Language::Russian), theme: Some(Theme::Dark), ..Chosen::default() };
        assert_eq!(read(&dir).0, both, "what was chosen before stays");
        for order in SegmentOrder::ALL.into_iter().rev() {
            let before = Settings { segment_order: SegmentOrder::ALL[3], ..START };
            let other = if order == SegmentOrder::ALL[3] { START } else { before };
            memory(&dir, other).finish(&Settings { segment_order: order, ..START });
            assert_eq!(read(&dir).0.segment_order, Some(order), "how segments are sorted");
        }
    }

    #[test]
    fn changes_are_written_beside_the_window_one_after_the_other() {
        let (_scratch, dir) = scratch();
        let (woken, wait) = mpsc::channel();
        let mut memory = memory(&dir, Settings::default());
        let turn = dir.lock("writing").expect("a folder to write to");
        for settings in [RUSSIAN, DARK] {
            let woken = woken.clone();
            memory.update(&settings, move || woken.send(()).expect("a listener"));
        }
        assert_eq!(read(&dir), (Chosen::default(), None), "the window does not wait for a disk");
        drop(turn);
        wait.recv_timeout(PATIENCE).expect("the first writing");
        assert_eq!(read(&dir).0.language, Some(Language::Russian), "the first change");
        memory.update(&DARK, move || woken.send(()).expect("a listener"));
        wait.recv_timeout(PATIENCE).expect("the second writing");
        let chosen =
            Chosen { language: Some(Language::English), theme: Some(Theme::Dark), ..Chosen::default() };
        assert_eq!(read(&dir).0, chosen, "the last change");
    }

    #[test]
    fn the_end_of_the_program_loses_no_change() {
        let (_scratch, dir) = scratch();
        let mut memory = memory(&dir, Settings::default());
        memory.update(&RUSSIAN, || ());
        memory.finish(&Settings { theme: Theme::Dark, ..RUSSIAN });
        let chosen =
            Chosen { language: Some(Language::Russian), theme: Some(Theme::Dark), ..Chosen::default() };
        assert_eq!(read(&dir).0, chosen, "whether or not the thread had come to it");
    }

    #[test]
    fn what_a_later_version_wrote_is_left_as_it_is() {
        let (scratch, dir) = scratch();
        let later = r#"{"language": "tlh", "theme": {"name": "dusk"}, "zoom": 1.5}"#;
        fs::write(scratch.path().join(FILE), later).expect("a scratch folder");
        assert_eq!(read(&dir), (Chosen::default(), None), "not understood");
        memory(&dir, Settings::default()).finish(&DARK);
        let text = text(&scratch);
        assert!(text.contains(r#""zoom": 1.5"#) && text.contains(r#""language": "tlh""#), "kept: {text}");
        assert_eq!(read(&dir).0.theme, Some(Theme::Dark), "what the user chose");
    }

    #[test]
    fn damaged_settings_are_set_aside_and_the_program_goes_on() {
        for damaged in
            [&b"{\"theme\": \"da"[..], b"[]", b"", b"\xff\xfe", b"\xef\xbb\xbf", &vec![b' '; LIMIT + 1]]
        {
            let (scratch, dir) = scratch();
            fs::write(scratch.path().join(FILE), damaged).expect("a scratch folder");
            assert_eq!(read(&dir), (Chosen::default(), Some(StartNote::SettingsLost)), "nothing can be read");
            let aside = fs::read(scratch.path().join("settings.json.damaged-1")).expect("set aside");
            assert!(aside == damaged, "not a byte is lost");
            memory(&dir, Settings::default()).finish(&DARK);
            assert_eq!(read(&dir).0.theme, Some(Theme::Dark), "a new file");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_in_the_place_of_the_settings_is_quarantined() {
        let (scratch, dir) = scratch();
        fs::create_dir_all(scratch.path().join(FILE).join("inner")).expect("a scratch folder");
        assert_eq!(read(&dir), (Chosen::default(), Some(StartNote::SettingsLost)), "told");
        assert!(scratch.path().join("settings.json.damaged-1/inner").exists(), "nothing is lost");
        memory(&dir, Settings::default()).finish(&DARK);
        assert_eq!(read(&dir).0.theme, Some(Theme::Dark), "a new file");
    }

    #[test]
    fn a_byte_order_mark_is_no_damage() {
        let (scratch, dir) = scratch();
        let text = r#"{"theme": "dark"}"#;
        let wide = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect()
        };
        for bytes in [format!("\u{feff}{text}").into_bytes(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)]
        {
            fs::write(scratch.path().join(FILE), bytes).expect("a scratch folder");
            let dark = Chosen { theme: Some(Theme::Dark), ..Chosen::default() };
            assert_eq!(read(&dir), (dark, None), "as it was saved in an editor");
        }
        memory(&dir, DARK).finish(&START);
        assert_eq!(read(&dir).0.theme, Some(Theme::System), "and it can be written again");
    }

    #[test]
    fn a_folder_that_cannot_be_used_disturbs_nobody() {
        let (scratch, _dir) = scratch();
        let file = scratch.path().join("file");
        fs::write(&file, b"").expect("a scratch folder");
        let dir = DataDir::at(file);
        let told = Some(StartNote::SettingsOutOfReach);
        assert_eq!(read(&dir), (Chosen::default(), told), "nothing can be read");
        let (woken, wait) = mpsc::channel();
        let mut memory = memory(&dir, Settings::default());
        memory.update(&DARK, move || woken.send(()).expect("a listener"));
        wait.recv_timeout(PATIENCE).expect("the end of the writing");
        memory.update(&DARK, || panic!("what failed is not tried again and again"));
        memory.finish(&DARK);
    }
}
