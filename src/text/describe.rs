//! Turns what the program knows into sentences; conditions have a file of their own.

use crate::amo::{Fault, HostFault, OAuthFault, SendFault};
use crate::crm::{Color, Item, Mode, Problem, SEGMENT_COLORS, STATUS_COLORS, StatusKind};
use crate::model::{Language, Leave, LineState, Notice, ReadOnly, SegmentOrder, Theme, VaultFault};

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
            Notice::LoneReloaded { changes, moved } => self.lone_reloaded(changes.len(), *moved),
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
            Notice::ReadFirst => self.t("notice-read-first"),
            Notice::NotSecured(fault) => self.not_secured(fault),
            Notice::NotRead(fault) => self.archive_reason(fault),
            Notice::StillElsewhere => self.t("notice-still-elsewhere"),
            Notice::NotTakenOver => self.t("notice-not-taken-over"),
            Notice::Leaving(Leave::Close) => self.t("notice-closing"),
            Notice::Leaving(Leave::SignOut) => self.t("notice-signing-out"),
            Notice::Problems { count } => self.t_with("notice-problems", &[("n", (*count).into())]),
        }
    }

    fn lone_reloaded(&self, changes: usize, moved: bool) -> String {
        let told = self.t_with("notice-status", &[("n", changes.into())]);
        if moved { format!("{told} {}", self.t("notice-status-moved")) } else { told }
    }

    /// Tells what went wrong and what to do next.
    #[must_use]
    pub fn fault(&self, fault: &Fault) -> String {
        match fault {
            Fault::NoAnswer(fault) => self.send_fault(fault),
            Fault::SignedOut => self.t("fault-signed-out"),
            Fault::Unpaid => self.t("fault-unpaid"),
            Fault::Forbidden => self.t("fault-forbidden"),
            Fault::Blocked => self.t("fault-blocked"),
            Fault::NotListed => self.t("fault-not-listed"),
            Fault::NotFound => self.t("fault-not-found"),
            Fault::ModeOff => self.t("fault-mode-off"),
            Fault::Refused { details } => {
                let words: Vec<&str> = details.iter().map(|detail| detail.words.trim()).collect();
                match words.join(" ").trim() {
                    "" => self.t("fault-refused"),
                    words => self.t_with("fault-refused-words", &[("words", words.into())]),
                }
            }
            Fault::NotTaken => self.t("fault-not-taken"),
            Fault::TooMany { .. } => self.t("fault-too-many"),
            Fault::Broken { http_status } => {
                self.t_with("fault-broken", &[("code", http_status.to_string().into())])
            }
            Fault::Malformed { what } => self.t_with("fault-malformed", &[("what", what.as_str().into())]),
        }
    }

    fn sign_in_fault(&self, fault: &OAuthFault) -> String {
        self.t(match fault {
            OAuthFault::CodeExpired => "sign-in-code-expired",
            OAuthFault::CodeUsed => "sign-in-code-used",
            OAuthFault::CodeUnreadable => "sign-in-code-unreadable",
            OAuthFault::WrongClientId => "sign-in-wrong-id",
            OAuthFault::WrongClientSecret => "sign-in-wrong-secret",
            OAuthFault::WrongRedirect => "sign-in-wrong-redirect",
            OAuthFault::WrongAccount => "sign-in-wrong-account",
            OAuthFault::RefreshRevoked => "sign-in-revoked",
            OAuthFault::Refused { words } if words.is_empty() => "fault-refused",
            OAuthFault::Refused { words } => {
                return self.t_with("fault-refused-words", &[("words", words.as_str().into())]);
            }
            OAuthFault::Failed(fault) => return self.fault(fault),
        })
    }

    fn vault_fault(&self, fault: &VaultFault) -> String {
        match fault {
            VaultFault::Absent => self.t("keyring-absent"),
            VaultFault::Locked => self.t("keyring-locked"),
            VaultFault::Forgotten => self.t("keyring-forgotten"),
            VaultFault::Other(words) => self.t_with("keyring-other", &[("words", words.as_str().into())]),
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

    fn send_fault(&self, fault: &SendFault) -> String {
        self.t(match fault {
            SendFault::UnknownHost => "fault-unknown-host",
            SendFault::Unreachable => "fault-unreachable",
            SendFault::Untrusted => "fault-untrusted",
            SendFault::TimedOut => "fault-timed-out",
            SendFault::Lost => "fault-lost",
            SendFault::TooLarge => "fault-too-large",
        })
    }

    fn host_fault(&self, fault: &HostFault) -> String {
        match fault {
            HostFault::Empty => self.t("host-empty"),
            HostFault::NameOnly { name } => self.t_with("host-name-only", &[("name", name.as_str().into())]),
            HostFault::NoAccount { host } => {
                self.t_with("host-no-account", &[("host", host.as_str().into())])
            }
            HostFault::NotVendor { host } => {
                self.t_with("host-not-vendor", &[("host", host.as_str().into())])
            }
            HostFault::LocalForm => self.t("host-local"),
            HostFault::NotAnAddress => self.t("host-not-an-address"),
        }
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

    /// Returns a name that can be seen: one that is empty is said to be so.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        if name.trim().is_empty() { self.t("change-nameless") } else { name.to_owned() }
    }
}

/// Tells whether a colour is one of those that are offered, which have names.
fn is_named(color: Color) -> bool {
    STATUS_COLORS.contains(&color) || SEGMENT_COLORS.contains(&color)
}

#[cfg(test)]
mod tests {
    use crate::amo::Detail;
    use crate::crm::{Change, ChangeKind, Key};

    use super::*;

    fn removed() -> Change {
        Change { item: Item::Status(Key::Id(1)), name: "A".to_owned(), kind: ChangeKind::Removed }
    }

    fn every_fault() -> Vec<Fault> {
        let detail = |words: &str| Detail {
            request_id: None,
            path: String::new(),
            field: None,
            words: words.to_owned(),
        };
        let silent = [
            SendFault::UnknownHost,
            SendFault::Unreachable,
            SendFault::Untrusted,
            SendFault::TimedOut,
            SendFault::Lost,
            SendFault::TooLarge,
        ];
        let mut faults: Vec<Fault> = silent.into_iter().map(Fault::NoAnswer).collect();
        faults.extend([
            Fault::SignedOut,
            Fault::Unpaid,
            Fault::Forbidden,
            Fault::Blocked,
            Fault::NotFound,
            Fault::ModeOff,
            Fault::Refused { details: vec![] },
            Fault::Refused { details: vec![detail("Name is too long")] },
            Fault::TooMany { retry_after: Some(1) },
            Fault::Broken { http_status: 502 },
            Fault::Malformed { what: "id".to_owned() },
        ]);
        faults
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
            Notice::LoneReloaded { changes: vec![], moved: false },
            Notice::LoneReloaded { changes: changed(), moved: false },
            Notice::LoneReloaded { changes: vec![], moved: true },
            Notice::Conflicts { count: 1, saved: 0, others: changed() },
            Notice::Conflicts { count: 1, saved: 1, others: vec![] },
            Notice::OrderNotKept,
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
    fn after_a_failure_the_user_hears_that_the_changes_are_kept() {
        let (texts, failed) = (Texts::new(Language::English), Notice::Failed(Fault::Forbidden));
        assert!(texts.notice(&failed, 2).ends_with("Your changes are kept."), "two changes wait");
        assert!(!texts.notice(&failed, 0).contains("kept"), "nothing waits");
    }
}
