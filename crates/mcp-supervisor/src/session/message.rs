//! Parses only the members of a line that routing needs; the rest stays unchanged.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::id::Id;
use super::malformed::{is_error, is_result};
use super::members::{members, non_null, text};

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
        /// `None` if the peer could not read the id of the request.
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

impl Outcome<'_> {
    /// True if both official SDKs accept the shape of it.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Self::Result(result) => is_result(result),
            Self::Error(error) => is_error(error),
        }
    }
}

impl<'a> Line<'a> {
    /// Parses a line without its newline.
    pub(crate) fn parse(line: &'a [u8]) -> Self {
        let Ok(line) = std::str::from_utf8(line) else {
            return Self::Foreign;
        };
        if line.trim_ascii_start().starts_with('[') {
            return Self::batch(line).unwrap_or(Self::Foreign);
        }
        Message::parse(line).map_or(Self::Foreign, Self::One)
    }

    fn batch(line: &'a str) -> Option<Self> {
        let elements: Vec<&'a RawValue> = serde_json::from_str(line).ok()?;
        let messages = elements
            .into_iter()
            .map(|element| Message::parse(element.get()))
            .collect::<Option<Vec<_>>>()?;
        (!messages.is_empty()).then_some(Self::Batch(messages))
    }
}

impl<'a> Message<'a> {
    pub(crate) fn parse(raw: &'a str) -> Option<Self> {
        let names = ["jsonrpc", "id", "method", "params", "result", "error"];
        let [version, id, method, params, result, error] = members(raw, names).ok()?;
        if text(version?)? != "2.0" {
            return None;
        }
        let raw_id = non_null(id);
        let method = match non_null(method) {
            Some(method) => Some(text(method)?),
            None => None,
        };
        let params = non_null(params);
        let kind = match (method, raw_id.and_then(Id::parse)) {
            (Some(method), Some(id)) => Kind::Request {
                id,
                raw_id: raw_id?,
                method,
                params,
            },
            (Some(method), None) => Kind::Notification { method, params },
            // A `null` result differs from a missing one.
            (None, id) => Kind::Response {
                id,
                raw_id,
                outcome: match (result, non_null(error)) {
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

/// The members of `params` that a session uses, if the method has them.
#[derive(Debug, Default)]
pub(crate) struct Params<'a> {
    pub(crate) meta: Option<Meta<'a>>,
    /// `notifications/cancelled`: the cancelled request.
    pub(crate) request_id: Option<&'a RawValue>,
    /// `notifications/progress`.
    pub(crate) progress_token: Option<&'a RawValue>,
    /// `notifications/progress`.
    pub(crate) progress: Option<f64>,
    /// `*/list`: the requested page.
    pub(crate) cursor: Option<&'a RawValue>,
    /// `tools/call`: the tool.
    pub(crate) name: Option<Cow<'a, str>>,
    /// `resources/subscribe`: the resource.
    pub(crate) uri: Option<Cow<'a, str>>,
}

/// The members of `_meta` that a session uses.
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic#meta>
#[derive(Debug, Default)]
pub(crate) struct Meta<'a> {
    pub(crate) progress_token: Option<&'a RawValue>,
    pub(crate) protocol_version: Option<&'a RawValue>,
    pub(crate) subscription_id: Option<&'a RawValue>,
}

impl<'a> Meta<'a> {
    fn parse(raw: &'a RawValue) -> Option<Self> {
        let names = [
            "progressToken",
            "io.modelcontextprotocol/protocolVersion",
            "io.modelcontextprotocol/subscriptionId",
        ];
        let [token, version, subscription] = members(raw.get(), names).ok()?.map(non_null);
        Some(Self {
            progress_token: token,
            protocol_version: version,
            subscription_id: subscription,
        })
    }
}

impl<'a> Params<'a> {
    /// Parses `params`; invalid members count as missing, since the receiver has to reject them.
    pub(crate) fn parse(raw: Option<&'a RawValue>) -> Self {
        let names = [
            "_meta",
            "requestId",
            "progressToken",
            "progress",
            "cursor",
            "name",
            "uri",
        ];
        let Some(Ok(found)) = raw.map(|raw| members(raw.get(), names)) else {
            return Self::default();
        };
        let [meta, request_id, token, progress, cursor, name, uri] = found.map(non_null);
        Self {
            meta: meta.and_then(Meta::parse),
            request_id,
            progress_token: token,
            progress: progress.and_then(|raw| serde_json::from_str(raw.get()).ok()),
            cursor,
            name: name.and_then(text),
            uri: uri.and_then(text),
        }
    }

    /// The progress token of the request.
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
    fn requests_notifications_and_responses_are_distinguished() {
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
    fn a_member_that_occurs_twice_counts_as_the_last_one() {
        let text = r#"{"jsonrpc":"2.0","id":9,"id":1,"method":"a","method":"b","params":{"name":"c","name":"d"}}"#;
        let Kind::Request {
            id, method, params, ..
        } = one(text).kind
        else {
            panic!("not a request");
        };
        assert_eq!((id, &*method), (Id::Integer(1), "b"));
        assert_eq!(Params::parse(params).name.as_deref(), Some("d"));
    }

    #[test]
    fn lines_that_are_not_json_rpc_are_foreign() {
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
