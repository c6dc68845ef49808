//! Detects noindex in a page
//! (<https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag>).

/// Crawlers whose directives count.
const AGENTS: [&str; 2] = ["robots", "googlebot"];

/// True if the value of an `X-Robots-Tag` header contains noindex for all crawlers or for Google.
pub(super) fn in_header(value: &str) -> bool {
    let (agent, directives) = match value.split_once(':') {
        Some((agent, rest)) if !agent.contains(',') && !has_value(agent) => (agent.trim(), rest),
        _ => ("robots", value),
    };
    AGENTS.iter().any(|known| is(agent, known)) && forbids(directives)
}

/// True if a `<meta>` element of `html` contains noindex.
pub(super) fn in_html(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        // What scripts and styles hold is no markup; where one does not end, all of the rest.
        if let Some(raw) = ["script", "style"]
            .into_iter()
            .find(|raw| begins(rest, raw))
        {
            let end = rest.find(&format!("</{raw}"));
            rest = end.map_or("", |end| &rest[end + 1..]);
            continue;
        }
        if begins(rest, "meta") {
            let tag = &rest["<meta".len()..];
            // Where the tag does not end, there is no other behind it.
            let Some(end) = end_of_tag(tag) else {
                return false;
            };
            if says_noindex(&tag[..end]) {
                return true;
            }
            rest = &tag[end..];
            continue;
        }
        rest = &rest[1..];
    }
    false
}

/// True if `text` starts with the tag of an element called `name`.
fn begins(text: &str, name: &str) -> bool {
    let after = text[1..].strip_prefix(name);
    after.is_some_and(|after| {
        after.starts_with(|next: char| next.is_ascii_whitespace() || matches!(next, '/' | '>'))
    })
}

fn says_noindex(attributes: &str) -> bool {
    let name = attribute(attributes, "name");
    let content = attribute(attributes, "content");
    name.is_some_and(|name| AGENTS.contains(&name.trim())) && content.is_some_and(forbids)
}

/// Position of the end of the tag, outside of quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute, in any of its three notations.
fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|character: char| {
            character.is_ascii_whitespace() || character == '/'
        });
        if rest.is_empty() {
            return None;
        }
        let name_end = rest
            .find(|character: char| character.is_ascii_whitespace() || character == '=')
            .unwrap_or(rest.len());
        let name = &rest[..name_end];
        rest = rest[name_end..].trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            if name_end == 0 {
                return None;
            }
            continue;
        };
        let after = after.trim_start();
        let (value, left) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = &after[1..];
                let end = inner.find(quote).unwrap_or(inner.len());
                (&inner[..end], inner.get(end + 1..).unwrap_or_default())
            }
            _ => {
                let end = after
                    .find(|character: char| character.is_ascii_whitespace())
                    .unwrap_or(after.len());
                (&after[..end], &after[end..])
            }
        };
        if name == wanted {
            return Some(value);
        }
        rest = left;
    }
}

/// True if the text before a colon is a directive with a value, such as `max-snippet`, and not an
/// agent.
fn has_value(name: &str) -> bool {
    [
        "max-snippet",
        "max-image-preview",
        "max-video-preview",
        "unavailable_after",
    ]
    .iter()
    .any(|directive| is(name, directive))
}

fn forbids(directives: &str) -> bool {
    directives
        .split(',')
        .any(|directive| is(directive, "noindex") || is(directive, "none"))
}

fn is(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        for value in [
            "noindex",
            "NoFollow, NoIndex",
            "none",
            "googlebot: noindex",
            "unavailable_after: 25 Jun 2010, noindex",
            "max-snippet:-1, noindex",
            "Max-Image-Preview:large, noindex, nofollow",
            "max-video-preview: 3, none",
            "googlebot: max-snippet:-1, noindex",
        ] {
            assert!(in_header(value), "{value}");
        }
        for value in [
            "",
            "all",
            "nofollow",
            "otherbot: noindex",
            "otherbot: max-snippet:-1, noindex",
            "max-snippet:20",
            "noindexed",
        ] {
            assert!(!in_header(value), "{value}");
        }
    }

    #[test]
    fn every_byte_is_looked_at_a_few_times_at_most() {
        // Each of these took more than a second when every tag was searched to the end of the text.
        for tag in ["<meta \"", "<script ", "<!-- ", "<style>"] {
            assert!(!in_html(&tag.repeat((4 << 20) / tag.len())));
        }
    }

    #[test]
    fn meta_elements_are_read() {
        for html in [
            "<head><META NAME=\"robots\" CONTENT=\"noindex, follow\">",
            "<meta content='none' name=googlebot />",
            "<meta\nname = robots\ncontent=noindex>",
            "<script>\"</\" + \"script>\"</script><meta name=robots content=noindex>",
            "<styled-x><meta name=description content='>'><meta name=robots content=noindex>",
            "<meta/name=robots content=noindex>",
        ] {
            assert!(in_html(html), "{html}");
        }
        for html in [
            "",
            "<meta name=robots content=index>",
            "<!-- <meta name=robots content=noindex> -->",
            "<script>'<meta name=robots content=noindex>'</script>",
            "<meta name=description content='noindex'>",
            "<meta name=\"robots\" content=\"noindex",
            "<meta name=robots",
            "<metadata",
            "<metadata name=robots content=noindex>",
            "<script><meta name=robots content=noindex>",
            "<meta content=\"<meta name=robots content=noindex>\">",
        ] {
            assert!(!in_html(html), "{html}");
        }
    }
}
