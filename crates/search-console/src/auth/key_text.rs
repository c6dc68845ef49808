//! Undoes what CI systems, shells and editors do to the text of a key file.
//!
//! Changes that leave no doubt about the key are undone; others are named, since a new key would
//! suffer the same. No error quotes the text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

/// Maximum number of changes to undo: a key that is wrapped more often is not one.
const MOST_LAYERS: usize = 6;

/// Minimum length of a Base64 text that may contain a key file.
const SHORTEST_BASE64: usize = 100;

/// Damage to a key that cannot be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mangling {
    /// Nothing is left.
    #[error("the key is empty")]
    Empty,
    /// A variable's name, such as `$KEY`.
    #[error("the key is the name of a variable that was not expanded")]
    UnexpandedVariable,
    /// An expression of a CI system, such as `${{ secrets.KEY }}`.
    #[error("the key is an expression of the CI system that was not evaluated")]
    UnexpandedExpression,
    /// `***`, the replacement of secrets in logs.
    #[error("the key is `***`, as logs show a masked secret")]
    Masked,
    /// The path of a file.
    #[error("the key is a path, not the content of the key file")]
    Path,
    /// Only the private key.
    #[error("the key is only the `private_key` of a key file, not the whole file")]
    PemAlone,
    /// A public key or a certificate.
    #[error("the key is a public key or a certificate, which cannot sign")]
    PublicKey,
    /// The end is missing.
    #[error("the key is cut off")]
    CutOff,
    /// The double quotes of the JSON are missing or were replaced.
    #[error("the key has lost the double quotes of its JSON")]
    QuotesLost,
    /// Neither UTF-8 nor UTF-16.
    #[error("the key is not text in UTF-8 or UTF-16")]
    NotText,
}

impl Mangling {
    /// The placeholder in the place of a path, if `path` is one.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        named(path.trim()).filter(|mangling| *mangling != Self::Path)
    }
}

/// The JSON of a key file in `bytes`, with undone changes.
///
/// # Errors
/// [`Mangling`] if a change cannot be undone.
pub(super) fn json_of(bytes: &[u8]) -> Result<SecretString, Mangling> {
    let mut text = decoded(bytes).ok_or(Mangling::NotText)?;
    for _ in 0..MOST_LAYERS {
        let trimmed = text.expose_secret().trim_matches(is_blank);
        if let Some(mangling) = named(trimmed) {
            return Err(mangling);
        }
        match unwrapped(trimmed) {
            Some(inner) => text = inner,
            None => return Ok(with_escaped_breaks(trimmed)),
        }
    }
    Ok(text)
}

/// The PEM text of the member `private_key`, with line breaks where they belong.
///
/// # Errors
/// [`Mangling`] if the text is not a private key.
pub(super) fn pem_of(value: &SecretString) -> Result<SecretString, Mangling> {
    let text = value.expose_secret().trim_matches(is_blank);
    let Some((_, rest)) = text.split_once("-----BEGIN ") else {
        return match named(text) {
            Some(mangling) => Err(mangling),
            None => Ok(value.clone()),
        };
    };
    let Some((label, rest)) = rest.split_once("-----") else {
        return Err(Mangling::CutOff);
    };
    if is_public(label) {
        return Err(Mangling::PublicKey);
    }
    let Some((body, _)) = rest.split_once("-----END ") else {
        return Err(Mangling::CutOff);
    };
    let body: SecretString = body.replace("\\n", "").replace("\\r", "").into();
    let mut pem = format!("-----BEGIN {label}-----\n");
    let characters = body.expose_secret().chars();
    for (place, character) in characters.filter(|one| !one.is_whitespace()).enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str(&format!("\n-----END {label}-----\n"));
    Ok(pem.into())
}

/// White space, or a byte order mark.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\0')
}

/// Decodes UTF-8, or UTF-16 in either order, which editors and shells on Windows write.
fn decoded(bytes: &[u8]) -> Option<SecretString> {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2);
        let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(SecretString::from)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => units(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => units(bytes, u16::from_be_bytes),
        _ => str::from_utf8(bytes).ok().map(SecretString::from),
    }
}

/// The change that can only be named, if `text` shows one.
fn named(text: &str) -> Option<Mangling> {
    let is_one_word = !text.contains(char::is_whitespace);
    if text.is_empty() {
        Some(Mangling::Empty)
    } else if text.bytes().all(|byte| byte == b'*') {
        Some(Mangling::Masked)
    } else if text.contains("{{") || names_context(text) {
        Some(Mangling::UnexpandedExpression)
    } else if is_one_word && names_variable(text) {
        Some(Mangling::UnexpandedVariable)
    } else if let Some((_, rest)) = text.split_once("-----BEGIN ")
        && !text.starts_with(['{', '"', '\'', '`'])
        && assigned(text).is_none()
    {
        let label = rest.split("-----").next().unwrap_or_default();
        Some(if is_public(label) {
            Mangling::PublicKey
        } else {
            Mangling::PemAlone
        })
    } else if is_path(text) {
        Some(Mangling::Path)
    } else if text.starts_with('{') && starts_without_quotes(&text[1..]) {
        Some(Mangling::QuotesLost)
    } else {
        None
    }
}

fn is_public(label: &str) -> bool {
    label.contains("PUBLIC KEY") || label.contains("CERTIFICATE")
}

/// True for `secrets.KEY` and the like without braces.
fn names_context(text: &str) -> bool {
    ["secrets.", "vars.", "env."]
        .iter()
        .any(|context| text.strip_prefix(context).is_some_and(is_name))
}

/// True for `$KEY`, `${KEY}`, `$(KEY)`, `$env:KEY` and `%KEY%`.
fn names_variable(text: &str) -> bool {
    let inner = |open, close| {
        let inner = text.strip_prefix(open)?;
        inner.strip_suffix(close)
    };
    inner("${", "}")
        .or_else(|| inner("$(", ")"))
        .or_else(|| inner("%", "%"))
        .or_else(|| text.strip_prefix("$env:"))
        .or_else(|| text.strip_prefix('$'))
        .is_some_and(is_name)
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "_-.".contains(character))
}

/// True for a path. A Base64 text may begin with a slash, so a path must be short or end as one.
fn is_path(text: &str) -> bool {
    let is_drive = text.as_bytes().get(1) == Some(&b':');
    let begins = is_drive || text.starts_with(['/', '~', '.']);
    let ends = text.to_ascii_lowercase().ends_with(".json");
    !text.contains(['{', '\n', '"', '\'']) && (ends || begins && text.len() < SHORTEST_BASE64)
}

/// True if the first member of an object has no double quote.
fn starts_without_quotes(object: &str) -> bool {
    let first = object.trim_start();
    first.starts_with(|character: char| character.is_alphabetic() || character == '\'')
}

/// The text inside of one layer around a key file: quotes, `NAME=`, a JSON string, or Base64.
fn unwrapped(text: &str) -> Option<SecretString> {
    if let Some(value) = assigned(text) {
        return Some(value.into());
    }
    if text.starts_with("{\\") {
        return json_string(&format!("\"{text}\""));
    }
    if let Some(quote) = text.chars().next().filter(|one| "\"'`".contains(*one)) {
        let inner = text[1..].strip_suffix(quote)?;
        let as_json = (quote == '"').then(|| json_string(text)).flatten();
        return Some(as_json.unwrap_or_else(|| inner.into()));
    }
    let compact: SecretString = text.split_whitespace().collect::<String>().into();
    let compact = compact.expose_secret();
    if text.starts_with('{') || compact.len() < SHORTEST_BASE64 {
        return None;
    }
    let decoders = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
    let bytes = decoders
        .iter()
        .find_map(|decoder| decoder.decode(compact).ok())?;
    decoded(&bytes)
}

/// The value of `NAME=VALUE` or `export NAME=VALUE`, as lines of `.env` files are written.
fn assigned(text: &str) -> Option<&str> {
    let line = text.strip_prefix("export ").unwrap_or(text);
    let (name, value) = line.split_once('=')?;
    let is_variable = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // The padding of Base64 is at its end.
    let has_value = !value.trim_matches('=').is_empty();
    (is_variable && has_value).then_some(value)
}

fn json_string(text: &str) -> Option<SecretString> {
    let escaped = with_escaped_breaks(text);
    serde_json::from_str(escaped.expose_secret()).ok()
}

/// Escapes line breaks and tabs inside of JSON strings, which may not contain them (RFC 8259,
/// section 7).
fn with_escaped_breaks(text: &str) -> SecretString {
    let mut escaped = String::with_capacity(text.len() + 64);
    let (mut is_string, mut is_escape) = (false, false);
    for character in text.chars() {
        match character {
            '\n' if is_string => escaped.push_str("\\n"),
            '\t' if is_string => escaped.push_str("\\t"),
            '\r' if is_string => {}
            _ => escaped.push(character),
        }
        if character == '"' && !is_escape {
            is_string = !is_string;
        }
        is_escape = character == '\\' && !is_escape;
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN PRIVATE KEY-----\nQUJD\nREVG\n-----END PRIVATE KEY-----\n";

    /// A key file of several lines, long enough to be recognised in Base64.
    fn key_file() -> String {
        let pem = PEM.replace('\n', "\\n");
        format!(
            "{{\n  \"type\": \"service_account\",\n  \"private_key\": \"{pem}\",\n  \"x\": 1\n}}\n"
        )
    }

    fn json(bytes: impl AsRef<[u8]>) -> Result<String, Mangling> {
        json_of(bytes.as_ref()).map(|text| text.expose_secret().to_owned())
    }

    fn utf16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = text.encode_utf16();
        let marked = mark.then_some(0xfeff).into_iter().chain(units);
        marked.flat_map(bytes).collect()
    }

    #[test]
    fn wrapped_texts_are_understood() {
        let file = key_file();
        let plain = json(&file).unwrap();
        let one_line = file.replace('\n', "");
        let in_json = serde_json::to_string(&file).unwrap();
        let base64 = STANDARD.encode(&file);
        let in_lines: Vec<&str> = base64
            .as_bytes()
            .chunks(76)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        let cases: [(&str, Vec<u8>); 17] = [
            ("Base64", base64.clone().into()),
            ("Base64 in lines", in_lines.join("\r\n").into()),
            (
                "Base64 without padding",
                base64.trim_end_matches('=').into(),
            ),
            ("Base64 for URLs", URL_SAFE.encode(&file).into()),
            ("Base64 twice", STANDARD.encode(&base64).into()),
            ("byte order mark", format!("\u{feff}{file}").into()),
            ("single quotes", format!("'{file}'").into()),
            ("double quotes", format!("\"{file}\"").into()),
            ("backticks", format!("`{file}`").into()),
            ("JSON in JSON", in_json.clone().into()),
            (
                "JSON in JSON without quotes",
                in_json[1..in_json.len() - 1].into(),
            ),
            ("NAME=", format!("GOOGLE_KEY={file}").into()),
            (
                "NAME= with quotes",
                format!("export GOOGLE_KEY='{file}'").into(),
            ),
            ("NAME= with Base64", format!("KEY={base64}").into()),
            (
                "UTF-16, little endian",
                utf16(&file, true, u16::to_le_bytes),
            ),
            ("UTF-16, big endian", utf16(&file, true, u16::to_be_bytes)),
            ("UTF-16 without mark", utf16(&file, false, u16::to_le_bytes)),
        ];
        for (name, bytes) in cases {
            let read: serde_json::Value = serde_json::from_str(
                &json(bytes).unwrap_or_else(|error| panic!("{name}: {error}")),
            )
            .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(
                read,
                serde_json::from_str::<serde_json::Value>(&plain).unwrap(),
                "{name}"
            );
            assert_eq!(read["private_key"], PEM, "{name}");
        }
        assert_eq!(json(&one_line).unwrap(), one_line);
    }

    #[test]
    fn line_breaks_in_strings_are_escaped() {
        for line_break in ["\n", "\r\n"] {
            let file = key_file().replace("\\n", line_break);
            let read: serde_json::Value = serde_json::from_str(&json(file).unwrap()).unwrap();
            assert_eq!(read["private_key"], PEM);
        }
    }

    #[test]
    fn other_texts_are_named() {
        let cases = [
            ("", Mangling::Empty),
            (" \r\n", Mangling::Empty),
            ("\"\"", Mangling::Empty),
            ("***", Mangling::Masked),
            ("$SERVICE_ACCOUNT_JSON", Mangling::UnexpandedVariable),
            ("${SERVICE_ACCOUNT_JSON}", Mangling::UnexpandedVariable),
            ("'$SERVICE_ACCOUNT_JSON'", Mangling::UnexpandedVariable),
            ("$(GoogleKey)", Mangling::UnexpandedVariable),
            ("%GOOGLE_KEY%", Mangling::UnexpandedVariable),
            ("$env:GOOGLE_KEY", Mangling::UnexpandedVariable),
            ("${{ secrets.KEY }}", Mangling::UnexpandedExpression),
            ("secrets.KEY", Mangling::UnexpandedExpression),
            ("{{ .Values.key }}", Mangling::UnexpandedExpression),
            ("/run/secrets/key.json", Mangling::Path),
            ("key.json", Mangling::Path),
            ("~/key", Mangling::Path),
            ("C:\\keys\\key.json", Mangling::Path),
            (PEM, Mangling::PemAlone),
            ("-----BEGIN RSA PRIVATE KEY-----", Mangling::PemAlone),
            ("-----BEGIN PUBLIC KEY-----\nMIIB", Mangling::PublicKey),
            ("-----BEGIN CERTIFICATE-----\nMIIB", Mangling::PublicKey),
            ("{type: service_account}", Mangling::QuotesLost),
            ("{\n  'type': 'service_account'}", Mangling::QuotesLost),
        ];
        for (text, expected) in cases {
            assert_eq!(json(text), Err(expected), "{text}");
        }
        assert_eq!(json([b'{', 0xff, 0xfe]), Err(Mangling::NotText));
    }

    #[test]
    fn a_private_key_gets_its_line_breaks_back() {
        let joined = "-----BEGIN PRIVATE KEY-----\nQUJDREVG\n-----END PRIVATE KEY-----\n";
        for text in [
            PEM.to_owned(),
            PEM.replace('\n', "\\n"),
            PEM.replace('\n', "\r\n"),
            PEM.replace('\n', "\\r\\n"),
            PEM.replace('\n', " "),
            PEM.replace('\n', ""),
        ] {
            let pem = pem_of(&text.into()).unwrap();
            assert_eq!(pem.expose_secret(), joined);
        }
        let long = format!("-----BEGIN A-----{}-----END A-----", "x".repeat(65));
        let pem = pem_of(&long.into()).unwrap();
        assert_eq!(pem.expose_secret().lines().nth(1).unwrap().len(), 64);
    }

    #[test]
    fn an_unusable_private_key_is_named() {
        for (text, expected) in [
            ("-----BEGIN PRIVATE KEY-----\nMIIE", Mangling::CutOff),
            ("-----BEGIN PRIV", Mangling::CutOff),
            ("-----BEGIN PUBLIC KEY-----\nMIIE", Mangling::PublicKey),
            ("***", Mangling::Masked),
            ("${PRIVATE_KEY}", Mangling::UnexpandedVariable),
            ("", Mangling::Empty),
        ] {
            let error = pem_of(&text.to_owned().into()).unwrap_err();
            assert_eq!(error, expected, "{text}");
        }
    }
}
