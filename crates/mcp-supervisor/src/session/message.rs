//! Reads of a line only what routing needs; all else stays the bytes that were sent.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::id::Id;

/// One line of either side.
#[derive(Debug)]
pub(crate) enum Line<'a> {
    /// One message.
    One(Message<'a>),
    /// A batch, which revision 2025-03-26 had and the next one dropped.
    ///
    /// <https://modelcontextprotocol.io/specification/2025-03-26/basic#batching>
    Batch(Vec<Message<'a>>),
    /// Not JSON, or not JSON-RPC.
    Foreign,
}

/// One JSON-RPC 2.0 message.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    /// The whole message.
    pub(crate) raw: &'a str,
    pub(crate) kind: Kind<'a>,
}

/// Kind of a message, with the parts that routing needs.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    Request {
        id: Id,
        raw_id: &'a RawValue,
        method: Cow<'a, str>,
        params: Option<&'a RawValue>,
    },
    Notification {
        method: Cow<'a, str>,
        params: Option<&'a RawValue>,
    },
    Response {
        /// `None` where the other side could not read the id of what it answers.
        id: Option<Id>,
        raw_id: Option<&'a RawValue>,
        outcome: Outcome<'a>,
    },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome<'a> {
    Result(&'a RawValue),
    Error(&'a RawValue),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    jsonrpc: Cow<'a, str>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "borrowed")]
    method: Option<Cow<'a, str>>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// Left to itself serde copies a text that may be missing.
fn borrowed<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let text = Option::<Text<'de>>::deserialize(deserializer)?;
    Ok(text.map(|text| text.0))
}

/// A result may be `null`, which is not the same as none.
fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl<'a> Line<'a> {
    /// Reads a line without its end.
    pub(crate) fn parse(line: &'a [u8]) -> Self {
        let Ok(text) = std::str::from_utf8(line) else {
            return Self::Foreign;
        };
        if text.trim_ascii_start().starts_with('[') {
            return Self::batch(text).unwrap_or(Self::Foreign);
        }
        Message::parse(text).map_or(Self::Foreign, Self::One)
    }

    fn batch(text: &'a str) -> Option<Self> {
        let elements: Vec<&'a RawValue> = serde_json::from_str(text).ok()?;
        let messages = elements
            .into_iter()
            .map(|element| Message::parse(element.get()))
            .collect::<Option<Vec<_>>>()?;
        (!messages.is_empty()).then_some(Self::Batch(messages))
    }
}

impl<'a> Message<'a> {
    pub(crate) fn parse(raw: &'a str) -> Option<Self> {
        let envelope: Envelope<'a> = serde_json::from_str(raw).ok()?;
        if envelope.jsonrpc != "2.0" {
            return None;
        }
        let id = envelope.id.and_then(Id::parse);
        let kind = match (envelope.method, id) {
            (Some(method), Some(id)) => Kind::Request {
                id,
                raw_id: envelope.id?,
                method,
                params: envelope.params,
            },
            (Some(method), None) => Kind::Notification {
                method,
                params: envelope.params,
            },
            (None, id) => Kind::Response {
                id,
                raw_id: envelope.id,
                outcome: match (envelope.result, envelope.error) {
                    (_, Some(error)) => Outcome::Error(error),
                    (Some(result), None) => Outcome::Result(result),
                    (None, None) => return None,
                },
            },
        };
        Some(Self { raw, kind })
    }

    /// True if this is a request with one of these ids.
    pub(crate) fn is_request_of(&self, ids: &[Id]) -> bool {
        matches!(&self.kind, Kind::Request { id, .. } if ids.contains(id))
    }

    /// The message with `part`, which must be a slice of it, replaced.
    pub(crate) fn with(&self, part: &RawValue, replacement: &str) -> String {
        let start = part.get().as_ptr().addr() - self.raw.as_ptr().addr();
        let end = start + part.get().len();
        let mut changed = String::with_capacity(self.raw.len() + replacement.len());
        changed.push_str(&self.raw[..start]);
        changed.push_str(replacement);
        changed.push_str(&self.raw[end..]);
        changed
    }
}

/// The members of `params` that a session looks at, each where the method has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Params<'a> {
    #[serde(borrow, rename = "_meta")]
    pub(crate) meta: Option<Meta<'a>>,
    /// `notifications/cancelled`: whose work is to stop.
    #[serde(borrow)]
    pub(crate) request_id: Option<&'a RawValue>,
    /// `notifications/progress`.
    #[serde(borrow)]
    pub(crate) progress_token: Option<&'a RawValue>,
    /// `notifications/progress`.
    pub(crate) progress: Option<f64>,
    /// `*/list`: the requested page.
    #[serde(borrow)]
    pub(crate) cursor: Option<&'a RawValue>,
    /// `tools/call`: which tool.
    #[serde(borrow)]
    pub(crate) name: Option<Cow<'a, str>>,
    /// `resources/subscribe`: which resource.
    #[serde(borrow)]
    pub(crate) uri: Option<Cow<'a, str>>,
}

/// The members of `_meta` that a session looks at.
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic#meta>
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Meta<'a> {
    #[serde(borrow, rename = "progressToken")]
    pub(crate) progress_token: Option<&'a RawValue>,
    #[serde(borrow, rename = "io.modelcontextprotocol/protocolVersion")]
    pub(crate) protocol_version: Option<&'a RawValue>,
    #[serde(borrow, rename = "io.modelcontextprotocol/subscriptionId")]
    pub(crate) subscription_id: Option<&'a RawValue>,
}

impl<'a> Params<'a> {
    /// Reads `params`; what cannot be read is as if it were not there, since judging it is for the
    /// one it is addressed to.
    pub(crate) fn parse(raw: Option<&'a RawValue>) -> Self {
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or_default()
    }

    /// The token under which the receiver may report progress.
    pub(crate) fn own_progress_token(&self) -> Option<Id> {
        Id::parse(self.meta.as_ref()?.progress_token?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Message<'_> {
        match Line::parse(text.as_bytes()) {
            Line::One(message) => message,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_request_a_notification_and_a_response_are_told_apart() {
        assert!(matches!(
            one(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).kind,
            Kind::Request {
                id: Id::Integer(1),
                ..
            }
        ));
        assert!(matches!(
            one(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#).kind,
            Kind::Notification { .. }
        ));
        assert!(matches!(
            one(r#"{"jsonrpc":"2.0","id":"a","result":{}}"#).kind,
            Kind::Response {
                id: Some(Id::Text(_)),
                outcome: Outcome::Result(_),
                ..
            }
        ));
        assert!(matches!(
            one(r#"{"jsonrpc":"2.0","id":1,"result":null}"#).kind,
            Kind::Response {
                outcome: Outcome::Result(_),
                ..
            }
        ));
        assert!(matches!(
            one(r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}"#).kind,
            Kind::Response {
                id: None,
                outcome: Outcome::Error(_),
                ..
            }
        ));
    }

    #[test]
    fn what_is_not_json_rpc_is_foreign() {
        for text in [
            "",
            "Server listening on 3000",
            "{\"level\":\"info\"}",
            r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1}"#,
            "[]",
            "[1]",
            "\u{1b}[32m",
        ] {
            assert!(
                matches!(Line::parse(text.as_bytes()), Line::Foreign),
                "{text}"
            );
        }
        assert!(matches!(
            Line::parse(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}"),
            Line::Foreign
        ));
    }

    #[test]
    fn a_part_is_replaced_where_it_stands() {
        let text = r#"{ "id" : 7 , "method":"x", "jsonrpc":"2.0","params":{"id":7} }"#;
        let message = one(text);
        let Kind::Request { raw_id, .. } = message.kind else {
            panic!("{message:?}");
        };
        assert_eq!(
            message.with(raw_id, "\"new\""),
            r#"{ "id" : "new" , "method":"x", "jsonrpc":"2.0","params":{"id":7} }"#
        );
    }

    #[test]
    fn a_batch_holds_its_messages() {
        let text = r#" [{"jsonrpc":"2.0","id":1,"method":"ping"}, {"jsonrpc":"2.0","method":"n"}]"#;
        let Line::Batch(messages) = Line::parse(text.as_bytes()) else {
            panic!("no batch");
        };
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[1].raw, r#"{"jsonrpc":"2.0","method":"n"}"#);
    }
}
