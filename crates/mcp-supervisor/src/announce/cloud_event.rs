//! Words an announcement as a CloudEvent, in the structured JSON format.
//!
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::identity::Identity;
use crate::event::Event;
use crate::log::timestamp;

/// The media type of an event in JSON.
pub(super) const MEDIA_TYPE: &str = "application/cloudevents+json; charset=utf-8";

/// One announcement. It can be sent any number of times: its id marks it as the same event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CloudEvent {
    /// The last part of its type: `crashed`.
    pub(super) name: &'static str,
    /// The whole, as JSON.
    pub(super) json: String,
}

/// The name of the announcement that a server is there.
pub(super) const REGISTERED: &str = "registered";
/// The name of the announcement that a server has gone.
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

/// Words events of one server.
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
