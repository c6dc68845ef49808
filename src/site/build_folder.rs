//! Folder that a site generator wrote, before it is deployed: its sitemaps, and the file of each URL.
//!
//! # Bounds Each file is kept as a hash. Folders beyond [`MOST_FILES`] or [`DEEPEST`] are not read,
//! and then no page counts as missing.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use sitemap_validator::robots::{MAX_BYTES, Robots};
use sitemap_validator::{Entry, EntrySink, Kind, Options, validate_with};
use twox_hash::XxHash64;
use url::Url;

use super::fetch::{named_sitemaps, robots_url};

/// Maximum number of files whose names are stored, in about 16 MB.
const MOST_FILES: usize = 1_000_000;

/// Maximum depth of folders, which also ends circles of links.
const DEEPEST: usize = 32;

/// Maximum number of sitemaps found by name.
const MOST_SITEMAPS: usize = 500;

/// Maximum number of sitemaps from one index.
const MOST_LISTED: usize = 50_000;

/// Bytes at the start of a file that show if it is an index.
const HEAD: u64 = 4 << 10;

/// Extensions of sitemaps.
const EXTENSIONS: [&str; 4] = [".xml", ".xml.gz", ".txt", ".txt.gz"];

/// Names of the file of a folder.
const INDEXES: [&str; 2] = ["index.html", "index.htm"];

/// Extensions of pages whose URLs omit them.
const PAGES: [&str; 2] = [".html", ".htm"];

/// Folder of a site that is to be deployed.
#[derive(Debug)]
pub(crate) struct BuildFolder {
    root: PathBuf,
    /// URL under which it will be served; its path ends with a slash.
    base: Url,
    /// Hashes of the paths below the root, with slashes.
    files: HashSet<u64>,
    /// Paths below the root of files with the name of a sitemap, in order.
    named: Vec<String>,
    is_complete: bool,
}

impl BuildFolder {
    /// Reads the names of the files in `root`, which will be served at `base`.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn open(root: PathBuf, base: Url) -> io::Result<Self> {
        let mut folder = Self {
            root: root.clone(),
            base,
            files: HashSet::new(),
            named: Vec::new(),
            is_complete: true,
        };
        folder.walk(&root, "", 0)?;
        folder.named.sort_unstable();
        Ok(folder)
    }

    fn walk(&mut self, folder: &Path, below: &str, depth: usize) -> io::Result<()> {
        if depth > DEEPEST {
            self.is_complete = false;
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = format!("{below}{name}");
            // Follows links, as most deployments do.
            let is_folder = fs::metadata(entry.path()).is_ok_and(|entry| entry.is_dir());
            if !is_folder {
                self.add(path);
            } else if name != "node_modules" && name != ".git" {
                self.walk(&entry.path(), &format!("{path}/"), depth + 1)?;
            }
            if self.files.len() >= MOST_FILES {
                self.is_complete = false;
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, path: String) {
        self.files.insert(hash(&path));
        let name = path.rsplit('/').next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let is_sitemap =
            name.contains("sitemap") && EXTENSIONS.iter().any(|end| name.ends_with(end));
        if is_sitemap && self.named.len() < MOST_SITEMAPS {
            self.named.push(path);
        }
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// URL under which it will be served.
    pub(crate) const fn base(&self) -> &Url {
        &self.base
    }

    /// Its robots.txt, if engines will find it there: at the root of the host.
    pub(crate) fn robots(&self) -> Option<Robots> {
        let path = Some("robots.txt").filter(|path| self.base.path() == "/" && self.has(path))?;
        let mut text = Vec::new();
        let file = File::open(self.root.join(path)).ok()?;
        file.take(MAX_BYTES as u64).read_to_end(&mut text).ok()?;
        Some(Robots::parse(&text))
    }

    /// The file that will be served at `url`, which may not exist; `None` for URLs elsewhere.
    pub(crate) fn file_of(&self, url: &Url) -> Option<PathBuf> {
        let path = self.path_of(url)?;
        (!path.is_empty() && !path.ends_with('/')).then(|| self.root.join(path))
    }

    /// True if a page at `address` should be in the folder, but is not.
    pub(crate) fn lacks(&self, address: &str) -> bool {
        let Ok(url) = Url::parse(address) else {
            return false;
        };
        let is_here =
            url.origin() == self.base.origin() && url.path().starts_with(self.base.path());
        if !is_here || !self.is_complete {
            return false;
        }
        let Some(path) = self.path_of(&url) else {
            return true;
        };
        let is_folder = path.is_empty() || path.ends_with('/');
        let slash = if is_folder { "" } else { "/" };
        let mut indexes = INDEXES.iter().map(|name| format!("{path}{slash}{name}"));
        let mut pages = PAGES.iter().map(|end| format!("{path}{end}"));
        let is_page = !is_folder && (self.has(&path) || pages.any(|page| self.has(&page)));
        !is_page && !indexes.any(|index| self.has(&index))
    }

    /// The sitemaps in it, with their future URLs: those that its robots.txt names, then files whose
    /// name contains `sitemap`, without those that an index among them lists.
    pub(crate) fn sitemaps(&self) -> Vec<(Url, PathBuf)> {
        let mut found: Vec<(Url, PathBuf)> = Vec::new();
        let mut known = HashSet::new();
        let robots = self.robots().unwrap_or_default();
        for url in named_sitemaps(&robots, &robots_url(&self.base)) {
            if let Some(path) = self.file_of(&url)
                && known.insert(path.clone())
            {
                found.push((url, path));
            }
        }
        let by_name = self.named.iter().filter(|path| !self.has_plain_copy(path));
        let by_name: Vec<(Url, PathBuf)> = by_name.filter_map(|path| self.place(path)).collect();
        for (_, path) in found.iter().chain(&by_name) {
            known.extend(listed(path).iter().filter_map(|url| self.file_of(url)));
        }
        found.extend(
            by_name
                .into_iter()
                .filter(|(_, path)| !known.contains(path)),
        );
        found
    }

    /// True for `sitemap.xml.gz` next to `sitemap.xml`, of which it is a copy.
    fn has_plain_copy(&self, path: &str) -> bool {
        path.strip_suffix(".gz")
            .is_some_and(|plain| self.has(plain))
    }

    /// Future URL and path of a file, whose path below the root is given.
    fn place(&self, path: &str) -> Option<(Url, PathBuf)> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(path.split('/'));
        Some((url, self.root.join(path)))
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains(&hash(path))
    }

    /// Path of `url` below the root, with slashes; `None` if it would lead elsewhere.
    fn path_of(&self, url: &Url) -> Option<String> {
        if url.origin() != self.base.origin() {
            return None;
        }
        let below = url.path().strip_prefix(self.base.path())?;
        let mut segments = below.split('/').peekable();
        let mut path = String::new();
        while let Some(segment) = segments.next() {
            let is_last = segments.peek().is_none();
            if is_last && segment.is_empty() {
                break;
            }
            path.push_str(&name_of(segment)?);
            if !is_last {
                path.push('/');
            }
        }
        Some(path)
    }
}

fn hash(path: &str) -> u64 {
    XxHash64::oneshot(0, path.as_bytes())
}

/// A segment of a URL's path as the name of one file or folder; `None` if it would lead elsewhere.
pub(crate) fn name_of(segment: &str) -> Option<String> {
    let name = percent_decode_str(segment).decode_utf8().ok()?;
    let mut components = Path::new(&*name).components();
    let is_one_name = matches!(components.next(), Some(Component::Normal(part)) if part == &*name)
        && components.next().is_none();
    (is_one_name && !name.contains('\0')).then(|| name.into_owned())
}

/// Sitemaps that an index lists.
#[derive(Default)]
struct Listed(Vec<Url>);

impl EntrySink for Listed {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        if entry.kind() == Kind::SitemapIndex && self.0.len() < MOST_LISTED {
            self.0.extend(Url::parse(&entry.loc()));
        }
    }
}

/// The sitemaps that a file lists, if it is an index.
fn listed(path: &Path) -> Vec<Url> {
    let mut sink = Listed::default();
    if is_index(path).unwrap_or(false)
        && let Ok(file) = File::open(path)
    {
        // Defects of the file are reported when it is validated.
        let _ = validate_with(file, &Options::new(Timestamp::UNIX_EPOCH), &mut sink);
    }
    sink.0
}

/// True if the start of a file has the root of an index.
fn is_index(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(&[0x1F, 0x8B]) {
        let mut plain = Vec::new();
        // The end of the part that was read is an error of gzip.
        let _ = MultiGzDecoder::new(&head[..])
            .take(HEAD)
            .read_to_end(&mut plain);
        head = plain;
    }
    let root = b"sitemapindex";
    Ok(head.windows(root.len()).any(|window| window == root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(base: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, BuildFolder) {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let opened = BuildFolder::open(root.path().to_owned(), base.parse().unwrap()).unwrap();
        (root, opened)
    }

    #[test]
    fn a_page_has_a_file_in_each_usual_form() {
        let files = [
            "index.html",
            "about/index.html",
            "shop.html",
            "old.htm",
            "a b/index.html",
            "manual.pdf",
            "s\u{fc}d/index.html",
        ];
        let (_root, folder) = folder("https://e.test/", &files.map(|file| (file, "")));
        for path in [
            "",
            "?a=b",
            "index.html",
            "about",
            "about/",
            "about/index.html",
            "shop",
            "shop.html",
            "old",
            "a%20b/",
            "manual.pdf",
            "s%C3%BCd/",
            "s\u{fc}d/#top",
        ] {
            assert!(!folder.lacks(&format!("https://e.test/{path}")), "{path}");
        }
        for path in [
            "About/",
            "shop/",
            "missing",
            "about//",
            "a+b/",
            "..%2Fshop",
            "about/x",
            "%00",
        ] {
            assert!(folder.lacks(&format!("https://e.test/{path}")), "{path}");
        }
        // Another rule reports these.
        for address in [
            "https://other.test/missing",
            "/missing",
            "http://e.test/missing",
        ] {
            assert!(!folder.lacks(address), "{address}");
        }
    }

    #[test]
    fn a_base_url_may_have_a_path() {
        let files = ["sitemap.xml", "docs/index.html", "robots.txt"];
        let (root, folder) = folder("https://e.test/project/", &files.map(|file| (file, "")));
        assert!(!folder.lacks("https://e.test/project/docs/"));
        assert!(folder.lacks("https://e.test/project/project/docs/"));
        assert!(!folder.lacks("https://e.test/docs/"), "it is elsewhere");
        let url = "https://e.test/project/sitemap.xml".parse().unwrap();
        assert_eq!(folder.sitemaps(), [(url, root.path().join("sitemap.xml"))]);
        assert!(
            folder.robots().is_none(),
            "it is not at the root of the host"
        );
    }

    #[test]
    fn sitemaps_are_found_by_robots_txt_and_by_name() {
        let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
             <sitemap><loc>https://e.test/sitemap-0.xml</loc></sitemap></sitemapindex>";
        let (_root, folder) = folder(
            "https://e.test/",
            &[
                (
                    "robots.txt",
                    "Sitemap: https://e.test/map.xml\nSitemap: https://e.test/gone.xml",
                ),
                ("map.xml", ""),
                ("sitemap-index.xml", index),
                ("sitemap-0.xml", ""),
                ("en/Sitemap.xml", ""),
                ("en/Sitemap.xml.gz", ""),
                ("sitemap.xsl", ""),
                ("sitemap/index.html", ""),
                ("node_modules/x/sitemap.xml", ""),
            ],
        );
        let found: Vec<String> = folder
            .sitemaps()
            .iter()
            .map(|(url, _)| url.path().to_owned())
            .collect();
        assert_eq!(
            found,
            [
                "/map.xml",
                "/gone.xml",
                "/en/Sitemap.xml",
                "/sitemap-index.xml"
            ]
        );
    }
}
