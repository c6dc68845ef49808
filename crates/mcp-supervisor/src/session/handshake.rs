//! Stores the handshake of the client and the first process, to repeat it with later ones.

use serde_json::value::RawValue;

use super::action::Incompatible;
use super::members::{members, text};

/// Protocol era of a session.
#[derive(Debug, Default)]
pub(crate) enum Era {
    /// Not decided yet.
    #[default]
    Undecided,
    /// A handshake and a session: every revision up to 2025-11-25.
    Handshake(Handshake),
    /// Every request stands alone: 2026-07-28.
    Stateless {
        /// The `_meta` of a client request, for internal requests.
        meta: Option<String>,
    },
}

/// The handshake of the client.
///
/// <https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle>
#[derive(Debug)]
pub(crate) struct Handshake {
    /// The parameters of `initialize`, as JSON.
    pub(crate) params: Box<str>,
    /// The server's answer.
    pub(crate) agreed: Agreed,
    /// The client's `notifications/initialized`.
    pub(crate) initialized: Option<Box<[u8]>>,
}

/// The server's answer to `initialize`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Agreed {
    pub(crate) version: String,
    pub(crate) capabilities: serde_json::Value,
}

impl Handshake {
    /// Parameters of the repeated `initialize`: those of the client with the agreed version, so
    /// that a server that now supports a newer version does not select it.
    pub(crate) fn replay_params(&self) -> String {
        let Ok(mut params) = serde_json::from_str::<serde_json::Value>(&self.params) else {
            return self.params.to_string();
        };
        match params.get_mut("protocolVersion") {
            Some(version) if *version != self.agreed.version => {
                *version = self.agreed.version.clone().into();
                params.to_string()
            }
            _ => self.params.to_string(),
        }
    }
}

impl Agreed {
    pub(crate) fn parse(result: &RawValue) -> Option<Self> {
        let names = ["protocolVersion", "capabilities"];
        let [version, capabilities] = members(result.get(), names).ok()?;
        let capabilities = capabilities.and_then(|raw| serde_json::from_str(raw.get()).ok());
        Some(Self {
            version: text(version?)?.into_owned(),
            capabilities: capabilities.unwrap_or_default(),
        })
    }

    /// Checks the protocol version: a session cannot continue with another one.
    pub(crate) fn accepts(&self, now: &Self) -> Result<(), Incompatible> {
        if self.version == now.version {
            return Ok(());
        }
        Err(Incompatible::Version {
            before: self.version.clone(),
            now: now.version.clone(),
        })
    }

    /// True if the server declared notifications for changes of this list.
    pub(crate) fn declares_changes_of(&self, list: &str) -> bool {
        self.capabilities
            .get(list)
            .and_then(|capability| capability.get("listChanged"))
            .is_some_and(|declared| declared == true)
    }
}

/// A `_meta` for internal requests: that of a client's request without its progress token, so that
/// the client gets no progress for them.
pub(crate) fn own_meta(params: Option<&RawValue>) -> Option<String> {
    let params: serde_json::Value = serde_json::from_str(params?.get()).ok()?;
    let mut meta = params.get("_meta")?.clone();
    meta.as_object_mut()?.remove("progressToken");
    Some(meta.to_string())
}
