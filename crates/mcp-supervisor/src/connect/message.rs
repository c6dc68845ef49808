//! Members of a message that its transport over HTTP depends on.

use serde::Deserialize;
use serde_json::value::RawValue;

/// A message of the client, as far as it matters here.
#[derive(Debug)]
pub(super) struct ClientMessage {
    /// The message on one line.
    pub(super) text: String,
    /// Its id as JSON; `None` for a notification.
    pub(super) id: Option<String>,
    /// Its method; `None` for a response.
    pub(super) method: Option<String>,
    /// Name of the tool or prompt, or URI of the resource.
    pub(super) name: Option<String>,
    /// Protocol version of a stateless request.
    pub(super) version: Option<String>,
    /// The request that `notifications/cancelled` names, as JSON.
    pub(super) cancelled: Option<String>,
}

#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    params: Option<Params>,
}

#[derive(Deserialize, Default)]
struct Params {
    #[serde(default)]
    name: Option<serde_json::Value>,
    #[serde(default)]
    uri: Option<serde_json::Value>,
    #[serde(default, rename = "requestId")]
    request_id: Option<serde_json::Value>,
    #[serde(default, rename = "_meta")]
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default, rename = "io.modelcontextprotocol/protocolVersion")]
    version: Option<String>,
}

impl ClientMessage {
    /// Reads a line; one that cannot be read is sent as it is, since judging it is for the server.
    pub(super) fn parse(text: String) -> Self {
        let parts = serde_json::from_str(&text).unwrap_or(Parts {
            id: None,
            method: None,
            params: None,
        });
        let id = parts.id.map(|id| id.get().to_owned());
        let params = parts.params.unwrap_or_default();
        let text_of = |value: serde_json::Value| value.as_str().map(str::to_owned);
        Self {
            id,
            method: parts.method,
            name: params.name.or(params.uri).and_then(text_of),
            version: params.meta.and_then(|meta| meta.version),
            cancelled: params.request_id.map(|id| id.to_string()),
            text,
        }
    }

    pub(super) fn is_request(&self) -> bool {
        self.id.is_some() && self.method.is_some()
    }

    pub(super) fn is(&self, method: &str) -> bool {
        self.method.as_deref() == Some(method)
    }
}

/// Members of a response of the server.
#[derive(Debug, Deserialize)]
pub(super) struct Response<'a> {
    /// The id.
    #[serde(borrow, default)]
    pub(super) id: Option<&'a RawValue>,
    /// Present in a request.
    #[serde(borrow, default)]
    pub(super) method: Option<&'a RawValue>,
    /// The result.
    #[serde(borrow, default)]
    pub(super) result: Option<&'a RawValue>,
}

impl Response<'_> {
    /// True if the text is the response to the request `id`.
    pub(super) fn answers(text: &str, id: &str) -> bool {
        let parsed: Option<Response<'_>> = serde_json::from_str(text).ok();
        parsed.is_some_and(|parsed| {
            parsed.method.is_none() && parsed.id.is_some_and(|found| found.get() == id)
        })
    }
}

/// The protocol version in the result of `initialize`.
pub(super) fn agreed_version(response: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Agreed {
        #[serde(rename = "protocolVersion")]
        version: String,
    }
    let response: Response<'_> = serde_json::from_str(response).ok()?;
    let agreed: Agreed = serde_json::from_str(response.result?.get()).ok()?;
    Some(agreed.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_that_headers_need_are_read() {
        let text = r#"{"id":"a","method":"tools/call","params":{"name":"x","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#;
        let message = ClientMessage::parse(text.to_owned());
        assert_eq!(message.id.as_deref(), Some("\"a\""));
        assert_eq!(message.name.as_deref(), Some("x"));
        assert_eq!(message.version.as_deref(), Some("2026-07-28"));
        let other = ClientMessage::parse("no JSON".to_owned());
        assert!(!other.is_request() && other.text == "no JSON");
    }

    #[test]
    fn a_response_is_told_from_a_request_of_the_server() {
        assert!(Response::answers(r#"{"id":1,"result":{}}"#, "1"));
        assert!(!Response::answers(r#"{"id":1,"method":"ping"}"#, "1"));
        assert!(!Response::answers(r#"{"id":"1","result":{}}"#, "1"));
        let version = agreed_version(r#"{"id":1,"result":{"protocolVersion":"2025-11-25"}}"#);
        assert_eq!(version.as_deref(), Some("2025-11-25"));
    }
}
