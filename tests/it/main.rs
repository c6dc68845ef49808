//! Runs the real binary against a real site and an emulated Search Console on loopback, and checks
//! the repository's own conventions.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

#[path = "../support/site.rs"]
mod site;

#[cfg(unix)]
mod action;
mod agent;
mod analytics;
mod audit;
mod chaos;
mod circles;
mod config_file;
mod copies;
mod crawl;
mod credentials;
mod delete;
mod deploy;
mod deployed_from;
mod doctor;
mod documents;
mod exit_codes;
mod fetching;
mod formats;
mod generators;
mod heartbeat;
mod hosts;
mod inspect;
mod keys;
mod killed;
#[cfg(unix)]
mod kubernetes;
mod language;
mod layering;
mod links;
mod mcp;
mod mcp_answers;
mod mcp_http;
mod mcp_key;
mod mcp_safety;
#[cfg(target_os = "linux")]
mod mcp_supervised;
mod outages;
mod output;
mod process;
mod prose;
mod readable;
#[cfg(unix)]
mod release;
mod rules;
mod run;
mod schema;
mod secrets;
mod served;
mod status;
mod submit;
mod survey;
#[cfg(unix)]
mod terminal;
mod tidy;
mod tls;
mod verdicts;
mod verify;
mod worked_examples;
