//! What an access token tells about itself.
//!
//! A token is a JWT: three parts of base64 with dots between, the middle one JSON. Nobody but the vendor
//! can check the signature, so what is read here is shown and used as a hint, and proves nothing.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Host, Token, json};

/// The longest token that is looked into, in bytes. The vendor's have one or two thousand.
const TOKEN_LIMIT: usize = 64 * 1024;

/// The last second that a calendar shows: the end of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// The JWT standard leaves the padding out; some libraries write it all the same.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a token says of itself; every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// When it was issued (`iat`), in Unix seconds.
    pub issued_at: Option<i64>,
    /// When it expires (`exp`), in Unix seconds.
    pub expires_at: Option<i64>,
    /// The id of its account (`account_id`).
    pub account: Option<u64>,
    /// The vendor's own host for this account (`api_domain`), such as `api-a.amocrm.ru`, which stays when
    /// the account is renamed. Tokens issued before 21 August 2024 have none.
    pub api_host: Option<Host>,
}

/// The middle part of a token.
#[derive(Deserialize, Default)]
#[serde(default)]
struct ClaimsJson {
    iat: Value,
    exp: Value,
    account_id: Value,
    api_domain: Value,
}

/// Reads what a token says of itself; nothing where it is no JWT.
#[must_use]
pub fn claims(token: &Token) -> Claims {
    let read = payload(token.reveal());
    let read: Option<ClaimsJson> = read.and_then(|bytes| json::object(&bytes));
    let read = read.unwrap_or_default();
    Claims {
        issued_at: second(&read.iat),
        expires_at: second(&read.exp),
        account: json::id(&read.account_id),
        api_host: read.api_domain.as_str().and_then(|text| Host::parse(text).ok()),
    }
}

fn payload(token: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut parts = token.split('.');
    let (Some(_header), Some(payload), Some(_signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let fits = token.len() <= TOKEN_LIMIT;
    fits.then(|| BASE64.decode(payload).ok())?.map(Zeroizing::new)
}

/// Reads a time in Unix seconds, which PHP also writes with a fraction.
fn second(value: &Value) -> Option<i64> {
    json::whole(value).filter(|second| (1..=LAST_SECOND).contains(second))
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};

    use super::*;

    fn told(token: &str) -> Claims {
        claims(&Token::parse(token).expect("a token"))
    }

    fn jwt(payload: &str) -> String {
        format!("e30.{}.c2lnbmF0dXJl", BASE64_URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn a_token_tells_its_dates_its_account_and_its_host() {
        let payload = r#"{"aud":"e2f0","iat":1700000000,"nbf":1700000000,"exp":1731536000,"sub":"7",
            "account_id":31042874,"base_domain":"amocrm.ru","api_domain":"api-b.amocrm.ru","scopes":["crm"]}"#;
        let expected = Claims {
            issued_at: Some(1_700_000_000),
            expires_at: Some(1_731_536_000),
            account: Some(31_042_874),
            api_host: Host::parse("api-b.amocrm.ru").ok(),
        };
        assert_eq!(told(&jwt(payload)), expected);
        let padded = format!("e30.{}.c2ln", BASE64_URL_SAFE.encode(payload));
        assert_eq!(told(&padded), expected, "with padding");
    }

    #[test]
    fn an_odd_claim_loses_only_itself() {
        for (payload, expected) in [
            (r#"{"exp":1731536000.25}"#, Some(1_731_536_000)),
            (r#"{"exp":"1731536000","iat":null,"account_id":{}}"#, Some(1_731_536_000)),
            (r#"{"exp":0}"#, None),
            (r#"{"exp":-5}"#, None),
            (r#"{"exp":1e300}"#, None),
            (r#"{"exp":[1731536000]}"#, None),
            (r#"{"exp":null}"#, None),
            ("{}", None),
        ] {
            let read = told(&jwt(payload));
            assert_eq!(read, Claims { expires_at: expected, ..Claims::default() }, "{payload}");
        }
    }

    #[test]
    fn a_host_that_is_not_the_vendors_is_not_believed() {
        for domain in ["evil.example", "api-a.amocrm.ru.evil.example", "amocrm.ru@evil.example", "api-a", ""]
        {
            let payload = format!(r#"{{"exp":5,"api_domain":"{domain}"}}"#);
            assert_eq!(told(&jwt(&payload)).api_host, None, "{domain}");
        }
    }

    #[test]
    fn what_is_no_jwt_tells_nothing() {
        let payload = BASE64_URL_SAFE_NO_PAD.encode(r#"{"exp":5}"#);
        let deep = jwt(&format!(r#"{{"exp":5,"x":{}}}"#, "[".repeat(5000)));
        let long = jwt(&format!(r#"{{"exp":5,"x":"{}"}}"#, "y".repeat(TOKEN_LIMIT)));
        for token in [
            "secret",
            "..",
            "e30.!!!.x",
            &payload,
            &format!("e30.{payload}"),
            &format!("e30.{payload}.x.y"),
            &jwt("[5]"),
            &jwt("5"),
            &jwt("{"),
            &jwt(""),
            &deep,
            &long,
        ] {
            assert_eq!(told(token), Claims::default(), "{}", token.get(..40).unwrap_or(token));
        }
        assert_eq!(told(&format!("e30.{payload}.x")).expires_at, Some(5), "while this is one");
    }
}
