//! Rules about gzip data and file names that end in `.gz`.

use crate::draft::Draft;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static CORRUPT: Rule = Rule {
    id: "gzip-corrupt",
    severity: Severity::Fatal,
    summary: "The gzip data is damaged.",
    reason: "A damaged stream cannot be decompressed beyond the damage, so all later entries are lost; Search Console reports a compression error.",
    source: "https://www.rfc-editor.org/rfc/rfc1952",
    remedy: "Compress the sitemap again; if the file on the server's disk is intact, look for a proxy that alters it in transit.",
    example: Example {
        bad: "$ gzip -t sitemap.xml.gz\ngzip: sitemap.xml.gz: invalid compressed data--crc error",
        good: "$ gzip -t sitemap.xml.gz",
    },
};

pub(crate) fn corrupt(after: u64, cause: &std::io::Error) -> Draft {
    Draft::new(format!(
        "the gzip data is damaged after {after} decompressed bytes ({cause}); the rest was not checked"
    ))
}

pub(crate) static TRUNCATED: Rule = Rule {
    id: "gzip-truncated",
    severity: Severity::Fatal,
    summary: "The gzip data is truncated.",
    reason: "The last gzip member is incomplete, so entries may be missing and the checksum cannot be verified; Search Console reports a compression error.",
    source: "https://www.rfc-editor.org/rfc/rfc1952",
    remedy: "Publish the compressed file atomically: write it under another name, then rename it.",
    example: Example {
        bad: "$ gzip -t sitemap.xml.gz\ngzip: sitemap.xml.gz: unexpected end of file",
        good: "$ gzip -t sitemap.xml.gz",
    },
};

pub(crate) fn truncated(after: u64) -> Draft {
    Draft::new(format!(
        "the gzip data ends in the middle, after {after} decompressed bytes"
    ))
}

pub(crate) static TRAILING_DATA: Rule = Rule {
    id: "gzip-trailing-data",
    severity: Severity::Warning,
    summary: "Bytes follow the gzip data.",
    reason: "Readers treat bytes after the last gzip member differently: some ignore them, some reject the file.",
    source: "https://www.rfc-editor.org/rfc/rfc1952",
    remedy: "Remove the bytes after the compressed data; often the web server appended a page footer or a debug comment.",
    example: Example {
        bad: "$ echo '<!-- built by x -->' >> sitemap.xml.gz",
        good: "$ echo '<!-- built by x -->' >> sitemap.xml && gzip sitemap.xml",
    },
};

pub(crate) fn trailing_data() -> Draft {
    Draft::new("bytes that are not gzip follow the compressed data; they were ignored")
}

pub(crate) static NESTED: Rule = Rule {
    id: "gzip-nested",
    severity: Severity::Fatal,
    summary: "The file is gzipped more than twice.",
    reason: "A `.gz` file sent with `Content-Encoding: gzip` has two layers; further layers are a mistake, and engines do not unpack them.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Compress the sitemap once.",
    example: Example {
        bad: "$ gzip < sitemap.xml | gzip | gzip > sitemap.xml.gz",
        good: "$ gzip < sitemap.xml > sitemap.xml.gz",
    },
};

pub(crate) fn nested(layers: usize) -> Draft {
    Draft::new(format!(
        "there is another layer below {layers} layers of gzip; it was not read"
    ))
}

pub(crate) static TWICE: Rule = Rule {
    id: "gzip-twice",
    severity: Severity::Error,
    summary: "The file is gzipped twice.",
    reason: "An engine that unpacks the file finds gzip data again and cannot read the entries. Only files are checked: a server may add a second layer in transit, which the client removes. It is not fatal, because a server may also remove one.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Compress the sitemap once; usually a build step compresses files that are already `.gz`.",
    example: Example {
        bad: "$ gzip < sitemap.xml | gzip > sitemap.xml.gz",
        good: "$ gzip < sitemap.xml > sitemap.xml.gz",
    },
};

pub(crate) fn twice() -> Draft {
    Draft::new("the content is gzip inside gzip")
}

pub(crate) static DECLARED_WRONGLY: Rule = Rule {
    id: "gzip-declared-wrongly",
    severity: Severity::Error,
    summary: "The header `Content-Encoding: gzip` is sent with content that is not gzip.",
    reason: "Clients decompress what the header declares and fail, as browsers and `curl --compressed` do; no source documents what engines do.",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-8.4",
    remedy: "Remove the header, or compress the response; often a rule for `.gz` files also matches others.",
    example: Example {
        bad: "$ curl -sI https://www.example.com/sitemap.xml | grep -i encoding\ncontent-encoding: gzip",
        good: "$ curl -sI https://www.example.com/sitemap.xml | grep -i encoding",
    },
};

pub(crate) fn declared_wrongly() -> Draft {
    Draft::new("the header `Content-Encoding: gzip` is wrong: the content is not gzip")
}

pub(crate) static EXTENSION_MISMATCH: Rule = Rule {
    id: "gzip-extension-mismatch",
    severity: Severity::Warning,
    summary: "The file name and the content disagree on whether the file is gzipped.",
    reason: "Readers that trust the name try to decompress plain text or parse compressed bytes. Only files are checked: a server may add or remove gzip in transit and declares it in the response headers.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Name compressed sitemaps `.xml.gz` and uncompressed ones `.xml`.",
    example: Example {
        bad: "$ cp sitemap.xml sitemap.xml.gz",
        good: "$ gzip --keep sitemap.xml",
    },
};

pub(crate) fn extension_mismatch_not_compressed() -> Draft {
    Draft::new("the name ends in `.gz`, but the content is not gzip")
}

pub(crate) fn extension_mismatch_compressed() -> Draft {
    Draft::new("the content is gzip, but the name does not end in `.gz`")
}
