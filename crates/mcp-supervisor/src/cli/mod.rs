//! The command line.

mod arguments;
mod choices;
mod config;
mod entry;
mod fleet;
mod other;
mod remote;
mod secrets;
mod values;

pub use arguments::{Arguments, LogSettings};
pub use config::{Config, ConfigError};
pub use entry::EntryError;
pub use fleet::FleetArguments;
pub use other::{
    CompletionsArguments, RestartArguments, StatusArguments, UnwrapArguments, WrapArguments,
};
pub use remote::{
    ConnectArguments, ServeArguments, TokenArguments, TokenError, read_connect, read_serve,
    read_token,
};
pub use secrets::secrets;
pub use values::http_url;
