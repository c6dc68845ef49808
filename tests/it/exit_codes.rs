//! Every exit code is reachable and matches its documented meaning.

use std::process::Stdio;

use search_console_emulator::{Emulator, Fault, FaultRule, ForbiddenReason, InvalidGrantReason};
use sitemap_submit::model::ExitCode;

use crate::process::stopped_by;
use crate::run::{google_of, run};
use crate::site::Site;

/// Runs a scenario that should end with `code` and returns the actual code. The match is exhaustive,
/// so a new code needs a scenario.
fn scenario(code: ExitCode) -> i32 {
    match code {
        ExitCode::Ok => submit_with(|_| {}),
        ExitCode::Unexpected => into_a_full_disk(),
        ExitCode::Usage => run(["submit", "--no-such-flag"]).done().code,
        ExitCode::Settings => {
            let unreadable = run(["sites", "--credentials", "/nonexistent/key.json"]);
            unreadable.done().code
        }
        ExitCode::NothingToDo => run(["validate"]).done().code,
        ExitCode::SitemapInvalid => run(["validate", "-"]).input("<html>").done().code,
        ExitCode::SitemapUnreachable => run(["validate", "no-such-file.xml"]).done().code,
        ExitCode::AuthRejected => submit_with(|google| {
            let reason = InvalidGrantReason::AccountNotFound;
            google.add_fault(FaultRule::token(Fault::InvalidGrant { reason }));
        }),
        ExitCode::PermissionDenied => submit_with(|google| {
            let reason = ForbiddenReason::Forbidden;
            google.add_fault(FaultRule::submit(Fault::Forbidden { reason }));
        }),
        ExitCode::RequestRejected => submit_with(|google| {
            google.add_fault(FaultRule::submit(Fault::BadRequest));
        }),
        ExitCode::Quota => submit_with(|google| {
            let reason = ForbiddenReason::DailyLimitExceeded;
            google.add_fault(FaultRule::submit(Fault::Forbidden { reason }));
        }),
        ExitCode::ServiceUnavailable => submit_with(|google| {
            google.add_fault(FaultRule::submit(Fault::InternalError).forever());
        }),
        ExitCode::NotConfirmed => submit_with(|google| {
            google.add_fault(FaultRule::submit(Fault::Lost).forever());
        }),
        ExitCode::HeartbeatFailed => {
            let site = Site::start();
            site.put_sitemap("/sitemap.xml", 1);
            let google = google_of(&site);
            let url = site.url("/sitemap.xml");
            let ping = site.url("/no-such-check");
            let submission = run(["submit", &url, "--heartbeat-url", &ping]).with(&google);
            submission.done().code
        }
        ExitCode::Interrupted => stopped_by("-INT").code,
        ExitCode::Terminated => stopped_by("-TERM").code,
    }
}

/// Submits a valid sitemap to a Search Console modified by `prepare`.
fn submit_with(prepare: impl FnOnce(&Emulator)) -> i32 {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    prepare(&google);
    let url = site.url("/sitemap.xml");
    let submission = run(["submit", &url, "--deadline", "2s"]).with(&google);
    submission.done().code
}

fn into_a_full_disk() -> i32 {
    let full = std::fs::File::options().write(true).open("/dev/full");
    let output = run(["completions", "bash"])
        .into_command()
        .stdout(full.unwrap())
        .stderr(Stdio::null())
        .output();
    output.unwrap().status.code().unwrap()
}

/// Linux only: `/dev/full` stands for a full disk.
#[cfg(target_os = "linux")]
#[test]
fn every_exit_code_is_reachable() {
    std::thread::scope(|scope| {
        for code in ExitCode::ALL {
            scope.spawn(move || assert_eq!(scenario(code), i32::from(code.code()), "{code:?}"));
        }
    });
}
