//! Signing in step by step, the list of accounts, the keyring, and rights.

use std::fs;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use ehttp::Method;
use etapa::amo::Fault;
use etapa::crm::Mode;
use etapa::demo::{FaultKind, OAuth, Rights, ScriptedFault};
use etapa::model::{
    Access, Command, Effect, IssuedEffect, Label, Notice, Question, ReadOnly, Session, SignInMethod,
    VaultFault, Vendor,
};

use crate::support::desk::{Desk, NOW, account, host};
use crate::support::loopback::{Answer, Loopback};
use crate::support::secrets::Secrets;
use crate::support::window::Window;

fn token(text: &str) -> Command {
    Command::Check(SignInMethod::Token(text.to_owned().into()))
}

// ---- the wizard ----------------------------------------------------------------------------------------

#[test]
fn a_sign_in_shows_whom_the_token_opens_before_anything_is_opened() {
    let oauth = OAuth::new("id", "secret", "https://shop.example/");
    let mut desk = Desk::new([(host("a"), account("a", "unused").with_oauth(oauth))]);
    let expiring = desk.oauth(&host("a")).issue_long_lived(1, 2, NOW + 86_400);
    desk.press(Command::Locate("https://a.amocrm.ru/settings/?x=1".to_owned()));
    let sign_in = desk.model.job().sign_in().expect("the address is known");
    assert_eq!((sign_in.host(), sign_in.host().vendor()), (&host("a"), Some(Vendor::AmoCrm)), "the address");
    assert!(desk.done.is_empty(), "nobody is asked yet");
    desk.press(token(&format!(" Bearer {expiring}\n")));
    let found =
        desk.model.job().sign_in().and_then(|sign_in| sign_in.found()).expect("a look at the account");
    assert_eq!((found.account_name(), found.user_name()), ("A", "Anna Smirnova"), "who");
    assert_eq!((found.is_admin(), found.mode()), (Some(true), Mode::Periodicity), "what");
    assert_eq!(found.expires_at(), Some(NOW + 86_400), "how long");
    assert_eq!(
        desk.done,
        ["a.amocrm.ru GET /api/v4/account?with=datetime_settings", "a.amocrm.ru GET /api/v4/users/10874311"]
    );
    assert!(desk.model.session().is_none() && desk.keyring.is_empty(), "nothing is opened or kept");
    desk.press(Command::Connect);
    assert_eq!(desk.open(), Some("A"), "connected");
    assert!(!desk.done.iter().any(|done| done.contains("/account")), "not asked twice: {:?}", desk.done);
    assert!(desk.keyring.contains_key(&host("a")), "the token is kept");
}

#[test]
fn what_is_wrong_is_told_at_its_own_step_and_the_next_try_succeeds() {
    let mut desk = Desk::with_two();
    desk.press(Command::Locate("evil.example".to_owned()));
    assert!(matches!(desk.model.notice(), Some(Notice::Address(_))), "{:?}", desk.model.notice());
    desk.press(Command::Locate("a.amocrm.ru".to_owned()));
    assert_eq!(desk.model.notice(), None, "the old sentence is gone");
    desk.press(token("токен"));
    assert_eq!(desk.model.notice(), Some(&Notice::NoToken));
    desk.press(token("token-of-b"));
    assert_eq!(desk.model.notice(), Some(&Notice::Failed(Fault::SignedOut)));
    assert!(desk.model.job().sign_in().is_some_and(|sign_in| !sign_in.is_checking()), "still at this step");
    desk.press(token("token-of-a"));
    desk.press(Command::StepBack);
    assert!(desk.model.job().sign_in().is_some_and(|sign_in| sign_in.found().is_none()), "back at the token");
    desk.press(Command::StepBack);
    assert!(desk.model.job().sign_in().is_none(), "back at the address");
    desk.sign_in(&host("a"), "token-of-a");
    assert_eq!(desk.open(), Some("A"));
}

#[test]
fn a_check_that_is_ended_comes_to_nothing() {
    let mut desk = Desk::with_two();
    desk.press(Command::Locate("a.amocrm.ru".to_owned()));
    desk.update(token("token-of-a"));
    let under_way = desk.ask().expect("a request");
    desk.press(Command::Stop);
    desk.carry_out(under_way);
    desk.run();
    assert!(
        desk.model.job().sign_in().is_some_and(|sign_in| !sign_in.is_checking() && sign_in.found().is_none())
    );
}

#[test]
fn an_answer_for_one_account_is_not_taken_for_another_that_is_being_signed_in_to() {
    let mut desk = Desk::with_two();
    desk.update(Command::SignIn { address: "a.amocrm.ru".into(), token: "token-of-a".to_owned().into() });
    let late = desk.ask().expect("a request to A");
    desk.press(Command::Locate("b.amocrm.ru".to_owned()));
    desk.update(token("token-of-b"));
    desk.carry_out(late);
    desk.run();
    let found = desk.model.job().sign_in().and_then(|sign_in| sign_in.found()).expect("a look at B");
    assert_eq!(found.account_name(), "B");
}

// ---- the list ------------------------------------------------------------------------------------------

#[test]
fn the_last_account_opens_at_the_next_start_without_asking() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    let desk = desk.restarted();
    assert_eq!(desk.open(), Some("B"), "{:?}", desk.model.notice());
    let names: Vec<&str> = desk.model.accounts().known().iter().map(|known| known.name.as_str()).collect();
    assert_eq!(names, ["B", "A"], "the last one first");
}

#[test]
fn switching_asks_nothing_and_loses_nothing() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.rename_a_status("Mine in A");
    desk.press(Command::AddAccount);
    assert_eq!((desk.model.screen().question(), desk.open()), (None, None), "the start screen");
    desk.sign_in(&host("b"), "token-of-b");
    assert!(!desk.has_status("Mine in A"), "another account");
    desk.rename_a_status("Mine in B");
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!((desk.model.screen().question(), desk.open()), (None, Some("A")), "nothing is asked");
    assert!(desk.has_status("Mine in A") && desk.done.is_empty(), "as it was left, and nobody was asked");
    assert_eq!(
        (desk.model.accounts().unsaved(), desk.model.accounts().unsaved_in(&host("b"))),
        (2, 1),
        "both drafts"
    );
    desk.press(Command::Close);
    assert_eq!(
        desk.model.screen().question(),
        Some(Question::Leave(etapa::model::Leave::Close)),
        "leaving asks"
    );
}

#[test]
fn a_late_answer_for_one_account_never_touches_another() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    let before = desk.model.draft().map(|draft| draft.edited().clone());
    desk.press(Command::OpenAccount(host("a")));
    desk.update(Command::Reload);
    let late = desk.ask().expect("a reading of A");
    desk.press(Command::OpenAccount(host("b")));
    desk.server(&host("a")).world_mut().name = "Another name".to_owned();
    desk.carry_out(late);
    desk.run();
    assert_eq!(desk.model.draft().map(|draft| draft.edited().clone()), before, "B is as it was");
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.open(), Some("A"), "and so is A");
}

#[test]
fn a_late_secret_for_one_account_never_opens_another() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    let known = desk.model.accounts().known().clone();
    desk.model = etapa::model::Model::new(
        etapa::model::Settings::default(),
        etapa::amo::Pace::new(std::time::Duration::ZERO),
    )
    .with_accounts(known);
    desk.update(Command::OpenAccount(host("a")));
    let late = desk.ask().expect("the keyring is asked for A");
    desk.press(Command::OpenAccount(host("b")));
    desk.carry_out(late);
    desk.run();
    assert_eq!(desk.open(), Some("B"), "the one that the user wants now");
}

#[test]
fn forgetting_asks_and_leaves_nothing() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.press(Command::AskForget(host("a")));
    assert_eq!(desk.model.screen().question(), Some(Question::Forget(host("a"))));
    desk.press(Command::Cancel);
    assert_eq!(desk.model.accounts().known().len(), 1, "nothing has happened");
    desk.press(Command::AskForget(host("a")));
    desk.press(Command::ForgetAccount);
    assert!(desk.model.accounts().known().is_empty() && desk.open().is_none(), "neither listed nor open");
    assert!(desk.keyring.is_empty(), "nor kept");
    desk.keyring_fault = Some(VaultFault::Locked);
    desk.sign_in(&host("b"), "token-of-b");
    desk.press(Command::AskForget(host("b")));
    desk.press(Command::ForgetAccount);
    assert_eq!(desk.model.notice(), Some(&Notice::NotForgotten(VaultFault::Locked)), "what may be left");
}

#[test]
fn a_label_and_a_lock_stay_with_the_account() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.press(Command::SetLabel(host("a"), Some(Label::Green)));
    desk.press(Command::SetAccess(host("a"), Access::LookOnly));
    let read_only = |desk: &Desk| desk.model.session().and_then(Session::read_only);
    assert_eq!(read_only(&desk), Some(ReadOnly::LookOnly), "at once");
    desk.rename_a_status("Not allowed");
    assert!(!desk.has_status("Not allowed"), "locked");
    let mut desk = desk.restarted();
    assert_eq!(read_only(&desk), Some(ReadOnly::LookOnly), "in the next run as well");
    assert_eq!(desk.model.accounts().open_entry().and_then(|known| known.label), Some(Label::Green));
    desk.press(Command::SetAccess(host("a"), Access::Full));
    desk.rename_a_status("Allowed");
    assert!(desk.has_status("Allowed"), "unlocked");
}

// ---- the keyring ---------------------------------------------------------------------------------------

#[test]
fn without_a_keyring_the_account_is_open_for_this_run_only() {
    for fault in [VaultFault::Absent, VaultFault::Locked, VaultFault::Other("odd".to_owned())] {
        let mut desk = Desk::with_two();
        desk.keyring_fault = Some(fault.clone());
        desk.sign_in(&host("a"), "token-of-a");
        assert_eq!(desk.open(), Some("A"), "open all the same");
        assert_eq!(desk.model.notice(), Some(&Notice::NotKept(fault.clone())), "one sentence");
        assert!(desk.model.session().is_some_and(Session::is_for_this_run_only));
        let mut desk = desk.restarted();
        assert_eq!(desk.model.notice(), Some(&Notice::Keyring(fault)), "what the keyring lacks");
        assert!(
            desk.model.job().sign_in().is_some_and(|sign_in| *sign_in.host() == host("a")),
            "sign in again"
        );
        desk.press(token("token-of-a"));
        desk.press(Command::Connect);
        assert_eq!(desk.open(), Some("A"));
    }
}

/// Carries out what comes before a token is to be kept.
fn until_it_keeps(desk: &mut Desk) -> IssuedEffect {
    loop {
        let issued = desk.ask().expect("the account is read, then its token kept");
        if matches!(issued.effect, Effect::Keep { .. }) {
            return issued;
        }
        desk.carry_out(issued);
    }
}

#[test]
fn nobody_has_to_wait_for_a_keyring_that_waits_for_its_password() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    let known = desk.model.accounts().known().clone();
    desk.press(Command::AddAccount);
    // Kept while the account is open: it can be worked in meanwhile.
    desk.press(Command::Locate("b.amocrm.ru".to_owned()));
    desk.press(token("token-of-b"));
    desk.update(Command::Connect);
    let keeping = until_it_keeps(&mut desk);
    assert_eq!(
        (desk.open(), desk.model.lanes().is_keeping()),
        (Some("B"), Some(&host("b"))),
        "open meanwhile"
    );
    desk.rename_a_status("Meanwhile");
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    desk.press(Command::SkipKeyring);
    assert!(desk.model.session().is_some_and(Session::is_for_this_run_only));
    desk.carry_out(keeping);
    assert!(desk.model.lanes().is_keeping().is_none(), "what comes late is not waited for");
    // Read before the account is open: the token can be typed instead.
    let mut desk = Desk::with_two();
    desk.model = std::mem::replace(&mut desk.model, Desk::with_two().model).with_accounts(known);
    desk.update(Command::OpenAccount(host("a")));
    let reading = desk.ask().expect("the keyring is asked");
    assert_eq!(desk.model.job().is_unlocking(), Some(&host("a")));
    assert_eq!(desk.model.lanes().awaited(), [reading.id], "an answer is waited for");
    desk.press(Command::SkipKeyring);
    desk.press(token("token-of-a"));
    desk.press(Command::Connect);
    desk.carry_out(reading);
    assert_eq!(desk.open(), Some("A"));
}

#[test]
fn a_secret_that_is_not_kept_is_told_in_its_own_account_only() {
    let mut desk = Desk::with_two();
    desk.press(Command::Locate("a.amocrm.ru".to_owned()));
    desk.press(token("token-of-a"));
    desk.update(Command::Connect);
    let keeping = until_it_keeps(&mut desk);
    desk.press(Command::AddAccount);
    let token = "token-of-b".to_owned().into();
    desk.press(Command::SignIn { address: "b.amocrm.ru".to_owned(), token });
    desk.keyring_fault = Some(VaultFault::Locked);
    desk.carry_out(keeping);
    assert_eq!((desk.open(), desk.model.notice()), (Some("B"), None), "B has nothing to do with it");
    desk.press(Command::OpenAccount(host("a")));
    assert!(desk.model.session().is_some_and(Session::is_for_this_run_only), "and A knows");
}

// ---- rights and losing the session ---------------------------------------------------------------------

#[test]
fn who_is_no_administrator_looks_and_who_is_not_known_may_try() {
    let told = r#"{"id":7,"name":"Boris","rights":{"is_admin":false}}"#;
    let told = || FaultKind::instead(200, "application/json", told);
    let mut desk = Desk::with_two();
    desk.scripted_fault(&host("a"), ScriptedFault::new(Method::GET, 1, told()).at("/api/v4/users"));
    desk.sign_in(&host("a"), "token-of-a");
    let session = desk.model.session().expect("open");
    assert_eq!((session.read_only(), session.user_name()), (Some(ReadOnly::NoAdministrator), "Boris"));
    // Rights that were given meanwhile are seen by reading again.
    desk.press(Command::Reload);
    assert!(desk.model.session().is_some_and(Session::is_writable), "{:?}", desk.done);

    let mut desk = Desk::new([(host("a"), account("a", "token-of-a").with_rights(Rights::Reader))]);
    desk.sign_in(&host("a"), "token-of-a");
    assert_eq!(desk.open(), Some("A"), "{:?}", desk.model.notice());
    desk.rename_a_status("A try");
    desk.press(Command::Save);
    assert_eq!(desk.model.notice(), Some(&Notice::Failed(Fault::Forbidden)), "the server decides");
    let session = desk.model.session().expect("open");
    assert_eq!(session.read_only(), Some(ReadOnly::NoAdministrator));
    assert!(desk.has_status("A try"), "the draft is kept");
}

#[test]
fn whatever_ends_a_session_keeps_the_draft_and_has_its_own_name() {
    for (fault_kind, fault, question) in [
        (FaultKind::unpaid(), Fault::Unpaid, None),
        (FaultKind::blocked(), Fault::Blocked, None),
        (FaultKind::outside_of_allow_list(), Fault::NotListed, None),
        (FaultKind::instead(401, "application/json", "{}"), Fault::SignedOut, Some(Question::Token)),
        (FaultKind::sign_in_page(), Fault::AccessOver, Some(Question::Token)),
    ] {
        for nth in [1, 2] {
            let mut desk = Desk::with_two();
            desk.sign_in(&host("a"), "token-of-a");
            desk.rename_a_status("Mine");
            desk.scripted_fault(&host("a"), ScriptedFault::new(Method::GET, nth, fault_kind.clone()));
            desk.press(Command::Save);
            if nth == 1 {
                assert_eq!(desk.model.notice(), Some(&Notice::Failed(fault.clone())));
                assert_eq!(desk.model.screen().question(), question, "{fault:?}");
            }
            assert!(desk.has_status("Mine"), "the draft is kept");
            desk.press(Command::Cancel);
            desk.press(Command::Save);
            assert!(desk.model.accounts().unsaved() == 0, "the next try succeeds: {:?}", desk.model.notice());
        }
    }
}

#[test]
fn another_token_for_an_account_goes_on_with_its_draft() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.rename_a_status("Mine");
    let server = desk.server(&host("a"));
    *server = server.clone().with_token("another-token");
    desk.press(Command::Save);
    assert_eq!(desk.model.screen().question(), Some(Question::Token));
    // Instead of answering, the user signs in anew from the start screen.
    desk.press(Command::AddAccount);
    desk.sign_in(&host("a"), "another-token");
    assert!(desk.has_status("Mine"), "over the draft");
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    assert_eq!(desk.restarted().open(), Some("A"), "the new token is kept");
}

#[test]
fn a_sign_in_in_one_step_goes_on_with_the_draft_of_the_account() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.rename_a_status("Mine");
    desk.press(Command::AddAccount);
    let token = || "token-of-a".to_owned().into();
    desk.press(Command::SignIn { address: "a.amocrm.ru".to_owned(), token: token() });
    assert_eq!((desk.open(), desk.has_status("Mine")), (Some("A"), true), "{:?}", desk.model.notice());
    assert_eq!(desk.model.accounts().unsaved(), 1, "there is one draft and no other");
}

// ---- secrecy -------------------------------------------------------------------------------------------

#[test]
fn nothing_that_is_printed_holds_a_token() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.press(Command::SignOut);
    desk.press(Command::SignIn { address: "b.amocrm.ru".to_owned(), token: "token-of-b".to_owned().into() });
    desk.press(Command::Renew("token-of-b".to_owned().into()));
    assert_eq!(desk.open(), Some("B"));
    let printed = desk.printed.concat();
    assert!(printed.contains("a.amocrm.ru") && printed.contains("***"), "there is something to see");
    assert!(!printed.contains("token-of-"), "no token");
}

/// Returns everything that was written below a folder.
fn written(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
    let told = |path: PathBuf| {
        let text = if path.is_dir() { written(&path) } else { read(&path) };
        format!("{}: {text}\n", path.display())
    };
    entries.map(told).collect()
}

#[test]
fn the_next_run_opens_the_account_and_no_file_holds_its_token() {
    const TOKEN: &str = "a-token-that-nobody-writes-down";
    let mut server = account("a", TOKEN);
    let loopback = Loopback::start(move |request| Answer::Response(server.answer(request)));
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let secrets = Secrets::default();
    let mut window = Window::of_a_user(scratch.path(), secrets.store());
    window.fill(Role::TextInput, "Account address", &loopback.origin());
    window.fill(Role::PasswordInput, "Access token", TOKEN);
    window.click_and_wait("Connect", "the token is kept", |_| !secrets.names().is_empty());
    window.exit();
    let written = written(scratch.path());
    assert!(written.contains("accounts.json") && written.contains("127.0.0.1"), "the account: {written}");
    assert!(!written.contains(TOKEN), "but not its token: {written}");
    let mut window = Window::of_a_user(scratch.path(), secrets.store());
    window.wait_until("the account opens by itself", |window| !window.order().is_empty());
    assert!(window.alerts().is_empty(), "{:?}", window.alerts());
}
