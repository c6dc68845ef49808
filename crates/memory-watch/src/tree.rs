//! Descendants of a process, and their memory.

use rustix::process::Pid;

/// Maximum number of descendants, so that a fork bomb is not followed.
const MAX_PROCESSES: usize = 4_096;

/// The children of a process; empty if it has ended or the system does not report them.
#[must_use]
pub fn children_of(process: Pid) -> Vec<Pid> {
    system::children_of(process)
}

/// Resident memory of a process, in bytes; `None` if the process has ended.
#[must_use]
pub fn rss(process: Pid) -> Option<u64> {
    system::rss(process)
}

/// Resident memory of all descendants of a process, in bytes.
#[must_use]
pub fn tree_rss(root: Pid) -> Option<u64> {
    let found = with_descendants(system::children_of(root));
    let readings: Vec<u64> = found.into_iter().filter_map(system::rss).collect();
    (!readings.is_empty()).then(|| readings.into_iter().sum())
}

fn with_descendants(mut found: Vec<Pid>) -> Vec<Pid> {
    let mut next = 0;
    while let Some(process) = found.get(next).copied()
        && found.len() < MAX_PROCESSES
    {
        found.extend(system::children_of(process));
        next += 1;
    }
    found
}

/// Programs that start a server and wait for it.
const LAUNCHERS: [&str; 12] = [
    "sh", "bash", "dash", "npx", "npm", "pnpm", "yarn", "bunx", "uv", "uvx", "pipx", "env",
];

/// Memory of the server below `root`, in bytes: the proportional set size if available, without
/// launchers such as `npm exec` and `uvx`.
#[must_use]
pub fn server_memory(root: Pid) -> Option<u64> {
    let mut top = system::children_of(root);
    while let [launcher] = top[..]
        && is_launcher(&system::arguments(launcher))
    {
        let below = system::children_of(launcher);
        if below.is_empty() {
            break;
        }
        top = below;
    }
    let found = with_descendants(top);
    let readings: Vec<u64> = found.into_iter().filter_map(system::pss).collect();
    (!readings.is_empty()).then(|| readings.into_iter().sum())
}

/// True for the arguments of a launcher. npm sets its process title to `npm exec ...`, so that the
/// first argument may contain several words.
fn is_launcher(arguments: &[String]) -> bool {
    let name = |argument: &String| {
        let word = argument.split(' ').next().unwrap_or_default();
        let file = word.rsplit('/').next().unwrap_or_default();
        file.trim_end_matches(".js")
            .trim_end_matches("-cli")
            .to_owned()
    };
    let names: Vec<String> = arguments.iter().take(2).map(name).collect();
    match &names[..] {
        [interpreter, script] if interpreter == "node" || interpreter.starts_with("python") => {
            LAUNCHERS.contains(&script.as_str())
        }
        [program, ..] => LAUNCHERS.contains(&program.as_str()),
        [] => false,
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;

    use rustix::process::Pid;

    pub(super) fn children_of(process: Pid) -> Vec<Pid> {
        from_tasks(process).unwrap_or_else(|| from_all(process))
    }

    /// Reads the threads' lists of children, if the kernel provides them.
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
        // The name in parentheses may contain parentheses and spaces.
        let (_, rest) = stat.rsplit_once(')')?;
        pid(rest.split_whitespace().nth(1)?)
    }

    pub(super) fn rss(process: Pid) -> Option<u64> {
        let statm = fs::read_to_string(format!("/proc/{}/statm", process.as_raw_nonzero())).ok()?;
        let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
        Some(pages * rustix::param::page_size() as u64)
    }

    /// Proportional set size, or resident memory if the kernel does not report it.
    pub(super) fn pss(process: Pid) -> Option<u64> {
        let path = format!("/proc/{}/smaps_rollup", process.as_raw_nonzero());
        let kibibytes = fs::read_to_string(path).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
        });
        kibibytes.map_or_else(|| rss(process), |kibibytes| Some(kibibytes * 1024))
    }

    pub(super) fn arguments(process: Pid) -> Vec<String> {
        let path = format!("/proc/{}/cmdline", process.as_raw_nonzero());
        let bytes = fs::read(path).unwrap_or_default();
        let arguments = bytes
            .split(|byte| *byte == 0)
            .filter(|part| !part.is_empty());
        arguments
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .collect()
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

    pub(super) fn pss(process: Pid) -> Option<u64> {
        rss(process)
    }

    pub(super) fn arguments(_: Pid) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn launchers_are_recognised() {
        let is = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            is_launcher(&arguments)
        };
        assert!(is(&["npm exec @playwright/mcp"]));
        assert!(is(&["/bin/sh", "-c", "mcp-server"]));
        assert!(is(&["node", "/usr/lib/npm/bin/npx-cli.js", "-y", "x"]));
        assert!(is(&["/root/.local/bin/uvx", "mcp-server-git"]));
        assert!(!is(&["node", "/app/server.js"]));
        assert!(!is(&["python3", "-m", "server"]));
        assert!(!is(&[]));
    }

    #[test]
    fn a_child_and_its_memory_are_found() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let me = rustix::process::getpid();
        let id = Pid::from_child(&child);
        assert!(children_of(me).contains(&id));
        // The kernel updates the counter with a delay, and a new process has little memory.
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
