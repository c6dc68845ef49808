//! The same answers as Google's open-source parser, <https://github.com/google/robotstxt>.
//!
//! Each test names the tests of `robots_test.cc` (commit 22b355f) whose behaviour it covers; files and
//! addresses are our own.

use super::*;

fn allows(text: &str, agent: &str, url: &str) -> bool {
    Robots::parse(text.as_bytes()).allows(agent, &Url::parse(url).unwrap())
}

fn check(text: &str, cases: &[(&str, bool)]) {
    for (path, expected) in cases {
        let url = format!("https://shop.example{path}");
        assert_eq!(allows(text, "TestBot", &url), *expected, "{text:?} {path}");
    }
}

/// `ID_LineSyntax_Line`, `ID_REPLineNamesCaseInsensitive`, `ID_LineSyntax_Groups_OtherRules`.
#[test]
fn lines_have_a_key_in_any_case_and_a_colon_or_white_space() {
    check("user-agent: testbot\ndisallow: /", &[("/a", false)]);
    check("USER-AGENT testbot\nDisAllow\t/", &[("/a", false)]);
    check("agent: testbot\nforbid: /", &[("/a", true)]);
    check("user-agent: testbot\ndisallow /a b", &[("/a", true)]);
    let joined = "user-agent: other\nsitemap: https://shop.example/s.xml\nfuture-key: 1\n\
        user-agent: *\ndisallow: /\n";
    check(joined, &[("/a", false)]);
    assert!(!allows(joined, "Other", "https://shop.example/a"));
}

/// `ID_LineSyntax_Groups`: groups for the same crawler join, and rules before the first are ignored.
#[test]
fn groups_join_and_rules_without_a_crawler_are_ignored() {
    let text = "disallow: /stray\n\n\
        user-agent: TestBot\ndisallow: /\nallow: /one\n\
        user-agent: Second\ndisallow: /\nallow: /two\n\n\
        user-agent: Third\n\nuser-agent: TestBot\nallow: /three\n";
    check(
        text,
        &[
            ("/one", true),
            ("/two", false),
            ("/three", true),
            ("/stray", false),
        ],
    );
    for (agent, path, expected) in [
        ("Second", "two", true),
        ("Second", "three", false),
        ("Third", "three", true),
        ("Third", "one", true),
        ("Fourth", "stray", true),
    ] {
        let url = format!("https://shop.example/{path}");
        assert_eq!(allows(text, agent, &url), expected, "{agent} {path}");
    }
}

/// `ID_UserAgentValueCaseInsensitive`, `GoogleOnly_AcceptUserAgentUpToFirstSpace`,
/// `ID_GlobalGroups_Secondary`, and the star with white space of `HandleUserAgent`.
#[test]
fn a_crawler_is_named_by_its_token() {
    let text =
        "user-agent: *\ndisallow: /\nuser-agent: TESTBOT Images/2.0\nallow: /x\ndisallow: /\n";
    check(text, &[("/x", true), ("/y", false)]);
    assert!(!allows(text, "Unknown", "https://shop.example/x"));
    check("user-agent: *\t(all)\ndisallow: /", &[("/x", false)]);
    check("user-agent: *bot\ndisallow: /", &[("/x", true)]);
    check("user-agent: other\ndisallow: /", &[("/x", true)]);
    // A group without an effective rule also replaces the one for all crawlers.
    check(
        "user-agent: *\ndisallow: /\nuser-agent: testbot\ndisallow:",
        &[("/x", true)],
    );
}

/// `ID_AllowDisallow_Value_CaseSensitive`, `ID_LongestMatch`, `GoogleOnly_DocumentationChecks`.
#[test]
fn the_longest_pattern_wins() {
    let with = |rules: &str| format!("user-agent: testbot\n{rules}\n");
    check(
        &with("disallow: /Shoes"),
        &[("/Shoes", false), ("/shoes", true)],
    );
    check(
        &with("disallow: /shoes/red.html\nallow: /shoes/"),
        &[("/shoes/red.html", false), ("/shoes/", true)],
    );
    check(&with("disallow:\nallow:"), &[("/a", true)]);
    check(&with("disallow: /a\nallow: /a"), &[("/a", true)]);
    check(
        &with("allow: /page\ndisallow: /*.html"),
        &[("/page.html", false), ("/page", true)],
    );
    check(
        &with("allow: /x/page.\ndisallow: /*.html"),
        &[("/x/page.html", true), ("/x/y.html", false)],
    );
    check(
        &with("disallow: /\nallow: /boots*.php$"),
        &[
            ("/boots.php", true),
            ("/boots/a.php", true),
            ("/boots.php?a", false),
            ("/Boots.php", false),
        ],
    );
}

/// `ID_Encoding`, `TestMaybeEscapePattern`: escapes are compared without their case, characters
/// outside of ASCII are encoded, and nothing is decoded.
#[test]
fn percent_encoding_is_compared_as_written() {
    let only = |path: &str| format!("user-agent: testbot\ndisallow: /\nallow: {path}\n");
    check(
        &only("/find?a=b&u=https://other.example?x&y"),
        &[("/find?a=b&u=https://other.example?x&y", true)],
    );
    check(
        &only("/sök"),
        &[("/s%C3%B6k", true), ("/sök", true), ("/s%c3%b6k", true)],
    );
    check(&only("/s%c3%b6k"), &[("/sök", true)]);
    check(&only("/%73ale"), &[("/sale", false), ("/%73ale", true)]);
    check(&only("/~anna"), &[("/~anna", true), ("/%7Eanna", false)]);
    check(&only("/a b"), &[("/a%20b", false), ("/a b", false)]);
    check(&only("/a%20b"), &[("/a b", true)]);
}

/// `ID_SpecialCharacters`.
#[test]
fn stars_anchors_and_comments_are_special() {
    let with = |rules: &str| format!("user-agent: testbot\n{rules}\n");
    check(
        &with("disallow: /a/b/c\nallow: /a/*/d"),
        &[
            ("/a/b/c", false),
            ("/a/c", true),
            ("/a//c", true),
            ("/a/b/d", true),
        ],
    );
    check(
        &with("disallow: /a/b$"),
        &[("/a/b", false), ("/a/b/", true), ("/a/b?c", true)],
    );
    check(&with("disallow: /a$b"), &[("/a$b", false), ("/a", true)]);
    check(
        &with("# disallow: /\ndisallow: /a#b\nallow: /"),
        &[("/a", false), ("/c", true)],
    );
}

/// `GoogleOnly_IndexHTMLisDirectory`.
#[test]
fn an_allowed_index_page_allows_its_folder() {
    check(
        "user-agent: *\nallow: /docs/index.html\ndisallow: /\n",
        &[
            ("/docs/", true),
            ("/docs/index.html", true),
            ("/docs/index.htm", false),
            ("/docs/a", false),
        ],
    );
    check(
        "user-agent: *\ndisallow: /docs/index.html\n",
        &[("/docs/", true)],
    );
}

/// `GoogleOnly_LineTooLong`: the rest of a line that is longer than any URL does not matter.
#[test]
fn a_long_line_counts_as_far_as_it_is_read() {
    let long = format!("/x/{}", "a".repeat(20_000));
    check(
        &format!("user-agent: testbot\ndisallow: {long}/end\n"),
        &[("/x/b", true), (&format!("{long}/other"), false)],
    );
}

/// `ID_LinesNumbersAreCountedCorrectly`, `ID_UTF8ByteOrderMarkIsSkipped`.
#[test]
fn line_ends_and_byte_order_marks_are_accepted() {
    for text in [
        "user-agent: testbot\ndisallow: /a",
        "user-agent: testbot\r\ndisallow: /a\r\n",
        "user-agent: testbot\rdisallow: /a\r",
        "user-agent: testbot\n\r\n\ndisallow: /a",
    ] {
        check(text, &[("/a", false)]);
    }
    let with_mark = |mark: &[u8]| {
        let text = [mark, b"user-agent: testbot\ndisallow: /a\n"].concat();
        let url = Url::parse("https://shop.example/a").unwrap();
        Robots::parse(&text).allows("TestBot", &url)
    };
    for mark in [&b"\xEF\xBB\xBF"[..], b"\xEF\xBB", b"\xEF", b""] {
        assert!(!with_mark(mark), "{mark:x?}");
    }
    assert!(with_mark(b"\xEF\x11\xBF"), "the first line is no record");
}

/// `ID_NonStandardLineExample_Sitemap`, and the keys of `KeyIsSitemap`.
#[test]
fn sitemaps_stand_anywhere_under_any_of_their_keys() {
    for text in [
        "sitemap: https://shop.example/s.xml\nuser-agent: testbot\ndisallow: /a\n",
        "user-agent: testbot\nSite-Map: https://shop.example/s.xml\ndisallow: /a\n",
        "user-agent: testbot\ndisallow: /a\n\nSITEMAPS : https://shop.example/s.xml",
    ] {
        let robots = Robots::parse(text.as_bytes());
        assert!(
            robots.sitemaps().eq(["https://shop.example/s.xml"]),
            "{text}"
        );
        check(text, &[("/a", false)]);
    }
}

/// `TestGetPathParamsQuery`: path and query without the fragment; at least a slash.
#[test]
fn path_and_query_are_compared() {
    let text = "user-agent: testbot\ndisallow: /?a\ndisallow: /b?c=d&e\ndisallow: /*top\n";
    check(
        text,
        &[
            ("", true),
            ("?a", false),
            ("/?a", false),
            ("/b?c=d&e=f#g", false),
            ("/b#top", true),
        ],
    );
}
