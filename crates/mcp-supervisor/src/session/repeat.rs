//! Decides which requests may be sent again after the server has ended.

/// Requests in flight at a crash that are sent again; the others are answered with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RetryInFlight {
    /// None.
    Never,
    /// Those that only list or read, by their method.
    #[default]
    Safe,
    /// Also calls of tools whose annotations mark them as read-only or idempotent.
    ///
    /// <https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations>
    Idempotent,
}

/// Repeatability of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeatable {
    /// Part of the handshake: repeated until it is answered, since the session needs it.
    Handshake,
    /// Lists, reads, or sets a value that is already set.
    Yes,
    /// Depends on the tool.
    ByTool,
    No,
}

/// Decides by the method; an unknown method is not repeated.
pub(crate) fn repeatable(method: &str) -> Repeatable {
    match method {
        "initialize" => Repeatable::Handshake,
        "ping"
        | "server/discover"
        | "tools/list"
        | "prompts/list"
        | "prompts/get"
        | "resources/list"
        | "resources/templates/list"
        | "resources/read"
        | "resources/subscribe"
        | "resources/unsubscribe"
        | "completion/complete"
        | "logging/setLevel"
        | "tasks/list"
        | "tasks/get" => Repeatable::Yes,
        "tools/call" => Repeatable::ByTool,
        _ => Repeatable::No,
    }
}
