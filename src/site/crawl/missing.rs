//! Counts the listed pages that have no file in the folder that will be deployed.

use std::sync::Arc;

use crate::model::address::shown;
use crate::site::build_folder::BuildFolder;

/// Pages without a file.
#[derive(Debug)]
pub(crate) struct MissingPages {
    /// `None` if the site is deployed.
    folder: Option<Arc<BuildFolder>>,
    count: u64,
    first: Option<String>,
}

impl MissingPages {
    /// No pages yet.
    pub(crate) const fn new(folder: Option<Arc<BuildFolder>>) -> Self {
        Self {
            folder,
            count: 0,
            first: None,
        }
    }

    /// Checks a page.
    pub(crate) fn look(&mut self, address: &str) {
        if self
            .folder
            .as_ref()
            .is_some_and(|folder| folder.lacks(address))
        {
            self.count += 1;
            self.first.get_or_insert_with(|| address.to_owned());
        }
    }

    /// The message about all pages without a file, if there are any.
    pub(crate) fn message(&self) -> Option<String> {
        let first = shown(self.first.as_deref()?);
        let folder = self.folder.as_ref()?.root().display();
        let (count, have) = (self.count, if self.count == 1 { "has" } else { "have" });
        Some(format!(
            "{count} of its URLs {have} no file in {folder}, such as {first}"
        ))
    }
}
