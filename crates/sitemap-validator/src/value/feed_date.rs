//! Reads dates as RSS writes them.
//!
//! RFC 822 with years of four digits, as <https://www.rssboard.org/rss-specification> recommends.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// Days of the week are often wrong, and nobody reads them.
static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// The moment of a date in an RSS feed.
pub(crate) fn parse_rss(value: &[u8]) -> Option<Timestamp> {
    PARSER.parse_timestamp(value).ok()
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
        for bad in ["", "2024-10-02T13:00:00Z", "Wed, 32 Oct 2024 13:00:00 GMT"] {
            assert_eq!(parse_rss(bad.as_bytes()), None, "{bad}");
        }
    }
}
