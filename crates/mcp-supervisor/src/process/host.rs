//! Names the machine.

/// The name of the machine; in a pod, the pod's.
#[must_use]
pub fn host_name() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}
