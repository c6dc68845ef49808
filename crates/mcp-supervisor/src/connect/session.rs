//! Parts of a session that a new one needs.

use std::collections::BTreeMap;

use super::message::ClientMessage;
use super::remote::Headers;

/// The session with the remote server.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) headers: Headers,
    /// Number of sessions so far, so that one that was replaced is not replaced twice.
    pub(super) number: u64,
    /// The handshake of the client.
    pub(super) initialize: Option<String>,
    initialized: Option<String>,
    level: Option<String>,
    subscriptions: BTreeMap<String, String>,
}

impl Session {
    /// Keeps a notification that belongs to the handshake.
    pub(super) fn notified(&mut self, message: &ClientMessage) {
        if message.is("notifications/initialized") {
            self.initialized = Some(message.text.clone());
        }
    }

    /// Keeps a request that has succeeded, if it changes the session.
    pub(super) fn succeeded(&mut self, message: &ClientMessage) {
        let name = message.name.clone().unwrap_or_default();
        match message.method.as_deref() {
            Some("logging/setLevel") => self.level = Some(message.text.clone()),
            Some("resources/subscribe") => {
                self.subscriptions.insert(name, message.text.clone());
            }
            Some("resources/unsubscribe") => {
                self.subscriptions.remove(&name);
            }
            _ => {}
        }
    }

    /// Messages that follow the handshake in a new session.
    pub(super) fn restoring(&self) -> Vec<String> {
        let all = self.initialized.iter().chain(&self.level);
        all.chain(self.subscriptions.values()).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_session_gets_what_the_old_one_had() {
        let mut session = Session::default();
        let message = |text: &str| ClientMessage::parse(text.to_owned());
        let initialized = r#"{"method":"notifications/initialized"}"#;
        let level = r#"{"id":1,"method":"logging/setLevel","params":{}}"#;
        let kept = r#"{"id":2,"method":"resources/subscribe","params":{"uri":"a"}}"#;
        session.notified(&message(initialized));
        session.notified(&message(r#"{"method":"notifications/progress"}"#));
        for text in [
            level,
            kept,
            r#"{"id":3,"method":"resources/subscribe","params":{"uri":"b"}}"#,
            r#"{"id":4,"method":"resources/unsubscribe","params":{"uri":"b"}}"#,
            r#"{"id":5,"method":"tools/list"}"#,
        ] {
            session.succeeded(&message(text));
        }
        assert_eq!(session.restoring(), [initialized, level, kept]);
    }
}
