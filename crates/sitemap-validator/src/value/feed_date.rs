//! Parses RSS dates.
//!
//! RFC 822 with years of four digits, as <https://www.rssboard.org/rss-specification> recommends.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// Accepts wrong days of the week, which are common and harmless.
static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// Parses a date of an RSS feed.
pub(crate) fn parse_rss(value: &[u8]) -> Option<Timestamp> {
    PARSER.parse_timestamp(value).ok()
}

/// Returns the first full name of a day or month, which RFC 822 requires to be abbreviated.
pub(crate) fn spelt_out(value: &[u8]) -> Option<&[u8]> {
    const NAMES: [&[u8]; 19] = [
        b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun", b"jan", b"feb", b"mar", b"apr",
        b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
    ];
    let mut words = value.split(|byte| !byte.is_ascii_alphabetic());
    words.find(|word| {
        let head = word.first_chunk::<3>().filter(|_| word.len() > 3);
        head.is_some_and(|head| NAMES.iter().any(|name| head.eq_ignore_ascii_case(name)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_mail_are_read() {
        let moment: Timestamp = "2024-10-02T13:00:00Z".parse().unwrap();
        for good in [
            "Wed, 02 Oct 2024 13:00:00 GMT",
            "Wed, 02 Oct 2024 15:00:00 +0200",
            "2 Oct 2024 13:00 +0000",
        ] {
            assert_eq!(parse_rss(good.as_bytes()), Some(moment), "{good}");
        }
        for (long, name) in [
            ("Wednesday, 02 Oct 2024 13:00:00 GMT", "Wednesday"),
            ("Wed, 02 October 2024 13:00:00 GMT", "October"),
            ("2 SEPT 2024 13:00:00 GMT", "SEPT"),
        ] {
            assert_eq!(parse_rss(long.as_bytes()), None, "{long}");
            assert_eq!(spelt_out(long.as_bytes()), Some(name.as_bytes()));
        }
        assert_eq!(spelt_out(b"Thu, 02 May 2024 CEST"), None);
        for bad in ["", "2024-10-02T13:00:00Z", "Wed, 32 Oct 2024 13:00:00 GMT"] {
            assert_eq!(parse_rss(bad.as_bytes()), None, "{bad}");
        }
    }
}
