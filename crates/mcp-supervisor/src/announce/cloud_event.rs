//! Formats an announcement as a CloudEvent, in the structured JSON format.
//!
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::identity::Identity;
use crate::event::Event;
use crate::log::timestamp;

/// The media type of an event in JSON.
pub(super) const MEDIA_TYPE: &str = "application/cloudevents+json; charset=utf-8";

/// An announcement. It can be sent repeatedly, since its id identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CloudEvent {
    /// Last part of its type, such as `crashed`.
    pub(super) name: &'static str,
    /// The event as JSON.
    pub(super) json: String,
}

/// Name of the registration of a server.
pub(super) const REGISTERED: &str = "registered";
/// Name of the deregistration of a server.
pub(super) const DEREGISTERED: &str = "deregistered";

/// True if the event is announced.
pub(super) fn is_announced(event: &Event) -> bool {
    matches!(
        event,
        Event::Started { .. }
            | Event::Recovered { .. }
            | Event::Down { .. }
            | Event::GaveUp { .. }
            | Event::Incompatible(_)
            | Event::MemoryWarning { .. }
            | Event::MemoryLimit { .. }
            | Event::Stopping { .. }
    )
}

/// Formats the events of one server.
#[derive(Debug)]
pub(super) struct Wording {
    identity: Identity,
    next: u64,
}

impl Wording {
    pub(super) fn new(identity: Identity) -> Self {
        Self { identity, next: 0 }
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// An event of the supervisor.
    pub(super) fn event(&mut self, event: &Event, time: SystemTime) -> CloudEvent {
        let mut data = event.fields();
        data.insert("message".into(), event.to_string().into());
        self.word(event.name(), data, time)
    }

    /// The server is registered or deregistered.
    pub(super) fn presence(
        &mut self,
        name: &'static str,
        generation: u64,
        time: SystemTime,
    ) -> CloudEvent {
        let data = Map::from_iter([("generation".into(), generation.into())]);
        self.word(name, data, time)
    }

    fn word(
        &mut self,
        name: &'static str,
        mut data: Map<String, Value>,
        time: SystemTime,
    ) -> CloudEvent {
        self.next += 1;
        let identity = &self.identity;
        for (key, value) in [
            ("operator", &identity.operator),
            ("role", &identity.role),
            ("server", &identity.server),
            ("host", &identity.host),
            ("instance", &identity.instance),
        ] {
            data.insert(key.into(), value.as_str().into());
        }
        data.insert("transport".into(), "stdio".into());
        data.insert("supervisor_pid".into(), identity.supervisor.into());
        let json = json!({
            "specversion": "1.0",
            "id": format!("{}-{}", identity.instance, self.next),
            "source": identity.source(),
            "type": format!("mcp.server.{name}"),
            "subject": identity.server,
            "time": timestamp(time),
            "datacontenttype": "application/json",
            "data": data,
        });
        CloudEvent {
            name,
            json: json.to_string(),
        }
    }
}
