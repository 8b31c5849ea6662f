//! Tells what went wrong at the server, in the keyring or in an address, and what to do next.

use crate::amo::{Detail, Fault, HostFault, OAuthFault, Part, Reason, SendFault};
use crate::crm::Account;
use crate::model::VaultFault;

use super::Texts;

impl Texts {
    /// Tells what went wrong and what to do next.
    #[must_use]
    pub fn fault(&self, fault: &Fault) -> String {
        match fault {
            Fault::NoAnswer(fault) => self.send_fault(fault),
            Fault::SignedOut => self.t("fault-signed-out"),
            Fault::AccessOver => self.t("fault-access-over"),
            Fault::Unpaid => self.t("fault-unpaid"),
            Fault::Forbidden => self.t("fault-forbidden"),
            Fault::Blocked => self.t("fault-blocked"),
            Fault::NotListed => self.t("fault-not-listed"),
            Fault::Account(reason) => self.reason(*reason),
            Fault::NotFound => self.t("fault-not-found"),
            Fault::ModeOff => self.t("fault-mode-off"),
            Fault::Refused { details } => self.complaints(&details.iter().collect::<Vec<_>>()),
            Fault::NotTaken => self.t("fault-not-taken"),
            Fault::OtherAccount(told) => self.answers_for(&self.account(told, &told.subdomain)),
            Fault::TooMany { .. } => self.t("fault-too-many"),
            Fault::Broken { http_status } => {
                self.t_with("fault-broken", &[("code", http_status.to_string().into())])
            }
            Fault::Malformed { what } => self.t_with("fault-malformed", &[("what", what.as_str().into())]),
        }
    }

    /// Tells why the server refused what was sent for an item of this account, and at which of its values.
    #[must_use]
    pub fn refusal(&self, fault: &Fault, account: &Account) -> String {
        let Fault::Refused { details } = fault else { return self.fault(fault) };
        let told = |alike: &[Detail]| {
            let told = self.complaints(&alike.iter().collect::<Vec<_>>());
            match alike.first().and_then(|detail| self.part(detail.part?, account)) {
                Some(name) => {
                    self.t_with("fault-refused-at", &[("name", name.into()), ("told", told.into())])
                }
                None => told,
            }
        };
        let parts: Vec<String> = details.chunk_by(|one, other| one.part == other.part).map(told).collect();
        if parts.is_empty() { self.fault(fault) } else { parts.join(" ") }
    }

    /// Names a part of an item of which there may be several.
    fn part(&self, part: Part, account: &Account) -> Option<String> {
        match part {
            Part::Field(id) => account.field(id).map(|field| field.name.clone()),
            Part::Prices(Some(id)) => Some(self.price(id, account)),
            Part::Name | Part::Color | Part::Sort | Part::Prices(None) => None,
        }
    }

    /// Tells what the server complains about: what is documented in a sentence of our own, the rest in its
    /// words.
    pub(super) fn complaints(&self, details: &[&Detail]) -> String {
        let mut told: Vec<String> = Vec::new();
        for reason in details.iter().filter_map(|detail| detail.reason) {
            let sentence = self.reason(reason);
            if !told.contains(&sentence) {
                told.push(sentence);
            }
        }
        let unknown =
            details.iter().filter(|detail| detail.reason.is_none()).map(|detail| detail.words.trim());
        let words: Vec<&str> = unknown.filter(|words| !words.is_empty()).collect();
        if !words.is_empty() {
            told.push(self.t_with("fault-refused-words", &[("words", words.join(" ").into())]));
        }
        if told.is_empty() { self.t("fault-refused") } else { told.join(" ") }
    }

    fn reason(&self, reason: Reason) -> String {
        self.t(match reason {
            Reason::NotAChoice => "reason-not-a-choice",
            Reason::NotInteger => "reason-not-integer",
            Reason::NotNumber => "reason-not-number",
            Reason::NotText => "reason-not-text",
            Reason::NotTruth => "reason-not-truth",
            Reason::OtherKind => "reason-other-kind",
            Reason::NotExpected => "reason-not-expected",
            Reason::Missing => "reason-missing",
            Reason::Blank => "reason-blank",
            Reason::TooLong => "reason-too-long",
            Reason::NothingSent => "reason-nothing-sent",
            Reason::Unreadable => "reason-unreadable",
            Reason::TooMuchAtOnce => "reason-too-much-at-once",
            Reason::NoAccount => "reason-no-account",
            Reason::Captcha => "reason-captcha",
            Reason::NoRights => "reason-no-rights",
            Reason::NotInPlan => "reason-not-in-plan",
            Reason::CustomersOff => "reason-customers-off",
            Reason::NotSigned => "reason-not-signed",
            Reason::NotRegistered => "reason-not-registered",
        })
    }

    pub(super) fn sign_in_fault(&self, fault: &OAuthFault) -> String {
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

    pub(super) fn vault_fault(&self, fault: &VaultFault) -> String {
        match fault {
            VaultFault::Absent => self.t("keyring-absent"),
            VaultFault::Locked => self.t("keyring-locked"),
            VaultFault::Forgotten => self.t("keyring-forgotten"),
            VaultFault::Unreadable => self.t("keyring-unreadable"),
            VaultFault::TooLong => self.t("keyring-too-long"),
            VaultFault::Internal => self.t("system-internal"),
            VaultFault::Other(words) => self.t_with("keyring-other", &[("words", words.as_str().into())]),
        }
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

    pub(super) fn host_fault(&self, fault: &HostFault) -> String {
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
}

#[cfg(test)]
pub(super) mod tests {
    use crate::crm::Identity;
    use crate::model::Language;

    use super::super::changes::tests::account;
    use super::*;

    /// Returns faults of every kind.
    pub fn every_fault() -> Vec<Fault> {
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
            Fault::Refused { details: vec![detail(None, "Name is too long")] },
            Fault::AccessOver,
            Fault::NotListed,
            Fault::NotTaken,
            Fault::OtherAccount(Box::new(Identity { id: 7, ..Identity::default() })),
            Fault::TooMany { retry_after: Some(1) },
            Fault::Broken { http_status: 502 },
            Fault::Malformed { what: "id".to_owned() },
        ]);
        let is_of_account = |reason: &Reason| {
            matches!(
                reason,
                Reason::NoAccount
                    | Reason::Captcha
                    | Reason::NoRights
                    | Reason::NotInPlan
                    | Reason::CustomersOff
                    | Reason::NotSigned
                    | Reason::NotRegistered
            )
        };
        faults.extend(Reason::ALL.into_iter().map(|reason| match reason {
            reason if is_of_account(&reason) => Fault::Account(reason),
            reason => Fault::Refused { details: vec![detail(Some(reason), "No.")] },
        }));
        faults
    }

    fn detail(reason: Option<Reason>, words: &str) -> Detail {
        Detail { request_id: None, path: String::new(), part: None, reason, words: words.to_owned() }
    }

    #[test]
    fn what_is_documented_is_told_in_the_users_language_and_the_rest_is_quoted() {
        let known = |reason| detail(Some(reason), "This value should be of type int.");
        let details = vec![
            known(Reason::NotInteger),
            known(Reason::NotInteger),
            detail(None, " Something new. "),
            detail(None, "And more."),
        ];
        let fault = Fault::Refused { details };
        for (language, sentence, quoted) in [
            (Language::English, "whole number", "“Something new. And more.”"),
            (Language::Russian, "целое число", "«Something new. And more.»"),
        ] {
            let told = Texts::new(language).fault(&fault);
            assert_eq!(told.matches(sentence).count(), 1, "once: {told}");
            assert!(told.contains(quoted) && !told.contains("of type int"), "{told}");
        }
    }

    #[test]
    fn a_refusal_names_the_value_that_it_is_about() {
        let account = account();
        let texts = Texts::new(Language::English);
        for (part, name) in [
            (Part::Prices(Some(9)), "“Retail”"),
            (Part::Prices(Some(699)), "699"),
            (Part::Field(2), "“Discount”"),
        ] {
            let detail = Detail { part: Some(part), ..detail(Some(Reason::NotAChoice), "No.") };
            let told = texts.refusal(&Fault::Refused { details: vec![detail] }, &account);
            assert!(told.contains(name) && told.ends_with(&texts.reason(Reason::NotAChoice)), "{told}");
        }
    }
}
