//! A share in percent.

use std::fmt;
use std::str::FromStr;

/// A share from 0 % to 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(u8);

impl Percent {
    /// A share of `percent` hundredths, if there is one.
    #[must_use]
    pub const fn new(percent: u8) -> Option<Self> {
        if percent <= 100 {
            Some(Self(percent))
        } else {
            None
        }
    }

    /// True if `part` is more than this share of `whole`.
    #[must_use]
    pub fn is_exceeded_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * 100 > u128::from(whole) * u128::from(self.0)
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_suffix('%').unwrap_or(text);
        let percent = number.parse().ok().and_then(Self::new);
        percent.ok_or_else(|| "write a share from `0%` to `100%`".to_owned())
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} %", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_compared() {
        let fifth: Percent = "20%".parse().unwrap();
        assert_eq!("20".parse(), Ok(fifth));
        assert!(!fifth.is_exceeded_by(1, 5) && fifth.is_exceeded_by(2, 5));
        for wrong in ["", "%", "101%", "-1", "a"] {
            assert!(wrong.parse::<Percent>().is_err(), "{wrong}");
        }
    }
}
