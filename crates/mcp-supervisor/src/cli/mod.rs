//! The command line.

mod arguments;
mod config;
mod entry;
mod fleet;
mod other;
mod secrets;
mod values;

pub use arguments::{Arguments, LogSettings};
pub use config::{Config, ConfigError};
pub use entry::EntryError;
pub use fleet::FleetArguments;
pub use other::{
    CompletionsArguments, RestartArguments, StatusArguments, UnwrapArguments, WrapArguments,
};
pub use secrets::secrets;
