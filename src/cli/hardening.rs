//! Keeps the private key out of core files.

/// Disables core dumps, and denies other processes of the user access to the memory. A failure is
/// logged and does not prevent a submission.
pub(crate) fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "failed to disable core files");
        }
    }
    // A core dump that is piped to a program ignores the limit, but not this flag.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "failed to disable core files");
        }
    }
}
