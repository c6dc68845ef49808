//! Assembly of a release, and its use by the action.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

const TARGETS: [&str; 2] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

fn script(name: &str) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(root.join(name))
}

fn done(command: &mut Command) -> String {
    let output: Output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_action_accepts_the_release_built_by_the_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for target in TARGETS {
        let built = path("target").join(target).join("release");
        fs::create_dir_all(&built).unwrap();
        for program in ["sitemap-submit", "mcp-supervisor"] {
            let text = format!("#!/bin/sh\necho {program} for {target}\n");
            fs::write(built.join(program), text).unwrap();
            let executable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(built.join(program), executable).unwrap();
        }
        done(
            script("scripts/release/archive")
                .env("CARGO_TARGET_DIR", path("target"))
                .args([target, "1.2.3"])
                .arg(path("dist")),
        );
    }
    done(script("scripts/release/checksums").arg(path("dist")));
    let list = done(
        script("scripts/release/action-list")
            .arg("1.2.3")
            .arg(path("dist/SHA256SUMS")),
    );
    fs::create_dir_all(path("action")).unwrap();
    fs::write(path("action/release.txt"), &list).unwrap();
    fs::create_dir_all(path("bin")).unwrap();
    fs::write(
        path("bin/curl"),
        format!(
            "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\ncp {}/\"$(basename \"$4\")\" \"$2\"\n",
            path("dist").display()
        ),
    )
    .unwrap();
    fs::set_permissions(path("bin/curl"), fs::Permissions::from_mode(0o755)).unwrap();

    for (architecture, target) in [("X64", TARGETS[0]), ("ARM64", TARGETS[1])] {
        let temp = path(architecture);
        fs::create_dir_all(&temp).unwrap();
        let obtained = done(
            Command::new("bash")
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("action/obtain.sh"))
                .env_clear()
                .env("PATH", format!("{}:/usr/bin:/bin", path("bin").display()))
                .env("GITHUB_ACTION_PATH", folder.path())
                .env("GITHUB_OUTPUT", path("outputs"))
                .env("RUNNER_TEMP", &temp)
                .env("RUNNER_OS", "Linux")
                .env("RUNNER_ARCH", architecture)
                .env("ACTION_REPOSITORY", "someone/fork"),
        );
        assert_eq!(obtained, format!("sitemap-submit for {target}\n"));
    }

    done(
        script("scripts/release/image-context")
            .arg(path("dist"))
            .arg(path("context")),
    );
    for (architecture, target) in [("amd64", TARGETS[0]), ("arm64", TARGETS[1])] {
        for program in ["sitemap-submit", "mcp-supervisor"] {
            let text = fs::read_to_string(path("context").join(architecture).join(program));
            assert!(text.unwrap().contains(&format!("{program} for {target}")));
        }
    }
    assert!(path("context/ca-certificates.crt").exists());
}

/// The shell on Windows also finds `sitemap-submit.exe` under the name `sitemap-submit`.
#[test]
fn a_windows_archive_contains_the_program_once() {
    let folder = tempfile::tempdir().unwrap();
    let target = "x86_64-pc-windows-msvc";
    let built = folder.path().join("target").join(target).join("release");
    fs::create_dir_all(&built).unwrap();
    for name in ["sitemap-submit", "sitemap-submit.exe"] {
        fs::write(built.join(name), "").unwrap();
    }
    done(
        script("scripts/release/archive")
            .env("CARGO_TARGET_DIR", folder.path().join("target"))
            .args([target, "1.2.3"])
            .arg(folder.path()),
    );
    let name = format!("sitemap-submit-1.2.3-{target}.tar.gz");
    let listed = done(
        Command::new("tar")
            .arg("-tzf")
            .arg(folder.path().join(name)),
    );
    let programs: Vec<_> = listed
        .lines()
        .filter(|line| line.contains("sitemap-submit"))
        .collect();
    assert_eq!(programs, ["./sitemap-submit.exe"]);
}

#[test]
fn a_tag_other_than_the_version_is_not_released() {
    let refused = script("scripts/release/version").arg("v0.0.0").output();
    let refused = refused.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let printed = String::from_utf8(refused.stderr).unwrap();
    assert!(
        printed.starts_with("release: the tag is v0.0.0, and the version is "),
        "{printed}"
    );
}

/// Jobs of the workflow, each beginning with its name.
fn jobs(workflow: &str) -> Vec<&str> {
    let (_, jobs) = workflow.split_once("\njobs:\n").unwrap();
    let begins = jobs.match_indices("\n  ").map(|(index, _)| index + 1);
    let mut begins: Vec<_> = begins
        .filter(|begin| jobs[begin + 2..].starts_with(|first: char| first.is_ascii_lowercase()))
        .collect();
    begins.insert(0, 0);
    begins.push(jobs.len());
    begins
        .windows(2)
        .map(|pair| &jobs[pair[0]..pair[1]])
        .collect()
}

#[test]
fn jobs_that_sign_or_publish_run_no_third_party_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workflow = fs::read_to_string(root.join(".github/workflows/release.yml")).unwrap();
    let jobs = jobs(&workflow);
    assert!(jobs[0].starts_with("  gate:\n"), "{}", jobs[0]);
    assert!(jobs[1].contains("    needs: gate\n"), "{}", jobs[1]);
    let strong: Vec<_> = jobs.iter().filter(|job| job.contains(": write")).collect();
    assert_eq!(strong.len(), 6);
    for job in strong {
        for word in ["cargo", "scripts/release/build", "scripts/release/bill-of"] {
            assert!(!job.contains(word), "{word} in {job}");
        }
    }
}

#[test]
fn only_a_green_commit_of_the_default_branch_is_released() {
    let folder = tempfile::tempdir().unwrap();
    let gh = folder.path().join("gh");
    let requested = folder.path().join("requested");
    for (stands, green, printed) in [
        ("behind", "1", ""),
        ("identical", "2", ""),
        ("ahead", "1", "release: c0ffee is not on main, but ahead\n"),
        (
            "diverged",
            "1",
            "release: c0ffee is not on main, but diverged\n",
        ),
        (
            "behind",
            "0",
            "release: ci.yml has no green run of c0ffee on main\n",
        ),
    ] {
        let script_of_gh = format!(
            "#!/bin/sh\necho \"$2\" >> {}\ncase $2 in */compare/*) echo {stands};; *) echo {green};; esac\n",
            requested.display()
        );
        fs::write(&gh, script_of_gh).unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        let output = script("scripts/release/gate")
            .args(["someone/fork", "c0ffee", "main"])
            .env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()))
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), printed);
        assert_eq!(output.status.success(), printed.is_empty());
    }
    let requested = fs::read_to_string(requested).unwrap();
    let requested: Vec<_> = requested.lines().take(3).collect();
    let runs = "runs?head_sha=c0ffee&branch=main&event=push&status=success";
    assert_eq!(
        requested,
        [
            "repos/someone/fork/compare/main...c0ffee".to_owned(),
            format!("repos/someone/fork/actions/workflows/ci.yml/{runs}"),
            format!("repos/someone/fork/actions/workflows/test-action.yml/{runs}"),
        ]
    );
}

#[test]
fn the_release_notes_are_the_changelogs_section() {
    let notes = done(script("scripts/release/notes").arg(env!("CARGO_PKG_VERSION")));
    assert!(notes.contains("`sitemap-submit submit`"), "{notes}");
    assert!(!notes.contains("\n## "), "{notes}");
}
