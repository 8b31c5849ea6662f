//! A server that breaks as a script says.

use ehttp::{Headers, Method, Request, Response};

use super::Server;

/// A pretend amoCRM, and what goes wrong with it.
#[derive(Clone, Debug)]
pub struct FaultyServer {
    server: Server,
    script: Vec<ScriptedFault>,
    late: Option<Request>,
}

/// One thing that goes wrong, once.
#[derive(Clone, Debug)]
pub struct ScriptedFault {
    method: Method,
    path: String,
    /// How many more fitting requests come before it happens, itself counted; 0 once it has happened.
    left: u32,
    fault_kind: FaultKind,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum FaultKind {
    /// The request is not carried out; this is the answer.
    Instead(Response),
    /// The request is carried out, but this is the answer.
    DoneBut(Response),
    /// The request is carried out, but the answer never arrives.
    DoneButLost,
    /// Nothing comes back, and the request is carried out only after the next one.
    Late,
    /// The connection breaks before the request is carried out.
    LostBeforeDone,
    /// The request is not carried out, and nothing ever comes back.
    Silence,
    /// The request is carried out; a page of a list, other than the first, repeats an item and lacks one.
    Shifted,
    /// The request is carried out, but the answer says that the account is the one of this id.
    Stranger(u64),
}

/// What the one who asked gets to see.
#[derive(Clone, Debug)]
pub enum Answer {
    /// An answer.
    Response(Response),
    /// The connection broke; the request was carried out.
    DoneButLost,
    /// The connection broke; the request was not carried out.
    LostBeforeDone,
    /// Nothing, until the one who asked loses patience.
    Silence,
}

impl FaultyServer {
    /// Puts a script around a server. Where several entries fit one request, the first wins, but all
    /// of them have counted it.
    #[must_use]
    pub fn new(server: Server, script: Vec<ScriptedFault>) -> Self {
        Self { server, script, late: None }
    }

    /// Returns the server, for tests to look at.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Lets somebody else change the account.
    pub fn server_mut(&mut self) -> &mut Server {
        &mut self.server
    }

    /// Answers one request, or does what the script says.
    pub fn answer(&mut self, request: &Request) -> Answer {
        let due: Vec<FaultKind> =
            self.script.iter_mut().filter_map(|scripted_fault| scripted_fault.count(request)).collect();
        let late = self.late.take();
        let answer = match due.into_iter().next() {
            None => Answer::Response(self.server.answer(request)),
            Some(FaultKind::Instead(response)) => Answer::Response(response),
            Some(FaultKind::DoneBut(response)) => {
                self.server.answer(request);
                Answer::Response(response)
            }
            Some(FaultKind::Late) => {
                self.late = Some(request.clone());
                Answer::Silence
            }
            Some(FaultKind::DoneButLost) => {
                self.server.answer(request);
                Answer::DoneButLost
            }
            Some(FaultKind::LostBeforeDone) => Answer::LostBeforeDone,
            Some(FaultKind::Silence) => Answer::Silence,
            Some(FaultKind::Shifted) => {
                self.server.shift_pages(1);
                let answer = self.server.answer(request);
                self.server.shift_pages(0);
                Answer::Response(answer)
            }
            Some(FaultKind::Stranger(id)) => {
                let own = std::mem::replace(&mut self.server.world_mut().id, id);
                let answer = self.server.answer(request);
                self.server.world_mut().id = own;
                Answer::Response(answer)
            }
        };
        if let Some(late) = late {
            self.server.answer(&late);
        }
        answer
    }
}

impl ScriptedFault {
    /// Makes something happen to the `nth` request, from 1, of this method.
    #[must_use]
    pub fn new(method: Method, nth: u32, fault_kind: FaultKind) -> Self {
        Self { method, path: String::new(), left: nth, fault_kind }
    }

    /// Counts only requests whose address contains this.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    /// Counts a request; tells what happens if its turn has come.
    fn count(&mut self, request: &Request) -> Option<FaultKind> {
        if self.left == 0 || self.method != request.method || !request.url.contains(&self.path) {
            return None;
        }
        self.left -= 1;
        (self.left == 0).then(|| self.fault_kind.clone())
    }
}

impl FaultKind {
    /// Answers 429 and says how many seconds to wait.
    #[must_use]
    pub fn too_many(retry_after: u64) -> Self {
        let body = format!(r#"{{"title":"Too many requests","status":429,"retry_after":{retry_after}}}"#);
        Self::instead(429, "application/problem+json", &body)
    }

    /// Answers 403 as the guard in front of the server does when it blocks somebody.
    #[must_use]
    pub fn blocked() -> Self {
        Self::instead(403, "text/html", "<html><body><h1>403 Forbidden</h1></body></html>")
    }

    /// Answers 403 in the old form, because the account lets in only some addresses (code 113).
    #[must_use]
    pub fn outside_of_allow_list() -> Self {
        let body = r#"{"response":{"error":"Access from this IP address is denied","error_code":"113"}}"#;
        Self::instead(403, "application/json", body)
    }

    /// Sends whoever asks to the page where one signs in, as when the user was switched off.
    #[must_use]
    pub fn sign_in_page() -> Self {
        let mut fault_kind = Self::instead(302, "text/html", "<html><body>Sign in</body></html>");
        if let Self::Instead(response) = &mut fault_kind {
            response.headers.insert("location", "/auth/");
        }
        fault_kind
    }

    /// Answers 402, as when the subscription is over.
    #[must_use]
    pub fn unpaid() -> Self {
        let body = r#"{"title":"Payment Required","status":402,"detail":"Payment required"}"#;
        Self::instead(402, "application/problem+json", body)
    }

    /// Answers a failure of the server.
    #[must_use]
    pub fn broken(http_status: u16) -> Self {
        Self::instead(http_status, "text/plain", "Internal Server Error")
    }

    /// Makes the request be carried out although this is answered.
    #[must_use]
    pub fn but_done(self) -> Self {
        match self {
            Self::Instead(response) => Self::DoneBut(response),
            other => other,
        }
    }

    /// Answers anything.
    #[must_use]
    pub fn instead(http_status: u16, content_type: &str, body: &str) -> Self {
        Self::Instead(Response {
            url: String::new(),
            ok: (200..300).contains(&http_status),
            status: http_status,
            status_text: String::new(),
            headers: Headers::new(&[("content-type", content_type)]),
            bytes: body.as_bytes().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SeedWords, World};
    use super::*;
    use crate::amo::Fault;

    const VIP: u64 = 5_120_352;

    fn faulty(script: Vec<ScriptedFault>) -> FaultyServer {
        FaultyServer::new(Server::new(World::demo(SeedWords::English)), script)
    }

    fn rename(name: &str) -> Request {
        let body = format!(r#"{{"name":"{name}"}}"#).into_bytes();
        Request::new(Method::PATCH, format!("/api/v4/customers/statuses/{VIP}"), Headers::default())
            .with_body(body)
    }

    fn list() -> Request {
        Request::new(Method::GET, "/api/v4/customers/statuses", Headers::default())
    }

    fn name(faulty: &FaultyServer) -> String {
        let statuses = &faulty.server().world().statuses;
        statuses.iter().find(|status| status.id == VIP).map(|status| status.name.clone()).unwrap_or_default()
    }

    fn http_status(answer: &Answer) -> Option<u16> {
        match answer {
            Answer::Response(response) => Some(response.status),
            _ => None,
        }
    }

    #[test]
    fn only_the_nth_fitting_request_goes_wrong() {
        let mut faulty = faulty(vec![ScriptedFault::new(Method::PATCH, 2, FaultKind::too_many(7))]);
        let asked = [list(), rename("A"), list(), rename("B"), rename("C")];
        let answers = asked.map(|request| http_status(&faulty.answer(&request)));
        assert_eq!(answers, [200, 200, 200, 429, 200].map(Some));
        assert_eq!(name(&faulty), "C");
    }

    #[test]
    fn a_path_narrows_what_counts() {
        let script =
            vec![ScriptedFault::new(Method::GET, 1, FaultKind::broken(500)).at("/customers/statuses")];
        let mut faulty = faulty(script);
        let account = Request::new(Method::GET, "/api/v4/account", Headers::default());
        assert_eq!(http_status(&faulty.answer(&account)), Some(200));
        assert_eq!(http_status(&faulty.answer(&list())), Some(500));
        assert_eq!(http_status(&faulty.answer(&list())), Some(200), "it happens once");
    }

    #[test]
    fn whether_a_lost_request_was_carried_out_is_up_to_the_script() {
        for (fault_kind, expected) in [
            (FaultKind::DoneButLost, "A"),
            (FaultKind::LostBeforeDone, "VIP"),
            (FaultKind::Silence, "VIP"),
            (FaultKind::blocked(), "VIP"),
        ] {
            let mut faulty = faulty(vec![ScriptedFault::new(Method::PATCH, 1, fault_kind)]);
            let answer = faulty.answer(&rename("A"));
            assert_eq!(name(&faulty), expected, "{answer:?}");
        }
    }

    #[test]
    fn what_a_server_refuses_for_reasons_of_its_own_is_understood() {
        for (fault_kind, expected) in [
            (FaultKind::unpaid(), Fault::Unpaid),
            (FaultKind::blocked(), Fault::Blocked),
            (FaultKind::outside_of_allow_list(), Fault::NotListed),
            (FaultKind::sign_in_page(), Fault::AccessOver),
        ] {
            let mut faulty = faulty(vec![ScriptedFault::new(Method::GET, 1, fault_kind)]);
            let Answer::Response(response) = faulty.answer(&list()) else { panic!("an answer") };
            assert_eq!(Fault::of(&response), expected);
        }
    }

    #[test]
    fn of_two_faults_at_once_the_first_wins() {
        let script = vec![
            ScriptedFault::new(Method::GET, 1, FaultKind::broken(503)),
            ScriptedFault::new(Method::GET, 1, FaultKind::Silence),
            ScriptedFault::new(Method::GET, 2, FaultKind::blocked()),
        ];
        let mut faulty = faulty(script);
        let answers = [(); 3].map(|()| http_status(&faulty.answer(&list())));
        assert_eq!(answers, [503, 403, 200].map(Some), "both of the first two are over");
    }
}
