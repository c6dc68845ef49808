//! Containers of `docker run`, which outlive its client.
//!
//! The process that the supervisor starts is only a client of the container engine: when it is
//! killed, or when the program in the container ignores SIGTERM and the end of its input, the
//! container keeps running. So each container gets a label by which it is found and removed
//! afterwards.
//!
//! <https://docs.docker.com/reference/cli/docker/container/run/#label>

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use super::command::ServerCommand;
use super::exit_command::ExitCommand;
use super::role::REMOVE_CONTAINERS;

/// Label of the containers; its value names the server process.
const LABEL: &str = "mcp-supervisor.process";

/// Programs with the command line of Docker.
const ENGINES: [&str; 3] = ["docker", "podman", "nerdctl"];

/// Global options whose value is the next argument.
const GLOBAL_WITH_VALUE: [&str; 16] = [
    "--address",
    "--cgroup-manager",
    "--config",
    "--connection",
    "--context",
    "--host",
    "--log-level",
    "--namespace",
    "--root",
    "--runroot",
    "--storage-driver",
    "--url",
    "-H",
    "-a",
    "-c",
    "-l",
];

/// A `docker run` command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContainerRun<'a> {
    command: &'a ServerCommand,
    /// Index of `run` in the arguments.
    run: usize,
}

impl<'a> ContainerRun<'a> {
    /// The command as a `docker run`, if it is one whose container ends with the session.
    pub(super) fn of(command: &'a ServerCommand) -> Option<Self> {
        let program = Path::new(&command.program).file_stem()?;
        if !ENGINES.iter().any(|engine| program == *engine) {
            return None;
        }
        let mut argv = command.arguments.iter().enumerate();
        let run = loop {
            let (place, word) = argv.next()?;
            match word.to_str()? {
                "run" => break place,
                "container" => {}
                option if GLOBAL_WITH_VALUE.contains(&option) => {
                    argv.next();
                }
                option if option.starts_with('-') => {}
                _ => return None,
            }
        };
        let found = Self { command, run };
        (!found.has(&["-d", "--detach", "--detach=true"])).then_some(found)
    }

    fn options(&self) -> &'a [OsString] {
        &self.command.arguments[self.run + 1..]
    }

    fn has(&self, names: &[&str]) -> bool {
        let is_one = |word: &&OsString| names.iter().any(|name| *word == name);
        self.options().iter().any(|word| is_one(&word))
    }

    /// Value of `--cidfile`, which the engine does not overwrite.
    fn id_file(&self) -> Option<OsString> {
        let mut argv = self.options().iter();
        loop {
            let word = argv.next()?;
            if word == "--cidfile" {
                return argv.next().cloned();
            }
            if let Some(path) = word.to_str()?.strip_prefix("--cidfile=") {
                return Some(path.into());
            }
        }
    }

    /// The command with a label for its container.
    pub(super) fn labelled(&self, process: &str) -> ServerCommand {
        let mut command = self.command.clone();
        let label = ["--label".into(), format!("{LABEL}={process}").into()];
        command.arguments.splice(self.run + 1..self.run + 1, label);
        command
    }

    /// The command that removes the remaining container.
    pub(super) fn removal(&self, process: &str) -> Option<ExitCommand> {
        let own = super::role::this_program().ok()?;
        let how = if self.has(&["--rm", "--rm=true"]) {
            Ending::Remove
        } else {
            Ending::Kill
        };
        let mut argv = vec![
            own.into_os_string(),
            REMOVE_CONTAINERS.into(),
            process.into(),
            how.name().into(),
            self.id_file().unwrap_or_default(),
            self.command.program.clone(),
        ];
        argv.extend_from_slice(&self.command.arguments[..self.run]);
        argv.retain(|word| word != "container");
        Some(ExitCommand::new(argv))
    }
}

/// End of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It is removed, as `--rm` requires.
    Remove,
    /// It is killed and kept.
    Kill,
}

impl Ending {
    const fn name(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Kill => "kill",
        }
    }
}

/// Ends the containers of a server process: the process, `remove` or `kill`, the file with the
/// container's id or nothing, then the program of the engine and its global options.
#[must_use]
pub fn remove_containers(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let (Some(process), Some(how), Some(id_file)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return ExitCode::FAILURE;
    };
    let engine: Vec<OsString> = arguments.collect();
    let ending = if how == Ending::Remove.name() {
        Ending::Remove
    } else {
        Ending::Kill
    };
    if !id_file.is_empty() {
        // The container in the file has ended, and the next one cannot start while the file exists.
        let _ = std::fs::remove_file(&id_file);
    }
    let mut filter = OsString::from(format!("label={LABEL}="));
    filter.push(process);
    let all = match ending {
        Ending::Remove => Some(OsStr::new("--all")),
        Ending::Kill => None,
    };
    let list = ["ps", "--quiet", "--no-trunc", "--filter"].map(OsStr::new);
    let list = list.into_iter().chain([filter.as_os_str()]).chain(all);
    let Some(containers) = output(&engine, list) else {
        return ExitCode::FAILURE;
    };
    let containers: Vec<&OsStr> = containers.split_whitespace().map(OsStr::new).collect();
    if containers.is_empty() {
        return ExitCode::SUCCESS;
    }
    let argv: &[&str] = match ending {
        Ending::Remove => &["rm", "--force", "--volumes"],
        Ending::Kill => &["kill"],
    };
    let argv = argv.iter().map(OsStr::new).chain(containers);
    match output(&engine, argv) {
        Some(_) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

/// Output of the engine; `None` if it failed. Its messages reach the log.
fn output<'a>(engine: &[OsString], argv: impl Iterator<Item = &'a OsStr>) -> Option<String> {
    let (program, options) = engine.split_first()?;
    let output = Command::new(program)
        .args(options)
        .args(argv)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> ServerCommand {
        let mut argv = line.split(' ').map(OsString::from);
        ServerCommand {
            program: argv.next().unwrap(),
            arguments: argv.collect(),
        }
    }

    #[test]
    fn only_containers_of_the_session_are_found() {
        for line in [
            "docker run -i --rm image",
            "/usr/bin/podman container run -i image run -x",
            "docker --context far -H tcp://x --debug run -i image",
        ] {
            assert!(ContainerRun::of(&command(line)).is_some(), "{line}");
        }
        for line in [
            "docker exec -i name server",
            "docker run -d image",
            "docker compose run server",
            "docker mcp gateway run",
            "runner run",
            "docker",
        ] {
            assert!(ContainerRun::of(&command(line)).is_none(), "{line}");
        }
    }

    #[test]
    fn the_label_is_the_first_option_and_the_rest_stays() {
        let given = command("docker --context far container run -i --rm image arg");
        let labelled = ContainerRun::of(&given).unwrap().labelled("p-1");
        let expected = "docker --context far container run --label mcp-supervisor.process=p-1 -i --rm image arg";
        assert_eq!(labelled, command(expected));
    }

    #[test]
    fn the_file_with_the_id_is_known() {
        for line in [
            "docker run --cidfile /x/id image",
            "docker run --cidfile=/x/id image",
        ] {
            let command = command(line);
            let run = ContainerRun::of(&command).unwrap();
            assert_eq!(run.id_file(), Some("/x/id".into()));
        }
    }
}
