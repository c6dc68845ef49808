//! Identity of a server in announcements.

/// Identity of a server in announcements.
///
/// It does not contain the command's arguments, which may contain secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Operator of the agent.
    pub operator: String,
    /// Role of the agent.
    pub role: String,
    /// Name of the server.
    pub server: String,
    /// Host name of the machine or pod.
    pub host: String,
    /// A few random characters, new for each supervisor.
    pub instance: String,
    /// The supervisor's process.
    pub supervisor: u32,
}

impl Identity {
    /// Source of the events: the same for every supervisor of one server on one machine.
    #[must_use]
    pub fn source(&self) -> String {
        let parts = [&self.operator, &self.role, &self.server, &self.host];
        let parts = parts.map(|part| token(part));
        format!("/mcp-supervisor/{}", parts.join("/"))
    }

    /// The subject of an event for a broker.
    #[must_use]
    pub fn subject(&self, prefix: &str, event: &str) -> String {
        let parts = [&self.operator, &self.role, &self.server].map(|part| token(part));
        format!("{prefix}.{}.{event}", parts.join("."))
    }
}

/// A name as a component of a subject or path: without dots, blanks, slashes and wildcards.
fn token(name: &str) -> String {
    let token: String = name
        .chars()
        .map(|character| {
            let plain = character.is_alphanumeric() || matches!(character, '-' | '_');
            if plain { character } else { '_' }
        })
        .collect();
    if token.is_empty() { "_".into() } else { token }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_widen_a_subject() {
        let identity = Identity {
            operator: "acme.eu".into(),
            role: "*".into(),
            server: "my server".into(),
            host: "web-1".into(),
            instance: "x".into(),
            supervisor: 1,
        };
        assert_eq!(
            identity.subject("mcp", "started"),
            "mcp.acme_eu._.my_server.started"
        );
        assert_eq!(
            identity.source(),
            "/mcp-supervisor/acme_eu/_/my_server/web-1"
        );
    }
}
