//! Checks that the manifests match the code and the documentation.

use std::collections::BTreeSet;
use std::path::Path;

use sitemap_submit::model::{ExitCode, Rerun};

use crate::documents::blocks;
use crate::run::run;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Values of `key: ` in a manifest.
fn value<'a>(text: &'a str, key: &str) -> &'a str {
    let lines = text.lines().map(str::trim);
    let mut values = lines.filter_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    values.next().unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn a_pod_is_restarted_only_if_that_can_help() {
    let manifest = read("k8s/base/cronjob.yaml");
    let listed = value(&manifest, "values").trim_matches(['[', ']']);
    let listed: BTreeSet<u8> = listed
        .split(", ")
        .map(|code| code.parse().unwrap())
        .collect();
    let useless: BTreeSet<u8> = ExitCode::ALL
        .iter()
        .filter(|code| matches!(code.rerun(), Rerun::Useless | Rerun::HelpsLater))
        .map(|code| code.code())
        .collect();
    assert_eq!(listed, useless);

    let document = read("docs/kubernetes.md");
    let helps: Vec<String> = ExitCode::ALL
        .iter()
        .filter(|code| code.rerun() == Rerun::Helps)
        .map(|code| code.code().to_string())
        .collect();
    let [first, second, third] = helps.try_into().unwrap();
    let sentence = format!("({first}, {second} and {third})");
    assert!(document.contains(&sentence), "{sentence}");
}

#[test]
fn the_image_has_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    for file in [
        "k8s/base/kustomization.yaml",
        "k8s/overlays/key-file/kustomization.yaml",
    ] {
        assert_eq!(value(&read(file), "newTag"), version, "{file}");
    }
    for file in ["Dockerfile", "Dockerfile.prebuilt"] {
        assert!(
            read(file).contains(&format!("ARG VERSION={version}\n")),
            "{file}"
        );
    }
}

#[test]
fn the_documented_number_of_sites_fits_the_jobs_deadline() {
    let job = value(&read("k8s/base/cronjob.yaml"), "activeDeadlineSeconds")
        .parse::<u32>()
        .unwrap();
    let command = sitemap_submit::cli::command();
    let submit = command.find_subcommand("submit").unwrap();
    let deadline = submit
        .get_opts()
        .find(|flag| flag.get_long() == Some("deadline"))
        .and_then(|flag| flag.get_default_values().first())
        .and_then(|value| value.to_str())
        .unwrap();
    let minutes: u32 = deadline.trim_end_matches('m').parse().unwrap();
    let document = read("docs/kubernetes.md");
    for words in [
        format!("each within its `deadline` (`{deadline}`,"),
        format!(
            "(`activeDeadlineSeconds: {job}`), so {} sites",
            job / 60 / minutes
        ),
    ] {
        assert!(document.contains(&words), "{words}");
    }
}

#[test]
fn the_applied_manifest_is_a_copy_with_the_published_image() {
    let overlay = read("k8s/overlays/key-file/kustomization.yaml");
    let image = value(&overlay, "newName");
    assert!(image.starts_with("registry.example.com/"), "{image}");
    for file in ["README.md", "docs/kubernetes.md"] {
        let document = read(file);
        let applied = document
            .lines()
            .filter_map(|line| line.strip_prefix("kubectl apply -k "));
        assert_eq!(applied.collect::<Vec<_>>(), ["k8s/overlays/ours"], "{file}");
    }
}

#[test]
fn the_schedule_is_documented() {
    let manifest = read("k8s/base/cronjob.yaml");
    let schedule = value(&manifest, "schedule").trim_matches('"');
    let zone = value(&manifest, "timeZone");
    let document = read("docs/kubernetes.md");
    assert!(document.contains(&format!("`{schedule}`, `{zone}`")));
}

#[test]
fn the_flags_of_the_manifest_are_flags_of_submit() {
    let manifest = read("k8s/base/cronjob.yaml");
    let command = sitemap_submit::cli::command();
    let submit = command.find_subcommand("submit").unwrap();
    let known: Vec<&str> = command
        .get_opts()
        .chain(submit.get_opts())
        .filter_map(clap::Arg::get_long)
        .collect();
    let flags: Vec<&str> = manifest
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- --")?.split('=').next())
        .collect();
    assert_eq!(flags.len(), 2);
    assert!(!flags.contains(&"wait"), "{flags:?}");
    for flag in flags {
        assert!(known.contains(&flag), "{flag}");
    }
    let variable = manifest.lines().find_map(|line| {
        let name = line.trim().strip_prefix("- name: SITEMAP_SUBMIT_")?;
        Some(name.to_lowercase().replace('_', "-"))
    });
    assert!(known.contains(&&*variable.unwrap()));
}

#[test]
fn the_settings_in_manifests_and_documents_are_valid() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = vec![
        read("k8s/base/sitemap-submit.toml"),
        read("k8s/overlays/key-file/sitemap-submit.toml"),
    ];
    files.extend(blocks("docs/kubernetes.md", "toml"));
    assert_eq!(files.len(), 3);
    for text in files {
        // Google may take hours to download a sitemap, so `wait` would fail a healthy job.
        let waits = |line: &str| line.split('=').next().map(str::trim) == Some("wait");
        assert!(!text.lines().any(waits), "{text}");
        std::fs::write(folder.path().join("settings.toml"), &text).unwrap();
        // A sitemap that is not in the file is refused, which proves that the file was parsed.
        let done = run([
            "submit",
            "--config",
            "settings.toml",
            "https://nowhere.example/s.xml",
        ])
        .within(folder.path())
        .done();
        let is_understood = done.stderr.contains("no [[sites]] table in settings.toml")
            || done
                .stderr
                .contains("/var/run/secrets/sitemap-submit/key.json");
        assert!(is_understood, "{done:?}");
    }
}
