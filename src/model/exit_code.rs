//! Exit codes of a run.
//!
//! Codes are stable: a `CronJob` decides by them whether a rerun can help. The table in
//! docs/exit-codes.md is generated from [`ExitCode::ALL`].

use serde::{Serialize, Serializer};

/// Result of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitCode {
    /// Everything was done and confirmed.
    Ok,
    /// A bug, or no better code.
    Unexpected,
    /// Bad flags or arguments.
    Usage,
    /// Configuration or credentials missing or invalid.
    Settings,
    /// No sitemap given or found.
    NothingToDo,
    /// A finding at or above `--fail-on`, or a guard.
    SitemapInvalid,
    /// Not fetched after retries.
    SitemapUnreachable,
    /// The key or the token was rejected.
    AuthRejected,
    /// The account lacks the permission.
    PermissionDenied,
    /// The API rejected the request.
    RequestRejected,
    /// Still limited at the deadline, or the quota is spent.
    Quota,
    /// Network or server trouble until the deadline.
    ServiceUnavailable,
    /// Submitted, but the read-back does not show it; or stale.
    NotConfirmed,
    /// Submitted and confirmed, but the heartbeat URL was not pinged.
    HeartbeatFailed,
    /// Stopped by SIGINT.
    Interrupted,
    /// Stopped by SIGTERM.
    Terminated,
}

/// Effect of a rerun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rerun {
    /// There is nothing to repeat.
    NotNeeded,
    /// Does not help before something is fixed.
    Useless,
    /// May succeed immediately or soon.
    Helps,
    /// May succeed some hours later.
    HelpsLater,
}

impl Rerun {
    /// The word in the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotNeeded => "-",
            Self::Useless => "no",
            Self::Helps => "yes",
            Self::HelpsLater => "later",
        }
    }
}

impl ExitCode {
    /// All codes, in ascending order.
    pub const ALL: [Self; 16] = [
        Self::Ok,
        Self::Unexpected,
        Self::Usage,
        Self::Settings,
        Self::NothingToDo,
        Self::SitemapInvalid,
        Self::SitemapUnreachable,
        Self::AuthRejected,
        Self::PermissionDenied,
        Self::RequestRejected,
        Self::Quota,
        Self::ServiceUnavailable,
        Self::NotConfirmed,
        Self::HeartbeatFailed,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The process's exit status.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Settings => 3,
            Self::NothingToDo => 4,
            Self::SitemapInvalid => 10,
            Self::SitemapUnreachable => 11,
            Self::AuthRejected => 20,
            Self::PermissionDenied => 21,
            Self::RequestRejected => 22,
            Self::Quota => 23,
            Self::ServiceUnavailable => 24,
            Self::NotConfirmed => 25,
            Self::HeartbeatFailed => 26,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// The name used in documentation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unexpected => "unexpected",
            Self::Usage => "usage",
            Self::Settings => "settings",
            Self::NothingToDo => "nothing to do",
            Self::SitemapInvalid => "sitemap invalid",
            Self::SitemapUnreachable => "sitemap unreachable",
            Self::AuthRejected => "auth rejected",
            Self::PermissionDenied => "permission denied",
            Self::RequestRejected => "request rejected",
            Self::Quota => "quota",
            Self::ServiceUnavailable => "service unavailable",
            Self::NotConfirmed => "not confirmed",
            Self::HeartbeatFailed => "heartbeat failed",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }

    /// Meaning, for the documentation.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "all requested work was done and confirmed",
            Self::Unexpected => "a bug, or no better code",
            Self::Usage => {
                "bad flags or arguments, among them a property that does not cover the sitemap"
            }
            Self::Settings => "credentials or settings missing, unreadable or invalid",
            Self::NothingToDo => "no sitemap given or found",
            Self::SitemapInvalid => {
                "a finding at or above `--fail-on`, too few URLs, or errors that Google reports"
            }
            Self::SitemapUnreachable => {
                "the sitemap could not be fetched or read, or was not served as `--wait-for-url` expects"
            }
            Self::AuthRejected => "the key or a new token was rejected",
            Self::PermissionDenied => {
                "the account may not submit to the property, or the API is not enabled"
            }
            Self::RequestRejected => "Search Console rejected the request",
            Self::Quota => "still limited at the deadline, or the quota is spent",
            Self::ServiceUnavailable => "network or server trouble until the deadline",
            Self::NotConfirmed => {
                "submitted, but the read-back does not show it; not downloaded within `--wait`; unknown to Google or older than `--max-age`"
            }
            Self::HeartbeatFailed => {
                "submitted and confirmed, but the ping to `--heartbeat-url` was not delivered"
            }
            Self::Interrupted => "stopped by SIGINT, after cleanup",
            Self::Terminated => "stopped by SIGTERM, after cleanup",
        }
    }

    /// Effect of a rerun.
    #[must_use]
    pub const fn rerun(self) -> Rerun {
        match self {
            Self::Ok | Self::Interrupted | Self::Terminated => Rerun::NotNeeded,
            Self::Unexpected
            | Self::Usage
            | Self::Settings
            | Self::NothingToDo
            | Self::SitemapInvalid
            | Self::AuthRejected
            | Self::PermissionDenied
            | Self::RequestRejected => Rerun::Useless,
            Self::SitemapUnreachable | Self::ServiceUnavailable | Self::HeartbeatFailed => {
                Rerun::Helps
            }
            Self::Quota | Self::NotConfirmed => Rerun::HelpsLater,
        }
    }

    /// The code of a run with several results: one that needs a fix outranks a temporary one.
    #[must_use]
    pub fn worst(codes: impl IntoIterator<Item = Self>) -> Self {
        codes
            .into_iter()
            .max_by_key(|code| (code.weight(), code.code()))
            .unwrap_or(Self::Ok)
    }

    const fn weight(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::HeartbeatFailed
            | Self::NotConfirmed
            | Self::Quota
            | Self::ServiceUnavailable
            | Self::SitemapUnreachable => 1,
            Self::NothingToDo | Self::SitemapInvalid => 2,
            Self::AuthRejected | Self::PermissionDenied | Self::RequestRejected => 3,
            Self::Usage | Self::Settings => 4,
            Self::Unexpected => 5,
            Self::Interrupted | Self::Terminated => 6,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.code())
    }
}

impl Serialize for ExitCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_are_unique() {
        assert!(ExitCode::ALL.is_sorted_by(|left, right| left.code() < right.code()));
    }

    #[test]
    fn errors_that_need_a_fix_outrank_transient_ones() {
        use ExitCode as E;
        assert_eq!(E::worst([]), E::Ok);
        assert_eq!(E::worst([E::Ok, E::NotConfirmed, E::Ok]), E::NotConfirmed);
        assert_eq!(
            E::worst([E::ServiceUnavailable, E::SitemapInvalid]),
            E::SitemapInvalid
        );
        assert_eq!(
            E::worst([E::PermissionDenied, E::SitemapInvalid]),
            E::PermissionDenied
        );
        assert_eq!(E::worst([E::Terminated, E::Usage]), E::Terminated);
    }
}
