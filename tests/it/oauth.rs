//! Signing in with the user's own integration: codes, renewals, and their end.

use std::sync::{Arc, Mutex};

use ehttp::Method;
use etapa::amo::{Fault, OAuthFault, Token};
use etapa::app::credentials;
use etapa::app::renewal::Renewal;
use etapa::app::transport::{Deadlines, Network};
use etapa::demo::{FaultKind, OAuth, Rotation, ScriptedFault};
use etapa::model::{
    Command, CredentialStorage, Credentials, CredentialsKind, Host, Notice, OAuthKeys, Question, Session,
    SignInMethod, VaultFault,
};

use crate::support::desk::{CLIENT, Desk, NOW, account, host, integrated, proof};
use crate::support::loopback::{Answer, Loopback};
use crate::support::secrets::Secrets;

fn desk() -> Desk {
    Desk::new([(host("a"), integrated("a")), (host("b"), account("b", "token-of-b"))])
}

fn keys(desk: &Desk) -> OAuthKeys {
    match desk.keyring.get(&host("a")) {
        Some(Credentials::OAuth(keys)) => keys.clone(),
        other => panic!("the keys of an integration: {other:?}"),
    }
}

fn count(desk: &Desk, what: &str) -> usize {
    desk.done.iter().filter(|done| done.contains(what)).count()
}

#[test]
fn a_code_opens_the_account_and_the_next_run_needs_none() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    assert_eq!(desk.open(), Some("A"), "{:?}", desk.model.notice());
    let desk = desk.restarted();
    assert_eq!(desk.open(), Some("A"), "{:?}", desk.model.notice());
    assert_eq!(count(&desk, "refresh"), 0, "the tokens are fresh");
}

#[test]
fn what_is_wrong_with_a_code_is_told_and_the_next_one_works() {
    let mut desk = desk();
    desk.press(Command::Locate("a.amocrm.ru".to_owned()));
    desk.press(Command::Check(proof("код")));
    assert_eq!(desk.model.notice(), Some(&Notice::NoCode));
    desk.press(Command::Check(proof("nonsense")));
    assert_eq!(desk.model.notice(), Some(&Notice::SignIn(OAuthFault::CodeUnreadable)));
    let code = desk.oauth(&host("a")).issue_code();
    desk.press(Command::Check(proof(&code)));
    assert!(
        desk.model.job().sign_in().is_some_and(|sign_in| sign_in.found().is_some()),
        "{:?}",
        desk.model.notice()
    );
}

#[test]
fn tokens_are_renewed_before_they_expire() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    let before = keys(&desk);
    desk = desk.at(NOW + 86_400 - 60);
    desk.press(Command::Reload);
    assert!(desk.done[0].starts_with("refresh"), "first of all: {:?}", desk.done);
    assert_eq!(count(&desk, "refresh"), 1, "once");
    assert!(matches!(desk.model.notice(), Some(Notice::Reloaded(_))), "{:?}", desk.model.notice());
    assert_ne!(keys(&desk).pair, before.pair, "new tokens");
    assert_eq!(keys(&desk).former, Some(before.pair.refresh), "beside the old one");
}

#[test]
fn a_refusal_renews_the_tokens_once_and_repeats_the_request() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.rename_a_status("Mine");
    desk.oauth(&host("a")).expire_access();
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    assert_eq!((count(&desk, "refresh"), count(&desk, "PATCH")), (1, 1), "{:?}", desk.done);
    // Between the check and the write as well, and the write is still done once.
    desk.rename_a_status("Mine again");
    desk.update(Command::Save);
    let check = desk.ask().expect("the check");
    desk.carry_out(check);
    desk.oauth(&host("a")).expire_access();
    desk.done.clear();
    desk.run();
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    assert_eq!(
        (count(&desk, "refresh"), count(&desk, "PATCH")),
        (1, 2),
        "refused, then done: {:?}",
        desk.done
    );
}

#[test]
fn a_write_that_may_be_done_is_not_repeated_with_new_tokens() {
    for is_done in [true, false] {
        let mut desk = desk();
        desk.sign_in_by_code(&host("a"));
        desk.rename_a_status("Mine");
        let page = FaultKind::instead(401, "text/html", "<html>Sign in</html>");
        let page = if is_done { page.but_done() } else { page };
        desk.scripted_fault(&host("a"), ScriptedFault::new(Method::PATCH, 1, page));
        desk.press(Command::Save);
        assert_eq!(count(&desk, "PATCH"), 1, "{:?}", desk.done);
        let notice = desk.model.notice();
        assert_eq!(matches!(notice, Some(Notice::Saved { .. })), is_done, "{notice:?}");
        assert_eq!(matches!(notice, Some(Notice::NotArrived(Fault::SignedOut))), !is_done, "{notice:?}");
    }
}

#[test]
fn a_server_that_refuses_every_token_is_asked_twice_and_no_more() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.rename_a_status("Mine");
    for _ in 0..2 {
        let refusal = || FaultKind::instead(401, "application/json", "{}");
        let server = desk.server(&host("a")).clone();
        let script = vec![
            ScriptedFault::new(Method::GET, 1, refusal()),
            ScriptedFault::new(Method::GET, 2, refusal()),
        ];
        desk.accounts.insert(host("a"), etapa::demo::FaultyServer::new(server, script));
        desk.press(Command::Reload);
        assert_eq!((count(&desk, "refresh"), count(&desk, "GET")), (1, 2), "{:?}", desk.done);
        assert_eq!(desk.model.screen().question(), Some(Question::Code), "the user can go on");
        assert!(desk.has_status("Mine"), "the draft is kept");
        desk.press(Command::Cancel);
    }
}

#[test]
fn a_revoked_integration_asks_for_a_code_over_the_draft() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.rename_a_status("Mine");
    desk.oauth(&host("a")).revoke();
    desk.press(Command::Save);
    assert_eq!(desk.model.notice(), Some(&Notice::SignIn(OAuthFault::RefreshRevoked)));
    assert_eq!(desk.model.screen().question(), Some(Question::Code));
    assert_eq!(count(&desk, "refresh"), 1, "{:?}", desk.done);
    desk.press(Command::Cancel);
    desk.press(Command::Save);
    assert_eq!(count(&desk, "refresh"), 0, "what was refused for good is not asked again: {:?}", desk.done);
    assert_eq!(desk.model.screen().question(), Some(Question::Code), "but the user is");
    desk.press(Command::Renew("nonsense".to_owned().into()));
    assert_eq!(desk.model.notice(), Some(&Notice::SignIn(OAuthFault::CodeUnreadable)));
    assert_eq!(desk.model.screen().question(), Some(Question::Code), "once more");
    let code = desk.oauth(&host("a")).issue_code();
    desk.press(Command::Renew(code.into()));
    assert!(matches!(desk.model.notice(), Some(Notice::Reloaded(_))), "{:?}", desk.model.notice());
    assert!(desk.has_status("Mine"), "over the draft");
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    assert_eq!(desk.restarted().open(), Some("A"), "the new keys are kept");
}

#[test]
fn a_vendor_that_cannot_renew_now_is_left_alone_while_the_token_is_good() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk = desk.at(NOW + 86_400 - 60);
    desk.scripted_fault(&host("a"), ScriptedFault::new(Method::POST, 1, FaultKind::broken(503)));
    desk.press(Command::Reload);
    assert!(matches!(desk.model.notice(), Some(Notice::Reloaded(_))), "{:?}", desk.model.notice());
    assert_eq!(count(&desk, "refresh"), 1, "not before every request: {:?}", desk.done);
    desk = desk.at(NOW + 86_400);
    desk.press(Command::Reload);
    assert_eq!(count(&desk, "refresh"), 1, "a minute later: {:?}", desk.done);
    // A token that is refused, and a vendor who is ill: that is what is told.
    desk.oauth(&host("a")).expire_access();
    desk.scripted_fault(&host("a"), ScriptedFault::new(Method::POST, 1, FaultKind::broken(503)));
    desk.press(Command::Reload);
    assert_eq!(desk.model.notice(), Some(&Notice::Failed(Fault::Broken { http_status: 503 })));
    assert_eq!(desk.model.screen().question(), None, "no new code is needed");
    desk.press(Command::Reload);
    assert!(desk.model.screen().question().is_none(), "{:?}", desk.model.notice());
}

#[test]
fn new_tokens_for_an_account_that_was_left_meanwhile_are_not_lost() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    desk.press(Command::OpenAccount(host("a")));
    desk.oauth(&host("a")).expire_access();
    desk.update(Command::Reload);
    let refused = desk.ask().expect("a reading");
    desk.carry_out(refused);
    let renewal = desk.ask().expect("a renewal");
    desk.press(Command::OpenAccount(host("b")));
    let before = desk.model.draft().map(|draft| draft.edited().clone());
    assert!(desk.model.lanes().awaited().contains(&renewal.id), "still waited for");
    desk.carry_out(renewal);
    assert_eq!(desk.model.draft().map(|draft| draft.edited().clone()), before, "B is not touched");
    desk.press(Command::OpenAccount(host("a")));
    desk.press(Command::Reload);
    assert_eq!((count(&desk, "refresh"), desk.model.screen().question()), (0, None), "{:?}", desk.done);
}

#[test]
fn a_new_code_in_the_sign_in_ends_what_was_refused_before() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.oauth(&host("a")).revoke();
    let mut desk = desk.restarted();
    assert_eq!(desk.model.notice(), Some(&Notice::SignIn(OAuthFault::RefreshRevoked)));
    desk.sign_in_by_code(&host("a"));
    assert_eq!(desk.open(), Some("A"), "{:?}", desk.model.notice());
    desk.oauth(&host("a")).expire_access();
    desk.press(Command::Reload);
    assert_eq!((count(&desk, "refresh"), desk.model.screen().question()), (1, None), "{:?}", desk.done);
}

#[test]
fn a_vendor_that_cannot_renew_now_asks_nobody_to_sign_in_anew() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.oauth(&host("a")).expire_access();
    desk.scripted_fault(&host("a"), ScriptedFault::new(Method::POST, 1, FaultKind::broken(503)));
    let mut desk = desk.restarted();
    assert_eq!(desk.model.notice(), Some(&Notice::Failed(Fault::Broken { http_status: 503 })));
    assert!(desk.model.job().sign_in().is_none(), "the keys are good: back at the list of accounts");
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.open(), Some("A"), "{:?}", desk.model.notice());
}

#[test]
fn what_keeps_the_vendor_from_renewing_has_its_own_name_and_asks_for_no_code() {
    for (fault_kind, fault) in [
        (FaultKind::unpaid(), Fault::Unpaid),
        (FaultKind::blocked(), Fault::Blocked),
        (FaultKind::outside_of_allow_list(), Fault::NotListed),
    ] {
        let mut desk = desk();
        desk.sign_in_by_code(&host("a"));
        desk.rename_a_status("Mine");
        desk.oauth(&host("a")).expire_access();
        desk.scripted_fault(&host("a"), ScriptedFault::new(Method::POST, 1, fault_kind));
        desk.press(Command::Save);
        assert_eq!(desk.model.notice(), Some(&Notice::Failed(fault.clone())));
        assert_eq!(desk.model.screen().question(), None, "{fault:?}: another code would not help");
        assert_eq!(count(&desk, "refresh"), 1, "{:?}", desk.done);
        desk.press(Command::Save);
        assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    }
}

#[test]
fn new_tokens_that_are_not_kept_while_the_account_opens_are_told() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.oauth(&host("a")).expire_access();
    desk.press(Command::SignOut);
    desk.update(Command::OpenAccount(host("a")));
    let reading = desk.ask().expect("the keyring is asked");
    desk.carry_out(reading);
    desk.keyring_fault = Some(VaultFault::Locked);
    desk.run();
    assert_eq!((desk.open(), count(&desk, "refresh")), (Some("A"), 1), "{:?}", desk.done);
    assert_eq!(desk.model.notice(), Some(&Notice::NotKept(VaultFault::Locked)));
    assert!(desk.model.session().is_some_and(Session::is_for_this_run_only));
}

#[test]
fn new_tokens_that_nobody_waited_for_are_renewed_like_any_others() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    desk.oauth(&host("a")).expire_access();
    desk.update(Command::Reload);
    let refused = desk.ask().expect("a reading");
    desk.carry_out(refused);
    let renewal = desk.ask().expect("a renewal");
    desk.press(Command::Stop);
    desk.carry_out(renewal);
    let mut desk = desk.at(NOW + 90_000);
    desk.oauth(&host("a")).expire_access();
    desk.press(Command::Reload);
    assert_eq!((count(&desk, "refresh"), desk.model.screen().question()), (1, None), "{:?}", desk.done);
}

#[test]
fn nothing_that_is_printed_holds_a_secret_of_the_integration() {
    let mut desk = desk();
    desk.sign_in_by_code(&host("a"));
    let first = keys(&desk);
    desk.oauth(&host("a")).expire_access();
    desk.press(Command::Reload);
    let second = keys(&desk);
    let printed = desk.printed.concat();
    assert!(printed.contains(CLIENT[0]), "there is something to see");
    for secret in [&first, &second].into_iter().flat_map(|keys| [&keys.pair.access, &keys.pair.refresh]) {
        assert!(!printed.contains(secret.reveal()), "no token");
    }
    assert!(!printed.contains(CLIENT[1]), "no client secret");
}

// ---- over real HTTP ------------------------------------------------------------------------------------

/// A vendor on this machine, with the sign-in that can be commanded.
fn serve(rotation: Rotation) -> (Loopback, Arc<Mutex<etapa::demo::Server>>) {
    let [id, secret, redirect] = CLIENT;
    let oauth = OAuth::new(id, secret, redirect).with_rotation(rotation);
    let server = Arc::new(Mutex::new(account("a", "unused").with_oauth(oauth)));
    let answering = Arc::clone(&server);
    let loopback = Loopback::start(move |request| {
        Answer::Response(answering.lock().expect("one at a time").answer(request))
    });
    (loopback, server)
}

/// A copy of the program with this keyring.
fn copy_with(secrets: &Secrets) -> Renewal {
    Renewal { network: Network::new(Deadlines::default()), store: secrets.store(), data_dir: None }
}

fn renewal() -> Renewal {
    copy_with(&Secrets::default())
}

fn exchanged(loopback: &Loopback, code: &str) -> (Host, OAuthKeys) {
    let host = Host::parse(&loopback.origin()).expect("a host");
    let SignInMethod::Code { integration, .. } = proof("") else { panic!("an integration") };
    let code = Token::parse(code).expect("a code");
    let pair = renewal().exchange(&host, &integration, &code).expect("a pair");
    (host, OAuthKeys { integration, pair, former: None })
}

#[test]
fn a_code_is_exchanged_and_renewed_over_http_without_an_access_token() {
    let (loopback, server) = serve(Rotation::AtOnce);
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (host, keys) = exchanged(&loopback, &code);
    let refreshed = renewal().refresh(&host, &keys, CredentialStorage::SessionOnly).expect("new tokens");
    assert_eq!(refreshed.host, host, "where it was");
    assert_ne!(refreshed.keys.pair, keys.pair, "new tokens");
    let requests = loopback.record().requests;
    assert_eq!(requests.len(), 2, "{requests:?}");
    for request in requests {
        assert!(request.url.ends_with("/oauth2/access_token"), "{}", request.url);
        assert_eq!(request.headers.get("authorization"), None, "no access token goes along");
        assert_eq!(request.headers.get("content-type"), Some("application/json"));
    }
    let again = renewal().refresh(&host, &keys, CredentialStorage::SessionOnly);
    assert_eq!(again, Err(OAuthFault::RefreshRevoked), "a refresh token works once");
}

#[test]
fn a_new_refresh_token_that_is_no_good_leads_back_to_the_one_before() {
    let (loopback, server) = serve(Rotation::WhenUsed);
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (host, first) = exchanged(&loopback, &code);
    let mut second =
        renewal().refresh(&host, &first, CredentialStorage::SessionOnly).expect("new tokens").keys;
    second.pair.refresh = Token::parse("damaged").expect("a token");
    let third =
        renewal().refresh(&host, &second, CredentialStorage::SessionOnly).expect("the one before works");
    assert_eq!(third.keys.former, Some(first.pair.refresh), "it stays until the next has worked");
}

#[test]
fn a_renamed_account_is_found_again() {
    let (new_place, server) = serve(Rotation::AtOnce);
    let moved = new_place.origin().trim_start_matches("http://").to_owned();
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (_, keys) = exchanged(&new_place, &code);
    // The old place knows nothing but where the account is now, and so does the vendor's own host.
    let place = format!(r#"{{"id":1,"domain":"{moved}"}}"#);
    let old_place = Loopback::start(move |request| {
        let asks = request.url.ends_with("/subdomain") && request.headers.get("x-refresh-token").is_some();
        let (status, body) = if asks { (200, place.as_str()) } else { (404, "{}") };
        Answer::Response(crate::support::loopback::json(status, body))
    });
    let old = Host::parse(&old_place.origin()).expect("a host");
    let access = jwt_naming(&old.to_string());
    let keys = OAuthKeys { pair: etapa::amo::TokenPair { access, ..keys.pair }, ..keys };
    let refreshed = renewal().refresh(&old, &keys, CredentialStorage::SessionOnly).expect("found again");
    assert_eq!(refreshed.host.to_string(), moved, "where it lives now");
    let lookup = &old_place.record().requests[1];
    assert_eq!(lookup.headers.get("authorization"), None, "no access token goes along");
}

/// Makes an access token that says that the vendor answers at this host.
fn jwt_naming(api_domain: &str) -> Token {
    let oauth = OAuth::new("id", "secret", "https://shop.example/").with_api_domain(api_domain);
    let mut server = account("a", "unused").with_oauth(oauth);
    let token = server.oauth_mut().expect("a sign-in").issue_long_lived(1, 2, NOW);
    Token::parse(&token).expect("a token")
}

#[test]
fn what_another_copy_of_the_program_has_renewed_is_taken_and_not_asked_for() {
    let (loopback, server) = serve(Rotation::AtOnce);
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (host, first) = exchanged(&loopback, &code);
    let secrets = Secrets::default();
    credentials::keep(&secrets.store(), &host, &Credentials::OAuth(first.clone())).expect("a keyring");
    let second = copy_with(&secrets).refresh(&host, &first, CredentialStorage::Kept).expect("new tokens");
    let other = copy_with(&secrets).refresh(&host, &first, CredentialStorage::Kept).expect("the same tokens");
    assert_eq!(other, second, "both go on with the same");
    assert_eq!(loopback.record().requests.len(), 2, "one exchange, one renewal");
    let kept = credentials::read(&secrets.store(), &host, CredentialsKind::OAuth).expect("a keyring");
    assert_eq!(kept, Some(Credentials::OAuth(second.keys)), "and have it kept");
}

#[test]
fn what_another_copy_of_the_program_has_forgotten_does_not_come_back() {
    let (loopback, server) = serve(Rotation::AtOnce);
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (host, keys) = exchanged(&loopback, &code);
    let secrets = Secrets::default();
    credentials::keep(&secrets.store(), &host, &Credentials::OAuth(keys.clone())).expect("a keyring");
    copy_with(&secrets).forget(&host).expect("a keyring");
    let refreshed = copy_with(&secrets).refresh(&host, &keys, CredentialStorage::Kept).expect("new tokens");
    assert_eq!(refreshed.kept, Err(VaultFault::Forgotten), "it is told");
    assert!(secrets.names().is_empty(), "and nothing is written: {:?}", secrets.names());
    copy_with(&secrets).refresh(&host, &refreshed.keys, CredentialStorage::New).expect("new tokens");
    assert!(!secrets.names().is_empty(), "what is on its way into the keyring is not forgotten");
}

#[test]
fn older_keys_never_take_the_place_of_newer_ones() {
    let (loopback, server) = serve(Rotation::AtOnce);
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (host, old) = exchanged(&loopback, &code);
    let mut new = old.clone();
    new.pair.expires_at += 1;
    let secrets = Secrets::default();
    for keys in [&new, &old] {
        copy_with(&secrets).keep(&host, &Credentials::OAuth(keys.clone())).expect("a keyring");
    }
    let kept = credentials::read(&secrets.store(), &host, CredentialsKind::OAuth).expect("a keyring");
    assert_eq!(kept, Some(Credentials::OAuth(new)), "the newer ones");
}

#[test]
fn what_the_keyring_could_not_keep_is_renewed_all_the_same() {
    let (loopback, server) = serve(Rotation::AtOnce);
    let code = server.lock().expect("a server").oauth_mut().expect("a sign-in").issue_code();
    let (host, first) = exchanged(&loopback, &code);
    let secrets = Secrets::default();
    credentials::keep(&secrets.store(), &host, &Credentials::OAuth(first.clone())).expect("a keyring");
    // Nobody could write to the keyring when these came.
    let mut second =
        renewal().refresh(&host, &first, CredentialStorage::SessionOnly).expect("new tokens").keys;
    second.pair.expires_at += 1;
    let third = copy_with(&secrets).refresh(&host, &second, CredentialStorage::Kept).expect("newer tokens");
    assert_eq!(third.keys.former, Some(second.pair.refresh), "in place of the newest, not of the kept ones");
}
