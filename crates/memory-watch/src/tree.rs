//! Reads from the system which processes stand below one, and how much memory they take.

use rustix::process::Pid;

/// More descendants than a server can sensibly have; a fork bomb is not followed to its end.
const MOST_PROCESSES: usize = 4_096;

/// The children of a process; empty where it is gone or the system does not tell.
#[must_use]
pub fn children_of(process: Pid) -> Vec<Pid> {
    system::children_of(process)
}

/// Resident memory, in bytes, of one process; `None` where it is gone.
#[must_use]
pub fn rss(process: Pid) -> Option<u64> {
    system::rss(process)
}

/// Resident memory, in bytes, of all processes below one, without the one itself.
#[must_use]
pub fn tree_rss(root: Pid) -> Option<u64> {
    let mut found = system::children_of(root);
    let mut next = 0;
    while let Some(process) = found.get(next).copied()
        && found.len() < MOST_PROCESSES
    {
        found.extend(system::children_of(process));
        next += 1;
    }
    let readings: Vec<u64> = found.into_iter().filter_map(system::rss).collect();
    (!readings.is_empty()).then(|| readings.into_iter().sum())
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;

    use rustix::process::Pid;

    pub(super) fn children_of(process: Pid) -> Vec<Pid> {
        from_tasks(process).unwrap_or_else(|| from_all(process))
    }

    /// From the threads' lists of children, where the kernel keeps them.
    /// <https://www.kernel.org/doc/html/latest/filesystems/proc.html>
    fn from_tasks(process: Pid) -> Option<Vec<Pid>> {
        let mut found = Vec::new();
        let tasks = format!("/proc/{}/task", process.as_raw_nonzero());
        let Ok(tasks) = fs::read_dir(tasks) else {
            return Some(found);
        };
        for task in tasks.flatten() {
            match fs::read_to_string(task.path().join("children")) {
                Ok(list) => found.extend(list.split_whitespace().filter_map(pid)),
                // The thread has ended, or the kernel was built without the list.
                Err(_) if !task.path().exists() => {}
                Err(_) => return None,
            }
        }
        Some(found)
    }

    fn from_all(process: Pid) -> Vec<Pid> {
        let Ok(all) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        all.flatten()
            .filter_map(|entry| pid(entry.file_name().to_str()?))
            .filter(|candidate| parent(*candidate) == Some(process))
            .collect()
    }

    fn parent(process: Pid) -> Option<Pid> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).ok()?;
        // The name in parentheses may itself have parentheses and spaces.
        let (_, rest) = stat.rsplit_once(')')?;
        pid(rest.split_whitespace().nth(1)?)
    }

    pub(super) fn rss(process: Pid) -> Option<u64> {
        let statm = fs::read_to_string(format!("/proc/{}/statm", process.as_raw_nonzero())).ok()?;
        let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
        Some(pages * rustix::param::page_size() as u64)
    }

    fn pid(text: &str) -> Option<Pid> {
        Pid::from_raw(text.parse().ok()?)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::process::Command;

    use rustix::process::Pid;

    /// One line of `ps`: process, parent, resident kibibytes.
    fn all() -> Vec<(i32, i32, u64)> {
        let output = Command::new("ps")
            .args(["-axo", "pid=,ppid=,rss="])
            .output();
        let text = output.map_or_else(|_| Vec::new(), |output| output.stdout);
        String::from_utf8_lossy(&text)
            .lines()
            .filter_map(|line| {
                let mut columns = line.split_whitespace();
                Some((
                    columns.next()?.parse().ok()?,
                    columns.next()?.parse().ok()?,
                    columns.next()?.parse().ok()?,
                ))
            })
            .collect()
    }

    pub(super) fn children_of(process: Pid) -> Vec<Pid> {
        let parent = process.as_raw_nonzero().get();
        all()
            .into_iter()
            .filter(|(_, of, _)| *of == parent)
            .filter_map(|(child, _, _)| Pid::from_raw(child))
            .collect()
    }

    pub(super) fn rss(process: Pid) -> Option<u64> {
        let process = process.as_raw_nonzero().get();
        all()
            .into_iter()
            .find(|(id, _, _)| *id == process)
            .map(|(_, _, kibibytes)| kibibytes * 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_found_and_weighed() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let me = rustix::process::getpid();
        let id = Pid::from_child(&child);
        assert!(children_of(me).contains(&id));
        // The kernel counts with a delay, and a process that has just begun has little.
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while tree_rss(me).is_none_or(|resident| resident < 4_096) {
            assert!(
                std::time::Instant::now() < deadline,
                "the child weighs nothing"
            );
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!children_of(me).contains(&id));
    }
}
