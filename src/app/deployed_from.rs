//! Locates findings of a deployed sitemap in the files that the site was deployed from, so that a
//! report can point at them.
//!
//! A finding is located in a file if validating the file yields it at the same place. This needs no
//! knowledge of the build, and never blames a file that differs from the served one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use url::Url;

use crate::model::{FindingReport, SitemapReport};
use crate::site::build_folder::name_of;
use crate::site::fetch::AddressPolicy;
use crate::site::reading::Reader;

/// Maximum number of documents to locate; a report shows only a few places.
const MOST_DOCUMENTS: usize = 32;

/// Maximum number of folders in a URL before the content of the site's root folder.
const MOST_FOLDERS: usize = 16;

/// A finding's rule and place.
type Place = (&'static str, Option<u64>, Option<u64>);

/// Sets the file of each finding of `reports` that a file below `folder` also has.
pub(crate) async fn locate(reports: &mut [SitemapReport], folder: &Path, reader: &Reader<'_>) {
    let mut files: HashMap<String, DeployedFile> = HashMap::new();
    for (document, address_policy) in documents(reports) {
        let reader = reader.within(address_policy);
        if let Some(copy) = DeployedFile::below(folder, &document, &reader).await {
            files.insert(document, copy);
        }
    }
    for report in reports {
        for finding in &mut report.findings {
            let copy = files.get(finding.document(&report.url));
            finding.file = copy
                .filter(|copy| copy.places.contains(&place(finding)))
                .map(|copy| copy.path.clone());
        }
    }
}

/// Documents with findings to locate, and their depth in the index.
fn documents(reports: &[SitemapReport]) -> BTreeMap<String, AddressPolicy> {
    let mut documents = BTreeMap::new();
    for report in reports {
        for finding in report.findings.iter().filter(|found| found.line.is_some()) {
            let address_policy = match finding.sitemap {
                Some(_) => AddressPolicy::Public,
                None => AddressPolicy::Start,
            };
            if documents.len() < MOST_DOCUMENTS {
                documents.insert(finding.document(&report.url).to_owned(), address_policy);
            }
        }
    }
    documents
}

/// A file that may be the served document.
struct DeployedFile {
    path: PathBuf,
    places: HashSet<Place>,
}

impl DeployedFile {
    async fn below(folder: &Path, document: &str, reader: &Reader<'_>) -> Option<Self> {
        let url = Url::parse(document).ok()?;
        let path = candidates(folder, &url)
            .into_iter()
            .find(|path| path.is_file())?;
        let report = reader.read_copy(path.clone(), &url).await.ok()?;
        let findings = report.findings.into_iter().map(FindingReport::from);
        let places = findings.map(|finding| place(&finding)).collect();
        Some(Self { path, places })
    }
}

fn place(finding: &FindingReport) -> Place {
    (finding.rule, finding.line, finding.column)
}

/// Candidate files of `url` below `folder`: its path, or a suffix of it, since a site may be served
/// below a prefix.
fn candidates(folder: &Path, url: &Url) -> Vec<PathBuf> {
    let Some(segments) = url.path_segments().filter(|_| url.query().is_none()) else {
        return Vec::new();
    };
    let names: Option<Vec<PathBuf>> = segments
        .map(|segment| Some(name_of(segment)?.into()))
        .collect();
    let names = names.unwrap_or_default();
    (0..names.len().min(MOST_FOLDERS))
        .map(|skipped| folder.join(names[skipped..].iter().collect::<PathBuf>()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Vec<String> {
        let paths = candidates(Path::new("public"), &url.parse().unwrap());
        let text = |path: &PathBuf| path.to_string_lossy().replace('\\', "/");
        paths.iter().map(text).collect()
    }

    #[test]
    fn the_whole_path_comes_first_and_no_name_leads_elsewhere() {
        let whole = ["public/docs/my map.xml", "public/my map.xml"];
        assert_eq!(of("https://example.com/docs/my%20map.xml"), whole);
        let elsewhere = [
            "/..%2Fkey.json",
            "/a/%2Fetc/passwd",
            "/a%00b.xml",
            "/a/",
            "/?page=1",
        ];
        for path in elsewhere {
            let url = format!("https://example.com{path}");
            assert_eq!(of(&url), [""; 0], "{path}");
        }
    }
}
