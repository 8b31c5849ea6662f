//! Tells what is kept on this computer, and what cannot be.

use crate::document::DocumentFault;
use crate::model::{ArchiveFault, SystemFault};

use super::Texts;

impl Texts {
    /// Tells why nothing can be stored, and what follows from it.
    #[must_use]
    pub fn archive_fault(&self, fault: &ArchiveFault) -> String {
        format!("{} {}", self.archive_reason(fault), self.t("archive-not-kept"))
    }

    pub(super) fn backup_failed(&self, fault: &ArchiveFault) -> String {
        format!("{} {}", self.archive_reason(fault), self.t("archive-not-secured"))
    }

    /// Tells why a save is not in the history yet.
    #[must_use]
    pub fn not_noted(&self, fault: &ArchiveFault) -> String {
        format!("{} {}", self.archive_reason(fault), self.t("archive-not-noted"))
    }

    /// Tells why the history is not shown.
    #[must_use]
    pub fn history_fault(&self, fault: &ArchiveFault) -> String {
        format!("{} {}", self.t("history-unread"), self.archive_reason(fault))
    }

    pub(super) fn archive_reason(&self, fault: &ArchiveFault) -> String {
        match fault {
            ArchiveFault::Full => self.t("archive-full"),
            ArchiveFault::Denied => self.t("archive-denied"),
            ArchiveFault::Unreadable => self.t("archive-unreadable"),
            ArchiveFault::Newer => self.document_fault(DocumentFault::Newer),
            ArchiveFault::System(fault) => {
                format!("{} {}", self.t("archive-other"), self.system_fault(fault))
            }
        }
    }

    /// Tells why the system cannot do what a file is to be done with.
    pub(super) fn system_fault(&self, fault: &SystemFault) -> String {
        self.t(match fault {
            SystemFault::Gone => "system-gone",
            SystemFault::Busy => "system-busy",
            SystemFault::BadName => "system-bad-name",
            SystemFault::Away => "system-away",
            SystemFault::TooLarge => "system-too-large",
            SystemFault::Failing => "system-failing",
            SystemFault::Internal => "system-internal",
            SystemFault::Other(words) => {
                return self.t_with("system-other", &[("words", words.as_str().into())]);
            }
        })
    }

    pub(super) fn draft_set_aside(&self, fault: DocumentFault) -> String {
        self.t(match fault {
            DocumentFault::Damaged => "archive-damaged",
            DocumentFault::Newer => "archive-newer",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{ImportFault, Language, Notice};

    use super::*;

    #[test]
    fn whatever_the_system_says_is_told_in_the_users_language_or_quoted() {
        let words = "Odd thing (os error 99)";
        for language in Language::ALL {
            let texts = Texts::new(language);
            let mut told = Vec::new();
            for fault in [
                SystemFault::Gone,
                SystemFault::Busy,
                SystemFault::BadName,
                SystemFault::Away,
                SystemFault::TooLarge,
                SystemFault::Failing,
                SystemFault::Internal,
                SystemFault::Other(words.to_owned()),
            ] {
                let is_other = matches!(fault, SystemFault::Other(_));
                let fault = ArchiveFault::System(fault);
                let import = Notice::NotImported(ImportFault::File(fault.clone()));
                let notices = [Notice::NotExported(fault.clone()), import, Notice::NotRead(fault)];
                for notice in notices.map(|notice| texts.notice(&notice, 0)) {
                    let is_quoted =
                        notice.contains(&format!("“{words}”")) || notice.contains(&format!("«{words}»"));
                    assert_eq!(is_quoted, is_other, "{notice}");
                    told.push(notice);
                }
            }
            let count = told.len();
            told.sort_unstable();
            told.dedup();
            assert_eq!(told.len(), count, "each its own sentence: {told:#?}");
        }
    }
}
