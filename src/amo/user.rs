//! Who the user is, and whether as an administrator.

use ehttp::{Headers, Method, Request, Response};
use serde::Deserialize;
use serde_json::Value;

use super::{Fault, json};

/// The user whom a token belongs to; what is not known is left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The name, which may be empty.
    pub name: String,
    /// The language that the user has chosen in the account (`ru`, `en`, `es`, …).
    pub language: Option<String>,
    /// Whether this is an administrator; `None` where the server does not tell.
    pub is_admin: Option<bool>,
}

/// `GET /api/v4/users/{id}`.
#[derive(Deserialize)]
struct UserJson {
    id: Value,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    lang: Value,
    #[serde(default)]
    rights: Value,
}

/// Asks for the user with this id.
#[must_use]
pub fn request_user(id: u64) -> Request {
    Request::new(Method::GET, format!("/api/v4/users/{id}"), Headers::default())
}

/// Reads the answer to [`request_user`].
///
/// A missing right says nothing: the users are closed to whoever is no administrator, but also to
/// external integrations of an administrator. Then nothing is known of the user.
///
/// # Errors
///
/// Says what went wrong; a 403 as JSON is no error.
pub fn read_user(response: &Response) -> Result<User, Fault> {
    if !(200..300).contains(&response.status) {
        return match Fault::of(response) {
            Fault::Forbidden => Ok(User::default()),
            fault => Err(fault),
        };
    }
    let read: Option<UserJson> = json::object(&response.bytes);
    let user = read
        .filter(|user| json::id(&user.id).is_some())
        .ok_or_else(|| Fault::malformed("user", &response.bytes))?;
    let is_admin = user.rights.get("is_admin").filter(|value| !value.is_null()).map(json::truth);
    let language = user.lang.as_str().filter(|language| !language.is_empty()).map(str::to_owned);
    Ok(User { name: json::text(&user.name).unwrap_or_default(), language, is_admin })
}

#[cfg(test)]
mod tests {
    use super::super::fault::tests::answer;
    use super::*;

    #[test]
    fn a_user_is_asked_for_by_id() {
        let request = request_user(7);
        assert_eq!((request.method, request.url.as_str()), (Method::GET, "/api/v4/users/7"));
        assert!(request.body.is_empty(), "nothing is sent along");
    }

    #[test]
    fn the_vendors_own_example_is_understood() {
        let body = r#"{"id":123321,"name":"Иван Иванов","email":"ivan@example.com","lang":"ru",
            "rights":{"leads":{"view":"A"},"catalog_access":true,"is_admin":true,"is_free":false,
                "is_active":true,"group_id":null,"role_id":null},
            "_links":{"self":{"href":"https://example.amocrm.ru/api/v4/users/123321/"}}}"#;
        let expected =
            User {
                name: "Иван Иванов".to_owned(), language: Some("ru".to_owned()), is_admin: Some(true)
            };
        assert_eq!(read_user(&answer(200, body)), Ok(expected));
    }

    #[test]
    fn only_what_is_told_is_known() {
        for (body, is_admin) in [
            (r#"{"id":1,"rights":{"is_admin":true}}"#, Some(true)),
            (r#"{"id":1,"rights":{"is_admin":1}}"#, Some(true)),
            (r#"{"id":1,"rights":{"is_admin":false}}"#, Some(false)),
            (r#"{"id":1,"rights":{"is_admin":null}}"#, None),
            (r#"{"id":1,"rights":{}}"#, None),
            (r#"{"id":1,"rights":[]}"#, None),
            (r#"{"id":"1","name":null,"lang":""}"#, None),
        ] {
            assert_eq!(read_user(&answer(200, body)), Ok(User { is_admin, ..User::default() }), "{body}");
        }
    }

    #[test]
    fn a_missing_right_says_nothing_about_the_user() {
        let refused = r#"{"title":"Forbidden","status":403,"detail":"Access denied"}"#;
        assert_eq!(read_user(&answer(403, refused)), Ok(User::default()), "unknown, not \"no\"");
    }

    #[test]
    fn everything_else_is_a_fault() {
        assert_eq!(read_user(&answer(403, "<html>403</html>")), Err(Fault::Blocked));
        assert_eq!(read_user(&answer(401, "{}")), Err(Fault::SignedOut));
        assert_eq!(read_user(&answer(404, "{}")), Err(Fault::NotFound));
        for body in ["", "[]", "{}", r#"{"id":null}"#, "<html>"] {
            assert!(matches!(read_user(&answer(200, body)), Err(Fault::Malformed { .. })), "{body}");
        }
    }
}
