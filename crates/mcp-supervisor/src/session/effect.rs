//! Effects of successful requests on the session.

use super::lists::ListKind;
use super::message::Params;
use serde_json::value::RawValue;

/// Effect of a successful response on later processes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Effect {
    #[default]
    None,
    /// The handshake up to 2025-11-25.
    Initialize {
        params: Box<str>,
    },
    /// The probe of 2026-07-28: if it succeeds, the server is of that era.
    Discover,
    /// The level of log messages is set; the parameters are kept.
    SetLevel(Box<str>),
    Subscribe {
        uri: Box<str>,
        params: Box<str>,
    },
    Unsubscribe {
        uri: Box<str>,
    },
    /// The client learns a page of a list.
    List {
        kind: ListKind,
        first_page: bool,
    },
    /// A stream of notifications, which stays open.
    Listen,
}

impl Effect {
    pub(crate) fn of(method: &str, params: Option<&RawValue>) -> Self {
        match method {
            "initialize" => Self::Initialize {
                params: params.map_or("{}", RawValue::get).into(),
            },
            "server/discover" => Self::Discover,
            "subscriptions/listen" => Self::Listen,
            "logging/setLevel" => params.map_or(Self::None, |raw| Self::SetLevel(raw.get().into())),
            "resources/subscribe" => match (Params::parse(params).uri, params) {
                (Some(uri), Some(raw)) => Self::Subscribe {
                    uri: uri.as_ref().into(),
                    params: raw.get().into(),
                },
                _ => Self::None,
            },
            "resources/unsubscribe" => {
                Params::parse(params)
                    .uri
                    .map_or(Self::None, |uri| Self::Unsubscribe {
                        uri: uri.as_ref().into(),
                    })
            }
            _ => ListKind::of(method).map_or(Self::None, |kind| Self::List {
                kind,
                first_page: Params::parse(params).cursor.is_none(),
            }),
        }
    }
}
