//! Makes up what `searchanalytics.query` counts over.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::random::SplitMix;

/// Clicks and impressions of one page for one query, country and device on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRow {
    /// The day, in Pacific time.
    pub date: Date,
    /// What was searched for.
    pub query: String,
    /// The page that was shown.
    pub page: String,
    /// Country, in three lower-case letters of ISO 3166-1.
    pub country: String,
    /// `DESKTOP`, `MOBILE` or `TABLET`.
    pub device: String,
    /// How often the page was chosen.
    pub clicks: u32,
    /// How often the page was shown.
    pub impressions: u32,
    /// Mean place of the page among the results, from 1.
    pub position: f64,
}

/// Days of made-up rows in one answer at most, the last ones of the range.
const MOST_DAYS: usize = 500;

/// Plausible rows for `site` from `start` to `end`, the same ones whenever they are asked for.
pub(crate) fn plausible(site: &str, start: Date, end: Date) -> Vec<SearchRow> {
    let base = match site.strip_prefix("sc-domain:") {
        Some(domain) => format!("https://{domain}/"),
        None => site.to_owned(),
    };
    let mut rows = Vec::new();
    let mut day = Some(end);
    for _ in 0..MOST_DAYS {
        let Some(date) = day.filter(|date| *date >= start) else {
            break;
        };
        add_day(&mut rows, &base, date);
        day = date.checked_sub(1.day()).ok();
    }
    rows
}

fn add_day(rows: &mut Vec<SearchRow>, base: &str, date: Date) {
    let mut numbers = SplitMix::new(seed(base, date));
    for page in ["", "about", "news/1"] {
        for query in ["example", "what is an example"] {
            for (country, device) in [("deu", "DESKTOP"), ("usa", "MOBILE")] {
                let impressions = bounded(&mut numbers, 90) + 10;
                let clicks = bounded(&mut numbers, impressions / 4 + 1);
                rows.push(SearchRow {
                    date,
                    query: query.to_owned(),
                    page: format!("{base}{page}"),
                    country: country.to_owned(),
                    device: device.to_owned(),
                    clicks,
                    impressions,
                    position: 1.0 + f64::from(bounded(&mut numbers, 200)) / 10.0,
                });
            }
        }
    }
}

fn bounded(numbers: &mut SplitMix, bound: u32) -> u32 {
    u32::try_from(numbers.below(u64::from(bound))).unwrap_or(0)
}

/// FNV-1a over the site and the day: the standard library's hash may change between versions.
fn seed(site: &str, date: Date) -> u64 {
    format!("{site} {date}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
