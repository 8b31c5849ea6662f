//! The model talking to several pretend accounts and to a keyring in memory: no thread, no socket.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use etapa::amo::{self, OAuthFault, OAuthRequest, Pace, SendFault, TokenPair};
use etapa::app::account_store::AccountStore;
use etapa::crm::{Edit, Item};
use etapa::demo::{Answer, FaultyServer, OAuth, ScriptedFault, SeedWords, Server, World};
use etapa::model::{
    ArchiveFault, ChosenFile, Command, Connection, Credentials, DiskRequest, Effect, Host, Integration,
    IssuedEffect, KnownAccount, Model, Now, OAuthKeys, Refreshed, Reply, Settings, SignInMethod, VaultFault,
};
use jiff::Timestamp;

/// More effects than any story may need.
const ENDLESS: usize = 300;

/// When the stories happen, in Unix seconds.
pub const NOW: i64 = 1_760_000_000;

/// What the user's own integration is called in the stories.
pub const CLIENT: [&str; 3] = ["c11e47", "client-secret", "https://shop.example/"];

/// A model, the accounts that it can reach, and the keyring.
pub struct Desk {
    pub model: Model,
    pub accounts: BTreeMap<Host, FaultyServer>,
    pub keyring: BTreeMap<Host, Credentials>,
    /// What is written down, if the model writes anything down.
    pub archive: AccountStore,
    /// What the user chooses when asked for a file to read.
    pub chosen: Result<Option<ChosenFile>, ArchiveFault>,
    /// The files that were written, by their suggested names.
    pub files: Vec<ChosenFile>,
    /// Why nothing can be written down, if so.
    pub archive_fault: Option<ArchiveFault>,
    /// Why the keyring cannot be asked, if so.
    pub keyring_fault: Option<VaultFault>,
    /// What was carried out, such as `a.amocrm.ru GET /api/v4/account` or `keep a.amocrm.ru`.
    pub done: Vec<String>,
    /// Everything that was ever printed of the model and of what it asked and was told.
    pub printed: Vec<String>,
    now: Instant,
    /// The same in Unix seconds.
    time: i64,
}

pub fn host(name: &str) -> Host {
    Host::parse(&format!("{name}.amocrm.ru")).expect("a host")
}

/// An account of this name that lets in whoever has this token.
pub fn account(name: &str, token: &str) -> Server {
    let world = World { name: name.to_uppercase(), ..World::demo(SeedWords::English) };
    Server::new(world).with_token(token)
}

/// An account of this name with the user's own integration.
pub fn integrated(name: &str) -> Server {
    let [id, secret, redirect] = CLIENT;
    let oauth = OAuth::new(id, secret, redirect).with_times(NOW, 86_400);
    account(name, "long-lived").with_oauth(oauth)
}

impl Desk {
    pub fn new(accounts: impl IntoIterator<Item = (Host, Server)>) -> Self {
        let accounts =
            accounts.into_iter().map(|(host, server)| (host, FaultyServer::new(server, Vec::new())));
        Self {
            model: Model::new(Settings::default(), Pace::new(Duration::ZERO)),
            accounts: accounts.collect(),
            keyring: BTreeMap::new(),
            archive: AccountStore::new(None),
            chosen: Ok(None),
            files: Vec::new(),
            archive_fault: None,
            keyring_fault: None,
            done: Vec::new(),
            printed: Vec::new(),
            now: Instant::now(),
            time: NOW,
        }
    }

    /// Two accounts, `a` and `b`, whose tokens are `token-of-a` and `token-of-b`.
    pub fn with_two() -> Self {
        Self::new(["a", "b"].map(|name| (host(name), account(name, &format!("token-of-{name}")))))
    }

    /// Sets the time, in Unix seconds.
    pub fn at(mut self, now: i64) -> Self {
        self.time = now;
        self
    }

    fn now(&self) -> Now {
        Now { instant: self.now, wall: Timestamp::from_second(self.time).expect("a time") }
    }

    /// Gives a command, and carries nothing out.
    pub fn update(&mut self, command: Command) {
        self.model.update(command, self.now());
    }

    /// The same accounts and keyring in the next run, with the list that was remembered.
    pub fn restarted(mut self) -> Self {
        let known: Vec<KnownAccount> = self.model.accounts().known().clone();
        let first = known.first().map(|known| known.host.clone());
        self.model = Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_accounts(known);
        if let Some(host) = first {
            self.press(Command::OpenAccount(host));
        }
        self
    }

    /// Lets this go wrong at one of the accounts.
    pub fn scripted_fault(&mut self, host: &Host, scripted_fault: ScriptedFault) {
        let server = self.server(host).clone();
        self.accounts.insert(host.clone(), FaultyServer::new(server, vec![scripted_fault]));
    }

    pub fn server(&mut self, host: &Host) -> &mut Server {
        self.accounts.get_mut(host).expect("an account at this host").server_mut()
    }

    pub fn oauth(&mut self, host: &Host) -> &mut OAuth {
        self.server(host).oauth_mut().expect("an account with an integration")
    }

    /// Gives a command and carries effects out until there are none.
    pub fn press(&mut self, command: Command) {
        self.done.clear();
        self.printed.push(format!("{command:?}"));
        self.update(command);
        self.run();
    }

    pub fn run(&mut self) {
        for _ in 0..ENDLESS {
            if let Some(issued) = self.ask() {
                self.carry_out(issued);
            } else {
                // What cannot be written is tried for ever.
                match self.model.wake_at().filter(|_| self.archive_fault.is_none()) {
                    Some(then) if then > self.now => self.now = then,
                    _ => return,
                }
            }
        }
        panic!("effects without an end: {:#?}", self.done);
    }

    /// Lets time pass, and carries out what it brings.
    pub fn pass(&mut self, time: Duration) {
        self.now += time;
        self.run();
    }

    /// Takes the next effect, to be carried out later.
    pub fn ask(&mut self) -> Option<IssuedEffect> {
        let issued = self.model.next_effect(self.now())?;
        self.printed.push(format!("{issued:?}"));
        Some(issued)
    }

    pub fn carry_out(&mut self, issued: IssuedEffect) {
        let reply = self.reply(issued.effect);
        self.model.receive(issued.id, reply, self.now());
        self.printed.push(format!("{:?}", self.model));
    }

    fn reply(&mut self, effect: Effect) -> Reply {
        match effect {
            Effect::Request { connection: Connection::Live { host, credentials }, request } => {
                self.done.push(format!("{host} {} {}", request.method.as_str(), request.url));
                let bearer = format!("Bearer {}", credentials.access().reveal());
                Reply::Answer(self.send(&host, &request.with_header("Authorization", bearer)))
            }
            Effect::Request { .. } => panic!("no demo account here"),
            Effect::Exchange { host, integration, code } => {
                self.done.push(format!("exchange {host}"));
                Reply::TokenGranted(self.tokens(&amo::request_exchange(&host, &integration, &code)))
            }
            Effect::Refresh { host, keys, .. } => {
                self.done.push(format!("refresh {host}"));
                let pair = self.tokens(&amo::request_refresh(&host, &keys.integration, &keys.pair.refresh));
                Reply::Refreshed(pair.map(|pair| {
                    let former = Some(keys.pair.refresh);
                    let keys = OAuthKeys { integration: keys.integration, pair, former };
                    let kept = self.change_keyring(|keyring| {
                        keyring.insert(host.clone(), Credentials::OAuth(keys.clone()));
                    });
                    Refreshed { host, keys, kept }
                }))
            }
            Effect::Read { host, .. } => {
                self.done.push(format!("read {host}"));
                let found = self.keyring.get(&host).cloned();
                Reply::CredentialsRead(self.keyring_fault.clone().map_or(Ok(found), Err))
            }
            Effect::Keep { host, credentials } => {
                self.done.push(format!("keep {host}"));
                Reply::CredentialsStored(self.change_keyring(|keyring| {
                    keyring.insert(host, credentials);
                }))
            }
            Effect::Disk { folder, request } => {
                let writes = matches!(
                    request,
                    DiskRequest::KeepDraft(_) | DiskRequest::KeepBackup { .. } | DiskRequest::KeepSave(_)
                );
                let fault = self.archive_fault.clone().filter(|_| writes);
                Reply::Disk(fault.map_or_else(|| self.archive.carry_out(&folder, request), Err))
            }
            Effect::SaveFile { name, made, contents } => {
                let bytes = contents.to_bytes(made).expect("contents that can be written");
                self.files.push(ChosenFile { name: name.clone(), bytes });
                Reply::FileSaved(Ok(Some(name)))
            }
            Effect::OpenFile => Reply::FileOpened(self.chosen.clone()),
            Effect::ShowFolder => Reply::FolderShown(true),
            Effect::ReadFile(reading) => Reply::FileRead(reading.read()),
            Effect::Forget { host } => {
                self.done.push(format!("forget {host}"));
                Reply::CredentialsStored(self.change_keyring(|keyring| {
                    keyring.remove(&host);
                }))
            }
        }
    }

    fn change_keyring(
        &mut self,
        change: impl FnOnce(&mut BTreeMap<Host, Credentials>),
    ) -> Result<(), VaultFault> {
        self.keyring_fault.clone().map_or(Ok(()), Err)?;
        change(&mut self.keyring);
        Ok(())
    }

    fn tokens(&mut self, request: &OAuthRequest) -> Result<TokenPair, OAuthFault> {
        let answer = self.send(request.host(), request.reveal())?;
        amo::read_tokens(&answer, self.time)
    }

    fn send(&mut self, host: &Host, request: &ehttp::Request) -> Result<ehttp::Response, SendFault> {
        let server = self.accounts.get_mut(host).ok_or(SendFault::UnknownHost)?;
        match server.answer(request) {
            Answer::Response(response) => Ok(response),
            Answer::DoneButLost | Answer::LostBeforeDone => Err(SendFault::Lost),
            Answer::Silence => Err(SendFault::TimedOut),
        }
    }

    /// Signs in with a token, step by step.
    pub fn sign_in(&mut self, host: &Host, token: &str) {
        self.press(Command::Locate(host.to_string()));
        self.press(Command::Check(SignInMethod::Token(token.to_owned().into())));
        self.press(Command::Connect);
    }

    /// Signs in with the user's own integration, step by step.
    pub fn sign_in_by_code(&mut self, host: &Host) {
        self.press(Command::Locate(host.to_string()));
        let code = self.oauth(host).issue_code();
        self.press(Command::Check(proof(&code)));
        self.press(Command::Connect);
    }

    /// Returns the name of the account that is open.
    pub fn open(&self) -> Option<&str> {
        self.model.draft().map(|draft| draft.base().name.as_str())
    }

    /// Renames the first ordinary status of the account that is open.
    pub fn rename_a_status(&mut self, name: &str) {
        self.press(self.renaming(name));
    }

    /// Returns the command for that.
    pub fn renaming(&self, name: &str) -> Command {
        let draft = self.model.draft().expect("an account is open");
        let status = draft.edited().statuses.iter().find(|status| !status.system).expect("a status");
        let item = Item::Status(status.key);
        Command::Edit(Edit::Rename(item, name.to_owned()))
    }

    /// Tells whether the account that is open has a status of this name.
    pub fn has_status(&self, name: &str) -> bool {
        self.model
            .draft()
            .is_some_and(|draft| draft.edited().statuses.iter().any(|status| status.name == name))
    }
}

/// What the user gives of the integration, with this code.
pub fn proof(code: &str) -> SignInMethod {
    let [id, secret, redirect] = CLIENT.map(str::to_owned);
    let integration = Integration { client_id: id, client_secret: secret.into(), redirect_uri: redirect };
    SignInMethod::Code { integration, code: code.to_owned().into() }
}
