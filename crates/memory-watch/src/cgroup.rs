//! Memory limit of the control group that a process runs in, and the number of processes that the
//! kernel killed there for lack of memory.
//!
//! Versions 2 and 1 of control groups: <https://docs.kernel.org/admin-guide/cgroup-v2.html> and
//! <https://docs.kernel.org/admin-guide/cgroup-v1/memory.html>.

use std::fs;
use std::path::{Path, PathBuf};

/// Version 1 shows "no limit" as a number near the largest one.
const NO_LIMIT: u64 = 1 << 60;

/// Control group for memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryCgroup {
    /// The group and the groups above it, the innermost first.
    groups: Vec<PathBuf>,
    files: Files,
}

/// Names of the files of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Files {
    limit: &'static str,
    events: &'static str,
}

const VERSION_1: Files = Files {
    limit: "memory.limit_in_bytes",
    events: "memory.oom_control",
};
const VERSION_2: Files = Files {
    limit: "memory.max",
    events: "memory.events",
};

impl MemoryCgroup {
    /// The group of this process; `None` where the system has none.
    #[must_use]
    pub fn own() -> Option<Self> {
        let membership = fs::read_to_string("/proc/self/cgroup").ok()?;
        Self::find(&membership, Path::new("/sys/fs/cgroup"))
    }

    /// The group in the text of `/proc/self/cgroup`, below the mount point `root`.
    fn find(membership: &str, root: &Path) -> Option<Self> {
        let path_of = |wanted: &dyn Fn(&str, &str) -> bool| {
            membership.lines().find_map(|line| {
                let mut parts = line.splitn(3, ':');
                let (hierarchy, controllers) = (parts.next()?, parts.next()?);
                wanted(hierarchy, controllers)
                    .then(|| parts.next())
                    .flatten()
            })
        };
        let is_memory =
            |_: &str, controllers: &str| controllers.split(',').any(|one| one == "memory");
        let is_unified =
            |hierarchy: &str, controllers: &str| hierarchy == "0" && controllers.is_empty();
        let (path, root, files) = match path_of(&is_memory) {
            Some(path) => (path, root.join("memory"), VERSION_1),
            None => (path_of(&is_unified)?, root.to_owned(), VERSION_2),
        };
        Some(Self {
            groups: groups(&root, path),
            files,
        })
    }

    /// The smallest limit of the group and those above it, in bytes; `None` if there is none.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        let limits = self.groups.iter().filter_map(|group| {
            let text = fs::read_to_string(group.join(self.files.limit)).ok()?;
            text.trim().parse().ok()
        });
        limits.filter(|limit| *limit < NO_LIMIT).min()
    }

    /// Number of processes of the group that were killed so far because memory ran out.
    #[must_use]
    pub fn out_of_memory_kills(&self) -> u64 {
        let text = |group: &PathBuf| fs::read_to_string(group.join(self.files.events)).ok();
        let counts = self.groups.iter().find_map(text).unwrap_or_default();
        let count = counts
            .lines()
            .find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok());
        count.unwrap_or(0)
    }
}

/// The group at `path` below `root` and those above it. Inside a container, the path may be that of
/// the host, while the container's own group is mounted at the root.
fn groups(root: &Path, path: &str) -> Vec<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let all = relative.ancestors().map(|path| root.join(path));
    all.filter(|group| group.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fake(PathBuf);

    impl Fake {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("cgroup-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            Self(path)
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.0.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    impl Drop for Fake {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn version_2_takes_the_smallest_limit_above() {
        let fake = Fake::new("v2");
        fake.write("pod/memory.max", "1048576\n");
        fake.write("pod/box/memory.max", "max\n");
        fake.write("pod/box/memory.events", "low 0\noom 3\noom_kill 2\n");
        let group = MemoryCgroup::find("0::/pod/box\n", &fake.0).unwrap();
        assert_eq!(group.limit(), Some(1_048_576));
        assert_eq!(group.out_of_memory_kills(), 2);
        fake.write("pod/memory.max", "max\n");
        assert_eq!(group.limit(), None);
    }

    #[test]
    fn version_1_has_a_hierarchy_of_its_own_for_memory() {
        let fake = Fake::new("v1");
        fake.write("memory/a/memory.limit_in_bytes", "536870912\n");
        fake.write("memory/memory.limit_in_bytes", "9223372036854771712\n");
        fake.write("memory/a/memory.oom_control", "under_oom 0\noom_kill 1\n");
        let membership = "9:name=systemd:/\n4:cpu,memory:/a\n0::/\n";
        let group = MemoryCgroup::find(membership, &fake.0).unwrap();
        assert_eq!(group.limit(), Some(536_870_912));
        assert_eq!(group.out_of_memory_kills(), 1);
    }

    #[test]
    fn a_path_of_the_host_means_the_root_of_the_container() {
        let fake = Fake::new("host");
        fake.write("memory.max", "4096\n");
        fake.write("memory.events", "oom_kill 7\n");
        let group = MemoryCgroup::find("0::/docker/0123abcd\n", &fake.0).unwrap();
        assert_eq!(
            (group.limit(), group.out_of_memory_kills()),
            (Some(4_096), 7)
        );
        assert_eq!(MemoryCgroup::find("", &fake.0), None);
    }
}
