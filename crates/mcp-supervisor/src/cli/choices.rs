//! Values of options that are one of several.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Retry {
    /// No requests
    Never,
    /// Requests that only list or read
    Safe,
    /// Also calls of tools with readOnlyHint or idempotentHint
    Idempotent,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// One line of text per event
    Text,
    /// One JSON object per line
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LogLevel {
    /// Everything
    Debug,
    /// State changes
    Info,
    /// Problems that are handled
    Warn,
    /// Problems that need attention
    Error,
}
