//! Checks some of the listed pages: errors, redirects, noindex and robots.txt blocks.
//!
//! # Politeness
//! One page of a host at a time, with a pause between two; pages that robots.txt forbids are not
//! fetched.

mod checker;
mod head;
mod noindex;
mod sample;

pub(crate) use checker::PageChecker;
pub(crate) use sample::Sample;
