//! Runs the real binary against a real site and a Search Console on loopback, and holds what must
//! stay true of the repository.

#[path = "../support/site.rs"]
#[expect(dead_code, reason = "shared with the demo; each uses a part")]
mod site;

mod chaos;
mod run;
mod submit;
