//! Writes one page that needs nothing else: no script, no other file, light and dark, on a phone
//! and on paper.

mod chart;

use std::fmt::{self, Display, Write as _};

use super::quantity::{count, grouped};
use super::{Rendered, human};
use crate::model::{Answer, HistoryReport, IndexState, RunReport, Share, Totals};

const STYLE: &str = include_str!("style.css");

pub(super) fn render(report: &RunReport) -> Rendered {
    let Some(Answer::History(histories)) = &report.answer else {
        return Rendered {
            stdout: String::new(),
            stderr: human::render(report).stderr,
        };
    };
    let mut page = String::with_capacity(64 << 10);
    let title = match histories.as_slice() {
        [only] => format!("Indexing of {}", only.property),
        _ => "Indexing".to_owned(),
    };
    let title = Text(&title);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Indexing</h1>\n"
    );
    for (number, history) in histories.iter().enumerate() {
        write_history(&mut page, number, history);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    Rendered {
        stdout: page,
        stderr: String::new(),
    }
}

fn write_history(page: &mut String, number: usize, history: &HistoryReport) {
    let _ = writeln!(page, "<section>\n<h2>{}</h2>", Text(&history.property));
    let _ = writeln!(
        page,
        "<p class=\"when\">As of <time datetime=\"{0}\">{0:.0}</time>, from earlier audits.</p>",
        history.generated_at
    );
    write_tiles(page, &history.totals);
    chart::write(page, number, &history.timeline);
    write_reasons(page, history);
    write_errors(page, history);
    let property = history.property.as_str();
    write_shares(
        page,
        property,
        ["By sitemap", "Sitemap"],
        &history.by_sitemap,
    );
    write_shares(page, property, ["By folder", "Folder"], &history.by_prefix);
    write_submissions(page, history);
    page.push_str("</section>\n");
}

fn write_tiles(page: &mut String, totals: &Totals) {
    page.push_str("<dl class=\"tiles\">\n");
    let _ = writeln!(
        page,
        "<div><dt>listed</dt><dd>{}</dd></div>",
        grouped(totals.listed)
    );
    for state in IndexState::ALL {
        let pages = totals.of(state);
        let _ = writeln!(
            page,
            "<div class=\"{0}\"><dt>{0}</dt><dd>{1} <small>{2}</small></dd></div>",
            state.as_str(),
            grouped(pages),
            share(pages, totals.listed)
        );
    }
    let _ = writeln!(
        page,
        "<div><dt>not inspected</dt><dd>{} <small>{}</small></dd></div>\n</dl>",
        grouped(totals.not_inspected),
        share(totals.not_inspected, totals.listed)
    );
}

/// `12.3 %` of `all`.
fn share(pages: u64, all: u64) -> String {
    let tenths = (pages * 1_000).checked_div(all).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn write_reasons(page: &mut String, history: &HistoryReport) {
    let open = |one: &&crate::model::ReasonCount| one.state != IndexState::Indexed;
    if !history.reasons.iter().any(|one| open(&one)) {
        return;
    }
    let title = "Why pages are not indexed";
    let _ = writeln!(
        page,
        "<h3>{title}</h3>\n{}<table>\n<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Reason</th><th scope=\"col\" class=\"n\">Pages</th><th scope=\"col\">What to do</th></tr></thead>\n<tbody>",
        Wide(title, &history.property)
    );
    for one in history.reasons.iter().filter(open) {
        let _ = writeln!(
            page,
            "<tr><td><span class=\"{0}\">{0}</span></td><td>{1}</td><td class=\"n\">{2}</td><td>{3}</td></tr>",
            one.state.as_str(),
            Text(one.meaning),
            grouped(one.pages),
            Text(one.advice.unwrap_or_default())
        );
    }
    page.push_str("</tbody></table></div>\n");
}

fn write_errors(page: &mut String, history: &HistoryReport) {
    if history.errors.is_empty() {
        page.push_str("<p>No page is in error.</p>\n");
        return;
    }
    let title = "Pages in error";
    let _ = write!(
        page,
        "<details open>\n<summary><h3>{title}</h3></summary>\n{}<table>\n<thead><tr><th scope=\"col\">Page</th><th scope=\"col\">Reason</th><th scope=\"col\">Since</th><th scope=\"col\">Last crawl</th></tr></thead>\n<tbody>\n",
        Wide(title, &history.property)
    );
    for problem in &history.errors {
        let _ = writeln!(
            page,
            "<tr><td class=\"url\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            Text(&problem.url),
            problem.reason.unwrap_or_default(),
            Day(problem.since),
            Day(problem.crawled_at)
        );
    }
    page.push_str("</tbody></table></div>\n");
    let hidden = history
        .totals
        .error
        .saturating_sub(history.errors.len() as u64);
    if hidden > 0 {
        let _ = writeln!(page, "<p>And {}.</p>", count(hidden, "more page"));
    }
    page.push_str("</details>\n");
}

fn write_shares(page: &mut String, property: &str, heads: [&str; 2], shares: &[Share]) {
    let [title, column] = heads;
    if shares.is_empty() {
        return;
    }
    let _ = write!(
        page,
        "<h3>{title}</h3>\n{}<table>\n<thead><tr><th scope=\"col\">{column}</th><th scope=\"col\" class=\"n\">listed</th>",
        Wide(title, property)
    );
    for state in IndexState::ALL {
        let _ = write!(
            page,
            "<th scope=\"col\" class=\"n\">{}</th>",
            state.as_str()
        );
    }
    page.push_str("<th scope=\"col\" class=\"n\">not inspected</th></tr></thead>\n<tbody>\n");
    for one in shares {
        let _ = write!(
            page,
            "<tr><th scope=\"row\" class=\"url\">{}</th><td class=\"n\">{}</td>",
            Text(&one.name),
            grouped(one.totals.listed)
        );
        for state in IndexState::ALL {
            let _ = write!(
                page,
                "<td class=\"n\">{}</td>",
                grouped(one.totals.of(state))
            );
        }
        let _ = writeln!(
            page,
            "<td class=\"n\">{}</td></tr>",
            grouped(one.totals.not_inspected)
        );
    }
    page.push_str("</tbody></table></div>\n");
}

fn write_submissions(page: &mut String, history: &HistoryReport) {
    let confirmed = history.submissions.iter().filter(|one| one.confirmed);
    let Some(last) = confirmed.clone().next_back() else {
        return;
    };
    let _ = writeln!(
        page,
        "<p>{} in this time, the last on <time datetime=\"{1}\">{1:.0}</time>.</p>",
        count(confirmed.count() as u64, "confirmed submission"),
        last.at
    );
}

/// Text that may hold anything, so that it stays text.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '&' => formatter.write_str("&amp;")?,
                '"' => formatter.write_str("&quot;")?,
                '\'' => formatter.write_str("&#39;")?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// Opens a region that scrolls sideways, labelled with its title and property: a page has several
/// of the same title, which screen readers have to distinguish.
struct Wide<'a>(&'a str, &'a str);

impl Display for Wide<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}, {}\">",
            Text(self.0),
            Text(self.1)
        )
    }
}

/// A day, or nothing.
struct Day(Option<jiff::Timestamp>);

impl Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(time) => {
                let day = jiff::tz::Offset::UTC.to_datetime(time).date();
                write!(formatter, "<time datetime=\"{day}\">{day}</time>")
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_no_markup() {
        let text = Text("<script>\"x\" & 'y'</script>").to_string();
        assert_eq!(
            text,
            "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;"
        );
    }

    #[test]
    fn nothing_has_the_name_of_something_else() {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let totals = Totals::default();
        let share = || {
            vec![Share {
                name: "/".to_owned(),
                totals,
            }]
        };
        let history = |property: &str| HistoryReport {
            property: property.to_owned(),
            generated_at: now,
            since: now,
            audited: true,
            totals,
            timeline: vec![crate::model::Point::default()],
            reasons: Vec::new(),
            by_sitemap: share(),
            by_prefix: share(),
            errors: Vec::new(),
            submissions: Vec::new(),
        };
        let answer = Answer::History(vec![
            history("sc-domain:a.example"),
            history("sc-domain:b.example"),
        ]);
        let task = crate::model::Task::Report;
        let report = RunReport::answering(task, Some(answer), Vec::new(), true);
        let page = render(&report).stdout;
        for attribute in [" id=\"", " aria-label=\""] {
            let mut names: Vec<&str> = page
                .split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert!(
                all >= 2 && names.len() == all,
                "{attribute}{names:?} of {all}"
            );
        }
    }
}
