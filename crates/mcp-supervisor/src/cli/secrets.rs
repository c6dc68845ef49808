//! Finds the secrets in the environment.

use std::ffi::OsString;

/// Parts of the names of variables that hold secrets.
const NAMES: [&str; 7] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "KEY",
    "CREDENTIAL",
    "AUTH",
];
/// Minimum length, since shorter values would also match ordinary text.
const SHORTEST: usize = 6;

/// Values of `variables` that must not be shown, the longest first.
#[must_use]
pub fn secrets(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in variables {
        let (name, Ok(value)) = (name.to_string_lossy().to_uppercase(), value.into_string()) else {
            continue;
        };
        if NAMES.iter().any(|part| name.contains(part)) {
            found.push(value);
        } else if let Some(password) = password(&value) {
            found.push(password);
        }
    }
    found.retain(|value| value.len() >= SHORTEST);
    found.sort_by_key(|value| std::cmp::Reverse(value.len()));
    found
}

/// Password in a URL such as `postgres://user:password@host`.
fn password(value: &str) -> Option<String> {
    let (_, rest) = value.split_once("://")?;
    let (user, _) = rest.split('/').next()?.rsplit_once('@')?;
    Some(
        user.split_once(':')
            .map_or(user, |(_, password)| password)
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_by_name_and_in_urls() {
        let variables = [
            ("GITHUB_TOKEN", "ghp_123456"),
            ("PATH", "/usr/bin:/bin"),
            ("DATABASE_URL", "postgres://me:hunter22@db/x"),
            ("API_KEY", "short"),
        ];
        let found = secrets(variables.map(|(name, value)| (name.into(), value.into())));
        assert_eq!(found, ["ghp_123456", "hunter22"]);
    }
}
