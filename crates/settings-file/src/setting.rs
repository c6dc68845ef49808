//! Values of a config file as the texts that an option takes.

use clap::Arg;
use toml::Spanned;
use toml::de::DeValue;

use crate::{Fault, Kind, Misplaced, option};

/// Values of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Key in the file.
    pub key: String,
    /// Values, as on a command line; one unless the option takes a list.
    pub values: Vec<String>,
}

impl Setting {
    /// Reads `value` for the option `argument`.
    ///
    /// # Errors
    /// If the type is wrong or the option does not accept a value.
    pub fn read(
        argument: &Arg,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Self, Misplaced<Fault>> {
        let texts = texts(key, Kind::of(argument), value)?;
        for Text { at, text } in &texts {
            option::check(argument, text).map_err(|why| Misplaced {
                at: *at,
                fault: Fault::Value {
                    key: key.to_owned(),
                    why,
                },
            })?;
        }
        Ok(Self {
            key: key.to_owned(),
            values: texts.into_iter().map(|one| one.text).collect(),
        })
    }

    /// `argument` with these values as its default.
    #[must_use]
    pub fn as_default(&self, argument: Arg) -> Arg {
        argument.default_values(self.values.clone())
    }
}

/// Value with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Offset in the file, in bytes.
    pub at: usize,
    /// The value, as on a command line.
    pub text: String,
}

/// Texts of the value of `key`, for an option of the given kind.
///
/// # Errors
/// If the type is wrong.
pub fn texts(
    key: &str,
    kind: Kind,
    value: &Spanned<DeValue<'_>>,
) -> Result<Vec<Text>, Misplaced<Fault>> {
    let single = |value: &Spanned<DeValue<'_>>| {
        let text = match (value.get_ref(), kind) {
            (DeValue::Boolean(flag), Kind::Switch) => flag.to_string(),
            (DeValue::String(text), Kind::Single | Kind::List) => text.to_string(),
            (DeValue::Integer(number), Kind::Single | Kind::List) => {
                number.as_str().replace('_', "")
            }
            (DeValue::Float(number), Kind::Single | Kind::List) => number.as_str().replace('_', ""),
            _ => return Err(wrong_type(key, kind.wanted(), value)),
        };
        let at = value.span().start;
        Ok(Text { at, text })
    };
    match value.get_ref() {
        DeValue::Array(array) if kind == Kind::List => array.iter().map(single).collect(),
        _ => Ok(vec![single(value)?]),
    }
}

/// The fault of a value of another type than `wanted`.
#[must_use]
pub fn wrong_type(
    key: &str,
    wanted: &'static str,
    value: &Spanned<DeValue<'_>>,
) -> Misplaced<Fault> {
    let fault = Fault::Type {
        key: key.to_owned(),
        wanted,
        found: match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        },
    };
    let at = value.span().start;
    Misplaced { at, fault }
}

#[cfg(test)]
mod tests {
    use clap::ArgAction;
    use toml::de::DeTable;

    use super::*;

    fn read(argument: Arg, line: &str) -> Result<Vec<String>, Misplaced<Fault>> {
        let argument = argument.long("key");
        let table = DeTable::parse(line).unwrap();
        let value = table.get_ref().get("key").unwrap();
        Setting::read(&argument, "key", value).map(|setting| setting.values)
    }

    #[test]
    fn values_become_texts() {
        let single = || Arg::new("key");
        assert_eq!(read(single(), "key = 'a b'").unwrap(), ["a b"]);
        assert_eq!(read(single(), "key = 1_000").unwrap(), ["1000"]);
        assert_eq!(read(single(), "key = 0.5").unwrap(), ["0.5"]);
        let switch = || Arg::new("key").action(ArgAction::SetTrue);
        assert_eq!(read(switch(), "key = false").unwrap(), ["false"]);
        let list = || Arg::new("key").action(ArgAction::Append);
        assert_eq!(read(list(), "key = ['a', 2]").unwrap(), ["a", "2"]);
        assert_eq!(read(list(), "key = 'a'").unwrap(), ["a"]);
    }

    #[test]
    fn faults_name_the_value() {
        let small = || Arg::new("key").value_parser(clap::value_parser!(u8));
        let many = || small().action(ArgAction::Append);
        let error = read(many(), "key = [1, 300]").unwrap_err();
        assert_eq!(error.at, 10);
        assert_eq!(error.fault.to_string(), "`key`: 300 is not in 0..=255");
        let error = read(small(), "key = [1]").unwrap_err();
        assert_eq!(
            error.fault.to_string(),
            "`key` takes a text or a number, not a list"
        );
        let switch = Arg::new("key").action(ArgAction::SetTrue);
        let error = read(switch, "key = 1").unwrap_err();
        assert_eq!(
            error.fault.to_string(),
            "`key` takes true or false, not a number"
        );
    }
}
