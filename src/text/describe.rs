//! Turns notices, problems and states into sentences.

use crate::crm::{
    Color, Identity, Item, List, MAX_TEXT, Mode, Problem, SEGMENT_COLORS, STATUS_COLORS, StatusKind, display,
};
use crate::model::{Language, Leave, LineState, Notice, OtherAccount, ReadOnly, SegmentOrder, Theme};

use super::Texts;

impl Texts {
    /// Tells what the program has to say. `unsaved` is how many changes wait in the draft: after bad
    /// news the user hears that they are kept.
    #[must_use]
    pub fn notice(&self, notice: &Notice, unsaved: usize) -> String {
        let counted = |saved: &usize, left: &usize| [("saved", (*saved).into()), ("left", (*left).into())];
        match notice {
            Notice::Saved { count, made } => {
                let told = self.t_with("notice-saved", &[("n", (*count).into())]);
                if made.is_empty() { told } else { format!("{told} {}", self.t("notice-saved-made")) }
            }
            Notice::PartlySaved { saved, left } => self.t_with("notice-partly", &counted(saved, left)),
            Notice::Stopped { saved, left } => self.t_with("notice-stopped", &counted(saved, left)),
            Notice::ChangedMeanwhile(others) if others.is_empty() => self.t("notice-differs"),
            Notice::ChangedMeanwhile(_) => self.t("notice-meanwhile"),
            Notice::Conflicts { count, saved: 0, .. } => {
                self.t_with("notice-conflicts", &[("n", (*count).into())])
            }
            Notice::Conflicts { count, saved, .. } => {
                let told = self.t_with("notice-saved", &[("n", (*saved).into())]);
                format!("{told} {}", self.t_with("notice-conflicts", &[("n", (*count).into())]))
            }
            Notice::Reloaded(changes) if changes.is_empty() => self.t("notice-reloaded"),
            Notice::Reloaded(changes) => {
                self.t_with("notice-reloaded-changes", &[("n", changes.len().into())])
            }
            Notice::ItemReloaded { changes, moved } => self.item_reloaded(changes.len(), *moved),
            Notice::OtherAccount(other) => self.other_account(other, unsaved),
            Notice::OrderNotKept => self.t("notice-order"),
            Notice::NotArrived(fault) => format!("{} {}", self.t("notice-not-arrived"), self.fault(fault)),
            Notice::Failed(fault) if unsaved > 0 => {
                format!("{} {}", self.fault(fault), self.t("notice-kept"))
            }
            Notice::Failed(fault) => self.fault(fault),
            Notice::Address(fault) => self.host_fault(fault),
            Notice::NoToken => self.t("notice-no-token"),
            Notice::NoCode => self.t("notice-no-code"),
            Notice::SignIn(fault) if unsaved > 0 => {
                format!("{} {}", self.sign_in_fault(fault), self.t("notice-kept"))
            }
            Notice::SignIn(fault) => self.sign_in_fault(fault),
            Notice::Keyring(fault) => format!("{} {}", self.vault_fault(fault), self.t("keyring-type")),
            Notice::NotKept(fault) => format!("{} {}", self.vault_fault(fault), self.t("keyring-not-kept")),
            Notice::NotForgotten(fault) => {
                format!("{} {}", self.vault_fault(fault), self.t("keyring-not-forgotten"))
            }
            Notice::Resumed { count, then, others } => {
                let then = self.minute(then.timestamp(), then.time_zone());
                let told = self.t_with("notice-resumed", &[("n", (*count).into()), ("then", then.into())]);
                if others.is_empty() { told } else { format!("{told} {}", self.t("notice-resumed-others")) }
            }
            Notice::DraftSetAside(fault) => self.draft_set_aside(*fault),
            Notice::Restored { then, count } => {
                let then = self.minute(then.timestamp(), then.time_zone());
                self.t_with("notice-restored", &[("n", (*count).into()), ("then", then.into())])
            }
            Notice::Exported { name } => self.t_with("notice-exported", &[("name", name.as_str().into())]),
            Notice::NotExported(fault) => self.export_fault(fault),
            Notice::Imported { count } => self.t_with("notice-imported", &[("n", (*count).into())]),
            Notice::NotImported(fault) => self.import_fault(fault),
            Notice::Cleaned(cleaned) => self.cleaned(*cleaned),
            Notice::NoDialog => self.t("notice-no-dialog"),
            Notice::FolderNotShown => self.t("notice-folder-not-shown"),
            Notice::ReadFirst => self.t("notice-read-first"),
            Notice::BackupFailed(fault) => self.backup_failed(fault),
            Notice::NotRead(fault) => self.archive_reason(fault),
            Notice::StillElsewhere => self.t("notice-still-elsewhere"),
            Notice::NotTakenOver => self.t("notice-not-taken-over"),
            Notice::Leaving(Leave::Close) => self.t("notice-closing"),
            Notice::Leaving(Leave::SignOut | Leave::OpenOther(_)) => self.t("notice-signing-out"),
            Notice::Problems { count } => self.t_with("notice-problems", &[("n", (*count).into())]),
        }
    }

    fn item_reloaded(&self, changes: usize, moved: bool) -> String {
        let told = self.t_with("notice-status", &[("n", changes.into())]);
        if moved { format!("{told} {}", self.t("notice-status-moved")) } else { told }
    }

    fn other_account(&self, other: &OtherAccount, unsaved: usize) -> String {
        let OtherAccount { told, address, known } = other;
        let told = self.answers_for(&self.account(told, address));
        let known = self.account(known, "");
        let about = |id| self.t_with(id, &[("known", known.as_str().into())]);
        let about =
            [Some(about("notice-other-account")), (unsaved > 0).then(|| about("notice-other-account-kept"))];
        about.into_iter().flatten().fold(told, |told, more| format!("{told} {more}"))
    }

    pub(super) fn answers_for(&self, account: &str) -> String {
        self.t_with("fault-other-account", &[("told", account.into())])
    }

    /// Names an account unmistakably: `“Aroma” (No. 31042874, aroma.amocrm.ru)`.
    pub(super) fn account(&self, account: &Identity, address: &str) -> String {
        let id = account.id.to_string();
        let number = (account.id != 0).then(|| self.t_with("account-number", &[("id", id.as_str().into())]));
        let address = Some(address.to_owned()).filter(|address| !address.is_empty());
        let more = number.into_iter().chain(address).collect::<Vec<_>>().join(", ");
        let name = account.name.trim();
        match (name.is_empty(), more.is_empty()) {
            (true, true) => account.subdomain.clone(),
            (true, false) => more,
            (false, true) => self.t_with("account-named", &[("name", name.into())]),
            (false, false) => {
                self.t_with("account-named-more", &[("name", name.into()), ("more", more.as_str().into())])
            }
        }
    }

    /// Tells why nothing can be changed in an account.
    #[must_use]
    pub fn read_only(&self, reason: ReadOnly) -> String {
        self.t(match reason {
            ReadOnly::LookOnly => "read-only-look",
            ReadOnly::Elsewhere => "read-only-elsewhere",
            ReadOnly::NoAdministrator => "read-only",
        })
    }

    /// Tells why a draft cannot or should not be saved as it is.
    #[must_use]
    pub fn problem(&self, problem: Problem) -> String {
        self.t(match problem {
            Problem::EmptyName(Item::Status(_)) => "problem-empty-name",
            Problem::EmptyName(Item::Segment(_)) => "problem-empty-name-segment",
            Problem::TwinName(Item::Status(_)) => "problem-twin-name",
            Problem::TwinName(Item::Segment(_)) => "problem-twin-name-segment",
            Problem::NoRoom(Item::Status(_)) => "problem-no-room",
            Problem::NoRoom(Item::Segment(_)) => "problem-no-room-segment",
            Problem::Order { certain: true, .. } => "problem-order",
            Problem::Order { certain: false, .. } => "problem-order-perhaps",
            Problem::Value { wrong, .. } => return self.wrong(wrong),
        })
    }

    /// Tells in a few words which list the account uses.
    #[must_use]
    pub fn mode(&self, mode: Mode) -> String {
        self.t(match mode {
            Mode::Periodicity => "mode-periodicity",
            Mode::Segments => "mode-segments",
            Mode::Disabled => "mode-disabled",
            Mode::Unavailable => "mode-unavailable",
            Mode::Unknown => "mode-unknown",
        })
    }

    /// Tells why there are no statuses and what to do about it.
    #[must_use]
    pub fn no_statuses(&self, mode: Mode) -> String {
        self.t(match mode {
            Mode::Periodicity => "statuses-none",
            Mode::Segments => "statuses-empty-segments",
            Mode::Disabled => "statuses-empty-disabled",
            Mode::Unavailable => "statuses-empty-unavailable",
            Mode::Unknown => "statuses-empty-unknown",
        })
    }

    /// Tells why there are no segments.
    #[must_use]
    pub fn no_segments(&self, mode: Mode) -> String {
        self.t(match mode {
            Mode::Periodicity => "segments-off",
            Mode::Segments => "segments-none",
            Mode::Disabled | Mode::Unavailable | Mode::Unknown => "segments-nothing",
        })
    }

    /// Tells what a status is for.
    #[must_use]
    pub fn kind(&self, kind: StatusKind) -> String {
        self.t(match kind {
            StatusKind::Ordinary => "kind-ordinary",
            StatusKind::PurchaseExpected => "kind-purchase-expected",
            StatusKind::NotPurchased => "kind-not-purchased",
            StatusKind::Closed => "kind-closed",
            StatusKind::RecentlyPurchased => "kind-recently-purchased",
            StatusKind::Unknown => "kind-unknown",
        })
    }

    /// Tells how far a change has come; `None` while nothing is being saved.
    #[must_use]
    pub fn line_state(&self, state: &LineState) -> Option<String> {
        let id = match state {
            LineState::Planned => return None,
            LineState::Waiting => "line-waiting",
            LineState::Sending => "line-sending",
            LineState::Done => "line-done",
            LineState::Refused(_) => "line-refused",
        };
        Some(self.t(id))
    }

    /// Names a language in that language.
    #[must_use]
    pub fn language_name(&self, language: Language) -> String {
        self.t(match language {
            Language::English => "language-english",
            Language::Russian => "language-russian",
        })
    }

    /// Names a theme.
    #[must_use]
    pub fn theme(&self, theme: Theme) -> String {
        self.t(match theme {
            Theme::System => "theme-system",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
        })
    }

    /// Tells how many of a list are there, in short and in full: of how many at most, unless there are more.
    #[must_use]
    pub fn counter(&self, list: List, count: usize) -> [String; 2] {
        let max = list.limit();
        let [about, about_more] = match list {
            List::Statuses => ["statuses-counter-about", "statuses-counter-more"],
            List::Segments => ["segments-counter-about", "segments-counter-more"],
        };
        let values = [("n", count.to_string().into()), ("max", max.to_string().into())];
        if count > max {
            [count.to_string(), self.t_with(about_more, &values)]
        } else {
            [self.t_with("panel-counter", &values), self.t_with(about, &values)]
        }
    }

    /// Tells why nothing can be added to a list that has so many.
    #[must_use]
    pub fn full(&self, list: List, count: usize) -> String {
        let max = list.limit();
        let id = match list {
            List::Statuses if count > max => "status-add-more",
            List::Statuses => "status-add-full",
            List::Segments if count > max => "segment-add-more",
            List::Segments => "segment-add-full",
        };
        self.t_with(id, &[("n", count.to_string().into()), ("max", max.to_string().into())])
    }

    /// Tells how many characters of a text are used, or are too many.
    #[must_use]
    pub fn characters(&self, used: usize) -> String {
        match used.checked_sub(MAX_TEXT) {
            None | Some(0) => {
                let values = [("n", used.to_string().into()), ("max", MAX_TEXT.to_string().into())];
                self.t_with("values-counter", &values)
            }
            Some(over) => self.t_with("values-counter-over", &[("n", over.to_string().into())]),
        }
    }

    /// Writes how many there are, its digits in groups.
    #[must_use]
    pub fn count(&self, count: u64) -> String {
        let digits = count.to_string();
        let sign = self.t("digit-groups");
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(&sign);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// Tells how many customers belong to a segment.
    #[must_use]
    pub fn customers(&self, count: u64) -> String {
        self.t_with("segment-customers", &[("n", count.into()), ("count", self.count(count).into())])
    }

    /// Names an order of segments.
    #[must_use]
    pub fn segment_order(&self, order: SegmentOrder) -> String {
        self.t(match order {
            SegmentOrder::Name => "segments-by-name",
            SegmentOrder::Customers => "segments-by-customers",
            SegmentOrder::Color => "segments-by-colour",
            SegmentOrder::Changed => "segments-by-change",
        })
    }

    /// Names a colour for the eye and the ear: `Light blue #c1e0ff`.
    #[must_use]
    pub fn color(&self, color: Color) -> String {
        let hex = color.with_hash();
        if is_named(color) {
            format!("{} {hex}", self.t(&format!("colour-{color}")))
        } else {
            self.t_with("colour-not-listed", &[("colour", hex.into())])
        }
    }

    /// Tells which others of the kind of `item` have a colour already; more than a few are counted.
    #[must_use]
    pub fn color_users(&self, item: Item, names: &[&str]) -> String {
        const MOST_NAMED: usize = 4;
        if names.is_empty() {
            return self.t(match item {
                Item::Status(_) => "colour-users-none",
                Item::Segment(_) => "colour-users-none-segment",
            });
        }
        let (named, more) = names.split_at(names.len().min(MOST_NAMED));
        let named: Vec<String> = named.iter().map(|name| self.name(name)).collect();
        let values = [("names", named.join(", ").into()), ("more", more.len().into())];
        let id = match item {
            Item::Status(_) => "colour-users",
            Item::Segment(_) => "colour-users-segment",
        };
        self.t_with(id, &values)
    }

    /// Names a colour within a sentence.
    pub(super) fn color_word(&self, color: Option<Color>) -> String {
        match color {
            None => self.t("change-no-colour"),
            Some(color) if is_named(color) => self.t(&format!("colour-{color}")).to_lowercase(),
            Some(color) => color.with_hash(),
        }
    }

    /// Returns a name as it is displayed: one that is empty is said to be so.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        let name = display::line(name);
        if name.trim().is_empty() { self.t("change-nameless") } else { name.into_owned() }
    }
}

/// Tells whether a colour is one of those that are offered, which have names.
fn is_named(color: Color) -> bool {
    STATUS_COLORS.contains(&color) || SEGMENT_COLORS.contains(&color)
}

#[cfg(test)]
mod tests {
    use crate::amo::{Fault, HostFault, SendFault};
    use crate::crm::{Change, ChangeKind, Key};

    use super::super::faults::tests::every_fault;
    use super::*;

    fn removed() -> Change {
        Change { item: Item::Status(Key::Id(1)), name: "A".to_owned(), kind: ChangeKind::Removed }
    }

    fn every_notice() -> Vec<Notice> {
        let changed = || vec![removed()];
        let host = "x.example".to_owned();
        let mut notices = vec![
            Notice::Saved { count: 1, made: vec![] },
            Notice::Saved { count: 1, made: changed() },
            Notice::PartlySaved { saved: 2, left: 1 },
            Notice::Stopped { saved: 0, left: 5 },
            Notice::ChangedMeanwhile(changed()),
            Notice::Reloaded(vec![]),
            Notice::Reloaded(changed()),
            Notice::ItemReloaded { changes: vec![], moved: false },
            Notice::ItemReloaded { changes: changed(), moved: false },
            Notice::ItemReloaded { changes: vec![], moved: true },
            Notice::Conflicts { count: 1, saved: 0, others: changed() },
            Notice::Conflicts { count: 1, saved: 1, others: vec![] },
            Notice::OrderNotKept,
            Notice::OtherAccount(Box::new(OtherAccount {
                told: Identity { id: 7, subdomain: "bean".to_owned(), name: "Bean".to_owned() },
                address: "bean.amocrm.ru".to_owned(),
                known: Identity { id: 6, subdomain: String::new(), name: "Aroma".to_owned() },
            })),
            Notice::NotArrived(Fault::NoAnswer(SendFault::Lost)),
            Notice::Address(HostFault::Empty),
            Notice::Address(HostFault::NameOnly { name: "shop".to_owned() }),
            Notice::Address(HostFault::NoAccount { host: host.clone() }),
            Notice::Address(HostFault::NotVendor { host }),
            Notice::Address(HostFault::LocalForm),
            Notice::Address(HostFault::NotAnAddress),
            Notice::NoToken,
            Notice::Problems { count: 2 },
        ];
        notices.extend(every_fault().into_iter().map(Notice::Failed));
        notices
    }

    #[test]
    fn everything_has_a_sentence_of_its_own_in_every_language() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let mut told: Vec<String> = every_notice().iter().map(|notice| texts.notice(notice, 0)).collect();
            let modes = [Mode::Periodicity, Mode::Segments, Mode::Disabled, Mode::Unavailable, Mode::Unknown];
            told.extend(modes.map(|mode| texts.mode(mode)));
            told.extend(modes.map(|mode| texts.no_statuses(mode)));
            told.extend(STATUS_COLORS.map(|color| texts.color(color)));
            told.extend(SEGMENT_COLORS.map(|color| texts.color(color)));
            let count = told.len();
            told.sort_unstable();
            told.dedup();
            assert_eq!(told.len(), count, "no sentence is said of two things in {language:?}");
            assert!(told.iter().all(|text| text.contains(' ')), "a bare id among the sentences: {told:?}");
        }
    }

    #[test]
    fn no_counter_says_more_of_fewer() {
        for (language, at_most) in [(Language::English, "12 of 100"), (Language::Russian, "12 из 100")] {
            let texts = Texts::new(language);
            assert_eq!(texts.counter(List::Segments, 12)[0], at_most);
            for list in [List::Statuses, List::Segments] {
                let [short, long] = texts.counter(list, 5000);
                assert_eq!(short, "5000");
                let max = list.limit().to_string();
                assert!(long.contains("5000") && long.contains(&max), "{long}");
                let full = texts.full(list, 5000);
                assert!(full.contains("5000") && full.contains(&max), "{full}");
                assert!(!texts.full(list, list.limit()).contains("5000"));
            }
            assert!(texts.characters(256).contains("256") && !texts.characters(300).contains("300"));
            assert!(texts.characters(300).contains("44"));
        }
    }

    #[test]
    fn after_a_failure_the_user_hears_that_the_changes_are_kept() {
        let (texts, failed) = (Texts::new(Language::English), Notice::Failed(Fault::Forbidden));
        assert!(texts.notice(&failed, 2).ends_with("Your changes are kept."), "two changes wait");
        assert!(!texts.notice(&failed, 0).contains("kept"), "nothing waits");
    }
}
