//! Tells what is kept on this computer, and what cannot be.

use crate::document::DocumentFault;
use crate::model::ArchiveFault;

use super::Texts;

impl Texts {
    /// Tells why nothing can be written down, and what follows from it.
    #[must_use]
    pub fn archive_fault(&self, fault: &ArchiveFault) -> String {
        format!("{} {}", self.archive_reason(fault), self.t("archive-not-kept"))
    }

    pub(super) fn not_secured(&self, fault: &ArchiveFault) -> String {
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
            ArchiveFault::Other(words) => self.t_with("archive-other", &[("words", words.as_str().into())]),
        }
    }

    pub(super) fn draft_set_aside(&self, fault: DocumentFault) -> String {
        self.t(match fault {
            DocumentFault::Damaged => "archive-damaged",
            DocumentFault::Newer => "archive-newer",
        })
    }
}
