//! TOML config files whose keys are the long names of clap options.
//!
//! A program reads a [`Document`], turns each value into a [`Setting`] that its clap option accepts,
//! and makes the settings defaults of its options, so that the command line and the environment take
//! precedence and a new option needs no code here. Which keys there are, and which tables, is left
//! to the program.
//!
//! # Guarantees
//! - A value is checked by the parser of its option, alone: neither the environment nor other
//!   options influence the verdict.
//! - Each fault carries the position of the key or value that caused it.

mod document;
mod fault;
mod option;
mod setting;

pub use document::{Document, MAX_BYTES, Place, ReadError};
pub use fault::{Fault, Misplaced};
pub use option::{Kind, check, contradict, nearest};
pub use setting::{Setting, Text, texts, wrong_type};
