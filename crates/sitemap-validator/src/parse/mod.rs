//! Parses documents and finds violations of the rules.

mod attributes;
mod characters;
mod document;
mod encoding;
mod entries;
mod extension;
mod feed;
mod fields;
mod hosts;
mod mark;
mod namespaces;
mod part;
mod recovery;
mod reference;
mod reporter;
mod schema;
mod stack;
mod tags;
mod text;
mod token;
mod usual;
mod value;
mod well_formed;
mod xml;

pub(crate) use entries::Entries;
pub use extension::Alternate;
pub(crate) use extension::Alternates;
pub(crate) use text::check as check_text;
pub(crate) use xml::check as check_xml;
